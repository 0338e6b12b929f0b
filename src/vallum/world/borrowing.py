"""What drawing an instrument costs, who serves it, and how much a state may draw of it.

From: `vallum.world.instruments`.  To: `vallum.finance.fund`, `vallum.planner.parts.instruments`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from vallum.world.burden_keys import backing, named_key
from vallum.world.instruments import FundingFacts, Instrument
from vallum.world.loans import present_cost

ENABLERS = ("aew", "tanker", "strategic_airlift", "isr_aircraft", "isr_satellite", "uav_male")
"""Categories that an instrument for enablers may pay for."""
BANK_PART = 2.0
"""A bank lends a member at most so many times its part of the capital: lenders limit what one
borrower owes.  An assumption."""
BANK_SPREAD = 0.0
"""A bank's rate over the Union's, where no design says more [points]."""


def rate_of(facts: FundingFacts, terms: Instrument, state: str) -> float:
    """Interest on a draw [%]."""
    base = {
        "own": float(facts.rate.sel(state=state)),
        "EU": facts.eu_rate,
        "bank": facts.eu_rate + BANK_SPREAD,
        "none": 0.0,
    }[terms.reference]
    return base + terms.spread


def payers(
    facts: FundingFacts, terms: Instrument, state: str, states: Sequence[str]
) -> dict[str, float]:
    """Who serves a draw of this state [share]: itself, or members by the key; empty for others."""
    if terms.repaid_by == "state":
        return {state: 1.0}
    if terms.repaid_by in ("key", "members"):
        return backing(facts, terms, states)
    return {}


def cost_of(facts: FundingFacts, terms: Instrument, state: str, states: Sequence[str]) -> float:
    """Present value of serving a euro, by whoever serves it [EUR]."""
    if terms.form == "grant":
        return 0.0
    rate = rate_of(facts, terms, state)
    return sum(
        share * present_cost(terms.maturity, terms.grace, rate, float(facts.rate.sel(state=payer)))
        for payer, share in payers(facts, terms, state, states).items()
    )


def state_limits(
    facts: FundingFacts, terms: Sequence[Instrument], states: Sequence[str]
) -> xr.DataArray:
    """Most that a state may draw of an instrument in all years; infinite without one."""
    limits = np.full((len(states), len(terms)), np.inf)
    for f, each in enumerate(terms):
        inside = [state for state in facts.population if state in each.members]
        part = named_key("gdp", facts, inside) if inside else {}
        for n, state in enumerate(states):
            if each.id in facts.limits:
                limits[n, f] = facts.limits[each.id].get(state, 0.0)
            elif each.form == "grant" and each.ceiling is not None:
                limits[n, f] = each.ceiling * part.get(state, 0.0)
            elif each.form == "bank" and each.ceiling is not None:
                limits[n, f] = BANK_PART * each.ceiling * part.get(state, 0.0)
    # A bound that binds nobody, so that the row stays a plain number.
    limits[np.isinf(limits)] = 1e6
    return xr.DataArray(
        limits, coords={"state": list(states), "instrument": [each.id for each in terms]}
    )


def restricted(terms: Instrument) -> bool:
    return terms.joint_only or terms.content_min > 0 or terms.serves == "enablers"
