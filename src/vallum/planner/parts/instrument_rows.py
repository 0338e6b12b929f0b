"""The columns and rows of instruments of money, one function an equation.

From: `vallum.planner.parts.instruments`, where the symbols stand.  To: the same, which declares
them.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations
from typing import TYPE_CHECKING, Any

import linopy
import numpy as np
import xarray as xr

from vallum.planner.equations import instalments, spending
from vallum.planner.inputs import Inputs
from vallum.world.pooling import POOL

if TYPE_CHECKING:
    from vallum.planner.parts.instruments import Instruments

UNBOUND = 1e6
"""Stands for no bound where a row needs a number [EUR bn]."""


def define_draws(m: linopy.Model, p: Inputs, part: Instruments) -> None:
    """0 <= draw[n,f,t] <= most[n,f,t];  excess, relief, service, common >= 0."""
    m.add_variables(lower=0, upper=part.most, name="draw")
    over = (p.money.indexes["state"], p.money.indexes["year"])
    beyond = 0.0 if part.kept else np.inf
    m.add_variables(lower=0, upper=beyond, coords=over, name="excess")
    for name in ("relief", "service"):
        m.add_variables(lower=0, coords=over, name=name)
    if part.key.sizes["keyed"]:
        shared = (part.key.indexes["keyed"], p.money.indexes["year"])
        m.add_variables(lower=0, coords=shared, name="common")


def define_sources(m: linopy.Model, p: Inputs, part: Instruments) -> None:
    """sum_f draw[n,f,t] = what the plan costs n in t + service[n,t].

    Every euro spent has a source, and none is drawn that is not spent.
    """
    others = tuple(each for each in p.parts if each is not part)
    plan = spending(m, replace(p, parts=others))
    m.add_constraints(plan + m["service"] - m["draw"].sum("instrument") == 0, name="sources")


def define_ceilings(m: linopy.Model, part: Instruments) -> None:
    """sum_{n,t} price[t] draw[n,f,t] <= ceiling[f];  sum_t price[t] draw[n,f,t] <= limit[n,f]."""
    drawn = (m["draw"] * part.price).sum("year")
    names = part.ceiling["instrument"].values[np.isfinite(part.ceiling.values)].tolist()
    if names:
        whole = drawn.sel(instrument=names).sum("state")
        m.add_constraints(whole <= part.ceiling.sel(instrument=names), name="ceiling")
        limit = part.limit.sel(instrument=names).clip(max=UNBOUND)
        m.add_constraints(drawn.sel(instrument=names) <= limit, name="draw_limit")


def define_eligible_orders(m: linopy.Model, p: Inputs, part: Instruments) -> None:
    """For each set R of rules:  sum_{f under R} draw[n,f,t] <= instalments that fall due in t for
    orders of n which a rule of R lets an instrument pay, and n's part of those of the pool.

    By all sets, since one order may fit several rules and is paid once.
    """
    rules = part.fits["rule"].values.tolist()
    if not rules:
        return
    sets = list(chain.from_iterable(combinations(rules, k) for k in range(1, len(rules) + 1)))
    names = [[n for n in part.names if int(part.rule.sel(instrument=n)) in some] for some in sets]
    owed = instalments(p).rename(paid="year", year="arrives")
    arrival = m["arrival"].rename(year="arrives")
    own = xr.where(part.pool["state"] == POOL, 0.0, 1.0)
    left: list[Any] = []
    for some, drawn in zip(sets, names, strict=True):
        fits = part.fits.sel(rule=list(some)).any("rule").astype(float)
        due = (arrival * (owed * fits)).sum(["product", "arrives", "channel"])
        mine = due * own
        if POOL in part.pool["state"].values:
            mine = mine + due.sel(state=POOL) * part.pool
        row = m["draw"].sel(instrument=drawn).sum("instrument") - mine
        left.append(row.expand_dims(rules=["+".join(str(rule) for rule in some)]))
    rows = linopy.merge(left, dim="rules") if len(left) > 1 else left[0]
    m.add_constraints(rows <= 0, name="eligible_orders")


def define_deficit_rule(m: linopy.Model, part: Instruments) -> None:
    """price[t] sum_{f counted} draw[n,f,t] - relief[n,t] - excess[n,t] <= room[n,t];
    draws of the clause + relief[n,t] <= cap[n,t];  relief[n,t] <= counted joint draws.

    Bonds of a state's own that use the clause are draws of the clause, so relief is for loans.
    """
    draw, relief, excess = m["draw"] * part.price, m["relief"], m["excess"]
    counted = _named(part, part.deficit)
    m.add_constraints(
        draw.sel(instrument=counted).sum("instrument") - relief - excess
        <= part.room.clip(max=UNBOUND),
        name="deficit_rule",
    )
    clauses = _named(part, part.clause)
    used = draw.sel(instrument=clauses).sum("instrument") + relief if clauses else 1 * relief
    m.add_constraints(used <= part.cap, name="clause_room")
    lent = [name for name in counted if name in part.joint]
    over = 1 * relief - draw.sel(instrument=lent).sum("instrument") if lent else 1 * relief
    m.add_constraints(over <= 0, name="clause_relief")


def define_service(m: linopy.Model, part: Instruments) -> None:
    """service[n,t] = sum_{f,u<t} due[n,f,u,t] draw[n,f,u] + sum_{f in K,u<t} key[f,n]
    due_common[f,u,t] common[f,u];  common[f,t] = sum_n draw[n,f,t] for f in K.

    due is at 2025 prices: price[u] / price[t] times what the terms ask for.
    """
    joint = part.joint
    owed = served(m["draw"].sel(instrument=joint), part.due.sel(instrument=joint))
    keyed = part.key["keyed"].values.tolist()
    if keyed:
        drawn = m["draw"].sel(instrument=keyed).sum("state").rename(instrument="keyed")
        m.add_constraints(m["common"] - drawn == 0, name="common_draws")
        all_ = (m["common"] * (part.due_common * part.key)).sum(["keyed", "year"])
        owed = owed + all_
    m.add_constraints(m["service"] - owed.rename(paid="year") == 0, name="service")


def served(draw: Any, due: xr.DataArray) -> Any:
    """sum_{f,u} due[n,f,u,t] draw[n,f,u] (state, paid)."""
    return (draw * due).sum(["instrument", "year"])


def _named(part: Instruments, which: xr.DataArray) -> list[str]:
    return [str(name) for name in which["instrument"].values[which.values]]
