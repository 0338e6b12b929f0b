"""Funding: every euro has a source, every loan a repayment; ceilings hold; bad terms fail."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.finance.fund import Need, fund, named_key, read_key
from vallum.finance.fund.programme import Order
from vallum.world.borrowing import rate_of
from vallum.world.instruments import FundingFacts, read_funding, read_instruments
from vallum.world.loans import CENTS, interest, present_cost, repayments

STATES = ["DEU", "FRA", "POL", "ROU", "TUR"]
YEARS = [2027, 2028, 2029]


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return Evidence.load()


@pytest.fixture(scope="module")
def facts() -> FundingFacts:
    return shipped()


def need_of(amounts: float | np.ndarray, *, joint: bool = True, content: float = 1.0) -> Need:
    values = np.broadcast_to(np.asarray(amounts, dtype=float), (len(STATES), len(YEARS)))
    payments = xr.DataArray(
        values.copy(), coords={"state": STATES, "year": YEARS}, dims=("state", "year")
    )
    orders = tuple(Order(state, 1.0, joint, content, False) for state in STATES)
    return Need(payments, payments, orders)


def test_safe_allocations_sum_to_the_ceiling(evidence: Evidence) -> None:
    """Commission, 9 September 2025: EUR 150 bn, the parts published to two digits."""
    loans = evidence.table("economy/safe_loans")
    assert loans.height == 19
    assert loans["tentative_allocation_eur_bn"].sum() == pytest.approx(150, abs=19 * 0.005 + 0.2)
    known = loans.drop_nulls("council_max_loan_eur_bn")
    granted, allocated = known["council_max_loan_eur_bn"], known["tentative_allocation_eur_bn"]
    assert (granted <= allocated).all()


@pytest.mark.parametrize(
    ("maturity", "grace", "told"),
    [
        (4, 1, [0, 33, 33, 34]),
        (2, 0, [50, 50]),
        (10, 9, [0] * 9 + [100]),
    ],
    ids=["grace of one", "no grace", "bullet"],
)
def test_repayments_to_the_cent(maturity: int, grace: int, told: list[int]) -> None:
    assert repayments(100, maturity, grace).tolist() == told


def test_interest_is_on_what_is_outstanding() -> None:
    assert interest(repayments(1000, 4, 2), 1000, 10).tolist() == [100, 100, 100, 50]


def test_a_loan_at_the_own_rate_costs_what_it_brings() -> None:
    for maturity, grace in ((10, 9), (45, 10), (20, 5)):
        assert present_cost(maturity, grace, 3.7, 3.7) == pytest.approx(1)
    assert present_cost(45, 10, 3.0, 5.0) < 1 < present_cost(45, 10, 5.0, 3.0)


def test_by_hand_cheap_loans_go_to_who_pays_most(facts: FundingFacts) -> None:
    """Poland and Romania pay more than the Union, Germany less: it stays away from SAFE."""
    found = fund(facts, need_of(1.0), ["safe"])
    drawn = found.cents.sum("year") / CENTS
    assert float(drawn.sel(state="DEU", instrument="safe")) == 0
    assert float(drawn.sel(state="TUR", instrument="safe")) == 0
    cash = float(facts.price.sum())
    assert float(drawn.sel(state="POL", instrument="safe")) == pytest.approx(cash, abs=1e-6)
    saved = dict(found.by_state().select("state", "saving_eur_bn").iter_rows())
    own = float(facts.rate.sel(state="POL"))
    assert saved["POL"] == pytest.approx(cash * (1 - present_cost(45, 10, facts.eu_rate, own)))
    assert rate_of(facts, facts.instruments["safe"], "POL") == facts.eu_rate


def test_what_borrowers_save_guarantors_carry(facts: FundingFacts) -> None:
    states = fund(facts, need_of(1.0), ["safe"]).by_state()
    assert states["saving_eur_bn"].sum() > 0
    assert states["carried_eur_bn"].sum() == pytest.approx(states["saving_eur_bn"].sum())
    assert dict(states.select("state", "net_eur_bn").iter_rows())["DEU"] < 0


@pytest.mark.parametrize(
    ("joint", "content", "drawn"),
    [(True, 0.65, True), (False, 1.0, False), (True, 0.64, False)],
    ids=["joint and European", "bought alone", "too little European content"],
)
def test_safe_pays_eligible_orders_alone(
    facts: FundingFacts, joint: bool, content: float, drawn: bool
) -> None:
    found = fund(facts, need_of(1.0, joint=joint, content=content), ["safe"])
    assert (int(found.cents.sel(instrument="safe").sum()) > 0) is drawn


def test_the_escape_clause_is_open_to_2028_for_those_that_have_it(facts: FundingFacts) -> None:
    found = fund(facts, need_of(500.0), ["escape_clause"])
    drawn = found.cents.sel(instrument="escape_clause") / CENTS
    assert float(drawn.sel(year=2029).sum()) == 0
    assert float(drawn.sel(state="FRA").sum()) == 0
    gdp = float(facts.gdp.sel(state="POL", year=2028))
    assert float(drawn.sel(state="POL", year=2028)) == pytest.approx(0.015 * gdp, abs=1e-6)


def test_a_scarce_ceiling_has_a_price_that_a_euro_more_saves(facts: FundingFacts) -> None:
    def at(ceiling: float) -> tuple[float, float]:
        terms = replace(facts.instruments["safe"], ceiling=ceiling)
        tight = replace(facts, instruments={**facts.instruments, "safe": terms})
        found = fund(tight, need_of(5.0), ["safe"])
        return float((found.cost * found.cents.sum("year") / CENTS).sum()), found.worth["safe"]

    (low, worth), (high, _) = at(4.0), at(4.5)
    assert worth > 0.1
    assert low - high == pytest.approx(0.5 * worth, rel=1e-4)


@cache
def shipped() -> FundingFacts:
    return read_funding(Evidence.load(), STATES, YEARS)


@given(
    st.lists(st.floats(0, 40, allow_nan=False), min_size=15, max_size=15),
    st.sampled_from(
        [["safe"], ["safe", "joint_bonds", "armaments_bank"], ["edip", "escape_clause"]]
    ),
)
def test_cash_is_conserved_to_the_cent(amounts: list[float], chosen: list[str]) -> None:
    facts = shipped()
    need = need_of(np.array(amounts).reshape(len(STATES), len(YEARS)))
    found = fund(facts, need, chosen)
    owed = np.rint((need.payments * facts.price.sel(year=YEARS)).values * CENTS).astype(np.int64)
    assert (found.cents.values >= 0).all()
    assert (found.cents.sum("instrument").values == owed).all()
    loans = [each.id for each in found.terms if each.form != "grant"]
    assert int(found.service["principal_cents"].sum()) == int(
        found.cents.sel(instrument=loans).sum()
    )
    for each in found.terms:
        if each.ceiling is not None:
            assert int(found.cents.sel(instrument=each.id).sum()) <= each.ceiling * CENTS + 1


GOOD = """
instruments:
  - {instrument: club, title: Club loan, ceiling_eur_bn: 10, first_year: 2027, last_year: 2030,
     members: FRA;POL, serves: plan, form: loan, maturity_years: 20, grace_years: 5, reference: EU,
     repaid_by: state, guarantee_key: ecb_capital_key, routes: intergovernmental_treaty}
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("ceiling_eur_bn: 10", "ceiling_eur_bn: -1", "ceiling_eur_bn is -1"),
        ("grace_years: 5", "grace_years: 20", "grace of 20 years leaves no time"),
        ("guarantee_key: ecb_capital_key", "guarantee_key: ecb_key", "no key 'ecb_key'"),
        ("intergovernmental_treaty", "by_decree", "no route 'by_decree'"),
        ("FRA;POL", "FRA;ZZZ", "'ZZZ' is neither a state nor a group"),
        ("first_year: 2027", "first_year: 2035", "the window begins in 2035"),
        ("form: loan", "form: gift", "form is 'gift'"),
    ],
    ids=["ceiling", "grace", "key", "route", "member", "window", "form"],
)
def test_bad_instruments_are_refused_in_one_sentence(
    evidence: Evidence, tmp_path: Path, old: str, new: str, told: str
) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(GOOD, encoding="utf-8")
    keys = {"ecb_capital_key": {"FRA": 1.0}, **_shipped_keys(evidence)}
    assert read_instruments(evidence, keys, file)["club"].members == {"FRA", "POL"}
    file.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(UserError, match=told) as caught:
        read_instruments(evidence, keys, file)
    assert len(caught.value.problems) == 1


