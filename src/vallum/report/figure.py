"""One figure: a chart in two widths with its finding, description, data table and source.

From: the charts of this package.  To: the report; `vallum.report.framed` for files.
Charts become SVG through vl-convert: no browser, no script, no request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

import polars as pl
import vl_convert
from altair.typing import ChartType

from vallum.report.cells import Addresses
from vallum.report.marks import with_told_marks
from vallum.report.theme import CONFIG, OUTSIDE


@dataclass(frozen=True)
class Figure:
    """A chart that can stand alone.

    id: short name, unique in a report, usable in an address
    title: the finding, computed from the data, as a sentence without full stop
    description: what is drawn and what it shows, for readers who do not see the chart
    chart, narrow: the same data for a desk screen and for a telephone
    table: the figures drawn, sorted, units in the column names or in a column `Unit`
    source: where the figures come from
    unit: what the chart measures, shown above it
    note: how to read marks that the unit does not explain; may be empty
    addresses: of the figures in `table`, by column, where a run's tables hold them as they are
    """

    id: str
    title: str
    description: str
    chart: ChartType
    narrow: ChartType
    table: pl.DataFrame
    source: str
    unit: str
    note: str = ""
    addresses: Addresses = field(default_factory=dict)


def svg_of(figure: Figure, *, narrow: bool = False, marked: bool = False) -> str:
    """The chart as an SVG element that names and describes itself; the same bytes every time.

    marked: each mark carries what it shows, for a page's script (`vallum.report.marks`).
    """
    chart = figure.narrow if narrow else figure.chart
    config = CONFIG | {"aria": True} if marked else CONFIG
    spec = chart.to_dict(validate=False) | {"config": config}  # the tests validate every chart
    svg = vl_convert.vegalite_to_svg(spec)
    if marked:
        svg = with_told_marks(svg, figure.id, figure.unit)
    prefix = f"{figure.id}-{'narrow' if narrow else 'wide'}"
    return _described(_hatched(_shortened(_named(svg, prefix)), prefix), figure, prefix)


def _named(svg: str, prefix: str) -> str:
    """Vega numbers clip paths on from one chart to the next; number them anew, per figure."""
    known: dict[str, str] = {}
    for name in re.findall(r'id="((?:clip|gradient)_?\d+)"', svg):
        known.setdefault(name, f"{prefix}-clip{len(known)}")
    for old, new in known.items():
        svg = re.sub(rf'(id="|url\(#){old}(?=["\)])', rf"\g<1>{new}", svg)
    return svg


def _shortened(svg: str) -> str:
    """Coastlines to a tenth of a pixel, repeated points dropped, empty elements left out."""
    svg = re.sub(r'<path [^>]*d=""[^>]*display="none"/>', "", svg)
    svg = re.sub(r'<path class="background" aria-hidden="true" d="M0,0h0v0h0Z"[^>]*/>', "", svg)
    return re.sub(r' d="(M[^"]{200,})"', lambda match: f' d="{_coarse(match[1])}"', svg)


def _coarse(path: str) -> str:
    rings = []
    for ring in re.findall(r"M[^M]+", path):
        if not re.fullmatch(r"M[-\d.e,L]+Z?", ring):
            return path  # curves: not a coastline
        kept: list[str] = []
        for point in ring.rstrip("Z").removeprefix("M").split("L"):
            x, y = (f"{float(value):.1f}".removesuffix(".0") for value in point.split(","))
            if not kept or kept[-1] != f"{x},{y}":
                kept.append(f"{x},{y}")
        if len(kept) > 2:  # an islet smaller than a pixel disappears
            rings.append("M" + "L".join(kept) + ("Z" if ring.endswith("Z") else ""))
    return "".join(rings) or path


def _hatched(svg: str, prefix: str) -> str:
    """Vega has no patterns: draw what is filled with OUTSIDE as a light hatch."""
    if f'fill="{OUTSIDE}"' not in svg:
        return svg
    pattern = (
        f'<defs><pattern id="{prefix}-hatch" width="5" height="5" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="5" height="5" fill="#f6f5f3"/>'
        '<line x1="0" y1="0" x2="0" y2="5" stroke="#cfccc6" stroke-width="1.6"/></pattern></defs>'
    )
    svg = svg.replace(f'fill="{OUTSIDE}"', f'fill="url(#{prefix}-hatch)"')
    return re.sub(r"(<svg [^>]*>)", rf"\1{pattern}", svg, count=1)


def _described(svg: str, figure: Figure, prefix: str) -> str:
    """One image with a title and a description instead of dozens of unnamed marks."""
    marks = r' (role="graphics-[a-z]+"|aria-(roledescription|label)="[^"]*"|aria-hidden="true")'
    svg = re.sub(marks, "", svg)
    head = (
        f'role="img" aria-labelledby="{prefix}-title {prefix}-desc"><title id="{prefix}-title">'
        f"{escape(figure.title)}</title>"
        f'<desc id="{prefix}-desc">{escape(figure.description)}</desc>'
    )
    return re.sub(r"(<svg [^>]*)>", lambda match: f"{match[1]} {head}", svg, count=1)
