"""The field joined: forces of a year fought out, the window, the nuclear options."""

from __future__ import annotations

import polars as pl
import pytest
from numpy.testing import assert_allclose

from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.study.campaign import brigades_sent, fight, front_of
from vallum.study.deterrent import KEYS, Deterrent, deterrent_options, find_option
from vallum.study.field import Field, Fields, fields_from
from vallum.study.window import share_ready, threat_dates, window
from vallum.world.theatres import assumed_ranges, find_theatre, mobility_fixes, theatres


@pytest.fixture(scope="module")
def facts() -> Evidence:
    return Evidence.load(None)


def forces(year: int = 2028, scale: float = 1.0, american: float = 0.0) -> Field:
    brigades = {"LTU": 1.0, "LVA": 0.5, "EST": 1.0, "POL": 6 * scale, "DEU": 8 * scale}
    ready = {state: 0.4 * n for state, n in brigades.items()}
    return Field(year, brigades, ready, 900_000.0 * scale, 600.0, american)


def test_fields_are_read_from_the_frames_of_a_run():
    """5 brigades at 40 % ready, American brigades by what is left."""
    gaps = pl.DataFrame(
        {
            "contingency": ["main"] * 6,
            "element": ["brigade", "shell_155mm", "combat_aircraft"] * 2,
            "year": [2026] * 3 + [2027] * 3,
            "have": [5.0, 1000.0, 100.0, 5.0, 2000.0, 100.0],
            "us": [10.0, 0.0, 0.0, 5.0, 0.0, 0.0],
        }
    )
    owned = pl.DataFrame(
        {"state": ["POL", "POL"], "element": ["brigade"] * 2, "year": [2026, 2027],
         "units": [5.0, 5.0]}
    )  # fmt: skip
    parameters = {"availability_land": 0.4, "availability_air": 0.5, "campaign_american": 3.0}
    found = fields_from(owned, gaps, parameters, plan=False)
    assert found.at(2027) == Field(2027, {"POL": 5.0}, {"POL": 2.0}, 2000.0, 50.0, 1.5)
    with pytest.raises(UserError, match="2030"):
        found.at(2030)


def test_what_goes_into_a_front_is_worked_out_by_hand(facts):
    """Of 2.5 own and 4 allied brigades 80 % stand, at 0.3 divisions each: 1.56."""
    assumed = assumed_ranges(facts)
    baltic = find_theatre(facts, "baltic")
    front = front_of(assumed, forces(2026), baltic, (0.0, 1.0, 3.0), 30)
    assert_allclose(front.ranges["defenders"].central, 6.5 * 0.3 * 0.8)
    assert_allclose(front.ranges["attackers"].central, 20 * 0.3)
    later = front_of(assumed, forces(2028), baltic, (0.0,), 30)
    assert_allclose(later.ranges["attackers"].central, 20 * 0.3 * 1.045**2)
    assert_allclose(front.arrivals, [0, 0.3, 0.6])
    assert_allclose(brigades_sent(assumed, forces(american=2.0), baltic), (5.6 + 0.8) * 0.7)


def test_a_campaign_of_the_baltic_states(facts):
    fought = fight(facts, forces(), find_theatre(facts, "baltic"), paths=2000, seed=3, days=20)
    assert len(fought.curve) == 20 + 30
    for ends in fought.campaign.models.values():
        low, middle, high = ends.spread("ground_lost_km")
        assert 0 <= low <= middle <= high <= 250
        assert 0 <= ends.hold_probability <= 1


@pytest.fixture(scope="module")
def opened(facts):
    by_year = Fields({2027: forces(2027), 2028: forces(2028)}, plan=False)
    planned = Fields({2027: forces(2027, 1.5), 2028: forces(2028, 1.5)}, plan=True)
    return window(
        facts,
        {"none": by_year, "plan": planned},
        find_theatre(facts, "baltic"),
        years=range(2027, 2029),
        paths=1000,
        seed=0,
    )


def test_the_window_is_what_could_come_times_what_would_not_hold(opened):
    frame = opened.frame
    assert_allclose(frame["open"], frame["ready"] * (1 - frame["holds"]))
    assert set(frame["case"]) == {"none_alone", "none_us", "plan_alone", "plan_us"}
    wide = frame.pivot(on="case", index="year", values="open")
    assert (wide["plan_alone"] <= wide["none_alone"]).all()
    assert (wide["none_us"] <= wide["none_alone"]).all()


def test_estimates_count_between_their_years(facts):
    assert share_ready([(2027, 2027), (2028, 2031)], 2028) == 0.625
    assert share_ready([(2027, 2027), (2028, 2031)], 2026) == 0
    shares = [share_ready(threat_dates(facts), year) for year in range(2024, 2041)]
    assert shares == sorted(shares)
    assert shares[-1] == 1


@pytest.fixture(scope="module")
def options(facts) -> Deterrent:
    return deterrent_options(facts)


def test_published_figures_stand_in_the_options(options):
    """SIPRI's Yearbook 2025: 290 and 225 warheads; four submarines each."""
    assert find_option(options, "status_quo").warheads == 290 + 225
    assert find_option(options, "forward_presence").boats == 4
    assert find_option(options, "status_quo").cost == (0, 0, 0)
    assert_allclose(options.today["FRA"], 0.13 * 57.1, atol=0.05)


def test_shares_add_up_under_every_key(options):
    for option in options.options:
        assert list(option.cost) == sorted(option.cost)
        for key in KEYS if option.shares else ():
            assert_allclose(sum(option.shares[key].values()), option.cost[1])
    payers = find_option(options, "wider").shares["gdp"]
    assert {"FRA", "GBR", "DEU"} <= set(payers)
    assert not {"AUT", "IRL", "MLT"} & set(payers)


def test_every_front_and_fix_names_places_and_links_of_the_graph(facts):
    from vallum.world.theatres import corridors

    graph = corridors(facts)
    for front in theatres(facts).values():
        assert front.place in graph.places
    for fix in mobility_fixes(facts):
        known = graph.links if fix.kind == "capacity" else graph.places
        if fix.kind in ("capacity", "handling", "new_line"):
            assert set(fix.targets) <= set(known), fix.name
        assert set(fix.to_nodes) <= set(graph.places)


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda facts: find_theatre(facts, "blatic"), "baltic"),
        (lambda facts: find_option(deterrent_options(facts), "none"), "status_quo"),
    ],
    ids=["front", "option"],
)
def test_unknown_words_are_refused(facts, call, field):
    with pytest.raises(UserError, match=field):
        call(facts)
