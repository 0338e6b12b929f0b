"""Types of a plan, what fewer of them cost in time, what joint orders save, American shares."""

from __future__ import annotations

from collections import defaultdict

import polars as pl
import pytest

from model_runs import planned_study, study
from vallum.errors import UserError
from vallum.study import consolidation
from vallum.study.consolidation import consolidate, told
from vallum.study.industry import industry_before_after
from vallum.study.joint_saving import OURS
from vallum.study.joint_saving import told as told_saving


def frame(name: str) -> pl.DataFrame:
    return planned_study().frames()[name]


def test_types_are_those_of_the_orders_counted_by_hand():
    """Another road: the table of orders, product by product."""
    families = industry_before_after(planned_study())[0].families
    value: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in frame("plan_orders").iter_rows(named=True):
        parts = families.parts_of(row["system"]) or {row["system"]: 1.0}
        for family, share in parts.items():
            value[row["category"]][family] += share * row["cost_eur_mn"]
    rows = {row["category"]: row for row in frame("plan_types").iter_rows(named=True)}
    assert rows.keys() == value.keys()
    for category, types in value.items():
        row, whole = rows[category], sum(types.values())
        assert row["types_ordered"] == len(types)
        effective = 1 / sum((each / whole) ** 2 for each in types.values())
        assert row["effective_ordered"] == pytest.approx(effective, rel=1e-4)
        assert row["largest_share"] == pytest.approx(max(types.values()) / whole, rel=1e-4)
        assert 1 <= row["effective_ordered"] <= row["types_ordered"] + 1e-9


def test_types_in_service_are_those_of_both_pictures():
    before, after = industry_before_after(planned_study())
    for row in frame("plan_types").iter_rows(named=True):
        category = row["category"]
        assert row["types_before"] == before.types.get(category)
        assert row["types_after"] == after.types.get(category)
        if row["types_before"] and row["types_after"]:
            assert row["types_after"] >= row["types_before"]
            assert row["effective_after"] == pytest.approx(
                after.effective_types[category], abs=1e-6
            )


def test_fewer_types_never_bring_a_need_forward(monkeypatch):
    """For medium-range air defence, whose lines bind: one type, and no more."""
    found = consolidation._by_family

    def only(plan, families):
        return {"sam_medium": found(plan, families)["sam_medium"]}

    monkeypatch.setattr(consolidation, "_by_family", only)
    monkeypatch.setattr(consolidation, "FEWER", (1,))
    (row,) = consolidate(planned_study()).to_dicts()
    assert (row["category"], row["types"]) == ("sam_medium", 1)
    assert row["of"] > 1
    assert ";" not in row["kept"]
    assert row["points"] > 0
    assert row["met_from_all"] is not None
    assert row["met_from"] is None or row["met_from"] >= row["met_from_all"]


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        (2031, 2031, "the need is met from 2031, no later."),
        (2031, 2032, "the need is met from 2032, 1 year later."),
        (2031, 2034, "the need is met from 2034, 3 years later."),
        (2031, None, "the need is not met by 2040; with all of them it is from 2031."),
        (None, None, "the need stays unmet by 2040, as it does with all of them."),
    ],
    ids=["no later", "a year", "years", "never", "never anyway"],
)
def test_what_consolidation_costs_is_said_plainly(now, then, words):
    row = {"met_from_all": now, "met_from": then, "kept": "K2; Leopard 2", "of": 3}
    assert (
        told(row, "Tanks", 2040) == f"Tanks: with only K2 and Leopard 2 instead of 3 types {words}"
    )


def test_nothing_to_consolidate_without_a_plan():
    with pytest.raises(UserError, match="without a plan"):
        consolidate(study())


def test_ours_stands_beside_every_published_estimate():
    table = frame("joint_saving")
    ours = table.row(0, named=True)
    assert ours["estimate"] == OURS
    assert ours["low_eur_bn"] <= ours["central_eur_bn"] <= ours["high_eur_bn"]
    facts = planned_study().world.evidence.table("industry/fragmentation")
    published = facts.filter(pl.col("indicator") == "cost_of_non_europe")
    assert published.height >= 4
    rows = {row["estimate"]: row for row in table.iter_rows(named=True)}
    for row in published.iter_rows(named=True):
        told_row = rows[f"{row['source']} {row['year']}"]
        for end in ("low", "central", "high"):
            assert told_row[f"{end}_eur_bn"] == row[end]
    pooled = facts.filter(pl.col("category") == "pooled_procurement").row(0, named=True)
    assert rows[f"{pooled['source']} {pooled['year']}"]["high_share"] == pooled["high"] / 100
    spent = planned_study().world.evidence.table("economy/defence_aggregates")
    union = spent.filter(pl.col("state") == "EU27", pl.col("year") == 2024)
    newest = rows["eprs_2024 2024"]
    assert newest["high_share"] == pytest.approx(58 / union["spending_eur_bn"].item(), abs=1e-6)


def test_our_saving_is_that_of_the_plan_a_year():
    """The headline takes the prices paid, the table those of the volumes: they met closely."""
    plan = planned_study().plan
    assert plan is not None
    assert plan.scale is not None
    years = sum(int(year) >= plan.inputs.first_order for year in plan.inputs.years)
    ours = frame("joint_saving").row(0, named=True)
    assert ours["central_eur_bn"] * years == pytest.approx(plan.scale.joint_saving, rel=0.25)
    assert plan.scale.spread is not None
    assert ours["low_eur_bn"] * years == pytest.approx(plan.scale.spread[0], abs=1e-3)
    assert ours["high_eur_bn"] * years == pytest.approx(plan.scale.spread[1], abs=1e-3)
    lines = told_saving(frame("joint_saving"))
    assert lines[0].startswith("Joint against national: EUR ")
    assert "26 to 130" in lines[1]
    assert "25 to 100" in lines[1]
    assert "17 to 58" in lines[1]


def test_american_shares_are_those_of_the_pictures():
    before, after = industry_before_after(planned_study())
    for row in frame("us_share").iter_rows(named=True):
        for column, picture in (("last_year", before), ("last_year_with_plan", after)):
            share = picture.tied("stock").get(row["state"])
            assert (row[column] is None) == (share is None)
            if share is not None:
                assert row[column] == pytest.approx(share, abs=1e-6)
    assert "coalition" in frame("us_share")["state"].to_list()
    alone = study().frames()["us_share"]
    assert alone["last_year"].null_count() == alone.height
    assert "plan_types" not in study().frames()
