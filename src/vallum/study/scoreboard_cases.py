"""How each figure of a study is worked out here, under any set of assumptions.

From: world, forces, planner.  To: `vallum.study.scoreboard`.

    one_off       = sum over the list of quantity * unit price + brigades * kit that no table lists
    standing_cost = running_cost * one_off + soldiers * person_cost                      [a year]
    life_cycle    = one_off + years * (running_cost * one_off + published people * person_cost)
    people        = brigades * soldiers of one; brigades: those on the list, else as many as its
                    infantry fighting vehicles equip
    kit           = brigades * (heavy_share where only heavy ones have it) * recipe
    shells        = brigades * days_of_supply * shells_per_brigade_day
    fielded       = what European allies field in the base year
    missing       = gap of the first year
    ready_year    = first year from which the whole list can be there (a plan of the coalition as
                    one, so no finer plan is earlier); years: counted from the first planned year;
                    plan_cost: mean cost a year

Money is brought to the currency and price year of the study by the euro area's deflator and that
year's exchange rate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from vallum.errors import Problem, UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.forces import Gaps, assess
from vallum.planner import Plan, plan
from vallum.planner.inputs import SUMMED
from vallum.scenario import load_scenario
from vallum.study.plan import demand_of
from vallum.study.price_list import dollars_per_euro, price_items, price_level, rise_to
from vallum.world import World
from vallum.world.money import PRICE_YEAR
from vallum.world.names import BRIGADE, PEOPLE
from vallum.world.needs import BASES

HEAVY = "heavy_brigade"
BALTIC = "baltic_defence"
WHOLE = "coalition"
"""The one bloc of the plans made here."""


@dataclass(frozen=True)
class Published:
    """One figure as a study states it; low or high None: it states no such bound."""

    study: str
    figure: str
    measure: str
    item: str
    unit: str
    low: float | None
    high: float | None
    price_year: int | None
    currency: str | None
    independent: bool
    covers: str
    source: str
    verified: str
    note: str
    place: Problem


@dataclass(frozen=True)
class Assumption:
    """One assumption that may be changed: a fact, a field of the scenario, or a choice."""

    words: str
    kind: str
    name: str
    value: str
    place: Problem


@dataclass(frozen=True)
class Case:
    """A study's scenario with some assumptions changed."""

    study: str
    fields: tuple[str, ...] = ()
    facts: tuple[tuple[str, float], ...] = ()
    choices: tuple[tuple[str, str], ...] = ()

    def changed(self, one: Assumption) -> Case:
        """The same with one assumption more.  Raises UserError for a choice that nobody knows."""
        if one.kind == "field":
            return replace(self, fields=(*self.fields, f"{one.name}={one.value}"))
        if one.kind == "fact":
            return replace(self, facts=(*self.facts, (one.name, float(one.value))))
        if one.name not in CHOICES:
            near = did_you_mean(one.name, CHOICES) or f"; there are {', '.join(CHOICES)}"
            told = f"'{one.name}' is not a choice{near}"
            raise UserError(replace(one.place, message=told, field="name"))
        return replace(self, choices=(*self.choices, (one.name, one.value)))

    def choice(self, name: str, default: str) -> str:
        return dict(self.choices).get(name, default)


CHOICES = (
    "price", "heavy_share", "share_of_output", "with_us", "home_reserve", "brigade_a_year_2024",
)  # fmt: skip
"""Other ways to work a figure out: which alternative of a kind is priced; which share of brigades
is heavy; spending that rises to a share of output [%]; the American part counted in; home reserves
(`none`: not taken off); a brigade's yearly cost [EUR bn, prices of 2024] instead of its upkeep and
people."""


