"""What must hold for every programme, on tiny ones that Hypothesis makes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from books import CHECKS
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tiny import FIRST, Inputs, Product, least_shortfall, planned, tiny

from conftest import EXAMPLES
from vallum.planner.inputs import aggregate, in_lots
from vallum.planner.plan import MODES

some = settings(max_examples=max(3, EXAMPLES // 10), phases=(Phase.explicit, Phase.generate))
"""Declaring a programme takes half a second, however small: few examples, none shrunk."""

STATES = ("A", "B", "C")
TOLERANCE = 1e-6
"""Of the shortfall, in points of 100 and relative."""


@dataclass(frozen=True)
class Case:
    """The figures of one tiny programme; the structure is always the same."""

    states: int
    years: int
    money: tuple[int, int, int]
    people: tuple[float, float, float]
    price: tuple[int, int, int]
    lead: tuple[int, int, int]
    line: tuple[int, int, int]
    signed: int
    need: tuple[int, int, int]
    shells: int
    ramp: float

    def inputs(self) -> Inputs:
        """Tanks and ifv that all may order, half a tank that only A may, and shells."""
        states = STATES[: self.states]
        leads, prices, lines = self.lead, self.price, self.line
        return tiny(
            states=states,
            years=self.years,
            products={
                "Leo": Product("tank", prices[0], leads[0], lines[0], signed=[0, self.signed]),
                "Old": Product("tank", prices[1], leads[1], lines[1], serves=0.5, only=("A",)),
                "Lynx": Product("ifv", prices[2], leads[2], lines[2]),
                "He": Product("shell_155mm", 0.004, 1, 1e5),
            },
            need={"tank": self.need[0], "brigade": self.need[1], "shell_155mm": self.need[2] * 1e4},
            us={"tank": [2, 1]},
            have={"shell_155mm": self.shells * 1e4, "tank": 1},
            free={"ifv": 30},
            people=dict(zip(states, self.people, strict=False)),
            base_brigades=0.25,
            money=dict(zip(states, self.money, strict=False)),
            weight={"tank": [1, 2], "brigade": 2, "shell_155mm": 1},
            line_growth=self.ramp,
        )


def three(values: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[int, int, int]]:
    return st.tuples(values, values, values)


cases = st.builds(
    Case,
    states=st.integers(1, 3),
    years=st.integers(3, 5),
    money=three(st.integers(200, 20_000)),
    people=st.tuples(*[st.floats(0.25, 6)] * 3),
    price=three(st.integers(5, 400)),
    lead=three(st.integers(0, 3)),
    line=three(st.integers(1, 60)),
    signed=st.integers(0, 20),
    need=st.tuples(st.integers(5, 80), st.integers(1, 10), st.integers(5, 80)),
    shells=st.integers(0, 60),
    ramp=st.sampled_from([0.0, 0.1, 0.25, 0.5]),
)


@some
@given(case=cases, mode=st.sampled_from(MODES), ready=st.integers(0, 2))
def test_the_books_of_every_plan_close(case, mode, ready):
    plan = planned(case.inputs(), mode, FIRST + ready)
    for check in CHECKS:
        check(plan)


def richer(p: Inputs) -> Inputs:
    return replace(p, money=p.money * 1.3)


def one_richer(p: Inputs) -> Inputs:
    first = p.money["state"] == p.money["state"][0]
    return replace(p, money=p.money.where(~first, p.money + 500))


def quicker_ramp(p: Inputs) -> Inputs:
    ramps = {name: p.parameters[name] + 0.2 for name in ("line_growth", "line_growth_ships")}
    return replace(p, parameters={**p.parameters, **ramps})


def larger_lines(p: Inputs) -> Inputs:
    return replace(p, line=p.line * 1.2)


def more_people(p: Inputs) -> Inputs:
    return replace(p, people=p.people + 0.5)


def one_bloc(p: Inputs) -> Inputs:
    return aggregate(p, dict.fromkeys(p.money["state"].values.tolist(), "all"))


EASED = (richer, one_richer, quicker_ramp, larger_lines, more_people, one_bloc)


@settings(some, max_examples=max(2, EXAMPLES // 12))
@given(case=cases, order=st.permutations(EASED))
def test_what_eases_a_programme_never_widens_its_shortfall(case, order):
    """One thing after another gets easier, in any order."""
    eased = case.inputs()
    before = least_shortfall(eased)
    for ease in order:
        eased = ease(eased)
        after = least_shortfall(eased)
        assert no_wider(after, before), f"{ease.__name__}: {before} -> {after}"
        before = after


@some
@given(case=cases)
def test_a_shorter_lead_never_widens_the_shortfall(case):
    p = case.inputs()
    shorter = replace(p, lead=(p.lead - 1).clip(min=0))
    assert no_wider(least_shortfall(shorter), least_shortfall(p))


@some
@given(case=cases)
def test_neither_blocs_of_one_state_nor_lots_change_anything(case):
    p = case.inputs()
    expected = pytest.approx(least_shortfall(p), rel=TOLERANCE, abs=TOLERANCE)
    alone = aggregate(p, {str(state): f"bloc {state}" for state in p.money["state"].values})
    assert least_shortfall(alone) == expected
    assert least_shortfall(in_lots(p)) == expected


def no_wider(after: float, before: float) -> bool:
    return after <= before + TOLERANCE * max(1.0, before)


def test_a_shorter_lead_does_not_bunch_payments():
    """EUR 1 bn, paid 20 % at order and the rest evenly, just fits 267 mn a year over three years.

    Over two years the milestones ask for 400 mn a year: what is short is paid a year ahead.
    """

    def left(lead: int) -> float:
        return least_shortfall(
            tiny(
                years=4,
                products={"Leo": Product("tank", lead=lead, joint_delay=9)},
                need={"tank": 1},
                money=800 / 3,
                weight=[0, 0, 0, 1],
            )
        )

    assert [left(lead) for lead in (3, 2, 1)] == pytest.approx([0, 0, 0], abs=1e-6)
