"""No state lacks a kind of force in the tables that it has: EU27, GBR, NOR, TUR and UKR."""

from __future__ import annotations

import polars as pl
import pytest

from model_runs import evidence

KINDS = {
    "tanks": ("mbt",),
    "infantry fighting vehicles": ("ifv",),
    "artillery": ("sp_artillery", "towed_artillery", "mrl"),
    "fighters": ("fighter", "strike_bomber"),
    "ships": (
        "frigate", "destroyer", "corvette", "ppv", "patrol_ship", "missile_boat", "amphibious",
        "attack_submarine_conventional", "mine_countermeasure",
    ),
    "air defence": ("sam_long", "sam_medium", "sam_short", "vshorad"),
}  # fmt: skip
LANDLOCKED = {"AUT", "CZE", "HUN", "LUX", "SVK"}
HAS_NONE = {
    "tanks": {"BEL", "EST", "IRL", "LTU", "LUX", "LVA", "MLT"},
    # Slovenia gave 35 of its 52 M-80A, all in store, to Ukraine in 2022.
    "infantry fighting vehicles": {"LUX", "LVA", "MLT", "SVN"},
    "artillery": {"LUX", "MLT"},
    # Slovenia's PC-9 are trainers.
    "fighters": {"CYP", "EST", "IRL", "LTU", "LUX", "LVA", "MLT", "SVN"},
    "ships": LANDLOCKED,
    # Shoulder-launched missiles alone, of which no number is published: Portugal's Chaparral are
    # retired, its three RapidRanger and Croatia's, Belgium's, Denmark's and Slovenia's new systems
    # are on order.
    "air defence": {"BEL", "DNK", "HRV", "LUX", "MLT", "PRT", "SVN"},
}
"""States that have none in service, or none that can be counted."""


def states() -> set[str]:
    rows = evidence().table("governance/memberships")
    union = rows.filter((pl.col("group") == "EU") & pl.col("to").is_null())["state"]
    return {*union, "GBR", "NOR", "TUR", "UKR"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_that_has_some_has_rows(kind):
    rows = (
        evidence()
        .table("forces/inventory")
        .filter(
            pl.col("status") == "active",
            pl.col("category").is_in(KINDS[kind]),
            pl.col("quantity") > 0,
        )
    )
    lacking = states() - set(rows["state"])
    allowed = HAS_NONE[kind]
    if kind == "ships":
        assert lacking <= allowed
    else:
        assert lacking == allowed


def test_every_state_has_soldiers():
    rows = evidence().table("forces/personnel").filter(pl.col("active") > 0)
    assert states() <= set(rows["state"])
    assert len(states()) == 31
