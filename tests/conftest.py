"""What all tests share: how hard Hypothesis looks, and the note that `make test-long` leaves."""

from __future__ import annotations

import gc
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

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
    "the planned study": {"planned_study", "home", "studies"},
    "plans of the coalition as one": {"real_plans"},
}
"""What takes long to make and is made once a process -> names by which test files ask for it."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file's tests stay with one worker, and so do all files that share something dear."""
    asked: dict[Path, set[str]] = {}
    for item in items:
        module = getattr(item, "module", None)
        names = {*getattr(item, "fixturenames", ()), *(vars(module) if module else ())}
        asked.setdefault(item.path, set()).update(names)
    for item in items:
        groups = (name for name, words in SHARED_BY.items() if words & asked[item.path])
        item.add_marker(pytest.mark.xdist_group(next(groups, str(item.path))))


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
