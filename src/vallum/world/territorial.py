"""What frontline states need for their own territory, apart from what they could send elsewhere.

From: requirements/territorial, home reserves.  To: `vallum.forces.territorial`,
`vallum.planner.parts.territorial`.

    territorial[n,c] = max( home_reserve[n,c],  kit[c] * soldiers[n] / 1000 )         [units]
    at_home[n,c,t]   = min( counted[n,c,t],  home_reserve[n,c] )                      [units]

soldiers are those of announced territorial troops, which stand beside the brigades that states
offer for common defence; kit is what a thousand of them take.  What a state keeps at home already,
its reserve, serves its territory first; everything above the reserve is counted on by the common
need, so that nothing is counted twice.
"""

from __future__ import annotations

import numpy as np

from vallum.errors import Problem, UserError, did_you_mean
from vallum.world.context import Context, zeros
from vallum.world.provenance import FactRow, Labels, Step

SOLDIERS = "territorial_soldiers"
KIT = {"artillery": "territorial_guns", "vshorad": "territorial_air_defence"}
"""Category -> the parameter that says how many a thousand territorial soldiers take."""


def build_territorial(context: Context) -> None:
    """Add `territorial` (state, category) and `at_home` (state, category, year) to the World.

    Zero in states that the table does not name.  Raises UserError where a row names no category.
    """
    reserve, counted = context.arrays["home_reserve"], context.arrays["counted"]
    categories = [str(name) for name in reserve["category"].values]
    asked: dict[tuple[str, str], float] = {}
    behind: dict[tuple[str, str], list[FactRow]] = {}
    frontline: set[str] = set()
    for row, fact in context.facts("requirements/territorial", "quantity_central"):
        state, item = row["state"], row["item"]
        if item != SOLDIERS and item not in categories:
            near = did_you_mean(item, categories) or f"; it is {SOLDIERS} or a category"
            raise UserError(
                Problem(f"'{item}' is not a category{near}", row["_file"], row["_line"], "item")
            )
        if state not in context.members:
            continue
        frontline.add(state)
        quantity = context.drawn(
            f"territorial|{fact.key}",
            row["quantity_low"],
            row["quantity_central"],
            row["quantity_high"],
        )
        takes = (
            {item: 1.0}
            if item != SOLDIERS
            else {name: context.parameters[of] / 1000 for name, of in KIT.items()}
        )
        for name, each in takes.items():
            asked[state, name] = asked.get((state, name), 0.0) + each * quantity
            behind.setdefault((state, name), []).append(fact)
    need = zeros(state=context.states, category=categories)
    kept = reserve.transpose("state", "category")
    for n, state in enumerate(need.dims["state"]):
        for c, name in enumerate(categories):
            if state in frontline:
                need[state, name] = max(float(kept.values[n, c]), asked.get((state, name), 0.0))
                for found in behind.get((state, name), ()):
                    context.ledger.record("territorial", (state, name), found)
    meaning = "what a frontline state needs for its own territory"
    context.add("territorial", need, "units", meaning, additive=True)
    at_home = counted.where(counted < reserve, reserve).transpose("state", "category", "year")
    at_home = at_home.copy(data=np.asarray(at_home.values, dtype=float))
    meaning = "of that, what it keeps at home: its reserve, as far as it is there"
    context.add("at_home", at_home, "units", meaning, additive=True)
    _explain(context, frontline)


def _explain(context: Context, frontline: set[str]) -> None:
    def need(labels: Labels) -> Step:
        state, category = labels
        if state not in frontline:
            return Step("territorial: no row names this state as one on the frontline")
        reserve = ("home_reserve", (state, category))
        if not context.ledger.facts("territorial", labels):
            return Step("territorial need = the home reserve", (reserve,))
        kit = (("parameter", (KIT[category],)),) if category in KIT else ()
        words = "territorial need = kit of announced territorial troops, at least the home reserve"
        return Step(words, (reserve, *kit))

    def kept(labels: Labels) -> Step:
        words = "kept at home = the home reserve, at most what the state has"
        return Step(words, (("counted", labels), ("home_reserve", labels[:2])))

    context.ledger.derive("territorial", need)
    context.ledger.derive("at_home", kept)
