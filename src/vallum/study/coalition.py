"""What each possible member would bring to a coalition, and how easily such a coalition agrees.

From: World, forces, finance; positions on a measure.  To: `vallum coalition`, report.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from vallum.errors import UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.finance import spend
from vallum.forces import assess
from vallum.governance.coalitions import Coalition, Member, at_the_margin, frontier, thinned
from vallum.governance.positions import positions
from vallum.scenario import Scenario
from vallum.world import World
from vallum.world.agenda import Measure, agenda
from vallum.world.institutions import TODAY

KINDS = ("all", "gdp", "budget", "brigades", "fighters", "shells")
"""What may be gathered; `all` is the mean of the five others."""
ELEMENTS = {"brigades": "brigade", "fighters": "combat_aircraft", "shells": "shell_155mm"}
MEASURE = "common_debt_treaty"
"""Paying together is what most coalitions fail on."""
ROWS = 25


@dataclass(frozen=True)
class CoalitionPicture:
    """The frontier and its candidates.

    kind: what is gathered; year: in which; brings: state -> share by kind.
    """

    measure: Measure
    kind: str
    year: int
    frontier: tuple[Coalition, ...]
    found: int
    members: tuple[Member, ...]
    brings: pl.DataFrame
    imputed: frozenset[str]


def find_coalitions(
    evidence: Evidence,
    scenario: Scenario,
    *,
    measure: str = MEASURE,
    kind: str = "all",
    must: frozenset[str] = frozenset(),
    rows: int = ROWS,
) -> CoalitionPicture:
    """The frontier of the scenario's members.

    Raises UserError for an unknown measure, kind or member.
    """
    if kind not in KINDS:
        near = did_you_mean(kind, KINDS) or f"; there are {', '.join(KINDS)}"
        raise UserError(f"there is no capability '{kind}'{near}")
    known = agenda(evidence)
    asked = known.measure(measure)
    world = World.build(evidence, scenario)
    brings = capabilities(world)
    weight = dict(brings.select("state", kind).iter_rows())
    held = positions(known, asked, tuple(sorted(weight)), TODAY)
    found = frontier(weight, held, must=must)
    return CoalitionPicture(
        asked,
        kind,
        int(world.years[0]),
        thinned(found, rows),
        len(found),
        at_the_margin(weight, held),
        brings,
        held.imputed,
    )


def capabilities(world: World) -> pl.DataFrame:
    """Share of what all members have, in the first year.  Columns: state and `KINDS`."""
    gaps, money = assess(world), spend(world)
    year = int(world.years[0])
    states = [str(state) for state in money.data["state"].values]
    spent = money.data["spending"].sel(year=year)
    shares = {
        "gdp": spent / money.data["share"].sel(year=year),
        "budget": spent,
    }
    for kind, element in ELEMENTS.items():
        held = gaps.data["contribution"].sel(element=element, year=year)
        shares[kind] = held.sel(state=states).clip(min=0)
    columns = {
        kind: (values / values.sum()).sel(state=states).values for kind, values in shares.items()
    }
    whole = sum(columns.values()) / len(columns)
    return pl.DataFrame({"state": states, "all": whole, **columns}).sort("state")
