"""What the documentation tells people to type exists."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from vallum.scenario import load_scenario

ROOT = Path(__file__).parent.parent
VALLUM = Path(sys.executable).with_name("vallum")
GROUPS = {"brief", "evidence", "redlines", "runs", "scenario"}
"""Commands that have commands of their own."""

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
TYPED = re.compile(r"^\$ (vallum .*)$", re.MULTILINE)


def typed_lines() -> list[str]:
    """Each line that a page tells a reader to type, once."""
    found = (line for page in PAGES for line in TYPED.findall(page.read_text(encoding="utf-8")))
    return list(dict.fromkeys(" ".join(shlex.split(line, comments=True)) for line in found))


@cache
def help_of(*command: str) -> str:
    done = subprocess.run(
        [VALLUM, *command, "--help"],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("line", typed_lines())
def test_what_readers_are_told_to_type_exists(line: str) -> None:
    _, *words = line.split()
    command = words[:2] if words[0] in GROUPS else words[:1]
    if command[0].startswith("-"):
        command = []
    text = help_of(*command)
    options = {word.split("=")[0] for word in words if word.startswith("--")} - {"--help"}
    assert {option for option in options if option not in text} == set()


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs" / "how-to").glob("*.md")), ids=lambda p: p.stem
)
def test_every_how_to_page_is_about_a_command(page: Path) -> None:
    """Its name is a command, or ends in the command that it is about."""
    assert re.search(rf"\b{page.stem.rpartition('-')[2]}\b", help_of())


def test_every_command_has_a_how_to_page() -> None:
    listed = re.findall(r"^[\s│|]*([a-z]+) {2,}\S", help_of().partition("ommands")[2], re.MULTILINE)
    assert len(listed) >= 8
    missing = [name for name in listed if not (ROOT / "docs" / "how-to" / f"{name}.md").exists()]
    assert missing == []


def test_the_scenario_shown_is_a_right_one(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "scenario.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    file = tmp_path / "mine.yaml"
    file.write_text(example, encoding="utf-8")
    assert load_scenario(file).us.enablers_leave == 2030
