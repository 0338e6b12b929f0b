"""Pictures that pages draw of more than one run's tables, kept compressed.

To: the pages.  What a picture shows stands whole in its key, so none is ever out of date; drawing
one takes up to half a second.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from fastapi import Request, Response

from vallum.report.figure import Figure, svg_of
from vallum.workbench.page import unpacked

REMEMBERED = 256
_kept: OrderedDict[Hashable, bytes] = OrderedDict()
_drawing = Lock()


def picture(
    request: Request, key: Hashable, figure: Callable[[], Figure], *, narrow: bool
) -> Response:
    """The SVG of a figure, its marks carrying their words.

    key: all that the figure depends on; figure: makes it, where it was not drawn before.
    """
    asked = (key, narrow)
    found = _kept.get(asked)
    if found is None:
        with _drawing:
            found = _kept.get(asked)
            if found is None:
                svg = svg_of(figure(), narrow=narrow, marked=True)
                found = _kept[asked] = gzip.compress(svg.encode(), 6, mtime=0)
                while len(_kept) > REMEMBERED:
                    _kept.popitem(last=False)
    return unpacked(request, found, "image/svg+xml")
