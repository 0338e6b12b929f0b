"""The shipped tables on Ukraine against published totals, and each clause against its vocabulary.

Published figures: the Kiel Institute's monthly totals and press statements, its counts of heavy
weapons by donor, Oryx's totals of July 2025, Euroclear's results for 2025, acts of the Council.
"""

from __future__ import annotations

import re
from datetime import date

import polars as pl
import pytest

from vallum.evidence import Evidence
from vallum.evidence.schema import GROUP_CODES
from vallum.evidence.schemas import TABLES
from vallum.evidence.schemas.ukraine import EFFECTS, PARTIES, TERRITORIES

OURS = [table for table in TABLES.values() if table.group == "ukraine"]
KINDS = ("military", "financial", "humanitarian")
PARTLY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return Evidence.load()


@pytest.fixture(scope="module")
def states(evidence) -> set[str]:
    return {*evidence.table("geography/states")["state"]}


def union(evidence: Evidence) -> set[str]:
    """Today's members of the European Union."""
    rows = evidence.table("governance/memberships")
    return {*rows.filter(pl.col("group") == "EU", pl.col("to").is_null())["state"]}


def words(cells: pl.Series) -> set[str]:
    """The single words of cells that hold lists joined by ;"""
    return {*cells.drop_nulls().str.split(";").explode()}


def is_day(cell: str) -> bool:
    return str(date.fromisoformat(cell)) == cell


# Form


@pytest.mark.parametrize("table", OURS, ids=lambda table: table.name)
def test_rows_are_told_apart_by_their_key(evidence, table):
    rows = evidence.table(table.name)
    assert rows.height > 0
    assert rows.filter(pl.struct(table.key).is_duplicated()).is_empty()


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("losses", "as_of"),
        ("sanctions", "adopted"),
        ("sanctions", "due"),
        ("sanctions", "expiry"),
        ("sanctions", "proposed"),
        ("sanctions", "planned"),
        ("settlement_texts", "date"),
    ],
)
def test_days_are_days_of_the_calendar(evidence, table, column):
    cells = evidence.table(f"ukraine/{table}")[column].drop_nulls()
    assert cells.len() > 0
    assert all(is_day(cell) for cell in cells)


def test_dates_are_as_exact_as_known(evidence):
    totals = evidence.table("ukraine/aid_totals")
    cells = [evidence.table("ukraine/frozen_assets")["date"]]
    cells += [totals[column] for column in ("first_month", "last_month", "edition")]
    cells.append(evidence.table("ukraine/aid_by_month")["month"])
    assert all(PARTLY.fullmatch(cell) for column in cells for cell in column)


# Aid


def aid(evidence: Evidence, measure: str = "allocation") -> pl.DataFrame:
    return evidence.table("ukraine/aid").filter(pl.col("measure") == measure)


def over(evidence: Evidence, donors: str, kind: str, first: str, last: str) -> float:
    """Allocations [EUR bn] of a group of donors, first to last month."""
    kinds = {"all": KINDS, "non_military": KINDS[1:]}.get(kind, (kind,))
    rows = evidence.table("ukraine/aid_by_month").filter(
        pl.col("donors") == donors,
        pl.col("kind").is_in(kinds),
        pl.col("month").is_between(pl.lit(first), pl.lit(last)),
    )
    return rows["eur_bn"].sum()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("year", range(2022, 2027))
def test_donors_add_up_to_the_published_total_of_a_year(evidence, year, kind):
    rows = aid(evidence).filter(pl.col("year") == year, pl.col("kind") == kind)
    total = over(evidence, "all", kind, f"{year}-01", f"{year}-12")
    assert rows["eur_bn"].sum() == pytest.approx(total, abs=0.0005)


@pytest.mark.parametrize("donors", ["europe", "usa", "eu_institutions"])
@pytest.mark.parametrize("year", range(2022, 2027))
def test_two_tables_tell_the_same_aid_of_a_group(evidence, year, donors):
    who = {"usa": {"USA"}, "eu_institutions": {"EU_INST"}}.get(donors)
    who = who or {*union(evidence), "GBR", "NOR", "CHE", "ISL", "EU_INST"}
    rows = aid(evidence).filter(pl.col("year") == year, pl.col("donor").is_in(who))
    total = over(evidence, donors, "all", f"{year}-01", f"{year}-12")
    assert rows["eur_bn"].sum() == pytest.approx(total, abs=0.0005)


