"""`vallum export`: results for other programs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data, Force, RunArgument


class Kind(StrEnum):
    """Formats of export."""

    xlsx = "xlsx"
    csv = "csv"
    parquet = "parquet"
    netcdf = "netcdf"


def export(
    run: RunArgument,
    *,
    format: Annotated[Kind, typer.Option("--format", help="Format of the files.")] = Kind.xlsx,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="PATH",
            help="File (xlsx, or .nc) or folder; left out: named after the run, here.",
        ),
    ] = None,
    force: Force = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Write a kept run's tables for other programs.

    A run holds the facts it was made with: --data is checked, and changes nothing here.
    """
    from vallum import store as runs
    from vallum.cli.jobs import check_data, open_store
    from vallum.cli.show import say, show_json, shown_path
    from vallum.contracts import ExportAnswer

    check_data(data)
    kept = open_store().get(run)
    target = to or runs.default_target(kept, format.value)
    files = runs.export(kept, format.value, target, force=force)
    if as_json:
        show_json(ExportAnswer.of(kept, format.value, files))
    elif target.is_dir():
        say(f"Wrote {len(files)} files to {shown_path(target)}")
    else:
        say(f"Wrote {shown_path(target)}")
