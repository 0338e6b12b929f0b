"""Where the figures of a report come from, as the page itself can tell it.

From: the lineage of a run.  To: the page, whose script (`why.js`) shows it.

The page holds one block of JSON, in which steps, facts and sources stand once and are referred to
by their place:

    marks     name and words, as a fact row can bear them
    steps     words
    sources   title, publisher and date, web address or nothing
    facts     place, which row, value, mark, sources, note
    figures   address -> value, fact rows by mark, these in words, steps and how many more there
              are, the rows most worth showing and how many more there are
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from vallum.evidence.load import Source
from vallum.report.cells import Cell
from vallum.report.words import NBSP, counted, percent
from vallum.study.figures import Figure
from vallum.world import Answer, FactRow
from vallum.world.provenance import ASSUMED, SCENARIO


@dataclass(frozen=True)
class Origins:
    """Where a run's figures come from.

    why: what a figure rests on, by its address as `vallum why RUN FIGURE` takes it
    source: a source by its id
    """

    why: Callable[[str], Answer]
    source: Callable[[str], Source]


MARKS = {
    "imputed": ("imputed", "imputed by a stated rule"),
    "no": ("to be checked", "still to be checked"),
    "yes": ("seen in its source", "seen in their source"),
    ASSUMED: ("assumed", ""),
}
"""`verified` of a fact row, weakest first -> what it means for the row, and for several of them."""
FACTS = tuple(mark for mark in MARKS if mark != ASSUMED)
WEAKNESS = {mark: place for place, mark in enumerate(MARKS)}
MOST_STEPS = 12
MOST_ROWS = 8


@dataclass
class Links:
    """The figures that a page shows; gathers, while the page is written, what each rests on.

    Raises UserError for an address that the run does not have.
    """

    origins: Origins
    run_id: str
    _places: dict[str, dict[Any, int]] = field(default_factory=dict)
    _facts: list[Any] = field(default_factory=list)
    _figures: dict[str, Any] = field(default_factory=dict)

    def show(self, cell: str) -> str:
        """The cell's text, which the script can open where it shows a figure."""
        figure = cell.figure if isinstance(cell, Cell) else None
        if figure is None:
            return cell
        if figure not in self._figures:
            self._figures[figure] = self._told(figure)
        return Markup('<span class="why" data-figure="{}">{}</span>').format(figure, str(cell))

    def block(self) -> Markup:
        """All that `show` has met so far as JSON, safe inside an element of a page."""
        told = {
            "run": self.run_id,
            "marks": [(mark, one) for mark, (one, _) in MARKS.items()],
            "steps": list(self._places.get("steps", ())),
            "sources": [self._source(id_) for id_ in self._places.get("sources", ())],
            "facts": self._facts,
            "figures": self._figures,
        }
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return Markup(text.replace("<", "\\u003c"))  # no `</script>`, whatever a source is called

    def _told(self, address: str) -> list[Any]:
        answer = self.origins.why(address)
        rows = worth_showing(answer.rows, Figure.parse(address).labels)
        counts = Counter(row.verified for row in answer.rows)
        return [
            in_words(answer),
            [counts[mark] for mark in FACTS],
            self._rests(answer, counts),
            [self._place("steps", step) for step in answer.chain[:MOST_STEPS]],
            max(0, len(answer.chain) - MOST_STEPS),
            [self._fact(row) for row in rows],
            len(answer.rows) - len(rows),
        ]

    def _rests(self, answer: Answer, counts: Mapping[str, int]) -> str:
        """How many rows and choices a figure rests on, how sure they are and how old."""
        said, facts = [], sum(counts[mark] for mark in FACTS)
        if facts:
            shares = [(MARKS[mark][1], counts[mark] / facts) for mark in reversed(FACTS)]
            told = ", ".join(f"{percent(share)} {words}" for words, share in shares if share)
            said.append(f"{counted(facts, 'fact')}: {told}")
        if counts[ASSUMED]:
            said.append(f"{counted(counts[ASSUMED], 'assumption')} of the scenario")
        sources = {row.source for row in answer.rows if row.verified != ASSUMED}
        names = {id_ for ids in sources for id_ in ids.split(";")}
        if dates := sorted(filter(None, (self.origins.source(id_).published for id_ in names))):
            said.append("sources of " + " to ".join(dict.fromkeys((dates[0], dates[-1]))))
        return "; ".join(said) or "no fact: a stated rule alone"

    def _fact(self, row: FactRow) -> int:
        known = self._places.setdefault("facts", {})
        at = (row.table, row.line, row.key)
        if at not in known:
            known[at] = len(known)
            if row.table == SCENARIO:  # its source is the preset or the option that sets it
                where, ids = f"{row.table}, {row.source}", []
            else:
                where, ids = f"{row.table}:{row.line}", row.source.split(";")
            sources = [self._place("sources", id_) for id_ in ids]
            value = "" if row.value is None else _number(row.value)
            mark = WEAKNESS[row.verified]
            self._facts.append([where, row.key, value, mark, sources, row.note])
        return known[at]

    def _place(self, kind: str, name: str) -> int:
        known = self._places.setdefault(kind, {})
        return known.setdefault(name, len(known))

    def _source(self, id_: str) -> list[str]:
        source = self.origins.source(id_)
        said = ", ".join(filter(None, (source.publisher, source.published)))
        said = f" ({said})" if said else ""
        web = source.url.startswith(("http://", "https://"))
        return [source.title, said, source.url if web else ""]


def worth_showing(rows: Iterable[FactRow], labels: Iterable[str]) -> list[FactRow]:
    """The few rows that say most about a figure, the same ones every time.

    labels: what the figure is named by; rows that name a state or an element of it come before
    others of their table, then weaker ones before those that were checked.  Each table has its
    first row shown before any shows its second.
    """
    wanted = {label for label in labels if not _is_number(label)}

    def rank(row: FactRow) -> tuple[int, int, str, int, str]:
        named = 0 if wanted.isdisjoint(_parts(row.key)) else -len(wanted & _parts(row.key))
        return named, WEAKNESS[row.verified], row.table, row.line, row.key

    shown = Counter[str]()
    turns: list[list[FactRow]] = [[] for _ in range(MOST_ROWS)]
    for row in sorted(rows, key=rank):
        if shown[row.table] < MOST_ROWS:
            turns[shown[row.table]].append(row)
            shown[row.table] += 1
    return [row for turn in turns for row in turn][:MOST_ROWS]


def in_words(answer: Answer) -> str:
    """A figure's value with its unit."""
    value, unit = answer.value, answer.unit
    if math.isnan(value):
        return "not within the horizon" if unit == "year" else "no value"
    if unit == "year":
        return f"{value:.0f}"
    if unit == "share":
        return f"{_number(100 * value)}{NBSP}%"
    money = re.fullmatch(r"EUR (mn|bn)(.*)", unit)
    return f"EUR {_number(value)} {money[1]}{money[2]}" if money else f"{_number(value)} {unit}"


def linked(links: Links | None) -> Callable[[str], str]:
    """How the page writes a cell: with a way to where its figure comes from, if it has any."""
    return links.show if links else escape


@lru_cache(maxsize=1 << 14)
def _parts(key: str) -> frozenset[str]:
    """What the key of a fact row names: met again with almost every figure."""
    return frozenset(key.split(" / "))


def _number(value: float) -> str:
    return f"{value:,.5g}" if abs(value) < 1e5 else f"{value:,.0f}"


def _is_number(label: str) -> bool:
    try:
        float(label)
    except ValueError:
        return False
    return True
