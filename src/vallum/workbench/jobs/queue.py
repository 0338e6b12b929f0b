"""The queue: asked, waiting, running, ended.  One process works off a job.

From: pages and API, which ask.  To: the kept runs of whoever asked.

A pass over the jobs (`tick`) looks at the files of those that run and starts what waits.  Nothing
is decided by memory: a server that was killed reads the folder at its next start, goes on watching
processes that outlived it, and begins again those that did not (once; then they are told as
interrupted).
"""

from __future__ import annotations

import builtins
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, RLock, Thread

from vallum.errors import UserError
from vallum.workbench.jobs.record import (
    ANSWER_FILE,
    ID,
    STEPS_FILE,
    Job,
    JobFolder,
    State,
)

WORKER = Path(__file__).with_name("worker.py")
FOLDER = "jobs"
PAUSE_SECONDS = 0.25
KEPT = 200
"""Ended jobs whose records stay."""
ATTEMPTS = 2
"""How often a job is begun whose process was killed with the server."""
OWN_BUG = "this is our own bug"
"""How the command ends that met a fault of ours."""


@dataclass(frozen=True)
class Limits:
    """What one job, one reader and the queue may take.

    memory_mb: address space of a job; seconds: of its time, by the clock and by the processor;
    waiting: jobs in the queue; at_once: processes; asked, within: so many jobs a reader in so many
    seconds.
    """

    memory_mb: int = 16_384
    seconds: int = 1_800
    waiting: int = 20
    at_once: int = 1
    asked: int = 12
    within: float = 600.0


class TooManyError(UserError):
    """The queue is full, or a reader asks too often."""


