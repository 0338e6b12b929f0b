"""One job and its folder.

    <folder>/<id>/job.json       what was asked, by whom, and how it stands (written whole)
    <folder>/<id>/steps.txt      what the process tells as it goes on, one step a line
    <folder>/<id>/answer.json    what it answers at its end
    <folder>/<id>/alive          locked as long as its process lives
    <folder>/<id>/data/          the reader's own facts, where some were given

The lock belongs to the process of the job, not to the server: a server that was killed finds out at
its next start whether a job still goes on.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from vallum.store.whole import written_whole

State = Literal["waiting", "running", "done", "failed", "cancelled", "interrupted"]
ENDED = frozenset({"done", "failed", "cancelled", "interrupted"})
JOB_FILE, STEPS_FILE, ANSWER_FILE, ALIVE_FILE, DATA = (
    "job.json",
    "steps.txt",
    "answer.json",
    "alive",
    "data",
)
ID = re.compile(r"[0-9a-f]{32}")
LARGEST_ANSWER = 1_000_000
LARGEST_STEPS = 20_000


@dataclass(frozen=True)
class Job:
    """One run that somebody asked for.

    owner: whose it is; empty where no one gives a token.  base, changes: a shipped scenario and
    `field=value` on top of it.  run: id of the kept run, once done.  message: what went wrong, in
    a sentence.  attempts: how often it was begun.  begun, ended: seconds since 1970; 0: not yet.
    own_facts: whether its folder holds facts of the reader's own.  study, words: of a study of
    futures, its run and what stands after `vallum explore BASE`; empty for all others.
    """

    id: str
    owner: str
    title: str
    base: str
    changes: tuple[str, ...]
    mode: str
    state: State = "waiting"
    run: str = ""
    message: str = ""
    attempts: int = 0
    pid: int = 0
    asked: float = 0.0
    begun: float = 0.0
    ended: float = 0.0
    own_facts: bool = False
    study: str = ""
    words: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        return self.state in ENDED


@dataclass(frozen=True)
class JobFolder:
    """The files of one job."""

    path: Path
    _names: Sequence[str] = field(default=tuple(item.name for item in fields(Job)), repr=False)

    def read(self) -> Job | None:
        """The record; None where it is missing or damaged."""
        try:
            kept = json.loads((self.path / JOB_FILE).read_text(encoding="utf-8"))
            values: dict[str, Any] = {name: kept[name] for name in self._names if name in kept}
            values["changes"] = tuple(values["changes"])
            values["words"] = tuple(values.get("words", ()))
            return Job(**values)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, job: Job) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        with written_whole(self.path / JOB_FILE) as partly:
            partly.write_text(json.dumps(asdict(job), indent=1), encoding="utf-8")

    @property
    def steps(self) -> list[str]:
        """What the process told so far, a step a line."""
        try:
            with (self.path / STEPS_FILE).open("rb") as file:
                text = file.read(LARGEST_STEPS).decode(errors="replace")
        except OSError:
            return []
        return [line for line in text.splitlines() if line.strip()]

    @property
    def answer(self) -> dict[str, Any] | None:
        """The answer of a process that came to its end; None before, or where it failed."""
        try:
            with (self.path / ANSWER_FILE).open("rb") as file:
                found = json.loads(file.read(LARGEST_ANSWER))
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    @property
    def alive(self) -> bool:
        """Whether its process, begun by this or an earlier server, still lives."""
        try:
            file = os.open(self.path / ALIVE_FILE, os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(file)
        return False

    def lock(self) -> int:
        """An open file that holds the lock, to be handed to the process.  Raises OSError."""
        file = os.open(self.path / ALIVE_FILE, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            raise
        return file

    @property
    def data(self) -> Path:
        return self.path / DATA
