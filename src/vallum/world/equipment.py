"""What is in service and how much of it counts, by state, type or category, and year.

From: `vallum.world.stocks`, `vallum.world.deliveries`.  To: `vallum.forces`.

    holding[n,s,t] = max(0, stock[n,s] + sum_{u<=t} (delivery[n,s,u] - retirement[n,s,u]))
    counted[n,c,t] = kept[n,c,t] * sum_{s in c} modernity[s] * support[t]^{us_bound[s]}
                                                * holding[n,s,t]

n state, s system (type), c category, t and u years; a year means its end.
"""

from __future__ import annotations

from collections import defaultdict

from vallum.world.context import Context, Grid, zeros
from vallum.world.deliveries import add_deliveries, add_retirements
from vallum.world.gifts import add_given, share_kept
from vallum.world.provenance import Labels, Step
from vallum.world.stocks import add_stock, add_types, read_types

HEADQUARTERS = ("headquarters_corps", "headquarters_division")
SHELLS = "shell_155mm"
PEOPLE = "people"
STORED = {
    SHELLS: ("artillery", "shells_per_tube"),
    "interceptor_long": ("sam_long", "interceptors_per_battery_long"),
    "interceptor_medium": ("sam_medium", "interceptors_per_battery_medium"),
}
"""Munition -> what fires it, and the parameter that gives the stock of each of those."""


def build_equipment(context: Context) -> None:
    """Add types, stock, delivery, retirement, holding and counted to the World."""
    kinds = read_types(context)
    systems = sorted({system for system, _ in kinds})
    add_types(context, kinds, systems)
    add_stock(context, kinds, systems)
    add_deliveries(context, kinds, systems)
    add_retirements(context, kinds)
    _add_holding(context)
    add_given(context)
    _add_counted(context)


def _add_holding(context: Context) -> None:
    stock, delivery = context.arrays["stock"], context.arrays["delivery"]
    net = (delivery - context.arrays["retirement"]).cumsum("year")
    holding = (stock + net).clip(min=0).transpose("state", "system", "year")
    context.add("holding", holding, "units", "in service at the end of the year", additive=True)

    def explain(labels: Labels) -> Step:
        state, system, year = labels
        years = [int(t) for t in context.years if t <= year]
        flows = tuple(
            (array, (state, system, t)) for array in ("delivery", "retirement") for t in years
        )
        words = "holding = stock of the base year + contracted deliveries - retirements"
        return Step(words, (("stock", (state, system)), *flows))

    context.ledger.derive("holding", explain)


def _add_counted(context: Context) -> None:
    """Add up what counts by category; headquarters and shells have no types of their own."""
    modernity, us_bound = context.arrays["modernity"], context.arrays["us_bound"]
    support = context.arrays["support"]
    lasting = (1 - us_bound * (1 - support)).transpose("system", "year")
    factor = modernity * lasting
    usable = (context.arrays["holding"] * factor).transpose("state", "system", "year")
    at_base = (context.arrays["stock"] * modernity).transpose("state", "system")
    members = _members_of(context)
    asked = {
        row["item"] for row, _ in context.facts("requirements/recipes") if row["kind"] != PEOPLE
    }
    categories = sorted({*members, *HEADQUARTERS, *asked})
    counted = zeros(state=context.states, category=categories, year=context.years)
    base = zeros(state=context.states, category=categories)
    place = {str(system): index for index, system in enumerate(usable["system"].values)}
    for column, category in enumerate(categories):
        rows = [place[system] for system in members.get(category, [])]
        counted.values[:, column] = usable.values[:, rows].sum(axis=1)
        base.values[:, column] = at_base.values[:, rows].sum(axis=1)
    left = share_kept(context)
    for name in left["category"].values:
        counted.values[:, categories.index(str(name))] *= left.sel(category=name).values
    _count_headquarters(context, counted, base)
    # What makers deliver of shells beyond this share goes to Ukraine.
    counted.values[:, categories.index(SHELLS)] *= context.parameters["shells_kept_share"]
    for munition, (fired, each) in STORED.items():
        rows = [place[system] for system in members.get(fired, [])]
        column, launchers = categories.index(munition), categories.index(fired)
        base.values[:, column] = base.values[:, launchers] * context.parameters[each]
        # Withheld American upkeep spoils a battery's missiles as it spoils the battery; not shells.
        last = 1.0 if munition == SHELLS else lasting.values[None, rows]
        kept = (at_base.values[:, rows, None] * last).sum(axis=1)
        counted.values[:, column] += kept * context.parameters[each]
    context.add(
        "counted",
        counted,
        "units",
        "modern equivalents that can be used, after withheld American upkeep",
        additive=True,
    )
    context.add(
        "counted_base",
        base,
        "units",
        "modern equivalents in service at the start of the base year, upkeep intact",
        additive=True,
    )
    _explain_counted(context, members)


def _members_of(context: Context) -> dict[str, list[str]]:
    """Category -> its types, sorted."""
    members: dict[str, list[str]] = defaultdict(list)
    modernity = context.arrays["modernity"]
    for system, category in zip(
        modernity["system"].values, modernity["category_of"].values, strict=True
    ):
        members[str(category)].append(str(system))
    return dict(sorted(members.items()))


def _explain_counted(context: Context, members: dict[str, list[str]]) -> None:
    stock, delivery = context.arrays["stock"], context.arrays["delivery"]
    ever = (stock > 0) | (delivery.sum("year") > 0)
    held = {
        str(state): {str(name) for name in ever["system"].values[row]}
        for state, row in zip(
            ever["state"].values, ever.transpose("state", "system").values, strict=True
        )
    }

    given = context.arrays["given"]
    gives = dict(
        zip(
            given["state"].values.tolist(),
            (given > 0).any(["category", "year"]).values,
            strict=True,
        )
    )

    def at_base(labels: Labels) -> Step:
        state, category = labels
        inputs: list[tuple[str, Labels]] = []
        for system in members.get(category, []):
            if system in held[state]:
                inputs += [("stock", (state, system)), ("modernity", (system,))]
        if category in STORED:
            fired, each = STORED[category]
            words = f"in stock of {category} = counted {fired} x {each} (imputed)"
            return Step(words, (("counted_base", (state, fired)), ("parameter", (each,))))
        return Step("counted in the base year = sum of modernity x stock", tuple(inputs))

    def later(labels: Labels) -> Step:
        state, category, year = labels
        inputs: list[tuple[str, Labels]] = [("support", (year,))]
        for system in members.get(category, []):
            if system in held[state]:
                inputs += [("holding", (state, system, year)), ("modernity", (system,))]
        if category in STORED:
            inputs.append(("counted_base", (state, category)))
        if category == SHELLS:
            inputs.append(("parameter", ("shells_kept_share",)))
        words = "counted = sum over types of modernity x support of US-bound types x holding"
        if category in context.arrays["given"]["category"].values and gives[state]:
            inputs.append(("given", labels))
            words += ", less what is given to Ukraine"
        return Step(words, tuple(inputs))

    context.ledger.derive("counted_base", at_base)
    context.ledger.derive("counted", later)


def _count_headquarters(context: Context, counted: Grid, base: Grid) -> None:
    for row, fact in context.facts("forces/headquarters", "quantity"):
        state, category = row["state"], row["category"]
        if state not in context.states:
            continue
        base[state, category] += row["quantity"]
        context.ledger.record("counted_base", (state, category), fact)
        for year in context.years.tolist():
            counted[state, category, year] += row["quantity"]
            context.ledger.record("counted", (state, category, year), fact)
