"""Worlds one after another: only what a changed scenario touches is built again.

From: `vallum.world.build`.  To: whoever asks while somebody waits (`vallum.study.live`).

Each builder of arrays is watched: which fields of the scenario it looked at, which arrays and whose
facts it read, and what it left.  A builder runs again only where one of those fields has another
value or one of those arrays is another one; an array that comes out as it was counts as the same,
so that what rests on it stays as well.  The arrays are those that `World.build` gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import xarray as xr
from pydantic import BaseModel

from vallum.evidence import Evidence
from vallum.scenario import Scenario, origins
from vallum.world.build import BUILDERS, World, opened, refuse_missing
from vallum.world.context import Context
from vallum.world.provenance import FactRow, Labels, Ledger

T = TypeVar("T")
Path = tuple[str, ...]
A_GROUP = object()
"""Stands for a group of fields: that it is there was seen, its fields are noted one by one."""
_OF_CONTEXT = ""
_SEATS = ("members", "states", "scope")
"""Whose forces are looked at: of the context, as fields are of the scenario."""


@dataclass
class Trace:
    """What a function looked at in a World or its scenario, and what a builder left."""

    fields: dict[Path, Any] = field(default_factory=dict)
    read: dict[str, xr.DataArray | None] = field(default_factory=dict)
    left: dict[str, xr.DataArray] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    """Arrays of which it told the facts."""


class Worlds:
    """Builds Worlds of one body of facts, at central values; one asker at a time."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._traces: list[Trace] = []
        self._ledger = Ledger()
        self._parameters: dict[str, float] = {}
        self.rerun: list[str] = []
        """The builders that the last World made run."""

    def build(self, scenario: Scenario) -> World:
        """The World of a scenario, with the arrays of `World.build`.

        It keeps no chain of reasons: `why` is for a World that was built whole.
        Raises UserError as `World.build` does; the next World is then right all the same.
        """
        plain = opened(self._evidence, scenario)
        before: list[Trace | None] = [*self._traces] or [None] * len(BUILDERS)
        context = _Watching(plain)
        context.parameters |= self._parameters
        rerun: list[str] = []
        traces: list[Trace] = []
        tied = _told_by_several(self._traces)
        again_tied = False
        for build, was in zip(BUILDERS, before, strict=True):
            if was is not None and not (again_tied and was.told & tied) and context.stands(was):
                context.take(was, self._ledger)
                traces.append(was)
                continue
            trace = context.watch(build)
            if was is not None:
                again_tied = again_tied or bool(was.told & tied)
                for name, array in list(trace.left.items()):
                    if (old := was.left.get(name)) is not None and old.identical(array):
                        trace.left[name] = old
                        context.arrays.put(name, old)
            rerun.append(build.__name__)
            traces.append(trace)
        refuse_missing(context.arrays)
        self._traces, self.rerun = traces, rerun
        self._ledger, self._parameters = context.ledger, context.parameters
        return World(
            self._evidence,
            scenario,
            None,
            plain.members,
            plain.scope,
            dict(context.arrays),
            _Untold(context.ledger.cells, context.ledger.formulas),
            plain.assumed,
        )


def watched(world: World) -> tuple[World, Trace]:
    """The same World, and the notes of what is looked at in it from now on."""
    arrays = _Arrays()
    for name, array in world.arrays.items():
        arrays.put(name, array)
    scenario: Any = _Watched(world.scenario, (), arrays)
    return replace(world, arrays=arrays, scenario=scenario), arrays.trace


def stands(trace: Trace, world: World) -> bool:
    """Whether a function would see in another World what it saw."""
    return all(world.arrays.get(name) is array for name, array in trace.read.items()) and all(
        _sees(world.scenario, path, value) for path, value in trace.fields.items()
    )


def _told_by_several(traces: list[Trace]) -> set[str]:
    """Arrays whose facts more than one builder tells: those builders run again together."""
    seen: set[str] = set()
    several: set[str] = set()
    for trace in traces:
        several |= seen & trace.told
        seen |= trace.told
    return several


class _Untold(Ledger):
    """A ledger that explains nothing: its formulas would tell of another scenario."""

    def explain(self, array: str, labels: Labels) -> tuple[list[str], list[FactRow]]:
        raise RuntimeError("a World made again keeps no reasons; build it whole to ask why")


