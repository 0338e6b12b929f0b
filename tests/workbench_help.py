"""What several tests of the workbench use."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

from fastapi.testclient import TestClient

from vallum.workbench.jobs import Job, Jobs

LATER = "us.enablers_leave=2030"
"""What the second run of the store assumes."""


def form_token(client: TestClient, path: str = "/scenario") -> str:
    """The token that a form of this page holds; its cookie stays with the client."""
    return client.get(path).text.split('name="form_token" value="')[1].split('"')[0]


def says(
    answer: str, *, after: float = 0.0, steps: Sequence[str] = ()
) -> Callable[[Job], list[str]]:
    """A command that tells steps, waits, and prints its answer: a job without its three minutes."""
    told = "".join(f"print({step + ' ...'!r}, file=sys.stderr, flush=True);" for step in steps)
    script = f"import sys, time;{told}time.sleep({after});print({answer!r})"

    def command(job: Job) -> list[str]:
        return [sys.executable, "-S", "-c", script]

    return command


def until(jobs: Jobs, holds: Callable[[], bool], seconds: float = 20.0) -> None:
    """Work the queue until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, [(job.state, job.message) for job in jobs.list()]
        jobs.tick()
        time.sleep(0.02)
