"""Money: a bank designer that answers as its form is sent, and who pays for a kept plan."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from vallum.errors import UserError
from vallum.finance.bank import Bank, Design, found
from vallum.finance.bank.compare import FOUNDERS
from vallum.finance.debt import StateDebt, project_debt
from vallum.finance.fund import Funding
from vallum.report.debt_charts import debt_multiples
from vallum.report.figure import Figure
from vallum.report.money_charts import bank_sheet, funding_by_year, who_gains
from vallum.report.tables import of_frame
from vallum.scenario import restore_scenario
from vallum.store import StoredRun
from vallum.study.debt import shipped_cases
from vallum.study.funding import fund_run, members_of, with_plan
from vallum.workbench.facts import shipped, spelled, state_names
from vallum.workbench.page import RunId, page, run_of
from vallum.workbench.pictures import Form, picture
from vallum.world.instruments import FundingFacts, read_funding

router = APIRouter(include_in_schema=False)
GROUPS = tuple(name for name, members in FOUNDERS.items() if members)
DEFAULT_GROUP = "EU, Britain, Norway, Turkey"
VIEWS = ("narrow", "framed")
"""Words of an address that ask how a picture is drawn, not what it shows."""
KEYS = {"gdp": "output", "population": "population", "ecb": "ECB capital", "eib": "EIB capital"}
FIELDS = {
    "subscribed_eur_bn": ("Subscribed capital, EUR bn", 1, 2000, 1),
    "paid_in_share": ("of it paid in, share", 0.01, 1, 0.01),
    "gearing": ("Lent over subscribed capital", 0.1, 10, 0.1),
    "maturity": ("Loans run, years", 2, 50, 1),
    "grace": ("Grace, years", 0, 49, 1),
    "margin": ("Margin, points", 0, 5, 0.05),
}
"""Field of the design -> label, least, most, step."""
SOURCE = "Own calculation; terms in economy/instruments, rates of autumn 2026."
Field = Annotated[str | None, Query(max_length=40)]
YEARS, READING = 4, "replication"
"""Years of adjustment and reading of the rules, as `vallum debt` has them unless told."""
_once = Lock()


@router.get("/money", response_class=HTMLResponse)
def money(request: Request) -> HTMLResponse:
    asked = {name: value for name, value in request.query_params.items() if value != ""}
    try:
        bank = bank_of(asked)
    except UserError as fault:
        return page("money.html", status=422, fault=str(fault), **_form(asked, None))
    return page("money.html", fault=None, **_form(asked, bank), **_told(asked, bank))


@router.get("/money/bank.{form}")
def sheet(request: Request, form: Form, narrow: bool = False) -> Response:
    asked = {name: value for name, value in request.query_params.items() if name not in VIEWS}
    key = ("bank", *sorted(asked.items()))
    return picture(request, key, lambda: bank_sheet(bank_of(asked)), form=form, narrow=narrow)


@router.get("/runs/{run}/money", response_class=HTMLResponse)
def funding(request: Request, run: RunId) -> HTMLResponse:
    kept = run_of(request, run)
    held = funded(kept)
    rows = held.by_state().sort("drawn_eur_bn", descending=True).to_dicts()
    return page(
        "funding.html",
        run=kept,
        tab="Money",
        summary=[spelled(line) for line in (*held.summary(), *held.joint_against_national())],
        figures=[(each, of_frame(each.table, f"Data: {each.title}")) for each in _figures(held)],
        rows=rows,
        instruments=held.by_instrument().to_dicts(),
        names=state_names(),
        imputed=[spelled(line) for line in held.facts.imputed],
    )


@router.get("/runs/{run}/money/debt", response_class=HTMLResponse)
def debt(request: Request, run: RunId) -> HTMLResponse:
    kept = run_of(request, run)
    figure = _drawn_debts(kept)
    table = of_frame(figure.table, "Public debt, % of GDP")
    return page("funding_debt.html", run=kept, tab="Money", figure=figure, table=table)


@router.get("/runs/{run}/money/{name}.{form}")
def drawing(request: Request, run: RunId, name: str, form: Form, narrow: bool = False) -> Response:
    kept = run_of(request, run)

    def made() -> Figure:
        shown = [_drawn_debts(kept)] if name == "debt-by-state" else _figures(funded(kept))
        known = {figure.id: figure for figure in shown}
        if name not in known:
            raise UserError(f"there is no figure '{name}'; there are {', '.join(known)}")
        return known[name]

    key = ("money", str(kept.folder), name)
    return picture(request, key, made, form=form, narrow=narrow)


def warm() -> None:
    """The bank that the page opens with."""
    bank_of({})


def warm_run(run: StoredRun) -> None:
    """Who pays for the plan of a run, and its debts.  Raises UserError for one without a plan."""
    debts(run)


def bank_of(asked: Mapping[str, str]) -> Bank:
    """The bank that the form asks for.  Raises UserError with what is wrong in it."""
    group = asked.get("founders", DEFAULT_GROUP)
    if group not in FOUNDERS:
        raise UserError(f"no founding group '{group}'; there are {', '.join(GROUPS)}")
    fields: dict[str, Any] = {name: asked[name] for name in FIELDS if name in asked}
    key = asked.get("key", "gdp")
    if key not in KEYS:
        raise UserError(f"no key '{key}'; there are {', '.join(KEYS)}")
    try:
        design = Design.model_validate(
            fields | {"members": FOUNDERS[group], "key": key, "record": "record" in asked}
        )
    except ValidationError as error:
        faults = (
            f"{FIELDS.get(str(one['loc'][0]) if one['loc'] else '', ('the design',))[0]}: "
            f"{one['msg'].removeprefix('Value error, ')}"
            for one in error.errors()
        )
        raise UserError("; ".join(faults)) from None
    facts, states = _facts(FOUNDERS[group], design.first_year)
    return found(facts, design, list(states))


def _form(asked: Mapping[str, str], bank: Bank | None) -> dict[str, Any]:
    design = bank.design if bank else Design()
    return {
        "groups": GROUPS,
        "group": asked.get("founders", DEFAULT_GROUP),
        "keys": KEYS,
        "key": asked.get("key", "gdp"),
        "fields": [
            {"name": name, "label": label, "min": low, "max": high, "step": step,
             "value": asked.get(name, f"{getattr(design, name):g}")}
            for name, (label, low, high, step) in FIELDS.items()
        ],
        "record": "record" in asked,
        "state": asked.get("state", "ITA"),
        "names": state_names(),
        "states": sorted(bank.part if bank else [], key=lambda state: state_names()[state]),
    }  # fmt: skip


def _told(asked: Mapping[str, str], bank: Bank) -> dict[str, Any]:
    """What the page says of a bank, and what one state pays."""
    rows = {row["state"]: row for row in bank.members().iter_rows(named=True)}
    calls: dict[str, dict[str, float]] = {}
    for stress, state, call in bank.calls().iter_rows():
        calls.setdefault(state, {})[stress] = call
    state = asked.get("state", "ITA")
    sheet = bank_sheet(bank)
    moves = {"founders", "key", "record", *FIELDS}
    return {
        "bank": bank,
        "summary": [spelled(line) for line in bank.summary()],
        "imputed": [spelled(line) for line in bank.imputed],
        "sheet": sheet,
        "data": of_frame(sheet.table, f"Data: {sheet.title}"),
        "query": urlencode({name: value for name, value in asked.items() if name in moves}),
        "own": rows.get(state),
        "calls": calls.get(state, {}),
        "members": sorted(rows.values(), key=lambda row: (-row["part"], row["state"])),
    }


def _figures(held: Funding) -> list[Figure]:
    titles = {each.id: each.title for each in held.terms}
    return [
        funding_by_year(held.draws(), titles, SOURCE),
        who_gains(held.by_state(), state_names(), SOURCE),
    ]


def funded(run: StoredRun) -> Funding:
    """Raises UserError for a run without a plan."""
    with _once:
        return _cached_funding(str(run.folder), run.id)


def debts(run: StoredRun) -> list[StateDebt]:
    """Debt of each state that pays, with the plan's draws beside what the rules ask."""
    funded(run)
    with _once:
        return _cached_debts(str(run.folder), run.id)


def _drawn_debts(run: StoredRun) -> Figure:
    return debt_multiples(debts(run), state_names())


@lru_cache(maxsize=8)
def _cached_debts(folder: str, id_: str) -> list[StateDebt]:
    held = _cached_funding(folder, id_)
    cases = shipped_cases(shipped())
    chosen = [case for name, case in cases.items() if name in held.states]
    found = project_debt(chosen, YEARS, reading=READING)
    return [with_plan(each, held, YEARS, READING) for each in found.states]


@lru_cache(maxsize=8)
def _cached_funding(folder: str, id_: str) -> Funding:
    run = StoredRun.read(Path(folder))
    set_by = dict(run.frame("assumptions").select("field", "set_by").iter_rows())
    scenario = restore_scenario(run.scenario, name=run.name, set_by=set_by)
    return fund_run(run.frames(), shipped(), scenario)


@cache
def _facts(members: tuple[str, ...], year: int) -> tuple[FundingFacts, tuple[str, ...]]:
    states = members_of(shipped(), members)
    return read_funding(shipped(), states, [year]), tuple(states)
