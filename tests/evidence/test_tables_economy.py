"""The shipped tables of economy, industry, governance and geography against published totals.

Published figures: IMF World Economic Outlook of October 2025 (EU aggregate), NATO defence
expenditure of June 2024 and August 2025, SIPRI fact sheet of April 2025.
"""

from __future__ import annotations

import polars as pl
import pytest

from vallum.evidence import Evidence
from vallum.evidence.schema import GROUP_CODES, Table
from vallum.evidence.schemas import TABLES

GROUPS = ("economy", "industry", "governance", "geography")
OURS = [table for table in TABLES.values() if table.group in GROUPS]
OPEN = [table for table in OURS if table.twin_of is None]


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return Evidence.load()


def members(evidence: Evidence, group: str, year: int = 2026) -> list[str]:
    """States that are in the group at the end of the year."""
    day = f"{year}-12-31"
    rows = evidence.table("governance/memberships").filter(
        pl.col("group") == group,
        pl.col("from").fill_null("") <= day,
        pl.col("to").fill_null("9999") > day,
    )
    return rows["state"].to_list()


def spending(evidence: Evidence, definition: str, edition: str, year: int) -> pl.DataFrame:
    return evidence.table("economy/defence_spending").filter(
        pl.col("definition") == definition,
        pl.col("edition") == edition,
        pl.col("year") == year,
    )


def published(evidence: Evidence, group: str, edition: str, year: int) -> dict[str, float]:
    return (
        evidence.table("economy/defence_aggregates")
        .filter(pl.col("state") == group, pl.col("edition") == edition, pl.col("year") == year)
        .row(0, named=True)
    )


# Form


@pytest.mark.parametrize("table", OPEN, ids=lambda table: table.name)
def test_no_two_rows_share_a_key(evidence, table):
    rows = evidence.table(table.name)
    assert rows.height > 0
    assert rows.filter(pl.struct(table.key).is_duplicated()).is_empty()


@pytest.mark.parametrize("table", OURS, ids=lambda table: table.name)
def test_rows_that_rest_on_sipri_alone_stand_under_its_terms(evidence, table: Table):
    """What SIPRI alone tells must not enter an openly licensed table."""
    rows = evidence.table(table.name)
    rows = rows.filter(pl.col("_file").str.ends_with(f"{table.name}.csv"))
    assert rows.height > 0
    for cell in rows["source"].unique():
        sources = [evidence.source(source) for source in cell.split(";")]
        if table.terms == "open":
            assert not all(source.licence.startswith("SIPRI") for source in sources), cell
        else:
            assert all("SIPRI" in source.publisher + source.title for source in sources), cell


@pytest.mark.parametrize("table", OPEN, ids=lambda table: table.name)
def test_low_central_high_stand_in_order(evidence, table):
    rows = evidence.table(table.name)
    for prefix in ("", "unit_price_eur_mn_", "production_rate_per_year_"):
        ends = [f"{prefix}{end}" for end in ("low", "central", "high")]
        if not set(ends) <= set(rows.columns):
            continue
        for smaller, larger in (ends[:2], ends[1:], ends[::2]):
            assert rows.filter(pl.col(smaller) > pl.col(larger)).is_empty()


@pytest.mark.parametrize("column", ["design_states", "producing_states"])
def test_lists_of_states_hold_known_states(evidence, column):
    known = {*evidence.table("geography/states")["state"], *GROUP_CODES}
    cells = evidence.table("industry/systems")[column].drop_nulls()
    assert set(cells.str.split(";").explode()) <= known


def test_alternatives_are_systems_of_the_catalogue(evidence):
    systems = evidence.table("industry/systems")
    named = set(systems["european_alternative"].drop_nulls().str.split(";").explode())
    assert named <= set(systems["system"])


def test_the_whole_catalogue_is_there(evidence):
    assert evidence.table("industry/systems").height == 171


# States and groups


@pytest.mark.parametrize(
    ("group", "count"), [("EU", 27), ("NATO", 32), ("EPC", 47), ("coalition_of_the_willing", 35)]
)
def test_groups_have_their_known_size(evidence, group, count):
    assert len(members(evidence, group)) == count


def test_european_states_are_those_of_the_political_community(evidence):
    states = evidence.table("geography/states").filter(pl.col("european") == "yes")
    assert set(states["state"]) == set(members(evidence, "EPC"))


def test_every_member_and_every_state_of_the_economy_is_declared(evidence):
    known = {*evidence.table("geography/states")["state"], *GROUP_CODES}
    for table in OPEN:
        rows = evidence.table(table.name)
        if "state" in rows.columns:
            assert set(rows["state"]) <= known, table.name


# Output, debt, rates


@pytest.mark.parametrize(
    ("year", "eur_bn", "usd_bn"),
    [(2024, 17_984, 19_459.7), (2025, 18_677, 21_096.8), (2030, 22_228, 25_781.9)],
)
def test_output_of_the_union(evidence, year, eur_bn, usd_bn):
    macro = evidence.table("economy/macro").filter(
        pl.col("year") == year, pl.col("state").is_in(members(evidence, "EU"))
    )
    assert macro.height == 27
    assert macro["gdp_eur_bn"].sum() == pytest.approx(eur_bn, abs=1)
    assert macro["gdp_usd_bn"].sum() == pytest.approx(usd_bn, abs=0.1)


