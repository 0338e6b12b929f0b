"""From a kept run to funding and burden sharing: its payments, its orders, its states.

From: frames of a run, evidence, scenario.  To: `vallum fund`, `vallum share`, `vallum debt --plan`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import xarray as xr

from vallum.errors import UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.finance.bank import Bank, Design, compare, found
from vallum.finance.debt import START_YEAR, project_debt
from vallum.finance.debt.assess import StateDebt
from vallum.finance.debt.projection import MULTIPLIER
from vallum.finance.fund import DEFAULT, Funding, Need, fund, read_key
from vallum.finance.fund.programme import Order
from vallum.finance.share import Bill, Sharing, share
from vallum.scenario import Scenario
from vallum.world import World
from vallum.world.borrowing import ENABLERS
from vallum.world.instruments import FundingFacts, read_funding
from vallum.world.loans import CENTS
from vallum.world.pooling import POOL

NEIGHBOURS = ("EST", "FIN", "LTU", "LVA", "NOR", "POL", "UKR")
"""States with a land border to Russia or Belarus."""
NEAR_GROUPS = ("bucharest_nine", "NB8")
NEIGHBOUR_WEIGHT, NEAR_WEIGHT = 3.0, 2.0
"""How many times a person counts for the key `threat`: an assumption, to be argued with."""
FEW = 1_000
"""Draws where the fan is not asked for."""


def fund_run(
    frames: Mapping[str, pl.DataFrame],
    evidence: Evidence,
    scenario: Scenario,
    *,
    chosen: Sequence[str] | None = None,
    own: Path | None = None,
) -> Funding:
    """Fund the plan of a run.  Raises UserError for a run without a plan."""
    costs, orders = _plan(frames)
    states, years = _axes(costs)
    facts = read_funding(evidence, states, years, own)
    world = World.build(evidence, scenario)
    return fund(facts, _need(costs, orders, world), chosen or DEFAULT)


def need_of(
    frames: Mapping[str, pl.DataFrame], evidence: Evidence, scenario: Scenario
) -> tuple[FundingFacts, Need]:
    """What funding the plan of a run takes.  Raises UserError for a run without a plan."""
    costs, orders = _plan(frames)
    states, years = _axes(costs)
    facts = read_funding(evidence, states, years)
    return facts, _need(costs, orders, World.build(evidence, scenario))


def share_run(
    frames: Mapping[str, pl.DataFrame],
    evidence: Evidence,
    scenario: Scenario,
    key: str,
    group: Sequence[str] = (),
) -> Sharing:
    """Share the plan of a run by a key, among all or a group that orders without the others.

    Raises UserError for an unknown key or state.
    """
    costs, orders = _plan(frames)
    states, years = _axes(costs)
    facts = read_funding(evidence, states, years)
    more = {"capability": _capability(frames), "threat": _threat(evidence, facts)}
    part = read_key(key, facts, states, more)
    world = World.build(evidence, scenario)
    total = _array(costs, "total").sum("year").values
    systems = sorted(orders["system"].unique())
    grid = np.zeros((len(states), len(systems)))
    for row in orders.iter_rows(named=True):
        grid[states.index(row["state"]), systems.index(row["system"])] += row["cost_eur_mn"] / 1e3
    # What is ordered late is paid beyond the horizon: only what the plan pays is shared.
    paid = _array(costs, "purchases").sum("year").values
    ordered = grid.sum(axis=1)
    grid *= np.divide(paid, ordered, out=np.zeros_like(paid), where=ordered > 0)[:, None]
    protection = read_key("threat", facts, states, more)
    gdp = facts.gdp.isel(year=0).values
    bill = Bill(tuple(states), total, grid, _work(grid, systems, states, world), protection, gdp)
    if not group:
        return share(bill, key, part)
    for state in group:
        if state not in states:
            raise UserError(f"the plan has no payments of {state}: it has {', '.join(states)}")
    return share(bill.of(group), key, read_key(key, facts, group, more))


def found_bank(evidence: Evidence, design: Design) -> Bank:
    """A bank of the design's members.  Raises UserError for an unknown state or group."""
    ordered = members_of(evidence, design.members)
    facts = read_funding(evidence, ordered, [design.first_year])
    return found(facts, design, ordered)


def members_of(evidence: Evidence, members: Sequence[str]) -> list[str]:
    """States and groups as states, sorted.  Raises UserError for an unknown one."""
    groups: dict[str, set[str]] = {}
    for row in evidence.table("governance/memberships").iter_rows(named=True):
        groups.setdefault(row["group"], set()).add(row["state"])
    known = set(evidence.table("geography/states")["state"])
    states: set[str] = set()
    for name in members:
        if name not in groups and name not in known:
            hint = did_you_mean(name, sorted({*groups, *known})) or ""
            raise UserError(f"'{name}' in members is neither a state nor a group{hint}")
        states |= groups.get(name, {name})
    if absent := sorted(state for state in states if state not in known):
        raise UserError(f"there is no state {absent[0]}")
    return sorted(states)


def compare_banks(evidence: Evidence, design: Design) -> pl.DataFrame:
    """The design under other founders, capital and gearing: see `vallum.finance.bank.compare`.

    Raises UserError for an unknown state or group.
    """
    return compare(lambda other: found_bank(evidence, other), design)


