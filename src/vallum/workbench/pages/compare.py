"""Two to four runs side by side, what differs first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import polars as pl
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from vallum.contracts import CompareAnswer
from vallum.report.cells import Cell, address
from vallum.report.tables import NOTHING
from vallum.report.words import percent
from vallum.store import StoredRun
from vallum.store.comparison import Comparison, compare
from vallum.workbench.cards import cards
from vallum.workbench.page import page, run_of, store_of

router = APIRouter()
MOST = 4
GAPS = 15
ORDERS = 10


@dataclass(frozen=True)
class Line:
    """One figure in all runs: the change against the first, then the value, run by run."""

    label: str
    values: tuple[str, ...]
    changes: tuple[str, ...]


@router.get("/api/v1/compare", tags=["runs"], responses={404: {}})
def compare_runs(
    request: Request,
    a: Annotated[str, Query(pattern="^[0-9a-f]{12}$")],
    b: Annotated[str, Query(pattern="^[0-9a-f]{12}$")],
) -> CompareAnswer:
    """How two runs differ: inputs, assumptions, headline, gaps, orders, bottlenecks."""
    return CompareAnswer.of(compare(run_of(request, a), run_of(request, b)))


@router.get("/compare", response_class=HTMLResponse, include_in_schema=False)
def compare_page(
    request: Request, run: Annotated[list[str] | None, Query(max_length=12)] = None
) -> HTMLResponse:
    shelf = store_of(request)
    wanted = list(dict.fromkeys(id_ for id_ in run or () if id_))[:MOST]
    kept = [shelf.get(id_) for id_ in wanted]
    pairs = [compare(kept[0], other) for other in kept[1:]]
    names = {item.id: item.name for item in cards(shelf)}
    return page(
        "compare.html",
        here="/compare",
        runs=kept,
        names=names,
        choices=cards(shelf),
        slots=[wanted[place] if place < len(wanted) else "" for place in range(MOST)],
        lines=_lines(kept) if pairs else [],
        pairs=pairs,
        assumptions=_assumptions(pairs),
        gaps=[_rows(pair.gaps, GAPS) for pair in pairs],
        orders=[_rows(pair.plan.orders, ORDERS) for pair in pairs],
        most=MOST,
    )


def _rows(frame: pl.DataFrame, most: int) -> list[dict[str, Any]]:
    return frame.head(most).to_dicts()


def _lines(runs: list[StoredRun]) -> list[Line]:
    """The figures of the headlines, side by side."""
    heads = [run.headline for run in runs]
    ready = str(heads[0].get("ready_by", 2030))

    def line(label: str, figure: tuple[str, ...], kind: str) -> Line:
        found = [_dig(head, figure) for head in heads]
        at = address("headline", *figure) if len(figure) > 1 else address("headline", figure[0])
        shown = tuple(_shown(value, kind, at) for value in found)
        return Line(label, shown, tuple(_change(found[0], value, kind) for value in found[1:]))

    return [
        line("Stands alone, core set, without a plan", ("stand_alone_year",), "year"),
        line("Stands alone, core set, with the plan", ("stand_alone_year_with_plan",), "year"),
        line(f"Self-reliance in {ready}, without the plan", ("self_reliance", ready), "share"),
        line("Cost of the plan a year", ("cost_eur_bn_per_year",), "money"),
        line("Cost of the plan in all", ("total_cost_eur_bn",), "money"),
        line("Share of orders placed jointly", ("joint_share",), "share"),
        line("Saved by joint orders", ("joint_saving_eur_bn",), "money"),
    ]


def _dig(head: dict[str, Any], path: tuple[str, ...]) -> float | None:
    found: Any = head
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return None if found is None else float(found)


def _shown(value: float | None, kind: str, at: str) -> str:
    if value is None:
        return "not by the horizon" if kind == "year" else NOTHING
    if kind == "year":
        return Cell(f"{value:.0f}", at)
    return Cell(percent(value) if kind == "share" else f"EUR {value:,.1f} bn", at)


def _change(a: float | None, b: float | None, kind: str) -> str:
    if a is None and b is None:
        return "same"
    if a is None or b is None:
        return ("comes" if a is None else "does not come") if kind == "year" else NOTHING
    delta = b - a
    if kind == "year":
        if not delta:
            return "same"
        years = "year" if abs(delta) == 1 else "years"
        return f"{abs(delta):.0f} {years} {'later' if delta > 0 else 'sooner'}"
    if kind == "share":
        return "same" if abs(delta) < 5e-4 else f"{100 * delta:+.1f} points"
    return "same" if abs(delta) < 0.05 else f"{delta:+,.1f} bn"


def _assumptions(pairs: list[Comparison]) -> list[tuple[str, list[str]]]:
    """Field -> its value in each run, where any differs from the first."""
    found: dict[str, list[str]] = {}
    for place, pair in enumerate(pairs):
        for field, a, b in pair.assumptions.iter_rows():
            row = found.setdefault(field, [_value(a)] * (len(pairs) + 1))
            row[place + 1] = _value(b)
    return sorted(found.items())


def _value(text: str | None) -> str:
    """A value as the scenario has it; an empty list or table in a word."""
    return "none" if text in ("[]", "{}") else text or NOTHING
