"""Who works through the chunks of a study: this process, others of this machine, a Dask cluster.

From: `vallum.futures.explore`.  To: `vallum.futures.bench`, in any process.

A worker keeps the World of the scene that it met last, and the programmes of its policies.  On this
machine each worker is therefore given neighbours of what it had (`Line`); which chunk goes where
changes nothing in the answers.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice

import polars as pl

from vallum.errors import UserError
from vallum.futures.bench import Spec
from vallum.futures.sample import Chunk

AHEAD = 2
"""Chunks that a process has at a time, one of them waiting, so that it never waits itself."""
AHEAD_ON_CLUSTER = 3
"""The same on a cluster, where a chunk takes longer to arrive."""
LOOK = 8
"""Chunks held for each process, and as many again, to choose the next one from."""
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")

Work = Callable[[Spec, Chunk], pl.DataFrame]
Done = tuple[Chunk, pl.DataFrame]


def worked(
    spec: Spec, chunks: Iterator[Chunk], workers: int, cluster: str | None, do: Work
) -> Iterator[Done]:
    """Chunks and their rows as they are ready; few are held at a time.

    Raises UserError if no scheduler answers at `cluster`.
    """
    if cluster is not None:
        yield from _on_cluster(spec, chunks, cluster, do)
    elif workers == 1:
        for chunk in chunks:
            yield chunk, do(spec, chunk)
    else:
        yield from _on_processes(spec, chunks, workers, do)


class Line:
    """Chunks that wait.  Who asks is given, of those held, the first that

    is of the scene and policy it had last; or else of its policy, and of a scene that nobody else
    had last; or of a policy that nobody else had last; or of such a scene; or any.
    """

    def __init__(self, chunks: Iterator[Chunk], workers: int) -> None:
        self._rest, self._look = chunks, LOOK * (workers + 1)
        self._held: list[Chunk] = []
        self._last: dict[int, Chunk] = {}

    def next(self, worker: int) -> Chunk | None:
        """A chunk for this worker; None when all are given out."""
        self._held += islice(self._rest, self._look - len(self._held))
        if not self._held:
            return None
        others = [chunk for each, chunk in self._last.items() if each != worker]
        policies = {chunk.policy for chunk in others}
        scenes = {(chunk.policy, chunk.scene) for chunk in others}
        own = self._last.get(worker)

        def far(chunk: Chunk) -> int:
            scene = (chunk.policy, chunk.scene)
            if own is not None and scene == (own.policy, own.scene):
                return 0
            if own is not None and chunk.policy == own.policy and scene not in scenes:
                return 1
            return 2 if chunk.policy not in policies else 3 if scene not in scenes else 4

        chosen = min(range(len(self._held)), key=lambda place: far(self._held[place]))
        self._last[worker] = self._held.pop(chosen)
        return self._last[worker]


def _on_processes(spec: Spec, chunks: Iterator[Chunk], workers: int, do: Work) -> Iterator[Done]:
    context = multiprocessing.get_context("spawn")
    line = Line(chunks, workers)
    pools = [ProcessPoolExecutor(1, mp_context=context) for _ in range(workers)]
    running: dict[Future[pl.DataFrame], tuple[int, Chunk]] = {}

    def give(worker: int) -> None:
        if (chunk := line.next(worker)) is not None:
            running[pools[worker].submit(do, spec, chunk)] = worker, chunk

    try:
        # Processes load their libraries while the first chunks are drawn and cut.
        with _one_thread():
            for pool in pools:
                pool.submit(_born)
        for _ in range(AHEAD):
            for worker in range(workers):
                give(worker)
        while running:
            for ready in wait(running, return_when=FIRST_COMPLETED).done:
                worker, chunk = running.pop(ready)
                give(worker)
                yield chunk, ready.result()
    finally:
        for future in running:
            future.cancel()
        for pool in pools:
            pool.shutdown()


def _born() -> None:
    """All that a process needs is loaded with this module."""


@contextmanager
def _one_thread() -> Iterator[None]:
    """A process a core is enough: libraries that start threads of their own slow all down.

    They look when they are loaded, so a process must be born with it.
    """
    added = [name for name in ONE_THREAD if name not in os.environ]
    os.environ.update(dict.fromkeys(added, "1"))
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]


def _on_cluster(spec: Spec, chunks: Iterator[Chunk], address: str, do: Work) -> Iterator[Done]:
    """The same on a Dask cluster; a chunk whose worker dies is given to another one."""
    from distributed import Client, as_completed

    try:
        client = Client(address, timeout=10)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as reason:
        raise UserError(f"--cluster {address}: no Dask scheduler answers there") from reason
    with client:
        held = AHEAD_ON_CLUSTER * max(1, len(client.scheduler_info()["workers"]))
        running = {
            client.submit(do, spec, chunk, pure=False): chunk for chunk in islice(chunks, held)
        }
        ready = as_completed(list(running))  # type: ignore[no-untyped-call]
        for future in ready:
            chunk = running.pop(future)
            if (following := next(chunks, None)) is not None:
                submitted = client.submit(do, spec, following, pure=False)
                running[submitted] = following
                ready.add(submitted)  # type: ignore[no-untyped-call]
            yield chunk, future.result()
