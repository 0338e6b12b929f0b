"""Ukraine as a member: what it asks for and what it has without a plan.

From: ukraine/needs, ukraine/gifts, `vallum.world.equipment`, the scenario.
To: `vallum.planner.parts.ukraine`.  Absent where Ukraine does not belong to the coalition.  Its
money and the lines that serve it: `vallum.world.ukraine_supply`.

    need[c,t]   = the largest reading of: a fleet; base[c] + additions[c] (each rising evenly to the
                  year it is wanted by); brigades of the peacetime force x their kit; munitions: a
                  year of war, or `ukraine_stock_months` of it in peace
    have[c,t]   = kept[c,t] have[c,t-1] + what its own stock gains or loses + what goes on coming

kept is 0 for munitions once a year of war has used them up, and 1 - ukraine_war_losses for weapons
in such a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from vallum.world.catalogue import UKRAINE
from vallum.world.context import BASE_YEAR, Context, zeros
from vallum.world.equipment import SHELLS
from vallum.world.gifts import share_kept
from vallum.world.names import BRIGADE, PEOPLE
from vallum.world.provenance import Labels, Step
from vallum.world.ukraine_supply import (
    Row,
    add_money,
    add_offers,
    add_spare,
    at_war,
    counting,
    course,
    drawn_from,
)

MUNITIONS = (SHELLS, "strike_missile", "drone")
"""Used up in war, held as a stock in peace; weapons are held all the time."""
OLD_KINDS = ("artillery", "ifv", "tank")
"""Kinds of which types that no longer count at home still serve: it asks for new aircraft only."""


@dataclass(frozen=True)
class _Asked:
    """The rows that count, and the figure of each, central or drawn."""

    context: Context
    rows: list[Row]
    figure: dict[str, float]

    @cached_property
    def kit(self) -> dict[str, float]:
        """What a brigade takes of each item."""
        recipe = self.context.arrays["recipe"].sel(element=BRIGADE)
        return dict(zip(recipe["item"].values.tolist(), recipe.values.tolist(), strict=True))

    @cached_property
    def brigades(self) -> float:
        """Brigades of the peacetime force."""
        soldiers = sum(self.figure[f.key] for row, f in self.rows if row["basis"] == "force")
        return soldiers * self.context.parameters["brigade_people_share"] / self.kit[PEOPLE]

    def largest(self, kind: str, year: int, base: float) -> float:
        """The largest reading of what is asked of a kind in a year."""
        readings, added = [0.0], None
        for row, fact in self.rows:
            if row["category"] != kind:
                continue
            amount, risen = self.figure[fact.key], _risen(row["by_year"], year)
            match row["basis"]:
                case "fleet":
                    readings.append(base + max(0.0, amount - base) * risen)
                case "addition":
                    added = (added or 0.0) + amount * risen
                case "per_brigade":
                    readings.append(amount * self.brigades)
                case "monthly" | "yearly":
                    a_year = amount * (12 if row["basis"] == "monthly" else 1)
                    stock = self.context.parameters["ukraine_stock_months"] / 12
                    readings.append(a_year * (1.0 if at_war(self.context, year) else stock))
        if added is not None:
            readings.append(base + added)
        if (each := self.kit.get(kind, 0.0)) > 0:
            readings.append(each * self.brigades)
        return max(readings)


def build_ukraine(context: Context) -> None:
    """Add the arrays `ukraine_*` to the World."""
    if UKRAINE not in context.members:
        return
    asked = counting(context, "ukraine/needs", "central")
    kinds = sorted({row["category"] for row, _ in asked} - {PEOPLE} | _kit_of(context, asked))
    _add_kept(context, kinds)
    _add_have(context, kinds)
    _add_need(context, kinds, asked)
    add_money(context)
    add_offers(context, kinds)
    add_spare(context, [kind for kind in kinds if kind in OLD_KINDS])


def _kit_of(context: Context, asked: list[Row]) -> set[str]:
    """What the brigades of a stated force need, besides people."""
    recipe = context.arrays["recipe"].sel(element=BRIGADE)
    kit = {str(item) for item in recipe["item"].values[recipe.values > 0]} - {PEOPLE}
    return kit if any(row["basis"] == "force" for row, _ in asked) else set()


def _add_kept(context: Context, kinds: list[str]) -> None:
    kept = zeros(category=kinds, year=context.years)
    lost = context.parameters["ukraine_war_losses"]
    for kind in kinds:
        for year in context.years.tolist():
            if kind in MUNITIONS:
                kept[kind, year] = 0.0 if at_war(context, year - 1) else 1.0
            else:
                kept[kind, year] = 1 - lost if at_war(context, year) else 1.0
    meaning = "part of what Ukraine had a year before that is still there"
    context.add("ukraine_kept", kept, "share", meaning)

    def formula(labels: Labels) -> Step:
        words = "kept: a year of war uses up munitions and takes ukraine_war_losses of weapons"
        return Step(words, (("parameter", ("ukraine_war_losses",)),), course(context))

    context.ledger.derive("ukraine_kept", formula)


def _add_have(context: Context, kinds: list[str]) -> None:
    """What Ukraine has without a plan: its stock, gifts that go on, its part of signed orders."""
    years = context.years.tolist()
    have, kept = zeros(category=kinds, year=years), context.arrays["ukraine_kept"].values
    counted, given = context.arrays["counted"].sel(state=UKRAINE), _given(context)
    shells, left = _shells_signed(context), _left_of_gifts(context, kinds)
    for place, kind in enumerate(kinds):
        own = np.full(len(years), left.get(kind, 0.0))
        if kind in counted["category"].values:
            own = own + counted.sel(category=kind).transpose("year").values
        come = given.get(kind, np.zeros(len(years)))
        before = own[0] + come[0]
        for t, year in enumerate(years):
            if t > 0:
                gained = own[t] - own[t - 1] + come[t] - come[t - 1]
                before = max(0.0, kept[place, t] * before + gained)
            if kind == SHELLS:
                before += shells[t]
            have[kind, year] = before
    meaning = "modern equivalents that Ukraine has without a plan"
    context.add("ukraine_have", have, "units", meaning)
    known = set(counted["category"].values.tolist())
    givers = [str(n) for n in context.arrays["given"]["state"].values if n in context.members]
    deliveries = context.arrays["delivery"]
    made = _shell_orders(context)
    gives = _givers(context)

    def formula(labels: Labels) -> Step:
        kind, year = labels
        cells: list[tuple[str, Labels]] = []
        until = [t for t in years if t <= year]
        if kind in known:
            cells += [("counted", (UKRAINE, kind, t)) for t in until]
            cells += [(name, (n, kind, t)) for n in givers for t in until
                      for name in ("given", "counted") if (n, kind) in gives]  # fmt: skip
        if kind == SHELLS:
            cells += [("delivery", (str(n), s, t)) for n in deliveries["state"].values
                      for s in made for t in until]  # fmt: skip
            cells.append(("parameter", ("shells_kept_share",)))
        if kind in left:
            cells.append(("parameter", ("ukraine_gifts_left",)))
        cells += [("ukraine_kept", (kind, t)) for t in until]
        if kind not in known:
            return Step("have: no table counts what Ukraine holds of these", tuple(cells))
        words = (
            "have = what was kept of the year before + what its stock gains, with what is left of "
            "earlier gifts, + what members go on giving + their shells under signed orders that "
            "they do not keep"
        )
        return Step(words, tuple(cells))

    context.ledger.derive("ukraine_have", formula)


def _left_of_gifts(context: Context, kinds: list[str]) -> dict[str, float]:
    """Category -> what earlier gifts still count, which the inventory mostly leaves out."""
    means = {
        row["word"]: row["category"]
        for row in context.evidence.table("requirements/categories").iter_rows(named=True)
        if row["vocabulary"] == "inventory"
    }
    found: dict[str, float] = {}
    for row, fact in context.facts("ukraine/gifts", "quantity"):
        kind = means.get(row["category"], "")
        if kind in kinds:
            worth = context.parameters["ukraine_gifts_left"] * row["quantity"]
            found[kind] = found.get(kind, 0.0) + worth
            for year in context.years.tolist():
                context.ledger.record("ukraine_have", (kind, year), fact)
    return found


def _givers(context: Context) -> set[tuple[str, str]]:
    """Who gives what (state, category)."""
    given = context.arrays["given"].transpose("state", "category", ...)
    gives = np.asarray(given.values > 0).reshape(*given.shape[:2], -1).any(axis=2)
    states, categories = (given[dim].values.astype(str) for dim in ("state", "category"))
    return {(str(states[n]), str(categories[c])) for n, c in np.argwhere(gives)}


def _given(context: Context) -> dict[str, np.ndarray[Any, Any]]:
    """Category -> what the pace of gifts has brought by each year [modern equivalents]."""
    kinds = context.arrays["modernity"]["category_of"].rename("category")
    usable = (context.arrays["holding"] * context.arrays["modernity"]).assign_coords(
        category=("system", kinds.values)
    )
    whole = usable.groupby("category").sum()
    kept = share_kept(context)
    inside = [n for n in context.members if n != UKRAINE and n in kept["state"].values]
    gone = (whole * (1 - kept)).sel(state=inside).sum("state").transpose("category", "year")
    return {str(c): row for c, row in zip(gone["category"].values, gone.values, strict=True)}


def _shell_orders(context: Context) -> list[str]:
    modernity = context.arrays["modernity"]
    return [str(s) for s in modernity["system"].values[modernity["category_of"].values == SHELLS]]


def _shells_signed(context: Context) -> np.ndarray[Any, Any]:
    """Shells a year of members' signed orders that they do not keep."""
    delivery = context.arrays["delivery"].sel(system=_shell_orders(context))
    inside = [n for n in context.members if n in delivery["state"].values]
    total = delivery.sel(state=inside).sum(["state", "system"]).transpose("year")
    left: np.ndarray[Any, Any] = (1 - context.parameters["shells_kept_share"]) * total.values
    return left


