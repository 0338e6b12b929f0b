"""Answers about money: who pays with which instrument, an Armaments Bank, burden sharing.

Fed by: the tables of `vallum.finance`.  To: `vallum fund`, `vallum fund bank`, `vallum share`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Protocol

import polars as pl
from pydantic import Field

from vallum.contracts.answer import Answer, Row, RunId, Share, Year, rows_of

State = Annotated[str, Field(description="ISO alpha-3 code")]
EurBn = Annotated[float, Field(description="EUR bn")]


class DrawRow(Row):
    """What a state draws of an instrument in a year."""

    state: State
    instrument: Annotated[str, Field(description="Its id in economy/instruments")]
    year: Year
    draw_eur_bn: Annotated[float, Field(description="EUR bn, 2025 prices, as the plan's costs")]
    draw_current_eur_bn: Annotated[float, Field(description="The cash: EUR bn, current prices")]


class PayerRow(Row):
    """What funding means for a state, EUR bn at current prices over the plan's years."""

    state: State
    drawn_eur_bn: EurBn
    national_eur_bn: Annotated[float, Field(description="Of it on its own account")]
    joint_eur_bn: Annotated[float, Field(description="Of it from joint instruments")]
    own_rate_pct: Annotated[float, Field(description="Its own ten-year rate")]
    saving_eur_bn: Annotated[float, Field(description="Present value saved against own bonds")]
    carried_eur_bn: Annotated[float, Field(description="Others' saving that its guarantee carries")]
    net_eur_bn: Annotated[float, Field(description="saving less carried")]
    interest_saved_eur_bn: Annotated[
        float, Field(description="Interest saved over all lives against own bonds, same terms")
    ]
    interest_eur_bn: Annotated[float, Field(description="Interest paid to the end of all loans")]
    excess_eur_bn: Annotated[float, Field(description="Borrowed beyond the 3 % deficit rule")]
    added_debt_eur_bn: Annotated[float, Field(description="National debt added by the last year")]


class InstrumentRow(Row):
    """One instrument."""

    instrument: Annotated[str, Field(description="Id")]
    title: Annotated[str, Field(description="Name")]
    drawn_eur_bn: EurBn
    ceiling_eur_bn: Annotated[float | None, Field(description="null: none")]
    worth_of_a_euro: Annotated[
        float | None,
        Field(description="Present value that one more euro of it saves; null: no ceiling"),
    ]


class ServiceRow(Row):
    """What is paid back on an instrument in a year, whole cents at current prices."""

    state: State
    instrument: Annotated[str, Field(description="Id")]
    year: Year
    principal_cents: Annotated[int, Field(description="Repaid")]
    interest_cents: Annotated[int, Field(description="Interest")]


class FundingLike(Protocol):
    """What is read of a funding."""

    @property
    def service(self) -> pl.DataFrame: ...
    def draws(self) -> pl.DataFrame: ...
    def by_state(self) -> pl.DataFrame: ...
    def by_instrument(self) -> pl.DataFrame: ...


class FundAnswer(Answer):
    """`vallum fund RUN --json`."""

    run: RunId
    rows: tuple[DrawRow, ...]
    states: tuple[PayerRow, ...]
    instruments: tuple[InstrumentRow, ...]
    service: tuple[ServiceRow, ...]
    imputed: Annotated[tuple[str, ...], Field(description="What rests on a stated rule")]

    @classmethod
    def of(cls, run: str, funding: FundingLike, imputed: tuple[str, ...]) -> FundAnswer:
        return cls(
            run=run,
            rows=rows_of(DrawRow, funding.draws()),
            states=rows_of(PayerRow, funding.by_state()),
            instruments=rows_of(InstrumentRow, funding.by_instrument()),
            service=rows_of(ServiceRow, funding.service),
            imputed=imputed,
        )


class BalanceRow(Row):
    """The bank's books in one year of one case, EUR bn at current prices."""

    stress: Annotated[str, Field(description="none, downgrade, default or both")]
    year: Year
    loans_eur_bn: EurBn
    leases_eur_bn: EurBn
    stockpile_eur_bn: EurBn
    liquid_eur_bn: EurBn
    assets_eur_bn: EurBn
    bonds_eur_bn: EurBn
    paid_in_eur_bn: EurBn
    reserves_eur_bn: EurBn
    liabilities_and_equity_eur_bn: EurBn
    interest_income_eur_bn: EurBn
    interest_cost_eur_bn: EurBn
    admin_cost_eur_bn: EurBn
    loss_eur_bn: EurBn
    income_eur_bn: EurBn
    lent_eur_bn: EurBn
    repaid_eur_bn: EurBn
    new_bonds_eur_bn: EurBn
    paid_in_new_eur_bn: EurBn
    call_eur_bn: EurBn


class CallRow(Row):
    """What a member is called on to pay in a stress."""

    stress: Annotated[str, Field(description="Which one")]
    state: State
    call_eur_bn: EurBn


class MemberRow(Row):
    """What a member puts in, and what borrowing its part of the lending saves it."""

    state: State
    part: Annotated[Share, Field(description="Of the capital")]
    paid_in_eur_bn: EurBn
    callable_eur_bn: EurBn
    own_rate_pct: Annotated[float, Field(description="Its own ten-year rate")]
    bank_rate_pct: Annotated[float, Field(description="What the bank asks")]
    saving_per_euro: Annotated[float, Field(description="Present value; below 0: dearer")]
    saving_eur_bn: Annotated[float, Field(description="On its part of all lending, 0 if dearer")]


