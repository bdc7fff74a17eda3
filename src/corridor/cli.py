"""The command line: ``corridor compare``, ``corridor explain``, ``corridor check``."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads the annotations when it runs
from typing import Annotated

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Compare supply-chain routes out of Central Asia.",
)

MISUSE = 2


class Format(StrEnum):
    """How a comparison is printed."""

    table = "table"
    json = "json"
    csv = "csv"


@app.command()
def compare(
    *,
    commodity: Annotated[str, typer.Option(help="Commodity id, such as copper.")],
    origin: Annotated[str, typer.Option("--from", help="Node id of the producer.")],
    destination: Annotated[str, typer.Option("--to", help="Node id of the market.")],
    output: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
    year: Annotated[int, typer.Option(help="Base year.")] = 2024,
    avoid: Annotated[
        list[str] | None, typer.Option(help="Territory (ISO code) or passage; may be repeated.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of an own data set.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the draws behind the ranges.")] = 0,
) -> None:
    """Compare the corridors for one commodity between a producer and a market."""
    import corridor as cr
    from corridor.report.text import comparison_text

    items = [part for item in avoid or [] for part in item.split(",") if part]
    net = cr.build_network(cr.load_dataset(data, year=year))
    result = cr.compare_corridors(net, commodity, origin, destination, avoid=items, seed=seed)
    table = result.table.copy()
    if output is Format.table:
        print(comparison_text(result))
        return
    for column in ("territories", "not_included"):
        table[column] = table[column].map(list if output is Format.json else "; ".join)
    if output is Format.json:
        print(table.reset_index().to_json(orient="records", indent=2, force_ascii=False))
    else:
        print(table.to_csv(), end="")


@app.command()
def explain(
    subject: Annotated[str, typer.Argument(help="Such as link:cpc or border:KZ-RU/rail_1520.")],
    year: Annotated[int, typer.Option(help="Base year.")] = 2024,
    data: Annotated[Path | None, typer.Option(help="Folder of an own data set.")] = None,
) -> None:
    """Print every number about a subject with its range, year, kind and source."""
    import corridor as cr
    from corridor.report.text import subject_text

    print(subject_text(cr.load_dataset(data, year=year), subject))


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="Own data set; bundled if absent.")] = None,
    *,
    seal: Annotated[
        bool, typer.Option("--seal", help="Write the folder's checksums anew before checking it.")
    ] = False,
) -> None:
    """Check a data set and print what it holds, or list every fault and end with 2."""
    import corridor as cr
    from corridor.report.text import dataset_text

    if seal and folder is not None:
        from corridor.data.files.manifest import write_manifest

        write_manifest(folder)
    print(dataset_text(cr.load_dataset(folder)))


def main() -> None:
    """Run the command line: one clear sentence and exit code 2 for wrong input, no traceback."""
    from corridor.errors import CorridorError

    try:
        app()
    except CorridorError as error:
        print(f"corridor: {error}", file=sys.stderr)
        raise SystemExit(MISUSE) from None
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        print(f"corridor: {error}", file=sys.stderr)
        raise SystemExit(MISUSE) from None


if __name__ == "__main__":
    main()
