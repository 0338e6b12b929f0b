"""What crews equipment takes, what there are today, and how many more can be trained.

From: requirements/crews, requirements/crew_training, industry/systems, and counted stock.
To: `vallum.planner.parts.crews`.

    crew[c]              = persons in a crew * crews for one unit           [persons a unit]
    crews_base[n,k]      = sum_{c in k} crew[c] * counted_base[n,c]         [persons]
    training_places[n,k] = floor[k] + share[k] * crews_base[n,k]            [persons a year]

n state, c category, k kind of crew.  A unit is a modern equivalent, as `counted` counts: an ageing
tank has half a crew that knows a modern one.  Places are beyond those who replace leavers.
"""

from __future__ import annotations

from statistics import median

import numpy as np

from vallum.errors import Problem, UserError
from vallum.world.context import Context, zeros
from vallum.world.provenance import FactRow, Labels, Step

SOLDIERS = "soldiers"
"""Soldiers of brigades: no crew, but they are recruited and trained as well."""
TITLES = {
    "pilots": "pilots of combat aircraft and attack helicopters",
    "armour": "crews of tanks, fighting vehicles and guns",
    "air_defence": "crews of air defence",
    "aircrew": "crews of drones, tankers and other large aircraft",
    "sailors": "sailors",
    SOLDIERS: "soldiers of brigades",
}
"""Kind -> how it is printed, in the order of print."""
IN_BRIGADES = ("armour",)
"""Kinds that are drawn from the soldiers of brigades: trained apart, not recruited again."""
YEARS, COST, SHARE, FLOOR = "years", "cost", "places_share", "places_floor"


def build_crews(context: Context) -> None:
    """Add crew (category), crews_base and training_places (state, kind), crew_years and
    crew_cost (kind) to the World."""
    kinds = _add_crew(context)
    figures = _add_training(context)
    _add_places(context, kinds, figures)


def _add_crew(context: Context) -> dict[str, str]:
    """Category -> kind of its crews, for categories that the World counts."""
    counted = [str(name) for name in context.arrays["counted"]["category"].values]
    rows = [
        (row, fact)
        for row, fact in context.facts("requirements/crews", "crews_central")
        if row["category"] in counted
    ]
    crew = zeros(category=[row["category"] for row, _ in rows])
    for row, fact in rows:
        name = row["category"]
        persons, behind = _persons(context, name)
        if row["persons_central"] is not None:
            stated = (row["persons_low"], row["persons_central"], row["persons_high"])
            persons, behind = context.drawn(f"crew|{name}", *stated), []
        elif not behind:
            told = f"no system of {name} that can be ordered states its crew; give persons_central"
            raise UserError(Problem(told, row["_file"], row["_line"], "persons_central"))
        stated = (row["crews_low"], row["crews_central"], row["crews_high"])
        crew[name] = persons * context.drawn(f"crews|{name}", *stated)
        for found in (fact, *behind):
            context.ledger.record("crew", (name,), found)
    kinds = {row["category"]: row["kind"] for row, _ in rows}
    labelled = crew.labelled().assign_coords(crew_kind=("category", list(kinds.values())))
    context.add("crew", labelled, "persons a unit", "persons that crew one modern equivalent")
    context.ledger.derive(
        "crew", lambda _: Step("crew = persons in a crew (median of its systems) x crews a unit")
    )
    return kinds


def _persons(context: Context, category: str) -> tuple[float, list[FactRow]]:
    """Median crew of the systems of a category that can be ordered, for one modern equivalent.

    Air-defence vehicles are counted in units of several: their equivalence says of how many.
    """
    crews = {
        row["system"]: (row["crew"], fact)
        for row, fact in context.facts("industry/systems", "crew")
        if row["crew"]
    }
    sizes: list[float] = []
    behind: list[FactRow] = []
    for row, fact in context.facts("industry/orderable", "equivalence"):
        known = crews.get(row["system"])
        if row["orderable"] == "yes" and row["category"] == category and known:
            sizes.append(known[0] / row["equivalence"])
            behind += [known[1], fact]
    return (float(median(sizes)), behind) if sizes else (0.0, [])


def _add_training(context: Context) -> dict[tuple[str, str], float]:
    """(kind, figure) -> its value."""
    figures: dict[tuple[str, str], float] = {}
    facts: dict[tuple[str, str], FactRow] = {}
    for row, fact in context.facts("requirements/crew_training", "central"):
        at = (row["kind"], row["figure"])
        facts[at] = fact
        figures[at] = context.drawn(f"training|{fact.key}", row["low"], row["central"], row["high"])
    years = zeros(kind=[kind for kind in TITLES if kind != SOLDIERS])
    cost = zeros(kind=list(TITLES))
    for name, grid, figure in (("crew_years", years, YEARS), ("crew_cost", cost, COST)):
        for kind in grid.dims["kind"]:
            value = figures[kind, figure]
            grid[kind] = max(1.0, round(value)) if figure == YEARS else value
            context.ledger.record(name, (kind,), facts[kind, figure])
    for kind in years.dims["kind"]:
        for figure in (SHARE, FLOOR):
            context.ledger.record("training_rule", (kind, figure), facts[kind, figure])
    context.add("crew_years", years, "years", "from recruit to trained crew")
    context.add("crew_cost", cost, "EUR mn a person", "of recruiting and training one")
    return figures


def _add_places(
    context: Context, kinds: dict[str, str], figures: dict[tuple[str, str], float]
) -> None:
    names = [kind for kind in TITLES if kind != SOLDIERS]
    crew = context.arrays["crew"].drop_vars("crew_kind")
    at_base = context.arrays["counted_base"].sel(category=crew["category"]).clip(min=0)
    persons = (at_base * crew).transpose("state", "category").values
    of_kind = np.array([[kinds[str(c)] == k for k in names] for c in crew["category"].values])
    base, places = (zeros(state=context.states, kind=names) for _ in range(2))
    base.values[:] = persons @ of_kind
    share, floor = (
        np.array([figures[kind, figure] for kind in names]) for figure in (SHARE, FLOOR)
    )
    places.values[:] = floor + share * base.values
    meaning = "crews of the stock of the base year"
    context.add("crews_base", base, "persons", meaning, additive=True)
    meaning = "persons that can be trained in a year beyond those who replace leavers"
    context.add("training_places", places, "persons a year", meaning, additive=True)

    def of_stock(labels: Labels) -> Step:
        state, kind = labels
        if base[labels] == 0:
            return Step("crews of the base year: no such equipment in service")
        own = [name for name, found in kinds.items() if found == kind]
        cells = tuple((("counted_base", (state, c)), ("crew", (c,))) for c in own)
        words = "crews of the base year = what counts then x its crew, all taken to be manned"
        return Step(words, tuple(cell for pair in cells for cell in pair))

    def schools(labels: Labels) -> Step:
        rule = tuple(("training_rule", (labels[1], figure)) for figure in (SHARE, FLOOR))
        words = "training places = a floor + a share of the crews of the base year"
        return Step(words, (("crews_base", labels), *rule))

    context.ledger.derive("crews_base", of_stock)
    context.ledger.derive("training_places", schools)
