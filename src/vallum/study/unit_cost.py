"""Force to cost and cost to force: what a unit costs, what a sum buys of what is lacking.

From: evidence, a scenario, finance, forces.  To: the commands `unit` and `buys`.

    lacks[e] = max(0, gap[e, ready year] - sum over other elements o lacks[o] * recipe[o,e])

Equipment that brigades bring with them is not bought a second time; nor are air-defence batteries
that count among units of all ranges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vallum.errors import UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.finance.force_mix import Bought, Mix
from vallum.finance.unit_cost import UnitCost, unit_cost
from vallum.finance.unit_makeup import Choice, priceable
from vallum.forces import Gaps, assess
from vallum.scenario import Scenario
from vallum.world import World
from vallum.world.ends import Ends

INSIDE = {"heavy_brigade": "brigade"}
"""Elements that are a part of another one: whoever has the first has the second too."""
LEAST = 1e-6
"""Less than this of a unit is rounding."""


def ask_unit(
    evidence: Evidence,
    scenario: Scenario,
    element: str,
    *,
    years: int | None = None,
    choice: Choice = "middle",
) -> tuple[UnitCost, World]:
    """What one unit costs, and the central World behind it.

    Raises UserError as `vallum.finance.unit_cost` does.
    """
    ends = Ends.build(evidence, scenario)
    return unit_cost(ends, element, years=years, choice=choice), ends.central


def ask_buys(
    evidence: Evidence,
    scenario: Scenario,
    eur_bn: float,
    *,
    mix: Mapping[str, float] | None = None,
    elements: Sequence[str] = (),
    years: int | None = None,
    choice: Choice = "middle",
) -> Bought:
    """What so much a year raises and keeps.

    mix: element -> weight; None: in the proportion in which the scenario lacks elements in the
    ready year, all of them or those named.
    Raises UserError where nothing named is lacking, for money not above 0, and as `unit_cost` does.
    """
    ends = Ends.build(evidence, scenario)
    world = ends.central
    if mix is not None and elements:
        raise UserError("--elements narrows what is lacking: it says nothing about a mix of yours")
    left_out: tuple[str, ...] = ()
    lacking: dict[str, float] = {}
    if mix is None:
        gaps = assess(world)
        able = set(priceable(world))
        _check(elements, gaps.assessed)
        asked = [name for name in gaps.assessed if not elements or name in elements]
        lacking = lacks(world, gaps, [name for name in asked if name in able])
        left_out = tuple(n for n in asked if n not in able and _gap(gaps, n) > LEAST)
    weights = dict(lacking if mix is None else mix)
    if not weights:
        which = f" of {', '.join(elements)}" if elements else ""
        ready = scenario.need.ready_by
        raise UserError(
            f"this scenario lacks nothing{which} in {ready}: name a mix, such as --mix brigade=1"
        )
    costs = {name: unit_cost(ends, name, years=years, choice=choice) for name in weights}
    found = Mix(costs, weights)
    found.buys(eur_bn)  # refuses money that buys nothing before anyone reads on
    first = next(iter(costs.values()))
    return Bought(
        mix=found,
        eur_bn=eur_bn,
        years=first.years,
        rate=first.rate,
        lacking=lacking,
        ready_by=scenario.need.ready_by,
        left_out=left_out,
    )


def read_mix(text: str | None) -> dict[str, float] | None:
    """A mix as it is typed: brigade=1,combat_aircraft=12.

    Raises UserError for anything else, and for an element named twice.
    """
    if text is None:
        return None
    found: dict[str, float] = {}
    for word in read_names(text):
        name, _, number = (part.strip() for part in word.partition("="))
        try:
            weight = float(number)
        except ValueError:
            raise UserError(
                f"a mix is written ELEMENT=UNITS, such as brigade=1,tanker=2, not '{word}'"
            ) from None
        if name in found:
            raise UserError(f"the mix names '{name}' twice")
        found[name] = weight
    return found


def read_names(text: str | None) -> list[str]:
    """
    >>> read_names("brigade, tanker"), read_names(None)
    (['brigade', 'tanker'], [])
    """
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def lacks(world: World, gaps: Gaps, elements: Sequence[str]) -> dict[str, float]:
    """Units of these elements that are lacking in the ready year, each counted once.

    In the order given, those of which something is lacking.
    """
    gap = {name: max(0.0, _gap(gaps, name)) for name in elements}
    for whole, part in ((INSIDE[name], name) for name in elements if name in INSIDE):
        if whole in gap:
            gap[whole] = max(0.0, gap[whole] - gap[part])
    recipe = world["recipe"]
    found = dict(gap)
    for name in elements:
        row = recipe.sel(element=name)
        for item in (str(i) for i in row["item"].values[row.values > 0]):
            if item == name or item not in gap:
                continue
            if bool(row["summed"]):
                found[name] = max(0.0, found[name] - gap[item])
            else:
                brought = gap[name] * float(row.sel(item=item))
                found[item] = max(0.0, found[item] - brought)
    return {name: found[name] for name in elements if found[name] > LEAST}


def _gap(gaps: Gaps, element: str) -> float:
    ready = gaps.world.scenario.need.ready_by
    return float(gaps.data["gap"].sel(contingency=gaps.main, element=element, year=ready))


def _check(elements: Sequence[str], assessed: Sequence[str]) -> None:
    for name in elements:
        if name not in assessed:
            near = did_you_mean(name, assessed) or f"; it asks for {', '.join(assessed)}"
            raise UserError(f"this scenario asks for no '{name}'{near}")
