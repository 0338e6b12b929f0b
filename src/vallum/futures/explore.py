"""The study of many futures: cut, worked through by any number of workers, kept as it goes.

From: `vallum.futures.sample`, `vallum.futures.bench`.  To: `vallum explore`.

The chunk is the unit of work, of resuming and of bytes: chunks are cut before any worker sees one,
each begins alike, each is one Parquet file that appears whole or not at all.  So a study that was
killed goes on where it stopped, and its files are the same for any number of workers.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

import vallum
from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.futures.adoption import chance_in
from vallum.futures.bench import SCHEMA, Spec, work
from vallum.futures.sample import BLOCK, CHUNK, Chunk, Design, axes, cut, sample, sampled, sharing
from vallum.futures.workers import Work, worked
from vallum.scenario import Scenario
from vallum.store.whole import sweep, written_whole
from vallum.world.uncertain import Policy, Uncertainty, changed, policies, uncertainties

ASKED = "asked.json"

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Explored:
    """A finished study: where its files are, and what they were made from."""

    run: str
    folder: Path
    futures: int
    seed: int
    design: Design
    scenario: Scenario
    uncertain: tuple[Uncertainty, ...]
    policies: tuple[Policy, ...]
    fixed_until: int | None = None

    def rows(self) -> Iterator[pl.DataFrame]:
        """One row a future and policy, block by block, by policy and future.

        See `vallum.futures.bench.SCHEMA`; no more than a block is held at a time.
        """
        order = {policy.name: place for place, policy in enumerate(self.policies)}
        place = pl.col("policy").replace_strict(order, return_dtype=pl.Int64)
        for block in range(-(-self.futures // BLOCK)):
            files = batch_files(self.folder, block)
            yield pl.concat([pl.read_parquet(file) for file in files]).sort(place, "future")

    def points(self, futures: int | None = None) -> Any:
        """The sample (future, axis), or the first of it: shares of futures that lie below."""
        count = self.futures if futures is None else min(futures, self.futures)
        if self.design != "sobol":
            return sample(len(axes(self.uncertain)), self.futures, self.seed, self.design)[:count]
        return sample(len(axes(self.uncertain)), count, self.seed)


def explore(
    scenario: Scenario,
    evidence: Evidence,
    *,
    futures: int,
    seed: int,
    names: tuple[str, ...] = (),
    runs: Path,
    data: Path | None = None,
    workers: int = 1,
    cluster: str | None = None,
    resume: str | None = None,
    design: Design = "sobol",
    fixed_until: int | None = None,
    scenes: int | None = None,
    progress: Progress | None = None,
    do: Work = work,
) -> Explored:
    """Solve every policy in every future and keep the answers in `runs`.

    names: policies besides `as_is`.  workers: processes on this machine.  cluster: address of a
    Dask scheduler, whose workers then do it.  resume: the run that is to go on; it must be the one
    that these arguments make.  A run that is there already goes on without it too.
    fixed_until: besides, meet each future with the central plan's orders of the years up to it.
    scenes: let futures share so many combinations of levers at the most (`sharing`).
    Raises UserError for an unknown policy, a wrong `resume` or a scheduler that does not answer.
    """
    if futures < 1:
        raise UserError(f"--futures {futures}: a study needs at least one future")
    if workers < 1:
        raise UserError(f"--workers {workers}: at least one process must do the work")
    tried = policies(evidence, names)
    for policy in tried:
        changed(scenario, policy)
    uncertain = uncertainties(evidence, scenario, chance_in(evidence))
    run, asked = asked_as(
        scenario,
        evidence,
        futures=futures,
        seed=seed,
        names=tuple(policy.name for policy in tried),
        design=design,
        fixed_until=fixed_until,
        scenes=scenes,
    )
    if resume is not None and resume != run:
        raise UserError(
            f"--resume {resume}: these arguments make run {run}; give the scenario, facts, "
            "futures, seed and policies that the run was begun with"
        )
    folder = runs / f"futures-{run}"
    if resume is not None and not folder.is_dir():
        raise UserError(f"--resume {resume}: there is no such study in '{runs}'")
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    with written_whole(folder / ASKED) as partly:
        told = json.dumps({**asked, "name": scenario.name}, sort_keys=True, indent=1)
        partly.write_text(told + "\n", encoding="utf-8")
    named = tuple(policy.name for policy in tried)
    spec = Spec(
        scenario.name,
        json.dumps(scenario.model_dump(mode="json"), sort_keys=True),
        None if data is None else str(data.resolve()),
        named,
        uncertain,
        fixed_until,
    )
    heard = _Told(progress, futures * len(named), len(batch_files(folder)))
    blocks = sampled(len(axes(uncertain)), futures, seed, design)
    if scenes is not None:
        blocks = (sharing(points, uncertain, scenes) for points in blocks)
    waiting = _waiting(uncertain, named, folder, blocks, heard)
    for chunk, rows in worked(spec, waiting, workers, cluster, do):
        with written_whole(_file(folder, chunk)) as partly:
            rows.select(list(SCHEMA)).write_parquet(partly, statistics=False)
        heard.done(chunk)
    return Explored(run, folder, futures, seed, design, scenario, uncertain, tried, fixed_until)


def asked_as(
    scenario: Scenario,
    evidence: Evidence,
    *,
    futures: int,
    seed: int,
    names: tuple[str, ...],
    design: Design = "sobol",
    fixed_until: int | None = None,
    scenes: int | None = None,
) -> tuple[str, dict[str, Any]]:
    """The run that these arguments make, and what is written down of them.  names: of all policies,
    `as_is` among them."""
    asked: dict[str, Any] = {
        "scenario": scenario.digest(),
        "evidence": evidence.digest(),
        "version": vallum.__version__,
        "futures": futures,
        "seed": seed,
        "design": design,
        "chunk": [CHUNK, BLOCK],
        "policies": list(names),
        "rows": list(SCHEMA),
    }
    if fixed_until is not None:
        asked["fixed_until"] = fixed_until
    if scenes is not None:
        asked["scenes"] = scenes
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:12], asked


def batch_files(folder: Path, block: int | None = None) -> list[Path]:
    """The batches of a study, or of one block of it, in the order of their chunks."""
    return sorted(folder.glob(f"batch-{'*' if block is None else f'{block:05d}'}-*.parquet"))


def _file(folder: Path, chunk: Chunk) -> Path:
    return folder / f"batch-{chunk.block:05d}-{chunk.number:05d}.parquet"


def _waiting(
    uncertain: tuple[Uncertainty, ...],
    policies: tuple[str, ...],
    folder: Path,
    blocks: Iterable[Any],
    told: _Told,
) -> Iterator[Chunk]:
    """Chunks that have no file yet, drawn and cut a block at a time.

    Of a block the largest scenes come first, so that what workers do last is soon done.
    """
    for block, points in enumerate(blocks):
        chunks = cut(uncertain, points, policies, block)
        size = Counter[tuple[str, tuple[int, ...]]]()
        for chunk in chunks:
            size[chunk.policy, chunk.scene] += len(chunk.futures)
        for chunk in sorted(chunks, key=lambda each: -size[each.policy, each.scene]):
            if _file(folder, chunk).exists():
                told.there(chunk)
            else:
                yield chunk


class _Told:
    """Progress with the time that is left, by the pace so far."""

    def __init__(self, hear: Progress | None, futures: int, batches: int) -> None:
        self._hear, self._begun = hear, time.monotonic()
        self._left = self._whole = futures
        self._heard = self._begun
        if hear is not None and batches:
            hear(f"go on: {batches} batches are there already")

    def there(self, chunk: Chunk) -> None:
        """A chunk that needs no work."""
        self._left -= len(chunk.futures)
        self._whole -= len(chunk.futures)

    def done(self, chunk: Chunk) -> None:
        self._left -= len(chunk.futures)
        now = time.monotonic()
        if self._hear is None or (now - self._heard < 5 and self._left):
            return
        self._heard = now
        ready = self._whole - self._left
        left = (now - self._begun) / ready * self._left
        self._hear(f"{ready:,} of {self._whole:,} solved, {left:,.0f} s left")


def studies_in(runs: Path) -> list[Path]:
    """The folders of all studies that were begun in `runs`, the last one touched first."""
    found = [file.parent for file in runs.glob(f"futures-*/{ASKED}")]
    return sorted(found, key=lambda folder: (-folder.stat().st_mtime, folder.name))


def solved_of(folder: Path) -> int:
    """Futures that a kept study has solved, each policy counted."""
    files = batch_files(folder)
    return int(pl.scan_parquet(files).select(pl.len()).collect().item()) if files else 0


def asked_of(folder: Path) -> dict[str, Any]:
    """What a kept study was asked, and the scenario's name."""
    found: dict[str, Any] = json.loads((folder / ASKED).read_text(encoding="utf-8"))
    return found