def test_totals_told_to_the_public_hold(evidence):
    """Earlier editions may differ by what the tracker has corrected since: 4 % at most."""
    for row in evidence.table("ukraine/aid_totals").iter_rows(named=True):
        span = row["first_month"], row["last_month"]
        told = over(evidence, row["donors"], row["kind"], *span)
        assert told == pytest.approx(row["eur_bn"], rel=0.04), row


@pytest.mark.parametrize(
    ("year", "europe", "usa"),
    [(2022, 15.1, 20.9), (2023, 22.2, 23.1), (2024, 20.6, 20.1), (2025, 34.7, 0.5)],
)
def test_europes_military_aid_passes_the_uss(evidence, year, europe, usa):
    """Release 29; in 2025 Europe fills most of the gap that the US leaves."""
    months = f"{year}-01", f"{year}-12"
    assert over(evidence, "europe", "military", *months) == pytest.approx(europe, abs=0.06)
    assert over(evidence, "usa", "military", *months) == pytest.approx(usa, abs=0.06)


def test_donors_are_states_or_the_unions_institutions(evidence, states):
    donors = {*evidence.table("ukraine/aid")["donor"]}
    assert len(donors) == 42
    assert donors - states == {"EU_INST"}
    assert {*evidence.table("ukraine/gifts")["donor"]} <= donors


def test_only_the_last_year_is_cut_short(evidence):
    months = evidence.table("ukraine/aid").select("year", "months").unique()
    assert dict(months.iter_rows()) == {**dict.fromkeys(range(2022, 2026), 12), 2026: 4}
    assert evidence.table("ukraine/aid_by_month")["month"].max() == "2026-04"


def test_donors_commit_at_least_what_they_allocate(evidence):
    """But for three, whose rows stand as the tracker publishes them."""
    given = aid(evidence).group_by("donor").agg(given=pl.sum("eur_bn"))
    pledged = aid(evidence, "commitment").group_by("donor").agg(pledged=pl.sum("eur_bn"))
    both = given.join(pledged, on="donor", how="full", coalesce=True)
    assert both.null_count().sum_horizontal().item() == 0
    beyond = both.filter(pl.col("given") > pl.col("pledged") + 0.001)
    assert {*beyond["donor"]} == {"AUS", "IRL", "SVK"}


# Arms


def test_gifts_and_losses_speak_the_words_of_the_inventory(evidence):
    vocabulary = evidence.table("requirements/categories").filter(
        pl.col("vocabulary") == "inventory"
    )
    for name in ("gifts", "losses"):
        used = {*evidence.table(f"ukraine/{name}")["category"].drop_nulls()}
        assert used
        assert used <= {*vocabulary["word"]}


@pytest.mark.parametrize(
    ("donor", "word", "count"),
    [
        ("POL", "tanks", 318),
        ("USA", "howitzers", 273),
        ("DEU", "air defence", 19),
        ("NLD", "infantry fighting vehicles", 294),
        ("GBR", "rocket launchers", 6),
        ("EST", "howitzers", 57),
    ],
)
def test_gifts_add_up_to_the_trackers_count(evidence, donor, word, count):
    rows = evidence.table("ukraine/gifts").filter(
        pl.col("donor") == donor, pl.col("tracker_word") == word
    )
    assert rows["quantity"].sum() == count


@pytest.mark.parametrize(("state", "total"), [("RUS", 22_381), ("UKR", 9_374)])
def test_losses_add_up_to_the_published_total(evidence, state, total):
    """The list's own kinds of Ukraine add up to one more than its total."""
    rows = evidence.table("ukraine/losses").filter(pl.col("state") == state)
    fates = rows.select(pl.sum("destroyed", "abandoned", "captured", "damaged"))
    assert fates.sum_horizontal().item() == pytest.approx(total, abs=1)


# Frozen assets


def figure(evidence: Evidence, fact: str, day: str) -> float:
    rows = evidence.table("ukraine/frozen_assets").filter(
        pl.col("fact") == fact, pl.col("date") == day
    )
    return rows["central"].item()


