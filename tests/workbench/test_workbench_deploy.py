"""What `deploy/` names exists and starts, keeps its jobs when stopped or killed, and ends soon."""

from __future__ import annotations

import base64
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from vallum.cli.main import run_command
from vallum.store import Store
from vallum.workbench.jobs import Jobs

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "vallum.service"
CONTAINER = ROOT / "deploy" / "Containerfile"
TOKEN = "sixteen-letters-or-more"
HOST = "vallum.example.org"


def setting(name: str) -> str:
    """A setting of the unit file."""
    return re.findall(rf"^{name}=(.*)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)[0]


def of_container(word: str) -> list[str]:
    """An instruction of the container file, its list of words."""
    text = CONTAINER.read_text(encoding="utf-8").replace("\\\n", "")
    found = re.findall(rf"^{word}.*?(\[.*\])$", text, re.MULTILINE)
    words: list[str] = json.loads(found[-1])
    return words


def vallum(*words: str, **more: Any) -> subprocess.Popen[str]:
    """The command of this checkout."""
    return subprocess.Popen(
        [sys.executable, "-m", "vallum", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[[], tuple[subprocess.Popen[str], httpx.Client]]]:
    """Start the unit's own command, in a folder and on a port of ours; a client with its token."""
    tokens = tmp_path / "tokens"
    tokens.write_text(f"# readers\n{TOKEN}\n", encoding="utf-8")
    program, *words = shlex.split(setting("ExecStart"))
    assert program.endswith("/bin/vallum")
    words = [word.replace("${CREDENTIALS_DIRECTORY}", str(tmp_path)) for word in words]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    begun: list[subprocess.Popen[str]] = []
    client = httpx.Client(
        base_url=f"http://127.0.0.1:{port}",
        headers={"host": HOST, "authorization": f"Bearer {TOKEN}"},
        timeout=60,
    )

    def start() -> tuple[subprocess.Popen[str], httpx.Client]:
        env = os.environ | {"VALLUM_RUNS": str(tmp_path / "runs"), "PYTHONUTF8": "1"}
        begun.append(vallum(*words, "--port", str(port), "--no-presets", "--no-warm", env=env))
        wait(lambda: answers(client), begun[-1])
        return begun[-1], client

    yield start
    client.close()
    for process in begun:
        process.kill()
        process.wait()
        assert process.stderr
        process.stderr.close()


def wait(
    holds: Callable[[], bool], server: subprocess.Popen[str] | None = None, seconds: float = 60
) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        assert server is None or server.poll() is None
        time.sleep(0.1)


def answers(client: httpx.Client) -> bool:
    try:
        return client.get("/health").json()["status"] == "ok"
    except httpx.TransportError:
        return False


def test_the_unit_starts_stops_and_keeps_its_job_through_a_kill(
    served: Callable[[], tuple[subprocess.Popen[str], httpx.Client]], tmp_path: Path
) -> None:
    server, client = served()
    assert client.get("/", headers={"authorization": ""}).status_code == 401
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400
    password = base64.b64encode(f"anyone:{TOKEN}".encode()).decode()
    assert client.get("/", headers={"authorization": f"Basic {password}"}).status_code == 200
    asked = client.post("/api/v1/jobs", json={"base": "eu_only", "mode": "none"}).json()["job"]

    def state() -> str:
        return str(client.get(f"/api/v1/jobs/{asked}").json()["state"])

    # A polite stop in the middle of a run: within the unit's time, the run back in the queue.
    wait(lambda: state() == "running")
    server.send_signal(getattr(signal, setting("KillSignal")))
    # Once all is in order the server passes the signal on to itself: to systemd a clean end.
    assert server.wait(timeout=float(setting("TimeoutStopSec"))) == -signal.SIGTERM
    assert Jobs(tmp_path / "runs").get(asked).state == "waiting"
    # A kill in the middle of the same run, begun again; the next server brings it to its end.
    server, client = served()
    wait(lambda: state() == "running")
    server.kill()
    server.wait()
    served()
    wait(lambda: state() == "done")
    kept = client.get(f"/api/v1/jobs/{asked}").json()["run"]
    assert client.get(f"/runs/{kept}").status_code == 200
    assert Store(tmp_path / "runs").get(kept).headline["sentence"] in client.get("/").text


def test_the_container_asks_for_what_the_command_has(capsys: pytest.CaptureFixture[str]) -> None:
    program, *words = of_container("CMD")
    assert program == "vallum"
    # There is no such file of tokens here, and that is all that is wrong.
    assert run_command(words) == 2
    assert "/run/secrets/tokens: the token cannot be read" in capsys.readouterr().err
    program, *words = of_container("HEALTHCHECK")
    compile(words[-1], "HEALTHCHECK", "exec")
    assert "/health" in words[-1]


def test_what_the_container_copies_is_there() -> None:
    text = CONTAINER.read_text(encoding="utf-8")
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ")]
    names = [name for words in copied for name in words if not words[0].startswith("--")]
    assert names
    assert [name for name in names if not (ROOT / name).exists()] == []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "vallum.service"
    text = UNIT.read_text(encoding="utf-8")
    unit.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", text), encoding="utf-8")
    found = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stderr) == (0, "")
