"""The command line: ``corridor compare``, ``flows``, ``report``, ``explain`` and ``check``."""

from __future__ import annotations

import argparse
import sys

# Everything else is imported by the command that needs it, so that help and misuse answer at once.
MISUSE = 2
YEAR = 2024


def compare(options: argparse.Namespace) -> None:
    """Compare the corridors for one commodity between a producer and a market."""
    import corridor as cr
    from corridor.report.text import comparison_text

    items = _listed(options.avoid)
    net = cr.build_network(cr.load_dataset(options.data, year=options.year))
    result = cr.compare_corridors(
        net, options.commodity, options.origin, options.destination, avoid=items, seed=options.seed
    )
    if options.format == "table":
        print(comparison_text(result))
        return
    table = result.table.copy()
    as_json = options.format == "json"
    for column in ("territories", "not_included"):
        table[column] = table[column].map(list if as_json else "; ".join)
    if as_json:
        print(table.reset_index().to_json(orient="records", indent=2, force_ascii=False))
    else:
        print(table.to_csv(), end="")


def explain(options: argparse.Namespace) -> None:
    """Print every number about a subject with its range, year, kind and source."""
    import corridor as cr
    from corridor.report.text import subject_text

    print(subject_text(cr.load_dataset(options.data, year=options.year), options.subject))


def check(options: argparse.Namespace) -> None:
    """Check a data set and print what it holds, or list every fault and end with 2."""
    import corridor as cr
    from corridor.report.text import dataset_text

    if options.seal and options.folder is not None:
        from pathlib import Path

        from corridor.data.files.manifest import write_manifest

        write_manifest(Path(options.folder))
    print(dataset_text(cr.load_dataset(options.folder)))


def flows(options: argparse.Namespace) -> None:
    """Send all demand over the network; print what arrives, what does not, and the bottlenecks."""
    import warnings

    import corridor as cr
    from corridor.flows.assign import assign_flows
    from corridor.flows.outcome.printed import flows_text

    data = cr.load_dataset(options.data, year=options.year)
    demand = data.demand
    for commodity in options.commodity:
        if commodity not in data.commodities.index:
            raise cr.UnknownIdError("commodity", commodity, data.commodities.index)
    if options.commodity:
        demand = demand[demand["commodity"].isin(options.commodity)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cr.UnmetDemandWarning)  # the text says it
        result = assign_flows(
            cr.build_network(data),
            demand,
            objective=options.objective,
            access=options.access,
            avoid=_listed(options.avoid),
            opened=_listed(options.open),
            closed=_listed(options.close),
        )
    if options.format == "table":
        print(flows_text(result))
        return
    table = result.to_frame()
    as_json = options.format == "json"
    for column in ("corridors", "territories", "subjects"):
        table[column] = table[column].map(list if as_json else "; ".join)
    if as_json:
        print(table.to_json(orient="records", indent=2, force_ascii=False))
    else:
        print(table.to_csv(index=False), end="")


def report(options: argparse.Namespace) -> None:
    """Work everything out and write one page with the answers, the exhibits and their sources."""
    import corridor as cr
    from corridor.report.findings.brief import SCENARIOS, Brief
    from corridor.report.findings.gather import gather_findings
    from corridor.report.sheets.replacing import checked_path
    from corridor.routes.pairs import PAIRS

    asked = ((options.output, ".html"), (options.excel, ".xlsx"), (options.pdf, ".pdf"))
    for path, suffix in asked:
        if path is not None:
            checked_path(path, suffix)  # before anything is worked out
    commodities = tuple(_listed(options.commodity))
    brief = Brief(
        pairs=tuple(pair for pair in PAIRS if not commodities or pair[0] in commodities),
        commodities=commodities,
        scenarios=tuple(_listed(options.scenario)) or SCENARIOS,
        draws=options.draws,
        seed=options.seed,
        supposed_capex_usd=_supposed(options.suppose),
    )
    findings = gather_findings(cr.load_dataset(options.data, year=options.year), brief)
    print(cr.write_report(findings, options.output))
    if options.excel is not None:
        print(cr.write_excel(findings, options.excel))
    if options.pdf is not None:
        print(cr.write_pdf(findings, options.pdf))


def _supposed(given: list[str]) -> dict[str, float]:
    """Return capital cost by project of options such as ``aktau_oil_berths=100e6``."""
    costs = {}
    for item in _listed(given):
        project, equals, cost = item.partition("=")
        try:
            costs[project] = float(cost)
        except ValueError:
            equals = ""
        if not equals:
            msg = f"--suppose takes PROJECT=USD, such as aktau_oil_berths=100e6, not {item!r}"
            raise ValueError(msg)
    return costs


def _listed(given: list[str]) -> list[str]:
    """Return the items of options that may be given several times, or with commas."""
    return [part for item in given for part in item.split(",") if part]


