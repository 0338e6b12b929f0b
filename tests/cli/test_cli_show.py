"""Tables and numbers as people read them, on a terminal and in a pipe."""

from __future__ import annotations

import doctest
import os
import pty
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from calling import Home

from vallum.cli import show, views_why


@pytest.mark.parametrize("module", [show, views_why], ids=lambda module: module.__name__)
def test_what_docstrings_show_is_true(module: ModuleType) -> None:
    outcome = doctest.testmod(module)
    assert outcome.attempted > 0
    assert outcome.failed == 0


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.0, "0 %"), (0.949, "94 %"), (0.95, "95 %"), (0.996, "99 %"), (1.0, "100 %")],
)
def test_no_share_is_rounded_up_to_met(share: float, shown: str) -> None:
    assert show.percent(share) == shown


def on_terminal(words: list[str], *, columns: int, runs: Path, **env: str) -> str:
    """What a command writes to a terminal of that width."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "vallum", *words],
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={
            **os.environ,
            "COLUMNS": str(columns),
            "TERM": "xterm",
            "VALLUM_RUNS": str(runs),
            **env,
        },
    )
    os.close(theirs)
    written = b""
    try:
        while chunk := os.read(ours, 65536):
            written += chunk
    except OSError:  # Linux says so when the other end is closed
        pass
    finally:
        os.close(ours)
    assert process.wait(timeout=30) == 0
    return written.decode("utf-8")


def test_tables_fit_a_terminal(home: Home) -> None:
    shown = on_terminal(["runs", "show", home.second_id], columns=72, runs=home.runs, NO_COLOR="1")
    lines = shown.replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines()
    assert max(len(line) for line in lines) <= 72
    assert any("─────" in line for line in lines)
    assert "…" not in shown


def test_a_table_too_wide_is_shown_upright(home: Home) -> None:
    words = ["evidence", "show", "forces/inventory", "--limit", "1"]
    shown = on_terminal(words, columns=72, runs=home.runs)
    heads = [line.split()[0] for line in shown.splitlines() if line.startswith(" ")]
    assert heads[:3] == ["state", "category", "system"]
    assert "─" not in shown


def test_a_dumb_terminal_gets_plain_text(home: Home) -> None:
    shown = on_terminal(["runs"], columns=72, runs=home.runs, TERM="dumb")
    assert "\x1b" not in shown
    assert "---" in shown
