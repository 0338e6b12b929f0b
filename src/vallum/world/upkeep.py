"""What ageing fleets can be upgraded to, what upkeep costs, and what the United States withholds.

From: industry/upgrades, requirements/running_costs, `vallum.world.equipment`.
To: `vallum.planner`.

    left[n,s,t]         = max(0, stock[n,s] - sum_{v<=t} retirement[n,s,v]) * kept[n,c,t]
    upgradable[n,u,t]   = sum_{s in u} left[n,s,t]                                   [units]
    counts_before[n,u,t] = sum_{s in u} modernity[s] * support[t]^{us_bound[s]} * left[n,s,t]
    counts_after[u,t]   = modernity_after[u] * support[t]^{us_bound[u]}              [share]
    withheld[n,c,t]     = sum_{s in c} kept[n,c,t] * modernity[s] * us_bound[s] * (1 - support[t])
                          * holding[n,s,t]                               [modern equivalents]
    keeping[c]          = price of a new one of the category [EUR mn] * spares_cost

n state, u upgrade, s system (type), c category, t and v years; kept is what gifts leave of a
category.  Contracted deliveries are new: they are not upgraded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from vallum.errors import Problem, UserError, did_you_mean
from vallum.evidence.reconcile.prices import PRICE_YEAR, indexed_year
from vallum.world.catalogue import AIR, LAND, VEHICLES_IN_UNITS
from vallum.world.context import Context, zeros
from vallum.world.gifts import share_kept
from vallum.world.provenance import FactRow, Labels, Step

Row = tuple[dict[str, Any], FactRow]


def build_upkeep(context: Context) -> None:
    """Add upkeep, the arrays of upgrades, withheld and keeping to the World.

    Raises UserError where an upgrade names a type that no row of forces/types has, that counts in
    another category, or that another upgrade names too.
    """
    _add_upkeep(context)
    rows = sorted(context.facts("industry/upgrades", "price_central"), key=_name)
    _add_fleets(context, rows, _systems_of(context, rows))
    _add_terms(context, rows)
    _add_withheld(context)


def _name(row: Row) -> str:
    return str(row[0]["upgrade"])


def _add_upkeep(context: Context) -> None:
    """What a new product costs to keep, as a share of its price a year."""
    stated = {row["category"]: (row, fact) for row, fact in _running_costs(context)}
    products = context.arrays["unit_price"]
    kind = dict(zip(products["product"].values, products["product_category"].values, strict=True))
    upkeep = zeros(product=[str(name) for name in kind])
    (flat,) = context.ledger.facts("parameter", ("running_cost",))
    for name, category in kind.items():
        if category in stated:
            row, fact = stated[category]
            upkeep[name] = context.drawn(
                f"running_cost|{category}", row["low"], row["central"], row["high"]
            )
        else:
            upkeep[name], fact = context.parameters["running_cost"], flat
        context.ledger.record("upkeep", (name,), fact)
    context.add("upkeep", upkeep, "share of price a year", "upkeep of a new one, people apart")

    def formula(labels: Labels) -> Step:
        if kind[labels[0]] in stated:
            return Step(f"upkeep: running cost of the category {kind[labels[0]]}")
        return Step("upkeep = running_cost: requirements/running_costs leaves the category out")

    context.ledger.derive("upkeep", formula)


def _running_costs(context: Context) -> list[Row]:
    return context.facts("requirements/running_costs", "central")


def _systems_of(context: Context, rows: list[Row]) -> Mapping[str, list[str]]:
    """Upgrade -> the types that can have it."""
    groups = context.arrays["modernity"]["category_of"]
    category = dict(zip(groups["system"].values, groups.values, strict=True))
    taken: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    for row, _ in rows:
        found[row["upgrade"]] = names = [name.strip() for name in row["systems"].split(";")]
        for name in names:
            told = ""
            if name not in category:
                told = f"'{name}' is no type of forces/types{did_you_mean(name, sorted(category))}"
            elif category[name] != row["category"]:
                told = f"'{name}' counts as {category[name]}, not as {row['category']}"
            elif name in taken:
                told = f"'{name}' stands in the upgrade '{taken[name]}' too: one upgrade a type"
            if told:
                raise UserError(Problem(told, row["_file"], row["_line"], "systems"))
            taken[name] = row["upgrade"]
    return found


def _add_fleets(context: Context, rows: list[Row], systems: Mapping[str, list[str]]) -> None:
    """Add `upgradable` and `counts_before` (state, upgrade, year)."""
    arrays = context.arrays
    gone = arrays["retirement"].cumsum("year")
    left = (arrays["stock"] - gone).clip(min=0).transpose("state", "system", "year")
    kept = share_kept(context).reindex(year=left["year"])
    readiness = arrays["modernity"] * _supported(arrays["us_bound"], arrays["support"])
    factor = readiness.transpose("system", "year").values
    place = {str(name): index for index, name in enumerate(left["system"].values)}
    names = [_name(row) for row in rows]
    units = zeros(state=context.states, upgrade=names, year=context.years)
    counts = zeros(state=context.states, upgrade=names, year=context.years)
    for u, (row, fact) in enumerate(rows):
        share = kept.sel(category=row["category"]).transpose("state", "year").values
        for name in systems[row["upgrade"]]:
            held = left.values[:, place[name], :] * share
            units.values[:, u] += held
            counts.values[:, u] += held * factor[place[name]]
        for n in np.flatnonzero(units.values[:, u].any(axis=1)):
            for year in context.years.tolist():
                context.ledger.record("upgradable", (context.states[n], names[u], year), fact)
    meaning = "of the base-year fleet, still in service, of types that can be upgraded"
    context.add("upgradable", units, "units", meaning, additive=True)
    meaning = "what these count for without the upgrade"
    context.add("counts_before", counts, "modern equivalents", meaning, additive=True)
    category = {row["upgrade"]: row["category"] for row, _ in rows}

    def cells(labels: Labels) -> tuple[tuple[str, Labels], ...]:
        state, upgrade, year = labels
        years = [int(t) for t in context.years if t <= year]
        found: list[tuple[str, Labels]] = [("given", (state, category[upgrade], year))]
        for name in systems[upgrade]:
            found.append(("stock", (state, name)))
            found += [("retirement", (state, name, t)) for t in years]
        return tuple(found) + _held(context, state, category[upgrade], year)

    def upgradable(labels: Labels) -> Step:
        if not context.ledger.facts("upgradable", labels):
            return Step("upgradable: the state has none of the types that can be upgraded")
        return Step("upgradable = stock - retirements - gifts, of the types named", cells(labels))

    def before(labels: Labels) -> Step:
        if not context.ledger.facts("upgradable", labels):
            return upgradable(labels)
        kinds = [(n, (s,)) for s in systems[labels[1]] for n in ("modernity", "us_bound")]
        words = "counts before = modernity x support of US-bound types x upgradable"
        return Step(words, (("upgradable", labels), ("support", (labels[2],)), *kinds))

    context.ledger.derive("upgradable", upgradable)
    context.ledger.derive("counts_before", before)


def _supported(us_bound: xr.DataArray, support: xr.DataArray) -> xr.DataArray:
    """What is left of readiness: support where upkeep needs the US, all of it elsewhere."""
    left: xr.DataArray = 1 - us_bound * (1 - support)
    return left


def _held(context: Context, state: str, category: str, year: int) -> tuple[tuple[str, Labels], ...]:
    """Holdings of a category where gifts take a share of all of them; none without gifts."""
    given = context.arrays["given"]
    if float(given.sel(state=state, category=category, year=year)) == 0:
        return ()
    groups = context.arrays["modernity"]["category_of"]
    own = context.arrays["holding"].sel(state=state, year=year)
    names = own["system"].values[(groups.values == category) & (own.values > 0)]
    return tuple(("holding", (state, str(name), year)) for name in names)


_FIGURES = ("price", "lead", "rate", "life")


def _add_terms(context: Context, rows: list[Row]) -> None:
    """Add upgrade_price, upgrade_lead, upgrade_rate, upgrade_life and counts_after."""
    names = [_name(row) for row in rows]
    found = {figure: zeros(upgrade=names) for figure in _FIGURES}
    after = zeros(upgrade=names, year=context.years)
    support = context.arrays["support"].values
    index = {
        row["year"]: (row["index_2025_100"], fact)
        for row, fact in context.facts("economy/price_index", "index_2025_100")
        if row["state"] == "EA" and row["index_name"] == "gdp_deflator"
    }
    level = {year: value for year, (value, _) in index.items()}
    behind: dict[str, tuple[str, tuple[FactRow, ...]]] = {}
    for u, (row, fact) in enumerate(rows):
        name, year = row["upgrade"], indexed_year(row["price_year"], level)
        for figure in _FIGURES:
            found[figure][name] = context.drawn(
                f"upgrade_{figure}|{name}", *(row[f"{figure}_{part}"] for part in _PARTS)
            )
            context.ledger.record(f"upgrade_{figure}", (name,), fact)
        ratio = _ratio(row)
        found["price"][name] *= level[PRICE_YEAR] / level[year] * context.parameters.get(ratio, 1.0)
        found["lead"][name] = round(found["lead"][name])
        behind[name] = (ratio, (index[PRICE_YEAR][1], index[year][1]))
        after.values[u] = row["modernity_after"] * (1 - row["us_bound"] * (1 - support))
        context.ledger.record("upgrade_us_kit", (name,), fact)
        for t in context.years.tolist():
            context.ledger.record("counts_after", (name, t), fact)
    coordinates = {
        "upgrade_category": ("upgrade", [row["category"] for row, _ in rows]),
    }
    price = found["price"].labelled().assign_coords(coordinates)
    context.add("upgrade_price", price, "EUR mn, package, 2025 prices", "price of one upgrade")
    context.add("upgrade_lead", found["lead"], "years", "from order to the middle of a batch")
    context.add("upgrade_rate", found["rate"], "units a year", "upgrades a year for all states")
    context.add("upgrade_life", found["life"], "years", "that a unit serves after its upgrade")
    kit = zeros(upgrade=names)
    for row, _ in rows:
        kit[row["upgrade"]] = row["us_kit"]
    context.add("upgrade_us_kit", kit, "0 or 1", "the upgrade needs American approval")
    context.add("counts_after", after, "share", "how far one counts after its upgrade")

    def priced(labels: Labels) -> Step:
        ratio, facts = behind[labels[0]]
        words = "upgrade price = stated price x euro-area deflator"
        if ratio:
            return Step(f"{words} x {ratio}", (("parameter", (ratio,)),), facts)
        return Step(words, facts=facts)

    def counted(labels: Labels) -> Step:
        words = "counts after = modernity after it x support where upkeep still needs the US"
        return Step(words, (("support", (labels[1],)),))

    context.ledger.derive("upgrade_price", priced)
    context.ledger.derive("counts_after", counted)


_PARTS = ("low", "central", "high")


def _ratio(row: Mapping[str, Any]) -> str:
    """The parameter that brings a contract price to a package; '' for packages."""
    if row["price_basis"] == "package":
        return ""
    if row["category"] in LAND:
        return "basis_contract_land"
    return "basis_contract_air" if row["category"] in AIR else "basis_other"


def _add_withheld(context: Context) -> None:
    """Add `withheld` (state, category, year) and `keeping` (category)."""
    arrays = context.arrays
    short = arrays["modernity"] * arrays["us_bound"] * (1 - arrays["support"])
    lost = (arrays["holding"] * short).transpose("state", "system", "year").values
    groups = arrays["modernity"]["category_of"].values
    kept = share_kept(context).transpose("state", "category", "year")
    categories = [str(name) for name in kept["category"].values]
    withheld = zeros(state=context.states, category=categories, year=context.years)
    for c, category in enumerate(categories):
        withheld.values[:, c] = lost[:, groups == category].sum(axis=1)
    withheld.values *= kept.values
    meaning = "readiness of US-bound types that the posture withholds"
    context.add("withheld", withheld, "modern equivalents", meaning, additive=True)

    price = arrays["unit_price"]
    vehicles = price["product_category"].isin(VEHICLES_IN_UNITS)
    each = price / arrays["equivalence"].where(vehicles, 1.0)
    kinds = price["product_category"].values
    alike = {
        str(kind): [str(n) for n in price["product"].values[kinds == kind]] for kind in set(kinds)
    }
    keeping = zeros(category=categories)
    for category in categories:
        if category in alike:
            typical = float(np.median(each.sel(product=alike[category]).values))
            keeping[category] = typical * context.parameters["spares_cost"]
    meaning = "price of one unit of readiness brought back; 0 where nothing is on offer to price it"
    context.add("keeping", keeping, "EUR mn a year, 2025 prices", meaning)
    _explain_withheld(context, alike)


def _explain_withheld(context: Context, alike: Mapping[str, list[str]]) -> None:
    arrays = context.arrays
    bound = {
        str(name) for name in arrays["us_bound"]["system"].values[arrays["us_bound"].values > 0]
    }
    ever = (arrays["holding"] > 0).any("year").transpose("state", "system")
    groups = arrays["modernity"]["category_of"].values
    place = {str(state): index for index, state in enumerate(ever["state"].values)}

    def withheld(labels: Labels) -> Step:
        state, category, year = labels
        here = ever.values[place[state]] & (groups == category)
        names = [str(n) for n in ever["system"].values[here] if str(n) in bound]
        inputs: list[tuple[str, Labels]] = [("support", (year,)), ("given", labels)]
        for name in names:
            inputs += [("holding", (state, name, year)), ("modernity", (name,))]
            inputs.append(("us_bound", (name,)))
        if not names:
            return Step("withheld: the state has no US-bound type of the category")
        words = "withheld = sum over US-bound types of modernity x (1 - support) x holding"
        return Step(words, (*inputs, *_held(context, state, category, year)))

    def keeping(labels: Labels) -> Step:
        names = alike.get(labels[0], [])
        if not names:
            return Step("keeping: nothing of the category is on offer, so no price is known")
        prices = [(kind, (n,)) for n in names for kind in ("unit_price", "equivalence")]
        words = "keeping = median price of the category x spares_cost"
        return Step(words, (*prices, ("parameter", ("spares_cost",))))

    context.ledger.derive("withheld", withheld)
    context.ledger.derive("keeping", keeping)