@pytest.mark.parametrize(
    ("fact", "day", "amount"),
    [
        ("stock_euroclear_all", "2025-12-31", 195),
        ("income_euroclear", "2025", 5.0),
        ("tax_bel", "2025", 1.1),
        ("transfer_ban", "2025-12-12", 210),
        ("eu_loan_adopted", "2026-04-23", 90),
    ],
)
def test_figures_that_were_published(evidence, fact, day, amount):
    assert figure(evidence, fact, day) == amount


def test_parts_of_the_stock_and_of_the_loan_add_up(evidence):
    euroclear = figure(evidence, "stock_euroclear_cbr", "2025-12")
    others = figure(evidence, "stock_eu_not_euroclear", "2025-12")
    assert euroclear + others == figure(evidence, "stock_eu", "2025-12")
    parts = [figure(evidence, f"eu_loan_{part}", "2026-02-24") for part in ("defence", "budget")]
    assert sum(parts) == figure(evidence, "eu_loan_adopted", "2026-04-23")


def test_a_figure_has_a_unit_and_a_unit_a_figure_or_a_reason(evidence):
    rows = evidence.table("ukraine/frozen_assets")
    empty = pl.all_horizontal(pl.col("low", "central", "high").is_null())
    assert rows.filter(~empty & pl.col("unit").is_null()).is_empty()
    assert rows.filter(empty & pl.col("note").is_null()).is_empty()


def test_a_fact_is_told_once_for_each_reading(evidence):
    """Two sources with one figure for one day share a row."""
    rows = evidence.table("ukraine/frozen_assets")
    same = ("fact", "date", "unit", "low", "central", "high")
    assert rows.filter(pl.struct(same).is_duplicated()).is_empty()


@pytest.mark.parametrize(
    "fact", ["eu", "fra", "lux", "gbr_cbr", "usa", "jpn", "can", "world", "deu", "euroclear_cbr"]
)
def test_sources_that_disagree_both_stay_and_say_so(evidence, fact):
    rows = evidence.table("ukraine/frozen_assets").filter(pl.col("fact") == f"stock_{fact}")
    assert rows.height >= 2
    assert rows["source"].n_unique() >= 2
    assert rows["note"].drop_nulls().str.contains("disagrees|denies|far above").any()


def test_who_opposed_is_a_member_of_the_union(evidence):
    members = union(evidence)
    assert words(evidence.table("ukraine/frozen_assets")["opponents"]) <= members
    acts = evidence.table("ukraine/sanctions").filter(pl.col("jurisdiction") == "EU")
    assert words(acts["blocked_by"]) <= members
    assert "HUN" in words(acts["blocked_by"])


# Sanctions


def acts(evidence: Evidence, record: str) -> pl.DataFrame:
    return evidence.table("ukraine/sanctions").filter(
        pl.col("record") == record, pl.col("jurisdiction") == "EU"
    )


def test_packages_are_complete_and_in_order(evidence):
    rows = acts(evidence, "package").with_columns(
        number=pl.col("name").str.strip_prefix("package ").cast(pl.Int64)
    )
    rows = rows.sort("number")
    assert rows["number"].to_list() == list(range(1, 22))
    days = rows["adopted"].to_list()
    assert days[-1] is None
    assert rows["status"][-1] == "in_preparation"
    assert days[:-1] == sorted(days[:-1])


def test_steps_to_a_package_follow_each_other(evidence):
    rows = acts(evidence, "package").drop_nulls("proposed")
    assert rows.height >= 2
    assert rows.filter(
        (pl.col("proposed") > pl.col("planned")) | (pl.col("planned") > pl.col("adopted"))
    ).is_empty()


def test_a_renewal_prolongs_a_known_regime_by_its_usual_term(evidence):
    regimes = acts(evidence, "regime")
    started = dict(regimes.select("name", "adopted").iter_rows())
    half_yearly = {*regimes.filter(pl.col("recurrence").str.contains(" and "))["name"]}
    assert half_yearly == {"individual", "sectoral"}
    for row in acts(evidence, "renewal").iter_rows(named=True):
        assert row["rule"] == "unanimity"
        begun = date.fromisoformat(row["adopted"] or row["due"])
        days = (date.fromisoformat(row["expiry"]) - begun).days
        assert 180 <= days <= (225 if row["name"] in half_yearly else 375), row
        assert str(begun) > started[row["name"]]


