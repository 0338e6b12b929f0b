"""Where each value of a scenario was set: the memory behind messages and `origins`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where a value was set: `shown` and `line` for messages, `set_by` for results.

    `set_by` names a file without its folder, so that results do not depend on where it lies.
    """

    shown: str
    set_by: str
    line: int | None = None


IN_CODE = Place("(set in code)", "code")


def nearest_place(places: Mapping[str, Place], field: str) -> Place | None:
    """The place of a dotted field, or else of the nearest group or list around it."""
    while field:
        if field in places:
            return places[field]
        cut = max(field.rfind("."), field.rfind("["))
        field = field[:cut] if cut > 0 else ""
    return None
