"""Requirements, recipes, home reserves, people: what is asked for and what may leave home."""

from __future__ import annotations

import polars as pl
import pytest

from model_runs import build, evidence, overlay, study, world
from vallum.evidence.schema import GROUP_CODES
from vallum.world import interceptors


def need(element, quantity, *, list_="mine", basis="total", contingency="stand_alone", **more):
    return {
        "contingency": contingency,
        "list": list_,
        "element": element,
        "basis": basis,
        "quantity_central": quantity,
        "scope": "EUROPE",
        **more,
    }


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Requirements with more rows than are shipped."""
    rows = [
        need("tank", 900, basis="replace_us"),
        need("tank", 2_000, basis="replace_us", list_="other"),
        need("brigade", 50),
        need("mpa", 30),
        need("headquarters_corps", 40, scope="NATO"),
        need("tanker", 10, basis="replace_us"),
        need("frigate", 6, basis="in_place", contingency="ukraine_reassurance"),
    ]
    return build(overlay(tmp_path_factory.mktemp("needs"), {"requirements/needs": rows}))


@pytest.mark.parametrize(
    ("element", "basis", "quantity", "imputed"),
    [
        ("tank", "replace_us", 2_000, 0),
        ("combat_aircraft", "replace_us", 400, 0),
        ("brigade", "total", 131 * 0.97, 0),
        ("headquarters_corps", "total", 40 * 0.97, 0),
        ("mpa", "total", 30, 0),
        ("mpa", "replace_us", 15, 0),
        ("tanker", "replace_us", 10, 0),
        ("aew", "replace_us", 0.02 * 400, 1),
        ("shell_155mm", "stock", 1_000_000, 0),
    ],
    ids=[
        "the largest row within a basis",
        "the largest of the shipped lists",
        "an alliance total without Canada's part",
        "a larger one of the user's",
        "a total that is not the alliance's stays whole",
        "bases are kept apart",
        "a published row, so no sizing",
        "sized, for nobody publishes one",
        "munitions",
    ],
)
def test_requirement(asked, element, basis, quantity, imputed):
    labels = {"contingency": "stand_alone", "element": element, "basis": basis}
    assert asked["requirement"].sel(labels).item() == pytest.approx(quantity)
    assert asked["imputed"].sel(labels).item() == imputed


@pytest.mark.parametrize("preset", ["us_absent", "us_committed"])
def test_sizing_rules_act_only_where_nothing_is_published(preset):
    rows = (
        evidence()
        .table("requirements/needs")
        .filter(
            pl.col("contingency").is_in(["stand_alone", "nato_targets"]),
            pl.col("basis") != "reference",
        )
    )
    flags = world(preset)["imputed"].isel(contingency=0).sum("basis")
    sized = {str(name) for name in flags["element"].values[flags.values > 0]}
    rules = set(evidence().table("requirements/sizing_rules")["element"])
    by_battery = set(interceptors.A_DAY)
    assert sized == (rules | by_battery) - set(rows["element"])


@pytest.mark.parametrize(
    ("set_", "brigades", "since"),
    [
        ([], 15_000 / 5_000, 2027),
        (["ukraine.reassurance_force.troops=40000"], 8, 2027),
        (["ukraine.reassurance_force.from_year=2031"], 3, 2031),
        (
            [
                "ukraine.outcome=war",
                "ukraine.year=2028",
                "ukraine.reassurance_force.from_year=2030",
            ],
            3,
            2030,
        ),
    ],
    ids=["shipped", "larger", "later", "after the war"],
)
def test_the_force_in_ukraine_is_the_scenarios(set_, brigades, since):
    found = (
        study("us_absent", *set_)
        .gaps.data["need"]
        .sel(contingency="ukraine_reassurance", element="brigade")
    )
    expected = [brigades if year >= since else 0 for year in range(2026, 2041)]
    assert found.values.tolist() == pytest.approx(expected)


@pytest.mark.parametrize("troops", [5_000, 60_000])
def test_units_deployed_outside_are_missing_at_home(troops):
    """Eight brigades in Ukraine take no more from the main need than are ready in rotation."""
    run = study("us_absent", f"ukraine.reassurance_force.troops={troops}")
    data = run.gaps.data.sel(element="brigade")
    force = data["contribution"].sum("state")
    away = force - data["have"].sel(contingency="stand_alone")
    most = force * run.world["availability"].sel(element="brigade") / 4
    asked = data["need"].sel(contingency="ukraine_reassurance")
    assert away.values.tolist() == pytest.approx(
        [min(a, b) for a, b in zip(asked.values, most.values, strict=True)]
    )


# Home reserves


@pytest.mark.parametrize(
    ("state", "category", "share"),
    [
        ("GRC", "tank", 0.5),
        ("TUR", "sam_long", 0.6),
        ("FIN", "artillery", 0.2),
        ("DEU", "tank", 0.05),
        ("POL", "vshorad", 0.25),
        ("UKR", "combat_aircraft", 1.0),
    ],
)
def test_home_reserve_is_a_share_of_the_base_year(state, category, share):
    built = world()
    base = built["counted_base"].sel(state=state, category=category).item()
    assert built["home_reserve"].dims == ("state", "category")
    assert built["home_reserve"].sel(state=state, category=category).item() == pytest.approx(
        share * base
    )


@pytest.mark.parametrize("state", ["GRC", "POL", "DEU"])
def test_what_a_state_buys_counts_in_full(tmp_path, state):
    """A reserve is a quantity: 100 tanks more are 100 more for the coalition, in Greece too."""
    from vallum.forces import assess

    row = {
        "state": state,
        "category": "mbt",
        "system": "Leopard 2A8NO",
        "contract_year": 2026,
        "quantity": 100,
        "unit": "vehicles",
        "first_delivery": 2028,
        "last_delivery": 2028,
        "counts": "yes",
    }
    more = assess(build(overlay(tmp_path, {"forces/orders": [row]}), name="european_pillar"))
    less = study("european_pillar").gaps
    grown = (more.data["contribution"] - less.data["contribution"]).sel(element="tank")
    assert grown.sel(state=state).values.tolist() == pytest.approx([0] * 2 + [100] * 13)
    assert grown.drop_sel(state=state).values.max() == 0


def test_ukraine_keeps_what_it_has():
    """Nothing that Ukraine held in the base year counts for the coalition's needs."""
    part = study().gaps.data["contribution"].sel(state="UKR", year=2026)
    counts = {str(name): float(v) for name, v in part.to_series().items() if v > 1e-9}
    assert counts == {}