class BankLike(Protocol):
    """What is read of a bank."""

    @property
    def rating(self) -> str: ...
    @property
    def ratings(self) -> dict[str, str]: ...
    @property
    def alone(self) -> str: ...
    @property
    def rac(self) -> float: ...
    @property
    def concentration(self) -> float: ...
    @property
    def funding_rate(self) -> float: ...
    @property
    def lending_rate(self) -> float: ...
    @property
    def capacity(self) -> float: ...
    def cost_of_a_euro(self) -> float: ...
    def balance_sheet(self) -> pl.DataFrame: ...
    def calls(self) -> pl.DataFrame: ...
    def members(self) -> pl.DataFrame: ...


class BankAnswer(Answer):
    """`vallum fund bank --json`."""

    rating: Annotated[str, Field(description="Estimate in S&P's letters")]
    rating_alone: Annotated[str, Field(description="Without callable capital")]
    ratings: Annotated[dict[str, str], Field(description="Stress -> rating before any call")]
    risk_adjusted_capital: Annotated[float, Field(description="Equity over weighed exposure")]
    concentration: Annotated[
        float, Field(description="What single names add to weighed exposure, as a part of it")
    ]
    funding_rate_pct: Annotated[float, Field(description="What it pays on ten-year bonds")]
    lending_rate_pct: Annotated[float, Field(description="What members pay")]
    lending_capacity_eur_bn: EurBn
    cost_of_a_euro: Annotated[
        float, Field(description="Present value of a euro by members' parts; own bonds: 1")
    ]
    balance_sheet: tuple[BalanceRow, ...]
    calls: tuple[CallRow, ...]
    members: tuple[MemberRow, ...]

    @classmethod
    def of(cls, bank: BankLike) -> BankAnswer:
        return cls(
            rating=bank.rating,
            rating_alone=bank.alone,
            ratings=dict(bank.ratings),
            risk_adjusted_capital=bank.rac,
            concentration=bank.concentration,
            funding_rate_pct=bank.funding_rate,
            lending_rate_pct=bank.lending_rate,
            lending_capacity_eur_bn=bank.capacity,
            cost_of_a_euro=bank.cost_of_a_euro(),
            balance_sheet=rows_of(BalanceRow, bank.balance_sheet()),
            calls=rows_of(CallRow, bank.calls()),
            members=rows_of(MemberRow, bank.members()),
        )


class DesignRow(Row):
    """One design beside others."""

    founders: Annotated[str, Field(description="Founding group")]
    members: int
    paid_in_share: Share
    gearing: Annotated[float, Field(description="Loans over subscribed capital")]
    rating: str
    funding_rate_pct: float
    lending_capacity_eur_bn: EurBn
    cost_of_a_euro: float
    borrowers: Annotated[int, Field(description="Members that save by it")]
    saving_eur_bn: EurBn
    put_up_per_euro: Annotated[float, Field(description="Paid in for a euro lent")]


class BankDesignsAnswer(Answer):
    """`vallum fund bank --compare --json`."""

    rows: Annotated[tuple[DesignRow, ...], Field(description="Cheapest euro first")]

    @classmethod
    def of(cls, table: pl.DataFrame) -> BankDesignsAnswer:
        return cls(rows=rows_of(DesignRow, table))


class SharingRow(Row):
    """A state under the key, EUR bn at 2025 prices over the plan's years."""

    state: State
    key_share: Annotated[Share, Field(description="Its part")]
    pay_eur_bn: EurBn
    return_eur_bn: Annotated[float, Field(description="Work that all orders give it")]
    net_eur_bn: Annotated[float, Field(description="return less pay")]
    pay_pct_gdp: Annotated[float, Field(description="pay over one year's output, %")]
    protection_share: Annotated[Share, Field(description="Its part of those protected")]
    own_part_eur_bn: Annotated[float, Field(description="What the plan lets it spend itself")]
    alone_eur_bn: Annotated[float, Field(description="The same at the price of its own volumes")]
    shapley_saving_eur_bn: Annotated[float, Field(description="Its Shapley part of the saving")]
    nucleolus_saving_eur_bn: Annotated[
        float | None, Field(description="Its part by the nucleolus; null beyond ten states")
    ]
    keep_eur_bn: Annotated[float, Field(description="Money that keeps it in")]


class SharingLike(Protocol):
    """What is read of a sharing."""

    @property
    def key(self) -> str: ...
    def rows(self) -> pl.DataFrame: ...
    def fairness(self) -> dict[str, float]: ...
    def objecting(self) -> tuple[tuple[str, ...], float] | None: ...


class ShareAnswer(Answer):
    """`vallum share RUN --json`."""

    run: RunId
    key: Annotated[str, Field(description="The key or blend")]
    rows: tuple[SharingRow, ...]
    fairness: Annotated[dict[str, float], Field(description="Index -> value")]
    objecting: Annotated[
        tuple[str, ...], Field(description="Coalition found to gain most by leaving; empty: none")
    ]
    objecting_gain_eur_bn: EurBn

    @classmethod
    def of(cls, run: str, sharing: SharingLike) -> ShareAnswer:
        found = sharing.objecting()
        told: Mapping[str, Any] = {
            "states": found[0] if found else (),
            "gain": found[1] if found else 0.0,
        }
        return cls(
            run=run,
            key=sharing.key,
            rows=rows_of(SharingRow, sharing.rows()),
            fairness=sharing.fairness(),
            objecting=told["states"],
            objecting_gain_eur_bn=told["gain"],
        )
