"""How one kept run reads on the command line: headline, domains, worst shortfalls, plan, where it
lies.

From: a kept run.  To: `vallum run`, `vallum runs show`.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from vallum.cli.show import (
    NOTHING,
    heading,
    number,
    percent,
    say,
    shown_path,
    table,
    year_or_never,
)
from vallum.cli.views_plan import WHAT_POINTS_MEAN, cost_line, show_by_system
from vallum.cli.views_regimes import show_kept_regimes
from vallum.contracts import RunAnswer
from vallum.store import NO_PLAN, Store, StoredRun

MOST_SHORTFALLS = 8
MOST_PROGRAMMES = 5
DEFAULT_MODE = "close_gaps"
IMPUTED = "*"
"""Marks a need that no source gives."""

WHAT_IMPUTED_MEANS = (
    f"{IMPUTED} imputed: no source gives the need, a stated rule does; published needs leave it out"
)
WHAT_MET_MEANS = "met: share of the need that is met without any American contribution"


def answer(run: StoredRun) -> RunAnswer:
    """What `--json` prints of a run; the report's path is empty where none was made."""
    return RunAnswer.of(run, shown_path(run.report) if run.report else "")


def show_run(run: StoredRun, store: Store) -> None:
    """Everything a reader needs to know first, then where the rest is."""
    gaps = main_gaps(run.frame("gaps"))
    year, last = year_of_reference(run, gaps), int(gaps["year"].max())  # type: ignore[arg-type]
    say(str(run.headline["sentence"]))
    _show_domains(run, gaps, year, last)
    _show_shortfalls(gaps, year)
    if run.mode != NO_PLAN:
        _show_plan(run)
    if told := run.headline.get("field"):
        print()
        say(str(told))
    _show_footing(run, gaps)
    _show_places(run, store)


def main_gaps(gaps: pl.DataFrame) -> pl.DataFrame:
    """The rows of the contingency that the headline speaks of: the first of the table."""
    return gaps.filter(pl.col("contingency") == pl.col("contingency").first())


def year_of_reference(run: StoredRun, gaps: pl.DataFrame) -> int:
    """The year in which forces should be ready, cut to the planned years."""
    return int(min(max(run.headline["ready_by"], gaps["year"].min()), gaps["year"].max()))


def explain(gaps: pl.DataFrame) -> None:
    """What a reader of the tables cannot guess."""
    say(WHAT_MET_MEANS)
    if gaps["imputed"].any():
        say(WHAT_IMPUTED_MEANS)


def mark(row: dict[str, Any]) -> str:
    return IMPUTED if row["imputed"] else ""


def _show_domains(run: StoredRun, gaps: pl.DataFrame, year: int, last: int) -> None:
    heading("From which year the coalition stands alone, by domain")
    at_hand = gaps.filter(pl.col("year") == year)
    planned = None
    if run.mode != NO_PLAN:
        planned = dict(run.frame("stand_alone_with_plan").select("domain", "year").iter_rows())
    rows = []
    for row in run.frame("stand_alone").iter_rows(named=True):
        weakest = _weakest(_members(at_hand, row["domain"]))
        if weakest is None:
            continue
        rows.append(
            [
                row["title"],
                year_or_never(row["year"], last),
                year_or_never(row["year_without_imputed"], last),
                *([year_or_never(planned[row["domain"]], last)] if planned else []),
                f"{weakest['title']}{mark(weakest)}",
                percent(weakest["met_share"]),
            ]
        )
    with_plan = ["with the plan"] if planned else []
    heads = [
        "domain",
        "stands alone",
        "published needs",
        *with_plan,
        f"weakest in {year}",
        "met",
    ]
    table(heads, rows, right={"met"})


def _members(gaps: pl.DataFrame, domain: str) -> pl.DataFrame:
    if domain == "all":
        return gaps
    return gaps.filter(pl.col("core") if domain == "core" else pl.col("domain") == domain)


def _weakest(gaps: pl.DataFrame) -> dict[str, Any] | None:
    return None if gaps.is_empty() else gaps.sort("met_share", "title").row(0, named=True)


def _show_shortfalls(gaps: pl.DataFrame, year: int) -> None:
    short = gaps.filter(pl.col("year") == year, pl.col("gap") > 0).sort("met_share", "title")
    heading(f"Worst shortfalls in {year}")
    if short.is_empty():
        say("Nothing that is asked for is missing.")
        return
    rows = [
        [
            f"{row['title']}{mark(row)}",
            *(number(row[name]) for name in ("need", "have", "us", "gap")),
            row["unit"],
            percent(row["met_share"]),
        ]
        for row in short.head(MOST_SHORTFALLS).iter_rows(named=True)
    ]
    heads = ["element", "need", "have", "US", "gap", "unit", "met"]
    table(heads, rows, right=set(heads) - {"element", "unit"})
    if (more := short.height - MOST_SHORTFALLS) > 0:
        say(f"... and {more} more: `vallum gaps` lists all")
    explain(gaps)


def _show_plan(run: StoredRun) -> None:
    """The largest programmes, the cost by year, and what holds the plan back."""
    names = ("plan_orders", "plan_deliveries", "plan_costs", "gaps", "contributions")
    frames = {name: run.frame(name) for name in names}
    heading(f"The largest programmes of the plan ({run.mode})")
    show_by_system(frames, MOST_PROGRAMMES, more_in="`vallum plan` shows more")
    say(cost_line(frames))
    if (share := run.headline.get("joint_share")) is not None:
        saving = run.headline["joint_saving_eur_bn"]
        say(
            f"Joint orders: {percent(share)} of the value of all orders; placed nationally they "
            f"would cost EUR {saving:,.0f} bn more."
        )
    held = run.headline["bottlenecks"]
    if held:
        heading("What holds the plan back most")
        for row in held:
            say(f"- {row['meaning']} ({percent(row['evidence_share'])} of the facts not imputed)")
        say(WHAT_POINTS_MEAN)
    if "plan_regimes" in run.frame_names:  # runs kept before plans were made under regimes
        show_kept_regimes(run.frame("plan_regimes"), year_of_reference(run, run.frame("gaps")))


def _show_footing(run: StoredRun, gaps: pl.DataFrame) -> None:
    """How self-reliant, and on how sure a footing."""
    index = {int(year): float(value) for year, value in run.headline["self_reliance"].items()}
    years = sorted({min(index), year_of_reference(run, gaps), max(index)})
    told = ", ".join(f"{percent(index[year])} in {year}" for year in years if year in index)
    print()
    say(f"Self-reliance (weighted mean of met shares, without the US): {told}.")
    unverified = percent(run.headline["unverified_share"])
    say(f"Of the need and stock behind the headline, {unverified} is imputed or not yet verified.")


def _show_places(run: StoredRun, store: Store) -> None:
    print()
    say(f"Run      {run.id} ({changes(run) or run.name})")
    if before := _run_before(run, store):
        say(f"Compare  vallum compare {before} {run.id}")
    # Last, so that the eye finds it.
    say(f"Report   {shown_path(run.report) if run.report else NOTHING}")


def changes(run: StoredRun) -> str:
    """The scenario's name, what `--set` changed in it, and an unusual mode of planning."""
    frame = run.frame("assumptions").filter(pl.col("set_by") == "--set")
    mode = [f"mode={run.mode}"] if run.mode != DEFAULT_MODE else []
    return " ".join([run.name, *(f"{row[0]}={row[1]}" for row in frame.iter_rows()), *mode])


def _run_before(run: StoredRun, store: Store) -> str | None:
    """The newest other run."""
    return next((id_ for id_ in store.list()["id"] if id_ != run.id), None)
