"""Found a bank: rating, funding cost, accounts in four cases, and what each member pays.

    funding rate = German ten-year yield + spread of the Union's bonds
                   + slope max(0, place of the rating - place of AA+)                     [%]
`slope` is what a notch costs among the euro area's states today: least squares of ten-year yields
on the mean place of ratings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from vallum.errors import UserError
from vallum.finance.bank.accounts import ITEMS, STRESSES, Accounts, keep_accounts
from vallum.finance.bank.design import Design
from vallum.finance.bank.rating import concentration, letters, rate_bank
from vallum.world.burden_keys import read_key
from vallum.world.instruments import FundingFacts
from vallum.world.loans import CENTS, present_cost

DOWNGRADE = 3
"""By how many notches the biggest member falls in a stress."""
UNION_PLACE = 1
"""The Union's own bonds are rated about AA+: from there on a notch costs the slope."""


@dataclass(frozen=True)
class Bank:
    """A bank: its design, members' parts, rating by stress, rates, accounts by stress."""

    design: Design
    part: dict[str, float]
    ratings: dict[str, str]
    alone: str
    rac: float
    funding: dict[str, float]
    accounts: dict[str, Accounts]
    own: dict[str, float]
    slope: float
    concentration: float
    """What single names add to risk-weighted loans [share of them]."""
    imputed: tuple[str, ...] = ()
    """What rests on a stated rule."""

    @property
    def rating(self) -> str:
        return self.ratings["none"]

    @property
    def funding_rate(self) -> float:
        return self.funding["none"]

    @property
    def lending_rate(self) -> float:
        return self.funding_rate + self.design.margin

    @property
    def capacity(self) -> float:
        """Most that it lends [EUR bn]."""
        return self.design.subscribed_eur_bn * self.design.gearing

    def balance_sheet(self) -> pl.DataFrame:
        """stress, year and every item of the accounts [EUR bn]."""
        rows: list[dict[str, Any]] = [
            {"stress": stress, "year": year}
            | {f"{item}_eur_bn": kept.values[item][t] / CENTS for item in ITEMS}
            for stress, kept in self.accounts.items()
            for t, year in enumerate(kept.years)
        ]
        return pl.DataFrame(rows)

    def calls(self) -> pl.DataFrame:
        """stress, state, call_eur_bn: what a member is called on to pay in a stress."""
        rows = [
            (stress, state, share * kept.call / CENTS)
            for stress, kept in self.accounts.items()
            for state, share in self.part.items()
        ]
        return pl.DataFrame(rows, schema=["stress", "state", "call_eur_bn"], orient="row")

    def members(self) -> pl.DataFrame:
        """What each member puts in, and what it saves by borrowing its part from the bank."""
        d = self.design
        rows = []
        for state, share in self.part.items():
            own = self.own[state]
            cost = present_cost(d.maturity, d.grace, self.lending_rate, own)
            rows.append(
                {
                    "state": state,
                    "part": share,
                    "paid_in_eur_bn": share * d.subscribed_eur_bn * d.paid_in_share,
                    "callable_eur_bn": share * d.subscribed_eur_bn * (1 - d.paid_in_share),
                    "own_rate_pct": own,
                    "bank_rate_pct": self.lending_rate,
                    "saving_per_euro": 1 - cost,
                    "saving_eur_bn": max(0.0, 1 - cost) * share * self.capacity,
                }
            )
        return pl.DataFrame(rows)

    def cost_of_a_euro(self) -> float:
        """Present value to its members of a euro by their parts of the lending [EUR]: own bonds are
        1, and who borrows more cheaply alone does so."""
        return 1 - float(self.members()["saving_eur_bn"].sum()) / self.capacity

    def summary(self) -> list[str]:
        """A few plain sentences."""
        rows = self.members()
        better = rows.filter(pl.col("saving_per_euro") > 0).sort("saving_eur_bn", descending=True)
        worse = len(rows) - len(better)
        told = [
            f"{self.design.name}: rated {self.rating} ({self.alone} without callable capital), it "
            f"borrows at {self.funding_rate:.2f} % and can lend EUR {self.capacity:,.0f} bn.",
            f"Its risk-adjusted capital is {100 * self.rac:.1f} % after the charge for single "
            f"names, which adds {100 * self.concentration:.0f} % to risk-weighted loans"
            + ("." if self.design.record else "; without a record it is rated AA+ at best."),
            f"{len(better)} of {len(rows)} members borrow from it for less than on their own; for "
            f"{worse} it is dearer.",
        ]
        if len(better):
            told.append(
                "Those that gain most: "
                + ", ".join(
                    f"{r[0]} ({r[1]:.2f} bn)"
                    for r in better.select("state", "saving_eur_bn").head(3).iter_rows()
                )
                + ", present value on their part of the lending."
            )
        for stress, words in (
            ("downgrade", "The biggest member downgraded by three notches"),
            ("default", "A tenth of loans lost"),
            ("both", "Both together"),
        ):
            call = self.accounts[stress].call / CENTS
            told.append(
                f"{words}: rated {self.ratings[stress]}, calls on capital EUR {call:,.2f} bn."
            )
        return told


