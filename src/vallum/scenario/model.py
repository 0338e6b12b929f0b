"""What a scenario is: the assumptions of one future, typed, frozen and strict.

To: the loader, the JSON Schema, the template of a new scenario and everything above.  No field
has a default here: the shipped preset `us_absent` sets every one, and other scenarios extend it,
so that each value can be traced to the file and line that set it (`vallum.scenario.origins`).
Every value is an assumption, to be argued with; none is a fact or a forecast.
"""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    model_validator,
)
from pydantic_core import PydanticCustomError

from vallum.errors import Problem
from vallum.scenario.codes import NAME_PATTERN, STATE_PATTERN, check_name, check_state_code
from vallum.scenario.places import IN_CODE, Place, nearest_place

FIRST_YEAR, LAST_YEAR = 2026, 2045
"""The years a scenario may speak of: facts reach to mid-2026, projections to 2045."""


def _unit(unit: str) -> dict[str, Any]:
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

Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR, json_schema_extra=_unit("year"))]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, json_schema_extra=_unit("share"))]
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


class _Part(BaseModel):
    """A group of fields: strict types, unknown keys refused, frozen."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    def contradictions(self) -> list[Contradiction]:
        """What does not go together in this group."""
        return []

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> _Part:
        if found := self.contradictions():
            told = "; ".join(each.message for each in found)
            raise PydanticCustomError(
                "vallum_contradiction", "{told}", {"told": told, "found": found}
            )
        return self


class Horizon(_Part):
    """The years that are planned."""

    first: int = Field(
        ge=FIRST_YEAR,
        le=2030,
        description="First planned year",
        json_schema_extra=_unit("year"),
    )
    last: int = Field(
        ge=2027, le=LAST_YEAR, description="Last planned year", json_schema_extra=_unit("year")
    )

    def contradictions(self) -> list[Contradiction]:
        if self.last > self.first:
            return []
        told = f"horizon.last ({self.last}) is not after horizon.first ({self.first})"
        return [Contradiction(("last", "first"), told)]


class Coalition(_Part):
    """Who stands together: groups, cut to European states, plus partners, less those excluded."""

    include: Names = Field(
        description="Groups of the memberships table; each is cut to its European members",
        json_schema_extra=_unit("group codes"),
    )
    partners: States = Field(
        description="States added by name, European or not",
        json_schema_extra=_unit("ISO alpha-3 codes"),
    )
    exclude: States = Field(
        description="States taken out again, last of all",
        json_schema_extra=_unit("ISO alpha-3 codes"),
    )

    def contradictions(self) -> list[Contradiction]:
        if self.include or self.partners:
            return []
        told = (
            "the coalition has no member: name a group in coalition.include or a state in "
            "coalition.partners"
        )
        return [Contradiction(("include", "partners"), told)]


class UnitedStates(_Part):
    """What the United States does: troops, enablers, intelligence, spares, deliveries."""

    posture: Literal["committed", "pillar", "absent", "adversarial"] = Field(
        description="The posture in one word, for titles and charts; changes no number"
    )
    troops_leave: Year | None = Field(
        description="Year by whose end US forces have left Europe; null: they stay, with the "
        "cuts announced up to June 2026",
        json_schema_extra=_unit("year"),
    )
    troops_stay: Share = Field(
        description="Share of US forces in Europe that remains after troops_leave; without "
        "effect while troops_leave is null",
    )
    enablers_leave: Year | None = Field(
        description="Year by whose end US enablers (tankers, airlift, surveillance, command) "
        "are withdrawn; null: they stay",
        json_schema_extra=_unit("year"),
    )
    enablers_stay: Share = Field(
        description="Share of US enablers that remains after enablers_leave; without effect "
        "while enablers_leave is null",
    )
    intelligence: Share = Field(
        description="Share of today's US intelligence that Europe still gets from "
        "intelligence_from on; 1 before",
    )
    intelligence_from: Year = Field(description="First year in which intelligence holds")
    spares_support: Share = Field(
        description="Share of their readiness that systems bound to US upkeep keep in "
        "spares_from; 1 before",
    )
    spares_from: Year = Field(description="First year in which spares_support holds")
    spares_yearly_loss: Share = Field(
        description="What spares_support loses in each year after spares_from"
    )
    spares_floor: Share = Field(
        description="The least that spares_support falls to; at most spares_support"
    )
    contracted_deliveries: Literal["on_time", "late", "stop"] = Field(
        description="Deliveries that are under contract with US makers: on_time, late (by "
        "delivery_delay_months) or stop (from deliveries_stop on)",
    )
    delivery_delay_months: int = Field(
        ge=0,
        le=120,
        description="How much later contracted US deliveries arrive; counts only where "
        "contracted_deliveries is late",
        json_schema_extra=_unit("months"),
    )
    deliveries_stop: Year | None = Field(
        description="First year without contracted US deliveries; counts only where "
        "contracted_deliveries is stop; null otherwise",
        json_schema_extra=_unit("year"),
    )

    def contradictions(self) -> list[Contradiction]:
        found = []
        if self.spares_floor > self.spares_support:
            told = (
                f"us.spares_floor ({self.spares_floor:g}) is above us.spares_support "
                f"({self.spares_support:g}), which it is the floor of"
            )
            found.append(Contradiction(("spares_floor", "spares_support"), told))
        if self.contracted_deliveries == "stop" and self.deliveries_stop is None:
            told = (
                "us.contracted_deliveries is 'stop' but us.deliveries_stop is null: give the first "
                "year without deliveries"
            )
            found.append(Contradiction(("deliveries_stop", "contracted_deliveries"), told))
        if self.contracted_deliveries == "late" and self.delivery_delay_months == 0:
            told = (
                "us.contracted_deliveries is 'late' but us.delivery_delay_months is 0: give the "
                "delay, or say on_time"
            )
            found.append(Contradiction(("delivery_delay_months", "contracted_deliveries"), told))
        return found


class ReassuranceForce(_Part):
    """A European force in Ukraine after a ceasefire."""

    troops: int = Field(
        ge=1,
        le=200_000,
        description="Soldiers deployed at any time",
        json_schema_extra=_unit("persons"),
    )
    from_year: Year = Field(description="First year in which the force is deployed")
    pool_per_deployed: float = Field(
        ge=1,
        le=10,
        allow_inf_nan=False,
        description="Rotation: units held for each unit deployed (4: one away, three at home)",
        json_schema_extra=_unit("units per unit deployed"),
    )


class Ukraine(_Part):
    """How the war goes on."""

    outcome: Literal["ceasefire", "war"] = Field(
        description="ceasefire: it holds from year on; war: it goes on to the end of year"
    )
    year: Year = Field(description="First year of the ceasefire, or last year of the war (outcome)")
    gifts: float = Field(
        ge=0,
        le=5,
        allow_inf_nan=False,
        description="Heavy weapons that go on being given from stock until year, as a share of "
        "each donor's yearly pace of 2022 to April 2026 (0: no more; air defence left out)",
        json_schema_extra=_unit("share of the pace"),
    )
    priority: Share = Field(
        description="Weight of what Ukraine lacks against what the coalition itself lacks, where "
        "Ukraine belongs to it (1: alike; 0: a plan does not look at Ukraine's need)"
    )
    donor_share: Share = Field(
        description="Most of its money for a plan that a member may spend on Ukraine's need in a "
        "year; without effect while priority is 0"
    )
    reassurance_force: ReassuranceForce | None = Field(
        description="A European force in Ukraine; null: none"
    )

    def contradictions(self) -> list[Contradiction]:
        force = self.reassurance_force
        if force is None:
            return []
        told = f"ukraine.reassurance_force.from_year ({force.from_year})"
        if self.outcome == "ceasefire" and force.from_year < self.year:
            told += f" is before ukraine.year ({self.year}), the first year of the ceasefire"
        elif self.outcome == "war" and force.from_year <= self.year:
            told += f" is not after ukraine.year ({self.year}), the last year of the war"
        else:
            return []
        return [Contradiction(("reassurance_force.from_year", "year", "outcome"), told)]


class Russia(_Part):
    """How fast Russia's forces recover."""

    reconstitution: Literal["slow", "central", "fast"] = Field(
        description="Which of the published estimates of Russia's reconstitution holds"
    )


