"""The same study on a real Dask scheduler with two workers, one of which is killed on the way."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from easy_futures import slow, study
from vallum.errors import UserError
from vallum.futures.explore import batch_files


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler's address and its two workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    paths = os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, sys.path)])
    known = {**os.environ, "PYTHONPATH": paths}

    def start(*command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + command[0], *command[1:]],
            env=known,
            stderr=subprocess.DEVNULL,
        )

    scheduler = start(
        "dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"
    )
    worker = ("dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
    workers = [start(*worker), start(*worker)]
    yield address, workers
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


@pytest.mark.long
def test_a_cluster_gives_the_bytes_of_one_process(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    from distributed import Client

    address, workers = cluster
    with Client(address, timeout=30) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(2, timeout=30)
    alone = study(tmp_path / "alone")
    folder = tmp_path / "cluster" / alone.folder.name

    def kill_one() -> None:
        while len(batch_files(folder)) < 5:
            time.sleep(0.005)
        os.kill(workers[0].pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_one, daemon=True)
    killer.start()
    found = study(tmp_path / "cluster", cluster=address, do=slow)
    killer.join(timeout=30)
    assert workers[0].wait(timeout=30) == -signal.SIGKILL
    read = [[file.read_bytes() for file in batch_files(each.folder)] for each in (found, alone)]
    assert read[0] == read[1]


@pytest.mark.long
def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no Dask scheduler answers there"):
        study(tmp_path, cluster="tcp://127.0.0.1:9")
