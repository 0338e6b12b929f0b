"""The figures of a kept run, drawn as the report draws them.

From: the store.  To: pages.  Drawing all charts of a run takes seconds, so the last runs stay.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Hashable
from functools import cached_property
from threading import Lock
from typing import Any

import vallum
from vallum.errors import UserError, did_you_mean
from vallum.evidence.shapes import load_shapes
from vallum.report import render_report
from vallum.report.charts import figures
from vallum.report.figure import Figure, svg_of
from vallum.report.framed import png_of
from vallum.report.heat_map import gap_heat_map, gap_heat_map_with_plan
from vallum.report.key_figures import key_figures
from vallum.report.map_chart import contribution_map
from vallum.report.material import gather
from vallum.store import StoredRun
from vallum.workbench.facts import shipped
from vallum.world.need_reading import us_counts_towards

KEPT_IN_MEMORY = 12
"""Runs whose figures stay in memory."""
PACKED = 96
"""Answers about a run that stay in memory, compressed."""
_drawing, _gathering = Lock(), Lock()
_kept: dict[str, Drawn] = {}


class Drawn:
    """One run's figures; made when first asked for."""

    def __init__(self, run: StoredRun) -> None:
        self.run = run
        self.material = gather(
            frames=run.frames(),
            headline=run.headline,
            scenario={
                "name": run.name,
                "us_counts": us_counts_towards(run.scenario["need"]["set"], shipped()),
                **run.scenario,
            },
            run_id=run.id,
            version=vallum.__version__,
            shapes=load_shapes(),
        )
        self._packed: dict[Hashable, bytes] = {}
        self._pictures: dict[tuple[str, bool], str] = {}

    @cached_property
    def figures(self) -> dict[str, Figure]:
        return figures(self.material)

    @cached_property
    def first(self) -> list[Figure]:
        """The figures of the verdict, made without the twenty others: a reader waits for them."""
        plan = [gap_heat_map_with_plan(self.material)] if self.material.planned else []
        return [gap_heat_map(self.material), *plan, contribution_map(self.material)]

    @cached_property
    def key_figures(self) -> list[dict[str, Any]]:
        return key_figures(self.material)

    def figure(self, name: str) -> Figure:
        """Raises UserError where the run has no such figure."""
        for figure in self.first:
            if figure.id == name:
                return figure
        if name not in self.figures:
            near = did_you_mean(name, list(self.figures)) or ""
            raise UserError(f"run {self.run.id} has no figure '{name}'{near}")
        return self.figures[name]

    def svg(self, name: str, *, narrow: bool) -> str:
        figure = self.figure(name)
        if (name, narrow) not in self._pictures:
            with _drawing:
                if (name, narrow) not in self._pictures:
                    self._pictures[name, narrow] = svg_of(figure, narrow=narrow, marked=True)
        return self._pictures[name, narrow]

    def packed(self, key: Hashable, make: Callable[[], str]) -> bytes:
        """What `make` gives, made and compressed once: many readers read the same page."""
        if key not in self._packed:
            self._packed[key] = gzip.compress(make().encode(), 6, mtime=0)
            while len(self._packed) > PACKED:
                del self._packed[next(iter(self._packed))]
        return self._packed[key]

    def png(self, name: str) -> bytes:
        return png_of(self.figure(name))

    def report(self, title: str, notes: str) -> str:
        """The report as HTML, under a title and with notes of the reader's own."""
        told = {"us_counts": self.material.us_counts, "name": self.run.name, **self.run.scenario}
        return render_report(
            frames=self.run.frames(),
            headline=self.run.headline,
            scenario=told | ({"title": title} if title else {}),
            run_id=self.run.id,
            version=vallum.__version__,
            shapes=load_shapes(),
            notes=notes,
        )

    def warm(self) -> None:
        """Make what the run's first pages show."""
        _ = self.key_figures
        for figure in self.first:
            for narrow in (False, True):
                self.svg(figure.id, narrow=narrow)
        _ = self.figures


def drawn(run: StoredRun) -> Drawn:
    """The figures of a run; a run never changes, so its folder says all."""
    folder = str(run.folder)
    found = _kept.get(folder)
    if found is None:
        with _gathering:
            found = _kept.get(folder) or Drawn(run)
            _ = found.first, found.key_figures
            _kept[folder] = found
            while len(_kept) > KEPT_IN_MEMORY:
                del _kept[next(iter(_kept))]
    return found


def forget(run: StoredRun) -> None:
    """Of a run that was deleted."""
    _kept.pop(str(run.folder), None)