def test_open_renewals_follow_the_last_known_one_and_stay_flagged(evidence):
    rows = acts(evidence, "renewal")
    open_ones = rows.filter(pl.col("adopted").is_null())
    assert {*open_ones["status"]} == {"outcome_not_seen"}
    assert {*open_ones["verified"]} == {"no"}
    for row in open_ones.iter_rows(named=True):
        closed = rows.filter(pl.col("name") == row["name"], pl.col("adopted").is_not_null())
        assert closed["expiry"].max() == row["due"]


def test_the_central_bank_freeze_left_the_cycle_of_unanimity(evidence):
    regime = acts(evidence, "regime").filter(pl.col("name") == "central_bank_assets")
    assert regime["adopted"].item() == "2025-12-12"
    assert regime["rule"].item() == "qualified_majority"
    assert regime["expiry"].item() is None


# Texts on a settlement


@pytest.fixture(scope="module")
def parties(evidence, states) -> set[str]:
    groups = {*evidence.table("governance/memberships")["group"]}
    return states | groups | GROUP_CODES.keys() | PARTIES.keys()


@pytest.fixture(scope="module")
def clauses(evidence) -> pl.DataFrame:
    return evidence.table("ukraine/settlement_clauses")


def test_each_clause_belongs_to_a_text_and_each_text_has_clauses(evidence, clauses):
    texts = evidence.table("ukraine/settlement_texts")["text"]
    assert texts.len() == 16
    assert {*clauses["text"]} == {*texts}


def test_who_wrote_a_text_is_known(evidence, parties):
    texts = evidence.table("ukraine/settlement_texts")
    for column in ("authors", "addressed_to", "backed_by"):
        assert words(texts[column]) <= parties, column


def test_rows_of_one_clause_share_topic_and_summary(clauses):
    one = clauses.group_by("text", "clause").agg(pl.n_unique("topic", "summary"))
    assert one.height == 154
    assert one.filter((pl.col("topic") > 1) | (pl.col("summary") > 1)).is_empty()


@pytest.mark.parametrize("effect", EFFECTS)
def test_values_are_words_parties_or_numbers_of_the_effect(clauses, parties, effect):
    values = words(clauses.filter(pl.col("effect") == effect)["value"]) - {"none"}
    if EFFECTS[effect]:
        assert values <= {*EFFECTS[effect]}
    elif effect in ("guarantors", "recognised_by", "withdrawal_by"):
        assert values <= parties
    else:
        assert values
        assert all(value.isdecimal() for value in values)


def test_every_effect_and_territory_is_in_use(clauses):
    assert {*clauses["effect"]} == EFFECTS.keys()
    named = clauses.filter(pl.col("effect").is_in(["territory", "guarantee_excludes"]))
    assert words(named["value"]) == {*TERRITORIES}


@pytest.mark.parametrize(
    ("effect", "value", "expected"),
    [
        (
            "recognition",
            "de_jure",
            {"rus_memorandum_2025_06", "rus_putin_terms_2024_06", "us_28_points_2025_11"}
            | {"us_witkoff_outline_2025_04"},
        ),
        ("force_cap", "600000", {"us_28_points_2025_11"}),
        ("amnesty", "full", {"us_28_points_2025_11"}),
        ("aggressor_is_guarantor", "true", {"istanbul_communique_2022_03"}),
    ],
)
def test_texts_that_go_furthest(clauses, effect, value, expected):
    rows = clauses.filter(pl.col("effect") == effect, pl.col("value") == value)
    assert {*rows["text"]} == expected


def test_every_text_says_what_guarantee_it_offers(clauses):
    """A text without a guarantee has a clause that says none, so that silence is no accident."""
    told = clauses.filter(pl.col("effect") == "guarantee")
    assert {*told["text"]} == {*clauses["text"]}
    binding = clauses.filter(pl.col("effect") == "enforcement")
    assert {*binding["text"]} == {*clauses["text"]}
