"""Debt of the states that the evidence covers: facts to cases, and what is published beside.

From: evidence, `vallum.world.debt`, `vallum.finance.debt`.  To: `vallum debt`, validation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vallum.errors import UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.finance.debt import DRAWS, Case, project_debt
from vallum.world.debt import (
    FORECAST,
    ITEMS,
    LONG_RUN,
    SINGLE,
    TENTH,
    YEARS,
    DebtFacts,
    read_debt_facts,
)

ALL = "all"
OLDER_LONG, OLDER_SHORT, OLDER_INFLATION = 3.66 - 4.876, 2.73 - 3.581, 2.55 - 2.091
"""What markets expected ten years ahead in the sheets of 2024, less the same in October 2025, for
France [points]; source bruegel_dsa_replication_2026_09."""
_EARLY = ("implicit_rate", "spb", "stock_flow")


def cases_of(facts: DebtFacts) -> dict[str, Case]:
    """One case for each state, from the arrays."""
    return {state: _case(facts, state) for state in facts.states}


def shipped_cases(evidence: Evidence) -> dict[str, Case]:
    """The cases of the evidence's own vintage."""
    return cases_of(read_debt_facts(evidence))


def chosen_cases(cases: dict[str, Case], state: str) -> list[Case]:
    """The case of a state, or all.  Raises UserError for a state without inputs."""
    if state.casefold() == ALL:
        return list(cases.values())
    code = state.upper()
    if code not in cases:
        hint = did_you_mean(code, list(cases)) or f"; there are {', '.join(cases)}"
        raise UserError(
            f"no debt inputs for '{state}'{hint}: give them in a file with --inputs, or say all"
        )
    return [cases[code]]


@dataclass(frozen=True)
class Published:
    """A published target beside ours [structural primary balance, % of GDP]."""

    state: str
    years: int
    reading: str
    theirs: float
    ours: float
    spb_start: float
    criterion: str
    source: str
    with_their_markets: float

    @property
    def difference(self) -> float:
        return self.ours - self.theirs

    @property
    def by_markets(self) -> float:
        """The part that market expectations of another date explain."""
        return self.ours - self.with_their_markets


def published_beside_ours(evidence: Evidence, draws: int = DRAWS) -> list[Published]:
    """Each published target, and what our vintage gives under the same reading."""
    rows = list(evidence.table("economy/dsa_published").iter_rows(named=True))
    cases = shipped_cases(evidence)
    found = []
    for years, reading in sorted({(row["adjustment_years"], row["reading"]) for row in rows}):
        asked = [r for r in rows if (r["adjustment_years"], r["reading"]) == (years, reading)]
        states: Sequence[Case] = [cases[row["state"]] for row in asked]
        older = [with_markets_of_2024(case) for case in states]
        answers = project_debt(states, years, reading=reading, draws=draws).states
        then = project_debt(older, years, reading=reading, draws=draws).states
        for row, held, earlier in zip(asked, answers, then, strict=True):
            found.append(
                Published(
                    row["state"],
                    years,
                    reading,
                    row["spb_target_pct_gdp"],
                    held.spb_end,
                    held.spb_start,
                    held.criterion,
                    row["source"],
                    earlier.spb_end,
                )
            )
    return sorted(found, key=lambda each: (each.state, each.reading))


def with_markets_of_2024(case: Case) -> Case:
    """The case with what markets expected when the Commission drew up its sheets in 2024.

    Seen for France alone: forward long rate 3.66 %, short 2.73 %, inflation 2.55 % ten years ahead,
    against 4.88, 3.58 and 2.09 here.  The same shift stands in for other states.
    """

    def moved(values: Sequence[float], last_known: int, shift: float) -> tuple[float, ...]:
        weights = np.interp(YEARS, [last_known, TENTH, LONG_RUN], [0.0, 1.0, 0.0])
        return tuple(float(v + w * shift) for v, w in zip(values, weights, strict=True))

    return replace(
        case,
        short_rate=moved(case.short_rate, FORECAST - 1, OLDER_SHORT),
        long_rate=moved(case.long_rate, FORECAST - 1, OLDER_LONG),
        deflator=moved(case.deflator, FORECAST, OLDER_INFLATION),
    )


def _case(facts: DebtFacts, state: str) -> Case:
    yearly = facts.yearly.sel(state=state)
    lists: dict[str, Any] = {
        item: tuple(float(value) for value in yearly.sel(item=item).values) for item in ITEMS
    }
    early = FORECAST - YEARS[0] + 1
    lists |= {item: lists[item][:early] for item in _EARLY}
    single: dict[str, Any] = {
        item: float(facts.single.sel(state=state, item=item)) for item in SINGLE
    }
    maturity = round(single.pop("residual_maturity"))
    covariance = facts.shocks.sel(state=state).values
    return Case(
        state=state,
        **lists,
        **single,
        residual_maturity=maturity,
        covariance=tuple(tuple(float(value) for value in row) for row in covariance),
        periods=facts.periods[state],
        imputed=facts.imputed[state],
    )
