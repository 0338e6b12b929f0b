"""Speed of the workbench to its readers, one and many.  Run by `make bench`.

VALLUM_ADDRESS=http://127.0.0.1:8000 asks a server that runs already (`vallum serve`) and may be at
work on a full run; without it one is started here, in this process, over a run without a plan.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from pytest_benchmark.fixture import BenchmarkFixture

from vallum.scenario import load_scenario
from vallum.store import Store
from vallum.study import run
from vallum.workbench import create_app
from vallum.workbench.facts import shipped

READERS, REQUESTS = 50, 2000
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
HEADERS = {"accept-encoding": "gzip"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if given := os.environ.get("VALLUM_ADDRESS"):
        yield given
        return
    store = Store(tmp_path_factory.mktemp("web"))
    store.save(run(load_scenario("us_absent"), evidence=shipped(), mode=None))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(store), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def verdict(address: str) -> str:
    rows = httpx.get(f"{address}/api/v1/runs").json()["rows"]
    return f"{address}/runs/{rows[0]['run']}"


def test_one_reader_of_a_verdict(benchmark: BenchmarkFixture, verdict: str) -> None:
    with httpx.Client(headers=HEADERS) as client:
        answer = benchmark(lambda: client.get(verdict))
        pictures = [client.get(f"{verdict}/figures/{name}.svg") for name in ("gaps", "map")]
    sent = [answer, *pictures]
    benchmark.extra_info["bytes_sent"] = sum(one.num_bytes_downloaded for one in sent)


def test_fifty_readers_at_once(benchmark: BenchmarkFixture, address: str, verdict: str) -> None:
    """The 95th of a hundred waiting times, and that nothing fails."""
    pages = [verdict, f"{address}/", f"{verdict}/figures/gaps.svg", f"{verdict}/gaps"]
    times: list[float] = benchmark.pedantic(lambda: asyncio.run(_read(pages)), rounds=3)
    benchmark.extra_info["p95_ms"] = round(1000 * sorted(times)[int(0.95 * len(times))])
    benchmark.extra_info["load_average"] = round(os.getloadavg()[0], 1)


def test_what_if(benchmark: BenchmarkFixture, address: str) -> None:
    """Years that were not asked before: each answer is a solve."""
    years = iter(range(2027, 2045))
    with httpx.Client(timeout=60) as client:
        client.get(f"{address}/what-if/answer?leave=2026")  # declares the programme

        def ask() -> int:
            return client.get(f"{address}/what-if/answer?leave={next(years)}").status_code

        assert benchmark.pedantic(ask, rounds=10) == 200


async def _read(pages: list[str]) -> list[float]:
    """Waiting times of readers who ask again as soon as they are answered, as wrk does: plain
    sockets that stay open, since a client that works for each answer would measure itself."""
    waiting = [pages[place % len(pages)] for place in range(REQUESTS)]
    times: list[float] = []

    async def reader() -> None:
        where = urlsplit(pages[0])
        incoming, outgoing = await asyncio.open_connection(where.hostname, where.port)
        while waiting:
            page = urlsplit(waiting.pop())
            begun = time.perf_counter()
            asked = (
                f"GET {page.path} HTTP/1.1\r\nHost: {where.netloc}\r\nAccept-Encoding: gzip\r\n\r\n"
            )
            outgoing.write(asked.encode())
            head = await incoming.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 "), page
            await incoming.readexactly(int(LENGTH.search(head)[1]))  # type: ignore[index]
            times.append(time.perf_counter() - begun)
        outgoing.close()

    await asyncio.gather(*(reader() for _ in range(READERS)))
    return times
