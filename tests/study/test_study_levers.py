"""Levers and an older plan from end to end: two states, seven years, real facts and prices."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import cache

import pytest

from model_runs import evidence
from vallum.planner import Previous
from vallum.store import id_of
from vallum.study import Study, run
from vallum.study.figures import WHERE_ASKED, Figure, Results
from vallum.study.lineage import Lineage

SMALL = (
    "coalition.include=[]",
    "coalition.partners=[POL, SWE]",
    "horizon.last=2032",
    "need.contingencies=[]",
)
LEVERS = (
    "procurement.us_systems=free",
    "procurement.us_systems_until=2027",
    "procurement.european_content_min=0.65",
    "procurement.joint_share_min={2030: 0.3}",
    "procurement.national_exception={naval: 0.5}",
    "procurement.max_types={combat_aircraft: 1, artillery: 1}",
    "procurement.industry_return_min=0.2",
    "money.fair_cost=1",
    "need.weights={land: 2, isr_satellite: 0}",
)


@cache
def before() -> Study:
    return run("us_absent", set_=SMALL, evidence=evidence(), sweep=False)


@cache
def after() -> Study:
    """Under all levers, changing the plan without them as little as possible."""
    levers = [*SMALL, *LEVERS]
    return run("us_absent", set_=levers, evidence=evidence(), previous=followed(), sweep=False)


def followed() -> Previous:
    found = before()
    assert found.plan is not None
    return Previous(id_of(found), found.datasets()["plan"])


def test_unchanged_inputs_leave_every_order_as_it_was():
    """With prices that fall with volume: the plan finds its own prices again."""
    again = run("us_absent", set_=SMALL, evidence=evidence(), previous=followed(), sweep=False)
    assert again.frames()["plan_changes"].is_empty()
    orders = before().frames()["plan_orders"]
    assert orders.height > 20
    same = again.frames()["plan_orders"]
    keys = ["state", "system", "channel", "year"]
    assert same.select(keys).equals(orders.select(keys))
    for column in ("quantity", "cost_eur_mn"):
        assert same[column].to_list() == pytest.approx(orders[column].to_list(), rel=1e-3, abs=1e-2)


def test_a_run_that_follows_another_has_an_id_of_its_own():
    assert id_of(before()) != id_of(replace(before(), previous="0123456789ab"))
    assert after().previous == id_of(before())


def test_levers_are_kept_on_real_facts():
    frames = after().frames()
    levers = frames["plan_levers"]
    assert set(levers["lever"]) >= {"european_content", "fair_cost", "industry_return", "us_end"}
    for row in levers.iter_rows(named=True):
        most = row["lever"] in ("fair_cost", "us_end")
        worth = row["value_eur_bn"] * (row["found"] - row["asked"])
        assert (-worth if most else worth) >= -1e-4 * max(1.0, row["value_eur_bn"]), row
    consolidation = frames["plan_consolidation"]
    assert (consolidation["types"] <= consolidation["cap"]).all()
    ordered = frames["plan_orders"]
    for category in ("combat_aircraft", "artillery"):
        assert ordered.filter(ordered["category"] == category)["system"].n_unique() <= 1


def test_gaps_without_weight_are_not_bought():
    systems = after().frames()["plan_orders"]["category"]
    assert "isr_satellite" in set(before().frames()["plan_orders"]["category"])
    assert "isr_satellite" not in set(systems)


def test_every_figure_of_the_levers_leads_back():
    found = after()
    lineage = Lineage(found.world, Results(found.frames(), asdict(found.headline)))
    asked = WHERE_ASKED & found.frames().keys()
    assert {"plan_levers", "plan_consolidation", "plan_changes"} <= asked
    for table in sorted(asked):
        rows = lineage.results.frames[table].to_dicts()
        assert rows, table
        for row in rows[:: max(1, len(rows) // 8)]:
            key = tuple(str(label) for label in lineage.results.key_of(table, row))
            for column in lineage.results.figures_of(table):
                answer = lineage.why(Figure.parse(str(Figure(table, column, key))))
                assert answer.unit, (table, column)
                assert answer.chain
                assert answer.rows, (table, column, key)


def test_an_order_names_the_levers_that_were_set():
    found = after()
    lineage = Lineage(found.world, Results(found.frames(), asdict(found.headline)))
    row = found.frames()["plan_orders"].row(0, named=True)
    figure = Figure("plan_orders", "quantity", (row["state"], row["system"]))
    assumed = {r.key for r in lineage.why(figure).rows if r.table == "scenario"}
    assert {"procurement.max_types", "need.weights", "procurement.us_systems_until"} <= assumed


def test_without_levers_a_run_holds_none_of_their_tables():
    assert not WHERE_ASKED & set(before().frames())