class Need(_Part):
    """What Europe must be able to do."""

    set: Literal["stand_alone", "nato_targets"] = Field(
        description="Set of needs: stand_alone (what Europe needs without the US) or "
        "nato_targets (NATO's capability targets, the US part included)",
    )
    contingencies: Names = Field(
        description="Contingencies to be met besides the set, most important first",
        json_schema_extra=_unit("contingencies"),
    )
    concurrent: bool = Field(description="Whether the contingencies must be met at the same time")
    ready_by: Year = Field(description="Year by which the needs should be met: the threat date")


class Money(_Part):
    """What states will spend."""

    spending_path: Literal["pledges", "flat", "linear_2035"] = Field(
        description="Defence spending: pledges (as announced), flat (today's share of GDP) or "
        "linear_2035 (a straight line to NATO's target in 2035)",
    )
    extra_pct_gdp: float = Field(
        ge=0,
        le=5,
        allow_inf_nan=False,
        json_schema_extra=_unit("% of GDP"),
        description="Defence spending of every member above that path, from 2027",
    )


class Procurement(_Part):
    """What may be ordered."""

    us_systems: Literal["free", "none"] = Field(
        description="New orders of systems of American design: free, or none"
    )


class Scenario(_Part):
    """One future to plan for.

    Made by `vallum.scenario.load_scenario` from a file, or in code (then every field is given).
    Two scenarios are equal, and hash alike, if their fields are; the name and the memory of who
    set what (`vallum.scenario.origins`) take no part in that.
    """

    title: str = Field(min_length=1, max_length=200, description="Title, for reports and charts")
    description: str = Field(
        max_length=4000, description="What this scenario assumes, in a few sentences"
    )
    horizon: Horizon = Field(description="The years that are planned")
    coalition: Coalition = Field(description="Who stands together")
    us: UnitedStates = Field(description="What the United States does")
    ukraine: Ukraine = Field(description="How the war in Ukraine goes on")
    russia: Russia = Field(description="How fast Russia's forces recover")
    need: Need = Field(description="What Europe must be able to do")
    money: Money = Field(description="What states will spend")
    procurement: Procurement = Field(description="What may be ordered")

    _name: str = PrivateAttr(default="in_code")
    _lineage: tuple[str, ...] = PrivateAttr(default=())
    _places: dict[str, Place] = PrivateAttr(default_factory=dict)

    @property
    def name(self) -> str:
        """The preset's name, or the file's without its ending; `in_code` if there was no file."""
        return self._name

    @property
    def lineage(self) -> tuple[str, ...]:
        """The files and presets it was read from, its own first, the root of `extends` last."""
        return self._lineage

    def place(self, field: str) -> Place:
        """Who set a dotted field (`us.intelligence`, `coalition.partners[0]`)."""
        return nearest_place(self._places, field) or IN_CODE

    def problem(self, field: str, message: str) -> Problem:
        """A problem with a field that only later knowledge shows, at the line that set it."""
        place = self.place(field)
        return Problem(message, place.shown, place.line, field)

    def digest(self) -> str:
        """The sha256 (hex) of the assumptions: name, title and description left out."""
        values = self.model_dump(mode="json", exclude={"title", "description"})
        text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode("ascii")).hexdigest()

    def contradictions(self) -> list[Contradiction]:
        found = []
        first, last = self.horizon.first, self.horizon.last
        if not first <= self.need.ready_by <= last:
            told = f"need.ready_by ({self.need.ready_by}) lies outside the horizon, {first}-{last}"
            edge = "horizon.last" if self.need.ready_by > last else "horizon.first"
            found.append(Contradiction(("need.ready_by", edge), told))
        if "ukraine_reassurance" in self.need.contingencies and (
            self.ukraine.reassurance_force is None
        ):
            told = (
                "need.contingencies names ukraine_reassurance but ukraine.reassurance_force is "
                "null: set the force, or leave the contingency out"
            )
            fields = ("need.contingencies", "ukraine.reassurance_force")
            found.append(Contradiction(fields, told))
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(tuple(self.__dict__.values()))