def _add_need(context: Context, kinds: list[str], asked: list[Row]) -> None:
    years = context.years.tolist()
    need = zeros(category=kinds, year=years)
    drawn = {fact.key: drawn_from(context, "ukraine/needs", row, fact) for row, fact in asked}
    figures = _Asked(context, asked, drawn)
    have = context.arrays["ukraine_have"]
    base = {kind: float(have.sel(category=kind).values[0]) for kind in kinds}
    for kind in kinds:
        for year in years:
            need[kind, year] = figures.largest(kind, year, base[kind])
            for row, fact in asked:
                if row["category"] in (kind, PEOPLE) and (
                    row["category"] == kind or kind in OLD_KINDS
                ):
                    context.ledger.record("ukraine_need", (kind, year), fact)
    context.add("ukraine_need", need, "units", "what Ukraine asks for, or what its force takes")
    kit = context.arrays["recipe"]

    def formula(labels: Labels) -> Step:
        kind, _ = labels
        if kind in MUNITIONS:
            cells: list[tuple[str, Labels]] = [("parameter", ("ukraine_stock_months",))]
            words = "need = what a year of war uses up; in peace a stock of some months of it"
            return Step(words, tuple(cells), course(context))
        cells = [("ukraine_have", (kind, years[0]))]
        if kind in OLD_KINDS:
            cells.append(("parameter", ("brigade_people_share",)))
            cells += [("recipe", (BRIGADE, item)) for item in (PEOPLE, kind)
                      if item in kit["item"].values]  # fmt: skip
        words = "need = the largest of a fleet, the base year with additions, the force's kit"
        return Step(words, tuple(cells))

    context.ledger.derive("ukraine_need", formula)


def _risen(by: int | None, year: int) -> float:
    """How far a need has risen that is wanted by a year, evenly from the base year on."""
    if by is None or by <= BASE_YEAR:
        return 1.0
    return min(1.0, (year - BASE_YEAR) / (by - BASE_YEAR))
