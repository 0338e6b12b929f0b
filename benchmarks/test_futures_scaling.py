"""What a second process, and a second Dask worker, gain a study of futures.  Run by `make bench`.

On a machine that other work keeps busy the ratios say nothing, so they are printed and the test is
skipped.  VALLUM_BENCH_FUTURES: how many futures (1,000; the start of a worker must not count).
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vallum.evidence import Evidence
from vallum.futures.explore import explore
from vallum.scenario import load_scenario

FUTURES = int(os.environ.get("VALLUM_BENCH_FUTURES", "1000"))
CALM = 0.5
"""Load of the machine over the last minute, up to which times by the clock are believed."""
PROCESSES, WORKERS = 1.8, 1.6
"""Gains that are held."""


@pytest.fixture(scope="module")
def load() -> float:
    return os.getloadavg()[0]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, load: float) -> float:
    """Seconds by the clock with one process, which is started anew as the others are."""
    code = "import sys; from test_futures_scaling import by_clock; print(by_clock(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path_factory.mktemp("alone"))],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[-1])


@pytest.fixture
def scheduler() -> Iterator[str]:
    """A Dask scheduler with two workers of one thread."""
    from distributed import Client

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    start: Callable[..., subprocess.Popen[bytes]] = lambda name, *words: subprocess.Popen(  # noqa: E731
        [sys.executable, "-m", f"distributed.cli.{name}", *words, "--no-dashboard"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.DEVNULL,
    )
    running = [start("dask_scheduler", "--host", "127.0.0.1", "--port", str(port))]
    running += [start("dask_worker", address, "--nthreads", "1", "--no-nanny") for _ in range(2)]
    with Client(address, timeout=60) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(2, timeout=60)
    yield address
    for process in reversed(running):
        process.kill()
        process.wait()


def by_clock(folder: str, **given: object) -> float:
    """Seconds that a study takes from its call to its last file."""
    scenario, evidence = load_scenario("us_absent"), Evidence.load()
    begun = time.perf_counter()
    explore(scenario, evidence, futures=FUTURES, seed=0, runs=Path(folder), **given)  # type: ignore[arg-type]
    return time.perf_counter() - begun


def test_two_processes(alone: float, load: float, tmp_path: Path) -> None:
    _held("processes", alone / by_clock(str(tmp_path), workers=2), PROCESSES, load)


def test_two_dask_workers(alone: float, load: float, tmp_path: Path, scheduler: str) -> None:
    _held("Dask workers", alone / by_clock(str(tmp_path), cluster=scheduler), WORKERS, load)


def _held(what: str, gain: float, least: float, load: float) -> None:
    print(f"\ntwo {what} against one process: {gain:.2f} times, load before {load:.1f}")
    if load > CALM:
        pytest.skip(f"load {load:.1f} before it began: {gain:.2f} times is no measurement")
    assert gain >= least
