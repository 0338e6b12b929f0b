"""What a second process, and a second Dask worker, gain a study of futures.  Run by `make bench`.

Each is timed in turn, `ROUNDS` times, and the shortest time of each counts: what else a machine
does only ever adds.  On a machine that other work keeps busy the ratios say nothing all the same:
they are printed, and the test is skipped.  VALLUM_BENCH_FUTURES: how many futures (2,000; the start
of a worker must not count).
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from vallum.evidence import Evidence
from vallum.futures.explore import explore
from vallum.scenario import load_scenario

FUTURES = int(os.environ.get("VALLUM_BENCH_FUTURES", "2000"))
ROUNDS = 2
CALM = 0.5
"""Load of the machine over the last minute, up to which times by the clock are believed."""
GAINS = {"two processes": 1.8, "two Dask workers": 1.6}
"""Against one process; what is held."""


@pytest.fixture(scope="module")
def load() -> float:
    return os.getloadavg()[0]


@pytest.fixture(scope="module")
def shortest(tmp_path_factory: pytest.TempPathFactory, load: float) -> dict[str, float]:
    """Seconds by the clock of each way, the shortest of all rounds."""
    ways: dict[str, Callable[[Path], float]] = {
        "one process": alone,
        "two processes": lambda folder: by_clock(folder, workers=2),
        "two Dask workers": on_cluster,
    }
    found = dict.fromkeys(ways, float("inf"))
    for number in range(ROUNDS):
        for way, timed in ways.items():
            taken = timed(tmp_path_factory.mktemp(way.replace(" ", "-")))
            print(f"\nround {number + 1}, {FUTURES:,} futures, {way}: {taken:.1f} s")
            found[way] = min(found[way], taken)
    return found


def alone(folder: Path) -> float:
    """One process, which is started anew as the others are."""
    code = (
        "import sys; from pathlib import Path; from test_futures_scaling import by_clock;"
        "print(by_clock(Path(sys.argv[1])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[-1])


def on_cluster(folder: Path) -> float:
    """A Dask scheduler with two workers of one thread, which stand but have loaded nothing."""
    with scheduler() as address:
        return by_clock(folder, cluster=address)


@contextmanager
def scheduler() -> Iterator[str]:
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
    try:
        with Client(address, timeout=60) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(2, timeout=60)
        yield address
    finally:
        for process in reversed(running):
            process.kill()
            process.wait()


def by_clock(folder: Path, **given: object) -> float:
    """Seconds that a study takes from its call to its last file."""
    scenario, evidence = load_scenario("us_absent"), Evidence.load()
    begun = time.perf_counter()
    explore(scenario, evidence, futures=FUTURES, seed=0, runs=folder, **given)  # type: ignore[arg-type]
    return time.perf_counter() - begun


@pytest.mark.parametrize("way", GAINS)
def test_what_a_second_worker_gains(way: str, shortest: dict[str, float], load: float) -> None:
    gain = shortest["one process"] / shortest[way]
    print(f"\n{way} against one: {gain:.2f} times, load before {load:.1f}")
    if load > CALM:
        pytest.skip(f"load {load:.1f} before it began: {gain:.2f} times is no measurement")
    assert gain >= GAINS[way]
