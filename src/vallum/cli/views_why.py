"""A figure, how it was made, and its facts, on the command line.

From: a World and what it says of a figure.  To: `vallum why`.
"""

from __future__ import annotations

from collections.abc import Sequence

from vallum.cli.show import counted, heading, one_line, say, table
from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.world import Answer, World

ORDER = "order"
"""The one quantity that only a plan knows, and no World."""
MOST_STEPS = 40
"""A sum over many cells has a step for each of them; nobody reads hundreds."""


def split_labels(labels: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Plain labels, and those given as dimension=label.  Raises UserError on one given twice.

    >>> split_labels(["DEU", "year=2030"])
    (['DEU'], {'year': '2030'})
    """
    plain: list[str] = []
    named: dict[str, str] = {}
    for word in labels:
        name, sign, label = word.partition("=")
        if not sign or not name.isidentifier():
            plain.append(word)
        elif name in named:
            raise UserError(f"{name} is given twice, as {named[name]} and as {label}: keep one")
        else:
            named[name] = label
    return plain, named


def show_figure(figure: Answer, evidence: Evidence) -> None:
    cell = ", ".join(f"{dim} {label}" for dim, label in figure.labels.items())
    say(f"{figure.array}{f' of {cell}' if cell else ''}: {_value(figure.value)} {figure.unit}")
    heading("How it was made")
    for step in figure.chain[:MOST_STEPS]:
        say(f"- {step}")
    if (more := len(figure.chain) - MOST_STEPS) > 0:
        say(f"... and {more} more steps: name more labels, or use --json")
    if not figure.rows:
        return
    heading(f"What it rests on: {counted(len(figure.rows), 'fact')}")
    rows = [
        [
            f"{row.table}:{row.line}",
            row.key,
            _value(row.value),
            row.source,
            row.grade,
            row.verified,
        ]
        for row in figure.rows
    ]
    table(
        ["table:line", "which row", "value", "source", "grade", "verified"], rows, right={"value"}
    )
    _show_sources(figure, evidence)
    _show_notes(figure)


def show_arrays(world: World) -> None:
    """Every quantity that can be asked for."""
    rows = [
        [
            name,
            " ".join(str(dim) for dim in array.dims),
            str(array.attrs["unit"]),
            str(array.attrs["meaning"]),
        ]
        for name, array in world.arrays.items()
    ]
    rows.append([ORDER, "state system year", "units", "what the plan orders (plans first)"])
    table(["quantity", "labels", "unit", "meaning"], sorted(rows))


def _show_sources(figure: Answer, evidence: Evidence) -> None:
    ids = sorted({id_ for row in figure.rows for id_ in row.source.split(";")})
    heading("Sources (grade: A official, B reputable secondary, C press, D own estimate)")
    rows = []
    for id_ in ids:
        source = evidence.source(id_)
        rows.append([id_, source.grade, source.publisher, source.published, source.title])
    table(["source", "grade", "publisher", "published", "title"], rows)


def _show_notes(figure: Answer) -> None:
    if not any(row.note for row in figure.rows):
        return
    heading("Notes")
    for row in figure.rows:
        if row.note:
            say(f"- {row.key}: {one_line(row.note)}")


def _value(value: float | str | None) -> str:
    """A figure as its fact gives it, with thousands separators."""
    if isinstance(value, float):
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return one_line(value)
