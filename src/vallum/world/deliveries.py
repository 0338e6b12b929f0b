"""Contracted deliveries and retirements, by state, type and year.

From: forces tables.  To: `vallum.world.equipment`.

A year means its end.  Where planning starts after the base year, what comes and goes before the
first planned year stands in that year.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from vallum.errors import Problem, UserError
from vallum.world.ages import OVERDUE, age_out
from vallum.world.context import BASE_YEAR, Context, Grid, zeros
from vallum.world.provenance import FactRow, Labels, Step
from vallum.world.stocks import Kinds, air_defence_units, asked_words, kind_of


def add_deliveries(context: Context, kinds: Kinds, systems: list[str]) -> None:
    delivery = zeros(state=context.states, system=systems, year=context.years)
    per_unit = air_defence_units(context)
    us = context.scenario.us
    delay = us.delivery_delay_months / 12 if us.contracted_deliveries == "late" else 0.0
    stop = us.deliveries_stop if us.contracted_deliveries == "stop" else None
    on_time = zeros(state=context.states, year=context.years, system=systems)
    asked = asked_words(context, "order")
    for row, fact in context.facts("forces/orders", "quantity"):
        if row["counts"] != "yes" or row["state"] not in context.states:
            continue
        kind = kind_of(kinds, row, asked)
        if kind is None:
            continue
        category = kind[0]["category"]
        if row["quantity"] is None:
            told = "the order counts, so it needs a number"
            raise UserError(Problem(told, row["_file"], row["_line"], "quantity"))
        size, rule = per_unit(category, row["unit"])
        amount = (row["quantity"] - (row["delivered"] or 0)) / size
        american = bool(kind[0]["us_bound"])
        behind = (fact, *rule, *_dates_imputed(context, row))
        for year, share in schedule(context, row):
            if int(context.years[0]) <= year <= int(context.years[-1]):
                signed = (row["state"], year, row["system"])
                on_time[signed] += amount * share
                for found in behind:
                    context.ledger.record("delivery_signed", signed, found)
            shifted = _shift(year, delay if american else 0.0)
            for arrival, part in shifted:
                late = american and stop is not None and arrival >= stop
                if arrival > context.years[-1] or late:
                    continue
                labels = (row["state"], row["system"], max(arrival, int(context.years[0])))
                delivery[labels] += amount * share * part
                for found in behind:
                    context.ledger.record("delivery", labels, found)
    context.add(
        "delivery",
        delivery,
        "units",
        "contracted deliveries that still have to come, US suppliers as the scenario says",
        additive=True,
    )
    meaning = "contracted deliveries as signed, whatever the United States does"
    context.add("delivery_signed", on_time, "units", meaning, additive=True)
    context.ledger.leave_empty("delivery_signed", "no order in forces/orders that is due then")
    _explain_delivery(context)


def _explain_delivery(context: Context) -> None:
    """American designs come when the scenario says; what does not come has no row."""
    american = context.arrays["us_bound"]
    bound = dict(zip(american["system"].values, american.values, strict=True))
    policy = ("us.contracted_deliveries", "us.delivery_delay_months", "us.deliveries_stop")

    def formula(labels: Labels) -> Step:
        if not bound[labels[1]]:
            if not context.ledger.facts("delivery", labels):
                return Step("delivery: no order in forces/orders comes in that year")
            return Step("delivery = what is outstanding of signed orders, evenly until the last")
        words = "delivery of American designs = signed orders, as the scenario has them come"
        kind = (("us_bound", (labels[1],)),)
        return Step(words, kind, facts=context.assumed(*policy))

    context.ledger.derive("delivery", formula)


def _dates_imputed(context: Context, row: dict[str, Any]) -> tuple[FactRow, ...]:
    """The parameters that stand in for dates that an order does not give."""
    names = [] if row["first_delivery"] is not None else ["order_lead_first"]
    names += [] if row["last_delivery"] else ["order_span"]
    return tuple(fact for name in names for fact in context.ledger.facts("parameter", (name,)))


def schedule(context: Context, row: dict[str, Any]) -> Iterator[tuple[int, float]]:
    """What is outstanding arrives evenly between first and last delivery, from the base year on.

    Years that the order does not give are imputed by `order_lead_first` and `order_span`.
    """
    first = row["first_delivery"]
    if first is None:
        if row["contract_year"] is None:
            told = "an order that counts needs a contract year or a year of first delivery"
            raise UserError(Problem(told, row["_file"], row["_line"], "contract_year"))
        first = row["contract_year"] + round(context.parameters["order_lead_first"])
    first = max(first, BASE_YEAR)
    last = row["last_delivery"] or first + round(context.parameters["order_span"])
    last = max(last, first)
    for year in range(first, last + 1):
        yield year, 1 / (last - first + 1)


def _shift(year: int, delay: float) -> list[tuple[int, float]]:
    """A delivery of `year`, `delay` years late, split over the two years it may fall in."""
    whole = int(delay)
    part = delay - whole
    moved = [(year + whole, 1 - part)]
    return [*moved, (year + whole + 1, part)] if part else moved


def add_retirements(context: Context, kinds: Kinds) -> None:
    stock = context.arrays["stock"]
    years = context.years
    retirement = zeros(state=stock["state"].values, system=stock["system"].values, year=years)
    planned: set[Labels] = set()
    for row, fact in context.facts("forces/retirements", "quantity"):
        if (row["system"], row["category"]) not in kinds or row["state"] not in context.states:
            continue
        labels = (row["state"], row["system"])
        planned.add(labels)
        # Years before the base year are already out of the stock figure.
        span = range(max(row["first_year"], BASE_YEAR), max(row["last_year"], BASE_YEAR) + 1)
        for year in span:
            if year > context.years[-1]:
                break
            cell = (*labels, max(year, int(context.years[0])))
            retirement[cell] += row["quantity"] / len(span)
            context.ledger.record("retirement", cell, fact)
    aged = age_out(context, retirement, planned)
    _attrite(context, kinds, retirement, planned | aged)
    context.add(
        "retirement",
        retirement,
        "units",
        "announced run-downs; else what reaches its life; ageing types of unknown age lose a "
        "stated share a year",
        additive=True,
    )
    attrition = context.ledger.facts("parameter", ("legacy_attrition",))

    def formula(labels: Labels) -> Step:
        state, system, _ = labels
        found = context.ledger.facts("retirement", labels)
        if not found:
            return Step("retirement: no run-down is announced, and the type is not ageing")
        if (state, system) in aged:
            words = (
                "retirement = stock that reaches its life, evenly over the years it was built in"
            )
            return Step(words, (("stock", (state, system)), ("parameter", (OVERDUE,))))
        if found[0] not in attrition:
            return Step("retirement = announced run-down, evenly over its years")
        words = "retirement = legacy_attrition x stock: ageing, and no run-down is announced"
        return Step(words, (("stock", (state, system)), ("modernity", (system,))))

    context.ledger.derive("retirement", formula)


def _attrite(context: Context, kinds: Kinds, retirement: Grid, planned: set[Labels]) -> None:
    """Ageing types that nothing else retires lose `legacy_attrition` of their base stock a year."""
    rate, stock = context.parameters["legacy_attrition"], context.arrays["stock"]
    wears = {system for (system, _), (row, _) in kinds.items() if row["ageing"] == "yes"}
    ageing = np.array([str(name) in wears for name in stock["system"].values])
    parameter = context.ledger.facts("parameter", ("legacy_attrition",))
    for state in context.states:
        held = stock.sel(state=state).values
        for index in np.flatnonzero(ageing & (held > 0)):
            labels = (state, str(stock["system"].values[index]))
            if labels in planned:
                continue
            for place, year in enumerate(context.years.tolist()):
                passed = 1 if place else year - BASE_YEAR + 1
                retirement[(*labels, year)] = rate * held[index] * passed
                for fact in parameter:
                    context.ledger.record("retirement", (*labels, year), fact)
