"""A figure that stands alone: finding, unit, chart, note and source in one drawing.

From: `vallum.report.figure`.  To: files that leave the workbench, the report or the command line.
A page writes these words around its chart; a file that is pasted elsewhere must carry them along.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from textwrap import wrap

import vl_convert

import vallum
from vallum.errors import Problem, UserError
from vallum.report.figure import Figure, svg_of
from vallum.report.theme import FONT, INK, LETTER, QUIET

MARGIN = 16
LEAST_WIDTH = 480
"""Of the words of a narrow chart [px]."""
TITLE, UNIT, FOOT = 17, 13, 11
"""Sizes of letters [px]."""
LEADING = 1.35
VERSION = f"Vallum {vallum.__version__}"
FORMATS = (".svg", ".png", ".pdf")


def framed(figure: Figure) -> str:
    """The desk-screen chart as SVG with all its words; the same bytes every time."""
    chart = svg_of(figure)
    width, height = (
        float(found[1]) if (found := re.search(rf'<svg [^>]*?\b{side}="([\d.]+)"', chart)) else 0.0
        for side in ("width", "height")
    )
    across = max(width, LEAST_WIDTH)
    lines: list[str] = []
    head = _written(lines, MARGIN, figure.title, across, size=TITLE, ink=INK, bold=True)
    head = _written(lines, head, figure.unit, across, size=UNIT, ink=QUIET) + 10
    source = f"Source: {figure.source.rstrip('.')}."
    if VERSION not in source:
        source += f" {VERSION}."
    foot = _written(lines, head + height + 8, figure.note, across, size=FOOT, ink=QUIET)
    foot = _written(lines, foot, source, across, size=FOOT, ink=QUIET)
    whole_width, whole_height = across + 2 * MARGIN, foot + MARGIN
    placed = chart.replace("<svg ", f'<svg x="{MARGIN}" y="{head:.1f}" ', 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole_width:.0f}" '
        f'height="{whole_height:.0f}" viewBox="0 0 {whole_width:.0f} {whole_height:.0f}" '
        f"font-family='{FONT}'>"
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(lines)}{placed}</svg>\n'
    )


def png_of(figure: Figure) -> bytes:
    """The same as PNG, 2 pixels per point."""
    return bytes(vl_convert.svg_to_png(framed(figure), scale=2))


def save_figure(figure: Figure, path: Path) -> None:
    """Write the figure with all its words as SVG, PNG (2 pixels per point) or PDF, by the ending.

    Raises UserError for any other ending, and where the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        told = f"a figure cannot be saved as '{ending}'; use one of {', '.join(FORMATS)}"
        raise UserError(Problem(told, file=str(path)))
    if ending == ".png":
        drawn = png_of(figure)
    elif ending == ".pdf":
        drawn = bytes(vl_convert.svg_to_pdf(framed(figure)))
    else:
        drawn = framed(figure).encode()
    try:
        path.write_bytes(drawn)
    except OSError as reason:
        raise UserError(f"cannot write to '{path}': {reason.strerror or reason}") from reason


def _written(
    lines: list[str],
    top: float,
    text: str,
    across: float,
    *,
    size: int,
    ink: str,
    bold: bool = False,
) -> float:
    """Add the text, cut into lines, from `top` downwards; where it ends [px]."""
    weight = ' font-weight="600"' if bold else ""
    letters = int(across / (LETTER * size / 11))
    for line in wrap(text, letters):
        top += size * LEADING
        lines.append(
            f'<text x="{MARGIN}" y="{top:.1f}" font-size="{size}" fill="{ink}"{weight}>'
            f"{escape(line)}</text>"
        )
    return top
