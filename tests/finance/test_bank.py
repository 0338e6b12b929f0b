"""The bank: both sides agree to the cent in every year and stress; calls, ratings, refusals."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.finance.bank import STRESSES, Bank, Design, read_design
from vallum.finance.bank.compare import GEARING, compare
from vallum.finance.bank.found import found
from vallum.finance.bank.rating import (
    DELTA,
    concentration,
    place_of,
    rate_bank,
    risk_adjusted,
    weighed_loans,
)
from vallum.study.funding import found_bank
from vallum.world.instruments import FundingFacts, read_funding
from vallum.world.loans import CENTS

CORE = ["DEU", "FRA", "GBR", "ITA", "NOR", "POL", "TUR"]


@pytest.fixture(scope="module")
def facts() -> FundingFacts:
    return read_funding(Evidence.load(), CORE, [2028])


@pytest.fixture(scope="module")
def bank(facts: FundingFacts) -> Bank:
    return found(facts, Design(), CORE)


DESIGNS = {
    "as proposed": Design(),
    "geared like the EIB": Design(gearing=2.5, grace=0),
    "all paid in": Design(paid_in_share=1.0, gearing=0.8),
    "short and fast": Design(maturity=3, grace=1, lending_years=2, years=12, paid_in_years=1),
    "no liquidity": Design(liquidity_share=0.0, margin=0.0),
}


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
def test_the_balance_sheet_balances_in_every_stress(facts: FundingFacts, design: Design) -> None:
    made = found(facts, design, CORE)
    assert set(made.accounts) == set(STRESSES)
    for kept in made.accounts.values():
        v = kept.values
        assert kept.balanced()
        for t in range(len(kept.years)):
            before = {item: v[item][t - 1] if t else 0 for item in ("liquid", "bonds", "reserves")}
            flow = v["paid_in_new"][t] + v["call"][t] + v["income"][t] + v["loss"][t]
            flow += v["new_bonds"][t] - v["lent"][t] + v["repaid"][t]
            assert v["liquid"][t] - before["liquid"] == flow
            assert v["reserves"][t] - before["reserves"] == v["income"][t]
            assert v["bonds"][t] >= 0
            assert v["liquid"][t] >= 0
            book = v["loans"][t] + v["leases"][t] + v["stockpile"][t]
            assert book <= made.capacity * CENTS


def test_calls_are_shared_by_the_key_and_follow_losses_alone(bank: Bank) -> None:
    calls = bank.calls()
    assert calls.filter(calls["stress"] == "none")["call_eur_bn"].sum() == 0
    hit = calls.filter(calls["stress"] == "default")
    total = hit["call_eur_bn"].sum()
    assert total == pytest.approx(bank.accounts["default"].call / CENTS)
    assert 0 < total <= 0.1 * bank.capacity
    for _, state, call in hit.iter_rows():
        assert call == pytest.approx(bank.part[state] * total)


def test_capital_adds_up(bank: Bank) -> None:
    rows = bank.members()
    assert rows["paid_in_eur_bn"].sum() == pytest.approx(10)
    assert rows["callable_eur_bn"].sum() == pytest.approx(90)
    assert bank.capacity == 100


@pytest.mark.parametrize(
    ("ratio", "place"),
    [(0.23, 1), (0.229, 2), (0.15, 2), (0.10, 3), (0.07, 5), (0.05, 6), (0.03, 8), (0.01, 10)],
)
def test_bounds_of_the_ratio(ratio: float, place: int) -> None:
    assert place_of(ratio) == place


def test_ratio_by_hand() -> None:
    """10 over 100 lent half to AAA (0.05), half to BBB (0.6), 0.3 off: 10 / 22.75 before single
    names, charged for BBB alone.  K is 0.0028 and 0.0336, R 0.45 times 0.002, C 0.5875, K in all
    0.0182."""
    exposure, notch = {"A": 50.0, "B": 50.0}, {"A": 0.0, "B": 8.0}
    assert weighed_loans(exposure, notch) == pytest.approx(22.75)
    two = 0.25 * 0.5875 * (4.83 * (0.0336 + 0.45 * 0.002) - 0.0336)
    added = two / (2 * 0.0182) / 0.0182
    assert concentration(exposure, notch) == pytest.approx(added)
    assert risk_adjusted(10, exposure, notch) == pytest.approx(10 / 22.75 / (1 + added))


def test_the_factor_of_the_charge_is_that_of_its_authors() -> None:
    """Gordy and Lütkebohmert 2013: 4.83 at the 99.9 % point with xi = 0.25."""
    from scipy.stats import gamma

    point = gamma.ppf(0.999, 0.25, scale=4)
    assert (point - 1) * (0.25 + 0.75 / point) == pytest.approx(DELTA, abs=0.005)


def test_the_same_loans_to_more_names_carry_less() -> None:
    """The charge falls as one over the number of equal borrowers."""
    charges = [
        concentration({f"S{n}": 100 / count for n in range(count)}, dict.fromkeys(
            (f"S{n}" for n in range(count)), 5.0))
        for count in (1, 2, 10)
    ]  # fmt: skip
    assert charges[0] == pytest.approx(2 * charges[1]) == pytest.approx(10 * charges[2])


def many(place: float, amount: float) -> tuple[dict[str, float], dict[str, float]]:
    names = [f"S{n}" for n in range(200)]
    return dict.fromkeys(names, amount / 200), dict.fromkeys(names, place)


def test_callable_capital_of_weak_members_lifts_nothing() -> None:
    exposure, notch = many(12.0, 100)
    place, alone, _ = rate_bank(5, exposure, {"WEAK": 500}, {**notch, "WEAK": 12.0})
    assert place == alone
    lifted, again, _ = rate_bank(5, exposure, {"BEST": 50}, {**notch, "BEST": 0.0})
    assert again == alone
    assert again - 3 <= lifted < again


@pytest.mark.parametrize(("record", "place"), [(False, 1), (True, 0)], ids=["new", "known"])
def test_a_new_lender_stops_short_of_the_best(record: bool, place: int) -> None:
    exposure, notch = many(0.0, 100)
    notch["BEST"] = 0.0
    assert rate_bank(50, exposure, {"BEST": 50}, notch, record=record)[0] == place


def test_the_shipped_bank_is_not_rated_best() -> None:
    made = found_bank(Evidence.load(), Design())
    assert made.rating == "AA"
    assert made.alone == "A"
    assert made.concentration > 1


def test_the_cheapest_euro_of_all_designs(facts: FundingFacts) -> None:
    """More paid in or less lent on it never makes a euro dearer for the same founders."""

    def make(design: Design) -> Bank:
        return found(facts, design.model_copy(update={"members": ("DEU",)}), CORE)

    table = compare(make, Design())
    costs = table["cost_of_a_euro"].to_list()
    assert costs == sorted(costs)
    named = table.filter(founders="all named")
    for gearing in GEARING:
        own = named.filter(gearing=gearing).sort("paid_in_share")["cost_of_a_euro"].to_list()
        assert own == sorted(own, reverse=True)


def test_more_capital_never_rates_worse(facts: FundingFacts) -> None:
    places = []
    for share in (0.02, 0.05, 0.1, 0.3):
        made = found(facts, Design(paid_in_share=share, gearing=2.5), CORE)
        places.append(made.rac)
    assert places == sorted(places)


def test_a_design_is_answered_live(facts: FundingFacts) -> None:
    best = min(_seconds(facts) for _ in range(3))
    assert best < 0.05


def _seconds(facts: FundingFacts) -> float:
    begun = time.perf_counter()
    found(facts, Design(), CORE)
    return time.perf_counter() - begun


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("grace: 20\nmaturity: 20", "grace of 20 years leaves no time"),
        ("key: {DEU: 0.5, FRA: 0.4}", "the key sums to 0.9"),
        ("windows: {loan: 0.5, lease: 0.1, stockpile: 0.1}", "the windows sum to 0.7"),
        ("subscribed_eur_bn: -5", "greater than 0"),
        ("gearnig: 2", "Extra inputs"),
        ("- a list", "a design is a list"),
    ],
    ids=["grace", "key", "windows", "capital", "misspelt", "no mapping"],
)
def test_bad_designs_are_refused(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "bank.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=told):
        read_design(file)


def test_members_must_be_states_or_groups() -> None:
    with pytest.raises(UserError, match="'UK' in members"):
        found_bank(Evidence.load(), Design(members=("UK",)))
