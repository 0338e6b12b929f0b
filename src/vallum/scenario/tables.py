"""Fields that hold a small table: years to shares, categories to numbers.

To: the model.  A table replaces the one it inherits as a whole, as a list does: what is not in it
is not asked for.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, NoReturn

from pydantic import AfterValidator, BeforeValidator, Field

from vallum.scenario.codes import NAME_PATTERN, check_name

FIRST_YEAR, LAST_YEAR = 2026, 2045
"""The years a scenario may speak of: facts reach to mid-2026, projections to 2045."""


class Table(dict[Any, Any]):
    """A mapping that never changes, and so can be part of a scenario that is compared and hashed.

    >>> hash(Table({"tank": 4})) == hash(Table({"tank": 4}))
    True
    """

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a table of a scenario does not change")

    __setitem__ = __delitem__ = update = clear = pop = popitem = setdefault = _refuse


def _with_years(value: Any) -> Any:
    """YAML and JSON have texts for keys, years are numbers."""
    if not isinstance(value, dict):
        return value
    return {int(key) if str(key).isdecimal() else key: inner for key, inner in value.items()}


_FREEZE = AfterValidator(Table)
_Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
_Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
_Name = Annotated[
    str, AfterValidator(check_name), Field(json_schema_extra={"pattern": NAME_PATTERN})
]

_NAMED = Field(max_length=60, json_schema_extra={"additionalProperties": False})

ShareByYear = Annotated[
    dict[_Year, _Share],
    BeforeValidator(_with_years),
    Field(json_schema_extra={"propertyNames": {"pattern": "^20[0-9]{2}$"}}),
    _FREEZE,
]
"""Year -> share."""
FactorByName = Annotated[
    dict[_Name, Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]], _NAMED, _FREEZE
]
"""Domain or force element -> factor."""
CountByName = Annotated[dict[_Name, Annotated[int, Field(ge=1, le=100)]], _NAMED, _FREEZE]
"""Category -> number."""
Shielded = Literal["all", "naval", "nuclear"]
ShareByGroup = Annotated[dict[Shielded, _Share], _FREEZE]
"""Group of categories -> share."""


def share_in(path: dict[int, float], year: int) -> float:
    """What a path asks for in a year: linear between its years, held after the last, none before.

    >>> [share_in({2028: 0.2, 2030: 0.4}, year) for year in (2027, 2028, 2029, 2035)]
    [0.0, 0.2, 0.30000000000000004, 0.4]
    """
    stated = sorted(path)
    if not stated or year < stated[0]:
        return 0.0
    before = max(known for known in stated if known <= year)
    after = min((known for known in stated if known > year), default=before)
    if after == before:
        return path[before]
    part = (year - before) / (after - before)
    return path[before] + part * (path[after] - path[before])
