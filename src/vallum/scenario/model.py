"""What a scenario is: the assumptions of one future, typed, frozen and strict.

To: the loader, the JSON Schema, the template of a new scenario and everything above.  No field
has a default here: the shipped preset `us_absent` sets every one, and other scenarios extend it,
so that each value can be traced to the file and line that set it (`vallum.scenario.origins`).
Every value is an assumption, to be argued with; none is a fact or a forecast.
"""

from __future__ import annotations

import hashlib
import json
from typing import Literal

from pydantic import Field, PrivateAttr

from vallum.errors import Problem
from vallum.scenario.groups import Contradiction, Name, Names, Share, States, Year
from vallum.scenario.groups import Group as _Part
from vallum.scenario.groups import unit as _unit
from vallum.scenario.places import IN_CODE, Place, nearest_place
from vallum.scenario.procurement import Procurement
from vallum.scenario.tables import FIRST_YEAR, LAST_YEAR, FactorByName


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

    set: Name = Field(
        description="Set of needs: stand_alone (what Europe needs without the US), nato_targets "
        "(NATO's capability targets, the US part included), or another set of the table "
        "requirements/need_sets, such as a study's own list",
    )
    contingencies: Names = Field(
        description="Contingencies to be met besides the set, most important first",
        json_schema_extra=_unit("contingencies"),
    )
    concurrent: bool = Field(description="Whether the contingencies must be met at the same time")
    ready_by: Year = Field(description="Year by which the needs should be met: the threat date")
    weights: FactorByName = Field(
        description="Priorities: domain or force element -> factor on the weight of its gaps in "
        "the plan (1: as without; 0: its gaps do not count)",
        json_schema_extra=_unit("factor"),
    )
    territorial_weight: float = Field(
        ge=0,
        le=6,
        allow_inf_nan=False,
        description="Weight of what frontline states lack for their own territory, against that of "
        "a domain of the common need (1: alike; 0: a plan leaves it out)",
        json_schema_extra=_unit("domains"),
    )


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
    fair_cost: float | None = Field(
        ge=0,
        le=10,
        allow_inf_nan=False,
        json_schema_extra=_unit("% of GDP"),
        description="Most that a state pays for its part of the plan, as a share of its GDP of all "
        "planned years; null: no bound but its money",
    )
    instruments: Names = Field(
        description="Instruments of economy/instruments that may pay for a plan on top of that "
        "spending; empty: national money alone, as the path gives it",
        json_schema_extra=_unit("instruments"),
    )
    deficit_rule: Literal["shown", "kept"] = Field(
        description="With instruments, the 3 % deficit rule: shown (what goes beyond it is told) "
        "or kept (a plan stays within it and the escape clause)",
    )


class Upkeep(_Part):
    """What may be done to keep what there is."""

    upgrades: bool = Field(
        description="Whether ageing fleets may be upgraded, as industry/upgrades offers"
    )
    spares: bool = Field(
        description="Whether states may pay for independent spares and maintenance of US-bound "
        "types; without effect where us.spares_support is 1"
    )


class Pooling(_Part):
    """What members own in common."""

    categories: Names = Field(
        description="Categories of equipment that the members buy and own as one pool, and none by "
        "itself; empty: no pool",
        json_schema_extra=_unit("categories"),
    )
    key: Literal["gdp", "equal", "population"] = Field(
        description="By what the members share the pool's cost: output, one part each, or people"
    )
    payers: Literal["able", "all"] = Field(
        description="Who pays in a year: able (those who have money for a plan then share by key) "
        "or all (each its part in every year: who has no money then holds all others back)"
    )


class People(_Part):
    """Who can be won for the forces."""

    recruitment: float = Field(
        ge=0,
        le=5,
        allow_inf_nan=False,
        json_schema_extra=_unit("ratio"),
        description="Persons that forces can add in a year, against what the rule on cohorts, "
        "service and training capacity gives (1: as it says)",
    )
    service_share: Share = Field(
        description="Least part of those who turn 18 that every member takes through basic "
        "service from service_from on; 0: as announced",
    )
    service_from: Year = Field(
        description="First year in which service_share holds; without effect while that is 0"
    )


class Decisions(_Part):
    """How common money is decided."""

    regime: Literal[
        "announced", "status_quo", "best_route", "coalition_treaty", "defence_union"
    ] = Field(
        description="Which new common instruments open for a plan, and when. announced: none, "
        "the plan has announced spending alone; status_quo: those that all members let pass; "
        "best_route: each by its likeliest legal route; coalition_treaty: those that a group "
        "founds by treaty; defence_union: by majority, in a union founded by treaty",
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
    upkeep: Upkeep = Field(description="What may be done to keep what there is")
    pooling: Pooling = Field(description="What members own in common")
    people: People = Field(description="Who can be won for the forces")
    decisions: Decisions = Field(description="How common money is decided")

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
        begin = self.procurement.orders_from
        if begin is not None and not first <= begin < last:
            told = (
                f"procurement.orders_from ({begin}) leaves no year to order in: give one from "
                f"{first} to {last - 1}"
            )
            edge = "horizon.last" if begin >= last else "horizon.first"
            found.append(Contradiction(("procurement.orders_from", edge), told))
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
