"""What is asked for: requirements by basis, recipes, home reserves, people and readiness.

From: requirements tables.  To: `vallum.forces`, which sets needs against forces.

    requirement[k,e,b] = the largest published row of element e on basis b in contingency k (for
                         the main one: in the lists of the scenario's set of needs);
                         where none is published: sum of factor x driver (a sizing rule, imputed)
    us_part[k,e,b]     = part of it that the United States provides today

Bases mean different things and are never added up here: see `vallum.forces`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from vallum.errors import Problem, UserError, did_you_mean
from vallum.evidence.reconcile.forces import PERSONNEL, newest_count
from vallum.world.context import BASE_YEAR, Context, Grid, zeros
from vallum.world.names import REASSURANCE
from vallum.world.provenance import FactRow, Labels, Step
from vallum.world.spreads import NO_SPREAD, people_spreads

BASES = ("replace_us", "total", "in_place", "stock")
NESTED = ("yes", "no")
"""Contingencies beside the main one: met by the same forces, or taking forces away."""
DOMAINS = ("land", "air", "sea", "air_defence", "enablers", "munitions")
RULES = "sizing_rules"
"""Stands for a published list in `requirements/us_parts` where a sizing rule gives the total."""


def build_needs(context: Context) -> None:
    """Add elements, requirements, recipes, reserves, people and availability to the World."""
    elements = _add_elements(context)
    contingencies = _contingencies(context)
    _add_requirements(context, contingencies, elements)
    _add_recipes(context, elements)
    _add_home_reserve(context)
    _add_people(context)


def _add_elements(context: Context) -> list[str]:
    rows = [row for row, _ in context.facts("requirements/elements")]
    rows.sort(key=lambda row: row["rank"])
    names = [row["element"] for row in rows]
    weight = xr.DataArray(
        [float(row["weight"]) for row in rows],
        dims=("element",),
        coords={"element": names}
        | {
            label: ("element", [row[column] for row in rows])
            for label, column in (
                ("title", "title"),
                ("domain", "domain"),
                ("unit", "unit"),
                ("core", "core"),
                ("lever", "us_lever"),
            )
        },
    )
    context.add("weight", weight, "1", "weight of an element within its domain")
    for row, fact in context.facts("requirements/elements", "weight"):
        context.ledger.record("weight", (row["element"],), fact)
    shares = [context.parameters[_availability(row["domain"])] for row in rows]
    available = xr.DataArray(shares, dims=("element",), coords={"element": names})
    context.add("availability", available, "share", "part that is ready in peacetime")

    def formula(labels: Labels) -> Step:
        name = _availability(str(weight["domain"].sel(element=labels[0]).item()))
        return Step(f"availability of {labels[0]} = {name}", (("parameter", (name,)),))

    context.ledger.derive("availability", formula)
    return names


def _availability(domain: str) -> str:
    known = {"land": "land", "air": "air", "sea": "sea"}
    return f"availability_{known.get(domain, 'other')}"


def _contingencies(context: Context) -> list[str]:
    """The main contingency of the scenario, then its others in order of priority."""
    known = {row["contingency"]: row for row, _ in context.facts("requirements/contingencies")}
    asked = context.scenario.need.contingencies
    others = [name for name, row in known.items() if row["nested"] in NESTED]
    wrong = [
        context.scenario.problem(
            f"need.contingencies[{place}]",
            f"'{name}' is not a contingency that can be asked for"
            + (did_you_mean(name, others) or f"; known are {', '.join(others)}"),
        )
        for place, name in enumerate(asked)
        if name not in others
    ]
    if wrong:
        raise UserError(wrong)
    main = context.scenario.need.set
    need_set(context)  # an unknown set is told as such, with the sets that there are
    if main not in known:
        told = f"no row of requirements/contingencies is called '{main}', as the set of needs is"
        raise UserError(context.scenario.problem("need.set", told))
    return [main, *asked]


@dataclass(frozen=True)
class NeedSet:
    """The scenario's set of needs: which published rows make the main need, and how it is read."""

    contingencies: tuple[str, ...]
    lists: tuple[str, ...]
    reading: str
    sized: bool
    fact: FactRow

    def holds(self, row: dict[str, Any]) -> bool:
        """Whether a row of requirements/needs belongs to the set."""
        named = not self.lists or row["list"] in self.lists
        return row["contingency"] in self.contingencies and named


