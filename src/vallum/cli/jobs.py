"""What several commands do: read what was asked for, run the study, keep it with its report.

From: commands' arguments.  To: commands, and `vallum.run` in Python.  Imports everything heavy:
commands import this module inside their functions.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import cast

import vallum
from vallum.cli.show import note
from vallum.errors import Problem, UserError
from vallum.evidence import Evidence
from vallum.evidence.shapes import load_shapes
from vallum.planner import Mode, Previous
from vallum.planner.parts.persistence import KEPT
from vallum.planner.plan import MODES
from vallum.scenario import (
    Scenario,
    load_scenario,
    resolve_coalition,
    restore_scenario,
    shipped_names,
)
from vallum.store import NO_PLAN, Store, StoredRun, id_of, run_id
from vallum.study import EXACT, Study
from vallum.study import run as run_study

SCENARIO_ENDINGS = (".yaml", ".yml", ".xlsx")
"""What a scenario file is called."""

SEED = 0
"""Central values are drawn from nothing; a run's id holds its seed all the same."""

Progress = Callable[[str], None]
"""Hears each step as it begins."""


def read_inputs(
    scenario: str, set_: Sequence[str] | None, data: Path | None
) -> tuple[Scenario, Evidence]:
    """The scenario and the facts, checked against each other before any work begins.

    Raises UserError with every fault of the first of them that has some.
    """
    asked = load_scenario(scenario, set_=set_ or ())
    evidence = Evidence.load(data)
    members_of(asked, evidence)
    return asked, evidence


def members_of(scenario: Scenario, evidence: Evidence) -> list[str]:
    """The coalition's ISO codes.  Raises UserError for a state that is not there, or no member."""
    memberships = evidence.table("governance/memberships")
    return list(resolve_coalition(scenario, memberships, evidence.table("geography/states")))


def check_data(data: Path | None) -> None:
    """Refuse a faulty overlay also where a command needs no facts beyond those a run holds."""
    if data is not None:
        Evidence.load(data)


def open_store() -> Store:
    return Store(notice=note)


def run_and_keep(
    scenario: Scenario,
    evidence: Evidence,
    *,
    mode: str,
    store: Store,
    progress: Progress,
    previous: Previous | None = None,
    report: bool = True,
) -> StoredRun:
    """Work through a scenario and keep the run, with its report unless told otherwise.

    mode: how to plan, `none` for no plan, ending in ` exact` for the integer programme; previous: a
    plan to follow.
    Raises UserError where the store cannot be written to, before any work is done.
    """
    begun = time.perf_counter()
    refuse_unwritable(store.folder)
    study = run_study(
        scenario,
        evidence=evidence,
        mode=as_mode(mode),
        previous=previous,
        exact=mode.endswith(EXACT),
        progress=progress,
    )
    page = None
    if report:
        progress("write the report")
        page = report_of(study)
    return store.save(study, page, seconds=time.perf_counter() - begun)


def plan_of(ref: str | None, store: Store, mode: str) -> Previous | None:
    """The plan of a kept run, to be followed.

    Raises UserError where the run holds none, or where nothing is planned that could follow it.
    """
    if ref is None:
        return None
    if mode == NO_PLAN:
        raise UserError("--from needs a plan that follows the older one: leave out --mode none")
    kept = store.get(ref)
    if kept.mode == NO_PLAN:
        raise UserError(f"run {kept.id} holds no plan to follow: it was made with --mode none")
    data = kept.dataset("plan")
    if not set(KEPT) <= set(data.data_vars):
        raise UserError(f"run {kept.id} was kept by an older version: run its scenario again")
    return Previous(kept.id, data)


def as_mode(mode: str) -> Mode | None:
    """A mode of the command line, or of a kept run, as `vallum.study.run` takes it.

    Which refuses an unknown one.
    """
    return cast("Mode | None", None if mode == NO_PLAN else mode.removesuffix(EXACT))


