"""Instruments inside the programme: by hand, prices of ceilings, cash, more never hurts."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from tiny import FIRST, Inputs, Product, array, first_stage, planned, tiny

from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.optim import Kept
from vallum.planner.equations import declare, shortfall
from vallum.planner.inputs import aggregate
from vallum.planner.parts.instrument_terms import arrays_of
from vallum.planner.parts.instruments import Instruments
from vallum.world.instruments import FundingFacts, Instrument
from vallum.world.loans import present_cost

YEARS = [FIRST, FIRST + 1, FIRST + 2]
FLAT = {"paid_at_order": 1.0, "running_cost": 0.0, "line_growth": 0.0, "line_growth_ships": 0.0}
EVERYONE = frozenset({"A", "B"})
BUDGET = Instrument(
    "national_budget", "Budgets", "in_force", None, None, 2026, 2060, EVERYONE, "plan", 0.0, False,
    "loan", 10, 9, "own", 0.0, "state", "", True, True, (),
)  # fmt: skip
LOAN = replace(
    BUDGET, id="loan", title="Loan", ceiling=2.0, reference="EU", maturity=3, grace=1, key="gdp"
)
GRANT = replace(BUDGET, id="grant", title="Grant", ceiling=1.0, form="grant", reference="none",
                repaid_by="budget", counts_debt=False, counts_deficit=False)  # fmt: skip
BONDS = replace(LOAN, id="bonds", title="Joint bonds", repaid_by="key")
CLAUSE = replace(BUDGET, id="clause", title="Clause", ceiling_pct=1.5, form="clause",
                 counts_deficit=False)  # fmt: skip


def facts(room: float = np.inf, price: float = 1.0) -> FundingFacts:
    """Two states with output of 100 and 300, rates of 4 and 2 %, the Union at 3 %."""
    over = {"state": ["A", "B"], "year": YEARS}
    return FundingFacts(
        instruments={},
        rate=array({"state": ["A", "B"]}, [4.0, 2.0]),
        eu_rate=3.0,
        gdp=array(over, [[100.0] * 3, [300.0] * 3]),
        room=array(over, np.full((2, 3), room)),
        price=array({"year": YEARS}, [price] * 3),
        population={"A": 1.0, "B": 1.0},
        keys={},
        limits={},
        notch={},
        eu_spread=0.0,
    )


def funded(
    *terms: Instrument,
    money: float = 1.0,
    content: float = 1.0,
    known: FundingFacts | None = None,
    kept: bool = False,
) -> Inputs:
    """Tanks at EUR 1 bn, paid when ordered in 2026 or 2027; ten are needed, money for two."""
    p = tiny(
        states=("A", "B"),
        products={"Leo": Product("tank")},
        need={"tank": 10},
        money={"A": money * 1000, "B": 0.0},
        most_share=1.0,
        joint_saving=0.0,
        **FLAT,
    )
    known = known or facts()
    own = {each.id: each for each in (BUDGET, *terms)}
    part = arrays_of(
        known,
        [own[name] for name in sorted(own)],
        ["A", "B"],
        content=array({"product": ["Leo"]}, [content]),
        enabler=array({"product": ["Leo"]}, [False]),
        pool=xr.zeros_like(p.money),
        kept=kept,
    )
    return replace(p, parts=(part,))


def part_of(p: Inputs) -> Instruments:
    (part,) = p.parts
    assert isinstance(part, Instruments)
    return part


def test_by_hand_a_grant_adds_what_it_gives():
    """EUR 1 bn, three quarters of it to B, whose output is three times as high."""
    p = funded(GRANT)
    plan = planned(p)
    held = plan.added.sum("state").sel(category="tank", year=YEARS[-1])
    assert float(held) == pytest.approx(3, rel=1e-3)
    drawn = plan.frames()["plan_draws"].filter(instrument="grant")
    (row,) = plan.frames()["plan_instruments"].filter(instrument="grant").to_dicts()
    assert row["points_per_eur_bn"] > 0.1
    by = dict(drawn.group_by("state").agg(pl.col("draw_eur_bn").sum()).iter_rows())
    assert by == pytest.approx({"A": 0.25, "B": 0.75})


def test_by_hand_a_loan_is_served_out_of_the_same_money():
    """EUR 2 bn at 3 %, half repaid after two years; B has no money to serve any, so A draws.

    Early is best: x in 2026, of which 0.03 x falls due in 2027 and 0.53 x in 2028, where there is
    1 and what is still drawn, 2 - x: 0.53 x = 3 - x, x = 1.9608.  Tanks: 1 + x, then 1 - 0.03 x.
    """
    p = funded(LOAN)
    plan = planned(p)
    drawn = plan.solution["draw"].sel(instrument="loan", state="A")
    x = 3 / 1.53
    assert drawn.values.tolist() == pytest.approx([x, 0, 2 - x], abs=1e-5)
    due = plan.solution["service"].sel(state="A").values.tolist()
    assert due == pytest.approx([0, 0.03 * x, 0.53 * x], abs=1e-5)
    assert float(plan.added.sum("state").sel(category="tank", year=YEARS[-1])) == pytest.approx(
        2 + 0.97 * x, rel=1e-4
    )


def test_by_hand_what_is_repaid_by_key_is_served_by_all():
    known = facts()
    p = funded(BONDS, known=known)
    part = part_of(p)
    assert part.key.sel(keyed="bonds").values.tolist() == pytest.approx([0.25, 0.75])
    own = [present_cost(3, 1, 3.0, rate) for rate in (4.0, 2.0)]
    assert float(part.cost.sel(instrument="bonds", state="A")) == pytest.approx(
        0.25 * own[0] + 0.75 * own[1]
    )
    service = planned(p).solution["service"].sum("year")
    assert float(service.sel(state="B")) == pytest.approx(3 * float(service.sel(state="A")))
    assert float(service.sel(state="B")) > 0


@pytest.mark.parametrize(
    ("terms", "content", "pays"),
    [
        (replace(GRANT, content_min=0.65), 0.65, {"national", "joint"}),
        (replace(GRANT, content_min=0.65), 0.64, set()),
        (replace(GRANT, joint_only=True), 0.0, {"joint"}),
        (replace(GRANT, serves="enablers"), 1.0, set()),
    ],
    ids=["European enough", "too little content", "joint alone", "no enabler"],
)
def test_what_orders_an_instrument_may_pay(terms: Instrument, content: float, pays: set[str]):
    part = part_of(funded(terms, content=content))
    rule = int(part.rule.sel(instrument="grant"))
    fits = part.fits.sel(rule=rule, product="Leo")
    assert {str(c) for c in fits["channel"].values if bool(fits.sel(channel=c))} == pays
    assert int(part.rule.sel(instrument="national_budget")) == -1


def test_nothing_is_drawn_outside_the_window_or_by_strangers():
    part = part_of(funded(replace(GRANT, first=2027, last=2027, members=frozenset({"A"}))))
    most = part.most.sel(instrument="grant")
    assert most.sel(state="A").values.tolist() == [0, np.inf, 0]
    assert float(most.sel(state="B").sum()) == 0


def test_an_order_is_paid_once():
    """Two grants under different rules cannot both pay for what one tank costs."""
    one = replace(GRANT, id="one", content_min=0.65, ceiling=50.0)
    two = replace(GRANT, id="two", content_min=0.5, ceiling=50.0)
    _, found = first_stage(funded(one, two))
    drawn = found["draw"].sel(instrument=["one", "two"]).sum("instrument")
    came = found["arrival"].fillna(0).sum("product")
    owed = came.sel(channel="national").shift(year=-1, fill_value=0.0)
    owed = owed + came.sel(channel="joint").shift(year=-2, fill_value=0.0)
    assert float(drawn.sum()) > 5
    assert float((drawn - owed).max()) < 1e-6


@cache
def under_the_rule() -> tuple[Inputs, Kept]:
    p = funded(CLAUSE, known=facts(0.5), kept=True)
    model = declare(p)
    model.add_objective(shortfall(model, p))
    return p, Kept(model)


@pytest.mark.parametrize(
    ("room", "clause", "bought"),
    [(0.5, 0.0, 1.0), (0.0, 0.0, 0.0), (0.0, 1.5, 2.0), (9.0, 0.0, 2.0)],
    ids=["half is left", "nothing is left", "the clause makes room", "the money binds"],
)
def test_the_deficit_rule_is_kept(room: float, clause: float, bought: float):
    """EUR 1 bn a year would buy a tank ordered in 2026 and one in 2027."""
    p, kept = under_the_rule()
    like = part_of(p).room * 0
    kept.right("deficit_rule", like + room)
    kept.right("clause_room", like + clause)
    kept.solve()
    held = kept.value("held").sum("state").sel(category="tank", year=YEARS[-1])
    assert float(held) == pytest.approx(bought, abs=1e-6)


def test_what_goes_beyond_a_rule_that_is_shown_is_told():
    plan = planned(funded(known=facts(0.5)))
    assert plan.frames()["plan_debt"]["excess_eur_bn"].sum() == pytest.approx(1, rel=1e-3)
    assert float(plan.added.sum("state").sel(category="tank", year=YEARS[-1])) == pytest.approx(
        2, rel=1e-3
    )


class Loaded:
    """One programme in the solver, whose ceilings and money change in place."""

    def __init__(self) -> None:
        self.p = funded(LOAN, GRANT, BONDS, CLAUSE)
        model = declare(self.p)
        model.add_objective(shortfall(model, self.p))
        self.kept = Kept(model)

    def at(self, loan: float, grant: float, bonds: float, money: float) -> float:
        """The least shortfall under other ceilings and other money of A [EUR bn]."""
        part = part_of(self.p)
        names = ["bonds", "grant", "loan"]
        ceiling = array({"instrument": names}, [bonds, grant, loan])
        self.kept.right("ceiling", ceiling)
        part_of_grant = ceiling * array({"state": ["A", "B"]}, [0.25, 0.75])
        limit = xr.where(ceiling["instrument"] == "grant", part_of_grant, 1e6)
        self.kept.right("draw_limit", limit)
        self.kept.right("budget", part.weight * 0 + xr.where(self.p.money > 0, money, 0.0))
        return self.kept.solve().objective


@cache
def loaded() -> Loaded:
    return Loaded()


amounts = st.floats(0, 6, allow_nan=False)


@given(amounts, amounts, amounts, amounts)
def test_cash_is_conserved_by_state_instrument_and_year(
    loan: float, grant: float, bonds: float, money: float
):
    """Sources less uses, to the cent: a cent is 1e-11 EUR bn, the solver's tolerance 1e-7."""
    loaded().at(loan, grant, bonds, money)
    kept, part = loaded().kept, part_of(loaded().p)
    draw, service = kept.value("draw"), kept.value("service")
    spent = kept.value("paid")  # no brigades, no lines: all that the tiny plan pays
    assert float(abs(draw.sum("instrument") - spent - service).max()) < 1e-6
    for name, most in {"loan": loan, "grant": grant, "bonds": bonds}.items():
        assert float(draw.sel(instrument=name).sum()) <= most + 1e-6
    own = draw.sel(instrument=["national_budget", "clause"]).sum(["instrument"])
    assert float(own.max()) <= money + 1e-6
    assert float(own.sel(state="B").max()) <= 1e-6
    due = (draw.sel(instrument="loan") * part.due.sel(instrument="loan")).sum("year")
    bonds_drawn = draw.sel(instrument="bonds").sum("state")
    shared = (part.due_common * part.key).sel(keyed="bonds") * bonds_drawn
    due = due + shared.sum("year")
    assert float(abs(due.rename(paid="year") - service).max()) < 1e-6


