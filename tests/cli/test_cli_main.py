"""The door: help, exit codes, interrupts, pipes, and the same from Python."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from calling import Call, Home, Studies

import vallum as package
from vallum.cli.main import OWN_BUG_SENTENCE
from vallum.errors import UserError, VallumError

COMMANDS = {
    "run": [],
    "plan": [],
    "gaps": [],
    "why": [],
    "compare": [],
    "export": [],
    "runs": ["list", "show", "delete"],
    "scenario": ["list", "show", "new", "check", "schema"],
    "evidence": ["list", "show", "check", "query", "sources", "describe"],
}
EVERY = [(name, *part) for name, parts in COMMANDS.items() for part in [(), *((p,) for p in parts)]]


def test_help_lists_every_command(vallum: Call) -> None:
    done = vallum("--help")
    assert done.code == 0
    listed = done.out.partition("Commands:")[2]
    assert [name for name in COMMANDS if f"\n  {name} " not in listed] == []
    assert vallum().out == done.out


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_every_command_explains_itself(vallum: Call, words: tuple[str, ...]) -> None:
    done = vallum(*words, "--help")
    assert (done.code, done.err) == (0, "")
    assert f"Usage: vallum {' '.join(words)} " in done.out
    assert "--json" in done.out
    assert "--data DIR" in done.out
    parts = COMMANDS[words[0]] if len(words) == 1 else []
    assert [part for part in parts if f"\n  {part} " not in done.out] == []


def test_version(vallum: Call) -> None:
    assert vallum("--version").out == f"vallum {package.__version__}\n"


@pytest.mark.parametrize(
    ("fault", "code", "told"),
    [
        (UserError("that is wrong"), 2, "that is wrong\n"),
        (VallumError("a shipped table is wrong"), 3, f"wrong\n{OWN_BUG_SENTENCE}\n"),
        (ZeroDivisionError("nought"), 3, f"ZeroDivisionError: nought\n{OWN_BUG_SENTENCE}\n"),
        (KeyboardInterrupt(), 130, "Interrupted: nothing half-written was left behind.\n"),
    ],
    ids=["user", "ours, explained", "ours", "interrupt"],
)
def test_exit_codes(
    vallum: Call, monkeypatch: pytest.MonkeyPatch, fault: BaseException, code: int, told: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("vallum.scenario.load_scenario", fail)
    done = vallum("scenario", "list")
    assert (done.code, done.out) == (code, "")
    assert done.err.endswith(told)
    assert ("Traceback" in done.err) is isinstance(fault, ZeroDivisionError)


def start(*words: str, folder: Path, **more: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "vallum", *words],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "VALLUM_RUNS"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,  # type: ignore[call-overload]
    )


@pytest.mark.parametrize(
    ("mode", "step"),
    [("close_gaps", "price the orders by their volume"), ("none", "write the report")],
    ids=["while planning", "while writing the report"],
)
def test_an_interrupted_run_leaves_nothing(tmp_path: Path, mode: str, step: str) -> None:
    process = start("run", "--mode", mode, folder=tmp_path)
    assert process.stderr is not None
    while step not in (line := process.stderr.readline()).lower():
        assert line, "the run ended before it could be interrupted"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out == ""
    assert err.splitlines()[-1] == "Interrupted: nothing half-written was left behind."
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_has_enough_is_no_fault(tmp_path: Path) -> None:
    process = start("evidence", "describe", folder=tmp_path)
    assert process.stdout is not None
    assert process.stdout.readline() == "{\n"
    process.stdout.close()
    assert process.wait(timeout=30) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()


def test_from_python(home: Home, studied_once: Studies, vallum: Call, tmp_path: Path) -> None:
    result = package.run("us_absent")
    assert studied_once.asked == [("us_absent", "close_gaps")]
    told = json.loads(home.first.out)
    assert result.headline == told["headline"]
    assert json.loads(result.answer.json_text()) == {**told, "report": ""}
    assert result.gaps.height == result.study.frames()["gaps"].height > 0
    assert result.plan["cost_eur_mn"].sum() > 0
    with pytest.raises(UserError, match="us_absnt"):
        package.run("us_absnt")
    assert list(tmp_path.iterdir()) == []


def test_from_python_without_a_plan(studied_once: Studies, vallum: Call) -> None:
    bare = package.run("us_absent", mode=None)
    assert (bare.answer.mode, bare.answer.total_cost_eur_bn) == ("none", None)
    with pytest.raises(UserError, match="without a plan"):
        _ = bare.plan
    with pytest.raises(UserError, match=r"'least_coast' is not a mode.*did you mean 'least_cost'"):
        package.run("us_absent", mode="least_coast")
