"""Write the pages that are made from code and data, or check that they are up to date.

    python scripts/write_docs.py            writes them
    python scripts/write_docs.py --check    names those that have drifted, and fails

Pages: `docs/validation.md` (what we say beside what others have published), `docs/scoreboard.md`
(published studies re-run; a minute of work, so tests leave it out), `docs/data/index.md`
(all tables, a line each), `docs/data/GROUP.md` (tables and their columns), `docs/equations.md` (the
equations that stand in the models' own words).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

from vallum.evidence import Evidence
from vallum.evidence.describe import data_dictionary, data_pages
from vallum.evidence.reconcile import conflicts_page
from vallum.governance.backtest import backtest, shipped_episodes
from vallum.report.backtest_chart import calibration_plot
from vallum.report.debt_page import debt_page
from vallum.report.decisions_page import PLOT, decisions_page
from vallum.report.figure import svg_of
from vallum.report.live_page import live_page
from vallum.report.plan_validation import plan_checks
from vallum.report.scoreboard_page import scoreboard_page
from vallum.report.validation import Material, validate
from vallum.report.validation_page import validation_page
from vallum.study import Study, run
from vallum.study.debt import published_beside_ours
from vallum.study.live import calibration, plans
from vallum.study.scoreboard import scoreboard
from vallum.study.scoreboard_kept import keep_scoreboard
from vallum.world.agenda import agenda

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
MODELS = ("world", "forces", "finance", "industry", "planner", "governance", "settlement")
"""Packages whose equations are printed, in this order."""

Run = Callable[..., Study]


def main(arguments: list[str]) -> int:
    """Write or check; the exit code."""
    facts = Evidence.load()
    pages = write_pages(facts, lambda name, *set_: run(name, set_=set_, evidence=facts, mode=None))
    board = scoreboard(facts)
    pages["scoreboard.md"] = scoreboard_page(board)
    if arguments == ["--check"]:
        drifted = find_drift(pages)
        for name in drifted:
            print(f"docs/{name} has drifted: run python scripts/write_docs.py")
        return 1 if drifted else 0
    if arguments:
        print(f"unknown argument {arguments[0]}: give --check or nothing", file=sys.stderr)
        return 2
    keep_scoreboard(board, facts)
    for name, text in pages.items():
        path = DOCS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"docs/{name}: {len(text.splitlines())} lines")
    return 0


def write_pages(facts: Evidence, run: Run, *, plans_too: bool = True) -> dict[str, str]:
    """Path below docs/ -> text.  run: a preset's name and overrides -> its study.

    plans_too: also the page whose checks plan, which takes a minute.
    """
    tested = backtest(facts, agenda(facts), shipped_episodes(facts))
    pages = {
        "validation/live.md": live_page(calibration(), plans()),
        "validation/debt.md": debt_page(published_beside_ours(facts)),
        "validation/decisions.md": decisions_page(tested),
        f"validation/{PLOT}": svg_of(calibration_plot(tested)),
        "equations.md": equations(),
        "data/index.md": data_dictionary(facts),
        "data/conflicts.md": conflicts_page(facts),
    }
    pages |= {f"data/{group}.md": text for group, text in data_pages(facts).items()}
    if not plans_too:
        return pages
    material = Material(
        absent=run("us_absent"),
        upkept=run("us_absent", "us.spares_support=1"),
        committed=run("us_committed"),
        committed_alone=run("us_committed", "need.set=stand_alone"),
    )
    checks = [*validate(material), *plan_checks(material.absent.world)]
    return {"validation.md": validation_page(checks), **pages}


def find_drift(pages: dict[str, str]) -> list[str]:
    """Pages whose file differs or lacks, and files that nothing writes any more."""
    wrong = [
        name
        for name, text in pages.items()
        if not (DOCS / name).exists() or (DOCS / name).read_text(encoding="utf-8") != text
    ]
    left = {f"data/{path.name}" for path in (DOCS / "data").glob("*.md")} - pages.keys()
    return sorted([*wrong, *left])


def equations() -> str:
    """The modules' docstrings that hold an equation, with equations as blocks of code."""
    lines = [
        "# Equations",
        "",
        "The equations as they are built, from the words at the head of each module. They stand "
        "beside the code that computes them, and this page is written from there.",
    ]
    for package in MODELS:
        found = [
            (path, text, named)
            for path in sorted((ROOT / "src" / "vallum" / package).rglob("*.py"))
            if (text := docstring(path))
            and ((named := [*named_equations(path)]) or any(map(is_equation, text.splitlines())))
        ]
        if found:
            lines += ["", f"## {package.title()}"]
        for path, text, named in found:
            title, _, rest = text.partition("\n")
            module = path.relative_to(ROOT / "src").with_suffix("").parts
            name = ".".join(part for part in module if part != "__init__")
            lines += ["", f"### {title.rstrip('.')}", "", f"`{name}`", ""]
            lines += [*fenced(rest.strip("\n")), *named]
    return "\n".join([*lines, ""])


def named_equations(path: Path) -> Iterator[str]:
    """One equation, one function: the functions `define_...` of a module by what they say."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("define_"):
            said = ast.get_docstring(node) or ""
            if any(sign in said for sign in ("=", "<", ">")):
                yield from ("", f"**{node.name.removeprefix('define_').replace('_', ' ')}**", "")
                yield from ("```text", said, "```")


def docstring(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def is_equation(line: str) -> bool:
    return line.startswith("    ")


def fenced(text: str) -> Iterator[str]:
    """The text with its indented lines as fenced blocks."""
    for block, lines in groupby(text.splitlines(), key=is_equation):
        if block:
            yield from ["```text", *(line[4:] for line in lines), "```"]
        else:
            yield from lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
