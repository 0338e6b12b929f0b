"""Outlines of European states, for maps.

From: `tables/geography/europe.geojson`, cut from Natural Earth (public domain) by
`scripts/cut_map.py`; borders as recognised internationally, so Crimea lies in Ukraine.
To: report.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def load_shapes() -> dict[str, Any]:
    """The outlines as a GeoJSON feature collection, one feature a state, sorted by code.

    Each feature has the properties `state` (ISO 3166-1 alpha-3; XKX for Kosovo) and `name`, and a
    MultiPolygon in degrees (longitude, latitude) between 25 W and 50 E, 33 N and 72 N; Russia is
    cut off at 50 E.  Outer rings run clockwise, as d3 and Vega expect.  Vatican City, too small
    to draw at 0.01 degree, has none.  A new dictionary on every call.
    """
    file = files("vallum.evidence") / "tables" / "geography" / "europe.geojson"
    shapes: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return shapes
