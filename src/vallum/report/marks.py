"""What each mark of a chart says, in words, so that a reader can point at it.

From: `vallum.report.figure`, which draws charts through Vega.  To: the pages that let a reader
hover, or walk with the keyboard.

Vega can write on every mark what its encodings hold ("year: 2030; units: 293.813987; part: Added
by the plan; order: 1").  Here that becomes words for a reader ("Manoeuvre brigades: Added by the
plan, 2030: 294") in an attribute of our own that only a page's script reads.  Fields that merely
place or colour a mark are left out, figures get their units, what the chart prints beside a mark is
told as it is printed, and a mark in a panel names its panel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape

from vallum.report.words import NBSP, percent

TOLD = "data-told"
"""Attribute of a mark that says what it shows."""

POINTED_AT = ("bar", "rect mark", "point", "circle", "geoshape", "tick", "square")
"""Marks that stand for one figure each; lines and areas stand for many, rules join two."""
PRINTED = "text mark"
COSMETIC = frozenset(
    ["ink", "edge", "order", "rest", "known", "whole", "lon", "lat", "class", "weight", "side"]
)
PRINTS = ("text", "said", "words")
SHARE = "share"
UNITS: Mapping[str, tuple[str, str]] = {
    "share": ("", SHARE),
    "share_lost": ("leaves", SHARE),
    "met": ("met", SHARE),
    "outside_marginal": ("outside the catalogue", SHARE),
    "pct": ("", "{}\xa0% of GDP"),
    "debt": ("debt", "{}\xa0% of GDP"),
    "bn": ("", "EUR {} bn"),
    "eur_bn": ("", "EUR {} bn"),
    "eur_bn_2025": ("", "EUR {} bn"),
    "net_eur_bn": ("", "EUR {} bn"),
    "units": ("", "{}"),
    "value": ("", "{}"),
    "at": ("", "{}"),
    "position": ("position", "{}"),
    "relief": ("", "{} points"),
    "shortfall": ("shortfall", "{} points"),
    "more": ("adds", "{} points"),
}
"""Field of a chart that holds a figure -> the word before it, and its unit around the number."""
OTHERWISE: Mapping[tuple[str, str], tuple[str, str]] = {
    ("self-reliance", "value"): ("", SHARE),
    ("aid-pace", "value"): ("", "EUR {} bn a month"),
    ("plan-types", "at"): ("", "{} types"),
}
"""The same for a field of one figure alone."""
LEFT_OUT = frozenset({("bottlenecks", "kind")})
"""Fields of one figure that its other fields say already."""
STANDS_FOR: Mapping[tuple[str, str], str] = {
    ("plan-cost", "point"): "money there is",
    ("us-share", "bar"): "needs American consent",
}
"""What a kind of mark of one figure stands for, where no field says it but the legend does."""
IN_SHORT = frozenset({"bottlenecks"})
"""Figures that print in their marks' words more than a reader who points at one can take in."""

_TAG = re.compile(r"<(/?)([a-zA-Z]+)([^<>]*?)(/?)>")
_NAMED = re.compile(r'(aria-label|aria-roledescription|class)="([^"]*)"')


@dataclass
class _Mark:
    """One mark: where its tag ends in the text, what it is, its fields, the panel it stands in."""

    place: int
    kind: str
    fields: dict[str, str]
    panel: int


def with_told_marks(svg: str, figure: str, unit: str = "") -> str:
    """The same chart, each mark that stands for a figure carrying it in words (`data-told`).

    svg: as Vega draws it with `aria` on.  figure: the id of what is drawn; unit: what it measures,
    as its heading says, from which numbers printed in the chart take theirs.
    """
    marks, titles = _read(svg)
    printed = [] if figure in IN_SHORT else [mark for mark in marks if mark.kind == PRINTED]
    pieces, done = [], 0
    seen: set[tuple[int, str]] = set()
    for mark in marks:
        if mark.kind not in POINTED_AT:
            continue
        panel = titles.get(mark.panel, "")
        words = _words(mark, printed, figure, _unit(panel, unit))
        if not words or (mark.panel, words) in seen:  # an outline laid over a cell says it again
            continue
        seen.add((mark.panel, words))
        told = f"{panel}: {words}" if panel else words
        pieces += [svg[done : mark.place], f' {TOLD}="{escape(told)}"']
        done = mark.place
    return "".join([*pieces, svg[done:]])


def _unit(panel: str, unit: str) -> str:
    """The unit of numbers printed in a panel: its own; the figure's where that has only one."""
    if "EUR bn" in panel or "%" in panel:
        return panel
    return "" if ";" in unit else unit


