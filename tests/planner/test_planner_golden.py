"""Our prices against published price lists, and the money path against announced sums."""

from __future__ import annotations

import pytest

from model_runs import world
from vallum.report.plan_validation import (
    BRUEGEL_KIEL,
    IISS,
    KIT_PRICE,
    LIST_PRICE,
    PATH,
    dollars_per_euro,
    iiss_checks,
    kit_checks,
    path_checks,
    priced_list,
)
from vallum.report.validation import EXPLAINED, HOLDS

IISS_LIST = {
    "tank": 600,
    "ifv": 2400,
    "combat_aircraft": 400,
    "destroyer": 20,
    "attack_helicopter": 200,
    "sam_long": 24,
    "uav_male": 50,
    "mpa": 15,
    "submarine_nuclear": 10,
    "carrier": 4,
}
"""IISS, 'Defending Europe Without the United States', May 2025, as reported; USD 226-344 bn."""

BRUEGEL_KIEL_KIT = {"tank": 1400, "ifv": 2000, "artillery": 700, "shell_155mm": 1_000_000}
"""Bruegel and Kiel Institute, February 2025: beside 50 brigades."""


@pytest.mark.parametrize(
    ("name", "published"),
    [(IISS, IISS_LIST), (BRUEGEL_KIEL, BRUEGEL_KIEL_KIT)],
    ids=["IISS", "Bruegel-Kiel"],
)
def test_the_lists_are_those_published(name, published):
    assert {item.category: item.quantity for item in priced_list(world(), name)} == published


def test_the_iiss_list_costs_at_our_median_prices_what_it_costs_there():
    items, rate = priced_list(world(), IISS), dollars_per_euro(world())
    assert rate == pytest.approx(1.13, abs=0.01)
    cheapest, median, dearest = (
        sum(getattr(item, which) for item in items) * rate
        for which in ("cheapest", "median", "dearest")
    )
    assert 226 <= median <= 344
    # The published range and ours are alike in width, too.
    assert cheapest < median < dearest
    assert cheapest == pytest.approx(226, rel=0.15)
    assert dearest == pytest.approx(344, rel=0.25)


def test_every_item_with_a_published_price_is_met_or_explained():
    checks = {check.name: check for check in iiss_checks(world())}
    assert {check.group for check in checks.values()} == {LIST_PRICE}
    verdicts = {name: check.verdict for name, check in checks.items()}
    assert verdicts == {
        "The whole list, each item at the median of its alternatives": HOLDS,
        "4 aircraft carriers": EXPLAINED,
        "400 combat aircraft": HOLDS,
        "20 destroyers and air-defence frigates": HOLDS,
        "2,400 infantry fighting vehicles": EXPLAINED,
        "The items without a published cost, against what the published ones leave": HOLDS,
    }
    published = {name: check.published for name, check in checks.items()}
    assert published["4 aircraft carriers"] == 13.6
    assert published["400 combat aircraft"] == 64
    assert published["20 destroyers and air-defence frigates"] == 50
    assert published["2,400 infantry fighting vehicles"] == 25
    for check in checks.values():
        assert check.explanation


def test_the_bruegel_kiel_kit_is_not_priced_at_its_budget_rise():
    whole, rise, brigade = kit_checks(world())
    assert whole.group == rise.group == brigade.group == KIT_PRICE
    assert (whole.published, rise.published) == (250, 250)
    assert whole.verdict == EXPLAINED
    assert "not the price of the list" in whole.explanation
    assert rise.verdict == brigade.verdict == HOLDS
    items = {item.category: item.median for item in priced_list(world(), BRUEGEL_KIEL)}
    unlisted = 50 * float(world()["parameter"].sel(parameter="brigade_kit"))
    assert whole.ours == pytest.approx(sum(items.values()) + unlisted)


def test_announced_sums_are_on_the_path_or_the_difference_is_explained():
    checks = path_checks(world())
    assert {check.group for check in checks} == {PATH}
    assert {check.verdict for check in checks} <= {HOLDS, EXPLAINED}
    # Sums in NATO's own definition must hold: only budget lines may mean something else.
    assert all(check.verdict == HOLDS for check in checks if "NATO definition" in check.name)
    assert sum(check.verdict == HOLDS for check in checks) >= 5
    # What a budget line leaves out makes it smaller than the path, never larger.
    assert all(check.ours > check.published for check in checks if check.verdict == EXPLAINED)
