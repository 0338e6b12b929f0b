"""What all tests share: how hard Hypothesis looks, and the note that `make test-long` leaves."""

from __future__ import annotations

import gc
import os
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
EXAMPLES = int(os.environ.get("VALLUM_EXAMPLES", "15"))
"""Examples a property; `make test-long` takes 500."""

OUTCOMES = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")

# No deadline and the same examples every time: a test passes or fails by what the code does, not
# by how busy the machine is.
for _name, _examples in {"fast": EXAMPLES, "long": 500}.items():
    settings.register_profile(
        _name,
        deadline=None,
        derandomize=True,
        max_examples=_examples,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile("fast")


# A heap full of facts and plans makes full collections dear, and nothing here makes much garbage.
gc.set_threshold(50_000, 50, 50)

SHARED_BY = {
    "the planned study": r"\bplanned_study\b|: (Home|Studies)\b|\bwith_runs\b",
    "plans of the coalition as one": r"\breal_plans\b",
}
"""What takes long to make and is made once a process -> words of the test files that ask for it."""
DEAR = ("test_study_levers", "test_planner_live", "test_cli_from", "test_world_lineage")
"""Files that take half a minute and more: begun early, so that workers end at about one time."""


@cache
def shared_by(file: str) -> str:
    """The group of a test file (from the root of the project): those that share something dear,
    or it alone.
    """
    text = (ROOT / file).read_text(encoding="utf-8")
    return next((group for group, words in SHARED_BY.items() if re.search(words, text)), file)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first; the order within a file stays."""
    groups = [*SHARED_BY]

    def rank(item: pytest.Item) -> int:
        file = item.path.relative_to(ROOT).as_posix()
        group = shared_by(file)
        if group in SHARED_BY:
            return groups.index(group)
        return len(groups) + (item.path.stem not in DEAR)

    items.sort(key=rank)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file's tests stay with one worker, and so do all files that share something dear.

    pytest-xdist's own groups are ignored by pytest from 9.2 on: it sets a name that is not read.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Sharing(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return shared_by(nodeid.split("::", maxsplit=1)[0])

    return Sharing(config, log)


@pytest.fixture(scope="session", autouse=True)
def _workers_share_a_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Workers of pytest-xdist have a temporary folder each, side by side in that of the session."""
    import model_runs  # it asks this module for EXAMPLES

    own = tmp_path_factory.getbasetemp()
    model_runs.FOLDER = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--summary-file",
        type=Path,
        metavar="FILE",
        help="write the outcome by test file to FILE, without times or machine names",
    )


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Write `--summary-file`, so that a long run's outcome can be kept with the code."""
    target: Path | None = config.getoption("--summary-file")
    if target is None:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(summarise(terminalreporter.stats), encoding="utf-8")


def summarise(stats: dict[str, list[object]]) -> str:
    """Outcomes by test file, then in all; the same text on every machine."""
    by_file: dict[str, Counter[str]] = {}
    for outcome in OUTCOMES:
        for report in stats.get(outcome, []):
            file = str(getattr(report, "nodeid", "")).split("::", maxsplit=1)[0]
            by_file.setdefault(file, Counter())[outcome] += 1
    total = sum(by_file.values(), Counter[str]())
    lines = [f"Outcome of the tests, {settings().max_examples} examples a property", ""]
    lines += [f"{file}: {in_words(counts)}" for file, counts in sorted(by_file.items())]
    return "\n".join([*lines, "", f"all: {in_words(total)}", ""])


def in_words(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES if counts[outcome])
