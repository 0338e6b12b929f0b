"""The figures of a kept run, drawn as the report draws them.

From: the store.  To: pages.  Drawing all charts of a run takes seconds, so the last runs stay.
"""

from __future__ import annotations

from functools import cache, cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import vl_convert

import vallum
from vallum.errors import UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.evidence.shapes import load_shapes
from vallum.report.charts import figures
from vallum.report.figure import Figure, svg_of
from vallum.report.key_figures import key_figures
from vallum.report.material import gather
from vallum.store import StoredRun
from vallum.world.need_reading import us_counts_towards

KEPT_IN_MEMORY = 8
"""Runs whose figures stay in memory."""
_drawing = Lock()


class Drawn:
    """One run's figures; made when first asked for."""

    def __init__(self, run: StoredRun) -> None:
        self.run = run
        self.material = gather(
            frames=run.frames(),
            headline=run.headline,
            scenario={
                "name": run.name,
                "us_counts": us_counts_towards(run.scenario["need"]["set"], _shipped()),
                **run.scenario,
            },
            run_id=run.id,
            version=vallum.__version__,
            shapes=load_shapes(),
        )
        self._pictures: dict[tuple[str, bool], str] = {}

    @cached_property
    def figures(self) -> dict[str, Figure]:
        return figures(self.material)

    @cached_property
    def key_figures(self) -> list[dict[str, Any]]:
        return key_figures(self.material)

    def figure(self, name: str) -> Figure:
        """Raises UserError where the run has no such figure."""
        if name not in self.figures:
            near = did_you_mean(name, list(self.figures)) or ""
            raise UserError(f"run {self.run.id} has no figure '{name}'{near}")
        return self.figures[name]

    def svg(self, name: str, *, narrow: bool) -> str:
        figure = self.figure(name)
        with _drawing:
            if (name, narrow) not in self._pictures:
                self._pictures[name, narrow] = svg_of(figure, narrow=narrow)
            return self._pictures[name, narrow]

    def png(self, name: str) -> bytes:
        return bytes(vl_convert.svg_to_png(self.svg(name, narrow=False), scale=2))


def drawn(run: StoredRun) -> Drawn:
    """The figures of a run; a run never changes, so its id and folder say all."""
    with _drawing:
        return _drawn(str(run.folder), run.id)


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _drawn(folder: str, id_: str) -> Drawn:
    return Drawn(StoredRun.read(Path(folder)))


@cache
def _shipped() -> Evidence:
    return Evidence.load()
