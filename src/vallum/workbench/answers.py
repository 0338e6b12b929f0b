"""What programs ask of the subjects that pages show: decisions, money, field, settlement, futures.

From: the pages' own answers, kept as they keep them.  To: /api/v1, in the classes of
`vallum.contracts`: what the command of the same name prints with `--json`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from vallum.contracts import (
    BacktestAnswer,
    BankAnswer,
    CampaignAnswer,
    CoalitionAnswer,
    DebtAllAnswer,
    DecideAnswer,
    ExploreAnswer,
    FundAnswer,
    GenerateAnswer,
    HoldAnswer,
    LeverageAnswer,
    MeasuresAnswer,
    RedlinesAnswer,
    RedlinesDiffAnswer,
    RedlinesListAnswer,
    RedlinesReadAnswer,
    ReinforceAnswer,
    SupportMoneyAnswer,
)
from vallum.contracts.debt import StateDebtRow
from vallum.errors import UserError
from vallum.finance.debt import START_YEAR
from vallum.governance.sequence import best_sequence
from vallum.report.futures_page import read_findings
from vallum.settlement import check, compare, shipped_rules, smallest_changes
from vallum.settlement.reader import read_draft
from vallum.study.settlement import CHANCE_NOTE, leverage_on, money_need_now
from vallum.workbench import decided
from vallum.workbench.api import NOT_FOUND, REFUSED, JobAnswer, refused, told
from vallum.workbench.facts import shipped
from vallum.workbench.page import RunId, bench_of, owner_of, run_of, store_of
from vallum.workbench.pages import field, futures, money, settlement, support
from vallum.workbench.studies import FUTURES, LARGEST_SEED, MOST_FUTURES, MOST_POLICIES, wanted_by
from vallum.world.institutions import TODAY

decisions = APIRouter(prefix="/api/v1", tags=["decisions"])
finance = APIRouter(prefix="/api/v1", tags=["money"])
forces = APIRouter(prefix="/api/v1", tags=["field"])
drafts = APIRouter(prefix="/api/v1", tags=["settlement"])
studies = APIRouter(prefix="/api/v1", tags=["futures"])
ROUTERS = (decisions, finance, forces, drafts, studies)
Word = Annotated[str, Query(max_length=60)]


@decisions.get("/decisions")
def list_measures() -> MeasuresAnswer:
    """Every measure by its best route."""
    return _measures()


@decisions.get("/decisions/{measure}", responses=NOT_FOUND)
def decide_measure(
    measure: str, state: Word = "", position: Word = "", without: Word = ""
) -> DecideAnswer:
    """Routes of a measure.  state, position: hold a state at a position from -1 to 1; without:
    leave a state out."""
    found = decided.answer(measure, state, position, without)
    return DecideAnswer.of(found, best_sequence(found), decided.agenda_now().known.names)


@decisions.get("/coalition")
def list_coalitions() -> CoalitionAnswer:
    """The frontier of capability gathered against ease of agreement, of us_absent."""
    return CoalitionAnswer.of(decided.coalitions())


@decisions.get("/backtest")
def test_forecasts() -> BacktestAnswer:
    """Past decisions, forecast from what was known the day before."""
    return BacktestAnswer.of(decided.tested())


@dataclass(frozen=True)
class BankQuestion:
    """A bank's design, as the page's form has it; what is empty is as there."""

    founders: Word = money.DEFAULT_GROUP
    key: Word = "gdp"
    subscribed_eur_bn: Word = ""
    paid_in_share: Word = ""
    gearing: Word = ""
    maturity: Word = ""
    grace: Word = ""
    margin: Word = ""
    record: Annotated[str, Query(max_length=10, description="Any word: it has lent before")] = ""


@finance.get("/money/bank", responses=NOT_FOUND)
def design_bank(asked: Annotated[BankQuestion, Depends()]) -> BankAnswer:
    """An Armaments Bank by its design: rating, what it lends at, what each member pays."""
    return BankAnswer.of(money.bank_of({name: text for name, text in vars(asked).items() if text}))


@finance.get("/runs/{run}/fund", responses=NOT_FOUND)
def fund_plan(request: Request, run: RunId) -> FundAnswer:
    """Who pays for the plan of a run, with which instrument."""
    held = money.funded(run_of(request, run))
    return FundAnswer.of(run, held, held.facts.imputed)


@finance.get("/runs/{run}/debt", responses=NOT_FOUND)
def project_debts(request: Request, run: RunId) -> DebtAllAnswer:
    """Debt of each state that pays, with what the plan draws."""
    held = money.debts(run_of(request, run))
    return DebtAllAnswer(
        rows=tuple(StateDebtRow.of(each, START_YEAR, each.case.imputed) for each in held)
    )


@forces.get("/runs/{run}/reinforce", responses=NOT_FOUND)
def reinforce_place(
    request: Request, run: RunId, chosen: Annotated[field.Choice, Depends()]
) -> ReinforceAnswer:
    """Which brigades arrive at a place by which day, and where it is narrow."""
    return ReinforceAnswer.of(field.arrivals(run_of(request, run), chosen))


@forces.get("/runs/{run}/campaign", responses=NOT_FOUND)
def play_campaign(
    request: Request, run: RunId, chosen: Annotated[field.Choice, Depends()]
) -> CampaignAnswer:
    """Three aggregate models on one front: they compare assumptions, they predict no battle."""
    return CampaignAnswer.of(field.fought(run_of(request, run), chosen))


@forces.get("/runs/{run}/mission", responses=NOT_FOUND)
def fill_mission(
    request: Request, run: RunId, chosen: Annotated[field.Choice, Depends()]
) -> GenerateAnswer:
    """Who sends what to a mission, over all its rotations."""
    return GenerateAnswer.of(field.generated(run_of(request, run), chosen))


@drafts.get("/settlement/drafts")
def list_drafts() -> RedlinesListAnswer:
    """Every shipped draft against the red lines."""
    return RedlinesListAnswer.of([check(each, shipped_rules()) for each in settlement.drafts()])


@drafts.get("/settlement/drafts/{draft}", responses=NOT_FOUND)
def judge_draft(draft: str) -> RedlinesAnswer:
    """One draft: each red line, what would mend it, what its guarantee is worth."""
    terms, rules = settlement.named(draft), shipped_rules()
    guarantee, backing = settlement.guaranteed(terms)
    mended = smallest_changes(terms, rules)
    beyond = smallest_changes(terms, rules, arguable=True)
    return RedlinesAnswer.of(check(terms, rules), mended, beyond, guarantee, backing)


@drafts.get("/settlement/compare", responses=NOT_FOUND)
def compare_drafts(before: Word, after: Word) -> RedlinesDiffAnswer:
    """What moved from one draft to another."""
    older, newer = settlement.named(before), settlement.named(after)
    return RedlinesDiffAnswer.of(compare(older, newer, shipped_rules()))


class Prose(BaseModel):
    """A draft as prose."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    text: Annotated[str, Field(min_length=1, max_length=settlement.MOST_TEXT)]