@pytest.mark.parametrize(("year", "debt"), [(2024, 82.431), (2025, 83.175), (2030, 87.823)])
def test_debt_of_the_union_weighted_by_output(evidence, year, debt):
    both = (
        evidence.table("economy/fiscal")
        .join(evidence.table("economy/macro"), on=["state", "year"], validate="1:1")
        .filter(pl.col("year") == year, pl.col("state").is_in(members(evidence, "EU")))
    )
    weighted = (both["debt_pct_gdp"] * both["gdp_eur_bn"]).sum() / both["gdp_eur_bn"].sum()
    assert weighted == pytest.approx(debt, abs=0.05)


def test_euro_and_dollar_output_differ_by_the_rate_of_the_euro_area(evidence):
    rate = evidence.table("economy/fx").filter(
        pl.col("state") == "DEU", pl.col("kind") == "weo_implied"
    )
    both = evidence.table("economy/macro").join(rate, on="year", validate="m:1")
    ratio = both["gdp_eur_bn"] / both["gdp_usd_bn"] / both["lcu_per_usd"]
    assert both.height == 45 * 17
    assert ratio.is_between(0.999, 1.001).all()


def test_price_indices_are_100_in_2025(evidence):
    base = evidence.table("economy/price_index").filter(pl.col("year") == 2025)
    assert base.height == 47
    assert (base["index_2025_100"] == 100).all()


# Defence money and people


def test_europe_and_canada_in_2024_add_up_to_natos_total(evidence):
    rows = spending(evidence, "NATO", "2024-06", 2024).filter(pl.col("state") != "USA")
    assert rows.height == 30
    assert rows["spending_usd_bn"].sum() == pytest.approx(506.69, rel=0.001)


@pytest.mark.parametrize("group", ["NATO", "NATO_EUR_CAN"])
@pytest.mark.parametrize("year", range(2014, 2025))
def test_members_of_each_year_add_up_to_natos_total(evidence, group, year):
    allies = set(members(evidence, "NATO", year)) - ({"USA"} if group != "NATO" else set())
    rows = spending(evidence, "NATO", "2024-06", year).filter(pl.col("state").is_in(allies))
    total = published(evidence, group, "2024-06", year)["spending_usd_bn"]
    assert rows["spending_usd_bn"].sum() == pytest.approx(total, rel=0.001)


def test_growth_from_2024_gives_natos_constant_total_of_2025(evidence):
    """NATO, August 2025: up 15.9 % on 2024 at 2021 prices, to USD 559 bn."""
    rows = spending(evidence, "NATO", "2025-08", 2024).filter(pl.col("state") != "USA")
    total = published(evidence, "NATO_EUR_CAN", "2025-08", 2025)
    assert total["constant_price_year"] == 2021
    assert set(rows["constant_price_year"].drop_nulls()) == {2021}
    grown = rows["spending_constant_usd_bn"].sum() * 1.159
    assert grown == pytest.approx(total["spending_constant_usd_bn"], abs=0.5)


def test_categories_of_spending_make_up_the_whole(evidence):
    shares = [f"{each}_share_pct" for each in ("equipment", "personnel", "infrastructure", "other")]
    full = evidence.table("economy/defence_spending").drop_nulls(shares)
    assert full.height > 300
    assert full.select(pl.sum_horizontal(shares)).to_series().is_between(99.9, 100.1).all()


def test_sipri_rows_join_their_twin_and_leave_with_open_only(evidence):
    rows = spending(evidence, "SIPRI", "2025-04", 2024)
    nato = rows.filter(pl.col("state").is_in(members(evidence, "NATO")))
    total = published(evidence, "NATO", "2025-04", 2024)["spending_usd_bn"]
    assert nato["spending_usd_bn"].sum() == pytest.approx(total, rel=0.001)
    assert spending(Evidence.load(open_only=True), "SIPRI", "2025-04", 2024).is_empty()


def test_two_tables_tell_the_same_number_of_soldiers(evidence):
    both = (
        evidence.table("economy/armed_forces")
        .filter(pl.col("source") == "nato_defexp_2024_06")
        .join(spending(evidence, "NATO", "2024-06", 2024), on=["state", "year"], validate="1:1")
    )
    assert both.height == 31
    assert (both["central"] == both["armed_forces_thousand"]).all()


@pytest.mark.parametrize(("scope", "share"), [("nato_core", 3.5), ("nato_related", 1.5)])
def test_every_ally_carries_the_pledge_of_the_hague(evidence, scope, share):
    rows = evidence.table("economy/pledges").filter(
        pl.col("scope") == scope,
        pl.col("year") == 2035,
        pl.col("kind") == "political",
        pl.col("value") == share,
    )
    assert sorted(rows["state"]) == sorted(members(evidence, "NATO"))
