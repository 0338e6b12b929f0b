"""Common fleets, territorial needs and published enablers in the World."""

from __future__ import annotations

import numpy as np
import pytest

from model_runs import build, evidence, overlay, world
from vallum.errors import UserError
from vallum.forces import assess
from vallum.forces.territorial import lacking_at_home
from vallum.world.pooling import POOL

PARTS = {"gdp": "gdp", "population": "population", "equal": None}


@pytest.mark.parametrize("key", PARTS)
def test_a_key_shares_the_cost_among_those_that_have_money(key):
    built = world("us_absent", f"pooling.key={key}")
    found = built["pool_key"]
    paying = built["plan_money"].sum("year") > 0
    assert float(found.sum()) == pytest.approx(1)
    assert ((found > 0) == paying.sel(state=found["state"])).all()
    ratio = float(found.sel(state="DEU") / found.sel(state="FRA"))
    size = built["population"] * 0 + 1
    if key == "gdp":
        size = built["gdp"].sel(year=2025)
    elif key == "population":
        size = built["population"]
    assert ratio == pytest.approx(float(size.sel(state="DEU") / size.sel(state="FRA")))


def test_the_pool_alone_orders_what_is_owned_in_common():
    built = world()
    category = built["unit_price"]["product_category"]
    owned = category.isin(list(built.scenario.pooling.categories)).values
    eligible = built["eligible"]
    assert (eligible.sel(state=POOL).values > 0)[~owned].sum() == 0
    assert float(eligible.isel(product=owned).drop_sel(state=POOL).sum()) == 0
    apart = world("us_absent", "pooling.categories=[]")["eligible"].isel(product=owned)
    assert ((apart.sum("state") > 0) == (eligible.isel(product=owned).sel(state=POOL) > 0)).all()


def test_without_a_pool_it_stands_nowhere():
    built = world("us_committed")
    assert POOL not in built["stock"]["state"].values
    assert POOL not in built.owners
    assert POOL not in assess(built).data["state"].values


def test_the_pool_owns_nothing_before_a_plan():
    built = world()
    for name in ("stock", "counted", "home_reserve", "people", "gdp", "plan_money"):
        assert float(built[name].sel(state=POOL).sum()) == 0, name
    assert float(assess(built).data["contribution"].sel(state=POOL).sum()) == 0


@pytest.mark.parametrize(
    ("categories", "told"),
    [
        ("[tankr]", "'tankr' is not a category of the catalogue; did you mean 'tanker'"),
        ("[tanker, ifv]", "'ifv' belongs to a state's own brigades"),
        ("[shell_155mm]", "'shell_155mm' belongs to a state's own brigades"),
        ("[frigate]", "'frigate' is not a category of the catalogue"),
    ],
)
def test_what_cannot_be_pooled_is_refused_at_its_line(categories, told):
    with pytest.raises(UserError, match=told.replace("(", r"\(")) as found:
        build(evidence(), f"pooling.categories={categories}")
    assert found.value.problems[0].field.startswith("pooling.categories[")


# Territorial defence


def test_territorial_troops_take_their_kit_or_the_reserve():
    """Poland: 40,000 soldiers, 0.4 units and 1.2 guns a thousand; its reserve of guns is larger."""
    built = world()
    need, reserve = built["territorial"].sel(state="POL"), built["home_reserve"].sel(state="POL")
    assert float(need.sel(category="vshorad")) == pytest.approx(16)
    assert float(reserve.sel(category="artillery")) > 48
    assert float(need.sel(category="artillery")) == float(reserve.sel(category="artillery"))
    assert float(need.sel(category="tank")) == float(reserve.sel(category="tank"))
    assert float(built["territorial"].sel(state="DEU").sum()) == 0


def test_what_is_kept_at_home_is_the_reserve_as_far_as_it_is_there():
    built = world()
    kept, counted = built["at_home"], built["counted"]
    reserve = built["home_reserve"] * (counted * 0 + 1)
    assert (kept <= counted + 1e-9).all()
    assert (kept <= reserve + 1e-9).all()
    # Nothing is counted twice: what is kept and what is free make up what there is.
    free = (counted - built["home_reserve"]).clip(min=0)
    assert float(abs(kept + free - counted).max()) < 1e-9


def test_frontline_states_lack_some_of_it():
    built = world()
    lacking = lacking_at_home(built).sel(year=2030)
    short = {str(n) for n in lacking["state"].values[(lacking.sum("category") > 0).values]}
    assert {"EST", "LVA", "LTU", "FIN", "NOR"} <= short
    rows = assess(built).frames()["territorial"]
    assert rows["missing"].sum() == pytest.approx(float(lacking_at_home(built).sum()), rel=1e-6)
    assert (rows["need"] > 0).all()


def test_a_ministry_adds_its_own_need(tmp_path):
    row = {
        "state": "EST",
        "item": "sam_medium",
        "quantity_low": 2,
        "quantity_central": 3,
        "quantity_high": 4,
    }
    built = build(overlay(tmp_path, {"requirements/territorial": [row]}))
    assert float(built["territorial"].sel(state="EST", category="sam_medium")) == 3
    tables = {fact.table for fact in built.why("territorial", "EST", "sam_medium").rows}
    assert any(name.endswith("requirements/territorial") for name in tables)


def test_an_unknown_kind_is_refused(tmp_path):
    row = {"state": "EST", "item": "sam_medum", "quantity_central": 3}
    with pytest.raises(UserError, match="did you mean 'sam_medium'"):
        build(overlay(tmp_path, {"requirements/territorial": [row]}))


# Enablers


def test_published_costs_are_in_euros_of_the_price_year():
    built = world()
    found = built["enabler_cost"]
    name = "isr_satellite / satellite intelligence and reconnaissance / IISS May 2025 / cost"
    rate = 4.8 / float(found.sel(published=name))
    assert 1.0 < rate < 1.25  # dollars per euro in 2025
    money = np.isin(found["figure_unit"].values, ["eur_bn", "usd_bn"])
    assert (found.values[~money] == 0).all()
    assert (found["element"].values != "").all()


def test_every_item_speaks_of_an_element_and_of_a_published_item():
    elements = set(world()["weight"]["element"].values)
    rows = evidence().table("industry/enabler_items")
    assert set(rows["element"]) <= elements
    known = set(evidence().table("industry/enablers").select("capability", "item").iter_rows())
    assert set(rows.select("capability", "item").iter_rows()) <= known


def test_an_item_that_nobody_publishes_is_refused(tmp_path):
    row = {"element": "tanker", "capability": "air_to_air_refuelling", "item": "balloons"}
    with pytest.raises(UserError, match="no item 'balloons'"):
        build(overlay(tmp_path, {"industry/enabler_items": [row]}))
