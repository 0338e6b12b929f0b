"""Types and their effective number: names merged as the table says, shares as they must be."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model_runs import evidence, world
from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.evidence.schemas import TABLES
from vallum.industry import IndustryPicture, diagnose, effective_number
from vallum.industry.families import CATEGORY, NONE, OWN, by_type, read_families

amounts = st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def picture() -> IndustryPicture:
    return diagnose(world())


@given(amounts)
def test_the_effective_number_lies_between_one_and_the_number_of_types(held: list[float]) -> None:
    assert 1 - 1e-9 <= effective_number(held) <= len(held) + 1e-9


@given(st.integers(1, 40), st.floats(1e-3, 1e6))
def test_equal_shares_give_the_number_of_types(count: int, amount: float) -> None:
    assert effective_number([amount] * count) == pytest.approx(count)


@given(amounts.filter(lambda held: len(held) > 1))
def test_merging_two_types_never_raises_it(held: list[float]) -> None:
    merged = [held[0] + held[1], *held[2:]]
    assert effective_number(merged) <= effective_number(held) + 1e-9


@given(amounts, st.floats(1e-3, 1e3))
def test_the_unit_of_the_amounts_does_not_matter(held: list[float], factor: float) -> None:
    assert effective_number([factor * a for a in held]) == pytest.approx(effective_number(held))


def test_nothing_has_no_types_and_less_than_nothing_is_refused() -> None:
    assert effective_number([0.0, 0.0]) == 0
    with pytest.raises(ValueError, match="below zero"):
        effective_number([1.0, -1.0])


def test_units_are_neither_lost_nor_made_by_merging_names(picture: IndustryPicture) -> None:
    whole = world()
    names = set(read_families(whole).parts["type"])
    stock = whole["stock"].sel(state=picture.data["state"].values)
    counted = stock.isel(system=[str(n) in names for n in stock["system"].values])
    assert float(picture.data["units"].sum()) == pytest.approx(float(counted.sum()))


def test_every_name_of_the_inventory_is_told_apart(picture: IndustryPicture) -> None:
    assert picture.families.alone == ()


def test_shares_of_a_name_add_up_to_one() -> None:
    families = read_families(world())
    for named in families.parts.values():
        assert {
            name for name, parts in named.items() if abs(sum(parts.values()) - 1) > 1e-9
        } == set()


@pytest.mark.parametrize(
    ("names", "family"),
    [
        (("Leopard 2A4", "Strv 122 (Leopard 2A5)", "Leopard 2A8"), "Leopard 2"),
        (("Karel Doorman (M) class", "Leopold I class (M class)"), "Karel Doorman (M) class"),
        (("KTO Rosomak with 30mm turret", "AMV XP IFV"), "Patria AMV"),
        (("F-35A", "F-35B", "F-35A Lightning-2"), "F-35"),
    ],
    ids=["tanks", "ships of several navies", "licence", "fighters"],
)
def test_versions_of_one_design_are_one_type(names: tuple[str, ...], family: str) -> None:
    families = read_families(world())
    assert [families.parts_of(name) for name in names] == [{family: 1.0}] * len(names)


def test_a_name_for_several_types_is_split() -> None:
    assert read_families(world()).parts_of("2K12 Kub and Osa") == {"2K12 Kub": 0.5, "9K33 Osa": 0.5}


def test_tables_agree_with_each_other() -> None:
    facts = evidence()
    families = facts.table("industry/type_families")
    kinds = {(c, f) for c, f in families.select("category", "family").iter_rows()}
    faces = facts.table("industry/interface_families")
    assert {(c, f) for c, f in faces.select("category", "family").iter_rows()} <= kinds
    catalogue = set(facts.table("industry/systems")["system"])
    catalogue |= set(facts.table("industry/orderable")["system"])
    named = families.filter(families["vocabulary"] == "catalogue")["system"]
    assert set(named) <= catalogue


def test_types_in_service_count_only_what_is_held(picture: IndustryPicture) -> None:
    held = picture.data["coalition"].values > 0
    for category, count in picture.types.items():
        inside = picture.data["category_of"].values == category
        assert count == int((held & inside).sum())
        assert 1 - 1e-9 <= picture.effective_types[category] <= count + 1e-9


def test_prices_say_whose_they_are(picture: IndustryPicture) -> None:
    price, whose = picture.data["price"], picture.data["price_of"].values
    assert set(whose) == {OWN, CATEGORY, NONE}
    assert (price.values[whose == NONE] == 0).all()
    assert (price.values[whose != NONE] > 0).all()
    assert picture.unpriced == ["patrol_ship"]
    unit = world()["unit_price"].sel(product="Leopard 2A8")
    assert float(price.sel(type="Leopard 2")) == pytest.approx(float(unit))
    eighth = float(world()["unit_price"].sel(product="Skyranger 30")) * 8
    assert float(price.sel(type="Skyranger 30")) == pytest.approx(eighth)


def test_a_given_stock_takes_the_place_of_the_inventory() -> None:
    stock = world()["stock"].sel(state=["DEU", "FRA"], system=["Leclerc (incl. XLR)"])
    given_ = diagnose(world(), stock)
    assert given_.types == {"tank": 1}
    assert given_.effective_types == {"tank": 1.0}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda stock: stock.isel(state=0, drop=True), "state and system"),
        (lambda stock: stock - 1e9, "below zero"),
        (lambda stock: stock.where(stock < 1), "missing values"),
        (lambda stock: stock.assign_coords(state=[f"X{n}" for n in range(stock.sizes["state"])]),
         "states that the world does not hold: X0"),
        (lambda stock: stock.assign_coords(system=[f"Y{n}" for n in range(stock.sizes["system"])]),
         "no system of the catalogue, is named Y"),
    ],
    ids=["a dimension gone", "negative", "not a number", "unknown states", "unknown names"],
)  # fmt: skip
def test_a_stock_that_makes_no_sense_is_refused(change: object, said: str) -> None:
    assert callable(change)
    with pytest.raises(UserError, match=said):
        diagnose(world(), change(world()["stock"]))


def test_a_new_name_without_a_row_is_a_type_of_its_own_and_is_told(tmp_path: Path) -> None:
    rows = {
        "forces/inventory": {
            "state": "DEU", "category": "mbt", "system": "Panther II", "quantity": "40",
            "unit": "vehicles", "status": "active", "theatre": "total", "basis": "in_service",
            "origin": "DEU", "year": "2026", "verify_basis": "none",
        },
        "forces/types": {
            "system": "Panther II", "source_category": "mbt", "category": "tank",
            "modernity_low": "1", "modernity_central": "1", "modernity_high": "1",
            "ageing": "no", "us_bound": "0",
        },
    }  # fmt: skip
    for name, row in rows.items():
        file = tmp_path / f"{name}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="") as out:
            columns = [column.name for column in TABLES[name].columns]
            writer = csv.DictWriter(out, columns, restval="")
            writer.writeheader()
            writer.writerow({"source": "vallum_design", "verified": "no", **row})
    from model_runs import build

    grown = diagnose(build(Evidence.load(tmp_path)))
    assert grown.families.alone == ("Panther II",)
    assert grown.types["tank"] == diagnose(world()).types["tank"] + 1
    assert any("Panther II" in line for line in grown.summary())


def test_figures_lead_back_to_facts(picture: IndustryPicture) -> None:
    answer = picture.why("DEU", "Leopard 2")
    tables = {row.table for row in answer.rows}
    assert {"forces/inventory", "industry/type_families"} <= tables
    stock = sum(row.value or 0 for row in answer.rows if row.table.startswith("forces/inventory"))
    assert answer.value == pytest.approx(stock)
    with pytest.raises(UserError, match="did you mean"):
        picture.why("DEU", "Leopard 3")


def test_amounts_by_name_keep_their_other_dimensions() -> None:
    signed = world()["delivery_signed"]
    found = by_type(read_families(world()), signed)
    assert found.dims == ("state", "year", "type")
    assert np.isfinite(found.values).all()