def need_set(context: Context) -> NeedSet:
    """The set that the scenario names.

    Raises UserError where the scenario names a set that no row declares.
    """
    known = {row["set"]: (row, fact) for row, fact in context.facts("requirements/need_sets")}
    asked = context.scenario.need.set
    if asked not in known:
        near = did_you_mean(asked, sorted(known)) or f"; known are {', '.join(sorted(known))}"
        told = f"'{asked}' is not a set of needs{near}"
        raise UserError(context.scenario.problem("need.set", told))
    row, fact = known[asked]
    lists = tuple(row["lists"].split(";")) if row["lists"] else ()
    contingencies = tuple(row["contingencies"].split(";"))
    return NeedSet(contingencies, lists, row["reading"], row["sized"] == "yes", fact)


def _add_requirements(context: Context, contingencies: list[str], elements: list[str]) -> None:
    chosen = need_set(context)
    dims = {"contingency": contingencies, "element": elements, "basis": list(BASES)}
    requirement, us_part, imputed = zeros(**dims), zeros(**dims), zeros(**dims)
    published = context.facts("requirements/needs", "quantity_central")
    parts = {
        (row["list"], row["element"], row["basis"]): (row, fact)
        for row, fact in context.facts("requirements/us_parts", "share_central")
    }
    for row, fact in published:
        name = contingencies[0] if chosen.holds(row) else row["contingency"]
        if name not in contingencies or row["basis"] not in BASES:
            continue
        if name == contingencies[0] and not chosen.holds(row):
            continue
        if row["element"] not in elements:
            near = did_you_mean(row["element"], elements) or f"; known are {', '.join(elements)}"
            told = f"'{row['element']}' is not a force element{near}"
            raise UserError(Problem(told, row["_file"], row["_line"], "element"))
        labels = (name, row["element"], row["basis"])
        if _keep_largest(context, requirement, labels, row, fact):
            _take_us_part(context, us_part, labels, parts.get((row["list"], *labels[1:])))
    if chosen.sized:
        _size_the_rest(context, requirement, imputed, contingencies[0], published)
    for element in elements:
        labels = (contingencies[0], element, "total")
        if imputed[labels]:
            _take_us_part(context, us_part, labels, parts.get((RULES, *labels[1:])))
    _add_reassurance_force(context, requirement, contingencies)
    meaning = "what a contingency asks for, by basis"
    titles = {
        row["contingency"]: (row["title"], row["nested"])
        for row, _ in context.facts("requirements/contingencies")
    }
    coordinates = {
        "contingency_title": ("contingency", [titles[name][0] for name in contingencies]),
        "nested": ("contingency", [titles[name][1] for name in contingencies]),
        "reading": ("contingency", [chosen.reading, *["in_place" for _ in contingencies[1:]]]),
    }
    context.add("requirement", requirement.labelled().assign_coords(coordinates), "units", meaning)
    context.add("us_part", us_part, "share", "part that the United States provides today")
    context.add("imputed", imputed, "0 or 1", "the requirement comes from a sizing rule")
    _explain_requirements(context)


def _explain_requirements(context: Context) -> None:
    mission = ("ukraine.reassurance_force.troops",)

    def asked(labels: Labels) -> Step:
        if not context.ledger.facts("requirement", labels):
            return Step("requirement: no list and no sizing rule asks for this on this basis")
        if labels == (REASSURANCE, "brigade", "in_place"):
            words = "requirement = soldiers of the reassurance force / soldiers of a brigade"
            return Step(words, facts=context.assumed(*mission))
        if float(context.arrays["imputed"].sel(_by_dimension(labels))):
            return Step("requirement = sum over sizing rules of factor x driver (imputed)")
        return Step("requirement = the largest published row on this basis")

    def marked(labels: Labels) -> Step:
        return Step("imputed = 1 where a sizing rule gives the need", (("requirement", labels),))

    context.ledger.derive("requirement", asked)
    context.ledger.derive("imputed", marked)
    context.ledger.leave_empty("us_part", "no row gives the United States a part in this need")


def _by_dimension(labels: Labels) -> dict[str, Any]:
    return dict(zip(("contingency", "element", "basis"), labels, strict=True))


