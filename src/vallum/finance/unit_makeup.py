"""What a unit is made of: its equipment by product, and its people by kind.

From: world.  To: `vallum.finance.unit_cost`.

The product of a category is chosen by its price for one modern equivalent among those that a member
of the coalition may order: the cheapest, the one in the middle (of an even number the cheaper of
the two), or the dearest.  What states hold today says little of what they would buy new.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from vallum.errors import UserError, did_you_mean
from vallum.world import World
from vallum.world.crews import IN_BRIGADES, SOLDIERS
from vallum.world.names import PEOPLE
from vallum.world.provenance import Labels
from vallum.world.support import OWN

Choice = Literal["cheapest", "middle", "dearest"]
Cell = tuple[str, Labels]


@dataclass(frozen=True)
class Item:
    """Equipment of one category in one unit of an element.

    alternatives: products that could stand in its place, cheapest first.
    """

    element: str
    category: str
    product: str
    alternatives: tuple[str, ...]

    def quantity(self, world: World) -> float:
        """Products that one unit takes, as the catalogue counts them: two halves for one."""
        return self.equivalents(world) / float(world["equivalence"].sel(product=self.product))

    def equivalents(self, world: World) -> float:
        """Modern equivalents that one unit takes."""
        return float(world["recipe"].sel(element=self.element, item=self.category))

    def price(self, world: World) -> float:
        """Of all of them [EUR mn, package, 2025 prices]."""
        return self.quantity(world) * float(world["unit_price"].sel(product=self.product))

    @property
    def cells(self) -> tuple[Cell, ...]:
        own = (self.product,)
        return (
            ("recipe", (self.element, self.category)),
            ("unit_price", own),
            ("equivalence", own),
        )


@dataclass(frozen=True)
class Makeup:
    """A unit's equipment and the kinds of its people.

    formation: its recipe lists soldiers, and its vehicles' crews are among them.
    crewed: category -> kind of its crews.  staffed: category without crews -> kind of its staff.
    """

    element: str
    items: tuple[Item, ...]
    formation: bool
    crewed: Mapping[str, str]
    staffed: Mapping[str, str]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of its own people; none for munitions."""
        if self.formation:
            return (SOLDIERS,)
        return tuple(dict.fromkeys([*self.crewed.values(), *self.staffed.values()]))

    def kind_of(self, item: Item) -> str | None:
        """Whose support stands behind an item; None where it has no people."""
        if self.formation:
            return SOLDIERS
        return self.crewed.get(item.category) or self.staffed.get(item.category)

    def own(self, world: World) -> dict[str, float]:
        """Kind -> people of the unit itself [persons]."""
        if self.formation:
            soldiers = float(world["recipe"].sel(element=self.element, item=PEOPLE))
            return {SOLDIERS: soldiers}
        found = dict.fromkeys(self.kinds, 0.0)
        for item in self.items:
            if kind := self.crewed.get(item.category):
                whole = float(world["unit_support"].sel(kind=kind, ratio=OWN))
                found[kind] += whole * self.crew(world, item)
            elif kind := self.staffed.get(item.category):
                each = float(world["unit_staff"].sel(category=item.category))
                found[kind] += item.equivalents(world) * each
        return found

    def crew(self, world: World, item: Item) -> float:
        """Persons of an item's crews in one unit; 0 where it takes none."""
        if item.category not in self.crewed:
            return 0.0
        return item.equivalents(world) * float(world["crew"].sel(category=item.category))

    def training(self, world: World) -> float:
        """Recruiting and training of the unit's own people, once [EUR mn].

        Crews of brigades' vehicles are soldiers who learn their trade on top; other crews' cost
        holds their recruiting; all others cost what a soldier does.
        """
        names = world["crew_cost"]["kind"].values
        cost = {str(k): float(world["crew_cost"].sel(kind=k)) for k in names}
        crews = {item: self.crew(world, item) for item in self.items}
        trade = sum(n * cost[self.crewed[item.category]] for item, n in crews.items() if n)
        apart = sum(
            n for item, n in crews.items() if n and self.crewed[item.category] not in IN_BRIGADES
        )
        return trade + cost[SOLDIERS] * (sum(self.own(world).values()) - apart)

    @property
    def people_cells(self) -> tuple[Cell, ...]:
        """What the number of its people rests on."""
        if self.formation:
            return (("recipe", (self.element, PEOPLE)),)
        crews = tuple(("crew", (category,)) for category in self.crewed)
        staff = tuple(("unit_staff", (category,)) for category in self.staffed)
        return _cells((*crews, *staff, *(self.ratio_cells(OWN) if self.crewed else ())))

    @property
    def training_cells(self) -> tuple[Cell, ...]:
        crews = tuple(("crew", (category,)) for category in self.crewed)
        kinds = (SOLDIERS, *self.crewed.values()) if self.kinds else ()
        return _cells((*crews, *(("crew_cost", (kind,)) for kind in kinds)))

    def ratio_cells(self, ratio: str) -> tuple[Cell, ...]:
        return tuple(("unit_support", (kind, ratio)) for kind in self.kinds)


