"""What one unit of a force element costs to set up and to keep: direct, support and overhead.

From: world, at both ends of its ranges (`vallum.world.ends`).  To: `vallum.finance.force_mix`,
study, `vallum unit`.

    equipment  = sum_c recipe[e,c] * price[s(c)] / equivalence[s(c)]  (+ brigade_kit for brigades)
    own        = soldiers of the recipe, else crew * own_people[k], else staff         [persons]
    support    = support_people[k] * own;  overhead = overhead_people * (own + support)
    once       = equipment * (1 + support_kit[k]) + recruiting and training of all people
    yearly     = person_cost * all people + upkeep of equipment and of support's equipment
                 + leavers * recruiting and training + overhead_other * person_cost * all people
    life       = once + sum_{t=1..N} yearly / (1 + r)^t
    per year   = once / sum_{t=1..N} (1 + r)^-t + yearly

e element, c category, s(c) the product chosen for it, k kind of people, r discount rate, N years.
The split follows the US Congressional Budget Office (The U.S. Military's Force Structure: A
Primer), which leaves equipment out; here it stands apart, as what is paid once.  The purchase is
charged to the N years in full: nothing is taken to be left of it.  Each line has a low and a high
end, with all that it rests on at its end at once, so that a sum's range is the widest there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import add
from typing import Literal

import polars as pl

from vallum.errors import UserError
from vallum.finance.unit_makeup import Cell, Choice, Makeup, make_up
from vallum.world import World
from vallum.world.crews import SOLDIERS
from vallum.world.ends import Ends
from vallum.world.provenance import by_place
from vallum.world.support import KIT, LEAVERS, OVERHEAD_OTHER, OVERHEAD_PEOPLE, SUPPORT

Group = Literal["direct", "support", "overhead"]
When = Literal["once", "yearly"]
GROUPS: tuple[Group, ...] = ("direct", "support", "overhead")
MOST_YEARS = 60
"""No equipment of the catalogue serves longer."""


@dataclass(frozen=True)
class Range:
    """Low, central and high value of a figure."""

    low: float
    central: float
    high: float

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.central + other.central, self.high + other.high)

    def __mul__(self, factor: float) -> Range:
        """Raises ValueError for a factor below zero, which would turn the ends round."""
        if factor < 0:
            raise ValueError("a range is scaled by no less than 0")
        return Range(self.low * factor, self.central * factor, self.high * factor)


NONE = Range(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Line:
    """One line of the bill [EUR mn, 2025 prices]: once, or a year.

    cells: those of the World that it rests on; sources: ids behind them; facts: how many rows;
    verified: share of them that were seen in print.
    """

    name: str
    group: Group
    when: When
    words: str
    cost: Range
    cells: tuple[Cell, ...]
    sources: tuple[str, ...]
    facts: int
    verified: float


@dataclass(frozen=True)
class UnitCost:
    """The bill of one unit.

    people: group -> persons.  years, rate: over which costs are spread, and discounted.
    """

    element: str
    title: str
    unit: str
    choice: Choice
    makeup: Makeup
    people: Mapping[Group, Range]
    lines: tuple[Line, ...]
    years: int
    rate: float

    def total(self, when: When, group: Group | None = None) -> Range:
        """What is paid once, or a year, by a group or by all [EUR mn]."""
        chosen = (
            line.cost for line in self.lines if line.when == when and group in (None, line.group)
        )
        return reduce(add, chosen, NONE)

    @property
    def life(self) -> Range:
        """Purchase and all years, discounted [EUR mn]."""
        return self.total("once") + self.total("yearly") * annuity(self.years, self.rate)

    @cached_property
    def per_year(self) -> Range:
        """The same as even payments at the end of each year [EUR mn a year]."""
        return self.spread("direct") + self.spread("support") + self.spread("overhead")

    def spread(self, group: Group) -> Range:
        """The part of `per_year` that falls to a group [EUR mn a year]."""
        once = self.total("once", group) * (1 / annuity(self.years, self.rate))
        return once + self.total("yearly", group)

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        once, yearly = self.total("once").central, self.total("yearly").central
        people = sum(self.people[group].central for group in GROUPS)
        return [
            f"{self.title}: EUR {once:,.0f} mn once and {yearly:,.0f} mn a year, for "
            f"{people:,.0f} people.",
            f"Over {self.years} years EUR {self.per_year.central:,.0f} mn a year.",
        ]

    def frames(self) -> dict[str, pl.DataFrame]:
        """One row for each line [EUR mn]."""
        rows = [
            (line.name, line.group, line.when, line.cost.low, line.cost.central, line.cost.high)
            for line in self.lines
        ]
        heads = ["line", "group", "when", "low", "central", "high"]
        return {"unit_cost": pl.DataFrame(rows, schema=heads, orient="row")}


def unit_cost(
    ends: Ends, element: str, *, years: int | None = None, choice: Choice = "middle"
) -> UnitCost:
    """Price one unit of an element over so many years; default: the scenario's horizon.

    choice: which of the products that the coalition may order, by price.
    Raises UserError for an element that is not known or that nothing orderable serves, and for
    years outside 1 to `MOST_YEARS`.
    """
    world = ends.central
    years = len(world.years) if years is None else years
    if not 1 <= years <= MOST_YEARS:
        raise UserError(f"costs are spread over 1 to {MOST_YEARS} years, not {years}")
    makeup = make_up(world, element, choice)
    bills = [_bill(each, makeup) for each in (ends.low, world, ends.high)]
    lines = tuple(
        _line(world, entry, Range(*(bill[place].amount for bill in bills)))
        for place, entry in enumerate(bills[1])
    )
    heads = [_people(each, makeup) for each in (ends.low, world, ends.high)]
    words = world["weight"].sel(element=element)
    return UnitCost(
        element=element,
        title=str(words["title"].item()),
        unit=str(words["unit"].item()),
        choice=choice,
        makeup=makeup,
        people={group: Range(*(head[group] for head in heads)) for group in GROUPS},
        lines=tuple(
            line for group in GROUPS for line in lines if line.group == group and line.cost.high > 0
        ),
        years=years,
        rate=_parameter(world, "discount_rate"),
    )


def annuity(years: int, rate: float) -> float:
    """sum_{t=1..years} (1 + rate)^-t: what one euro a year is worth today.

    >>> annuity(3, 0.0), round(annuity(2, 0.25), 2)
    (3.0, 1.44)
    """
    return float(sum((1 + rate) ** -t for t in range(1, years + 1)))


@dataclass(frozen=True)
class _Entry:
    """A line in one World."""

    name: str
    group: Group
    when: When
    words: str
    amount: float
    cells: tuple[Cell, ...]


def _people(world: World, makeup: Makeup) -> dict[Group, float]:
    """Persons of the unit, in units that serve it, and in overhead."""
    own = makeup.own(world)
    support = sum(n * _ratio(world, kind, SUPPORT) for kind, n in own.items())
    direct = sum(own.values())
    overhead = _overhead(world, OVERHEAD_PEOPLE) * (direct + support)
    return {"direct": direct, "support": support, "overhead": overhead}


def _bill(world: World, makeup: Makeup) -> list[_Entry]:
    """All lines, in the order of print; the same ones in every World."""
    equipment, behind = _equipment(world, makeup)
    return [*equipment, *_of_people(world, makeup), *_behind(world, makeup, behind)]


def _equipment(world: World, makeup: Makeup) -> tuple[list[_Entry], float]:
    """Purchase and upkeep of the unit's equipment, and the price of support's [EUR mn]."""
    bill: list[_Entry] = []
    behind = 0.0
    for item in makeup.items:
        price = item.price(world)
        kind = makeup.kind_of(item)
        behind += price * _ratio(world, kind, KIT) if kind else 0.0
        upkeep = price * float(world["upkeep"].sel(product=item.product))
        words = f"{item.product} ({item.category.replace('_', ' ')})"
        cells = item.cells
        bill.append(_Entry(f"equipment {item.category}", "direct", "once", words, price, cells))
        cells = (*cells, ("upkeep", (item.product,)))
        words = f"upkeep of {item.product}"
        bill.append(_Entry(f"upkeep {item.category}", "direct", "yearly", words, upkeep, cells))
    if makeup.formation:
        kit = 1000 * _parameter(world, "brigade_kit")
        behind += kit * _ratio(world, SOLDIERS, KIT)
        words = "kit that no table lists"
        bill.append(_Entry("kit", "direct", "once", words, kit, _UNLISTED))
        upkeep = kit * _parameter(world, "running_cost")
        cells = _UNLISTED + _KEEPING
        bill.append(_Entry("upkeep kit", "direct", "yearly", f"upkeep of {words}", upkeep, cells))
    return bill, behind


def _of_people(world: World, makeup: Makeup) -> list[_Entry]:
    """Recruiting and training, pay, and what goes with the number of people."""
    people = _people(world, makeup)
    pay = _parameter(world, "person_cost")
    basic = float(world["crew_cost"].sel(kind=SOLDIERS))
    trained: dict[Group, float] = {
        "direct": makeup.training(world),
        "support": basic * people["support"],
        "overhead": basic * people["overhead"],
    }
    direct = makeup.people_cells
    support = direct + makeup.ratio_cells(SUPPORT)
    overhead: tuple[Cell, ...] = (*support, ("unit_overhead", (OVERHEAD_PEOPLE,)))
    manned: dict[Group, tuple[Cell, ...]] = {
        "direct": direct,
        "support": support,
        "overhead": overhead,
    }
    schooling = makeup.training_cells
    bill: list[_Entry] = []
    for group in GROUPS:
        whom = _WHOM[group]
        cells = manned[group] + (schooling if group == "direct" else _BASIC)
        words = f"recruiting and training of {whom}"
        bill.append(_Entry(f"training {group}", group, "once", words, trained[group], cells))
        cost, cells = pay * people[group], manned[group] + _PAY
        bill.append(_Entry(f"pay {group}", group, "yearly", f"pay of {whom}", cost, cells))
    gone = _overhead(world, LEAVERS) * sum(trained.values())
    cells = (*overhead, *schooling, *_BASIC, ("unit_overhead", (LEAVERS,)))
    words = "recruiting and training of those who replace leavers"
    bill.append(_Entry("leavers", "overhead", "yearly", words, gone, cells))
    other = _overhead(world, OVERHEAD_OTHER) * pay * sum(people.values())
    cells = (*overhead, *_PAY, ("unit_overhead", (OVERHEAD_OTHER,)))
    words = "bases, health and administration, people apart"
    bill.append(_Entry("other overhead", "overhead", "yearly", words, other, cells))
    return bill


def _behind(world: World, makeup: Makeup, price: float) -> list[_Entry]:
    """Purchase and upkeep of the equipment of units that serve this one."""
    cells = tuple(cell for item in makeup.items for cell in item.cells)
    cells += (_UNLISTED if makeup.formation else ()) + makeup.ratio_cells(KIT)
    words = "equipment of units behind it"
    upkeep = price * _parameter(world, "running_cost")
    return [
        _Entry("equipment support", "support", "once", words, price, cells),
        _Entry(
            "upkeep support", "support", "yearly", f"upkeep of {words}", upkeep, cells + _KEEPING
        ),
    ]


_WHOM: dict[Group, str] = {
    "direct": "the unit's own people",
    "support": "people of units behind it",
    "overhead": "people of its overhead",
}
_UNLISTED: tuple[Cell, ...] = (("parameter", ("brigade_kit",)),)
_KEEPING: tuple[Cell, ...] = (("parameter", ("running_cost",)),)
_PAY: tuple[Cell, ...] = (("parameter", ("person_cost",)),)
_BASIC: tuple[Cell, ...] = (("crew_cost", (SOLDIERS,)),)


def _line(world: World, entry: _Entry, cost: Range) -> Line:
    cells = tuple(dict.fromkeys(entry.cells))
    found = by_place(fact for cell in cells for fact in world.ledger.explain(*cell)[1])
    sources = {name for fact in found.values() for name in fact.source.split(";")}
    marks = [fact.verified for fact in found.values()]
    return Line(
        name=entry.name,
        group=entry.group,
        when=entry.when,
        words=entry.words,
        cost=cost,
        cells=cells,
        sources=tuple(sorted(sources)),
        facts=len(marks),
        verified=marks.count("yes") / len(marks) if marks else 0.0,
    )


def _parameter(world: World, name: str) -> float:
    return float(world["parameter"].sel(parameter=name))


def _ratio(world: World, kind: str, ratio: str) -> float:
    return float(world["unit_support"].sel(kind=kind, ratio=ratio))


def _overhead(world: World, name: str) -> float:
    return float(world["unit_overhead"].sel(overhead=name))
