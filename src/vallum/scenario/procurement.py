"""What may be ordered: the levers of policy on orders.

To: the model.  Each acts in `vallum.planner`; none acts where it is left as `us_absent` sets it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from vallum.scenario.groups import Contradiction, Group, Share, Year, unit
from vallum.scenario.tables import CountByName, ShareByGroup, ShareByYear


class Procurement(Group):
    """What may be ordered."""

    us_systems: Literal["free", "none"] = Field(
        description="New orders of systems of American design: free, or none"
    )
    us_systems_until: Year | None = Field(
        description="Last year in which systems of American design may be ordered; counts only "
        "where us_systems is free; null: no end"
    )
    european_content_min: Share = Field(
        description="Least European content of what each state orders in a year, by value (0: no "
        "rule)"
    )
    joint_share_min: ShareByYear = Field(
        description="Least share of the value of a year's orders that states place jointly: year "
        "-> share, linear between, held after, none before",
        json_schema_extra=unit("share"),
    )
    national_exception: ShareByGroup = Field(
        description="Least share of the value of each state's orders of a year that stays national "
        "under the national-security exception (Art. 346 TFEU): all, naval or nuclear -> share",
        json_schema_extra=unit("share"),
    )
    max_types: CountByName = Field(
        description="Most systems of a category that the plan orders: category -> number",
        json_schema_extra=unit("systems"),
    )
    industry_return_min: Share = Field(
        description="Least value of work that a state's industry gets from all orders, as a share "
        "of what the state orders (0: no rule); states without a listed plant are left out"
    )
    line_pace: float = Field(
        ge=0,
        le=4,
        allow_inf_nan=False,
        json_schema_extra=unit("factor"),
        description="How fast production lines and yards may grow, as a factor on the yearly "
        "growth stated for them (parameters line_growth and line_growth_ships; 1: as stated, 0: "
        "not at all)",
    )
    orders_from: Year | None = Field(
        description="First year in which a plan may place orders, enlarge lines or train; null: "
        "the first year that it could",
        json_schema_extra=unit("year"),
    )

    def contradictions(self) -> list[Contradiction]:
        found = []
        if self.us_systems == "none" and self.us_systems_until is not None:
            told = (
                f"procurement.us_systems_until ({self.us_systems_until}) ends what "
                "procurement.us_systems does not allow at all: set that to free, or this to null"
            )
            found.append(Contradiction(("us_systems_until", "us_systems"), told))
        kept, joint = (
            self.national_exception.get("all", 0.0),
            max(self.joint_share_min.values(), default=0.0),
        )
        if kept + joint > 1 + 1e-9:
            told = (
                f"procurement.joint_share_min ({joint:g}) and the {kept:g} that "
                "procurement.national_exception keeps national are more than all orders together"
            )
            found.append(Contradiction(("joint_share_min", "national_exception"), told))
        return found
