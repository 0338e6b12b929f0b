"""What a fact weighs: its effect on the self-reliance index, checked by leaving it out."""

from __future__ import annotations

import polars as pl
import pytest

from model_runs import changed, study, world
from vallum.forces import assess
from vallum.study.weights import MOST, frames_of, weigh_facts

YEAR = 2030


@pytest.fixture(scope="module")
def facts() -> pl.DataFrame:
    return weigh_facts(study().gaps)


def test_the_heaviest_come_first_and_each_once(facts):
    assert facts["weight"].is_sorted(descending=True)
    assert not facts.select("table", "line").is_duplicated().any()
    assert facts["weight"].min() >= 0


@pytest.mark.parametrize(
    ("state", "system", "category"),
    [
        ("FRA", "Atlantique 2", "mpa"),
        ("TUR", "Bayraktar TB2", "uav_male"),
        ("GBR", "Shadow R1/R2", "isr_aircraft"),
    ],
)
def test_a_weight_is_what_goes_when_the_fact_does(facts, state, system, category):
    """At the same need: a tenth less of it takes a tenth of its weight off the index."""
    row = facts.filter(pl.col("fact").str.starts_with(f"{state} / ") & pl.col("fact").str.contains(
        system, literal=True) & (pl.col("table") == "forces/inventory"))  # fmt: skip
    now = world()
    lost = 0.1 * now["stock"].sel(state=state, system=system) * now["modernity"].sel(system=system)
    counted = now["counted"].copy()
    counted.loc[{"state": state, "category": category}] -= float(lost)
    before = study().gaps.self_reliance()[0].sel(year=YEAR)
    after = assess(changed(now, counted=counted)).self_reliance()[0].sel(year=YEAR)
    assert float(before - after) == pytest.approx(0.1 * row["weight"].item(), rel=0.02)


def test_what_nobody_has_seen_is_listed(facts):
    frames = frames_of(facts)
    weak = frames["weakest_facts"]
    assert weak.height == MOST
    assert set(weak["verified"]) <= {"no", "imputed"}
    for name in ("state", "category"):
        frame = frames[f"quality_by_{name}"]
        shares = frame.select(pl.col("^share_.*$")).sum_horizontal()
        assert shares.to_list() == pytest.approx([1] * frame.height, abs=1e-5)
        total = facts.filter(pl.col(name) != "")["weight"].sum()
        assert frame["weight"].sum() == pytest.approx(total, abs=1e-4)
