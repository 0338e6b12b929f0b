"""What hangs on the United States, and who could make it instead."""

from __future__ import annotations

import polars as pl
import pytest
import xarray as xr

from model_runs import PRESETS, study, world
from vallum.evidence import Evidence
from vallum.industry import IndustryPicture, diagnose
from vallum.industry.dependence import COALITION
from vallum.study.industry import industry_now, missing_by_category
from vallum.world import World

TIES = ("design", "approval", "content", "unknown")


@pytest.fixture(scope="module")
def picture() -> IndustryPicture:
    return industry_now(study())


def test_shares_lie_between_0_and_1_and_ties_nest(picture: IndustryPicture) -> None:
    frame = picture.frames()["industry_dependence"]
    assert frame.height > 500
    for tie in TIES:
        assert frame[tie].is_between(0, 1 + 1e-9).all(), tie
    assert (frame["design"] <= frame["approval"] + 1e-9).all()
    assert (frame["approval"] <= frame["content"] + 1e-9).all()
    assert (frame["approval"] + frame["unknown"] <= 1 + 1e-5).all()


def test_values_of_categories_add_up_to_the_whole(picture: IndustryPicture) -> None:
    rows = picture.dependence.filter(pl.col("measure") == "stock", pl.col("basis") == "value")
    for state in ("DEU", "POL", COALITION):
        mine = rows.filter(pl.col("state") == state)
        parts = mine.filter(pl.col("category") != "all")
        (whole,) = mine.filter(pl.col("category") == "all").to_dicts()
        assert parts["amount"].sum() == pytest.approx(whole["amount"])
        tied = (parts["amount"] * parts["approval"]).sum() / whole["amount"]
        assert tied == pytest.approx(whole["approval"])


@pytest.mark.parametrize(
    ("state", "name", "expected"),
    [
        ("NLD", "F-35A", (1, 1, 1, 0)),
        ("FRA", "Rafale B/C", (0, 0, 0, 0)),
        ("SWE", "JAS 39C/D Gripen", (0, 1, 1, 0)),
        ("DEU", "Eurofighter", (0, 0, 1, 0)),
        ("POL", "K2GF", (0, 0, 1, 1)),
        ("ITA", "Ariete C1/C2", (0, 0, 0, 1)),
    ],
    ids=["American", "none", "American engine", "parts", "not stated", "not in the catalogue"],
)
def test_ties_of_types(state: str, name: str, expected: tuple[int, ...]) -> None:
    stock = xr.DataArray(
        [[10.0]], dims=("state", "system"), coords={"state": [state], "system": [name]}
    )
    found = diagnose(world(), stock).dependence.filter(
        pl.col("measure") == "stock", pl.col("state") == state, pl.col("category") == "all"
    )
    assert found.select(TIES).row(0) == pytest.approx(expected)


@pytest.mark.parametrize("preset", PRESETS)
def test_what_is_left_follows_the_support_of_the_scenario(preset: str) -> None:
    judged = diagnose(world(preset))
    support = world(preset)["support"]
    rows = judged.posture.filter(pl.col("state") == COALITION).sort("year")
    (design,) = judged.dependence.filter(
        pl.col("measure") == "stock", pl.col("category") == "all", pl.col("state") == COALITION
    )["design"]
    expected = [1 - design * (1 - float(share)) for share in support.values]
    assert rows["left"].to_list() == pytest.approx(expected)
    assert rows["denied"].n_unique() == 1
    assert (rows["denied"] <= 1 - design + 1e-9).all()


def test_imports_need_sipri_and_are_left_out_without_it() -> None:
    from model_runs import build

    open_only: World = build(Evidence.load(open_only=True))
    judged = diagnose(open_only)
    assert judged.us_share == {}
    assert judged.imports.height == 0
    assert not any("imports" in line for line in judged.summary())


