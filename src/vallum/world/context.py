"""What every builder of World arrays needs at hand: facts, scenario, draw, ledger, parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import xarray as xr

from vallum.evidence import Evidence
from vallum.scenario import Assumption, Scenario, origins
from vallum.world.draw import Draw
from vallum.world.provenance import (
    ASSUMED,
    SCENARIO,
    FactRow,
    Labels,
    Ledger,
    Step,
    fact_rows,
)

BASE_YEAR = 2026
"""Facts describe the world up to the middle of this year; stocks are those at its start."""


@dataclass
class Context:
    """The shared hands of one `World.build`.

    members: the coalition; scope: the European allies; states: all that arrays go by.
    fixed: uncertain figures by name that take a value of the caller's; asked: those met so far.
    """

    evidence: Evidence
    scenario: Scenario
    draw: Draw | None
    members: tuple[str, ...]
    states: tuple[str, ...]
    scope: tuple[str, ...] = ()
    fixed: Mapping[str, float] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    ledger: Ledger = field(default_factory=Ledger)
    arrays: dict[str, xr.DataArray] = field(default_factory=dict)
    parameters: dict[str, float] = field(default_factory=dict)
    _assumed: dict[str, Assumption] = field(default_factory=dict)

    @property
    def years(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        horizon = self.scenario.horizon
        return np.arange(horizon.first, horizon.last + 1)

    def facts(self, table: str, value: str | None = None) -> list[tuple[dict[str, Any], FactRow]]:
        """The rows of a table, each with the `FactRow` that the ledger keeps."""

        def read() -> list[tuple[dict[str, Any], FactRow]]:
            frame = self.evidence.table(table)
            keys = self.evidence.schema(table).key
            quoted = fact_rows(frame, table, keys, self.evidence.grade, value)
            return list(zip(frame.iter_rows(named=True), quoted, strict=True))

        return self.evidence.remember(("facts", table, value), read)

    def assumed(self, *names: str) -> tuple[FactRow, ...]:
        """Fields of the scenario as rows for the ledger: what a formula takes from them.

        Raises KeyError for a field that no scenario has.
        """
        if not self._assumed:
            self._assumed |= {item.field: item for item in origins(self.scenario)}
        rows = []
        for name in names:
            item = self._assumed.get(name)
            if item is None:  # inside a group that the scenario leaves out
                item = self._assumed[name.rpartition(".")[0]]
            try:
                value: float | None = float(item.value)
            except ValueError:
                value = None
            note = f"{item.field} = {item.value}: {item.meaning}"
            rows.append(FactRow(SCENARIO, item.field, value, item.set_by, "-", ASSUMED, 0, note))
        return tuple(rows)

    def drawn(
        self,
        name: str,
        low: float | None,
        central: float,
        high: float | None,
        half_width: float = 0.0,
    ) -> float:
        """The value of one uncertain figure: central, or drawn from its range.

        Where no range is stated, `half_width` [share of the central value] gives one.
        """
        if name in self.fixed:
            self.asked.add(name)
            return self.fixed[name]
        if self.draw is None:
            return central
        bottom = central * (1 - half_width) if low is None else low
        top = central * (1 + half_width) if high is None else high
        return self.draw.value(name, bottom, central, top)

    def half_width(self, verified: str) -> float:
        """Spread of a stock figure without a stated range, by how well it is known [share]."""
        known = {"yes": "spread_verified", "no": "spread_unverified", "imputed": "spread_imputed"}
        return self.parameters[known[verified]]

    def add(
        self, name: str, array: xr.DataArray | Grid, unit: str, meaning: str, **attrs: Any
    ) -> None:
        """Keep an array under its name, with unit and meaning in its attributes."""
        if isinstance(array, Grid):
            array = array.labelled()
        self.arrays[name] = array.rename(name).assign_attrs(unit=unit, meaning=meaning, **attrs)


class Grid:
    """An array being filled: cells are read and written by label, much faster than in xarray."""

    def __init__(self, **dims: Sequence[Any] | np.ndarray[Any, Any]) -> None:
        self.dims = {name: list(labels) for name, labels in dims.items()}
        self._places = tuple(
            {label: place for place, label in enumerate(labels)} for labels in self.dims.values()
        )
        self.values = np.zeros([len(labels) for labels in self.dims.values()])

    def _at(self, labels: Any) -> tuple[int, ...]:
        cell = labels if isinstance(labels, tuple) else (labels,)
        return tuple(place[label] for place, label in zip(self._places, cell, strict=True))

    def __getitem__(self, labels: Any) -> float:
        return float(self.values[self._at(labels)])

    def __setitem__(self, labels: Any, value: float) -> None:
        self.values[self._at(labels)] = value

    def labelled(self) -> xr.DataArray:
        """The finished array."""
        return xr.DataArray(self.values, dims=tuple(self.dims), coords=self.dims)


def zeros(**dims: Sequence[Any] | np.ndarray[Any, Any]) -> Grid:
    """A grid of zeros with these labels."""
    return Grid(**dims)


def read_parameters(context: Context) -> None:
    """Fill `context.parameters` and the array `parameter` from the stated assumptions."""
    rows = context.facts("requirements/parameters", "central")
    names = [row["parameter"] for row, _ in rows]
    array = zeros(parameter=names)
    for row, fact in rows:
        value = context.drawn(
            f"parameter|{row['parameter']}", row["low"], row["central"], row["high"]
        )
        context.parameters[row["parameter"]] = value
        array[row["parameter"]] = value
        context.ledger.record("parameter", (row["parameter"],), fact)
    context.add("parameter", array, "see table", "stated assumptions")
    ends = zeros(bound=["low", "high"], parameter=names)
    for row, _ in rows:
        for bound in ("low", "high"):
            stated = row[bound]
            ends[bound, row["parameter"]] = row["central"] if stated is None else stated
    context.add("parameter_range", ends, "see table", "low and high value of stated assumptions")

    def formula(labels: Labels) -> Step:
        return Step("the end of the stated range", (("parameter", labels[1:]),))

    context.ledger.derive("parameter_range", formula)