def _shipped_keys(evidence: Evidence) -> dict[str, dict[str, float]]:
    return {name: {} for name in evidence.table("economy/burden_keys")["key"].unique()}


@pytest.mark.parametrize(
    ("key", "told"),
    [("gdp:0.5,population:0.4", "sum to 0.9"), ("gpd", "no key 'gpd'"), ("gdp:x", "no part")],
    ids=["does not sum", "unknown", "no number"],
)
def test_bad_keys_are_refused(facts: FundingFacts, key: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        read_key(key, facts, STATES)


def test_keys_sum_to_one_and_blends_lie_between(facts: FundingFacts) -> None:
    gdp, people = (named_key(name, facts, STATES) for name in ("gdp", "population"))
    blend = read_key("gdp:0.25,population:0.75", facts, STATES)
    assert sum(blend.values()) == pytest.approx(1)
    for state in STATES:
        assert blend[state] == pytest.approx(0.25 * gdp[state] + 0.75 * people[state])
    assert named_key("ecb", facts, STATES)["TUR"] == 0


def test_an_unknown_instrument_is_refused(facts: FundingFacts) -> None:
    with pytest.raises(UserError, match="no instrument 'saef'"):
        fund(facts, need_of(1.0), ["saef"])


def test_a_run_without_any_member_of_an_instrument_is_paid_without_it(evidence: Evidence) -> None:
    """Britain and Turkey are no members of the Union: nobody here draws or serves its bonds."""
    states = ["GBR", "TUR"]
    facts = read_funding(evidence, states, YEARS)
    paid = xr.DataArray(
        np.full((2, 3), 2.0), coords={"state": states, "year": YEARS}, dims=("state", "year")
    )
    found = fund(facts, Need(paid, paid, ()), ("joint_bonds",))
    drawn = dict(found.by_instrument().select("instrument", "drawn_eur_bn").iter_rows())
    assert drawn["joint_bonds"] == 0
    assert drawn["national_budget"] == pytest.approx(
        float((paid * facts.price.sel(year=YEARS)).sum()), abs=0.1
    )
    assert found.by_state()["carried_eur_bn"].to_list() == [0.0, 0.0]
