"""The answers about leverage and support: assets, loans, renewals, aid.

Fed by: `vallum.settlement`.  To: `vallum leverage`, `vallum support`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import polars as pl
from pydantic import Field

from vallum.contracts.answer import Answer, Row, Share, rows_of
from vallum.settlement.leverage import Leverage
from vallum.settlement.support import Support

Money = Annotated[float | None, Field(description="See unit; null: not published")]


class FrozenRow(Row):
    """One holding, the newest figure known by the day."""

    fact: str
    holder: str
    state: str | None
    item: str
    low: Money
    central: Money
    high: Money
    unit: str | None
    date: Annotated[str, Field(description="As of: YYYY, YYYY-MM or YYYY-MM-DD")]
    status: str | None
    source: str
    verified: str
    note: str | None


class StepRow(FrozenRow):
    """One decision, proposal, rule, block or suit."""

    record: str
    legal_basis: str | None
    rule: str | None
    opponents: str | None


class RenewalRow(Row):
    """One renewal that falls due."""

    regime: str
    due: date
    rule: str
    chance: Annotated[Share | None, Field(description="In the end; see chance_note")]
    falls: Annotated[str, Field(description="What ends without it")]
    renewals_seen: Annotated[int, Field(description="Earlier renewals on record")]
    renewals_delayed: Annotated[int, Field(description="Of these, held up by a state in public")]
    opponents: Annotated[str, Field(description="Those states, most recent first, joined by ;")]
    fallbacks: Annotated[str, Field(description="Ways to keep a part, joined by ;")]


class FallbackRow(Row):
    """One way to keep a part of a regime after a veto."""

    fallback: str
    title: str
    rule: str
    keeps: str
    loses: str
    precedent: str | None
    source: str
    verified: str


class IncomeRow(Row):
    """Euroclear's interest in one year and where it went, EUR bn; rest: income less all else."""

    year: int
    income: float
    tax: Money
    contribution: Money
    cost: Money
    rest: Money


class LoanRow(Row):
    """One year of a loan, EUR bn: closing = opening + drawn + interest - both payments."""

    year: int
    opening: float
    drawn: float
    interest: float
    from_assets: float
    from_members: float
    closing: float


class KeyRow(Row):
    """One state's part by its share of GDP."""

    state: str
    key: Share
    eur_bn: float


class WeightRow(Row):
    """One figure on one sector under sanctions in one year."""

    sector: str
    year: int
    measure: str
    low: Money
    central: Money
    high: Money
    unit: str
    source: str
    verified: str
    note: str | None


class LeverageAnswer(Answer):
    """`vallum leverage --on DATE`: what Europe holds, what falls due, what falls with a veto."""

    on: date
    frozen: tuple[FrozenRow, ...]
    renewals: tuple[RenewalRow, ...]
    chance_note: Annotated[str, Field(description="What a chance is, and when it is null")]
    warnings: tuple[str, ...]
    steps: tuple[StepRow, ...]
    fallbacks: tuple[FallbackRow, ...]
    income: tuple[IncomeRow, ...]
    loans: Annotated[dict[str, tuple[LoanRow, ...]], Field(description="Loan -> years")]
    loan_key: Annotated[
        tuple[KeyRow, ...], Field(description="Interest a year on the EU's loan, by the 24's GDP")
    ]
    guarantee_key: Annotated[
        tuple[KeyRow, ...],
        Field(description="Guarantee of the reparations loan as proposed, by members' GDP"),
    ]
    exposure: Annotated[dict[str, float], Field(description="What Belgium stands in for")]
    weights: Annotated[
        tuple[WeightRow, ...],
        Field(description="What sectors bring Russia's budget; a sector left out has no figure"),
    ]

    @classmethod
    def of(cls, held: Leverage, chance_note: str) -> LeverageAnswer:
        frames = held.frames()
        return cls(
            on=held.on,
            frozen=rows_of(FrozenRow, held.frozen),
            renewals=rows_of(
                RenewalRow, frames["leverage_renewals"].with_columns(pl.col("due").str.to_date())
            ) if held.renewals else (),
            chance_note=chance_note,
            warnings=held.warnings,
            steps=rows_of(StepRow, held.steps),
            fallbacks=rows_of(FallbackRow, held.fallbacks),
            income=rows_of(IncomeRow, held.flows),
            loans={path.loan: rows_of(LoanRow, path.frame) for path in held.loans},
            loan_key=rows_of(KeyRow, held.loan_key),
            guarantee_key=rows_of(KeyRow, held.guarantee_key),
            exposure={name: round(value, 6) for name, value in held.exposure.items()},
            weights=rows_of(WeightRow, held.weights),
        )  # fmt: skip


class DonorRow(Row):
    """One donor's allocations, EUR bn, 2022 to the last month."""

    donor: str
    name: str
    military: float
    financial: float
    humanitarian: float
    allocated: float
    committed: float
    share_of_gdp: Annotated[float | None, Field(description="Of GDP in 2021; null: none on file")]


class AidYearRow(Row):
    """Allocations of a group of donors in one year."""

    donors: str
    year: int
    months: Annotated[int, Field(description="Months that the figure covers")]
    kind: str
    eur_bn: float


class BurdenRow(Row):
    """One European state's aid, with its part of the EU's, against GDP of 2021."""

    state: str
    name: str
    own_eur_bn: float
    eu_part_eur_bn: float
    burden: Annotated[float, Field(description="Share of GDP of 2021")]
    gap_eur_bn: Annotated[float, Field(description="Lacking to Europe's average share")]


class ReplacementRow(Row):
    """EUR bn a month before and since March 2025."""

    kind: str
    europe_before: float
    europe_after: float
    usa_before: float
    usa_after: float
    share: Annotated[float | None, Field(description="Of America's fall that Europe makes up for")]


class PublishedAidRow(Row):
    """A total that the tracker's authors told, and ours for the same months."""

    donors: str
    kind: str
    first_month: str
    last_month: str
    edition: str
    published: float
    ours: float
    difference: float


class MoneyRow(Row):
    """One stream of money for Ukraine's weapons in one year, EUR bn."""

    stream: str
    year: int
    counts: Annotated[str, Field(description="yes: in the plan; no: see why_not")]
    why_not: str | None
    low: float | None
    central: float | None
    high: float | None
    source: str


class SupportAnswer(Answer):
    """`vallum support`: aid by donor, kind and year."""

    last_month: str
    donors: tuple[DonorRow, ...]
    years: tuple[AidYearRow, ...]
    burden: tuple[BurdenRow, ...]
    replacement: tuple[ReplacementRow, ...]
    published: tuple[PublishedAidRow, ...]
    money: tuple[MoneyRow, ...]

    @classmethod
    def of(cls, given: Support) -> SupportAnswer:
        frames = given.frames()
        return cls(
            last_month=given.last_month,
            donors=rows_of(DonorRow, frames["support_by_donor"]),
            years=rows_of(AidYearRow, frames["support_by_year"]),
            burden=rows_of(BurdenRow, frames["support_burden"]),
            replacement=rows_of(ReplacementRow, frames["support_replacement"]),
            published=rows_of(PublishedAidRow, frames["support_published"]),
            money=rows_of(MoneyRow, frames["support_money"]),
        )
