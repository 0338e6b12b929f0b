"""Balance sheet, income and cash of a bank by year, in whole cents, in good years and bad.

From: a design, its funding rate.  To: `vallum.finance.bank.found`.

    lent[t] <= gearing subscribed (paid in so far / paid in at last)
    income[t]  = lending rate loans[t-1] + liquid rate liquid[t-1] - funding rate bonds[t-1]
                 - costs - loss[t]
    equity[t]  = equity[t-1] + paid in[t] + call[t] + income[t]
    liquid[t]  = liquid[t-1] + paid in + call + income + loss + new bonds - lent + repaid
    call[t]    = what brings equity back to the capital paid in, where a loss has eaten into it
Bonds are issued or redeemed so that liquid assets are their share of bonds.  That assets equal
bonds and equity is not set but follows, and is checked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vallum.finance.bank.design import Design
from vallum.world.loans import CENTS, repayments

STRESSES = ("none", "downgrade", "default", "both")
"""One big member downgraded; a tenth of loans lost in the year after the last lending; both."""
LOSS_SHARE = 0.1
ITEMS = (
    "loans",
    "leases",
    "stockpile",
    "liquid",
    "assets",
    "bonds",
    "paid_in",
    "reserves",
    "liabilities_and_equity",
    "interest_income",
    "interest_cost",
    "admin_cost",
    "loss",
    "income",
    "lent",
    "repaid",
    "new_bonds",
    "paid_in_new",
    "call",
)


@dataclass(frozen=True)
class Accounts:
    """years x ITEMS [cents]; call: sum of calls on capital [cents]."""

    years: tuple[int, ...]
    values: dict[str, list[int]]

    @property
    def call(self) -> int:
        return sum(self.values["call"])

    def balanced(self) -> bool:
        """Whether both sides agree to the cent in every year."""
        return self.values["assets"] == self.values["liabilities_and_equity"]


def keep_accounts(
    design: Design, funding_pct: float, callable_cents: int, *, default: bool, rise_pct: float = 0
) -> Accounts:
    """Accounts over the design's years; default: a tenth of loans is lost; rise_pct: what its
    bonds cost more from the third year on, while loans keep their rate [points]."""
    years = tuple(range(design.first_year, design.first_year + design.years))
    values: dict[str, list[int]] = {item: [] for item in ITEMS}
    subscribed = round(design.subscribed_eur_bn * CENTS)
    capital = round(subscribed * design.paid_in_share)
    instalments = repayments(capital, design.paid_in_years, 0)
    capacity = round(subscribed * design.gearing)
    due = np.zeros(design.years + design.maturity + 1, dtype=np.int64)
    book = equity = liquid = bonds = paid = lent_so_far = 0
    lending, liquid_rate = funding_pct + design.margin, funding_pct - 0.1
    bad_year = min(design.lending_years + 1, design.years - 1)
    for t in range(design.years):
        new_capital = int(instalments[t]) if t < design.paid_in_years else 0
        interest_in = round(book * lending / 100) + round(liquid * liquid_rate / 100)
        cost = round(bonds * (funding_pct + (rise_pct if t >= 2 else 0.0)) / 100)
        admin = round(book * design.admin_pct / 100)
        loss = round(book * LOSS_SHARE) if default and t == bad_year else 0
        back = min(int(due[t]), book - loss)
        if loss:
            due[t + 1 :] = np.rint(due[t + 1 :] * (1 - LOSS_SHARE)).astype(np.int64)
        paid += new_capital
        allowed = capacity * paid // capital
        even = -(-capacity * (t + 1) // design.lending_years)
        lent = max(0, min(allowed, even, capacity) - lent_so_far)
        lent_so_far += lent
        if lent:
            plan = repayments(lent, design.maturity, design.grace)
            due[t + 1 : t + 1 + design.maturity] += plan[: len(due) - t - 1]
        income = interest_in - cost - admin - loss
        before = equity + new_capital + income
        call = min(max(0, paid - before), callable_cents - sum(values["call"])) if loss else 0
        equity = before + call
        book += lent - back - loss
        cash = liquid + new_capital + call + income + loss - lent + back
        target = round(
            max(0.0, design.liquidity_share * (bonds - cash) / (1 - design.liquidity_share))
        )
        issued = max(target - cash, -bonds)
        bonds += issued
        liquid = cash + issued
        row = {
            "liquid": liquid,
            "bonds": bonds,
            "paid_in": paid + sum(values["call"]) + call,
            "interest_income": interest_in,
            "interest_cost": cost,
            "admin_cost": admin,
            "loss": loss,
            "income": income,
            "lent": lent,
            "repaid": back,
            "new_bonds": issued,
            "paid_in_new": new_capital,
            "call": call,
            "leases": round(book * design.windows.lease),
            "stockpile": round(book * design.windows.stockpile),
        }
        row["loans"] = book - row["leases"] - row["stockpile"]
        row["assets"] = row["loans"] + row["leases"] + row["stockpile"] + liquid
        row["reserves"] = equity - row["paid_in"]
        row["liabilities_and_equity"] = bonds + equity
        for item in ITEMS:
            values[item].append(row[item])
    return Accounts(years, values)
