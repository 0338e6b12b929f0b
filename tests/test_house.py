"""The rules of the house that no other tool checks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
VALLUM = Path(sys.executable).with_name("vallum")
FOLDERS = (".ci", "benchmarks", "docs", "scripts", "src", "tests")
LEFT_OUT = {"uv.lock"}
"""Written by a tool, and it has to say where packages come from."""

LONGEST_MODULE = 450
HEAVY = {"altair", "duckdb", "jinja2", "numpy", "polars", "pydantic", "scipy", "xarray"}
"""What takes long to import, and therefore waits until a command needs it."""

# A path that only exists on somebody's machine; within a web address it is none.
MACHINE_PATH = re.compile(r"(?<![\w.:/~-])/(?:home|mnt|opt|root|tmp|Users|work)/\w|[A-Z]:\\Users")
REGISTRY = re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian\.org")


def project_files() -> Iterator[Path]:
    """The files that make up the project, without what tools leave behind."""
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.name not in LEFT_OUT)
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def places(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern occurs in the project, as file:line."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in project_files()
        for number, line in enumerate(
            path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1
        )
        if pattern.search(line)
    ]


@pytest.mark.parametrize(
    "pattern",
    [MACHINE_PATH, REGISTRY],
    ids=["path of one machine", "address of a package registry"],
)
def test_no_file_mentions(pattern: re.Pattern[str]) -> None:
    assert places(pattern) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('open("/' + 'home/ann/data.csv")', True),
        ("see /" + "tmp/result", True),
        ("C:" + "\\Users\\ann", True),
        ("https://example.eu/" + "home/figures", False),
        ("src/vallum/world.py", False),
    ],
    ids=["home", "temporary folder", "Windows", "web address", "relative path"],
)
def test_what_counts_as_a_machine_path(text: str, found: bool) -> None:
    assert bool(MACHINE_PATH.search(text)) is found


def test_modules_stay_short_enough_to_read() -> None:
    modules = list((ROOT / "src").rglob("*.py"))
    assert ROOT / "src" / "vallum" / "errors.py" in modules
    lengths = {str(path.relative_to(ROOT)): count_lines(path) for path in modules}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def count_lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_help_imports_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", VALLUM, "--help"],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "80"},
        check=True,
    )
    imported = {
        line.rsplit("|", maxsplit=1)[-1].strip() for line in done.stderr.splitlines() if "|" in line
    }
    assert "scenario" in done.stdout
    assert "vallum.cli.main" in imported
    assert {name.split(".")[0] for name in imported} & HEAVY == set()