# Vocabulary


WORDS = {
    "inventory": [("forces/inventory", "category"), ("forces/retirements", "category"),
                  ("forces/deliveries_to_ukraine_sipri", "category")],
    "order": [("forces/orders", "category")],
    "catalogue": [("industry/systems", "category")],
}  # fmt: skip


@pytest.mark.parametrize("vocabulary", WORDS)
def test_every_word_stands_for_a_category(vocabulary):
    mapped = evidence().table("requirements/categories").filter(pl.col("vocabulary") == vocabulary)
    for table, column in WORDS[vocabulary]:
        used = set(evidence().table(table)[column])
        assert used <= set(mapped["word"]), table


def test_every_need_is_an_element_or_a_known_reference():
    elements = set(evidence().table("requirements/elements")["element"])
    needs = evidence().table("requirements/needs")
    categories = evidence().table("requirements/categories")
    known = set(categories.filter(pl.col("vocabulary") == "need")["category"])
    assert set(needs.filter(pl.col("basis") != "reference")["element"]) <= elements
    assert set(needs["element"]) <= elements | known
    assert set(evidence().table("requirements/recipes")["element"]) == elements
    assert set(evidence().table("requirements/sizing_rules")["element"]) <= elements


def test_every_kind_of_a_type_and_of_a_recipe_is_a_category():
    categories = set(evidence().table("requirements/categories")["category"])
    types = evidence().table("forces/types")
    recipes = evidence().table("requirements/recipes").filter(pl.col("kind") != "people")
    assert set(types["category"]) <= categories
    assert set(recipes["item"]) <= categories


def test_every_type_that_could_count_is_rated():
    """Any European state may be a partner: what it holds and orders must have a row in types."""
    facts = evidence()
    states = facts.table("geography/states").filter(pl.col("european") == "yes")["state"]
    words = facts.table("requirements/categories")
    asked = set(facts.table("requirements/recipes")["item"])
    rated = facts.table("forces/types").select(
        "system", pl.col("source_category").alias("category")
    )
    for table, vocabulary, condition in (
        ("forces/inventory", "inventory", (pl.col("status") == "active")),
        ("forces/orders", "order", (pl.col("counts") == "yes")),
    ):
        counted = words.filter(
            pl.col("vocabulary") == vocabulary, pl.col("category").is_in(list(asked))
        )["word"]
        rows = facts.table(table).filter(
            condition,
            pl.col("state").is_in([*states, "NATO"]),
            pl.col("category").is_in(counted.to_list()),
        )
        assert rows.height > 100
        missing = rows.join(rated, on=["system", "category"], how="anti")
        assert missing.select("state", "system", "category").rows() == [], table


def test_every_retirement_is_of_something_held_and_no_more_than_that():
    facts = evidence()
    held = facts.table("forces/inventory").filter(pl.col("status") == "active")
    both = facts.table("forces/retirements").join(
        held.select("state", "category", "system", pl.col("quantity").alias("held")),
        on=["state", "category", "system"],
        how="left",
        validate="1:1",
    )
    assert both.filter(pl.col("held").is_null() | (pl.col("quantity") > pl.col("held"))).is_empty()


def test_gross_deliveries_to_ukraine_are_not_stock():
    given = set(evidence().table("forces/deliveries_to_ukraine_sipri")["system"])
    assert given.isdisjoint(set(evidence().table("forces/inventory")["system"]))
    assert "UKR" not in GROUP_CODES


def test_people_are_a_share_of_soldiers_and_reservists():
    built = world()
    part, weight = (
        built["parameter"].sel(parameter=name).item()
        for name in ("brigade_people_share", "reserve_people_share")
    )
    rows = evidence().table("forces/personnel").filter(pl.col("state") == "FIN").sort("year")
    newest = {name: rows.drop_nulls(name)[name].to_list()[-1] for name in ("active", "reserve")}
    expected = part * (newest["active"] + weight * newest["reserve"])
    assert built["people"].sel(state="FIN").item() == pytest.approx(expected)
