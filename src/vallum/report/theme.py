"""How Vallum's charts look: one palette, one type scale, two widths.

To: every chart of floor 5.  Two meanings have a hue each, so that a reader learns them once: rust
is what is missing, blue is what Europe has.  Both scales change in lightness above all, so they
hold for colour-blind readers and in grey print, and every coloured cell also carries its number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import altair as alt

WIDE = 760
"""Width of a chart on a desk screen and on paper [px]."""
NARROW = 340
"""Width of a chart on a telephone [px]."""

FONT = 'Helvetica Neue, Helvetica, Arial, "Liberation Sans", "DejaVu Sans Condensed", sans-serif'
LETTER = 5.8
"""Mean width of a letter of FONT at 11 px [px], bold ones included."""

INK = "#1c2530"
QUIET = "#5a6572"
RULE = "#c9ced4"
BLUE = "#1f4e79"
RUST = "#a8431d"
LIGHT_RUST = "#e3a27f"
LIGHT_BLUE = "#a9bfd4"
PALE = "#e4e7ea"
"""Fill of what rests on imputed figures alone."""
OUTSIDE = "#e7e5e1"
"""Fill that stands for 'outside the coalition'; `figure.svg_of` turns it into a hatch."""


@dataclass(frozen=True)
class Steps:
    """A discrete sequential scale: classes by their lower bound, each with fill and text colour.

    lower: lower bounds, ascending, the first one included in the first class
    labels, fills, inks: one per class
    """

    lower: tuple[float, ...]
    labels: tuple[str, ...]
    fills: tuple[str, ...]
    inks: tuple[str, ...]

    def index(self, value: float) -> int:
        """Number of the class that holds `value`; values below the first bound go to class 0."""
        return max([i for i, bound in enumerate(self.lower) if value >= bound], default=0)

    def label(self, value: float) -> str:
        return self.labels[self.index(value)]

    def ink(self, value: float) -> str:
        return self.inks[self.index(value)]

    def scale(self, extra: Mapping[str, str] | None = None) -> alt.Scale:
        """The colour scale, with further named classes (label to fill) at its end."""
        more = dict(extra or {})
        return alt.Scale(domain=[*self.labels, *more], range=[*self.fills, *more.values()])


MET = Steps(
    lower=(0.0, 0.25, 0.5, 0.75, 0.95),
    labels=("under 25 %", "25–49 %", "50–74 %", "75–94 %", "95 % or more: met"),
    fills=("#6b2208", "#b04e22", "#dd9467", "#f3d3b8", "#fbf7f2"),
    inks=("#ffffff", "#ffffff", INK, INK, QUIET),
)
"""Share of a need that is met without the United States."""

BROUGHT = Steps(
    lower=(0.0, 0.005, 0.025, 0.05, 0.10, 0.15),
    labels=("under 0.5 %", "0.5–2.4 %", "2.5–4.9 %", "5–9.9 %", "10–14.9 %", "15 % or more"),
    fills=("#fbfcfd", "#dbe6f0", "#b1cbe1", "#7aa5c9", "#3f76a8", "#123a63"),
    inks=(INK, INK, INK, INK, "#ffffff", "#ffffff"),
)
"""Share of the coalition's total that one state brings."""

ORDERED = Steps(
    lower=(0.0, 0.5, 2.0, 5.0, 10.0, 20.0),
    labels=("under 0.5", "0.5–1.9", "2–4.9", "5–9.9", "10–19.9", "20 or more"),
    fills=BROUGHT.fills,
    inks=BROUGHT.inks,
)
"""Price of what is ordered of one category in one year [EUR bn]."""

PART_FILLS = (BLUE, "#7aa5c9", "#c6d6e4", QUIET, "#d9d4cc")
"""Parts of a cost: three steps of blue and two greys, told apart by lightness alone."""

CONFIG: dict[str, Any] = {
    "aria": False,  # the figure carries one title and description; marks would be noise
    "background": "#ffffff",
    "font": FONT,
    "view": {"stroke": None},
    "padding": {"left": 3, "right": 3, "top": 2, "bottom": 2},
    "axis": {
        "labelColor": INK,
        "labelFontSize": 11,
        "labelLimit": 400,
        "titleColor": QUIET,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "domainColor": RULE,
        "tickColor": RULE,
        "gridColor": "#e8eaed",
    },
    "legend": {
        "labelColor": INK,
        "labelFontSize": 11,
        "titleColor": QUIET,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "titleLimit": 400,
        "labelLimit": 300,
        "columnPadding": 14,
        "symbolStrokeWidth": 0.6,
        "symbolSize": 130,
    },
    "title": {"color": INK, "fontSize": 12, "fontWeight": "bold", "anchor": "start", "offset": 6},
    "text": {"color": INK, "fontSize": 11},
}


PERCENT_LABEL = "round(100 * datum.value) + '\u00a0%'"
"""Vega expression that writes an axis label of shares as this report writes percentages."""


def rows(records: Iterable[Mapping[str, object]]) -> alt.InlineData:
    """Records as chart data; every field is declared with its type where it is encoded."""
    return alt.InlineData(values=[dict(record) for record in records])


LINES = "split(datum.label, '\\n')"
"""Vega expression that breaks an axis label where `wrapped` broke it."""

LINES_OFFSET: dict[str, Any] = {
    "condition": {"test": "indexof(datum.label, '\\n') >= 0", "value": -6},
    "value": 0,
}
"""Lifts a label of two lines, so that its middle is at the middle of the row."""


def wrapped(label: str, width: float) -> str:
    """A label in at most two lines, broken where it would not fit `width` [px] at 11 px.

    Widths are those of a mean letter of the fonts in FONT: browsers differ by a few per cent.
    """
    letters = max(8, int(width / LETTER))
    if len(label) <= letters:
        return label
    first, *rest = wrap(label, letters, break_long_words=False) or [label]
    return "\n".join([first, " ".join(rest)]) if rest else first


def label_width(labels: Iterable[str], most: float) -> int:
    """Room [px] that the longest label needs at 11 px, `most` at most."""
    return round(min(most, max((len(label) for label in labels), default=0) * LETTER + 10))


def message(text: str, width: int) -> alt.Chart:
    """A chart that has nothing to draw and says so."""
    chart: alt.Chart = (
        alt.Chart(rows([{"text": text}]))
        .mark_text(align="left", color=QUIET, fontSize=12)
        .encode(text=alt.Text("text:N"), x=alt.value(0), y=alt.value(20))
        .properties(width=width, height=40)
    )
    return chart
