"""Leverage and support as tables for people.

From: `vallum.settlement`.  To: `vallum leverage`, `vallum support`.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from vallum.cli.show import NOTHING, heading, number, percent, say, table
from vallum.settlement.leverage import Leverage
from vallum.settlement.support import KINDS, Support

UNITS = {"eur_bn": "EUR bn", "usd_bn": "USD bn", "gbp_bn": "GBP bn", "chf_bn": "CHF bn",
         "cad_bn": "CAD bn"}  # fmt: skip
MOST = 15
"""Donors and states that a table names."""
LOANS = {"era": "Loans of the G7 on the income of frozen assets (ERA)",
         "eu_loan": "The EU's loan of EUR 90 bn"}  # fmt: skip


def show_leverage(held: Leverage) -> None:
    """Assets, calendar, what a veto ends, cash flows, who stands behind them."""
    for line in (*held.warnings, *held.summary()):
        say(line)
    heading(f"Frozen assets, as known by {held.on.isoformat()}")
    table(
        ["holder", "what", "amount", "unit", "as of", "status", "seen"],
        [
            [row["holder"], row["item"], _range(row), UNITS.get(row["unit"], row["unit"] or ""),
             row["date"], row["status"] or NOTHING, row["verified"]]
            for row in held.frozen.iter_rows(named=True)
        ],
        right={"amount"},
    )  # fmt: skip
    say("Rows overlap (Euroclear is part of the EU, the EU of the world): never add them.")
    heading("Renewals due")
    table(
        ["regime", "due", "rule", "chance", "on record", "held up by", "what falls with a veto"],
        [
            [
                each.regime.replace("_", " "),
                each.due.isoformat(),
                each.rule.replace("_", " "),
                percent(each.chance),
                f"{each.seen}, {each.delayed} held up" if each.seen else NOTHING,
                " ".join(each.opponents) or NOTHING,
                each.falls,
            ]
            for each in held.renewals
        ],
    )
    say("Chance: the vote carries in the end, from positions held on the day (`vallum decide`).")
    heading("What is left after a veto")
    table(
        ["way", "decided by", "keeps", "does not keep", "precedent"],
        [
            [row["title"], row["rule"].replace("_", " "), row["keeps"], row["loses"],
             row["precedent"] or NOTHING]
            for row in held.fallbacks.iter_rows(named=True)
        ],
    )  # fmt: skip
    _show_weights(held)
    _show_flows(held)
    _show_keys(held)


def show_support(given: Support) -> None:
    """Aid by donor and year, burdens, replacement, money for weapons."""
    for line in given.summary():
        say(line)
    heading(f"Donors, EUR bn allocated from January 2022 to {given.last_month}")
    table(
        ["donor", *KINDS, "allocated", "committed", "of GDP"],
        [
            [row["name"], *(_bn(row[kind]) for kind in KINDS), _bn(row["allocated"]),
             _bn(row["committed"]),
             NOTHING if row["share_of_gdp"] is None else f"{100 * row['share_of_gdp']:.2f} %"]
            for row in given.by_donor.head(MOST).iter_rows(named=True)
        ],
        right={*KINDS, "allocated", "committed", "of GDP"},
    )  # fmt: skip
    heading("By year, EUR bn allocated, all kinds")
    years = given.by_year.filter(pl.col("kind") == "all")
    groups = {"europe": "Europe", "usa": "United States", "eu_institutions": "of it the EU's",
              "all": "all donors"}  # fmt: skip
    found = {(row["donors"], row["year"]): row["eur_bn"] for row in years.iter_rows(named=True)}
    months = dict(years.select("year", "months").iter_rows())
    table(
        ["year", *groups.values()],
        [
            [f"{year}" + ("" if months[year] == 12 else f" ({months[year]} months)"),
             *(_bn(found.get((name, year), 0.0)) for name in groups)]
            for year in sorted(months)
        ],
        right=set(groups.values()),
    )  # fmt: skip
    heading("A month, EUR bn: from February 2022 to December 2024, and since March 2025")
    table(
        ["kind", "Europe before", "Europe since", "US before", "US since", "made up for"],
        [
            [each.kind, *(f"{v:.2f}" for v in (each.europe_before, each.europe_after,
             each.usa_before, each.usa_after)),
             NOTHING if each.share is None else f"{100 * each.share:.0f} %"]
            for each in given.replacement
        ],
        right={"Europe before", "Europe since", "US before", "US since", "made up for"},
    )  # fmt: skip
    gaps = given.burden.filter(pl.col("gap_eur_bn") > 0).sort("gap_eur_bn", descending=True)
    average = float(given.burden["average"][0])
    heading(f"Below Europe's average of {100 * average:.2f} % of GDP, with the part in EU aid")
    table(
        ["state", "share of GDP", "lacking, EUR bn"],
        [
            [row["name"], f"{100 * row['burden']:.2f} %", _bn(row["gap_eur_bn"])]
            for row in gaps.head(MOST).iter_rows(named=True)
        ],
        right={"share of GDP", "lacking, EUR bn"},
    )
    heading("Money for Ukraine's weapons, EUR bn")
    table(
        ["stream", "year", "amount", "range", "in the plan"],
        [
            [row["stream"].replace("_", " "), str(row["year"]), _bn(row["central"]),
             NOTHING if row["low"] is None else f"{row['low']:g}-{row['high'] or row['central']:g}",
             "yes" if row["counts"] == "yes" else row["why_not"] or "no"]
            for row in given.money.iter_rows(named=True)
        ],
        right={"year", "amount", "range"},
    )  # fmt: skip
    say("GDP of 2021. Source: Kiel Ukraine Support Tracker, release 29. All rows: --json.")


def _show_weights(held: Leverage) -> None:
    heading("What sectors under sanctions bring Russia's budget")
    if held.weights.is_empty():
        say("No figure that was known by then.")
    else:
        table(
            ["sector", "year", "figure", "unit", "what"],
            [
                [row["sector"], str(row["year"]),
                 percent(row["central"]) if row["unit"] == "share" else number(row["central"]),
                 "of revenue" if row["unit"] == "share" else "RUB trn", row["note"] or NOTHING]
                for row in held.weights.iter_rows(named=True)
            ],
            right={"year", "figure"},
        )  # fmt: skip
    say(
        "Metals, coal, finance, technology and transport have no sourced figure and are left out, "
        "which does not make them small. What a sector still brings is not what sanctions cost it."
    )


def _show_flows(held: Leverage) -> None:
    heading("Euroclear's interest on sanctioned assets, EUR bn")
    names = ("income", "tax", "contribution", "cost", "rest")
    table(
        ["year", "interest", "Belgian tax", "contribution", "cost", "rest"],
        [
            [str(row["year"]), *(_bn(row[name]) for name in names)]
            for row in held.flows.iter_rows(named=True)
        ],
        right={"interest", "Belgian tax", "contribution", "cost", "rest"},
    )
    for path in held.loans:
        heading(f"{LOANS[path.loan]}, EUR bn")
        frame = path.frame
        shown = pl.concat([frame.head(5), frame.tail(1)]) if frame.height > 6 else frame
        parts = ("opening", "drawn", "interest", "from_assets", "from_members", "closing")
        table(
            ["year", "owed", "drawn", "interest", "paid by assets", "paid by members", "owed then"],
            [
                [str(row["year"]), *(_bn(row[part]) for part in parts)]
                for row in shown.iter_rows(named=True)
            ],
            right={"owed", "drawn", "interest", "paid by assets", "paid by members", "owed then"},
        )
        if path.loan == "era":
            done = path.paid_off or "not within 45 years"
            say(
                f"Paid off: {done}, if the contribution goes on as in 2025 and interest is 3 % "
                "(both are assumptions)."
            )


def _show_keys(held: Leverage) -> None:
    heading("Who stands behind it, EUR bn by share of GDP")
    interest = dict(held.loan_key.select("state", "eur_bn").iter_rows())
    table(
        ["state", "guarantee of the reparations loan, as proposed", "interest a year on the EU's"],
        [
            [row["state"], _bn(row["eur_bn"]), _bn(interest.get(row["state"]))]
            for row in held.guarantee_key.head(MOST).iter_rows(named=True)
        ],
        right={
            "guarantee of the reparations loan, as proposed",
            "interest a year on the EU's",
        },
    )
    at = held.exposure
    say(
        f"Belgium: EUR {at['euroclear_eur_bn']:,.0f} bn at Euroclear are "
        f"{percent(at['share_of_gdp'])} of its GDP; by key it would guarantee "
        f"EUR {at['guarantee_eur_bn']:.1f} bn."
    )


def _range(row: dict[str, Any]) -> str:
    if row["central"] is None:
        if row["high"] is None:
            return NOTHING
        return f"{number(row['low'])} to {number(row['high'])}" if row["low"] else (
            f"below {row['high']:.10f}".rstrip("0")
        )  # fmt: skip
    if row["low"] is not None and row["low"] != row["high"]:
        return f"{number(row['central'])} ({row['low']:g}-{row['high']:g})"
    return number(row["central"])


def _bn(value: float | None) -> str:
    return NOTHING if value is None else f"{value:,.1f}" if abs(value) >= 0.05 else f"{value:.2f}"