class _Arrays(dict[str, xr.DataArray]):
    """Arrays by name; notes which ones are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.trace = Trace()

    def note(self, name: str) -> None:
        """Note that an array, or the facts behind it, was asked for."""
        if name not in self.trace.left:
            self.trace.read[name] = super().get(name)

    def __getitem__(self, name: str) -> xr.DataArray:
        self.note(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.note(name)
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self.note(str(name))
        return super().__contains__(name)

    def __setitem__(self, name: str, array: xr.DataArray) -> None:
        self.trace.left[name] = array
        super().__setitem__(name, array)

    def put(self, name: str, array: xr.DataArray) -> None:
        """Without a note."""
        super().__setitem__(name, array)

    def same(self, name: str, array: xr.DataArray | None) -> bool:
        return super().get(name) is array


class _Watched:
    """A group of the scenario's fields; notes which ones are looked at."""

    def __init__(self, group: BaseModel, path: Path, arrays: _Arrays) -> None:
        self._group, self._path, self._arrays = group, path, arrays

    def __getattr__(self, name: str) -> Any:
        value, path = getattr(self._group, name), (*self._path, name)
        fields = self._arrays.trace.fields
        if isinstance(value, BaseModel):
            fields[path] = A_GROUP
            return _Watched(value, path, self._arrays)
        if not callable(value):
            fields[path] = value
        elif name != "problem":  # which names the place of a wrong field, and is then raised
            fields[self._path] = self._group
        return value


class _Watching(Context):
    """The shared hands of builders that are watched."""

    arrays: _Arrays

    def __init__(self, plain: Context) -> None:
        self._seats = {name: getattr(plain, name) for name in _SEATS}
        self._real = plain.scenario
        super().__init__(
            plain.evidence, plain.scenario, None, plain.members, plain.states, arrays=_Arrays()
        )
        self.ledger = _Telling(self.arrays)
        watched: Any = _Watched(plain.scenario, (), self.arrays)
        self.scenario = watched

    def __getattribute__(self, name: str) -> Any:
        if name in _SEATS:
            self.arrays.trace.fields[_OF_CONTEXT, name] = self._seats[name]
            return self._seats[name]
        return super().__getattribute__(name)

    def watch(self, build: Callable[[Context], None]) -> Trace:
        """Run a builder and note what it looks at."""
        self.arrays.trace = Trace()
        build(self)
        return self.arrays.trace

    def stands(self, trace: Trace) -> bool:
        """Whether a builder would see what it saw."""
        return all(self._sees(path, value) for path, value in trace.fields.items()) and all(
            self.arrays.same(name, array) for name, array in trace.read.items()
        )

    def take(self, trace: Trace, ledger: Ledger) -> None:
        """What a builder left before, without running it."""
        for name, array in trace.left.items():
            self.arrays.put(name, array)
        for name in trace.told:
            _carry(self.ledger.cells, ledger.cells, name)
            _carry(self.ledger.formulas, ledger.formulas, name)
            _carry(self.ledger.nothing, ledger.nothing, name)

    def _sees(self, path: Path, value: Any) -> bool:
        if path[0] == _OF_CONTEXT:
            return bool(self._seats[path[1]] == value)
        return _sees(self._real, path, value)

    def assumed(self, *names: str) -> tuple[FactRow, ...]:
        if not self._assumed:
            self._assumed |= {item.field: item for item in origins(self._real)}
        return super().assumed(*names)


def _sees(scenario: Scenario, path: Path, value: Any) -> bool:
    found: Any = scenario
    for name in path:
        if not hasattr(found, name):
            return False
        found = getattr(found, name)
    return isinstance(found, BaseModel) if value is A_GROUP else bool(found == value)


def _carry(own: dict[str, T], kept: Mapping[str, T], name: str) -> None:
    if name in kept:
        own[name] = kept[name]


class _Telling(Ledger):
    """A ledger that notes of which arrays facts are told, and of which they are asked."""

    def __init__(self, arrays: _Arrays) -> None:
        super().__init__()
        self._arrays = arrays

    def record(self, array: str, labels: Labels, row: FactRow) -> None:
        self._arrays.trace.told.add(array)
        super().record(array, labels, row)

    def derive(self, array: str, formula: Callable[[Labels], Any]) -> None:
        self._arrays.trace.told.add(array)
        super().derive(array, formula)

    def leave_empty(self, array: str, words: str) -> None:
        self._arrays.trace.told.add(array)
        super().leave_empty(array, words)

    def facts(self, array: str, labels: Labels) -> list[FactRow]:
        self._arrays.note(array)
        return super().facts(array, labels)
