"""Rules for sources that disagree, on tables made up for it: who stands, who spreads, what counts.

The tables are declared as the shipped ones are; those that a test does not fill are empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model_runs import evidence as shipped
from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.evidence.load import SOURCES
from vallum.evidence.overlay import Frames
from vallum.evidence.reconcile import RULES, Conflict, compare, conflicts, conflicts_page
from vallum.evidence.reconcile.page import LARGEST, figure
from vallum.evidence.reconcile.readings import read, set_apart
from vallum.evidence.reconcile.spending import choose_shares
from vallum.evidence.schema import Table
from vallum.evidence.schemas import TABLES

USED = sorted({name for rule in RULES for name in rule.tables})
INDEX = [
    {"state": "EA", "year": year, "index_name": "gdp_deflator", "index_2025_100": index,
     "kind": "actual"}
    for year, index in ((2020, 80), (2024, 98), (2025, 100))
]  # fmt: skip

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def made_up(tables: Rows) -> Evidence:
    """Evidence of these rows alone; cells that are not given stay empty."""
    assert set(tables) <= set(USED)
    typed = {name: frame_of(TABLES[name], tables.get(name, ())) for name in USED}
    typed["sources"] = pl.DataFrame(
        schema={column.name: pl.String for column in SOURCES.columns}
    ).with_columns(_file=pl.lit("sources.csv"), _line=pl.lit(0))
    declared = {**{name: TABLES[name] for name in USED}, "sources": SOURCES}
    return Evidence(declared, Frames({}, typed), overlay=None, origin=(Path(), declared))


def frame_of(table: Table, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    kinds = {"integer": pl.Int64, "number": pl.Float64}
    schema = {column.name: kinds.get(column.kind, pl.String) for column in table.columns}
    source = "sipri" if table.terms == "sipri" else "one"
    given_by = {"source": source, "verified": "yes"} if "source" in schema else {}
    assert all(set(row) <= set(schema) for row in rows), table.name
    return pl.DataFrame(
        [{name: {**given_by, **row}.get(name) for name in schema} for row in rows],
        schema=schema,
        strict=False,
    ).with_columns(
        _file=pl.lit(f"{table.name}.csv"),
        _line=pl.int_range(2, len(rows) + 2, dtype=pl.Int64),
    )


def only(tables: Rows, rule: str, above: float = -1.0) -> Conflict:
    (found,) = conflicts(made_up(tables), rule=rule, above=above)
    return found


def values(found: Conflict) -> list[float]:
    return [pytest.approx(one.value) for one in found.others]


# --- spending ----------------------------------------------------------------------------------


def share(definition: str, edition: str, pct: float, **more: Any) -> dict[str, Any]:
    return {"state": "DEU", "year": 2024, "definition": definition, "edition": edition,
            "status": "actual", "pct_gdp": pct, **more}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "stands"),
    [
        ([share("NATO", "2024-06", 2.0), share("NATO", "2026-03", 2.1)], 2.1),
        ([share("NATO", "2024-06", 2.0), share("NATO", "2026-03", 2.1, verified="no")], 2.0),
        ([share("NATO", "2024-06", 2.0), share("SIPRI", "2026-04", 1.8, source="sipri")], 2.0),
        ([share("SIPRI", "2025-04", 1.7), share("SIPRI", "2026-04", 1.8)], 1.8),
        ([share("NATO_core", "2027-01", 3.0), share("NATO", "2024-06", 2.0)], 2.0),
        ([share("NATO", "2027-03", 2.4), share("NATO", "2026-03", 2.1)], 2.4),
    ],
    ids=[
        "newest edition",
        "verified before newer",
        "SIPRI never for an ally",
        "SIPRI where NATO has nothing",
        "another definition never",
        "an edition that is not out yet",
    ],
)
def test_spending_stands_by_definition_and_edition(rows, stands):
    found = only({"economy/defence_spending": rows}, "spending")
    assert found.chosen.value == stands
    assert (found.key, found.states, found.unit) == ("DEU / 2024", ("DEU",), "% of GDP")
    assert sorted([found.chosen.value, *(one.value for one in found.others)]) == sorted(
        row["pct_gdp"] for row in rows
    )


def test_an_ally_without_a_figure_for_a_year_takes_none_of_sipri():
    rows = [share("NATO", "2024-06", 2.0), share("SIPRI", "2026-04", 1.8, year=2023)]
    taken = made_up({"economy/defence_spending": rows}).table("economy/defence_spending")
    assert choose_shares(taken.rows(named=True)) == {("DEU", 2024): 0}


def test_rows_of_the_twin_are_compared_and_named_by_their_own_file():
    found = only(
        {
            "economy/defence_spending": [share("NATO", "2024-06", 2.0)],
            "economy/defence_spending_sipri": [share("SIPRI", "2025-04", 1.5)],
        },
        "spending",
    )
    assert [(one.table, one.line) for one in (found.chosen, *found.others)] == [
        ("economy/defence_spending", 2),
        ("economy/defence_spending_sipri", 2),
    ]
    assert found.spread == pytest.approx(2.0 / 1.5 - 1)


def test_totals_compare_like_measures_only():
    def total(definition, edition, **more):
        return {"state": "NATO", "year": 2024, "definition": definition, "edition": edition,
                "status": "actual", **more}  # fmt: skip

    rows = [
        total("NATO", "2024-06", spending_usd_bn=1500, pct_gdp=2.5),
        total("NATO", "2025-08", spending_usd_bn=1450),
        total("EDA", "2025-09", spending_usd_bn=1000),
        total("SIPRI", "2025-04", spending_constant_usd_bn=900, constant_price_year=2021),
        total("SIPRI", "2026-04", spending_constant_usd_bn=980, constant_price_year=2023),
    ]
    found = only({"economy/defence_aggregates": rows}, "totals")
    assert (found.key, found.chosen.value) == ("NATO / 2024 / spending_usd_bn", 1450)
    assert values(found) == [1500, 1000]


# --- counts ------------------------------------------------------------------------------------


def held(category: str, quantity: float, system: str = "a", **more: Any) -> dict[str, Any]:
    return {"state": "POL", "category": category, "system": system, "quantity": quantity,
            "unit": "vehicles", "status": "active", "theatre": "total", "basis": "in_service",
            "year": 2025, **more}  # fmt: skip


def counted(category: str, total: float, **more: Any) -> dict[str, Any]:
    return {"state": "POL", "category": category, "other_total": total, "year": 2020,
            "independent": "yes", "source": "other", **more}  # fmt: skip


def test_a_count_is_set_against_the_sum_of_its_types():
    found = only(
        {
            "forces/inventory": [
                held("fighter", 30),
                held("strike_bomber", 10, "b", verified="no", source="other;one"),
                held("fighter", 99, "c", status="store"),
                held("fighter", 99, "d", theatre="west"),
                held("mbt", 99, "e"),
                held("fighter", 99, "f", state="DEU"),
            ],
            "forces/inventory_sipri": [held("fighter", 20, "g")],
            "forces/second_counts": [counted("combat_aircraft", 90)],
        },
        "counts",
    )
    assert (found.chosen.value, values(found)) == (60, [90])
    assert found.chosen.verified == "no"
    assert found.chosen.source == "one;sipri;other"
    assert {place.table for place in found.chosen.rows} == {
        "forces/inventory",
        "forces/inventory_sipri",
    }
    assert len(found.chosen.rows) == 3
    assert (found.low, found.high, found.spread) == (60, 90, pytest.approx(0.5))


@pytest.mark.parametrize(
    ("independent", "conflicting"),
    [("yes", True), ("unclear", True), ("no", False)],
)
def test_a_count_that_the_inventory_rests_on_is_no_disagreement(independent, conflicting):
    tables = {
        "forces/inventory": [held("mbt", 100)],
        "forces/second_counts": [counted("mbt", 300, independent=independent)],
    }
    assert bool(conflicts(made_up(tables), rule="counts")) is conflicting


def test_a_count_left_out_is_still_shown_beside_one_that_counts():
    found = only(
        {
            "forces/inventory": [held("mbt", 100)],
            "forces/second_counts": [
                counted("mbt", 900, independent="no"),
                counted("mbt", 110, source="one"),
            ],
        },
        "counts",
    )
    assert [bool(one.left_out) for one in found.others] == [True, False]
    assert found.high == 110


@pytest.mark.parametrize(
    ("ours", "other", "spread"),
    [(0, 40, inf), (40, 0, inf), (0, 0, 0.0), (40, 50, 0.25), (50, 40, 0.25)],
    ids=["we have none", "they have none", "nobody has any", "they have more", "they have fewer"],
)
def test_spread_is_the_largest_over_the_smallest(ours, other, spread):
    rows = [held("tanker", ours)] if ours else []
    found = only(
        {"forces/inventory": rows, "forces/second_counts": [counted("tanker", other)]}, "counts"
    )
    assert found.spread == pytest.approx(spread)
    assert (found.chosen.table, found.chosen.line) == (
        ("forces/inventory", 2) if ours else ("", None)
    )


def test_totals_of_groups_and_of_one_design_are_named_as_not_compared():
    facts = made_up(
        {
            "forces/second_counts": [
                counted("mbt", 6450, state="EUROPE"),
                counted("leopard_2_all", 347, state="ESP"),
            ]
        }
    )
    (told,) = compare(facts, "counts")
    assert told.facts == ()
    assert [why.partition(" (")[0] for why in told.uncompared] == [
        "EUROPE mbt 6,450",
        "ESP leopard_2_all 347",
    ]


# --- people ------------------------------------------------------------------------------------


def soldiers(year: int, active: float, **more: Any) -> dict[str, Any]:
    return {"state": "AUT", "year": year, "active": active, **more}


@pytest.mark.parametrize(
    ("counts", "strength", "stands", "others"),
    [
        ([soldiers(2024, 14e3), soldiers(2025, 22e3)], {}, 22e3, [14e3]),
        ([soldiers(2025, 22e3)], {"central": 20}, 22e3, [20e3]),
        ([soldiers(2025, 22e3)], {"low": 18, "high": 25}, 22e3, [22e3]),
        ([soldiers(2025, 22e3)], {"low": 30, "high": 40}, 22e3, [30e3]),
        ([soldiers(2025, 22e3)], {"high": 15}, 22e3, [15e3]),
    ],
    ids=["newest", "published strength", "inside a range", "below a range", "above an up-to"],
)
def test_the_newest_count_of_people_stands(counts, strength, stands, others):
    forces = [{"state": "AUT", "year": 2025, **strength}] if strength else []
    found = only({"forces/personnel": counts, "economy/armed_forces": forces}, "people")
    assert (found.chosen.value, values(found)) == (stands, others)


def test_a_range_around_people_widens_without_being_a_disagreement():
    forces = [{"state": "AUT", "year": 2025, "low": 18, "high": 25}]
    found = only(
        {"forces/personnel": [soldiers(2025, 22e3)], "economy/armed_forces": forces}, "people"
    )
    assert (found.low, found.high, found.spread) == (18e3, 25e3, 0)


def test_counts_of_people_years_apart_are_a_change_and_no_disagreement():
    rows = [soldiers(2021, 14e3), soldiers(2025, 22e3)]
    assert conflicts(made_up({"forces/personnel": rows}), rule="people") == []


# --- prices ------------------------------------------------------------------------------------


def product(price: float | None, basis: str = "contract_per_unit", **more: Any) -> dict[str, Any]:
    return {"system": "Tank X", "category": "mbt", "unit": "vehicle", "maker": "M",
            "design_states": "DEU", "unit_price_eur_mn_central": price, "price_year": 2025,
            "price_basis": basis, "us_content": "none", "us_export_approval_needed": "no",
            **more}  # fmt: skip


def order(value_bn: float | None, quantity: float = 100, **more: Any) -> dict[str, Any]:
    return {"state": "CZE", "category": "mbt", "system": "Tank X", "contract_year": 2025,
            "quantity": quantity, "unit": "vehicles", "value_eur_bn": value_bn, "counts": "yes",
            "status": "contracted", **more}  # fmt: skip


def priced(products: Sequence[Any], orders: Sequence[Any], **more: Any) -> dict[str, Any]:
    return {"industry/systems": products, "forces/orders": orders,
            "economy/price_index": INDEX, **more}  # fmt: skip


def test_contracts_imply_prices_of_the_price_year():
    found = only(
        priced(
            [
                product(
                    9.8, price_year=2024, unit_price_eur_mn_low=4.9, unit_price_eur_mn_high=11.76
                )
            ],
            [order(1.2), order(0.9, contract_year=2020, state="POL", system="Tank X for Poland")],
            **{"industry/order_lines": [{"order_system": "Tank X for Poland", "system": "Tank X"}]},
        ),
        "prices",
    )
    assert found.chosen.value == pytest.approx(10.0)
    assert values(found) == [12.0, 9.0 * 100 / 80]
    assert (found.low, found.high) == (pytest.approx(5), pytest.approx(12))
    assert found.states == ("CZE", "POL")
    assert found.spread == pytest.approx(0.2)


def test_money_older_than_the_index_takes_its_first_year():
    found = only(priced([product(10)], [order(0.8, contract_year=2004)]), "prices")
    assert values(found) == [10.0]


@pytest.mark.parametrize(
    ("case", "why"),
    [
        (order(1.6), "pays for more than the item"),
        (order(0.6), "pays for less than a new item"),
        (order(1.2, status="planned"), "not signed: planned"),
        (order(1.2, counts="no", why_not="a framework"), "a framework"),
    ],
    ids=["package with infrastructure", "used items", "not signed", "does not count"],
)
def test_orders_for_something_else_are_shown_and_not_counted(case, why):
    found = only(priced([product(10)], [case, order(1.1, state="DEU")]), "prices")
    left_out = [one.left_out for one in found.others]
    assert (left_out[0].startswith(why), left_out[1]) == (True, "")
    assert found.high == pytest.approx(11)
    alone = made_up(priced([product(10)], [case]))
    assert conflicts(alone, rule="prices", above=-1) == []


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (product(10, "flyaway"), order(1.2)),
        (product(10, "programme_per_unit"), order(1.2)),
        (product(10, "missile"), order(1.2)),
        (product(10), order(1.2, unit="batteries")),
        (product(10), order(None)),
        (product(None), order(1.2)),
    ],
    ids=["bare item", "programme", "missile", "another unit", "no value", "no price"],
)
def test_only_like_prices_are_compared(ours, theirs):
    assert conflicts(made_up(priced([ours], [theirs])), rule="prices", above=-1) == []


def test_a_product_on_another_basis_is_named():
    (told,) = compare(made_up(priced([product(10, "flyaway")], [order(1.2)])), "prices")
    assert told.uncompared == ("Tank X: the catalogue's price is on the basis flyaway",)


def test_a_published_example_counts_where_it_names_the_product():
    words = [
        {"vocabulary": "catalogue", "word": "sam_long", "category": "sam_long"},
        {"vocabulary": "need", "word": "sam_battery_long", "category": "sam_long"},
    ]

    def example(variant, **more):
        return {"element": "sam_battery_long", "variant": variant, "item": "acquisition_cost",
                "central": 1.1, "unit": "usd_bn", "price_year": 2025, **more}  # fmt: skip

    found = only(
        priced(
            [product(1000, category="sam_long", unit="fire_unit", system="Patriot (PAC-3)")],
            [],
            **{
                "requirements/categories": words,
                "requirements/unit_recipes": [
                    example("Patriot"),
                    example("Patriot offer (2 fire units)"),
                    example("Pat"),
                    example("Patriot", item="annual_cost"),
                ],
                "economy/fx": [
                    {"state": "EA", "currency": "EUR", "year": 2025, "kind": "average",
                     "lcu_per_usd": 0.9}
                ],
            },
        ),
        "prices",
    )  # fmt: skip
    assert values(found) == [990]


# --- the rest ----------------------------------------------------------------------------------


def test_the_largest_need_stands_on_its_basis_and_scope():
    def need(list_, quantity, basis="replace_us", scope="EUROPE", contingency="stand_alone"):
        return {"contingency": contingency, "list": list_, "element": "tank", "basis": basis,
                "quantity_central": quantity, "scope": scope}  # fmt: skip

    rows = [
        need("a", 600),
        need("b", 1400, contingency="nato_targets"),
        need("c", 9000, basis="total"),
        need("d", 8000, scope="NATO"),
        need("e", 5, basis="reference"),
        need("f", 50, basis="reference"),
        need("g", 70, contingency="baltic"),
    ]
    sets = [
        {"contingency": name, "title": name, "nested": nested}
        for name, nested in (("stand_alone", "main"), ("nato_targets", "main"), ("baltic", "yes"))
    ]
    found = only({"requirements/needs": rows, "requirements/contingencies": sets}, "needs")
    assert (found.key, found.chosen.value) == ("main / tank / replace_us / EUROPE", 1400)
    assert values(found) == [600]


def test_frozen_assets_compare_within_a_year_and_currency():
    def stock(date, central, unit="eur_bn", **more):
        return {"fact": "stock", "record": "stock", "holder": "all", "state": "WORLD", "item": "x",
                "central": central, "unit": unit, "date": date, **more}  # fmt: skip

    rows = [
        stock("2025-04", 280),
        stock("2025-11", 300),
        stock("2025-12", 400, verified="no"),
        stock("2024-12", 100),
        stock("2025-06-30", 310, unit="usd_bn"),
        stock("2025-02", None, low=200, high=220),
    ]
    found = only({"ukraine/frozen_assets": rows}, "frozen_assets")
    assert (found.key, found.chosen.value) == ("stock / 2025", 300)
    assert values(found) == [280, 210, 400]
    assert (found.low, found.high) == (200, 400)


def test_aid_is_added_up_over_the_same_months():
    months = [
        {"donors": donors, "month": f"2022-0{month}", "kind": kind, "eur_bn": value}
        for donors, month, kind, value in (
            ("all", 1, "military", 1), ("all", 2, "military", 2), ("all", 3, "military", 4),
            ("all", 2, "financial", 8), ("usa", 2, "military", 16),
        )
    ]  # fmt: skip

    def total(kind, first, last, value):
        return {"donors": "all", "kind": kind, "first_month": first, "last_month": last,
                "eur_bn": value, "edition": "2024-04"}  # fmt: skip

    totals = [
        total("military", "2022-01", "2022-02", 6),
        total("all", "2022-02", "2022-03", 14),
        total("military", "2022-01", "2023-01", 99),
    ]
    found = conflicts(
        made_up({"ukraine/aid_by_month": months, "ukraine/aid_totals": totals}),
        rule="aid",
        above=-1,
    )
    assert [(one.chosen.value, one.others[0].value) for one in found] == [(3, 6), (14, 14)]


def test_population_and_rates_stand_by_their_table():
    outlook = {"state": "CYP", "year": 2025, "kind": "actual", "gdp_eur_bn": 30, "gdp_usd_bn": 33,
               "population_mn": 0.9}  # fmt: skip
    tables = {
        "economy/macro": [outlook],
        "economy/population": [{"state": "CYP", "year": 2025, "low": 1.2, "central": 1.35,
                                "high": 1.4}],
        "economy/fx": [
            {"state": "CYP", "currency": "EUR", "year": 2025, "kind": kind, "lcu_per_usd": rate}
            for kind, rate in (("weo_implied", 0.8), ("average", 0.9))
        ],
    }  # fmt: skip
    people, rates = only(tables, "population"), only(tables, "rates")
    assert (people.chosen.value, values(people), people.high) == (0.9, [1.35], 1.4)
    assert (rates.chosen.value, values(rates)) == (0.9, [0.8])


# --- what holds for all ------------------------------------------------------------------------

figures = st.floats(0, 1e6, allow_nan=False).map(lambda value: round(value, 3))


def read_all(numbers: Sequence[float]) -> Conflict:
    rows = [
        {"_file": "a/b.csv", "_line": line, "source": "one", "verified": "yes"}
        for line, _ in enumerate(numbers, start=2)
    ]
    chosen, *others = (read(row, value, "x") for row, value in zip(rows, numbers, strict=True))
    (found,) = set_apart("counts", ["x"], "units", chosen, others)
    return found


@given(numbers=st.lists(figures, min_size=2, max_size=6), data=st.data())
def test_an_agreeing_row_never_adds_a_disagreement(numbers, data):
    before = read_all(numbers)
    agreeing = data.draw(st.floats(before.low, before.high))
    after = read_all([*numbers, agreeing])
    assert after.spread == before.spread
    assert (after.low, after.high) == (before.low, before.high)


@given(numbers=st.lists(figures, min_size=2, max_size=6), more=figures)
def test_another_row_never_narrows(numbers, more):
    before, after = read_all(numbers), read_all([*numbers, more])
    assert after.low <= before.low <= before.high <= after.high
    assert after.spread >= before.spread


@given(numbers=st.lists(figures, min_size=2, max_size=6), data=st.data())
def test_spread_does_not_ask_who_is_chosen(numbers, data):
    turned = data.draw(st.permutations(numbers))
    assert read_all(turned).spread == read_all(numbers).spread


@given(
    ours=st.lists(st.integers(0, 200), max_size=3),
    others=st.lists(st.integers(0, 400), min_size=1, max_size=3),
)
def test_the_central_count_is_the_inventorys_whatever_others_say(ours, others):
    rows = [held("mbt", quantity, f"t{n}") for n, quantity in enumerate(ours)]
    sources = ("one", "other", "sipri")
    seconds = [counted("mbt", n, source=source) for n, source in zip(others, sources, strict=False)]
    found = only({"forces/inventory": rows, "forces/second_counts": seconds}, "counts")
    assert found.chosen.value == sum(ours)
    assert found.low == min(sum(ours), *others)
    assert found.high == max(sum(ours), *others)


@given(above=st.floats(0, 10))
def test_a_higher_bar_never_lists_more(above):
    listed = conflicts(shipped(), above=above, rule="people")
    higher = conflicts(shipped(), above=above * 1.5 + 0.01, rule="people")
    assert {one.key for one in higher} <= {one.key for one in listed}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_on_the_shipped_facts(rule):
    """It compares something; what stands is a row, and no figure stands against itself."""
    (told,) = compare(shipped(), rule.id)
    assert told.facts
    keys = [(fact.key, fact.unit) for fact in told.facts]
    assert len(set(keys)) == len(keys)
    for fact in told.facts:
        assert fact.rule == rule.id
        assert not fact.chosen.left_out
        assert fact.low <= fact.chosen.value <= fact.high
        places = [place for one in (fact.chosen, *fact.others) for place in one.rows]
        assert len(set(places)) == len(places)
        assert {place.table for place in places} <= set(rule.tables)


def test_disagreements_come_widest_first_and_one_rule_at_a_time():
    found = conflicts(shipped())
    assert all(one.spread > 0.25 for one in found)
    for rule in RULES:
        spreads = [one.spread for one in found if one.rule == rule.id]
        assert spreads == sorted(spreads, reverse=True)
        assert [one for one in found if one.rule == rule.id] == conflicts(shipped(), rule=rule.id)


def test_an_unknown_rule_is_refused():
    with pytest.raises(UserError, match="no rule 'count'; did you mean 'counts'"):
        conflicts(shipped(), rule="count")


def test_every_rule_names_tables_that_there_are():
    assert {name for rule in RULES for name in rule.tables} <= set(TABLES)
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_without_sipri_no_row_of_it_is_compared():
    facts = Evidence.load(open_only=True)
    tables = {
        place.table
        for told in compare(facts)
        for fact in told.facts
        for one in (fact.chosen, *fact.others)
        for place in one.rows
    }
    assert tables
    assert not [name for name in tables if name.endswith("_sipri")]


# --- the page ----------------------------------------------------------------------------------


def test_the_page_tells_each_rule_and_its_largest_disagreements():
    page = conflicts_page(shipped())
    for told in compare(shipped()):
        _, _, section = page.partition(f"\n## {told.rule.title}\n")
        section = section.partition("\n## ")[0]
        assert told.rule.words in section
        wide = [fact for fact in told.above(0.25) if fact.spread < inf]
        assert f"{len(told.facts):,} facts compared, {len(told.above(0.25)):,} more" in section
        listed = [line for line in section.splitlines() if line.startswith("| ")][1:]
        assert [line.split(" | ")[0].removeprefix("| ") for line in listed] == [
            fact.key for fact in wide[:LARGEST]
        ]
    assert page == conflicts_page()


def test_the_page_says_what_no_table_can():
    tables = {
        "forces/inventory": [held("mbt", 100)],
        "forces/second_counts": [counted("mbt", 0), counted("mrl", 9, state="EUROPE")],
    }
    page = conflicts_page(made_up(tables))
    assert "One source has none of what another counts: POL / mbt (0 or 100)." in page
    assert "- EUROPE mrl 9 (other): whose forces the total adds up is not stated" in page
    assert "SIPRI) are quoted" not in page


@pytest.mark.parametrize(
    ("value", "told"), [(14777.4, "14,777"), (0.00001, "1e-05"), (999.4, "999"), (0.0, "0")]
)
def test_figures_in_few_digits(value, told):
    assert figure(value) == told
