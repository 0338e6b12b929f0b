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


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard output is taken for a terminal of 40 columns."""
    monkeypatch.setattr(show, "is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.mark.usefixtures("terminal")
def test_a_table_too_wide_is_shown_upright(capsys: pytest.CaptureFixture[str]) -> None:
    heads = [f"column {place}" for place in range(show.MOST_FOLDED + 1)]
    show.table(heads, [[f"value {place}" for place in range(len(heads))]])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ") for line in lines if line] == [
        [head, f"value {place}"] for place, head in enumerate(heads)
    ]


@pytest.mark.usefixtures("terminal")
def test_cells_are_text_and_wrap_between_words(capsys: pytest.CaptureFixture[str]) -> None:
    cell = "[bold]groups[/bold] of states such as [EU] and others"
    show.table(["field", "value"], [["coalition.include", cell]])
    shown = capsys.readouterr().out
    words = [word for line in shown.splitlines()[2:] for word in line.split()]
    assert words == ["coalition.include", *cell.split()]
    assert max(len(line) for line in shown.splitlines()) <= 40


@pytest.mark.parametrize(
    ("term", "isatty", "drawn"),
    [("xterm", True, True), ("dumb", True, False), ("xterm", False, False)],
    ids=["terminal", "dumb terminal", "pipe"],
)
def test_only_a_terminal_gets_drawings(
    monkeypatch: pytest.MonkeyPatch, term: str, isatty: bool, drawn: bool
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr("sys.stdout.isatty", lambda: isatty)
    assert show.is_terminal() is drawn
