"""Voting power: published games to the printed digit, and every small game by enumeration."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations
from math import factorial

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model_runs import evidence
from vallum.errors import UserError
from vallum.governance.games import Game, game_of
from vallum.governance.power import count_winning, power_to_act, voting_power
from vallum.world.institutions import institutions
from vallum.world.rules import Rule, exact, find_rule

SIX = {"DEU": 4, "FRA": 4, "ITA": 4, "BEL": 2, "NLD": 2, "LUX": 1}

games = st.builds(
    lambda weights, needed, quota, always: Game(
        tuple(f"v{place}" for place in range(len(weights))),
        tuple(weights),
        needed,
        quota,
        always,
    ),
    st.lists(st.integers(0, 30), min_size=1, max_size=7),
    st.integers(0, 7),
    st.integers(0, 120),
    st.integers(1, 8),
)


def coalitions(game: Game) -> list[frozenset[str]]:
    return [
        frozenset(chosen)
        for size in range(len(game.players) + 1)
        for chosen in combinations(game.players, size)
    ]


def test_the_six_of_1958() -> None:
    """12 of 17 votes: Banzhaf 0.2381, 0.1429, 0; Shapley-Shubik 7/30, 3/20, 0 (Felsenthal and
    Machover, The Measurement of Voting Power, 1998, tables on the Council)."""
    power = voting_power(game_of(find_rule("weight=12", {}), SIX))
    printed = {name: round(float(value), 4) for name, value in power.banzhaf_normalised.items()}
    assert printed == dict.fromkeys(("DEU", "FRA", "ITA"), 0.2381) | {
        "BEL": 0.1429,
        "NLD": 0.1429,
        "LUX": 0.0,
    }
    large, middle = Fraction(7, 30), Fraction(3, 20)
    assert power.shapley_shubik == {
        **dict.fromkeys(("DEU", "FRA", "ITA"), large),
        "BEL": middle,
        "NLD": middle,
        "LUX": Fraction(0),
    }
    assert power.winning == 14


@pytest.mark.parametrize(
    ("game", "rule", "year"),
    [
        ("eu27_qmv_2019shares", "qmv", 2020),
        ("eu27_qmv_2025", "qmv", 2026),
        ("eu27_qmv72_2025", "qmv72", 2026),
    ],
)
def test_enumerated_games(game: str, rule: str, year: int) -> None:
    """All 2^27 coalitions were enumerated for the table; indices agree to 1e-7."""
    known = institutions(evidence())
    power = voting_power(game_of(known.rule(rule), known.weights(known.members("EU27"), year)))
    row = (
        evidence()
        .table("governance/voting_games")
        .row(by_predicate=pl.col("game") == game, named=True)
    )
    assert power.winning == row["winning_coalitions"]
    assert float(power.power_to_act) == pytest.approx(row["power_to_act"], abs=1e-6)
    indices = {
        "shapley_shubik": power.shapley_shubik,
        "banzhaf_absolute": power.banzhaf,
        "banzhaf_normalised": power.banzhaf_normalised,
    }
    rows = evidence().table("governance/voting_power").filter(pl.col("game") == game)
    assert rows.height == 3 * 27
    for state, index, value in rows.select("state", "index", "value").iter_rows():
        assert float(indices[index][state]) == pytest.approx(value, abs=1e-7), (state, index)


def test_shares_of_2016_without_the_united_kingdom() -> None:
    """A method note's figures on the Council's shares of 2016 less GBR: 13.16 % and four digits."""
    known = institutions(evidence())
    weights = known.weights(known.members("EU27"), 2016)
    power = voting_power(game_of(known.rule("qmv"), weights))
    assert round(100 * float(power.power_to_act), 2) == 13.16
    printed = {"DEU": 0.1728, "FRA": 0.1326, "ITA": 0.1216, "ESP": 0.0899, "POL": 0.0698}
    printed |= {"ROU": 0.0398, "NLD": 0.0355, "HUN": 0.0237, "SVK": 0.0164, "MLT": 0.0084}
    for state, value in printed.items():
        assert round(float(power.shapley_shubik[state]), 4) == value
    for state, value in {"DEU": 0.1189, "FRA": 0.0996, "MLT": 0.0171}.items():
        assert round(float(power.banzhaf_normalised[state]), 4) == value


@given(games)
def test_counts_are_those_of_enumeration(game: Game) -> None:
    wins, wins_with = count_winning(game)
    winners = [each for each in coalitions(game) if game.wins(each)]
    for size in range(len(game.players) + 1):
        assert wins[size] == sum(len(each) == size for each in winners)
        for place, name in enumerate(game.players):
            held = sum(len(each) == size and name in each for each in winners)
            assert wins_with[place][size] == held
    assert power_to_act(game) == Fraction(len(winners), 2 ** len(game.players))


@given(games.filter(lambda game: len(game.players) <= 5))
def test_shapley_shubik_counts_orders(game: Game) -> None:
    power = voting_power(game)
    decided = dict.fromkeys(game.players, 0)
    for order in permutations(game.players):
        for place, name in enumerate(order):
            if game.wins(order[: place + 1]) and not game.wins(order[:place]):
                decided[name] += 1
    whole = factorial(len(game.players))
    assert power.shapley_shubik == {name: Fraction(n, whole) for name, n in decided.items()}


@given(games)
def test_banzhaf_counts_swings(game: Game) -> None:
    power = voting_power(game)
    half = 2 ** (len(game.players) - 1)
    for name in game.players:
        swings = sum(
            game.wins(each | {name}) and not game.wins(each)
            for each in coalitions(game)
            if name not in each
        )
        assert power.banzhaf[name] == Fraction(swings, half)
    assert sum(power.banzhaf_normalised.values()) in (0, 1)


@given(games, st.data())
def test_who_abstains_never_decides(game: Game, data: st.DataObject) -> None:
    out = data.draw(st.sampled_from(game.players))
    if len(game.players) == 1:
        with pytest.raises(UserError, match="at least one voter"):
            game.against([out])
        return
    rest = game.against([out])
    for each in coalitions(rest):
        assert rest.wins(each) == game.wins(each)


def test_rules_without_weights_take_any_number_of_voters() -> None:
    """Unanimity of 60: one coalition wins, all share alike, and each decides in one of 2^59."""
    rule = Rule("all", "All", states_share=Fraction(1))
    power = voting_power(game_of(rule, dict.fromkeys(map(str, range(60)), 1)))
    assert power.winning == 1
    assert set(power.shapley_shubik.values()) == {Fraction(1, 60)}
    assert set(power.banzhaf.values()) == {Fraction(1, 2**59)}


@pytest.mark.parametrize(
    ("weights", "blocking"),
    [
        ({"a": 40, "b": 30, "c": 20, "d": 10}, 2),  # a alone has more than 35; and one more
        ({"a": 30, "b": 30, "c": 20, "d": 20}, 3),  # two have more than 35
        ({"a": 35, "b": 35, "c": 30}, 3),  # 35 is not more than 35
    ],
    ids=["one", "two", "not more than the share"],
)
def test_participants_block_with_one_member_more(weights: dict[str, int], blocking: int) -> None:
    """Article 238(3)(b) of the treaty on the functioning of the Union."""
    rule = Rule("some", "Some", states_share=exact(0.55), population_share=exact(0.65),
                blocking_over_share=exact(0.35))  # fmt: skip
    game = game_of(rule, weights)
    assert game.always == len(weights) - blocking + 1


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("population=1.2", "a threshold is a share from 0 to 1"),
        ("states=-0.1", "a threshold is a share from 0 to 1"),
        ("blocking=0.5,states=0.5", "must be a whole number above 0"),
        ("states=half", "must be a share such as 0.65 or 12/17"),
        ("people=0.6", "'people' is no part of a rule"),
        ("blocking=4", "needs a share of states or of people"),
        ("qvm", "there is no rule 'qvm'; did you mean 'qmv'"),
    ],
)
def test_faulty_rules_are_told_in_one_sentence(word: str, told: str) -> None:
    with pytest.raises(UserError, match=told) as caught:
        find_rule(word, institutions(evidence()).rules)
    assert "\n" not in str(caught.value)


def test_more_weight_than_there_is() -> None:
    with pytest.raises(UserError, match="needs 18, the voters have 17"):
        game_of(find_rule("weight=18", {}), SIX)
