"""Plans on the shipped facts, each made once a session."""

from __future__ import annotations

from functools import cache

import pytest

from model_runs import planned_study, world
from vallum.forces import Gaps, assess
from vallum.planner import Demand, Inputs, Mode, Plan, aggregate, gather, plan
from vallum.study.plan import demand_of, gaps_with

EAST = {"BGR", "CYP", "CZE", "EST", "FIN", "GRC", "HUN", "LTU", "LVA", "POL", "ROU", "SVK", "TUR"}
WEST = {"BEL", "ESP", "FRA", "GBR", "IRL", "LUX", "NLD", "PRT"}


@cache
def gaps(name: str = "us_absent", *set_: str) -> Gaps:
    return assess(world(name, *set_))


def demand(name: str = "us_absent", *set_: str) -> Demand:
    return demand_of(gaps(name, *set_))


@cache
def state_plan(name: str = "us_absent", mode: Mode = "close_gaps") -> Plan:
    """The reference plan, state by state: half a minute, or shared with all other tests.

    Other plans take two passes to price their orders: what must hold of a plan holds at any prices.
    """
    if (name, mode) == ("us_absent", "close_gaps"):
        shared = planned_study().plan
        assert shared is not None
        return shared
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vallum.planner.learning.MOST_PASSES", 2)
        return plan(world(name), demand(name), mode=mode)


@cache
def whole_plan(name: str = "us_absent", mode: Mode = "close_gaps", *set_: str) -> Plan:
    """The coalition as one: a second."""
    own = world(name, *set_)
    return plan(own, demand(name, *set_), mode=mode, blocs=dict.fromkeys(own.members, "coalition"))


@cache
def gaps_with_plan(name: str = "us_absent", mode: Mode = "close_gaps") -> Gaps:
    return gaps_with(world(name), state_plan(name, mode))


def inputs(name: str = "us_absent") -> Inputs:
    return gather(world(name), demand(name))


def three_blocs(p: Inputs) -> Inputs:
    return aggregate(p, {str(state): bloc_of(str(state)) for state in p.money["state"].values})


def bloc_of(state: str) -> str:
    if state in EAST:
        return "east"
    return "west" if state in WEST else "middle"
