"""The World: evidence seen through a scenario, as labelled arrays with provenance for each cell.

From: evidence and scenario.  To: every model.  Nothing above this floor reads evidence tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
import xarray as xr

from vallum.errors import UserError, did_you_mean, which_known
from vallum.evidence import Evidence
from vallum.scenario import Scenario, resolve_coalition
from vallum.world.catalogue import build_catalogue
from vallum.world.content import build_content
from vallum.world.context import Context, read_parameters
from vallum.world.crews import build_crews
from vallum.world.draw import Draw
from vallum.world.enablers import build_enablers
from vallum.world.equipment import build_equipment
from vallum.world.interceptors import build_interceptors
from vallum.world.lines import build_lines
from vallum.world.money import build_money
from vallum.world.needs import allies_and_members, build_needs
from vallum.world.people import build_people
from vallum.world.plan_money import build_plan_money
from vallum.world.pooling import POOL, build_pooling
from vallum.world.prices import build_prices
from vallum.world.provenance import Answer, FactRow, Labels, Ledger
from vallum.world.scale import build_scale
from vallum.world.support import build_support
from vallum.world.territorial import build_territorial
from vallum.world.threat import build_threat
from vallum.world.ukraine import build_ukraine
from vallum.world.upkeep import build_upkeep
from vallum.world.us import build_us

ALLIANCE = "NATO"
"""Stands among the states for fleets that the alliance owns: early warning, tankers, airlift."""
MOST_LABELS = 12
"""So many labels of a dimension are named where one was not known."""


BUILDERS: tuple[Callable[[Context], None], ...] = (
    read_parameters,
    build_us,
    build_equipment,
    build_needs,
    build_interceptors,
    build_money,
    build_prices,
    build_catalogue,
    build_lines,
    build_plan_money,
    build_pooling,
    build_scale,
    build_content,
    build_upkeep,
    build_territorial,
    build_enablers,
    build_people,
    build_crews,
    build_support,
    build_threat,
    build_ukraine,
)
"""Each reads what those before it left."""


@dataclass(frozen=True)
class World:
    """Labelled arrays over state, system, category, element, contingency, year, ...

    arrays: name -> array, with `unit` and `meaning` in its attributes.
    members: the coalition, sorted ISO alpha-3 codes.
    scope: the European NATO allies, whose forces published lists count on.
    alliance_share: part of alliance-owned fleets that the coalition can count on (its members'
        share of the European allies' output) [share].
    """

    evidence: Evidence
    scenario: Scenario
    draw: Draw | None
    members: tuple[str, ...]
    scope: tuple[str, ...]
    arrays: Mapping[str, xr.DataArray]
    ledger: Ledger
    assumed: Callable[..., tuple[FactRow, ...]]
    """Names of scenario fields -> their rows, as a chain of reasons shows them."""

    @classmethod
    def build(
        cls,
        evidence: Evidence,
        scenario: Scenario,
        draw: Draw | None = None,
        fixed: Mapping[str, float] | None = None,
    ) -> World:
        """Read the facts that the scenario needs into arrays.

        Central values by default; `draw` puts one sampled future in their place, and `fixed` gives
        single uncertain figures, by the names that draws know them by, a value of the caller's
        (`parameter|days_of_supply`).  Raises UserError where the scenario names a state, group or
        contingency that the evidence does not know, or `fixed` a figure that nothing asks for.
        """
        context = opened(evidence, scenario, draw, fixed or {})
        for build in BUILDERS:
            build(context)
        if unknown := sorted(context.fixed.keys() - context.asked):
            told = f"no uncertain figure of this scenario is called '{unknown[0]}'"
            raise UserError(f"{told}: nothing asked for it")
        refuse_missing(context.arrays)
        return cls(
            evidence,
            scenario,
            draw,
            context.members,
            context.scope,
            context.arrays,
            context.ledger,
            context.assumed,
        )

    def __getitem__(self, name: str) -> xr.DataArray:
        return self.arrays[name]

    @property
    def years(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """The planned years."""
        return np.asarray(self.arrays["counted"]["year"].values)

    @property
    def owners(self) -> tuple[str, ...]:
        """Whose forces the coalition counts on: members, alliance-owned fleets, the pool."""
        pool = (POOL,) if self.scenario.pooling.categories else ()
        return (*self.members, ALLIANCE, *pool)

    @property
    def us_counts(self) -> bool:
        """Whether the main need is the alliance's, towards which the United States counts."""
        return str(self.arrays["requirement"]["reading"].values[0]) == "with_us"

    @cached_property
    def alliance_share(self) -> float:
        gdp = self.arrays["gdp"].sel(year=2025)
        inside = sorted(set(self.members) & set(self.scope))
        return float(gdp.sel(state=inside).sum() / gdp.sel(state=list(self.scope)).sum())

    @cached_property
    def state_names(self) -> dict[str, str]:
        """ISO code -> plain English name."""
        frame = self.evidence.table("geography/states")
        names = dict(frame.select("state", "name").iter_rows())
        return names | {ALLIANCE: "Alliance-owned fleets", POOL: "Common fleets"}

    def why(self, array: str, *labels: Any, **by_dimension: Any) -> Answer:
        """The value of a cell, the chain of formulas behind it, and the fact rows.

        labels: in any order, each goes to the dimension that knows it; or `dim=label`.  Where a
        dimension is left out of an array of quantities, its cells are added up.
        Raises UserError for an unknown array, label or dimension, or for a share with a dimension
        left out.
        """
        data = self._array(array)
        chosen = _choose(data, labels, by_dimension)
        missing = [str(dim) for dim in data.dims if dim not in chosen]
        if missing and not data.attrs.get("additive"):
            raise UserError(
                f"{array} needs a label for {' and '.join(missing)}: "
                f"its values ({data.attrs['unit']}) cannot be added up"
            )
        picked = data.sel(chosen)
        chain: list[str] = []
        rows: dict[tuple[str, int, str], Any] = {}
        for cell in _cells(data, chosen):
            words, facts = self.ledger.explain(array, cell)
            chain += [word for word in words if word not in chain]
            rows |= {(fact.table, fact.line, fact.key): fact for fact in facts}
        if not rows:
            chain += _held_instead(data, chosen)
        return Answer(
            array=array,
            labels=chosen,
            value=float(picked.sum()),
            unit=data.attrs["unit"],
            chain=(f"{array}: {data.attrs['meaning']}", *chain),
            rows=tuple(sorted(rows.values(), key=lambda row: (row.table, row.line))),
        )

    def _array(self, name: str) -> xr.DataArray:
        if name not in self.arrays:
            known = sorted(self.arrays)
            hint = which_known(name, known, "arrays", "vallum why")
            raise UserError(f"there is no array '{name}'{hint}")
        return self.arrays[name]

    def quality(self) -> pl.DataFrame:
        """How well each array is known: cells, facts and the shares of facts by verification."""
        rows = []
        for name, cells in sorted(self.ledger.cells.items()):
            facts = {(fact.table, fact.line): fact for found in cells.values() for fact in found}
            marks = [fact.verified for fact in facts.values()]
            if not marks:  # a set of needs may leave an array without a single fact
                continue
            rows.append(
                {
                    "array": name,
                    "cells": len(cells),
                    "facts": len(marks),
                    "share_verified": marks.count("yes") / len(marks),
                    "share_unverified": marks.count("no") / len(marks),
                    "share_imputed": marks.count("imputed") / len(marks),
                }
            )
        return pl.DataFrame(rows)

    def sources(self) -> pl.DataFrame:
        """The sources that fill this World's arrays, with the number of fact rows of each."""
        seen: dict[tuple[str, int], str] = {}
        for cells in self.ledger.cells.values():
            for facts in cells.values():
                seen |= {(fact.table, fact.line): fact.source for fact in facts}
        count: dict[str, int] = {}
        for source in seen.values():
            for name in source.split(";"):
                count[name] = count.get(name, 0) + 1
        used = pl.DataFrame(
            {"id": sorted(count), "rows": [count[name] for name in sorted(count)]},
            schema={"id": pl.String, "rows": pl.Int64},
        )
        return used.join(self.evidence.sources(), on="id", how="left").sort("id")


def opened(
    evidence: Evidence,
    scenario: Scenario,
    draw: Draw | None = None,
    fixed: Mapping[str, float] | None = None,
) -> Context:
    """The hands of the builders, with whose forces are looked at, before any array is built.

    Raises UserError where the scenario names a state or group that the evidence does not know.
    """
    states = evidence.table("geography/states")
    members = resolve_coalition(scenario, evidence.table("governance/memberships"), states)
    context = Context(evidence, scenario, draw, tuple(members), (), fixed=fixed or {})
    context.scope = tuple(allies_and_members(context))
    pool = {POOL} if scenario.pooling.categories else set()
    context.states = tuple(sorted({*members, *context.scope, ALLIANCE, *pool}))
    return context


def refuse_missing(arrays: Mapping[str, xr.DataArray]) -> None:
    """Raises ValueError for an array that holds a missing value: our own fault."""
    for name, array in arrays.items():
        if not np.isfinite(array.values).all():
            raise ValueError(f"array '{name}' holds a missing value")


def _choose(
    data: xr.DataArray, labels: tuple[Any, ...], by_dimension: dict[str, Any]
) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for dim, label in by_dimension.items():
        if dim not in data.dims:
            held = ", ".join(str(name) for name in data.dims)
            raise UserError(f"{data.name} has no dimension '{dim}'; it has {held}")
        chosen[dim] = _known_label(data, dim, label)
    for label in labels:
        free = [str(dim) for dim in data.dims if dim not in chosen]
        for dim in free:
            if (found := _find(data, dim, label)) is not None:
                chosen[dim] = found
                break
        else:
            known = [str(value) for dim in free for value in data[dim].values]
            hint = did_you_mean(str(label), known) or f"; {_labels_left(data, free)}"
            raise UserError(f"'{label}' is not a label of {data.name}{hint}")
    return {str(dim): chosen[str(dim)] for dim in data.dims if dim in chosen}


def _find(data: xr.DataArray, dim: str, label: Any) -> Any:
    """The dimension's own spelling of a label, or None."""
    for value in data[dim].values:
        if str(value).casefold() == str(label).casefold():
            return value.item() if isinstance(value, np.generic) else value
    return None


def _known_label(data: xr.DataArray, dim: str, label: Any) -> Any:
    found = _find(data, dim, label)
    if found is None:
        known = [str(value) for value in data[dim].values]
        hint = did_you_mean(str(label), known) or f"; known are {_some(known)}"
        raise UserError(f"'{label}' is not a {dim} of {data.name}{hint}")
    return found


def _labels_left(data: xr.DataArray, free: list[str]) -> str:
    """What could stand in a label's place: some labels of each dimension not chosen yet."""
    if not free:
        return f"none left: {', '.join(str(dim) for dim in data.dims)} have theirs"
    return "; ".join(f"{dim}: {_some([str(v) for v in data[dim].values])}" for dim in free)


def _some(labels: list[str]) -> str:
    """The first and the last of a long list.

    >>> _some(["a", "b"]), _some([str(year) for year in range(2026, 2046)])
    ('a, b', '2026, 2027, 2028, 2029, 2030, 2031, 2032, 2033, 2034, 2035, 2036 ... 2045')
    """
    if len(labels) <= MOST_LABELS:
        return ", ".join(labels)
    return f"{', '.join(labels[: MOST_LABELS - 1])} ... {labels[-1]}"


def _cells(data: xr.DataArray, chosen: dict[str, Any]) -> list[Labels]:
    """All cells of the selection, as labels in the array's order."""
    cells: list[Labels] = [()]
    for dim in data.dims:
        values = [chosen[str(dim)]] if dim in chosen else [v.item() for v in data[dim].values]
        cells = [(*cell, value) for cell in cells for value in values]
    return cells


def _held_instead(data: xr.DataArray, chosen: dict[str, Any]) -> list[str]:
    """No fact row fills the cell: name what the state does hold under a name like it."""
    if "state" not in chosen or "system" not in chosen:
        return []
    held = data.sel(state=chosen["state"]).transpose("system", ...)
    kept = (held.values.reshape(held.sizes["system"], -1) != 0).any(axis=1)
    names = [str(name) for name in held["system"].values[kept]]
    near = did_you_mean(str(chosen["system"]), names)
    return [f"{chosen['state']} holds none under this name{near}"]
