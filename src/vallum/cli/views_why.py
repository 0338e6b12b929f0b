"""A figure, how it was made, and its facts, on the command line.

From: a World and what it says of a figure.  To: `vallum why`.
"""

from __future__ import annotations

from collections.abc import Sequence

from vallum.cli.show import counted, heading, one_line, say, table
from vallum.contracts.results import WhyShares, quality_of
from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.world import Answer, FactRow, World
from vallum.world.provenance import SCENARIO

ORDER = "order"
"""The one quantity that only a plan knows, and no World."""
MOST_STEPS = 40
"""A sum over many cells has a step for each of them; nobody reads hundreds."""
MOST_ROWS = 60
"""So many rows are shown; `--json` gives all."""


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
    told = quality_of(figure, evidence)
    heading(f"What it rests on: {counted(told.facts, 'fact')}")
    say(_trust(told))
    shown = _weakest_first(figure)[:MOST_ROWS]
    rows = [
        [
            f"{row.table}:{row.line}" if row.line else row.table,
            row.key,
            _value(row.value),
            row.source,
            row.grade,
            row.verified,
        ]
        for row in shown
    ]
    table(
        ["table:line", "which row", "value", "source", "grade", "verified"], rows, right={"value"}
    )
    if (more := len(figure.rows) - len(shown)) > 0:
        say(f"... and {more} more rows: name more labels, or use --json")
    _show_sources(shown, evidence)
    _show_notes(shown)


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


def _trust(told: WhyShares) -> str:
    """How far the facts can be trusted, and how old they are, in one line."""
    if not told.facts:
        return "None but what the scenario assumes."
    parts = [
        f"{share * 100:.0f} % {words}"
        for share, words in (
            (told.verified, "verified"),
            (told.unverified, "still to be checked"),
            (told.imputed, "imputed"),
        )
    ]
    dated = f"; sources of {told.oldest} to {told.newest}" if told.oldest else ""
    return f"{', '.join(parts)}{dated}."


def _weakest_first(figure: Answer) -> list[FactRow]:
    """Imputed and unverified rows first, so that a cut hides no weak spot."""
    order = ("imputed", "no", "assumed", "yes")
    return sorted(figure.rows, key=lambda row: order.index(row.verified))


def _show_sources(rows: Sequence[FactRow], evidence: Evidence) -> None:
    ids = sorted({id_ for row in rows if row.table != SCENARIO for id_ in row.source.split(";")})
    heading("Sources (grade: A official, B reputable secondary, C press, D own estimate)")
    lines = []
    for id_ in ids:
        source = evidence.source(id_)
        lines.append([id_, source.grade, source.publisher, source.published, source.title])
    table(["source", "grade", "publisher", "published", "title"], lines)


def _show_notes(rows: Sequence[FactRow]) -> None:
    if not any(row.note for row in rows):
        return
    heading("Notes")
    for row in rows:
        if row.note:
            say(f"- {row.key}: {one_line(row.note)}")


def _value(value: float | str | None) -> str:
    """A figure as its fact gives it, with thousands separators."""
    if isinstance(value, float):
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return one_line(value)