def _read(svg: str) -> tuple[list[_Mark], dict[int, str]]:
    """The marks of a chart in the order they are drawn, and the titles of its panels."""
    marks: list[_Mark] = []
    titles: dict[int, str] = {}
    panels = [0]  # the innermost panel of every open group
    for count, tag in enumerate(_TAG.finditer(svg), 1):
        closes, name, inside, alone = tag.groups()
        if closes:
            if name == "g":
                panels.pop()
            continue
        about = dict(_NAMED.findall(inside))
        told, kind = unescape(about.get("aria-label", "")), about.get("aria-roledescription", "")
        if kind == "title":
            titles[panels[-1]] = told.removeprefix("Title text '").removesuffix("'")
        elif told and (kind in POINTED_AT or kind == PRINTED):
            marks.append(_Mark(tag.end() - len(alone) - 1, kind, _fields(told), panels[-1]))
        if name == "g" and not alone:
            panels.append(count if "role-scope" in about.get("class", "") else panels[-1])
    return marks, titles


def _fields(told: str) -> dict[str, str]:
    """Fields of a mark; a value may itself hold a semicolon.  A plain sentence has the field ''."""
    found: dict[str, str] = {}
    for part in told.split("; "):
        name, colon, value = part.partition(": ")
        if colon and re.fullmatch(r"[\w. ]+", name):
            found[name] = value
        elif found:
            last = next(reversed(found))
            found[last] += f"; {part}"
        else:
            found[""] = told
            break
    return found


def _words(mark: _Mark, printed: list[_Mark], figure: str, unit: str) -> str:
    """What a mark shows; nothing for one that shows no figure, as the ground of a heading."""
    if "" in mark.fields:
        return mark.fields[""]
    names, figures = _parted(mark.fields, figure)
    said = _printed_at(mark, names, figures, printed, figure) if len(figures) < 2 else None
    if said is not None:
        values = [_with_unit(said, unit)]
    else:
        values = [_number(name, value, figure) for name, value in figures.items()]
    if not values:
        return ""
    stands_for = STANDS_FOR.get((figure, mark.kind))
    where = sorted(names.values(), key=lambda word: bool(re.fullmatch(r"(19|20)\d\d", word)))
    told = ", ".join([*where, stands_for] if stands_for else where)
    return ": ".join(part for part in (told, ", ".join(values)) if part)


def _parted(fields: Mapping[str, str], figure: str) -> tuple[dict[str, str], dict[str, str]]:
    """Fields that say which mark it is, and those that hold its figures."""
    names: dict[str, str] = {}
    figures: dict[str, str] = {}
    for name, value in fields.items():
        if name in COSMETIC or name in PRINTS or (figure, name) in LEFT_OUT:
            continue
        if value in ("null", "undefined"):
            continue
        held = name in UNITS or (figure, name) in OTHERWISE
        (figures if held else names)[name] = value
    return names, figures


def _printed_at(
    mark: _Mark,
    names: Mapping[str, str],
    figures: Mapping[str, str],
    printed: list[_Mark],
    figure: str,
) -> str | None:
    """The words that the chart prints of the same thing: same names, same figures, same panel."""
    for text in printed:
        if text.panel != mark.panel:
            continue
        words = next((text.fields[name] for name in PRINTS if name in text.fields), "")
        its_names, its_figures = _parted(text.fields, figure)
        if its_names == names and its_figures == figures and _tells_more(words, names):
            return words
    return None


def _tells_more(words: str, names: Mapping[str, str]) -> bool:
    """Whether words printed at a mark hold its figure, and are not the name of its series."""
    return any(c.isdigit() for c in words) and not any(name in words for name in names.values())


def _with_unit(said: str, unit: str) -> str:
    """A bare number takes the unit that stands in the figure's heading."""
    if not re.fullmatch(r"[−\d.,]+", said):
        return said
    if unit.endswith("%"):
        return f"{said}{NBSP}%"
    return f"EUR {said} bn" if "EUR bn" in unit else said


def _number(name: str, value: str, figure: str) -> str:
    """A figure with its word and unit."""
    word, unit = OTHERWISE.get((figure, name)) or UNITS[name]
    number = float(value.replace("−", "-").replace(",", ""))
    told = percent(number) if unit == SHARE else unit.format(_rounded(number))
    return f"{word} {told}".strip()


def _rounded(number: float) -> str:
    """Whole units from a hundred on, two figures below, thousands parted."""
    if abs(number) >= 100 or number == round(number):
        return f"{number:,.0f}".replace("-", "−")
    digits = 1 if abs(number) >= 1 else 2 if abs(number) >= 0.1 else 3
    return f"{number:,.{digits}f}".replace("-", "−")


def fields_without_words(svg: str, figure: str) -> Iterator[str]:
    """Numbers on marks that no rule names: what a new chart has to add to `UNITS`."""
    for mark in _read(svg)[0]:
        if mark.kind in POINTED_AT:
            for name, value in _parted(mark.fields, figure)[0].items():
                if re.fullmatch(r"−?[\d,]*\.\d+", value):
                    yield name
