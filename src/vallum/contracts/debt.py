"""The answer about public debt: targets by criterion, what binds, paths and fan.

Fed by: the answers of `vallum.finance.debt`.  To: `vallum debt`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Protocol

from pydantic import Field

from vallum.contracts.answer import Answer, Row, Share

OfGdp = Annotated[float | None, Field(description="% of GDP; null where it does not apply")]
ByYear = dict[str, float]


class Held(Protocol):
    """One state's answer, as `vallum.finance.debt.StateDebt` gives it."""

    @property
    def state(self) -> str: ...

    @property
    def years(self) -> int: ...

    @property
    def reading(self) -> str: ...

    @property
    def targets(self) -> Mapping[str, float | None]: ...

    @property
    def criterion(self) -> str: ...

    @property
    def edp(self) -> float | None: ...

    @property
    def debt_safeguard(self) -> float | None: ...

    @property
    def deficit_resilience(self) -> float | None: ...

    @property
    def spb_start(self) -> float: ...

    @property
    def spb_end(self) -> float: ...

    @property
    def paths(self) -> Mapping[str, tuple[float, ...]]: ...

    @property
    def fan(self) -> Mapping[int, tuple[float, ...]]: ...

    @property
    def fan_years(self) -> range: ...

    @property
    def chance_of_falling(self) -> float | None: ...


class Targets(Row):
    """Structural primary balance before ageing, at the end of the adjustment, by criterion."""

    main_adjustment: Annotated[OfGdp, Field(description="Debt falls in the baseline")]
    lower_spb: Annotated[OfGdp, Field(description="... with a balance lower by 0.5 points")]
    adverse_r_g: Annotated[OfGdp, Field(description="... with rates up, growth down by 0.5")]
    financial_stress: Annotated[OfGdp, Field(description="... with rates up for a year")]
    deficit_reduction: Annotated[OfGdp, Field(description="Deficit at most 3 % for ten years")]
    stochastic: Annotated[
        OfGdp, Field(description="Debt does not rise with 70 % probability; null without shocks")
    ]
    binding: Annotated[OfGdp, Field(description="What all criteria and rules ask for together")]


class Band(Row):
    """Percentiles of debt in one year of the fan."""

    p10: Annotated[float, Field(description="10 % of paths lie below [% of GDP]")]
    p30: Annotated[float, Field(description="30 %")]
    p50: Annotated[float, Field(description="Half")]
    p70: Annotated[float, Field(description="70 %")]
    p90: Annotated[float, Field(description="90 %")]


class StateDebtRow(Row):
    """What one state's debt asks for."""

    state: Annotated[str, Field(description="ISO alpha-3 code")]
    years: Annotated[int, Field(description="Length of adjustment, 4 or 7, from 2025")]
    reading: Annotated[str, Field(description="Whose reading of the rules")]
    targets: Annotated[Targets, Field(description="By criterion")]
    debt_safeguard: Annotated[OfGdp, Field(description="Target, where the safeguard raises it")]
    deficit_resilience: Annotated[OfGdp, Field(description="Target, where it raises steps")]
    edp: Annotated[OfGdp, Field(description="Target, where a deficit procedure shapes the path")]
    spb_start: Annotated[float, Field(description="Structural primary balance in 2024, % of GDP")]
    spb_end_of_adjustment: Annotated[float, Field(description="The same, last year of adjustment")]
    binding_criterion: Annotated[str, Field(description="Criterion or rule that asks for most")]
    chance_of_falling: Annotated[
        Share | None, Field(description="That debt is not higher five years after, binding path")
    ]
    paths: Annotated[
        dict[str, ByYear],
        Field(description="Scenario -> year -> debt, % of GDP; each criterion at its own target"),
    ]
    fan: Annotated[
        dict[str, Band],
        Field(description="Year -> percentiles of debt on the binding path; empty without shocks"),
    ]
    imputed: Annotated[
        tuple[str, ...], Field(description="Inputs that rest on a stated rule and no source")
    ]

    @classmethod
    def of(cls, held: Held, first_year: int, imputed: Iterable[str]) -> StateDebtRow:
        return cls(**_fields(held, first_year, imputed))


class DebtAnswer(StateDebtRow, Answer):
    """`vallum debt STATE --json`."""

    @classmethod
    def of(cls, held: Held, first_year: int, imputed: Iterable[str]) -> DebtAnswer:
        return cls(**_fields(held, first_year, imputed))


class DebtAllAnswer(Answer):
    """`vallum debt all --json`."""

    rows: Annotated[tuple[StateDebtRow, ...], Field(description="One a state")]


def _fields(held: Held, first_year: int, imputed: Iterable[str]) -> dict[str, Any]:
    percents = sorted(held.fan)
    return {
        "state": held.state,
        "years": held.years,
        "reading": held.reading,
        "targets": Targets(**held.targets),
        "debt_safeguard": held.debt_safeguard,
        "deficit_resilience": held.deficit_resilience,
        "edp": held.edp,
        "spb_start": held.spb_start,
        "spb_end_of_adjustment": held.spb_end,
        "binding_criterion": held.criterion,
        "chance_of_falling": held.chance_of_falling,
        "paths": {
            name: {str(first_year + at): value for at, value in enumerate(debt)}
            for name, debt in held.paths.items()
        },
        "fan": {
            str(year): Band(**{f"p{percent}": held.fan[percent][at] for percent in percents})
            for at, year in enumerate(held.fan_years)
            if percents
        },
        "imputed": tuple(imputed),
    }
