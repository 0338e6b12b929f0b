"""Where a run's figures come from: its World built again, kept for the next question.

From: the store and the shipped facts.  To: the page `why` and the API.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

import polars as pl

from vallum.errors import UserError
from vallum.scenario import restore_scenario
from vallum.store import StoredRun
from vallum.study.figures import Figure, Results
from vallum.study.lineage import Lineage
from vallum.workbench.facts import shipped
from vallum.world import Answer, Draw, World

REMEMBERED = 4
_lock = Lock()
_kept: OrderedDict[str, Lineage] = OrderedDict()


def why(run: StoredRun, address: str) -> Answer:
    """What a figure of a run rests on.

    Raises UserError for an address that the run does not have, and where the run was made with
    other facts than those of this server.
    """
    figure = Figure.parse(address)
    with _lock:
        return _lineage(run).why(figure)


def ready(run: StoredRun) -> None:
    """Make ready what `why` needs of a run.  Raises UserError as it does."""
    with _lock:
        _lineage(run)


def _lineage(run: StoredRun) -> Lineage:
    folder = str(run.folder)
    if folder not in _kept:
        if shipped().digest() != run.inputs["evidence"]:
            raise UserError(
                f"run {run.id} was made with other facts than those of this server, so its figures "
                "cannot be led back to them here: run its scenario again"
            )
        told = run.frame("assumptions").select(pl.col("field"), pl.col("set_by"))
        scenario = restore_scenario(run.scenario, name=run.name, set_by=dict(told.iter_rows()))
        world = World.build(shipped(), scenario, Draw(run.seed) if run.seed else None)
        _kept[folder] = Lineage(world, Results(run.frames(), run.headline))
        while len(_kept) > REMEMBERED:
            _kept.popitem(last=False)
    _kept.move_to_end(folder)
    return _kept[folder]
