"""What every group of a scenario's fields is made of: strict, frozen, and its kinds of values.

To: the model and its groups.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)
from pydantic_core import PydanticCustomError

from vallum.scenario.codes import NAME_PATTERN, STATE_PATTERN, check_name, check_state_code
from vallum.scenario.tables import FIRST_YEAR, LAST_YEAR


def unit(unit: str) -> dict[str, Any]:
    return {"x-unit": unit}


def _once(items: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted({item for item in items if items.count(item) > 1})
    if twice:
        fault = f"{', '.join(repr(item) for item in twice)} stands in the list twice"
        raise PydanticCustomError("vallum_wording", "{fault}", {"fault": fault})
    return items


# YAML has lists, a frozen scenario needs tuples; strict types would refuse the step otherwise.
_FROM_LIST = BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)
_ONCE = AfterValidator(_once)

Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR, json_schema_extra=unit("year"))]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, json_schema_extra=unit("share"))]
StateCode = Annotated[
    str, AfterValidator(check_state_code), Field(json_schema_extra={"pattern": STATE_PATTERN})
]
Name = Annotated[
    str, AfterValidator(check_name), Field(json_schema_extra={"pattern": NAME_PATTERN})
]
States = Annotated[tuple[StateCode, ...], _FROM_LIST, _ONCE, Field(max_length=60)]
Names = Annotated[tuple[Name, ...], _FROM_LIST, _ONCE, Field(max_length=20)]


class Contradiction(NamedTuple):
    """Values that are fine alone but not together: the fields (the likeliest slip first) and why.

    Fields are named from the group that finds it, the message names them in full.
    """

    fields: tuple[str, ...]
    message: str


class Group(BaseModel):
    """A group of fields: strict types, unknown keys refused, frozen."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    def contradictions(self) -> list[Contradiction]:
        """What does not go together in this group."""
        return []

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Group:
        if found := self.contradictions():
            told = "; ".join(each.message for each in found)
            raise PydanticCustomError(
                "vallum_contradiction", "{told}", {"told": told, "found": found}
            )
        return self
