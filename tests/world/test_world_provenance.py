"""Where a number comes from: `World.why`, and a fact or a formula behind every cell."""

from __future__ import annotations

import numpy as np
import pytest

from model_runs import evidence, study, world
from vallum.errors import UserError

FILLED = ("stock", "delivery", "retirement", "requirement", "recipe", "home_reserve", "people")
DERIVED = ("holding", "counted", "counted_base", "presence", "support", "availability")


@pytest.mark.parametrize("preset", ["us_absent", "us_committed"])
@pytest.mark.parametrize("array", [*FILLED, "us_part", "gdp", "defence_share"])
def test_every_cell_that_is_not_zero_rests_on_facts(array, preset):
    """All of them, not a sample: a number without a source must not get in."""
    built = world(preset)
    data = built[array]
    labels = [[value.item() for value in data[dim].values] for dim in data.dims]
    filled = [tuple(axis[i] for axis, i in zip(labels, cell, strict=True))
              for cell in np.argwhere(data.values != 0)]  # fmt: skip
    assert len(filled) > 2
    assert [cell for cell in filled if not built.ledger.facts(array, cell)] == []


@pytest.mark.parametrize("array", DERIVED)
def test_derived_cells_lead_to_facts_or_to_the_scenario(array):
    built = world()
    data = built[array]
    rng = np.random.default_rng(5)
    cells = np.argwhere(data.values > 0)
    for cell in rng.permutation(cells)[:40]:
        labels = tuple(data[dim].values[i].item() for dim, i in zip(data.dims, cell, strict=True))
        chain, rows = built.ledger.explain(array, labels)
        assert chain, labels
        assert rows or any("scenario" in words for words in chain), labels


def test_every_fact_row_is_one_of_the_tables():
    """Each row that the ledger quotes stands on that line of that file, with that source."""
    built = world()
    tables = {}
    for cells in built.ledger.cells.values():
        for facts in cells.values():
            for fact in facts:
                tables.setdefault(fact.table, {})[fact.line] = fact
    assert len(tables) > 10
    for name, facts in tables.items():
        frame = evidence().own_rows(name)
        by_line = {row["_line"]: row for row in frame.iter_rows(named=True)}
        for line, fact in facts.items():
            assert by_line[line]["source"] == fact.source, (name, line)
            row = by_line[line]
            # A table may mark one of its figures apart from the rest of the row.
            marks = {row[column] for column in row if column.endswith("verified")}
            assert fact.verified in marks, (name, line)


@pytest.mark.parametrize(
    ("array", "labels"),
    [
        ("stock", ("DEU", "Leopard 2A6")),
        ("stock", ("Leopard 2A6", "DEU")),
        ("stock", ("leopard 2a6", "deu")),
        ("delivery", (2027, "DEU", "Puma")),
        ("requirement", ("total", "brigade", "stand_alone")),
        ("requirement", ("brigade", "stand_alone", "total")),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(map(str, value)),
)
def test_labels_may_come_in_any_order(array, labels):
    built = world()
    names = {str(v).casefold() for v in built[array][built[array].dims[1]].values}
    labels = tuple(
        next((n for n in sorted(names) if n.startswith("puma")), label)
        if label == "Puma"
        else label
        for label in labels
    )
    answer = built.why(array, *labels)
    assert answer.value == pytest.approx(float(built[array].sel(answer.labels)))
    assert len(answer.labels) == built[array].ndim


@pytest.mark.parametrize(
    ("array", "labels"),
    [
        ("stock", {"state": "DEU"}),
        ("counted", {"category": "tank", "year": 2030}),
        ("counted", {"category": "tank", "state": "POL"}),
        ("delivery", {"state": "POL"}),
        ("gdp", {"year": 2025}),
        ("people", {}),
    ],
    ids=str,
)
def test_where_a_label_is_left_out_cells_are_added_up(array, labels):
    built = world()
    answer = built.why(array, **labels)
    assert answer.value == pytest.approx(float(built[array].sel(labels).sum()))
    assert answer.rows


def test_a_chain_ends_in_the_facts():
    """Counted tanks of Germany in 2030: stock, orders, retirements, ratings, posture."""
    answer = world().why("counted", "DEU", "tank", 2030)
    tables = {row.table for row in answer.rows}
    assert {"forces/inventory", "forces/orders", "forces/types"} <= tables
    assert len(answer.chain) > 3
    assert answer.chain[0].startswith("counted: modern equivalents")
    assert any("scenario 'us_absent'" in words for words in answer.chain)
    named = [row for row in answer.rows if row.table == "forces/inventory"]
    assert {row.grade for row in named} <= {"A", "B", "C", "D"}
    stock = world()["stock"].sel(state="DEU")
    kinds = world()["modernity"]["category_of"].values
    held = float(stock.values[kinds == "tank"].sum())
    assert sum(row.value for row in named) == pytest.approx(held)
    assert 0 <= answer.unverified_share <= 1


@pytest.mark.parametrize(
    ("array", "labels", "words"),
    [
        ("stok", (), ["no array 'stok'", "did you mean 'stock'"]),
        ("stock", ("DEU", "Leopard 2A66"), ["'Leopard 2A66'", "did you mean", "Leopard 2A6"]),
        ("stock", ("DEUT", "Leopard 2A6"), ["'DEUT'", "did you mean 'DEU'"]),
        ("counted", ("DEU", "tank", 2050), ["'2050' is not a label of counted"]),
        ("presence", ("troops",), ["presence needs a label for year", "cannot be added up"]),
        ("defence_share", (2025,), ["defence_share needs a label for state"]),
        ("stock", ("DEU", "Leopard 2A6", 2030), ["'2030'", "none left"]),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_wrong_labels_are_told_in_one_sentence(array, labels, words):
    with pytest.raises(UserError) as found:
        world().why(array, *labels)
    assert [word for word in words if word not in str(found.value)] == []


@pytest.mark.parametrize(
    ("by_dimension", "words"),
    [
        ({"nation": "DEU"}, ["no dimension 'nation'", "state, system"]),
        ({"state": "GER"}, ["'GER' is not a state of stock", "'GRC'"]),
    ],
    ids=["dimension", "label"],
)
def test_wrong_names_of_dimensions_are_told_too(by_dimension, words):
    with pytest.raises(UserError) as found:
        world().why("stock", **by_dimension)
    assert [word for word in words if word not in str(found.value)] == []


def test_an_empty_cell_says_so_and_names_what_there_is():
    answer = world().why("stock", "FRA", "Leopard 2A6")
    assert answer.value == 0
    assert answer.rows == ()
    assert "no fact row fills this cell" in answer.chain[1]


def test_quality_counts_each_fact_once():
    quality = world().quality()
    assert quality.filter(quality["array"] == "stock")["facts"].item() == len(
        {
            (fact.table, fact.line)
            for facts in world().ledger.cells["stock"].values()
            for fact in facts
        }
    )
    shares = quality.select("share_verified", "share_unverified", "share_imputed").sum_horizontal()
    assert shares.to_list() == pytest.approx([1] * quality.height)


def test_every_source_that_is_used_is_listed():
    used = study().frames()["sources"]
    assert set(used["id"]) <= set(evidence().sources()["id"])
    assert used["rows"].min() > 0
    assert used["title"].null_count() == 0


def test_arrays_are_whole_and_carry_unit_and_meaning():
    for name, array in world().arrays.items():
        assert np.isfinite(array.values).all(), name
        assert array.attrs["unit"], name
        assert array.attrs["meaning"], name
