"""`vallum.run` in Python: what `vallum run` works out, without keeping it.

From: a scenario's name or file.  To: notebooks and scripts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from vallum.cli.jobs import as_mode, open_store, plan_of, read_inputs
from vallum.contracts import RunAnswer
from vallum.errors import UserError
from vallum.store import NO_PLAN, StoredRun, id_of
from vallum.study import Study
from vallum.study import run as run_study


@dataclass(frozen=True)
class Result:
    """One run: `study` holds all of it, the rest is what most callers want."""

    study: Study

    @property
    def headline(self) -> str:
        """The result in a sentence."""
        return self.study.headline.sentence

    @property
    def gaps(self) -> pl.DataFrame:
        """Need, have, US and gap by contingency, element and year."""
        return self.study.frames()["gaps"]

    @property
    def plan(self) -> pl.DataFrame:
        """What is ordered: state, system, category, channel, year, quantity, cost in EUR mn.

        Raises UserError where there is no plan.
        """
        if self.study.plan is None:
            raise UserError("this run was made without a plan: leave out mode=None")
        return self.study.frames()["plan_orders"]

    @property
    def answer(self) -> RunAnswer:
        """What `vallum run --json` prints; `report` is empty, for none was written."""
        study = self.study
        scenario = study.scenario
        record = {
            "id": id_of(study),
            "mode": study.mode,
            "scenario": {"name": scenario.name, "title": scenario.title},
            "headline": asdict(study.headline),
        }
        return RunAnswer.of(StoredRun(Path(), record), "")


def run(
    scenario: str | Path,
    set_: Sequence[str],
    data: Path | None,
    mode: str | None,
    previous: str | None = None,
) -> Result:
    """Work through a scenario.  Raises UserError for anything wrong in what is asked."""
    asked, evidence = read_inputs(str(scenario), set_, data)
    mode = mode or NO_PLAN
    followed = plan_of(previous, open_store(), mode)
    return Result(run_study(asked, evidence=evidence, mode=as_mode(mode), previous=followed))