def _keep_largest(
    context: Context, requirement: Grid, labels: Labels, row: dict[str, Any], fact: FactRow
) -> bool:
    """Within a basis the largest published row counts; the ledger keeps that row alone."""
    quantity = context.drawn(
        f"need|{fact.key}",
        row["quantity_low"],
        row["quantity_central"],
        row["quantity_high"],
        context.parameters["spread_need"],
    )
    canada = row["basis"] == "total" and row["scope"] == "NATO"
    if canada:
        quantity *= 1 - context.parameters["canada_share_of_nato"]
    if quantity <= requirement[labels]:
        return False
    requirement[labels] = quantity
    known = [fact]
    if canada:
        known += context.ledger.facts("parameter", ("canada_share_of_nato",))
    context.ledger.cells.setdefault("requirement", {})[labels] = known
    return True


def _take_us_part(
    context: Context,
    us_part: Grid,
    labels: Labels,
    part: tuple[dict[str, Any], FactRow] | None,
) -> None:
    """The American part of the row that counts; none where no row states one."""
    if part is None:
        us_part[labels] = 0.0
        context.ledger.cells.setdefault("us_part", {}).pop(labels, None)
        return
    row, fact = part
    us_part[labels] = context.drawn(
        f"us_part|{fact.key}", row["share_low"], row["share_central"], row["share_high"]
    )
    context.ledger.cells.setdefault("us_part", {})[labels] = [fact]


def _size_the_rest(
    context: Context,
    requirement: Grid,
    imputed: Grid,
    main: str,
    published: list[tuple[dict[str, Any], FactRow]],
) -> None:
    """Sizing rules give a need only where no list publishes one on any basis."""
    drivers = {
        (row["element"], row["list"]): (row["quantity_central"], fact) for row, fact in published
    }
    alliance_wide = {row["list"] for row, _ in published if row["scope"] == "NATO"}
    sized = {
        element
        for element in requirement.dims["element"]
        if not any(requirement[main, element, basis] for basis in BASES)
    }
    for row, fact in context.facts("requirements/sizing_rules", "factor_central"):
        if row["element"] not in sized:
            continue
        labels = (main, row["element"], row["basis"])
        factor = context.drawn(
            f"sizing|{fact.key}", row["factor_low"], row["factor_central"], row["factor_high"]
        )
        size, source = _driver(context, row, drivers)
        if row["basis"] == "total" and row["driver_list"] in alliance_wide:
            size *= 1 - context.parameters["canada_share_of_nato"]
            source = [*source, *context.ledger.facts("parameter", ("canada_share_of_nato",))]
        requirement[labels] += factor * size
        imputed[labels] = 1
        for found in (fact, *source):
            context.ledger.record("requirement", labels, found)


def _driver(
    context: Context,
    row: dict[str, Any],
    drivers: dict[tuple[str, str], tuple[float, FactRow]],
) -> tuple[float, list[FactRow]]:
    """Size of a rule's driver and the facts behind it."""
    if row["driver"] == "one":
        return 1.0, []
    if row["driver"] == "population_mn":
        europe = {
            state["state"]
            for state, _ in context.facts("geography/states")
            if state["european"] == "yes"
        } & set(allies_and_members(context))
        rows = [
            (fact, entry["population_mn"])
            for entry, fact in context.facts("economy/macro", "population_mn")
            if entry["state"] in europe and entry["year"] == BASE_YEAR
        ]
        return sum(value for _, value in rows if value), [fact for fact, _ in rows]
    try:
        size, fact = drivers[row["driver"], row["driver_list"]]
    except KeyError:
        raise UserError(
            f"requirements/sizing_rules.csv, line {row['_line']}, driver: no row of "
            f"requirements/needs has element '{row['driver']}' in list '{row['driver_list']}'"
        ) from None
    return size, [fact]


def allies_and_members(context: Context) -> list[str]:
    """European NATO allies today: the scope that published lists describe."""
    return sorted(
        {
            row["state"]
            for row, _ in context.facts("governance/memberships")
            if row["group"] == "NATO" and not row["to"] and row["state"] not in ("USA", "CAN")
        }
    )


def _add_reassurance_force(context: Context, requirement: Grid, contingencies: list[str]) -> None:
    """The scenario sets the force in Ukraine in soldiers; brigades follow by the recipe."""
    force = context.scenario.ukraine.reassurance_force
    if REASSURANCE not in contingencies:
        return
    labels = (REASSURANCE, "brigade", "in_place")
    if force is None:
        requirement[labels] = 0
        return
    people = [
        (row, fact)
        for row, fact in context.facts("requirements/recipes", "central")
        if row["element"] == "brigade" and row["kind"] == "people"
    ]
    requirement[labels] = force.troops / people[0][0]["central"]
    context.ledger.cells.setdefault("requirement", {})[labels] = [people[0][1]]


