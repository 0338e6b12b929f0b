"""A kept run as files for other programs: XLSX, CSV, Parquet, NetCDF.

Fed by: a `StoredRun`.  To: the command line, readers with a spreadsheet, other models.
The same run gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args

import polars as pl
from xlsxwriter import Workbook

from vallum.errors import UserError, did_you_mean
from vallum.scenario.assumptions import as_text
from vallum.store.netcdf import write_netcdf
from vallum.store.run import NO_PLAN, StoredRun, leaves
from vallum.store.whole import sweep, written_whole

Format = Literal["xlsx", "csv", "parquet", "netcdf"]
FORMATS: tuple[Format, ...] = get_args(Format)

ABOUT = "about"
LARGEST_SHEET = 1_048_575
"""Rows below the header that a worksheet can hold."""
LONGEST_SHEET_NAME = 31

LICENCE = (
    "Tables compiled by the Vallum authors: CC BY 4.0. Each source in `sources` keeps its own "
    "terms; figures that rest on SIPRI data are for non-commercial use with attribution to SIPRI."
)
HOW_TO_READ = (
    "Every figure is the result of a model on open data and stated assumptions, not a forecast. An "
    "empty cell means that there is no value, never zero. Shares run from 0 to 1.",
    "gaps: need, have and gap of each force element by year, in its unit; `us` is what the United "
    "States still brings; `met_share` leaves that out; `imputed`: no source gives the need.",
    "contributions: what each state brings, in units and as a share of the coalition's total.",
    "us_leaving: what the United States brings in the first year, later, and what is lost.",
    "self_reliance: index by year as the weighted mean of met shares and as the worst element's.",
    "stand_alone: first year from which every element of a domain stays at 95 % or more without "
    "the United States; empty: not by the horizon.",
    "pooled: brigades that states can equip apart, and that the same kit would equip together.",
    "spending, spending_targets: defence spending by state and year; first year at a target.",
    "assumptions: every field of the scenario, its value, and who set it. quality: the share of "
    "facts that is verified, unverified or imputed. sources: where the facts come from.",
)
HOW_TO_READ_PLANS = (
    "plan_orders, plan_deliveries: what each state orders of each system, alone (national) or with "
    "others (joint), by the year of the order and of arrival; fractions of a unit are the model's.",
    "plan_costs: what the plan costs each state in each year and what money it has for it [EUR bn, "
    "2025 prices]: purchases with upkeep, kit that no table lists, people, growth of lines, "
    "licences, crews.",
    "plan_people: persons by kind of crew, and soldiers of brigades: needed, there without the "
    "plan, trained or won by it until the year, and the most that it may train or win in it.",
    "plan_lines: what a production line can make a year, and what signed and planned orders take. "
    "plan_licences: capacity that new licences add, in units a year, by its first year.",
    "plan_upgrades: ageing fleets upgraded, by the year it is done; adds: modern equivalents. "
    "plan_spares: readiness of US-bound types brought back by independent upkeep, year by year.",
    "plan_draws, plan_instruments, plan_debt: where the scenario names instruments, what states "
    "draw of each, what one more EUR bn of a ceiling takes off, deficits and debt; plan_costs then "
    "holds what states pay themselves (instruments: service of joint loans less joint draws).",
    "bottlenecks: what holds the plan back. shadow_price: points of shortfall (100: nothing met) "
    "that one more unit takes away in that year; relief: that a tenth more in every year does; "
    "evidence_share: part of the facts behind it that no rule imputed.",
    "Tables that end in _with_plan: the same as without the ending, with what the plan adds. "
    "outside_sweep: the least shortfall, for other shares of money that buys what no catalogue "
    "lists; met_by empty: never.",
    "plan_ukraine, plan_ukraine_supply, plan_ukraine_money: what Ukraine asks for and what is met; "
    "what comes to it (gift, old_gift, shared_line, own_line); its money and what members add. "
    "ukraine_trade_off: the plan again for other weights of Ukraine's need.",
    "plan_regimes, plan_openings: the plan of the coalition as one under each regime of decisions, "
    "and the instruments that open in it; read differences, not levels.  decision_routes: chance, "
    "months and likeliest objector of each route, by measure.",
)
"""For runs with a plan."""

_WORKBOOK_DATE = datetime(2026, 1, 1)
_ENDINGS: dict[Format, str] = {"xlsx": ".xlsx", "csv": "", "parquet": "", "netcdf": ""}
_SHARES = {
    "share",
    "mean",
    "bottleneck",
    "need_unverified",
    "stock_unverified",
    "outside_marginal",
}
_SMALL = {"shadow_price", "relief"}
"""Columns whose figures lie far below one."""


def export(run: StoredRun, format: Format, to: Path, *, force: bool = False) -> list[Path]:
    """Write a run's tables or results; return the files written.

    xlsx: one workbook at `to`: a sheet `about`, then one sheet a table.
    csv, parquet: a folder at `to` with `about` and one file a table.
    netcdf: one file where `to` ends in .nc (a run with one result), else a folder of files.
    Whole or not at all.  Raises UserError where the format is unknown, `to` does not suit it, or
    something stands there: with `force` it is replaced, but a folder only if it is an export.
    """
    if format not in FORMATS:
        near = did_you_mean(format, FORMATS) or f"; known are {', '.join(FORMATS)}"
        raise UserError(f"'{format}' is not a format of export{near}")
    write = _writer(run, format, to)
    _check_place(to, format, force=force)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        sweep(to.parent, to.name)
        with written_whole(to) as partial:
            write(partial)
    except OSError as reason:
        raise UserError(f"cannot write to '{to}': {reason.strerror or reason}") from reason
    return sorted(to.iterdir()) if to.is_dir() else [to]


def default_target(run: StoredRun, format: Format) -> Path:
    """Where an export goes if nobody says: a file or folder in the working folder."""
    return Path(f"{run.name}-{run.id}" + (_ENDINGS[format] or f"-{format}"))


def _writer(run: StoredRun, format: Format, to: Path) -> Callable[[Path], None]:
    if format == "xlsx":
        if to.suffix.lower() != ".xlsx":
            raise UserError(f"'{to}' does not suit format xlsx: the name must end in .xlsx")
        return lambda path: _write_workbook(run, path)
    if format == "netcdf":
        if to.suffix != ".nc":
            return lambda path: _write_results(run, path)
        if len(run.dataset_names) != 1:
            raise UserError(
                f"run {run.id} has {len(run.dataset_names)} results and a .nc file holds one: "
                f"name a folder instead of '{to}'"
            )
        return lambda path: write_netcdf(run.dataset(run.dataset_names[0]), path)
    return lambda path: _write_tables(run, format, path)


def _check_place(to: Path, format: Format, *, force: bool) -> None:
    """Nothing is overwritten unasked, and never a folder that holds anything but an export."""
    if not (to.exists() or to.is_symlink()):
        return
    if not force:
        raise UserError(f"'{to}' exists already: choose another name, or --force to replace it")
    if to.is_dir():
        ending = {"csv": ".csv", "parquet": ".parquet", "netcdf": ".nc", "xlsx": None}[format]
        if any(path.suffix != ending or path.is_dir() for path in to.iterdir()):
            raise UserError(
                f"'{to}' is a folder that holds other things than an export as {format}: "
                "it is not replaced; choose another name"
            )


def _write_tables(run: StoredRun, format: Literal["csv", "parquet"], folder: Path) -> None:
    folder.mkdir()
    for name, frame in {ABOUT: about(run), **run.frames()}.items():
        file = folder / f"{name}.{format}"
        if format == "csv":
            frame.write_csv(file, line_terminator="\n")
        else:
            frame.write_parquet(file, row_group_size=2**18)


def _write_results(run: StoredRun, folder: Path) -> None:
    folder.mkdir()
    for name, dataset in run.datasets().items():
        write_netcdf(dataset, folder / f"{name}.nc")


def _write_workbook(run: StoredRun, file: Path) -> None:
    frames = run.frames()
    for name, frame in frames.items():
        if frame.height > LARGEST_SHEET:
            raise UserError(
                f"table '{name}' has {frame.height:,} rows and a worksheet holds "
                f"{LARGEST_SHEET:,}: export as csv or parquet"
            )
    # Text stays text: a cell that begins with '=' must never run as a formula.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with Workbook(str(file), options) as workbook:
        workbook.set_properties(
            # A fixed date: the workbook is the same whenever it is written.
            {"title": run.title, "comments": f"Vallum run {run.id}", "created": _WORKBOOK_DATE}
        )
        # Long lines of the first sheet are broken, not cut.
        wrapped = {"value": {"text_wrap": True, "valign": "top"}, "field": {"valign": "top"}}
        _write_sheet(workbook, ABOUT, about(run), wrapped, {"field": 300, "value": 800})
        for name, frame in frames.items():
            _write_sheet(workbook, name, frame, dict(_number_formats(frame)))


def _write_sheet(
    workbook: Workbook,
    name: str,
    frame: pl.DataFrame,
    formats: Mapping[Any, Any],
    widths: Mapping[Any, int] | None = None,
) -> None:
    """One sheet; widths in pixels, by content where none are given."""
    frame.write_excel(
        workbook,
        name[:LONGEST_SHEET_NAME],
        table_name=f"table_{name}",
        table_style="Table Style Light 1",
        column_formats=formats,
        column_widths=widths,
        freeze_panes=(1, 0),
        autofilter=True,
        autofit=widths is None,
    )


def _number_formats(frame: pl.DataFrame) -> Iterator[tuple[str, str]]:
    for name, kind in frame.schema.items():
        if not kind.is_numeric():
            continue
        if "year" in name:
            yield name, "0"  # no thousands: 2030, not 2,030
        elif name in _SHARES or name.startswith("share_") or name.endswith("_share"):
            yield name, "0.0%"
        elif name in _SMALL:
            yield name, "0.000000"
        else:
            yield name, "#,##0" if kind.is_integer() else "#,##0.00"


def about(run: StoredRun) -> pl.DataFrame:
    """What an export says of itself: field, value."""
    headline, scenario = dict(leaves(run.headline)), dict(leaves(run.scenario))
    sentence, title = headline.pop("sentence"), scenario.pop("title", run.title)
    held = headline.pop("bottlenecks", ())
    how_to_read = HOW_TO_READ if run.mode == NO_PLAN else HOW_TO_READ + HOW_TO_READ_PLANS
    rows = [
        ("headline", sentence),
        ("scenario", f"{title} ({run.name})"),
        ("run", run.id),
        *((f"headline.{field}", as_text(value)) for field, value in headline.items()),
        *(("headline.bottlenecks", row["meaning"]) for row in held),
        *((f"scenario.{field}", as_text(value)) for field, value in scenario.items()),
        ("mode", run.mode),
        ("seed", str(run.seed)),
        *((f"digest.{name}", value) for name, value in run.inputs.items()),
        *((f"version.{name}", value) for name, value in run.versions.items()),
        ("licence", LICENCE),
        *(("how to read", line) for line in how_to_read),
    ]
    return pl.DataFrame(rows, {"field": pl.String(), "value": pl.String()}, orient="row")
