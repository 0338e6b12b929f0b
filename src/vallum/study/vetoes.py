"""What each veto costs in money and months, and what a vote would cost.

From: a kept run's payments (`finance.fund`), `governance.decide`.  To: `vallum vetoes`.

The plan's orders stay as they are; its payments are funded with every instrument that may pay them
and once more without each.  What is lost is the present value of dearer money, and what then lies
beyond the deficit rule: not forces.

    needed[n] = price x distance[n] x output[n]
    distance    from its mean position to where it lets the measure pass with 95 %
    price       % of output for one on the scale of positions (parameter decision_vote_price)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from vallum.evidence import Evidence
from vallum.finance.fund import ALWAYS, Funding, fund
from vallum.governance.decide import LIKELY, Decision, RouteOutcome, decide
from vallum.governance.openings import measures_of
from vallum.scenario import Scenario
from vallum.study.funding import need_of
from vallum.study.openings import SERVES
from vallum.world.agenda import agenda
from vallum.world.instruments import FundingFacts

VOTE_PRICE = "decision_vote_price"
SURE = 1.6449
"""Standard deviations from the middle to 95 per cent."""


@dataclass(frozen=True)
class VetoPrice:
    """One instrument stopped; fields as in `vallum.contracts.regimes.VetoRow`."""

    instrument: str
    title: str
    vetoed_by: str | None
    objection: float
    drawn_eur_bn: float
    saving_lost_eur_bn: float
    excess_added_eur_bn: float
    fallback: str | None
    months_lost: float | None


@dataclass(frozen=True)
class VotePrice:
    """One state's consent; fields as in `vallum.contracts.regimes.VoteRow`."""

    state: str
    measure: str
    objection: float
    position: float
    distance: float
    needed_eur_bn: float
    needed_low_eur_bn: float
    needed_high_eur_bn: float
    net_eur_bn: float | None


@dataclass(frozen=True)
class VetoPrices:
    """Vetoes by instrument, votes by measure and state."""

    vetoes: tuple[VetoPrice, ...]
    votes: tuple[VotePrice, ...]


def price_vetoes(
    frames: Mapping[str, pl.DataFrame], evidence: Evidence, scenario: Scenario
) -> VetoPrices:
    """Price every veto on the funding of a run.  Raises UserError for a run without a plan."""
    facts, need = need_of(frames, evidence, scenario)
    known = agenda(evidence)
    rows = {
        row["instrument"]: row["measure"]
        for row in measures_of(evidence, known, facts.instruments)
        if facts.instruments[row["instrument"]].serves in SERVES
        and facts.instruments[row["instrument"]].members & set(need.states)
    }
    whole = fund(facts, need, tuple(rows))
    decisions = {name: decide(evidence, measure) for name, measure in rows.items()}
    vetoes = []
    for name in rows:
        without = fund(facts, need, tuple(each for each in rows if each != name) or (ALWAYS,))
        vetoes.append(_veto(name, whole, without, decisions[name]))
    net = dict(whole.by_state().select("state", "net_eur_bn").iter_rows())
    levels = _levels(evidence)
    votes = [
        vote
        for name in rows
        if facts.instruments[name].status != "in_force"
        for vote in _votes(facts, decisions[name], levels, net)
    ]
    vetoes.sort(key=lambda each: (-round(each.saving_lost_eur_bn, 6), each.instrument))
    return VetoPrices(tuple(vetoes), tuple(votes))


def _veto(name: str, whole: Funding, without: Funding, decision: Decision) -> VetoPrice:
    """whole, without: the funding with this instrument and without it."""
    stopped = _vetoed(decision)
    state, share = _likeliest(stopped) if stopped else (None, 0.0)
    free = next((each for each in decision.routes if not each.ballot.blocks), None)
    drawn = whole.by_instrument().filter(pl.col("instrument") == name)["drawn_eur_bn"]
    lost = None
    if stopped is not None and free is not None:
        # The other way begins when the first should have been through.
        lost = round(stopped.timing.months[1] + free.months[1] - stopped.months[1], 2)
    return VetoPrice(
        name,
        whole.facts.instruments[name].title,
        state,
        round(share, 6),
        round(float(drawn.sum()), 4),
        round(_saving(whole) - _saving(without), 4),
        round(float(without.excess.sum() - whole.excess.sum()), 4),
        free.route.name if stopped is not None and free is not None else None,
        lost,
    )


def _vetoed(decision: Decision) -> RouteOutcome | None:
    """The best route that one state can stop; None where there is no such route."""
    return next((each for each in decision.routes if each.ballot.blocks), None)


def _likeliest(outcome: RouteOutcome) -> tuple[str, float]:
    return min(outcome.objection.items(), key=lambda pair: (-pair[1], pair[0]))


def _saving(funding: Funding) -> float:
    return float(funding.by_state()["saving_eur_bn"].sum())


def _votes(
    facts: FundingFacts,
    decision: Decision,
    levels: tuple[float, float, float],
    net: Mapping[str, float],
) -> list[VotePrice]:
    """States likely to stand in the way, where one alone can, and what would move them."""
    stopped = _vetoed(decision)
    if stopped is None:
        return []
    held = stopped.ballot.positions
    found = []
    for place, state in enumerate(held.states):
        spread = SURE * float(np.hypot(held.spread[place], held.shock))
        distance = float(held.cut_no + spread - held.mean[place])
        if stopped.objection[state] < LIKELY or distance <= 0 or state not in facts.gdp["state"]:
            continue
        low, central, high = (
            round(level / 100 * distance * float(facts.gdp.sel(state=state).isel(year=0)), 3)
            for level in levels
        )
        found.append(
            VotePrice(
                state,
                decision.measure.name,
                round(stopped.objection[state], 6),
                round(float(held.mean[place]), 4),
                round(distance, 4),
                central,
                low,
                high,
                None if state not in net else round(net[state], 3),
            )
        )
    return sorted(found, key=lambda each: (-each.objection, each.state))


def _levels(evidence: Evidence) -> tuple[float, float, float]:
    rows = evidence.table("requirements/parameters").filter(pl.col("parameter") == VOTE_PRICE)
    low, central, high = rows.select("low", "central", "high").row(0)
    return low, central, high
