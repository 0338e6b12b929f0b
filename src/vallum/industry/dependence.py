"""How much hangs on the United States: stock, signed orders, munitions, and what is left.

From: `vallum.industry.diagnose`.  To: `vallum.industry.picture`.

    share[n,k] = sum_s tie[s,k] * amount[n,s] * price[s] / sum_s amount[n,s] * price[s]
    left[n,t]  = 1 - share[n,design] * (1 - support[t])        by the scenario, as `counted` is
    denied[n]  = 1 - share[n,approval]                         if what needs consent stands still

n state or the whole coalition, s name, k tie (design, approval, content), t year.  amount: units in
service, or units of signed orders still to come.  Values are at today's price of a new one; a type
without any price is left out of values.  Within a category shares of units are given too.

Imports come from deliveries that SIPRI registered: the coalition's share is its states' shares,
weighted by what each received.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import xarray as xr

from vallum.industry.families import Families
from vallum.world import World
from vallum.world.build import ALLIANCE
from vallum.world.pooling import POOL

COALITION = "coalition"
"""Stands among states for all members together, alliance-owned fleets by the coalition's part."""
ALL = "all"
TIES = ("design", "approval", "content", "unknown")
MUNITIONS: tuple[str, ...] = (
    "air_to_air_missile",
    "anti_ship_missile",
    "atgm",
    "deep_strike_missile",
    "guided_rocket",
    "interceptor_drone",
    "loitering_munition",
    "sam_interceptor",
    "shell_155mm",
)
"""Categories of the catalogue that are used up."""
IMPORTS = (2020, 2024)
"""First and last year of the deliveries counted as imports."""


def price_names(families: Families, prices: xr.DataArray, names: list[str]) -> xr.DataArray:
    """Price of one unit under each name: the mean of its types', by their shares."""
    price = dict(zip((str(t) for t in prices["type"].values), prices.values, strict=True))
    values = [
        sum(share * float(price[family]) for family, share in families.parts_of(name).items())
        for name in names
    ]
    return xr.DataArray(values, dims=("system",), coords={"system": names})


def tie_stock(
    world: World,
    families: Families,
    amounts: dict[str, xr.DataArray],
    prices: xr.DataArray,
    ties: xr.Dataset,
) -> pl.DataFrame:
    """One row for each state or coalition, category, measure (stock, orders) and basis.

    basis: value (by category and over all), units (by category); columns amount, then the share
    of each tie.  amounts: measure -> units (state, system), states and alliance.
    """
    rows: list[dict[str, Any]] = []
    for measure, amount in amounts.items():
        names = [str(name) for name in amount["system"].values]
        worth = price_names(families, prices, names).values
        category = np.array([_category(families, name) for name in names])
        flags = {tie: ties[tie].sel(system=names).values for tie in TIES}
        for state, held in _with_coalition(world, amount):
            for basis, quantity in (("value", held * worth), ("units", held)):
                for group in (ALL, *sorted({*category[held > 0].tolist()} - {""})):
                    inside = category != "" if group == ALL else category == group
                    whole = float(quantity[inside].sum())
                    if whole <= 0 or (group == ALL and basis == "units"):
                        continue
                    shares = {
                        tie: float((quantity * flags[tie])[inside].sum()) / whole for tie in TIES
                    }
                    rows.append(
                        {"state": state, "category": group, "measure": measure, "basis": basis}
                        | {"amount": whole}
                        | shares
                    )
    return pl.DataFrame(rows, schema_overrides={"amount": pl.Float64})


def _category(families: Families, name: str) -> str:
    parts = families.parts_of(name)
    return families.types[next(iter(parts))] if parts else ""


def _with_coalition(world: World, amount: xr.DataArray) -> list[tuple[str, Any]]:
    """Each member and what it holds; then all of them with their part of the alliance's fleets."""
    held = {str(state): amount.sel(state=state).values for state in amount["state"].values}
    members = [state for state in world.members if state in held]
    whole = sum((held[state] for state in members), np.zeros(amount.sizes["system"]))
    if ALLIANCE in held:
        whole = whole + world.alliance_share * held[ALLIANCE]
    if POOL in held:
        whole = whole + held[POOL]
    return [(COALITION, whole), *((state, held[state]) for state in members)]