@drafts.post("/settlement/read")
def read_prose(prose: Prose) -> RedlinesReadAnswer:
    """Clauses proposed from prose, for a person to confirm; no verdict."""
    found = read_draft(prose.text)
    return RedlinesReadAnswer.of("text", found.sentences, found.about, found.proposals)


@drafts.get("/settlement/leverage")
def show_leverage() -> LeverageAnswer:
    """What frozen assets and sanctions weigh, and which renewals come, on the day of the facts."""
    return _leverage()


@drafts.get("/settlement/hold")
def hold_line(year: int = support.Year) -> HoldAnswer:
    """What Ukraine can hold in a year with which support."""
    return HoldAnswer.of(support.held(year))


@drafts.get("/settlement/money")
def money_needed() -> SupportMoneyAnswer:
    """The stated need of Ukraine by year against what is in sight."""
    return SupportMoneyAnswer.of(money_need_now(shipped()))


class StudyRow(BaseModel):
    """A study of futures that was begun here."""

    run: str
    name: str
    futures: int
    seed: int
    solved: Annotated[int, Field(description="Futures solved so far, each policy counted")]
    asked: Annotated[int, Field(description="Futures to solve, each policy counted")]
    finding: str | None


class StudyQuestion(BaseModel):
    """A study of a shipped scenario in many futures."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    base: Annotated[str, Field(max_length=60)] = "us_absent"
    futures: Annotated[int, Field(ge=1, le=MOST_FUTURES)] = FUTURES
    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED)] = 0
    policies: Annotated[tuple[str, ...], Field(max_length=MOST_POLICIES)] = ()
    by: Annotated[int | None, Field(description="Last year in which standing alone is in time")] = (
        None
    )
    fixed_until: Annotated[int | None, Field(description="Keep the central plan's orders")] = None
    screen: Annotated[int, Field(ge=0, description="Rounds of Morris screening")] = 0
    check_state: Annotated[int, Field(ge=0, description="Futures planned by state as well")] = 0


@studies.get("/futures")
def list_studies(request: Request) -> list[StudyRow]:
    """The kept studies, the last one touched first."""
    return [StudyRow(**row) for row in futures.listed(store_of(request).folder)]


@studies.get("/futures/{run}", responses=NOT_FOUND)
def show_study(request: Request, run: RunId) -> ExploreAnswer:
    """The findings of a finished study."""
    try:
        return read_findings(futures.folder_of(request, run))
    except UserError as fault:
        # The sentence names a file of the server, which is no reader's business.
        raise UserError(fault.problems[0].message) from None


@studies.post("/futures", responses=REFUSED, status_code=202)
def ask_study(request: Request, question: StudyQuestion) -> JobAnswer:
    """Begin a study, in the background, or let it go on."""
    values = question.model_dump(exclude={"policies"}, exclude_none=True)
    pairs = [(name, str(value)) for name, value in values.items()]
    pairs += [("policy", name) for name in question.policies]
    try:
        wanted = wanted_by(pairs)
    except UserError as fault:
        raise refused(fault) from None
    return told(request, bench_of(request).submit_study(wanted, owner_of(request)))


@cache
def _measures() -> MeasuresAnswer:
    names: Any = sorted(decided.agenda_now().measures)
    return MeasuresAnswer.of(tuple(decided.answer(name, "", "", "") for name in names))


@cache
def _leverage() -> LeverageAnswer:
    return LeverageAnswer.of(leverage_on(shipped(), date.fromisoformat(TODAY)), CHANCE_NOTE)
