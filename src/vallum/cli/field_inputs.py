"""What the commands of the field share: forces of a scenario or of a kept run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vallum.errors import UserError
from vallum.evidence import Evidence

if TYPE_CHECKING:
    from vallum.study.field import Fields


def forces_for(
    scenario: str, run: str | None, set_: Sequence[str] | None, data: Path | None
) -> tuple[Evidence, Fields]:
    """Facts, and forces by year: of a kept run with its plan, else of a scenario without one.

    Raises UserError where a run holds no plan, or is asked for together with `--set`.
    """
    from vallum.cli.jobs import open_store, read_inputs
    from vallum.study.field import fields_of, fields_of_run

    if run is not None:
        if set_:
            raise UserError("--set changes a scenario, not a kept run: leave out one of the two")
        evidence = Evidence.load(data)
        return evidence, fields_of_run(open_store().get(run).frames(), evidence)
    asked, evidence = read_inputs(scenario, set_, data)
    return evidence, fields_of(evidence, asked)


def both_forces(
    scenario: str, run: str | None, set_: Sequence[str] | None, data: Path | None
) -> tuple[Evidence, dict[str, Fields]]:
    """Facts, and forces by year without a plan (`none`) and, of a kept run, with one (`plan`)."""
    from vallum.cli.jobs import open_store
    from vallum.study.field import fields_of_run

    evidence, fields = forces_for(scenario, run, set_, data)
    if run is None:
        return evidence, {"none": fields}
    frames = open_store().get(run).frames()
    return evidence, {"none": fields_of_run(frames, evidence, with_plan=False), "plan": fields}