def _add_recipes(context: Context, elements: list[str]) -> None:
    rows = context.facts("requirements/recipes", "central")
    items = sorted({row["item"] for row, _ in rows})
    recipe = zeros(element=elements, item=items)
    summed = np.array([False] * len(elements))
    for row, fact in rows:
        if row["element"] not in elements:
            continue
        labels = (row["element"], row["item"])
        recipe[labels] = context.drawn(
            f"recipe|{fact.key}", row["low"], row["central"], row["high"]
        )
        summed[elements.index(row["element"])] |= row["kind"] == "sum"
        context.ledger.record("recipe", labels, fact)
    labelled = recipe.labelled().assign_coords(summed=("element", summed))
    context.add("recipe", labelled, "units", "what one unit of an element takes")
    context.ledger.leave_empty("recipe", "the element takes none of this")


def _add_home_reserve(context: Context) -> None:
    """A fixed quantity by state and category: share x counted stock of the base year."""
    base = context.arrays["counted_base"]
    domain_of = _domain_of_categories(context)
    reserve = zeros(state=base["state"].values, category=base["category"].values)
    place = {str(state): index for index, state in enumerate(base["state"].values)}
    column = {str(name): index for index, name in enumerate(base["category"].values)}
    for row, fact in context.facts("requirements/home_reserve", "share_central"):
        share = context.drawn(
            f"reserve|{fact.key}", row["share_low"], row["share_central"], row["share_high"]
        )
        if row["state"] not in context.states:
            continue
        for category, domain in domain_of.items():
            if domain == row["domain"]:
                labels = (row["state"], category)
                reserve[labels] = share * base.values[place[row["state"]], column[category]]
                context.ledger.record("home_reserve", labels, fact)
    context.add("home_reserve", reserve, "units", "kept at home, the same in all years")

    def formula(labels: Labels) -> Step:
        if not context.ledger.facts("home_reserve", labels):
            return Step("home reserve: no row asks this state to keep any")
        words = "home reserve = share of the base-year stock, fixed as a quantity"
        return Step(words, (("counted_base", labels),))

    context.ledger.derive("home_reserve", formula)


def _domain_of_categories(context: Context) -> dict[str, str]:
    """Category -> domain of the element that counts it; short-range air defence by its sum."""
    weight = context.arrays["weight"]
    domain = {
        str(element): str(name)
        for element, name in zip(weight["element"].values, weight["domain"].values, strict=True)
    }
    categories = context.arrays["counted_base"]["category"].values
    found = {str(name): domain[str(name)] for name in categories if str(name) in domain}
    return found | {"sam_short": "air_defence", "vshorad": "air_defence"}


def _add_people(context: Context) -> None:
    """Soldiers that can serve in manoeuvre brigades, from the newest count of each state."""
    people = zeros(state=context.states)
    share = context.parameters["brigade_people_share"]
    weight = context.parameters["reserve_people_share"]
    counts: dict[tuple[str, str], list[tuple[int, float, FactRow]]] = {}
    for column in PERSONNEL:
        for row, fact in context.facts("forces/personnel", column):
            if row[column] is not None and row["state"] in context.states:
                found = counts.setdefault((row["state"], column), [])
                found.append((row["year"], row[column], fact))
    spreads = people_spreads(context)
    for (state, column), found in counts.items():
        _, value, fact = found[newest_count([year for year, _, _ in found])]
        other = spreads.get((state, column), NO_SPREAD)
        low, high = other.widen(value, value, value)
        drawn = context.drawn(f"people|{state}|{column}", low, value, high)
        people[state] += share * drawn * (1.0 if column == "active" else weight)
        for row_behind in (fact, *other.facts):
            context.ledger.record("people", (state,), row_behind)
    for parameter in ("brigade_people_share", "reserve_people_share"):
        for state in context.states:
            for fact in context.ledger.facts("parameter", (parameter,)):
                context.ledger.record("people", (state,), fact)
    context.add("people", people, "persons", "soldiers for manoeuvre brigades", additive=True)