def make_up(world: World, element: str, choice: Choice) -> Makeup:
    """Choose a unit's products.

    An element that sums categories (air-defence units of all ranges) is one product of any of them.
    Raises UserError for an unknown element, or where nothing orderable serves one of its items.
    """
    recipe = world["recipe"]
    known = [str(name) for name in recipe["element"].values]
    if element not in known:
        near = did_you_mean(element, known) or f"; known are {', '.join(known)}"
        raise UserError(f"there is no force element '{element}'{near}")
    row = recipe.sel(element=element)
    asked = [str(i) for i in row["item"].values[row.values > 0]]
    categories = [name for name in asked if name != PEOPLE]
    groups = [categories] if bool(row["summed"]) else [[name] for name in categories]
    items = tuple(_item(world, element, group, choice) for group in groups)
    chosen = [item.category for item in items]
    return Makeup(
        element=element,
        items=items,
        formation=PEOPLE in asked,
        crewed=_kinds(world, "crew", "crew_kind", chosen),
        staffed=_kinds(world, "unit_staff", "staff_kind", chosen),
    )


def priceable(world: World) -> list[str]:
    """Elements whose every item the coalition may order, in order of print."""
    found = []
    for name in world["recipe"]["element"].values:
        try:
            make_up(world, str(name), "middle")
        except UserError:
            continue
        found.append(str(name))
    return found


def _item(world: World, element: str, categories: list[str], choice: Choice) -> Item:
    """One product of these categories."""
    price = world["unit_price"] / world["equivalence"]
    category = {
        str(product): str(name)
        for product, name in zip(
            price["product"].values, world["unit_price"]["product_category"].values, strict=True
        )
    }
    owners = [s for s in world["eligible"]["state"].values if str(s) in world.owners]
    may = world["eligible"].sel(state=owners).any("state")
    names = sorted(
        (
            name
            for name, kind in category.items()
            if kind in categories and bool(may.sel(product=name))
        ),
        key=lambda name: (float(price.sel(product=name)), name),
    )
    if not names:
        told = " or ".join(name.replace("_", " ") for name in categories) or "it"
        raise UserError(
            f"'{element}' has no price: the coalition may order nothing that serves as {told}; "
            "rows of industry/orderable say what may be ordered"
        )
    place = {"cheapest": 0, "middle": (len(names) - 1) // 2, "dearest": -1}[choice]
    return Item(element, category[names[place]], names[place], tuple(names))


def _kinds(world: World, array: str, kind: str, categories: list[str]) -> dict[str, str]:
    """Category -> kind, for those of them that the array knows."""
    data = world[array]
    known = zip(data["category"].values, data[kind].values, strict=True)
    return {str(name): str(found) for name, found in known if str(name) in categories}


def _cells(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    return tuple(dict.fromkeys(cells))
