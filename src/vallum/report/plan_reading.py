"""How to read the plan: its five largest programmes, each with need, price, time and line.

From: the plan of a run.  To: the page.  Every figure is worked out from the frames; where a frame
does not tell (`plan_catalogue` is missing), the text says less.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from vallum.report.plan_material import Planned
from vallum.report.words import amount, counted, inline, listed, percent, sentence_case

MOST = 5


@dataclass(frozen=True)
class Walk:
    """One programme in words: a heading and its facts as (question, answer)."""

    heading: str
    facts: tuple[tuple[str, str], ...]


def walk_through(plan: Planned) -> list[Walk]:
    """The five largest programmes."""
    return [_walk(plan, row) for row in plan.programmes[:MOST]]


def _walk(plan: Planned, row: dict[str, Any]) -> Walk:
    facts = (
        ("Need", _need(plan, row)),
        ("Price", _price(plan, row)),
        ("Time", _time(plan, row)),
        ("Line", _line(plan, row)),
        ("What would change it", _change(plan, row)),
    )
    heading = (
        f"{row['system']}: {amount(row['quantity'])} {_unit(row)} for "
        f"EUR {amount(row['eur_bn'])} bn ({row['payer']} {percent(row['share'])})"
    )
    return Walk(heading, facts)


def _unit(row: dict[str, Any]) -> str:
    title = inline(row["title"])
    return title if title.endswith(row["unit"]) else f"{row['unit']} ({title})"


def _need(plan: Planned, row: dict[str, Any]) -> str:
    """Each element served: need and stock in the year of reference, with the plan at the end."""
    year, last = plan.material.year, plan.material.last
    parts = []
    for element in plan.served(row["system"], row["category"]):
        now = plan.material.gaps.filter(pl.col("element") == element, pl.col("year") == year)
        if now.is_empty():
            continue
        told = now.row(0, named=True)
        met = percent(plan.scored(element, last, plan=True))
        guess = ", a need that only a sizing rule gives" if told["imputed"] else ""
        parts.append(
            f"{inline(told['title'])}: {amount(told['need'])} needed in {year}{guess}, "
            f"{amount(told['have'])} there without the plan; {met} met in {last} with it"
        )
    if not parts:
        return "It serves no element of this need on its own."
    return sentence_case("; ".join(parts)) + "."


def _price(plan: Planned, row: dict[str, Any]) -> str:
    """Price of one unit as paid, and what it rests on where the run says so."""
    own = plan.orders.filter(pl.col("system") == row["system"])
    whole = own.group_by("channel").agg(pl.col("quantity", "eur_bn").sum()).sort("channel")
    each = {channel: 1000 * worth / quantity for channel, quantity, worth in whole.iter_rows()}
    one = each.get("national", next(iter(each.values())))
    text = f"EUR {amount(one)} mn a unit"
    if each.keys() >= {"national", "joint"}:
        joint = float(own.filter(pl.col("channel") == "joint")["quantity"].sum())
        share = joint / row["quantity"]
        part = percent(share) if share >= 0.005 else f"under {percent(0.01)}"
        text += f", EUR {amount(each['joint'])} mn in joint orders ({part} of them)"
    offer = plan.offer(row["system"])
    return f"{text}{_basis(offer) if offer else ''}."


def _basis(offer: dict[str, Any]) -> str:
    """Where the price comes from: stated and on which basis, or imputed."""
    if offer["price_stated_eur_mn"] is None:
        return "; no source states a price: it is imputed"
    basis = str(offer["price_basis"]).replace("_per_unit", "").replace("_", " ")
    moved = offer["unit_price_eur_mn"] / offer["price_stated_eur_mn"]
    step = (
        f"stated as {basis} and moved to a package by {moved:.2f}"
        if abs(moved - 1) > 5e-4
        else f"stated as {basis} and used as it is"
    )
    seen = {"yes": "seen in its source", "no": "still to be checked", "imputed": "imputed"}
    return f"; {step}, {seen.get(offer['price_verified'], 'still to be checked')}"


def _time(plan: Planned, row: dict[str, Any]) -> str:
    if row["arrives"] is None:
        return f"Ordered from {row['first']}; nothing arrives within the horizon."
    lead = _lead(plan, row["system"])
    one = row["first"] == row["last"]
    when = f"in {row['first']}" if one else f"from {row['first']} to {row['last']}"
    return (
        f"Ordered {when}; the first are there in {row['arrives']}, {counted(lead, 'year')} after "
        "their order (to the middle of a batch)."
    )


def _lead(plan: Planned, system: str) -> int:
    """Years from order to delivery: the shortest of the channels used."""
    found = []
    for (_,), own in plan.orders.filter(pl.col("system") == system).group_by("channel"):
        same = plan.deliveries.filter(
            pl.col("system") == system, pl.col("channel") == own["channel"][0]
        )
        found.append(min(same["year"].to_list()) - min(own["year"].to_list()))
    return int(min(found))


def _line(plan: Planned, row: dict[str, Any]) -> str:
    own = plan.lines.filter(pl.col("system") == row["system"]).sort("year")
    full = plan.full_years(row["system"])
    if own.is_empty():
        return "It has no line of its own."
    first, last = own["capacity"].to_list()[0], own["capacity"].to_list()[-1]
    size = f"It can make {amount(first)} a year for the coalition in {own['year'][0]}" + (
        f" and {amount(last)} in {own['year'].to_list()[-1]}" if last > first * 1.01 else ""
    )
    if not full:
        most = float(own["used"].to_list()[own["used"].arg_max() or 0])
        return f"{size}; it is never full, at most {percent(most)}."
    when = (
        f"from {full[0]} to {full[-1]}"
        if len(full) > 1 and full == list(range(full[0], full[-1] + 1))
        else f"in {listed([str(year) for year in full])}"
    )
    return f"{size}; it is full {when}."


def _change(plan: Planned, row: dict[str, Any]) -> str:
    """The shadow price of the line, else of the largest payer's money, else that time decides."""
    for kind, where in (("production line", row["system"]), ("money", row["payer"])):
        found = plan.bottleneck(kind, where)
        if found is None:
            continue
        weak = (
            "This rests on imputed figures alone"
            if not found["evidence_share"]
            else f"{percent(found['evidence_share'])} of the facts behind it are not imputed"
        )
        return f"{sentence_case(found['meaning'])}. {weak}."
    return (
        "More from its line, or more money of its largest buyer, takes nothing off: only an "
        "earlier order or a shorter lead time would."
    )