def found(facts: FundingFacts, design: Design, states: list[str]) -> Bank:
    """A bank of these states (the design's members, resolved).

    Raises UserError for a key that names a state outside, or a member without a rating.
    """
    if isinstance(design.key, str):
        part = read_key(design.key, facts, states)
    else:
        if strange := sorted(set(design.key) - set(states)):
            raise UserError(f"the key names {strange[0]}, which is no member of the bank")
        part = {state: design.key.get(state, 0.0) for state in states}
    if unrated := sorted(set(states) - set(facts.notch)):
        raise UserError(
            f"no rating of {unrated[0]} in economy/sovereign_ratings: add one, or leave it out"
        )
    slope = notch_slope(facts)
    big = max(part, key=lambda state: (part[state], state))
    capacity = design.subscribed_eur_bn * design.gearing
    callable_ = {
        s: p * design.subscribed_eur_bn * (1 - design.paid_in_share) for s, p in part.items()
    }
    cents = round(design.subscribed_eur_bn * (1 - design.paid_in_share) * CENTS)
    ratings, funding, accounts, alone, rac = {}, {}, {}, "", 0.0
    base = 0.0
    for stress in STRESSES:
        notch = dict(facts.notch)
        if stress in ("downgrade", "both"):
            notch[big] = min(notch[big] + DOWNGRADE, 16.0)
        default = stress in ("default", "both")
        equity = design.subscribed_eur_bn * design.paid_in_share
        exposure = {state: p * capacity for state, p in part.items()}
        if default:
            # Rated on what is left before members answer the call.
            equity = max(0.0, equity - 0.1 * capacity)
            exposure = {state: 0.9 * amount for state, amount in exposure.items()}
        place, without, ratio = rate_bank(equity, exposure, callable_, notch, record=design.record)
        if stress == "none":
            alone, rac = letters(without), ratio
            base = _rate(facts, place, slope)
        ratings[stress], funding[stress] = letters(place), _rate(facts, place, slope)
        accounts[stress] = keep_accounts(
            design, base, cents, default=default, rise_pct=funding[stress] - base
        )
    own = {state: float(facts.rate.sel(state=state)) for state in states}
    lent = {state: p * capacity for state, p in part.items()}
    single = concentration(lent, facts.notch)
    return Bank(
        design, part, ratings, alone, rac, funding, accounts, own, slope, single, facts.imputed
    )


def notch_slope(facts: FundingFacts) -> float:
    """What a notch costs [points]: least squares over the states of the euro area read here."""
    euro = set(facts.keys["esm_capital_key"]) & set(facts.notch)
    states = [str(s) for s in facts.rate["state"].values if str(s) in euro]
    if len(states) < 3:
        return 0.1
    x = np.array([facts.notch[s] for s in states])
    y = np.array([float(facts.rate.sel(state=s)) for s in states])
    return max(0.0, float(np.polyfit(x, y, 1)[0]))


def _rate(facts: FundingFacts, place: int, slope: float) -> float:
    return facts.eu_rate + slope * max(0, place - UNION_PLACE)
