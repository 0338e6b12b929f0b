"""Who comes of age, who is trained, who can be won; and what crews equipment takes."""

from __future__ import annotations

import pytest

from model_runs import build, evidence, overlay, world
from vallum.errors import UserError


def value(built, array, *labels):
    data = built[array]
    return float(data.sel(dict(zip(data.dims, labels, strict=True))))


def intake(state, year, number, **more):
    return {"state": state, "year": year, "service": "compulsory", "central": number, **more}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Service with round figures: old in Finland, new in Portugal, growing in Ireland."""
    rows = [
        intake("FIN", 2025, 21_000),
        intake("FIN", 2030, 23_000),
        intake("PRT", 2028, 2_000, resumed=2028),
        intake("IRL", 2026, 100, resumed=2020),
        intake("IRL", 2036, 1_100, resumed=2020),
    ]
    births = [{"state": "IRL", "year": 2012, "thousand": 50.0}]
    tables = {"forces/conscription": rows, "economy/births": births}
    return build(overlay(tmp_path_factory.mktemp("people"), tables))


@pytest.mark.parametrize(
    ("state", "year", "trainees"),
    [
        ("FIN", 2026, 0),
        ("FIN", 2028, 2 / 5 * 2_000),
        ("FIN", 2040, 1_600),
        ("PRT", 2027, 0),
        ("PRT", 2028, 2_000),
        ("PRT", 2035, 2_000),
        ("IRL", 2031, 600),
        ("BGR", 2030, 0),
    ],
    ids=[
        "an old intake only replaces leavers",
        "what it grows by, on a straight line",
        "after the last year it stays",
        "not before it began",
        "a new service adds all",
        "and goes on",
        "halfway between two years",
        "no service",
    ],
)
def test_service_adds_what_it_does_not_replace(served, state, year, trainees):
    assert value(served, "trainees", state, year) == pytest.approx(trainees)


def test_those_who_turn_18_were_born_18_years_before(served):
    assert value(served, "cohort", "IRL", 2030) == 50_000


def test_recruits_follow_from_cohort_and_service(served):
    """Ireland, 2030: 0.35 x (0.004 x 50,000 + 0.25 x 0.7 x 500) = 101, but 5 % of its soldiers."""
    soldiers = value(served, "people", "IRL")
    won = 0.35 * (0.004 * 50_000 + 0.25 * 0.7 * 500)
    assert soldiers == pytest.approx(0.35 * (7_500 + 0.25 * 1_700))
    assert value(served, "recruits", "IRL", 2030) == pytest.approx(min(won, 0.05 * soldiers))
    assert min(won, 0.05 * soldiers) == pytest.approx(won)


def test_what_can_be_trained_bounds_recruits():
    """Without service 3 % of the soldiers a year, with it 5 %: Luxembourg, 900 active."""
    built = build(evidence(), "people.service_share=0.5")
    soldiers = value(built, "people", "LUX")
    assert soldiers == pytest.approx(0.35 * 900)
    won = 0.35 * 0.004 * value(built, "cohort", "LUX", 2028)
    assert value(built, "recruits", "LUX", 2028) == pytest.approx(min(won, 0.03 * soldiers))
    assert value(built, "recruits", "LUX", 2029) == pytest.approx(0.05 * soldiers)


@pytest.mark.parametrize("factor", [0, 0.5, 2])
def test_the_scenario_scales_recruits(factor):
    built = build(evidence(), f"people.recruitment={factor}")
    assert (built["recruits"].values == factor * world()["recruits"].values).all()


def test_wider_service_holds_for_members_from_its_year_on():
    built = build(evidence(), "people.service_share=0.1", "people.service_from=2031")
    assert value(built, "trainees", "ESP", 2030) == 0
    tenth = 0.1 * value(built, "cohort", "ESP", 2031)
    assert value(built, "trainees", "ESP", 2031) == pytest.approx(tenth)
    assert value(built, "trainees", "FIN", 2031) == 0  # it takes in a third already
    assert any("scenario's share" in line for line in built.why("trainees", "ESP", 2031).chain)


def test_recruits_lead_back_to_births_service_and_scenario():
    answer = world().why("recruits", "DEU", 2030)
    tables = {row.table for row in answer.rows}
    assert {"economy/births", "forces/conscription", "forces/personnel", "scenario"} <= tables
    parameters = {row.key for row in answer.rows if row.table == "requirements/parameters"}
    assert {"recruits_net_share", "trainees_kept", "training_share_service"} <= parameters


@pytest.mark.parametrize(
    ("category", "persons", "kind"),
    [
        ("tank", 4, "armour"),
        ("combat_aircraft", 1.5, "pilots"),
        ("vshorad", 3 / 0.125 * 1.1, "air_defence"),
        ("uav_male", 2 * 3, "aircrew"),
        ("sam_long", 50 * 1.1, "air_defence"),
    ],
    ids=[
        "one crew of four a tank",
        "one and a half pilots a fighter",
        "eight vehicles of three make a unit",
        "stated, for the catalogue has no crew",
        "the median of SAMP/T and Patriot",
    ],
)
def test_crews_of_one_unit(category, persons, kind):
    crew = world()["crew"]
    assert float(crew.sel(category=category)) == pytest.approx(persons)
    assert crew["crew_kind"].sel(category=category).item() == kind


def test_schools_grow_with_the_crews_of_today():
    """A floor of 4 pilots a year and 4 % of those that today's stock takes."""
    stock = world()["counted_base"].sel(state="ESP")
    pilots = 1.5 * float(stock.sel(category="combat_aircraft")) + 2.6 * float(
        stock.sel(category="attack_helicopter")
    )
    assert value(world(), "crews_base", "ESP", "pilots") == pytest.approx(pilots)
    assert value(world(), "training_places", "ESP", "pilots") == pytest.approx(4 + 0.04 * pilots)


def test_a_category_whose_crew_nobody_states_is_named(tmp_path):
    row = {"category": "isr_satellite", "kind": "aircrew", "crews_central": 1}
    with pytest.raises(UserError, match=r"no system of isr_satellite .* states its crew"):
        build(overlay(tmp_path, {"requirements/crews": [row]}))
