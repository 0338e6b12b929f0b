"""Every cell of every array ends in a fact, in the scenario, or in a rule that has a name."""

from __future__ import annotations

import itertools
import shutil
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from conftest import EXAMPLES
from model_runs import evidence, world
from vallum.evidence import Evidence
from vallum.scenario import load_scenario
from vallum.world import World
from vallum.world.provenance import ASSUMED

WHOLE = 20_000
"""Arrays with more cells are walked where they hold something, and by sample where they do not."""
EMPTY_CELLS = EXAMPLES * 40


@pytest.mark.parametrize("preset", ["us_absent", "us_adversarial", "us_committed"])
def test_every_cell_is_a_fact_an_assumption_or_a_named_rule(preset):
    built = world(preset)
    nowhere: dict[str, tuple[object, ...]] = {}
    for name in sorted(built.arrays):
        for cell, value in cells_of(built, name):
            words, rows = built.ledger.explain(name, cell)
            # A formula's words alone explain nothing but an empty cell.
            if not rows and (value != 0 or not words):
                nowhere.setdefault(name, cell)
    assert nowhere == {}


def cells_of(built: World, name: str):
    data = built[name]
    labels = [[value.item() for value in data[dim].values] for dim in data.dims]
    values = data.values
    if values.size <= WHOLE:
        places = np.argwhere(np.ones_like(values))
    else:
        rng = np.random.default_rng(7)
        empty = np.argwhere(values == 0)
        few = empty[rng.permutation(len(empty))[:EMPTY_CELLS]]
        places = np.concatenate([np.argwhere(values != 0), few])
    for place in places:
        cell = tuple(axis[i] for axis, i in zip(labels, place, strict=True))
        yield cell, float(values[tuple(place)])


CHANGED = {
    "requirements/parameters": ("central", 1.02),
    "requirements/needs": ("quantity_central", 1.02),
    "requirements/recipes": ("central", 1.02),
    "requirements/sizing_rules": ("factor_central", 1.02),
    "requirements/us_parts": ("share_central", 0.98),
    "requirements/home_reserve": ("share_central", 0.98),
    "requirements/unit_conversions": ("per_unit_central", 1.02),
    "forces/inventory": ("quantity", 1.1),
    "forces/orders": ("quantity", 1.1),
    "forces/retirements": ("quantity", 0.9),
    "forces/ages": ("life_central", 0.96),
    "forces/types": ("modernity_central", 0.98),
    "forces/personnel": ("active", 1.02),
    "forces/headquarters": ("quantity", 2),
    "forces/conscription": ("central", 1.05),
    "requirements/crews": ("crews_central", 1.02),
    "requirements/crew_training": ("central", 1.05),
    "economy/births": ("thousand", 1.02),
    "economy/macro": ("real_growth_pct", 1.1),
    "economy/defence_spending": ("pct_gdp", 1.02),
    "economy/pledges": ("value", 1.02),
    "economy/price_index": ("index_2025_100", 1.01),
    "industry/systems": ("unit_price_eur_mn_central", 1.02),
    "industry/orderable": ("rate_central", 1.02),
    "industry/upgrades": ("price_central", 1.02),
    "requirements/running_costs": ("central", 1.02),
    "industry/ramps": ("rate_central", 1.02),
    "industry/export_commitments": ("units", 1.02),
    "industry/licences": ("rate_central", 1.02),
}
"""A figure of each table that the World reads, and what it is multiplied by."""


@pytest.mark.parametrize("table", CHANGED)
def test_a_changed_fact_moves_only_cells_that_name_it(table, tmp_path):
    """And some cells that name it do move, in one of the rows tried at least."""
    rng = np.random.default_rng(len(table))
    column, factor = CHANGED[table]
    used = used_lines(table)
    frame = (
        evidence()
        .own_rows(table)
        .filter(
            pl.col("_line").is_in(sorted(used)), pl.col(column).is_not_null(), pl.col(column) != 0
        )
    )
    assert frame.height > 0
    tries, moved_any = (1 if EXAMPLES < 100 else 12), False
    for done, place in enumerate(rng.permutation(frame.height)):
        if moved_any and done >= tries:
            break
        row = frame.row(int(place), named=True)
        changed = build_with(table, row["_line"], column, factor, tmp_path)
        moved_any |= moved_cells(changed, table, row["_line"])
    assert moved_any


def used_lines(table: str) -> set[int]:
    cells = world().ledger.cells.values()
    return {
        fact.line for found in cells for facts in found.values() for fact in facts
        if fact.table == table
    } | {row.line for row in formula_rows() if row.table == table}  # fmt: skip


@cache
def formula_rows():
    """Rows that only formulas take: deflators, equipment shares."""
    rows = {}
    built = world()
    for name in ("price", "own_money"):
        for (label,) in itertools.product(built[name][built[name].dims[0]].values):
            _, found = built.ledger.explain(name, (label.item(),))
            rows |= {(row.table, row.line): row for row in found if row.verified != ASSUMED}
    for system in built["line"]["product"].values.tolist():
        for year in (2027, 2030):
            _, found = built.ledger.explain("line", (system, year))
            rows |= {(row.table, row.line): row for row in found if row.verified != ASSUMED}
    return tuple(rows.values())


def build_with(table: str, line: int, column: str, factor: float, folder: Path) -> World:
    group, name = table.split("/")
    target = folder / group
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    text = evidence()._frames.text[table]
    row = text.filter(pl.col("_line") == line).drop("_file", "_line")
    old = float(row[column][0])
    new = f"{old * factor:.10g}"
    low_high = [
        other for other in row.columns
        if other != column
        and column.removesuffix("central") == other.removesuffix("low").removesuffix("high")
    ]  # fmt: skip
    # Low and high make way, so that the central value stays between them.
    row = row.with_columns(pl.lit(new).alias(column), *(pl.lit(new).alias(n) for n in low_high))
    row.write_csv(target / f"{name}.csv")
    return World.build(Evidence.load(folder), load_scenario("us_absent"))


def moved_cells(changed: World, table: str, line: int) -> bool:
    """Whether any cell moved; each that did must name the row."""
    before, moved = world(), 0
    for name in sorted(before.arrays):
        one, other = before[name], changed[name]
        assert one.sizes == other.sizes, name
        labels = [[value.item() for value in one[dim].values] for dim in one.dims]
        differ = ~np.isclose(one.values, other.values, rtol=1e-12, atol=1e-12)
        for place in np.argwhere(differ):
            cell = tuple(axis[i] for axis, i in zip(labels, place, strict=True))
            _, rows = before.ledger.explain(name, cell)
            assert any(row.table == table and row.line == line for row in rows), (
                f"{name} {cell} moved, but does not name {table}:{line}"
            )
            moved += 1
    return moved > 0
