"""The catalogue of exhibits: which there are, in which order they are read, what each needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corridor.report.contents.exhibit import Exhibit, Missing
from corridor.report.contents.report import Section
from corridor.report.exhibits.all_tonnes.independence.accessible import accessible_exhibit
from corridor.report.exhibits.all_tonnes.independence.curve import curve_exhibit
from corridor.report.exhibits.all_tonnes.independence.ladder import ladder_exhibit
from corridor.report.exhibits.all_tonnes.independence.subsidy import subsidy_exhibit
from corridor.report.exhibits.all_tonnes.money.netback import netback_exhibit
from corridor.report.exhibits.all_tonnes.movement.capacity import capacity_exhibit
from corridor.report.exhibits.all_tonnes.movement.flow_map import flow_map_exhibit
from corridor.report.exhibits.all_tonnes.movement.sankey import sankey_exhibit
from corridor.report.exhibits.all_tonnes.scenarios import scenarios_exhibit
from corridor.report.exhibits.all_tonnes.security.criticality import criticality_exhibit
from corridor.report.exhibits.all_tonnes.security.survival import survival_exhibit
from corridor.report.exhibits.how_sure.arrival import arrival_exhibit
from corridor.report.exhibits.how_sure.depth import depth_exhibit
from corridor.report.exhibits.how_sure.influence import influence_exhibit
from corridor.report.exhibits.how_sure.sources import sources_exhibit
from corridor.report.exhibits.how_sure.stop import stop_exhibit
from corridor.report.exhibits.how_sure.trust import trust_exhibit
from corridor.report.exhibits.one_tonne.along.emissions import emissions_exhibit
from corridor.report.exhibits.one_tonne.along.performance import performance_exhibit
from corridor.report.exhibits.one_tonne.along.profile import profile_exhibit
from corridor.report.exhibits.one_tonne.along.route_map import route_map_exhibit
from corridor.report.exhibits.one_tonne.along.waterfall import waterfall_exhibit
from corridor.report.exhibits.one_tonne.choice.break_even import break_even_exhibit
from corridor.report.exhibits.one_tonne.choice.front import front_exhibit
from corridor.report.exhibits.one_tonne.choice.scorecard import scorecard_exhibit
from corridor.report.exhibits.one_tonne.comparison import comparison_exhibit

if TYPE_CHECKING:
    from collections.abc import Callable

    from corridor.report.findings.findings import Findings

__all__ = ["CATALOGUE", "SECTIONS", "Entry", "sections_of"]

SECTIONS = {
    "one_tonne": "One tonne: which way",
    "all_tonnes": "All tonnes: how much, and what holds it back",
    "how_sure": "Shocks, doubt and evidence",
}


@dataclass(frozen=True)
class Entry:
    """
    One exhibit of the catalogue.

    Attributes
    ----------
    number
        1 to 25.
    section
        Key of `SECTIONS`.
    title
        What it shows.
    needs
        What it cannot be made without, in words.
    make
        Returns the exhibit; None where the findings lack what it needs.
    """

    number: int
    section: str
    title: str
    needs: str
    make: Callable[[Findings], Exhibit | None]


# In the order in which a report is read.
CATALOGUE: tuple[Entry, ...] = (
    Entry(3, "one_tonne", "The corridors side by side", "a comparison", comparison_exhibit),
    Entry(4, "one_tonne", "Where each corridor runs", "a comparison", route_map_exhibit),
    Entry(1, "one_tonne", "Days and dollars over distance", "a comparison", profile_exhibit),
    Entry(2, "one_tonne", "What a tonne pays for", "a comparison", waterfall_exhibit),
    Entry(10, "one_tonne", "As CAREC measures corridors", "a comparison", performance_exhibit),
    Entry(11, "one_tonne", "CO2e by mode and stretch", "a comparison", emissions_exhibit),
    Entry(7, "one_tonne", "Scorecard of the corridors", "a comparison", scorecard_exhibit),
    Entry(15, "one_tonne", "What is traded for what", "fronts of routes", front_exhibit),
    Entry(17, "one_tonne", "What would tip the choice", "break-evens", break_even_exhibit),
    Entry(25, "all_tonnes", "What changes under each scenario", "scenarios", scenarios_exhibit),
    Entry(4, "all_tonnes", "All tonnes on one map", "flows", flow_map_exhibit),
    Entry(8, "all_tonnes", "Producers, corridors and markets", "flows", sankey_exhibit),
    Entry(5, "all_tonnes", "Capacity and its use", "flows", capacity_exhibit),
    Entry(21, "all_tonnes", "Capacity off Russian territory", "flows", accessible_exhibit),
    Entry(13, "all_tonnes", "The price of independence", "a curve of independence", curve_exhibit),
    Entry(12, "all_tonnes", "What to build", "a ladder of projects", ladder_exhibit),
    Entry(23, "all_tonnes", "What it takes", "curves of subsidies", subsidy_exhibit),
    Entry(20, "all_tonnes", "Who gains and who pays", "flows", netback_exhibit),
    Entry(9, "all_tonnes", "What breaks it", "a ranking of losses", criticality_exhibit),
    Entry(24, "all_tonnes", "Security of supply", "indices of security", survival_exhibit),
    Entry(6, "how_sure", "When it arrives", "a comparison", arrival_exhibit),
    Entry(22, "how_sure", "A stop, week by week", "a simulated disruption", stop_exhibit),
    Entry(
        14, "how_sure", "How bad, by depth and duration", "cuts of several depths", depth_exhibit
    ),
    Entry(16, "how_sure", "Which number matters most", "a sensitivity analysis", influence_exhibit),
    Entry(18, "how_sure", "Modelled against published flows", "a validation", trust_exhibit),
    Entry(19, "how_sure", "What the numbers rest on", "a network", sources_exhibit),
)


def sections_of(findings: Findings) -> tuple[tuple[Section, ...], tuple[Missing, ...]]:
    """
    Return the exhibits that findings allow, by section, and those they do not.

    Exhibits are numbered as they are read; what is missing keeps its number of the catalogue.

    Parameters
    ----------
    findings
        What a report rests on.

    Examples
    --------
    >>> from corridor.report.findings.findings import Findings
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> sections, missing = sections_of(Findings(net))
    >>> [exhibit.key for section in sections for exhibit in section.exhibits]
    ['sources']
    """
    shown: dict[str, list[Exhibit]] = {key: [] for key in SECTIONS}
    missing = []
    number = 0
    for entry in CATALOGUE:
        exhibit = entry.make(findings)
        if exhibit is None:
            missing.append(Missing(entry.number, entry.title, entry.needs))
        else:
            number += 1
            shown[entry.section].append(replace(exhibit, number=number))
    sections = (Section(key, title, tuple(shown[key])) for key, title in SECTIONS.items())
    return tuple(section for section in sections if section.exhibits), tuple(missing)