def report_of(study: Study) -> str:
    """The report of a finished study as HTML text."""
    # Charts are slow to import, and not every run wants a report.
    from vallum.report import Origins, render_report
    from vallum.study.figures import Figure, Results
    from vallum.study.lineage import Lineage
    from vallum.study.scoreboard_kept import kept_scoreboard

    scenario = study.scenario
    lineage = Lineage(study.world, Results(study.frames(), asdict(study.headline)))
    return render_report(
        frames=study.frames(),
        headline=study.headline,
        scenario={
            "name": scenario.name,
            "us_counts": study.world.us_counts,
            **scenario.model_dump(mode="json"),
        },
        run_id=id_of(study),
        version=vallum.__version__,
        shapes=load_shapes(),
        origins=Origins(
            why=lambda address: lineage.why(Figure.parse(address)),
            source=study.world.evidence.source,
        ),
        board=kept_scoreboard(study.world.evidence),
    )


def scenario_of(run: StoredRun) -> Scenario:
    """The scenario of a kept run, each field with who set it."""
    told = run.frame("assumptions")
    fields = dict(told.select("field", "set_by").iter_rows())
    return restore_scenario(run.scenario, name=run.name, set_by=fields)


def find_or_run(
    refs: Sequence[str],
    *,
    store: Store,
    data: Path | None,
    mode: str | None = None,
    progress: Progress,
) -> list[StoredRun]:
    """Kept runs by their references; a scenario or file is run first unless it already was.

    A scenario's name stands for the scenario as it is now, with these facts and this code, not for
    an older run of that name.
    mode: how scenarios are planned; None: as the kept runs among them are, so that like is
    compared with like; without a plan where nothing is kept.
    """
    # What is kept is found before anything runs: `latest` is what was newest when it was typed.
    kept = {ref: store.get(ref) for ref in refs if not is_scenario(ref)}
    asked = {ref: read_inputs(ref, (), data) for ref in refs if ref not in kept}
    mode = mode or _mode_of(kept.values()) or _mode_at_hand(asked.values(), store)
    for ref, (scenario, evidence) in asked.items():
        id_ = run_id(scenario, evidence_digest=evidence.digest(), seed=SEED, mode=mode)
        if (store.folder / id_).is_dir():
            kept[ref] = store.get(id_)
            continue
        note(
            f"{ref} has no run with these facts and this code yet: running it first "
            + ("without a plan" if mode == NO_PLAN else f"(--mode {mode})")
        )
        kept[ref] = run_and_keep(scenario, evidence, mode=mode, store=store, progress=progress)
    return [kept[ref] for ref in refs]


def _mode_of(runs: Iterable[StoredRun]) -> str | None:
    return next((run.mode for run in runs), None)


def _mode_at_hand(asked: Iterable[tuple[Scenario, Evidence]], store: Store) -> str:
    """The first mode in which one of the scenarios has been run already, else none."""
    pairs = list(asked)
    for mode in MODES:
        for scenario, evidence in pairs:
            id_ = run_id(scenario, evidence_digest=evidence.digest(), seed=SEED, mode=mode)
            if (store.folder / id_).is_dir():
                return mode
    return NO_PLAN


def is_scenario(ref: str) -> bool:
    return ref in shipped_names() or Path(ref).suffix.lower() in SCENARIO_ENDINGS


def newest_two(store: Store) -> tuple[str, str]:
    """Ids of the run before the newest, and of the newest.  Raises UserError where there are not
    two."""
    ids = store.list()["id"].to_list()
    if len(ids) < 2:
        raise UserError(
            f"there are {len(ids)} runs in '{store.folder}' and a comparison needs two: "
            "name scenarios, such as `vallum compare us_absent us_committed`"
        )
    return ids[1], ids[0]


def refuse_unwritable(folder: Path) -> None:
    """Say at once that a run could not be kept, not after the work."""
    standing = folder
    while not standing.exists() and standing != standing.parent:
        standing = standing.parent
    if not standing.is_dir():
        raise UserError(f"'{standing}' is a file; runs need a folder")
    if not os.access(standing, os.W_OK | os.X_OK):
        reason = os.strerror(errno.EACCES)
        raise UserError(f"the run could not be kept in '{folder}': {reason}")


def write_new(path: Path, text: str, *, force: bool = False) -> None:
    """Write a file whole or not at all; raises UserError where one stands there already."""
    from vallum.store.whole import written_whole

    if path.exists() and not force:
        said = "exists already: choose another name, or --force to replace it"
        raise UserError(Problem(said, str(path)))
    try:
        with written_whole(path) as partly:
            partly.write_text(text, encoding="utf-8", newline="\n")
    except OSError as reason:
        raise UserError(f"cannot write to '{path}': {reason.strerror or reason}") from reason
