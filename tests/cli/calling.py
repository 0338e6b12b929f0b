"""Calling commands in this process, for the tests of the command line."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema

from model_runs import STEPS, planned_study
from vallum.cli.main import run_command
from vallum.contracts import ANSWERS
from vallum.scenario import Scenario, load_scenario
from vallum.study import Study, run


@dataclass(frozen=True)
class Outcome:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    def answer(self, name: str) -> dict[str, Any]:
        """The one JSON object on standard output, held against the contract of that name."""
        assert self.code == 0, self.err
        assert self.out.count("\n") == 1
        told: dict[str, Any] = json.loads(self.out)
        jsonschema.validate(told, ANSWERS[name].model_json_schema(mode="serialization"))
        return told


Call = Callable[..., Outcome]


def call_vallum(*words: object) -> Outcome:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run_command([str(word) for word in words])
    return Outcome(code, out.getvalue(), err.getvalue())


@dataclass(frozen=True)
class Home:
    """A working folder with two kept runs, and what `vallum run` said of them."""

    folder: Path
    first: Outcome
    """us_absent with its plan, as JSON."""
    second: Outcome
    """us_absent with enablers until 2030, without plan and report, as text."""
    study: Study
    """What the first run worked out."""

    @property
    def runs(self) -> Path:
        return self.folder / "runs"

    @property
    def first_id(self) -> str:
        return str(json.loads(self.first.out)["run"])

    @property
    def second_id(self) -> str:
        (other,) = [path.name for path in self.runs.iterdir() if path.is_dir()
                    and path.name != self.first_id]  # fmt: skip
        return other


class Studies:
    """Runs the study of a scenario and a mode once; a plan takes far longer than all else."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str | None], Study] = {}
        self.asked: list[tuple[str, str | None]] = []
        """Scenario and mode of every call."""
        self._run = self._share

    def run(self, scenario: Scenario, *, mode: Any, **more: Any) -> Study:
        self.asked.append((scenario.name, mode))
        key = (scenario.digest(), mode)
        if key not in self.kept:
            self.kept[key] = self._run(scenario, mode=mode, **more)
        return self.kept[key]

    def _share(self, scenario: Scenario, *, mode: Any, **more: Any) -> Study:
        """The default scenario with its plan is made once for the tests of all folders."""
        if mode != "close_gaps" or scenario.digest() != load_scenario("us_absent").digest():
            return run(scenario, mode=mode, **more)
        found = planned_study()
        for step in STEPS["us_absent"]:
            more["progress"](step)
        return found