def with_plan(
    held: StateDebt, funding: Funding, years: int, reading: str, multiplier: float = MULTIPLIER
) -> StateDebt:
    """The state's debt with two kinds of paths more: `with_plan`, and `with_plan_<instrument>`.

    Each is the binding path plus the draws that count as debt, of all instruments or of one.  The
    projection serves them at the state's market rates: what a loan costs less is not in it, and
    stands in `vallum fund`.  Raises UserError for a state that the plan does not know.
    """
    if held.state not in funding.states:
        raise UserError(
            f"the plan has no payments of {held.state}: it has {', '.join(funding.states)}"
        )
    paths = dict(held.paths)
    for name, extra in extra_deficits(funding, held.state).items():
        found_ = project_debt(
            [held.case],
            years,
            reading=reading,
            draws=FEW,
            multiplier=multiplier,
            extra_deficit={held.state: extra},
        )
        paths[name] = found_.states[0].paths["binding_with_extra"]
    return replace(held, paths=paths)


def extra_deficits(funding: Funding, state: str) -> dict[str, tuple[float, ...]]:
    """Name of the path -> draws that count as debt, by year from 2024 [% of GDP]."""
    n = funding.states.index(state)
    gdp = funding.facts.gdp.sel(state=state)
    by: dict[str, tuple[float, ...]] = {}
    for f, each in enumerate(funding.terms):
        drawn = funding.cents.values[n, f]
        if each.counts_debt and drawn.any():
            pct = {
                year: 100 * int(drawn[t]) / CENTS / float(gdp.sel(year=year))
                for t, year in enumerate(funding.years)
            }
            span = range(START_YEAR, funding.years[-1] + 1)
            by[f"with_plan_{each.id}"] = tuple(pct.get(year, 0.0) for year in span)
    if not by:
        return {}
    return {"with_plan": tuple(map(sum, zip(*by.values(), strict=True)))} | by


def _plan(frames: Mapping[str, pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Costs and orders by member.

    What the pool orders in common, members pay by their parts in it: it counts as their purchases
    and as joint orders of theirs.
    """
    if "plan_costs" not in frames or "plan_orders" not in frames:
        raise UserError("this run holds no plan to pay for: run its scenario without --mode none")
    costs = frames["plan_costs"].filter(pl.col("state") != POOL).sort("state", "year")
    orders = frames["plan_orders"]
    if "instruments" in costs.columns:
        # Joint instruments pay a part and loans are served: what the plan costs is what is funded.
        costs = costs.with_columns(total=pl.col("total") - pl.col("instruments"))
    if "pool" in costs.columns:
        costs = costs.with_columns(purchases=pl.col("purchases") + pl.col("pool"))
        paid = costs.group_by("state").agg(part=pl.col("pool").sum() / costs["pool"].sum())
        common = orders.filter(pl.col("state") == POOL).drop("state")
        if common.height and costs["pool"].sum() > 0:
            shared = common.join(paid.filter(pl.col("part") > 0).sort("state"), how="cross")
            shared = shared.with_columns(
                quantity=pl.col("quantity") * pl.col("part"),
                cost_eur_mn=pl.col("cost_eur_mn") * pl.col("part"),
            ).select(orders.columns)
            orders = pl.concat([orders, shared])
    return costs, orders.filter(pl.col("state") != POOL)


def _axes(costs: pl.DataFrame) -> tuple[list[str], list[int]]:
    return sorted(costs["state"].unique()), sorted(costs["year"].unique())


def _array(costs: pl.DataFrame, column: str) -> xr.DataArray:
    states, years = _axes(costs)
    return xr.DataArray(
        costs[column].to_numpy().reshape(len(states), len(years)),
        coords={"state": states, "year": years},
        dims=("state", "year"),
    )


def _need(costs: pl.DataFrame, orders: pl.DataFrame, world: World) -> Need:
    content = world["european_content"]
    known = {
        str(p): float(v) for p, v in zip(content["product"].values, content.values, strict=True)
    }
    rows = tuple(
        Order(
            row["state"],
            row["cost_eur_mn"] / 1e3,
            row["channel"] == "joint",
            known.get(row["system"], 0.0),
            row["category"] in ENABLERS,
        )
        for row in orders.iter_rows(named=True)
    )
    return Need(_array(costs, "total"), _array(costs, "purchases"), rows)


def _work(
    orders: np.ndarray[Any, Any], systems: Sequence[str], states: Sequence[str], world: World
) -> np.ndarray[Any, Any]:
    """Work by state: where the parts of each system are made; some are made by who orders them."""
    made = world["made_in"]
    at_home = world["european_content"]["product_at_home"]
    products = {str(p) for p in made["product"].values}
    makers = [s for s in states if s in set(made["state"].values)]
    found = np.zeros(len(states))
    for s, system in enumerate(systems):
        if system not in products:
            continue
        if bool(at_home.sel(product=system)):
            found += orders[:, s]
            continue
        part = made.sel(product=system, state=makers)
        for state, value in zip(makers, part.values, strict=True):
            found[states.index(state)] += float(value) * orders[:, s].sum()
    return found


def _capability(frames: Mapping[str, pl.DataFrame]) -> dict[str, float]:
    """Mean share of each state in what the coalition fields of each element in the first year."""
    if "contributions" not in frames:
        return {}
    held = frames["contributions"]
    first = held.filter(pl.col("year") == pl.col("year").min())
    count = first["element"].n_unique()
    sums = first.group_by("state").agg(pl.col("share").fill_null(0).sum() / count).sort("state")
    return {str(state): float(value) for state, value in sums.iter_rows()}


def _threat(evidence: Evidence, facts: FundingFacts) -> dict[str, float]:
    """People, weighed by how near they live to Russia."""
    rows = evidence.table("governance/memberships").iter_rows(named=True)
    near = {row["state"] for row in rows if row["group"] in NEAR_GROUPS}
    return {
        state: people
        * (NEIGHBOUR_WEIGHT if state in NEIGHBOURS else NEAR_WEIGHT if state in near else 1.0)
        for state, people in facts.population.items()
    }
