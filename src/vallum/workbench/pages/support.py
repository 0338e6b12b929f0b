"""What support buys: what Ukraine can hold with which help, and the money that it takes.

From: `vallum.study.hold`, `vallum.study.settlement`.
"""

from __future__ import annotations

from functools import lru_cache

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from vallum.errors import UserError
from vallum.report.figure import Figure
from vallum.report.hold_charts import hold_figure, money_need_figure
from vallum.report.tables import of_frame
from vallum.study.hold import FIRST_YEAR, LAST_YEAR, SUPPORT_FROM, Holding, hold
from vallum.study.settlement import money_need_now
from vallum.workbench.facts import shipped
from vallum.workbench.page import page
from vallum.workbench.pictures import Form, picture

router = APIRouter(include_in_schema=False)
PATHS, SEED = 5_000, 0
Year = Query(SUPPORT_FROM + 1, ge=FIRST_YEAR, le=LAST_YEAR)


@router.get("/settlement/support", response_class=HTMLResponse)
def support(year: int = Year) -> HTMLResponse:
    found = held(year)
    return page(
        "settlement_support.html",
        here="/settlement",
        year=year,
        years=range(FIRST_YEAR, LAST_YEAR + 1),
        figures=[
            (figure, of_frame(figure.table, f"Data: {figure.title}"))
            for figure in _figures(year).values()
        ],
        levels=[(held.support.title, held.support.why) for held in found.levels],
        money=money_need_now(shipped()).summary(),
        check=found.check,
    )


@router.get("/settlement/support/{name}.{form}")
def drawing(
    request: Request, name: str, form: Form, year: int = Year, narrow: bool = False
) -> Response:
    def made() -> Figure:
        figures = _figures(year)
        if name not in figures:
            raise UserError(f"the page has no figure '{name}'")
        return figures[name]

    return picture(request, ("support", year, name), made, form=form, narrow=narrow)


@lru_cache(maxsize=8)
def held(year: int) -> Holding:
    return hold(shipped(), year=year, paths=PATHS, seed=SEED)


@lru_cache(maxsize=8)
def _figures(year: int) -> dict[str, Figure]:
    drawn = (hold_figure(held(year)), money_need_figure(money_need_now(shipped())))
    return {figure.id: figure for figure in drawn}
