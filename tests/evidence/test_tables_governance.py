"""The tables on who decides, by which rule, who stands where: joins, rules and published facts.

Published figures: Council Decision 2018/2076 (people of the 27 members), Eurostat (people on
1 January 2024 and 2025), press reports of the two votes on nature restoration in 2024.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from vallum.evidence import Evidence
from vallum.evidence.schemas.governance import STANCE_ISSUES
from vallum.evidence.schemas.routes import MEASURES

TODAY = "9999-12-31"
SEATS = ("Council", "Coreper", "European Council")
"""Bodies in which each member of the European Union has one seat."""


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return Evidence.load()


def union(evidence: Evidence, day: str) -> set[str]:
    """Members of the European Union on a day, YYYY-MM-DD."""
    rows = evidence.table("governance/memberships").filter(
        pl.col("group") == "EU",
        pl.col("from").fill_null("") <= day,
        pl.col("to").fill_null(TODAY) >= day,
    )
    return set(rows["state"])


def population(evidence: Evidence, voting_year: int) -> dict[str, int]:
    rows = evidence.table("governance/council_population").filter(
        pl.col("voting_year") == voting_year
    )
    return dict(rows.select("state", "population").rows())


def ballots(evidence: Evidence, decision: str) -> dict[str, str]:
    rows = evidence.table("governance/votes").filter(pl.col("decision") == decision)
    return dict(rows.select("state", "vote").rows())


def in_favour(evidence: Evidence, decision: str, voting_year: int) -> tuple[int, float]:
    """States in favour, and their share of the people."""
    people = population(evidence, voting_year)
    yes = [state for state, vote in ballots(evidence, decision).items() if vote == "yes"]
    return len(yes), sum(people[state] for state in yes) / sum(people.values())


# People


@pytest.mark.parametrize(
    ("year", "members_on"),
    [
        (2016, "2016-01-01"),
        (2019, "2020-02-01"),  # the set without the United Kingdom
        (2020, "2020-02-01"),
        (2025, "2025-01-01"),
        (2026, "2026-01-01"),
    ],
)
def test_shares_of_the_members_add_up_to_the_whole(evidence, year, members_on):
    rows = evidence.table("governance/council_population").filter(pl.col("voting_year") == year)
    assert set(rows["state"]) == union(evidence, members_on)
    assert rows["share_pct"].sum() == pytest.approx(100, abs=0.035)


@pytest.mark.parametrize(
    ("year", "people"), [(2019, 446_472_959), (2025, 449_206_579), (2026, 450_380_320)]
)
def test_people_add_up_to_the_published_total(evidence, year, people):
    assert sum(population(evidence, year).values()) == people


@pytest.mark.parametrize("year", [2019, 2025, 2026])
def test_shares_are_those_of_the_people(evidence, year):
    rows = evidence.table("governance/council_population").filter(pl.col("voting_year") == year)
    shares = 100 * rows["population"] / rows["population"].sum()
    assert (shares - rows["share_pct"]).abs().max() < 0.001


# Votes


@pytest.mark.parametrize(
    ("decision", "states", "share", "adopted"),
    [
        ("nature_2024_03", 19, 0.643, False),
        ("nature_2024_06", 20, 0.664, True),
        ("mercosur_2026_01", 21, 0.686, True),
    ],
)
def test_majorities_that_the_press_reported(evidence, decision, states, share, adopted):
    yes, people = in_favour(evidence, decision, 2025)
    assert yes == states
    assert people == pytest.approx(share, abs=0.0006)
    assert (yes >= 15 and people >= 0.65) is adopted
    result = evidence.table("governance/decisions").filter(pl.col("decision") == decision)["result"]
    assert (result.item() == "adopted") is adopted


def test_votes_and_decisions_belong_together(evidence):
    votes = set(evidence.table("governance/votes")["decision"])
    assert votes == set(evidence.table("governance/decisions")["decision"])


def test_every_member_votes_once_in_bodies_of_the_union(evidence):
    for row in evidence.table("governance/decisions").iter_rows(named=True):
        if row["body"] in SEATS:
            voters = set(ballots(evidence, row["decision"]))
            assert voters == union(evidence, row["date"]), row["decision"]
            assert len(voters) == 27


@pytest.mark.parametrize("decision", ["mercosur_2026_01", "freeze_122_2025_12", "safe_2025_05"])
def test_votes_give_the_published_counts(evidence, decision):
    row = evidence.table("governance/decisions").row(
        by_predicate=pl.col("decision") == decision, named=True
    )
    cast = list(ballots(evidence, decision).values())
    for vote in ("yes", "no", "abstain"):
        assert cast.count(vote) == row[f"{vote}_count"], vote


def test_results_follow_from_votes_and_rule(evidence):
    seen = set()
    for row in evidence.table("governance/decisions").iter_rows(named=True):
        cast = list(ballots(evidence, row["decision"]).values())
        adopted = row["result"] == "adopted"
        seen.add((row["kind"], row["rule"], adopted))
        if row["kind"] == "joined":
            assert set(cast) == {"requested", "not_requested"}
        elif row["rule"] == "qmv":
            yes, people = in_favour(evidence, row["decision"], 2025)
            assert (yes >= 15 and people >= 0.65) is adopted, row["decision"]
        elif row["body"] in SEATS:
            assert ("no" not in cast) is adopted, row["decision"]
        else:
            needed = 2 if row["rule"] == "two_thirds_present" else 1
            assert (row["yes_count"] > needed * row["no_count"]) is adopted, row["decision"]
    assert len(seen) >= 8


# Positions


def test_periods_of_one_position_follow_each_other(evidence):
    """At most one position at a time, and the one without an end comes last."""
    for pair, rows in evidence.table("governance/stances").group_by("state", "issue"):
        periods = rows.select("from", pl.col("to").fill_null(TODAY)).sort("from").rows()
        assert all(first <= last for first, last in periods), pair
        assert all(earlier[1] < later[0] for earlier, later in pairwise(periods)), pair


def test_one_current_position_for_each_state_and_issue(evidence):
    stances = evidence.table("governance/stances")
    current = stances.filter(pl.col("to").is_null())
    assert current.select("state", "issue").n_unique() == current.height
    assert current.height == stances.select("state", "issue").n_unique()


def test_every_issue_is_covered_and_no_other(evidence):
    assert set(evidence.table("governance/stances")["issue"]) == set(STANCE_ISSUES)


@pytest.mark.parametrize(
    "issue",
    [
        "arm_ukraine",
        "boots_in_ukraine",
        "joint_debt_for_defence",
        "keep_sanctions",
        "new_sanctions",
        "ukraine_eu_accession",
        "use_frozen_assets",
    ],
)
def test_all_members_have_a_position_on_the_main_issues(evidence, issue):
    current = evidence.table("governance/stances").filter(
        pl.col("issue") == issue, pl.col("to").is_null()
    )
    assert union(evidence, "2026-01-01") <= set(current["state"])


@pytest.mark.parametrize(
    ("state", "day", "issue"),
    [
        ("HUN", "2026-05-09", "arm_ukraine"),
        ("CZE", "2025-12-15", "arm_ukraine"),
        ("BGR", "2026-05-08", "arm_ukraine"),
        ("SVK", "2023-10-25", "arm_ukraine"),
    ],
)
def test_positions_turn_with_the_government(evidence, state, day, issue):
    rows = evidence.table("governance/stances").filter(
        pl.col("state") == state, pl.col("issue") == issue
    )
    before = rows.filter(pl.col("to") < day)["central"]
    after = rows.filter(pl.col("from") == day)["central"]
    assert before.len() == after.len() == 1
    assert abs(before.item() - after.item()) >= 0.5


def test_alignment_puts_every_member_nearer_to_washington_than_to_moscow(evidence):
    rows = evidence.table("governance/alignment").pivot("measure", index="state", values="central")
    members = rows.filter(pl.col("state").is_in(union(evidence, "2026-01-01")))
    assert members.height == 27
    assert (members["unga_agreement_usa"] > members["unga_agreement_rus"]).all()
    points = dict(rows.select("state", "unga_ideal_point").rows())
    assert points["RUS"] < members["unga_ideal_point"].min() < points["USA"]


# Days


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("stances", ("from", "to")),
        ("government_changes", ("date",)),
        ("decisions", ("date",)),
        ("vetoes", ("date_blocked", "date_resolved")),
        ("route_precedents", ("start", "end")),
        ("national_constraints", ("to",)),
    ],
)
def test_days_are_days_of_the_calendar(evidence, table, columns):
    rows = evidence.table(f"governance/{table}")
    for column in columns:
        for cell in rows[column].drop_nulls():
            assert date.fromisoformat(cell).isoformat() == cell


@pytest.mark.parametrize(
    ("table", "first", "last", "days"),
    [
        ("vetoes", "date_blocked", "date_resolved", "days_delay"),
        ("route_precedents", "start", "end", "days"),
    ],
)
def test_spans_are_the_days_between_the_dates(evidence, table, first, last, days):
    rows = evidence.table(f"governance/{table}").with_columns(
        pl.col(first, last).str.to_date(strict=False)
    )
    closed = rows.filter(pl.col(first).is_not_null(), pl.col(last).is_not_null())
    assert closed.height >= 15
    assert (closed[days] == (closed[last] - closed[first]).dt.total_days()).all()
    assert rows.filter(pl.col(last).is_null())[days].is_null().all()


def test_those_who_block_are_states(evidence):
    known = set(evidence.table("geography/states")["state"])
    cells = evidence.table("governance/vetoes")["blockers"]
    assert set(cells.str.split(";").explode()) <= known


# Routes


@pytest.mark.parametrize("table", ["route_votes", "route_precedents", "route_measures"])
def test_parts_belong_to_a_route(evidence, table):
    routes = set(evidence.table("governance/routes")["route"])
    assert set(evidence.table(f"governance/{table}")["route"]) <= routes


def test_every_route_takes_a_vote_and_carries_a_measure(evidence):
    routes = set(evidence.table("governance/routes")["route"])
    votes = evidence.table("governance/route_votes")
    assert set(votes.filter(pl.col("needed") == "always")["route"]) == routes
    assert set(evidence.table("governance/route_measures")["route"]) == routes
    for route, rows in votes.group_by("route"):
        assert rows["step"].sort().to_list() == list(range(1, rows.height + 1)), route


def test_every_measure_has_a_route(evidence):
    assert set(evidence.table("governance/route_measures")["measure"]) == set(MEASURES)


def test_a_route_has_a_precedent_or_says_that_it_has_none(evidence):
    rows = evidence.table("governance/routes")
    used = set(evidence.table("governance/route_precedents")["route"])
    silent = rows.filter(~pl.col("route").is_in(used), pl.col("note").fill_null("") != "never used")
    assert silent["route"].to_list() == []


def test_qualified_majorities_are_those_of_the_treaty(evidence):
    """Article 16(4) of the treaty: 55 % of members, 65 % of people, four to block."""
    votes = evidence.table("governance/route_votes").filter(
        pl.col("rule") == "qmv", pl.col("voters") == "members"
    )
    assert votes.height >= 8
    treaty = votes.select("states_share", "min_states", "population_share", "blocking_min_states")
    assert set(treaty.rows()) == {(0.55, 15, 0.65, 4)}
    assert set(votes["abstention"]) == {"not_in_favour"}


def test_unanimity_lets_abstainers_stand_aside_in_foreign_policy(evidence):
    votes = evidence.table("governance/route_votes")
    aside = votes.filter(pl.col("constructive_abstention") == "yes")
    assert set(aside["rule"]) == {"unanimity"}
    assert aside["abstention_limit"].to_list() == pytest.approx([1 / 3] * aside.height, abs=1e-4)
    assert (
        votes.filter(pl.col("constructive_abstention") == "no")["abstention_limit"].is_null().all()
    )


def test_constraints_bear_on_known_measures(evidence):
    cells = evidence.table("governance/national_constraints")["measures"].drop_nulls()
    assert set(cells.str.split(";").explode()) <= set(MEASURES)


# Voting power


@pytest.mark.parametrize("index", ["banzhaf_normalised", "shapley_shubik"])
def test_normalised_indices_add_up_to_one(evidence, index):
    rows = evidence.table("governance/voting_power").filter(pl.col("index") == index)
    sums = rows.group_by("game").agg(pl.col("value").sum(), pl.len())
    assert set(sums["game"]) == set(evidence.table("governance/voting_games")["game"])
    assert set(sums["len"]) == {27}
    assert sums["value"].to_list() == pytest.approx([1] * sums.height, abs=1e-6)


@pytest.mark.parametrize("game", ["eu27_qmv_2019shares", "eu27_qmv_2025", "eu27_qmv72_2025"])
def test_coalitions_that_win_are_as_many_as_counted(evidence, game):
    row = evidence.table("governance/voting_games").row(
        by_predicate=pl.col("game") == game, named=True
    )
    weights = game_weights(evidence, row["data_year"])
    winning = count_winning(
        weights, row["min_states"], row["population_share"], row["blocking_min_states"]
    )
    assert winning == row["winning_coalitions"]
    assert row["power_to_act"] == pytest.approx(winning / 2**27, abs=1e-6)


def test_power_grows_with_people(evidence):
    """Ties stand wherever two populations make no difference."""
    people = population(evidence, 2026)
    rows = evidence.table("governance/voting_power").filter(
        pl.col("game") == "eu27_qmv_2025", pl.col("index") == "shapley_shubik"
    )
    power = dict(rows.select("state", "value").rows())
    ranked = sorted(people, key=lambda state: people[state])
    assert all(power[small] <= power[large] for small, large in pairwise(ranked))
    assert power["DEU"] > 4 * power["MLT"]


def game_weights(evidence: Evidence, data_year: int) -> list[int]:
    """Weights of the members: people, or official shares in hundredths of a per cent."""
    rows = evidence.table("governance/council_population").filter(pl.col("data_year") == data_year)
    if rows["population"].null_count() == 0:
        return rows["population"].to_list()
    return [round(100 * share) for share in rows["share_pct"]]


def count_winning(
    weights: list[int], min_states: int, share: float, blocking_min_states: int | None
) -> int:
    """Coalitions that reach both thresholds, or leave too few outside to block.

    Every coalition is one of the first half's with one of the second half's: sorted weights of
    the second, by their number of states, answer each coalition of the first with one search.
    """
    half = len(weights) // 2
    first, second = all_sums(weights[:half]), all_sums(weights[half:])
    needed = -(-sum(weights) * round(100 * share) // 100)
    winning = 0
    for states, sums in first.items():
        for others, other_sums in second.items():
            outside = len(weights) - states - others
            if blocking_min_states is not None and outside < blocking_min_states:
                winning += len(sums) * len(other_sums)
            elif states + others >= min_states:
                short = np.searchsorted(other_sums, needed - sums, side="left")
                winning += int((len(other_sums) - short).sum())
    return winning


def all_sums(weights: list[int]) -> dict[int, np.ndarray]:
    """Number of states -> the sorted weights of all coalitions of so many."""
    sums = {0: np.zeros(1, dtype=np.int64)}
    for weight in weights:
        grown = {states + 1: values + weight for states, values in sums.items()}
        sums = {
            states: np.concatenate([each[states] for each in (sums, grown) if states in each])
            for states in sums.keys() | grown.keys()
        }
    return {states: np.sort(values) for states, values in sums.items()}
