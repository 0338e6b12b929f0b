"""The field of a run: its tables, its sentence, and where their figures lead back to."""

from __future__ import annotations

from dataclasses import asdict

import polars as pl
import pytest

from model_runs import PRESETS, evidence, study, world
from vallum.scenario.model import ReassuranceForce
from vallum.study.field_frames import BRIGADES, PATHS, Fielded, field_of, mission_of
from vallum.study.figures import KEYS, Figure, Results
from vallum.study.generate import supplies
from vallum.study.lineage import Lineage
from vallum.study.run import run


@pytest.fixture(scope="module")
def fielded() -> Fielded:
    return field_of(world(), study().frames())


def test_every_table_has_its_keys(fielded):
    assert set(fielded.frames) == {
        "field_arrivals", "field_campaign", "field_mission", "field_force"
    }  # fmt: skip
    for name, frame in fielded.frames.items():
        assert not frame.select(KEYS[name]).is_duplicated().any()


def test_arrivals_rise_between_slow_and_fast(fielded):
    frame = fielded.frames["field_arrivals"]
    for name in ("slow", "central", "fast"):
        assert (frame[name].diff().drop_nulls() >= -1e-6).all()
        assert frame[name].max() <= BRIGADES + 1e-6
    assert (frame["slow"] <= frame["central"] + 1e-6).all()
    assert (frame["central"] <= frame["fast"] + 1e-6).all()


def test_holding_lies_between_its_ends(fielded):
    frame = fielded.frames["field_campaign"]
    assert frame["model"].to_list() == ["adaptive", "expansion", "exchange"]
    assert set(frame["paths"]) == {PATHS}
    assert (frame["holds_low"] <= frame["holds_high"]).all()
    assert (frame["holds"] >= frame["holds_low"] - 1e-9).all()
    assert (frame["ground_low_km"] <= frame["ground_km"]).all()


def test_the_force_in_ukraine_adds_up(fielded):
    mission = fielded.frames["field_mission"].row(0, named=True)
    force = fielded.frames["field_force"]
    assert mission["troops"] == world().scenario.ukraine.reassurance_force.troops == 15_000
    assert force["soldiers"].sum() == mission["pool"]
    assert force["state"].n_unique() == mission["states"]
    assert "Italy" in mission["refusing"]


def test_the_sentence_holds_the_figures_and_the_warning(fielded):
    assert fielded.sentence.startswith(
        "In the field in 2030, without a plan: 6 brigades reach Riga"
    )
    assert "predicts no battle" in fielded.sentence
    assert "15,000 soldiers asked for in Ukraine" in fielded.sentence


def test_a_run_holds_the_field_where_asked(fielded):
    assert "field_force" not in study().frames()
    assert study().headline.field == ""


def test_figures_lead_back_to_facts(fielded):
    found = study()
    results = Results({**found.frames(), **fielded.frames}, asdict(found.headline))
    lineage = Lineage(found.world, results)
    for table in fielded.frames:
        row = results.frames[table].to_dicts()[-1]
        for column in results.figures_of(table):
            key = tuple(map(str, results.key_of(table, row)))
            answer = lineage.why(Figure(table, column, key))
            assert answer.rows, column
            assert answer.unit, column
    force = fielded.frames["field_force"].row(0, named=True)
    key = [str(force[name]) for name in KEYS["field_force"]]
    sources = {row.table for row in lineage.why(Figure("field_force", "quantity", tuple(key))).rows}
    assert {"economy/armed_forces", "governance/stances"} <= sources


@pytest.mark.parametrize(
    ("troops", "name", "lead"),
    [(15_000, "ukraine_force_15000", ("FRA",)), (7_000, "ukraine_force", ("FRA",))],
    ids=["shipped", "another size"],
)
def test_a_force_is_the_shipped_mission_of_its_size(troops, name, lead):
    asked = ReassuranceForce(troops=troops, from_year=2029, pool_per_deployed=3.5)
    mission = mission_of(asked, ["DEU", "FRA"])
    assert (mission.mission, mission.lead) == (name, lead)
    assert (mission.from_year, mission.pool_per_deployed) == (2029, 4)


def test_no_ally_no_arrivals():
    """Latvia by itself: nobody comes, and no campaign is fought."""
    alone = run(
        "us_absent",
        set_=("coalition.include=[]", "coalition.exclude=[]", "coalition.partners=[LVA,LTU]",
              "ukraine.reassurance_force=null", "need.contingencies=[]"),
        evidence=evidence(),
        mode=None,
    )  # fmt: skip
    found = field_of(alone.world, alone.frames())
    assert found == Fielded({}, "")
    assert isinstance(alone.frames()["gaps"], pl.DataFrame)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_member_of_every_coalition_has_its_part_in_a_force(preset):
    """Also one without forces, and so without spending to go by: Iceland in the alliance."""
    built = world(preset)
    mission = mission_of(
        ReassuranceForce(troops=15_000, from_year=2027, pool_per_deployed=4), built.members
    )
    found, _ = supplies(built, evidence(), mission, frozenset())
    assert set(found) == set(built.members)
    assert all(one.share > 0 for one in found.values() if one.ready > 0)
    assert "ISL" not in found or found["ISL"].ready == found["ISL"].share == 0
