"""Where products are made: shares add up, and a hand finds the same European content."""

from __future__ import annotations

import pytest

from model_runs import world
from vallum.errors import UserError

DESIGN, US = 0.5, 0.2
"""Central values of the two parameters of the rule."""


def content(system: str, *set_: str) -> float:
    return float(world("us_absent", *set_)["european_content"].sel(product=system))


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        ("Leopard 2A8", 1.0),
        ("F-16 Block 70/72", 0.0),
        # American design; one of two plants is Italian.
        ("F-35A", (1 - DESIGN) / 2),
        # European with American parts; the Brazilian plant builds for Brazil.
        ("Gripen E", 1 - US),
        # Korean design with American parts, built in Korea and Poland.
        ("K2 / K2PL", (1 - DESIGN) / 2 * (1 - US)),
        # Norwegian and American design and plants, with American parts: ours is the Norwegian.
        ("NASAMS", (DESIGN / 2 + (1 - DESIGN)) * (1 - US)),
        # Half of the design is Swiss, outside the Union's rule and the coalition.
        ("Skyranger 30", DESIGN / 2 + (1 - DESIGN)),
        ("Corps headquarters (to form)", 1.0),
    ],
)
def test_a_hand_finds_the_same_content(system, expected):
    assert content(system) == pytest.approx(expected)


def test_work_adds_up_to_the_whole():
    built = world()
    at_home = built["european_content"]["product_at_home"]
    whole = built["made_in"].sum("state")
    assert whole.where(~at_home, 1.0).values == pytest.approx(1.0)
    assert float(whole.where(at_home, 0.0).sum()) == 0
    inside = built["european_content"]
    assert ((inside >= 0) & (inside <= 1 + 1e-12)).all()


def test_who_stands_in_the_coalition_is_european_and_who_left_is_not():
    """British work counts as long as the United Kingdom stands with the others."""
    alone = "coalition.partners=[NOR]"
    assert content("Astute") == pytest.approx(1 - US)
    assert content("Astute", alone) == 0
    # Norway is in the European Economic Area, whoever plans.
    assert content("155 mm (Nammo)", "coalition.partners=[]") == pytest.approx(1)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("procurement.max_types={tnk: 4}", "'tnk' is no category of systems; did you mean"),
        ("procurement.max_types={frigate: 4}", "'frigate' is no category of systems"),
        ("need.weights={lnd: 2}", "'lnd' is no domain or force element; did you mean 'land'"),
        (
            "need.weights={land: 0, air: 0, sea: 0, air_defence: 0, enablers: 0, munitions: 0}",
            "leaves no domain with any weight",
        ),
    ],
)
def test_names_that_the_evidence_does_not_know_are_refused(given, said):
    with pytest.raises(UserError, match=said):
        world("us_absent", given)


def test_content_leads_back_to_the_system_its_rule_and_the_membership():
    answer = world().why("european_content", "Gripen E")
    tables = {row.table for row in answer.rows}
    assert {"industry/systems", "requirements/parameters", "governance/memberships"} <= tables
    assert {row.key for row in answer.rows} >= {"content_design_share", "content_us_components"}