def _parser() -> argparse.ArgumentParser:
    """Return the parser of every command; ``options.run`` is the command's function."""
    parser = argparse.ArgumentParser(
        prog="corridor",
        description="Compare supply-chain routes out of Central Asia.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="print the version and end")
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    described = (
        (compare, _compare),
        (flows, _flows),
        (report, _report),
        (explain, _explain),
        (check, _check),
    )
    for run, describe in described:
        summary = (run.__doc__ or "").strip()
        command = commands.add_parser(
            run.__name__, help=summary, description=summary, allow_abbrev=False
        )
        command.set_defaults(run=run)
        describe(command)
    return parser


def _compare(command: argparse.ArgumentParser) -> None:
    """Declare the options of ``compare``."""
    add = command.add_argument
    add("--commodity", required=True, metavar="ID", help="commodity, such as copper")
    add("--from", dest="origin", required=True, metavar="NODE", help="node id of the producer")
    add("--to", dest="destination", required=True, metavar="NODE", help="node id of the market")
    add("--format", choices=("table", "json", "csv"), default="table", help="how to print")
    add(
        "--avoid",
        action="append",
        default=[],
        metavar="PLACE",
        help="territory (ISO code) or passage to keep out of; several with commas",
    )
    add("--seed", type=int, default=0, help="seed of the draws behind the ranges (%(default)s)")
    _data_set(command)


def _flows(command: argparse.ArgumentParser) -> None:
    """Declare the options of ``flows``."""
    add = command.add_argument
    add("--commodity", action="append", default=[], metavar="ID", help="only this; may be repeated")
    add(
        "--objective",
        choices=("cost", "netback"),
        default="cost",
        help="least cost of firm demand, or where producers net most (%(default)s)",
    )
    add(
        "--access",
        choices=("rules", "ignore"),
        default="rules",
        help="whether quotas and monopolies hold (%(default)s)",
    )
    for name, word, what in (
        ("--close", "SUBJECT", "link, transfer or node to close, such as link:cpc"),
        ("--open", "SUBJECT", "planned link or transfer to open, such as link:tcgp"),
        ("--avoid", "PLACE", "territory (ISO code) or passage no cargo may use"),
    ):
        text = f"{what}; several with commas"
        add(name, action="append", default=[], metavar=word, help=text)
    add("--format", choices=("table", "json", "csv"), default="table", help="how to print")
    _data_set(command)


def _report(command: argparse.ArgumentParser) -> None:
    """Declare the options of ``report``."""
    add = command.add_argument
    add("-o", "--output", default="report.html", metavar="FILE", help="page (%(default)s)")
    add("--excel", metavar="FILE", help="spreadsheet of all tables, besides")
    add("--pdf", metavar="FILE", help="the page printed by an installed browser, besides")
    for name, word, what in (
        ("--commodity", "ID", "only this commodity"),
        ("--scenario", "NAME", "shipped scenario or YAML file set beside the base"),
        ("--suppose", "PROJECT=USD", "capital cost of a project that no source states"),
    ):
        text = f"{what}; several with commas"
        add(name, action="append", default=[], metavar=word, help=text)
    add("--draws", type=int, default=512, help="draws of the facts (%(default)s)")
    add("--seed", type=int, default=0, help="seed of the draws (%(default)s)")
    _data_set(command)


def _explain(command: argparse.ArgumentParser) -> None:
    """Declare the options of ``explain``."""
    command.add_argument("subject", help="such as link:cpc or border:KZ-RU/rail_1520")
    _data_set(command)


def _check(command: argparse.ArgumentParser) -> None:
    """Declare the options of ``check``."""
    command.add_argument("folder", nargs="?", help="own data set; the bundled one if left out")
    command.add_argument(
        "--seal", action="store_true", help="write the folder's checksums anew before checking it"
    )


def _data_set(command: argparse.ArgumentParser) -> None:
    """Declare the options that choose a data set and its base year."""
    command.add_argument("--year", type=int, default=YEAR, help="base year (%(default)s)")
    command.add_argument("--data", metavar="FOLDER", help="own data set; the bundled one if absent")


def main() -> None:
    """Run the command line: one clear sentence and exit code 2 for wrong input, no traceback."""
    parser = _parser()
    options = parser.parse_args()
    if options.version:
        from corridor import __version__

        print(__version__)
        return
    if options.run is None:
        parser.print_help(sys.stderr)
        raise SystemExit(MISUSE)
    _run(options)


def _run(options: argparse.Namespace) -> None:
    """Run one command and turn the errors a user can mend into one sentence."""
    from corridor.errors import CorridorError

    try:
        options.run(options)
    except (CorridorError, OSError, ValueError) as error:
        print(f"corridor: {error}", file=sys.stderr)
        raise SystemExit(MISUSE) from None


if __name__ == "__main__":
    main()
