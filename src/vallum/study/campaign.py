"""Does the line hold?  A year's forces, their arrivals and munitions, fought out in three models.

From: `field`, `reinforce`, parameter rows, `vallum.theatre.campaign`.  To: `vallum campaign`,
`window`, report, the browser.

    brigades in place  = those of the front's states + allied presence, the part that stands
    arrivals           = counted from the order to reinforce, so many days of warning before the
                         attack; the curve of `reinforce` for the larger share of all ready
                         brigades, of which each path takes a part, with a delay
    attackers          = today's force, grown by `campaign_attacker_growth` a year
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np

from vallum.evidence import Evidence
from vallum.study.field import Field
from vallum.study.reinforce import Arrivals, arrivals_at
from vallum.theatre.campaign import Campaign, simulate
from vallum.theatre.inputs import Front, Range
from vallum.world.context import BASE_YEAR
from vallum.world.theatres import Assumed, Theatre, assumed_ranges

AS_STATED = {
    "exchange_ratio": "exchange_ratio",
    "first_pressure": "first_pressure",
    "attacker_bears": "attacker_bears",
    "defender_bears": "defender_bears",
    "withdrawal": "withdrawal",
    "sectors": "sectors",
    "sector_width": "sector_width",
    "quiet_density": "quiet_density",
    "attacked_density": "attacked_density",
    "sector_loss_rate": "sector_loss",
    "forward_share": "forward",
    "advance": "advance",
    "attacker_break": "attacker_break",
    "defender_break": "defender_break",
    "exchange_rate": "exchange_rate",
    "exchange_power": "exchange_power",
    "attacker_aircraft": "attacker_aircraft",
    "defender_air_loss": "air_loss",
    "attacker_air_loss": "air_loss",
    "sorties": "sorties",
    "kills": "kills",
    "vehicles": "vehicles",
    "dry_effect": "dry_effect",
    "arrival_delay": "arrival_delay",
    "day_to_day": "day_to_day",
    "warning": "warning",
}
"""Inputs that are a parameter row each: `campaign_` and the name at the right."""


@dataclass(frozen=True)
class Fought:
    """A campaign, and what went into it.  curve: brigades arrived by the end of each day."""

    theatre: Theatre
    year: int
    field: Field
    campaign: Campaign
    curve: tuple[float, ...]
    sent: float


def fight(
    evidence: Evidence,
    forces: Field,
    theatre: Theatre,
    *,
    paths: int,
    seed: int,
    days: int | None = None,
) -> Fought:
    """Play a year's forces on one front.

    days: None for the parameter `campaign_days`.  Raises UserError where paths, seed or days lie
    outside their ranges, or no allied brigade is ready at all.
    """
    assumed = assumed_ranges(evidence)
    length = int(assumed["campaign_days"].central) if days is None else days
    sent = brigades_sent(assumed, forces, theatre)
    horizon = length + ceil(assumed["campaign_warning"].high)
    come = arrivals_at_front(evidence, forces, theatre, sent, horizon)
    curve = come.central.arrived
    front = front_of(assumed, forces, theatre, curve, length)
    campaign = simulate(front, paths=paths, seed=seed)
    return Fought(theatre, forces.year, forces, campaign, curve, sent)


def brigades_sent(assumed: Mapping[str, Assumed], forces: Field, theatre: Theatre) -> float:
    """Ready brigades of all others that set out at most, the American ones among them."""
    american = forces.american * assumed["availability_land"].central
    others = sum(n for state, n in forces.ready.items() if state not in theatre.states)
    return (others + american) * assumed["campaign_reinforce_share"].high


def arrivals_at_front(
    evidence: Evidence, forces: Field, theatre: Theatre, sent: float, days: int
) -> Arrivals:
    """The arrival curve of what is sent.

    American brigades are taken to stand where the graph has them in Germany.
    """
    american = forces.american * assumed_ranges(evidence)["availability_land"].central
    ready = {s: n for s, n in forces.ready.items() if s not in theatre.states}
    if american:
        ready[AMERICAN_HOST] = ready.get(AMERICAN_HOST, 0.0) + american
    return arrivals_at(evidence, ready, theatre.place, brigades=sent, days=days, only_central=True)


AMERICAN_HOST = "DEU"
"""Where American brigades in Europe have their homes on the graph (Grafenwoehr among them)."""


def front_of(
    assumed: Mapping[str, Assumed],
    forces: Field,
    theatre: Theatre,
    curve: tuple[float, ...],
    days: int,
) -> Front:
    """Everything the ensemble draws from, in division equivalents.

    curve: brigades arrived by the end of each day after the order; days: of fighting.
    """

    def p(name: str) -> Assumed:
        return assumed[f"campaign_{name}"]

    def ranged(low: float, central: float, high: float, unit: str, meaning: str) -> Range:
        return Range(float(low), float(central), float(high), unit, meaning)

    def times(factor: float, row: Assumed, unit: str, meaning: str) -> Range:
        return ranged(factor * row.low, factor * row.central, factor * row.high, unit, meaning)

    each = p("divisions_per_brigade").central
    ranges = {
        name: ranged(a.low, a.central, a.high, a.unit, a.meaning)
        for name, a in ((name, p(row)) for name, row in AS_STATED.items())
    }
    years = forces.year - BASE_YEAR
    attackers, growth = p("attacker_brigades"), p("attacker_growth")
    ranges["attackers"] = ranged(
        attackers.low * each * (1 + growth.low) ** years,
        attackers.central * each * (1 + growth.central) ** years,
        attackers.high * each * (1 + growth.high) ** years,
        "ADE",
        "attacker's force on this front",
    )
    own = sum(n for state, n in forces.brigades.items() if state in theatre.states)
    presence, stands = p("presence"), p("in_place")
    ranges["defenders"] = ranged(
        (own + presence.low) * each * stands.low,
        (own + presence.central) * each * stands.central,
        (own + presence.high) * each * stands.high,
        "ADE",
        "brigades of the front's states and allied presence at the start",
    )
    air = p("air_share")
    ranges["defender_aircraft"] = times(
        forces.aircraft,
        air,
        "aircraft",
        "defender's aircraft that support troops on this front",
    )
    shells, fired = p("shell_share"), assumed["shells_per_brigade_day"]
    ranges["shells"] = times(
        forces.shells,
        shells,
        "rounds",
        "155 mm rounds that this front may use",
    )
    ranges["shells_a_day"] = times(
        1 / each,
        fired,
        "rounds a day",
        "rounds that one division equivalent fires",
    )
    share = p("reinforce_share")
    ranges["arrival_share"] = ranged(
        share.low / share.high,
        share.central / share.high,
        1.0,
        "share",
        "part of the largest reinforcement that is sent",
    )
    ranges["front"] = ranged(*theatre.front, "km", "front on which both sides mass")
    ranges["depth"] = ranged(*theatre.depth, "km", "ground whose loss ends the defence")
    joined = np.diff(np.concatenate([[0.0], curve])) * each
    return Front(ranges, tuple(float(max(0.0, x)) for x in joined), days)
