"""Following an older plan: nothing changes without a reason, and what changes is told."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from books import CHECKS
from hypothesis import given, settings
from hypothesis import strategies as st
from test_planner_properties import cases, some
from tiny import FIRST, Inputs, Product, declare, made, planned, tiny, written

from conftest import EXAMPLES
from vallum.planner import Plan, Previous
from vallum.planner.learning import prices
from vallum.planner.parts.persistence import following, follows

NEVER = 9


def previous(old: Plan) -> Previous:
    return Previous("older", old.datasets())


def moved(one: Plan, old: Plan) -> float:
    """Value of what differs between two plans of one programme [EUR bn], at the prices of one."""
    return float((abs(one.arrival - old.arrival) * prices(one.inputs)).sum()) / 1000


def choice(**changes: object) -> Inputs:
    """Ten tanks, of either of two kinds that cost nearly the same."""
    given = {"price": 1000.0, "line": 100.0} | changes
    return tiny(
        products={
            "Leo": Product("tank", 1000, joint_delay=NEVER),
            "Pzt": Product("tank", given["price"], line=given["line"], joint_delay=NEVER),
        },
        need={"tank": 10},
        weight=[0, 0, 1],
        line_growth=0,
    )


def test_rows_are_those_written_down():
    old = planned(choice(price=900))
    p = following(choice(price=900), previous(old))
    part = follows(p)
    assert part is not None
    assert part.was.max().item() == pytest.approx(10, rel=1e-6)
    right = f"{part.was.max().item():.12f}"
    assert made(declare(p), "kept_orders") == written(
        f"arrival[A,Pzt,2028,national] + dropped[A,Pzt,2028,national] >= {right}"
    )


@pytest.mark.parametrize(
    ("price", "kept"),
    [(1000, "Pzt"), (1015, "Pzt"), (1100, "Leo")],
    ids=["as dear", "hardly dearer", "much dearer"],
)
def test_a_change_must_be_worth_more_than_it_moves(price, kept):
    """Moving ten tanks counts 2 % of their price: 1.5 % dearer they stay, 10 % dearer they go."""
    old = planned(choice(price=990))
    assert {str(row) for row in old.frames()["plan_orders"]["system"]} == {"Pzt"}
    plan_now = planned(following(choice(price=price), previous(old)))
    assert {str(row) for row in plan_now.frames()["plan_orders"]["system"]} == {kept}
    changes = plan_now.frames()["plan_changes"]
    assert changes.is_empty() == (kept == "Pzt")
    if kept == "Leo":
        assert dict(changes.select("system", "is").iter_rows()) == pytest.approx(
            {"Leo": 10, "Pzt": 0}
        )


def test_no_shortfall_is_accepted_for_it():
    """The line makes three a year now: the rest comes from the other kind."""
    old = planned(choice(price=900))
    now = planned(following(choice(price=900, line=3), previous(old)))
    assert now.shortfall == pytest.approx(0, abs=1e-6)
    assert float(now.arrival.sel(product="Leo").sum()) == pytest.approx(4, rel=1e-3)


def test_what_can_no_longer_be_placed_is_told_with_its_reason():
    old = planned(choice(price=900))
    gone = tiny(products={"Leo": Product("tank", joint_delay=NEVER)}, need={"tank": 10})
    now = planned(following(gone, previous(old)))
    lost = now.frames()["plan_changes"].filter(pl.col("why") != "")
    assert lost.select("system", "was", "is", "why").rows() == [
        ("Pzt", pytest.approx(10, rel=1e-4), 0.0, "the system cannot be ordered")
    ]
    assert any("can no longer be placed" in line for line in now.summary())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda p: replace(p, first_order=FIRST + 2), f"nothing is ordered before {FIRST + 2}"),
        (lambda p: replace(p, lead=p.lead + 4), f"would come after {FIRST + 2}"),
        (lambda p: replace(p, eligible=p.eligible & False), "the state may not order the system"),
    ],
    ids=["too early", "too late", "not allowed"],
)
def test_each_reason_has_its_words(change, why):
    old = planned(choice(price=900))
    part = follows(following(change(choice(price=900)), previous(old)))
    assert part is not None
    assert {row["why"] for row in part.lost} == {why}


@settings(some, max_examples=max(2, EXAMPLES // 12))
@given(case=cases)
def test_unchanged_inputs_leave_every_order_as_it_was(case):
    old = planned(case.inputs())
    again = planned(following(case.inputs(), previous(old)))
    assert again.frames()["plan_changes"].is_empty()
    assert again.cost == pytest.approx(old.cost, rel=1e-6, abs=1e-6)
    for check in CHECKS:
        check(again)


@settings(some, max_examples=max(2, EXAMPLES // 12))
@given(case=cases, money=st.floats(0.6, 1.5))
def test_changed_inputs_change_less_than_without(case, money):
    """At the same prices; and the plan costs no more than what it moves less is worth."""
    old = planned(case.inputs())
    p = replace(case.inputs(), money=case.inputs().money * money)
    free, kept = planned(p), planned(following(p, previous(old)))
    assert moved(kept, old) <= moved(free, old) + 1e-4 * max(1.0, moved(free, old))
    weight = p.parameters["persistence_weight"]
    saved = weight * (moved(free, old) - moved(kept, old))
    assert kept.cost - free.cost <= saved + 1e-4 * max(1.0, free.cost)
    for check in CHECKS:
        check(kept)