class Jobs:
    """All jobs of a server.

    folder: of the runs; the jobs' own folder stands in it.  runs_of: owner -> folder for the runs.
    done: hears each job that ended well.  command: the words that do a job (`vallum run ...`); its
    own facts, if any, are added to them.
    """

    def __init__(
        self,
        folder: Path,
        *,
        runs_of: Callable[[str], Path] | None = None,
        limits: Limits | None = None,
        done: Callable[[Job], None] | None = None,
        command: Callable[[Job], Sequence[str]] | None = None,
    ) -> None:
        self.folder = folder / FOLDER
        self.limits = limits or Limits()
        self._runs_of = runs_of or (lambda owner: folder)
        self._command = command or _vallum_run
        self._done = done or (lambda job: None)
        self._jobs: dict[str, Job] = {}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._asked: dict[str, deque[float]] = {}
        self._lock = RLock()
        self._stopped = Event()
        self._thread: Thread | None = None
        self._read()

    def submit(
        self,
        *,
        base: str,
        changes: Sequence[str] = (),
        mode: str,
        title: str,
        owner: str = "",
        facts: Callable[[Path], None] | None = None,
        ours: bool = False,
        study: str = "",
        words: Sequence[str] = (),
    ) -> Job:
        """Put a job in the queue.

        facts: writes the reader's own facts into the folder that it is given.
        ours: asked by the server itself, so not counted against a reader.
        study, words: of a study of futures (`Job`).
        Raises TooManyError where the queue is full, or the reader has asked too often.
        """
        with self._lock:
            wanted = (owner, base, tuple(changes), mode, study, tuple(words))
            for job in self._jobs.values():
                if not job.over and not facts and not job.own_facts and _asks(job) == wanted:
                    return job  # twice the same question is one job
            if not ours:
                self._count(owner)
            job = Job(
                id=secrets.token_hex(16),
                owner=owner,
                title=title,
                base=base,
                changes=tuple(changes),
                mode=mode,
                asked=time.time(),
                own_facts=facts is not None,
                study=study,
                words=tuple(words),
            )
            if facts is not None:
                facts(self._folder(job.id).data)
            self._put(job)
            return job

    def get(self, id_: str, owner: str = "") -> Job:
        """Raises UserError where this owner has no such job."""
        with self._lock:
            job = self._jobs.get(id_)
        if job is None or job.owner not in ("", owner):
            raise UserError("there is no such job")
        return job

    def list(self, owner: str = "") -> list[Job]:
        """The owner's jobs and the server's own, newest first."""
        with self._lock:
            found = [job for job in self._jobs.values() if job.owner in ("", owner)]
        return sorted(found, key=lambda job: (job.asked, job.id), reverse=True)

    @property
    def open(self) -> int:
        """How many wait or run."""
        with self._lock:
            return sum(not job.over for job in self._jobs.values())

    def steps(self, job: Job) -> builtins.list[str]:
        """What a job told so far, a step a line."""
        return self._folder(job.id).steps

    def ahead(self, job: Job) -> int:
        """How many go before a job that waits."""
        with self._lock:
            return sum(
                other.state == "running"
                or (other.state == "waiting" and (other.asked, other.id) < (job.asked, job.id))
                for other in self._jobs.values()
                if other.id != job.id
            )

    def cancel(self, id_: str, owner: str = "") -> Job:
        """End a job that waits or runs.  Raises UserError where this owner has no such job."""
        with self._lock:
            job = self.get(id_, owner)
            if job.owner != owner:
                raise UserError("this job belongs to the server: it cannot be cancelled here")
            if job.over:
                return job
            self._kill(job)
            return self._end(job, "cancelled", "")

    def start(self) -> None:
        """Work off the queue in a thread of its own until `stop`."""
        self._stopped.clear()
        self._thread = Thread(target=self._work, name="vallum-jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop, and put what runs back into the queue: the next start begins it again."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
        with self._lock:
            for job in list(self._jobs.values()):
                if job.state == "running":
                    self._kill(job)
                    back = replace(job, state="waiting", attempts=job.attempts - 1, pid=0)
                    self._put(back)

    def tick(self) -> None:
        """Look at what runs, then start what waits."""
        with self._lock:
            for job in [job for job in self._jobs.values() if job.state == "running"]:
                self._look_at(job)
            running = sum(job.state == "running" for job in self._jobs.values())
            waiting = sorted(
                (job for job in self._jobs.values() if job.state == "waiting"),
                key=lambda job: (job.asked, job.id),
            )
            for job in waiting[: max(0, self.limits.at_once - running)]:
                self._begin(job)

    def _work(self) -> None:
        while not self._stopped.wait(PAUSE_SECONDS):
            self.tick()

    def _count(self, owner: str) -> None:
        waiting = sum(job.state == "waiting" for job in self._jobs.values())
        if waiting >= self.limits.waiting:
            raise TooManyError(f"{waiting} runs wait already: try again when some of them are done")
        now = time.monotonic()
        times = self._asked.setdefault(owner, deque())
        while times and times[0] < now - self.limits.within:
            times.popleft()
        if len(times) >= self.limits.asked:
            raise TooManyError(
                f"{self.limits.asked} runs in {self.limits.within / 60:.0f} minutes is the most: "
                "try again later"
            )
        times.append(now)

    def _begin(self, job: Job) -> None:
        folder = self._folder(job.id)
        for name in (STEPS_FILE, ANSWER_FILE):
            (folder.path / name).unlink(missing_ok=True)
        command = [*self._command(job)]
        command += ["--data", str(folder.data.absolute())] if job.own_facts else []
        limits = [str(self.limits.memory_mb), str(self.limits.seconds)]
        held = folder.lock()
        try:
            with (
                (folder.path / STEPS_FILE).open("wb") as steps,
                (folder.path / ANSWER_FILE).open("wb") as answer,
            ):
                process = subprocess.Popen(
                    [sys.executable, "-P", str(WORKER), *limits, *command],
                    stdin=subprocess.DEVNULL,
                    stdout=answer,
                    stderr=steps,
                    env=os.environ
                    | {"VALLUM_RUNS": str(self._runs_of(job.owner).absolute()), "NO_COLOR": "1"},
                    pass_fds=[held],
                    start_new_session=True,
                )
        finally:
            os.close(held)
        self._processes[job.id] = process
        begun = replace(
            job, state="running", attempts=job.attempts + 1, pid=process.pid, begun=time.time()
        )
        self._put(begun)

    def _look_at(self, job: Job) -> None:
        folder = self._folder(job.id)
        process = self._processes.get(job.id)
        if process is not None:
            process.poll()  # takes the ended process off the list of the system
        if folder.alive:
            if time.time() - job.begun > self.limits.seconds:
                self._kill(job)
                told = f"took longer than {self.limits.seconds // 60} minutes and was ended"
                self._end(job, "failed", told)
            return
        self._processes.pop(job.id, None)
        answer = folder.answer
        if answer is not None and "run" in answer:
            done = self._end(replace(job, run=str(answer["run"])), "done", "")
            self._done(done)
        elif process is not None:
            self._end(job, "failed", self._why(folder, process.returncode))
        elif job.attempts < ATTEMPTS:
            self._put(replace(job, state="waiting", pid=0))
        else:
            self._end(job, "interrupted", "the server was stopped twice while it ran")

    def _why(self, folder: JobFolder, code: int | None) -> str:
        """Why a process failed, in its own last words."""
        steps = folder.steps
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            return f"took more than {self.limits.seconds // 60} minutes of computing, and was ended"
        told = [line for line in steps if not line.endswith(" ...") and OWN_BUG not in line]
        if "MemoryError" in "".join(told[-3:]) or code == -signal.SIGABRT:
            return f"needed more than {self.limits.memory_mb // 1024} GB of memory, and was ended"
        return told[-1] if told else "ended without an answer"

    def _kill(self, job: Job) -> None:
        """End a job's process, and wait until it is gone."""
        process = self._processes.pop(job.id, None)
        folder = self._folder(job.id)
        # The lock says that the number is still that of our process, not of another's.
        if job.pid and folder.alive:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(job.pid, signal.SIGKILL)
        if process is not None:
            process.wait()

    def _end(self, job: Job, state: State, message: str) -> Job:
        ended = replace(job, state=state, message=message, ended=time.time(), pid=0)
        self._put(ended)
        shutil.rmtree(self._folder(job.id).data, ignore_errors=True)
        self._tidy()
        return ended

    def _put(self, job: Job) -> None:
        self._folder(job.id).write(job)
        self._jobs[job.id] = job

    def _tidy(self) -> None:
        ended = sorted((j for j in self._jobs.values() if j.over), key=lambda job: job.ended)
        for job in ended[: max(0, len(ended) - KEPT)]:
            shutil.rmtree(self._folder(job.id).path, ignore_errors=True)
            del self._jobs[job.id]

    def _read(self) -> None:
        """The jobs of earlier servers."""
        for folder in _folders(self.folder):
            if (job := folder.read()) is not None and job.id == folder.path.name:
                self._jobs[job.id] = job

    def _folder(self, id_: str) -> JobFolder:
        return JobFolder(self.folder / id_)


def _vallum_run(job: Job) -> list[str]:
    changes = [word for change in job.changes for word in ("--set", change)]
    asked = ["explore", job.base] if job.study else ["run", job.base, "--mode", job.mode]
    words = [sys.executable, "-m", "vallum", *asked, *changes, *job.words]
    return [*words, "--no-report", "--json"]


def _asks(job: Job) -> tuple[object, ...]:
    return (job.owner, job.base, job.changes, job.mode, job.study, job.words)


def _folders(folder: Path) -> Iterable[JobFolder]:
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if ID.fullmatch(path.name):
                yield JobFolder(path)