@pytest.mark.parametrize("grant", [0.3, 1.7])
def test_the_price_of_a_ceiling_is_what_a_euro_more_takes_off(grant: float):
    """By a small step, and a wider ceiling widens each state's part of it."""
    step = 1e-3
    slope = (loaded().at(1, grant, 1, 1) - loaded().at(1, grant + step, 1, 1)) / step
    loaded().at(1, grant, 1, 1)
    whole = float(loaded().kept.dual("ceiling").sel(instrument="grant"))
    own = loaded().kept.dual("draw_limit").sel(instrument="grant")
    worth = -whole - float((own * array({"state": ["A", "B"]}, [0.25, 0.75])).sum())
    assert worth > 0.1
    assert slope == pytest.approx(worth, rel=1e-3)


@given(st.tuples(amounts, amounts, amounts, amounts), st.floats(0, 3), st.integers(0, 3))
def test_more_money_never_widens_a_gap(
    less: tuple[float, float, float, float], more: float, which: int
):
    much = [value + more * (place == which) for place, value in enumerate(less)]
    assert loaded().at(*much) <= loaded().at(*less) + 1e-6


def test_blocs_add_limits_and_weigh_terms():
    p = funded(LOAN, GRANT)
    whole = part_of(aggregate(p, {"A": "all", "B": "all"}))
    assert float(whole.limit.sel(instrument="grant").sum()) == pytest.approx(1.0)
    costs = [present_cost(3, 1, 3.0, rate) for rate in (4.0, 2.0)]
    assert float(whole.cost.sel(instrument="loan").item()) == pytest.approx(
        0.25 * costs[0] + 0.75 * costs[1]
    )