@dataclass
class Desk:
    """What has been worked out so far: Worlds, assessments and plans, each made once."""

    evidence: Evidence
    _worlds: dict[Case, World] = field(default_factory=dict)
    _gaps: dict[Case, Gaps] = field(default_factory=dict)
    _plans: dict[Case, Plan] = field(default_factory=dict)

    def figures(self, study: str) -> list[Published]:
        """What a study states, in the order of the evidence."""
        rows = self.evidence.table("requirements/study_figures").iter_rows(named=True)
        return [_published(row) for row in rows if row["study"] == study]

    def assumptions(self, figure: Published) -> list[Assumption]:
        """What may be changed to explain a figure, in the order of the evidence."""
        rows = self.evidence.table("requirements/study_assumptions").iter_rows(named=True)
        return [
            Assumption(
                row["assumption"],
                row["kind"],
                row["name"],
                row["value"],
                Problem("", row["_file"], row["_line"]),
            )
            for row in rows
            if (row["study"], row["figure"]) == (figure.study, figure.figure)
        ]

    def world(self, case: Case) -> World:
        key = replace(case, choices=())
        if key not in self._worlds:
            scenario = load_scenario(case.study, set_=case.fields)
            self._worlds[key] = World.build(self.evidence, scenario, fixed=dict(case.facts))
        return self._worlds[key]

    def gaps(self, case: Case) -> Gaps:
        """What is needed, what is there: with the case's home reserves."""
        if case not in self._gaps:
            world = self.world(case)
            if case.choice("home_reserve", "kept") == "none":
                none = world["home_reserve"] * 0
                world = replace(world, arrays={**world.arrays, "home_reserve": none})
            self._gaps[case] = assess(world)
        return self._gaps[case]

    def plan(self, case: Case) -> Plan:
        """The coalition as one: all targets as early as can be, then at the least cost.

        Only what the list names may be ordered, so that the plan costs nothing else.
        """
        key = replace(case, choices=())
        if key not in self._plans:
            world, demand = self.world(case), demand_of(self.gaps(case))
            elements = [str(name) for name in demand.need["element"].values]
            kept = world["unit_price"]["product_category"].isin(_ordered_for(world, elements))
            eligible = world["eligible"] * kept.reset_coords(drop=True)
            narrow = replace(world, arrays={**world.arrays, "eligible": eligible})
            blocs = dict.fromkeys(world.members, WHOLE)
            self._plans[key] = plan(narrow, demand, mode="earliest", blocs=blocs)
        return self._plans[key]

    def whole(self, case: Case) -> dict[str, Any]:
        """The study as a whole: see `vallum.study.scoreboard.Overview`."""
        world = self.world(case)
        ready, cost = self._ready(case)
        return {
            "cost_eur_bn": None if world.us_counts else _one_off(world, case),
            "brigades": _brigades(world),
            "people": _brigades(world) * _recipe(world, BRIGADE, PEOPLE),
            "ready": ready,
            "last": int(world.years[-1]),
            "plan_eur_bn_a_year": cost,
            "stand_in": rests_on_imputation(world),
        }

    def _ready(self, case: Case) -> tuple[int | None, float | None]:
        """First year in which all can be there, and what the plan costs a year [EUR bn]."""
        demand = demand_of(self.gaps(case))
        if float((demand.need - demand.us - demand.have).max()) <= 0:
            # What is there and what is ordered is enough: there is nothing to plan.
            return int(self.world(case).years[0]), 0.0
        made = self.plan(case)
        return made.since, None if made.since is None else made.cost_per_year


def measure(desk: Desk, case: Case, figure: Published) -> float | None:
    """Our figure under these assumptions, in the study's unit; None: not within the horizon.

    Raises UserError where the evidence names a measure that there is none of.
    """
    if figure.measure not in MEASURES:
        near = did_you_mean(figure.measure, list(MEASURES)) or f"; there are {', '.join(MEASURES)}"
        told = f"'{figure.measure}' is not a measure{near}"
        raise UserError(replace(figure.place, message=told, field="measure"))
    return MEASURES[figure.measure](desk, case, figure)


# Money


def _cost_of_list(desk: Desk, case: Case, figure: Published) -> float:
    world = desk.world(case)
    return _printed(world, _one_off(world, case), figure)


