"""Every figure of a run leads back to sources, to the scenario or to rules that have a name."""

from __future__ import annotations

import math
import random
from dataclasses import asdict
from functools import cache

import polars as pl
import pytest

from conftest import EXAMPLES
from model_runs import evidence, planned_study, study
from vallum.errors import UserError
from vallum.study import run
from vallum.study.figures import KEYS, WHERE_ASKED, Figure, Results, plain
from vallum.study.lineage import Lineage

EACH = max(5, EXAMPLES // 5)
NO_FIGURES = {
    "assumptions",
    "sources",
    "weakest_facts",
    "settlement_outcomes",
    "settlement_renewals",
    "settlement_aid",
    "settlement_replacement",
}
"""Tables of words, and those on settlements: the same in every run, asked by their own commands."""


@cache
def lineage() -> Lineage:
    found = planned_study()
    return Lineage(found.world, Results(found.frames(), asdict(found.headline)))


def test_every_table_has_keys_that_tell_its_rows_apart():
    results = lineage().results
    assert set(map(plain, results.frames)) - NO_FIGURES == set(KEYS) - WHERE_ASKED
    for table in results.tables():
        frame = results.frames[table]
        assert not frame.select(KEYS[plain(table)]).is_duplicated().any(), table


def figures_at_random(table: str, column: str, number: int) -> list[Figure]:
    results = lineage().results
    rows = results.frames[table].to_dicts()
    chosen = random.Random(f"{table}/{column}").sample(rows, min(number, len(rows)))
    return [
        Figure(table, column, tuple(str(v) for v in results.key_of(table, row))) for row in chosen
    ]


@pytest.mark.parametrize("table", sorted([*KEYS.keys() - WHERE_ASKED, *(f"{t}_with_plan" for t in (
    "gaps", "contributions", "self_reliance", "stand_alone"))]))  # fmt: skip
def test_figures_at_random_end_in_facts(table):
    """Of each column; a figure that is nothing may rest on a named rule alone."""
    results = lineage().results
    for column in results.figures_of(table):
        for figure in figures_at_random(table, column, EACH):
            answer = lineage().why(Figure.parse(str(figure)))
            _, value = results.find(figure)
            assert answer.value == value or (value is None and math.isnan(answer.value))
            assert answer.unit, figure
            assert answer.chain, figure
            assert answer.rows or not value, figure
            for row in answer.rows:
                assert row.source, figure
                assert row.verified in {"yes", "no", "imputed", "assumed"}


@pytest.mark.parametrize(
    "address",
    [
        "headline/stand_alone_year",
        "headline/stand_alone_year_with_plan",
        "headline/cost_eur_bn_per_year",
        "headline/total_cost_eur_bn",
        "headline/unverified_share",
        "headline/threat_year",
        "headline/ready_by",
        "headline/self_reliance/2030",
        "headline/stand_alone_years/land",
        "headline/worst_element/met_share",
    ],
)
def test_the_headline_leads_back(address):
    answer = lineage().why(Figure.parse(address))
    assert answer.rows
    assert answer.unit


def test_a_gap_names_stock_orders_need_and_scenario():
    answer = lineage().why(Figure.parse("gaps/gap/stand_alone/brigade/2030"))
    tables = {row.table for row in answer.rows}
    assert {"forces/inventory", "forces/orders", "requirements/needs", "scenario"} <= tables
    assert "gap = need - have - American part, or nothing" in answer.chain


def test_sums_lead_back_to_all_that_they_add_up():
    results = lineage().results
    address = "plan_costs/total/2030"
    frame = results.frames["plan_costs"]
    answer = lineage().why(Figure.parse(address))
    assert answer.value == pytest.approx(frame.filter(frame["year"] == 2030)["total"].sum())
    assert answer.chain[0] == f"{address}: the sum of {frame['state'].n_unique()} rows of the table"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("gaps", "names no figure"),
        ("gap/need/brigade", "there is no table 'gap' of figures in this run; did you mean"),
        ("gaps/neeed/brigade/2030", "did you mean 'need'"),
        ("gaps/title/brigade/2030", "holds words"),
        ("gaps/year/brigade/2030", "names rows of gaps"),
        ("gaps/need/brigade", "cannot be added up: name the"),
        ("gaps/need/brigad/2030", "did you mean 'brigade'"),
        ("headline/sentence", "is no figure"),
        ("headline/cost", "the headline has no 'cost'"),
        ("spending/pct_gdp/2030", "cannot be added up: name the state too"),
        ("contributions/units/FRA/tank/1999", "'1999' names no row"),
    ],
)
def test_an_address_that_leads_nowhere_says_why(address, said):
    with pytest.raises(UserError) as found:
        lineage().why(Figure.parse(address))
    assert said in str(found.value)


def test_an_address_reads_back_as_it_was_written():
    for label in ("Leopard 2A5/2A6", "S-300PS/PT/V1", "100 % & more", "Ä?#"):
        figure = Figure("plan_orders", "quantity", ("DEU", label))
        assert Figure.parse(str(figure)) == figure


@pytest.mark.parametrize(
    ("table", "column", "where"),
    [
        ("forces/inventory", "quantity", {"state": "DEU", "system": "Leopard 2A5/2A6"}),
        ("forces/orders", "quantity", {"state": "NOR", "category": "mbt"}),
        ("requirements/needs", "quantity_central", {"element": "combat_aircraft"}),
        ("economy/macro", "real_growth_pct", {"state": "FRA", "year": 2027}),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_changed_fact_moves_only_figures_that_name_it(table, column, where, tmp_path):
    """Every figure of every table without a plan, before and after one fact is changed."""
    before = study()
    leads = Lineage(before.world, Results(before.frames(), asdict(before.headline)))
    row = evidence().own_rows(table)
    for name, value in where.items():
        row = row.filter(row[name] == value)
    row = row.head(1)
    line = row["_line"].item()
    text = evidence()._frames.text[table].filter(evidence()._frames.text[table]["_line"] == line)
    changed = text.drop("_file", "_line").with_columns(
        (text[column].cast(pl.Float64) * 1.2).round().cast(pl.Int64).cast(pl.String).alias(column)
    )
    folder = tmp_path / table.split("/", maxsplit=1)[0]
    folder.mkdir()
    changed.write_csv(tmp_path / f"{table}.csv")
    after = Results(run("us_absent", data=tmp_path, mode=None).frames(), {})
    moved = 0
    for name in leads.results.tables():
        for column_name in leads.results.figures_of(name):
            for key, old in leads.results._index[name].items():
                new = after.row(name, key)[column_name]
                if old[column_name] == new or name.startswith("quality"):
                    continue
                figure = Figure(name, column_name, tuple(str(label) for label in key))
                rows = leads.why(figure).rows
                assert any(r.table == table and r.line == line for r in rows), figure
                moved += 1
    assert moved > 0