@cache
def shipped() -> Evidence:
    return Evidence.load()


@pytest.mark.parametrize(
    ("name", "told"),
    [("sfae", "no instrument 'sfae'"), ("epf", "pays for ukraine")],
    ids=["misspelt", "not for the plan"],
)
def test_bad_instruments_are_refused(name: str, told: str):
    from vallum.planner.parts.instrument_terms import _terms
    from vallum.world.instruments import read_funding

    with pytest.raises(UserError, match=told):
        _terms(read_funding(shipped(), ["FRA"], [2027]), [name])


def test_shipped_terms_become_limits():
    """SAFE: no member draws more than its part, others nothing; the clause is open to 2028."""
    from vallum.planner.parts.instrument_terms import _terms
    from vallum.world.instruments import read_funding

    states = ["DEU", "FRA", "ITA", "POL"]
    known = read_funding(shipped(), states, [2027, 2028, 2029])
    p = tiny(states=states, years=3, products={"Leo": Product("tank")}, need={"tank": 1})
    part = arrays_of(
        known,
        _terms(known, ["safe", "escape_clause"]),
        states,
        content=array({"product": ["Leo"]}, [1.0]),
        enabler=array({"product": ["Leo"]}, [False]),
        pool=xr.zeros_like(p.money).assign_coords(year=[2027, 2028, 2029]),
    )
    assert float(part.limit.sel(state="POL", instrument="safe")) == known.limits["safe"]["POL"]
    assert float(part.most.sel(state="DEU", instrument="safe").max()) == 0
    assert float(part.cost.sel(state="POL", instrument="safe")) < 1
    assert float(part.cap.sel(year=2029).max()) == 0
    gdp = float(known.gdp.sel(state="POL", year=2028))
    assert float(part.cap.sel(state="POL", year=2028)) == pytest.approx(0.015 * gdp)
    assert float(part.cap.sel(state="FRA").max()) == 0