def _cost_of_item(desk: Desk, case: Case, figure: Published) -> float:
    world = desk.world(case)
    items = {one.category: one for one in price_items(world, quantities(world))}
    return _printed(world, items[figure.item].at(_alternative(case)), figure)


def _life_cycle(desk: Desk, case: Case, figure: Published) -> float:
    """item: years.  People are those that the study itself states."""
    world, years = desk.world(case), int(figure.item)
    (people,) = (one.high for one in desk.figures(figure.study) if one.figure == "people")
    bought = _one_off(world, case)
    yearly = _parameter(world, "running_cost") * bought
    yearly += (people or 0.0) * _parameter(world, "person_cost") / 1000
    return _printed(world, bought + years * yearly, figure)


def _standing_cost(desk: Desk, case: Case, figure: Published) -> float:
    """item: the element whose recipe says how many soldiers a brigade has."""
    world = desk.world(case)
    brigades = _brigades(world)
    stated = case.choice("brigade_a_year_2024", "")
    if stated:
        return _printed(world, brigades * float(stated) / price_level(world, 2024), figure)
    upkeep = _parameter(world, "running_cost") * _one_off(world, case)
    soldiers = brigades * _recipe(world, figure.item, PEOPLE)
    return _printed(world, upkeep + soldiers * _parameter(world, "person_cost") / 1000, figure)


def _plan_cost(desk: Desk, case: Case, figure: Published) -> float:
    world = desk.world(case)
    share = case.choice("share_of_output", "")
    if share:
        return _printed(world, rise_to(world, float(share))[0], figure)
    return _printed(world, desk.plan(case).cost_per_year, figure)


# People and kit


def _people(desk: Desk, case: Case, figure: Published) -> float:
    world = desk.world(case)
    return _brigades(world) * _recipe(world, figure.item, PEOPLE)


def _people_in_place(desk: Desk, case: Case, figure: Published) -> float:
    """Soldiers of the brigades that must stand in the Baltic states, heavy ones by their recipe."""
    world = desk.world(case)
    asked = world["requirement"].sel(contingency=BALTIC, basis="in_place")
    heavy = float(asked.sel(element=HEAVY))
    light = float(asked.sel(element=BRIGADE)) - heavy
    return heavy * _recipe(world, HEAVY, PEOPLE) + light * _recipe(world, BRIGADE, PEOPLE)


def _kit(desk: Desk, case: Case, figure: Published) -> float:
    """Pieces that the brigades on the list take; what only heavy brigades have, for their share."""
    world = desk.world(case)
    each = _recipe(world, BRIGADE, figure.item)
    if each == 0:
        each = float(case.choice("heavy_share", "1")) * _recipe(world, HEAVY, figure.item)
    return _brigades(world) * each


def _shells(desk: Desk, case: Case, figure: Published) -> float:
    world = desk.world(case)
    rounds = _parameter(world, "days_of_supply") * _parameter(world, "shells_per_brigade_day")
    return _brigades(world) * rounds


# Forces and years


def _fielded(desk: Desk, case: Case, figure: Published) -> float:
    world = desk.world(case)
    found = float(desk.gaps(case).data["base"].sel(element=figure.item))
    if case.choice("with_us", "no") == "yes":
        at = {"element": figure.item, "basis": "total"}
        asked, part = (world[name].isel(contingency=0).sel(at) for name in _AMERICAN)
        found += float(asked) * float(part)
    return found


def _missing(desk: Desk, case: Case, figure: Published) -> float:
    gaps = desk.gaps(case)
    first = gaps.data["gap"].sel(contingency=gaps.main, element=figure.item).isel(year=0)
    return float(first)


def _ready_year(desk: Desk, case: Case, figure: Published) -> float | None:
    since = desk.plan(case).since
    return None if since is None else float(since)


def _years(desk: Desk, case: Case, figure: Published) -> float | None:
    since = desk.plan(case).since
    return None if since is None else float(since - int(desk.world(case).years[0]))


