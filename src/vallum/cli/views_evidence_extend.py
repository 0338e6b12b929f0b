"""What new facts change, as tables for people; files and folders that appear whole or not at all.

From: evidence.  To: `vallum evidence template|add|diff|refresh|bundle`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path

from vallum.cli.show import counted, heading, one_line, say, shown_path, table
from vallum.cli.views_evidence import DESCRIPTOR, LONG_TEXT
from vallum.errors import Problem, UserError
from vallum.evidence.add import Addition
from vallum.evidence.changes import RowChange
from vallum.evidence.refresh import Proposal
from vallum.evidence.schema import Table
from vallum.store.whole import written_whole

MOST_NAMED = 12
"""So many states or series that are left out are named for people; --json has all."""


def show_changes(changes: Sequence[RowChange], limit: int) -> None:
    """By table: how many rows are new, changed, the same; then cell by cell, `limit` rows each."""
    for name, group in groupby(changes, key=lambda change: change.table):
        rows = list(group)
        counts = [(kind, sum(row.change == kind for row in rows)) for kind in _KINDS]
        told = ", ".join(f"{count:,} {_KINDS[kind]}" for kind, count in counts if count)
        heading(f"{name}: {told}")
        differing = [row for row in rows if row.change != "same"]
        shown = differing[:limit]
        if shown:
            cells = [line for row in shown for line in _lines(row)]
            table(["row", "column", "old", "new"], cells)
        if len(differing) > len(shown):
            say(f"{counted(len(differing) - len(shown), 'more row')}: --limit N or --json")


def show_proposal(proposal: Proposal, limit: int) -> None:
    say(f"{proposal.dataset}. Source: {proposal.source.id}")
    changes = [row for row in proposal.addition.changes if row.table != "sources"]
    show_changes(changes, limit)
    if proposal.agreeing or not changes:
        print()
        say(f"{counted(proposal.agreeing, 'row')} with figures that agree with those in force.")
    if proposal.left_out:
        heading("Left out")
        rows = [
            [left.why, counted(left.figures, "figure"), _named(left.what)]
            for left in proposal.left_out
        ]
        table(["why", "how many", "what"], rows)


def show_outcome(to: Path | None, addition: Addition) -> None:
    """What was written, or why nothing was."""
    print()
    if not addition.files:
        say("Nothing was written: all of it stands in the facts in force already.")
    elif to is None:
        say("Nothing was written: give --to FOLDER to put these rows into it.")
    else:
        say(f"Wrote {', '.join(sorted(addition.files))} in {shown_path(to)}")


def write_overlay(folder: Path | None, files: Mapping[str, str]) -> str | None:
    """Write an overlay's files, all or none; the folder written to, None where nothing was.

    Raises UserError where they cannot be written.
    """
    if folder is None or not files:
        return None
    try:
        with ExitStack() as together:
            # Put in place from the last to the first: new sources stand before rows name them.
            for name in sorted(files, key=lambda name: name == "sources.csv"):
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                partly = together.enter_context(written_whole(path))
                partly.write_text(files[name], encoding="utf-8", newline="")
    except OSError as reason:
        raise _cannot_write(folder, reason) from reason
    return str(folder)


def write_file(target: Path, content: bytes, *, force: bool) -> None:
    """One file, whole.  Raises UserError where something stands there or it cannot be written."""
    _refuse_standing(target, force=force)
    if target.is_dir():
        raise UserError(Problem("is a folder; give the name of a file", str(target)))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(target) as partly:
            partly.write_bytes(content)
    except OSError as reason:
        raise _cannot_write(target, reason) from reason


def write_folder(target: Path, files: Mapping[str, bytes], *, force: bool) -> None:
    """A bundle as a folder, whole; with `force` it takes the place of another bundle.

    Raises UserError where something else stands there or it cannot be written.
    """
    _refuse_standing(target, force=force)
    if target.exists() and not (target / DESCRIPTOR).is_file():
        raise UserError(Problem("is no bundle of tables, so it is not replaced", str(target)))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(target) as partly:
            for name, content in sorted(files.items()):
                (partly / name).parent.mkdir(parents=True, exist_ok=True)
                (partly / name).write_bytes(content)
    except OSError as reason:
        raise _cannot_write(target, reason) from reason


def template_target(declared: Table, to: Path | None, *, as_csv: bool) -> tuple[Path, bool]:
    """The file of a template, and whether it is CSV.  Raises UserError on another ending."""
    if to is None:
        return Path(f"{declared.name.replace('/', '-')}.xlsx"), False
    suffix = to.suffix.lower()
    wanted = (".csv",) if as_csv else (".xlsx", ".csv")
    if suffix not in wanted:
        said = f"a template is a {' or '.join(wanted)} file"
        raise UserError(Problem(said, str(to)))
    return to, suffix == ".csv"


_KINDS = {"added": "added", "changed": "changed", "same": "the same"}


def _lines(row: RowChange) -> Iterator[list[str]]:
    """A changed row cell by cell; a new one on one line, its provenance left to --json."""
    key = ", ".join(one_line(value) or "(empty)" for _, value in row.key)
    if row.change == "added":
        named = {name for name, _ in row.key} | {"note"}
        filled = [cell for cell in row.cells if cell.column not in named]
        told = ", ".join(f"{cell.column} {one_line(cell.new)}" for cell in filled)
        yield [key, "", "(no such row)", told]
        return
    for number, cell in enumerate(row.cells):
        old, new = (_cut(one_line(value)) or "(empty)" for value in (cell.old, cell.new))
        yield ["" if number else key, cell.column, old, new]


def _cut(text: str) -> str:
    return text if len(text) <= LONG_TEXT else f"{text[: LONG_TEXT - 3].rstrip()}..."


def _named(what: Sequence[str]) -> str:
    more = f" and {len(what) - MOST_NAMED:,} more" if len(what) > MOST_NAMED else ""
    return ", ".join(what[:MOST_NAMED]) + more


def _refuse_standing(target: Path, *, force: bool) -> None:
    if target.exists() and not force:
        raise UserError(Problem("exists already: choose another name, or --force", str(target)))


def _cannot_write(target: Path, reason: OSError) -> UserError:
    return UserError(f"cannot write to '{target}': {reason.strerror or reason}")