def tie_munitions(world: World) -> pl.DataFrame:
    """Munitions of the catalogue by category: how many of the types are tied, how much of output.

    Rows like those of `tie_stock` for the coalition: measure munitions; basis types, or output
    where a rate is stated.  No public table says which state holds how many, so there is no more.
    """
    frame = world.evidence.table("industry/systems")
    rows: list[dict[str, Any]] = []
    listed = [row for row in frame.iter_rows(named=True) if row["category"] in MUNITIONS]
    for group in (ALL, *MUNITIONS):
        inside = [row for row in listed if group in (ALL, row["category"])]
        for basis in ("types", "output"):
            if not inside or (group == ALL and basis == "output"):
                continue
            amount = [1.0 if basis == "types" else _rate(row) for row in inside]
            if sum(amount) <= 0:
                continue
            shares = {
                tie: sum(a * _tied(row, tie) for a, row in zip(amount, inside, strict=True))
                / sum(amount)
                for tie in TIES
            }
            rows.append(
                {"state": COALITION, "category": group, "measure": "munitions", "basis": basis}
                | {"amount": float(sum(amount))}
                | shares
            )
    return pl.DataFrame(rows)


def _rate(row: dict[str, Any]) -> float:
    return float(row["production_rate_per_year_central"] or 0.0)


def _tied(row: dict[str, Any], tie: str) -> bool:
    content, asked = str(row["us_content"]), str(row["us_export_approval_needed"])
    bound = content == "platform" or asked == "yes"
    return {
        "design": content == "platform",
        "approval": bound,
        "content": bound or content == "components",
        "unknown": not bound and asked == "unknown",
    }[tie]


def follow_posture(world: World, dependence: pl.DataFrame) -> pl.DataFrame:
    """What is left of the stock's value by state and year: under the scenario, and if denied.

    left: by the scenario's support for types of American design; denied: if everything that needs
    American consent stood still.
    """
    whole = dependence.filter(
        pl.col("measure") == "stock", pl.col("category") == ALL, pl.col("basis") == "value"
    )
    support = world["support"]
    rows = [
        {
            "state": row["state"],
            "year": int(year),
            "left": 1 - row["design"] * (1 - float(support.sel(year=year))),
            "denied": 1 - row["approval"],
        }
        for row in whole.iter_rows(named=True)
        for year in world.years
    ]
    schema = {"state": pl.String, "year": pl.Int64, "left": pl.Float64, "denied": pl.Float64}
    return pl.DataFrame(rows, schema=schema)


def read_imports(world: World) -> pl.DataFrame:
    """American share of registered arms imports by state, beside what SIPRI printed.

    state: members with a figure, the coalition, and the groups that SIPRI prints; share: worked
    out from the deliveries; volume: SIPRI's trend-indicator value [mn]; published: null where
    SIPRI's printed figure is not in the evidence.  Empty where SIPRI's tables are left out.
    """
    volume, share = _registered(world)
    printed = {
        row["state"]: row["central"] / 100
        for row in world.evidence.table("industry/dependence").iter_rows(named=True)
        if row["indicator"] == "arms_import_share" and _is_american(row)
    }
    rows = [_import_row(state, [state], volume, share, printed) for state in world.members]
    rows.append(_import_row(COALITION, list(world.members), volume, share, printed))
    allies = _european_allies(world)
    # SIPRI counts the European allies without Turkey.
    group = [state for state in allies if state != "TUR"]
    rows.append(_import_row("NATO_EUROPE", group, volume, share, printed))
    figures = ("share", "volume", "published")
    schema: dict[str, Any] = {"state": pl.String} | dict.fromkeys(figures, pl.Float64)
    told = [row for row in rows if row["volume"] > 0]
    return pl.DataFrame(told, schema=schema)


def _is_american(row: dict[str, Any]) -> bool:
    period = (row["period_start"], row["period_end"])
    return bool(row["supplier"] == "USA" and row["category"] == ALL and period == IMPORTS)


def _registered(world: World) -> tuple[dict[str, float], dict[str, float]]:
    volume: dict[str, float] = {}
    share: dict[str, float] = {}
    for row in world.evidence.table("industry/dependence").iter_rows(named=True):
        if (row["period_start"], row["period_end"]) != IMPORTS or row["category"] != ALL:
            continue
        if row["indicator"] == "delivery_volume":
            volume[row["state"]] = row["central"]
        elif row["indicator"] == "delivery_share" and row["supplier"] == "USA":
            share[row["state"]] = row["central"] / 100
    return volume, share


def _european_allies(world: World) -> list[str]:
    """European members of the alliance in the years counted, the coalition set aside."""
    held = world.evidence.table("governance/memberships")
    inside = held.filter(pl.col("group") == "NATO")["state"].to_list()
    states = world.evidence.table("geography/states").filter(pl.col("european") == "yes")
    return sorted(set(inside) & set(states["state"].to_list()))


def _import_row(
    name: str,
    states: list[str],
    volume: dict[str, float],
    share: dict[str, float],
    printed: dict[str, float],
) -> dict[str, Any]:
    received = sum(volume.get(state, 0.0) for state in states)
    # A state with deliveries and no American row had none from there.
    american = sum(volume.get(state, 0.0) * share.get(state, 0.0) for state in states)
    return {
        "state": name,
        "share": american / received if received else 0.0,
        "volume": received,
        "published": printed.get(name),
    }
