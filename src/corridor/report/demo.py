"""The main job end to end: four comparisons, their pictures, what they rest on, and the report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from corridor.data.loading import load_dataset
from corridor.network.network import build_network
from corridor.report.audit.estimates import estimates
from corridor.report.findings.brief import Brief
from corridor.report.findings.gather import gather_findings
from corridor.report.text import comparison_text
from corridor.report.writing import write_report
from corridor.routes.comparison import Comparison, compare_corridors
from corridor.routes.pairs import PAIRS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from corridor.data.dataset import Dataset

__all__ = ["main"]

BASE_YEARS = range(2019, 2025)
# Two capital costs that nobody publishes; the report says that they are supposed.
SUPPOSED_USD = {"btc_kazakh_contract": 0.0, "aktau_oil_berths": 100e6}


def _save(axes: Axes, path: Path) -> None:
    """Write the figure of some axes."""
    figure = axes.get_figure(root=True)
    if figure is not None:
        figure.savefig(path, dpi=120)


def _draw(result: Comparison, folder: Path) -> list[Path]:
    """Write the pictures of a comparison that has a route."""
    if not result.routes:
        return []
    stem = f"{result.commodity}_{result.origin}_{result.destination}"
    pictures = {
        "map": result.plot_map(),
        "days": result.plot_profile(value="days"),
        "usd": result.plot_profile(value="usd"),
        "costs": result.plot_costs(),
        "legs": result.plot_costs(by="leg"),
    }
    written = []
    for kind, axes in pictures.items():
        path = folder / f"{stem}_{kind}.png"
        _save(axes, path)
        written.append(path)
    return written


def main(folder: str = "out") -> None:
    """Print the four comparisons, write their pictures and the report, name the estimates."""
    import matplotlib as mpl  # noqa: PLC0415 - drawing only

    mpl.use("Agg")
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    data = load_dataset()
    network = build_network(data)
    print(f"{data!r}\n")  # noqa: T201
    results = []
    for pair in PAIRS:
        result = compare_corridors(network, *pair)
        results.append(result)
        print(comparison_text(result))  # noqa: T201
        if not result.routes:
            print(_other_years(data, pair))  # noqa: T201
        print()  # noqa: T201
    written = [path for result in results for path in _draw(result, target)]
    axes = network.plot()
    _save(axes, target / "network.png")
    written.append(target / "network.png")
    print("Pictures:", *(f"  {path}" for path in written), sep="\n")  # noqa: T201
    print(_rests_on(results))  # noqa: T201
    print("\nAll tonnes, shocks and doubt: the report takes about half a minute more.")  # noqa: T201
    brief = Brief(supposed_capex_usd=SUPPOSED_USD)
    report = write_report(gather_findings(data, brief), target / "report.html")
    print(f"Report: {report}")  # noqa: T201


def _other_years(data: Dataset, pair: tuple[str, str, str]) -> str:
    """Say in which base years a pair had a route, and by which corridor."""
    found: dict[str, list[str]] = {}
    for year in BASE_YEARS:
        routes = compare_corridors(build_network(data.as_of(year)), *pair).routes
        for corridor in routes:
            if corridor != "any":
                found.setdefault(corridor, []).append(str(year))
    words = "; ".join(f"{corridor} in {', '.join(years)}" for corridor, years in found.items())
    return f"  In other years there was a route: {words or 'none'}"


def _rests_on(results: list[Comparison]) -> str:
    """Say what share of each cost rests on estimates, and on which most."""
    lines = ["\nWhat rests on estimates (share of the cost per tonne, by corridor)"]
    for result in results:
        shares = ", ".join(
            f"{corridor} {route.estimate_share:.0%}" for corridor, route in result.routes.items()
        )
        lines.append(f"  {result.title}: {shares or 'no route'}")
    lines.append("The estimates that carry most (USD/t over all routes above):")
    for fact, row in estimates(results).head(10).iterrows():
        subject, attribute, *rest = str(fact).split("|")
        detail = " ".join(part for part in rest if part)
        words = f"{subject} {attribute} {detail}".rstrip()
        lines.append(f"  {row['usd_per_t']:>7,.0f}  {words} ({row['routes']:.0f} routes)")
    return "\n".join(lines)


if __name__ == "__main__":
    main(*sys.argv[1:2])