def test_alternatives_need_no_consent_and_serve_the_same_purpose(picture: IndustryPicture) -> None:
    frame = picture.alternatives
    offered = world()["unit_price"]
    bound = dict(zip(offered["product"].values, offered["product_us_bound"].values, strict=True))
    found = frame.drop_nulls("alternative")
    assert found.height > 50
    assert not any(bound[name] for name in found["alternative"])
    assert set(found["alternative"]) & {"NASAMS", "Gripen E", "F127 (MEKO A-400)"} == set()
    rockets = found.filter(pl.col("type") == "HIMARS")["alternative"].to_list()
    assert rockets == ["EuroPULS / PULS", "K239 Chunmoo"]
    fighters = found.filter(pl.col("type") == "F-35", pl.col("named"))["alternative"].to_list()
    assert fighters == ["Eurofighter T4/T5", "Rafale F4"]
    assert (found["price_eur_mn"] > 0).all()


def test_single_points(picture: IndustryPicture) -> None:
    frame = picture.single_points
    why = {
        (kind, name): reason for kind, name, reason in frame.select("kind", "name", "why").rows()
    }
    assert why["category", "tanker"] == "one_line"
    assert why["category", "strategic_airlift"] == "one_line"
    assert why["munition", "guided_rocket"] == "no_line"
    assert why["input", "explosives"] == "one_plant"
    assert ("category", "tank") not in why
    assert ("category", "frigate") not in why
    assert ("munition", "interceptor_drone") not in why, "several makers are no single one"


def test_output_is_lines_times_years_left(picture: IndustryPicture) -> None:
    whole = world()
    (row,) = picture.production.filter(pl.col("category") == "tanker").to_dicts()
    years = whole.scenario.need.ready_by + 1 - int(whole.years[0])
    made = sum(
        float(whole["line"].sel(product=name, year=whole.scenario.need.ready_by))
        * max(0, years - float(whole["lead"].sel(product=name)))
        for name in ("A330 MRTT", "KC-46A")
    )
    assert row["made"] == pytest.approx(made)
    assert row["free_of_us"] < row["made"]
    assert row["missing"] == pytest.approx(missing_by_category(study().gaps)["tanker",], abs=1e-3)
    assert row["cover"] == pytest.approx(made / row["missing"], abs=1e-3)


def test_air_defence_is_asked_together(picture: IndustryPicture) -> None:
    rows = {row["category"]: row for row in picture.production.to_dicts()}
    kinds = ("sam_long", "sam_medium", "sam_short", "vshorad")
    together = rows[" + ".join(kinds)]
    assert together["made"] == pytest.approx(sum(rows[kind]["made"] for kind in kinds), abs=1e-3)
    assert together["missing"] > 0
    assert rows["vshorad"]["missing"] is None


def test_without_gaps_the_comparison_stays_open() -> None:
    frame = diagnose(world()).production
    assert frame["missing"].null_count() == frame.height


def test_duplication_counts_programmes_of_different_states(picture: IndustryPicture) -> None:
    rows = {row["category"]: row for row in picture.duplication.to_dicts()}
    assert rows["combat_aircraft"]["programmes"] >= 3
    assert {"Rafale F4", "Gripen E"} <= set(rows["combat_aircraft"]["systems"].split("; "))
    assert "tanker" not in rows
    assert all(1 < row["programmes"] <= row["lines"] for row in rows.values())


def test_tables_are_sorted_and_named(picture: IndustryPicture) -> None:
    frames = picture.frames()
    keys = {
        "industry_types": ["category"],
        "industry_fleets": ["category", "type", "state"],
        "industry_dependence": ["measure", "basis", "state", "category"],
        "industry_posture": ["state", "year"],
        "industry_imports": ["state"],
        "industry_single_points": ["kind", "name", "why"],
        "industry_duplication": ["category"],
        "industry_published": ["kind", "area"],
    }
    for name, columns in keys.items():
        frame = frames[name]
        assert frame.select(columns).rows() == sorted(frame.select(columns).rows()), name
        assert frame.select(columns).is_duplicated().sum() == 0, name
    assert frames["industry_types"].columns[0] == "category"
    again = diagnose(world()).frames()
    assert all(again[name].equals(diagnose(world()).frames()[name]) for name in ("industry_types",))