MEASURES: Mapping[str, Callable[[Desk, Case, Published], float | None]] = {
    "one_off": _cost_of_list,
    "item_cost": _cost_of_item,
    "life_cycle": _life_cycle,
    "standing_cost": _standing_cost,
    "plan_cost": _plan_cost,
    "people": _people,
    "place_people": _people_in_place,
    "kit": _kit,
    "shells": _shells,
    "fielded": _fielded,
    "missing": _missing,
    "ready_year": _ready_year,
    "years": _years,
}
"""Measure, as requirements/study_figures names it -> how it is worked out."""
_AMERICAN = ("requirement", "us_part")


# Helpers


def quantities(world: World) -> dict[str, float]:
    """The list that the scenario's set of needs makes: element -> units, bases never mixed.

    >>> from vallum.evidence import Evidence
    >>> world = World.build(Evidence.load(), load_scenario("bruegel_kiel_2025"))
    >>> quantities(world)["tank"]
    1400.0
    """
    asked = world["requirement"].isel(contingency=0)
    whole = asked.sel(basis=[basis for basis in BASES if basis != "in_place"]).max("basis")
    names = [str(name) for name in whole["element"].values]
    pairs = zip(names, whole.values.tolist(), strict=True)
    return {name: value for name, value in sorted(pairs) if value > 0}


def _one_off(world: World, case: Case) -> float:
    """EUR bn, 2025 prices."""
    asked, alternative = quantities(world), _alternative(case)
    kit = asked.get(BRIGADE, 0.0) * _parameter(world, "brigade_kit")
    return sum(one.at(alternative) for one in price_items(world, asked)) + kit


def rests_on_imputation(world: World) -> bool:
    """Whether no row of the list was seen in print."""
    main = str(world["requirement"]["contingency"].values[0])
    cells = world.ledger.cells.get("requirement", {})
    rows = [fact for labels, facts in cells.items() if labels[0] == main for fact in facts]
    return all(fact.verified == "imputed" for fact in rows)


def _alternative(case: Case) -> Any:
    return case.choice("price", "median")


def _brigades(world: World) -> float:
    asked = quantities(world)
    if BRIGADE in asked:
        return asked[BRIGADE]
    return asked.get("ifv", 0.0) / _recipe(world, BRIGADE, "ifv")


def _recipe(world: World, element: str, item: str) -> float:
    return float(world["recipe"].sel(element=element, item=item))


def _parameter(world: World, name: str) -> float:
    return float(world["parameter"].sel(parameter=name))


def _printed(world: World, eur_bn: float, figure: Published) -> float:
    """Money of ours in the currency and at the prices of the study."""
    year = figure.price_year or PRICE_YEAR
    rate = dollars_per_euro(world, year) if figure.currency == "USD" else 1.0
    return eur_bn * price_level(world, year) * rate


def _ordered_for(world: World, elements: list[str]) -> list[str]:
    """Categories that serve these elements; brigades need their kit, and shells to fire."""
    found = {kind for name in elements for kind in SUMMED.get(name, (name,))}
    if BRIGADE in elements:
        recipe = world["recipe"].sel(element=BRIGADE, drop=True)
        found |= {str(name) for name in recipe["item"].values[recipe.values > 0]}
    return sorted(found - {PEOPLE})


def _published(row: Mapping[str, Any]) -> Published:
    low, central, high = row["low"], row["central"], row["high"]
    return Published(
        study=row["study"],
        figure=row["figure"],
        measure=row["measure"],
        item=row["item"] or "",
        unit=row["unit"],
        low=central if low is None else low,
        high=central if high is None else high,
        price_year=row["price_year"],
        currency=row["currency"],
        independent=row["independent"] == "yes",
        covers=row["covers"],
        source=row["source"],
        verified=row["verified"],
        note=row["note"] or "",
        place=Problem("", row["_file"], row["_line"]),
    )
