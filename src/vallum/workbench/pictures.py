"""Pictures that pages draw of more than one run's tables, kept compressed.

To: the pages.  What a picture shows stands whole in its key, so none is ever out of date; drawing
one takes up to half a second.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Literal

from fastapi import Request, Response

from vallum.report.figure import Figure, svg_of
from vallum.report.framed import framed, png_of
from vallum.workbench.page import unpacked

REMEMBERED = 256
Form = Literal["svg", "png", "csv"]
"""What a picture is asked as: the ending of its address."""
_kept: OrderedDict[Hashable, bytes] = OrderedDict()
_drawing = Lock()


def picture(
    request: Request,
    key: Hashable,
    figure: Callable[[], Figure],
    *,
    form: Form = "svg",
    narrow: bool = False,
) -> Response:
    """A figure: as SVG, its marks carrying their words, as PNG, or its data as CSV.

    key: all that the figure depends on; figure: makes it, where it was not drawn before.
    narrow: as SVG, for a telephone.
    """
    if form == "csv":
        return Response(figure().table.write_csv(), media_type="text/csv; charset=utf-8")
    if form == "png":
        return Response(png_of(figure()), media_type="image/png")
    # A file that leaves the page takes its words along.
    whole = "framed" in request.query_params
    packed = remembered(key, figure, narrow=narrow, whole=whole)
    return unpacked(request, packed, "image/svg+xml")


def remembered(
    key: Hashable, figure: Callable[[], Figure], *, narrow: bool, whole: bool = False
) -> bytes:
    """The compressed SVG; drawn if it was not.  whole: with all its words, to stand alone."""
    asked = (key, narrow, whole)
    found = _kept.get(asked)
    if found is None:
        shown = figure()
        with _drawing:
            found = _kept.get(asked)
            if found is None:
                svg = framed(shown) if whole else svg_of(shown, narrow=narrow, marked=True)
                found = _kept[asked] = gzip.compress(svg.encode(), 6, mtime=0)
                while len(_kept) > REMEMBERED:
                    _kept.popitem(last=False)
    return found
