"""
Write the generated parts and the picture of the README from the bundled data.

    python tools/write_readme.py            # write the parts, and docs/img/copper_map.png
    python tools/write_readme.py --check    # end with 1 if the parts are not up to date
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl

import corridor as cr
from corridor.report.audit.audit import audit
from corridor.report.text import comparison_text
from generated_parts import write_page

ROOT = Path(__file__).resolve().parents[1]


def evidence(data: cr.Dataset) -> str:
    """Say in two sentences how much of the numbers is published."""
    shares = audit(data).shares
    every, used = shares.loc["all facts in force"], shares.loc["all routes"]
    return (
        f"Of the {every['facts']:,.0f} facts in force {every['facts_sourced_share']:.0%} are "
        "published or derived from published figures; the rest are estimates with ranges, marked. "
        f"Of the cost of the routes that `make demo` compares, {used['cost_sourced_share']:.0%} "
        "is in charges that rest on no estimate at all, and "
        f"{used['cost_fact_share']:.0%} is sourced when each charge is split over its facts.\n"
    )


def main() -> int:
    """Write the README, or say whether it is up to date."""
    mpl.use("Agg")
    data = cr.load_dataset()
    network = cr.build_network(data)
    copper = cr.compare_corridors(network, "copper", "balkhash_smelter", "duisburg")
    check = "--check" in sys.argv[1:]
    if not check:
        axes = copper.plot_map()
        axes.figure.savefig(ROOT / "docs" / "img" / "copper_map.png", dpi=90)
    parts = {
        "copper": f"```text\n{comparison_text(copper)}\n```\n",
        "evidence": evidence(data),
    }
    return write_page(ROOT / "README.md", parts, check=check)


if __name__ == "__main__":
    raise SystemExit(main())
