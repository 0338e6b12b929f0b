"""Published studies as scenarios: shipped, listed apart, and each value with its reason."""

from __future__ import annotations

from importlib import resources

import pytest
import yaml

from vallum.errors import UserError
from vallum.scenario import (
    load_scenario,
    new_scenario,
    origins,
    preset_names,
    shipped_names,
    study_names,
)


def text_of(study: str) -> str:
    file = resources.files("vallum.scenario") / "studies" / f"{study}.yaml"
    return file.read_text("utf-8")


def test_studies_stand_apart_from_presets() -> None:
    assert set(study_names()).isdisjoint(preset_names())
    assert shipped_names() == [*preset_names(), *study_names()]
    folder = resources.files("vallum.scenario") / "studies"
    assert sorted(file.name for file in folder.iterdir()) == [
        f"{name}.yaml" for name in sorted(study_names())
    ]


@pytest.mark.parametrize("study", study_names())
def test_a_study_loads_by_its_name(study: str) -> None:
    scenario = load_scenario(study)
    assert scenario.name == study
    assert scenario.need.set == study
    assert scenario.lineage[0] == f"study {study}"
    assert scenario.lineage[-1] == "preset us_absent"
    assert len(scenario.description) > 40
    set_by = {row.set_by for row in origins(scenario)}
    assert f"study {study}" in set_by
    assert load_scenario(study, set_=["need.ready_by=2031"]).need.ready_by == 2031


def test_studies_differ_in_what_they_assume() -> None:
    digests = {load_scenario(name).digest() for name in shipped_names()}
    assert len(digests) == len(shipped_names())


@pytest.mark.parametrize("study", study_names())
def test_every_value_stands_under_the_claim_that_it_stands_for(study: str) -> None:
    """Each field has a comment above it, or shares one with the fields right above it."""
    told, group, values = False, "", 0
    for line in text_of(study).splitlines():
        stripped = line.strip()
        if not line.startswith("  "):
            told, group = False, stripped.split(":")[0]
        elif stripped.startswith("#"):
            told = True
        elif group != "description":
            assert told, f"{study}: {stripped}"
            values += 1
    assert values >= 4


@pytest.mark.parametrize("study", study_names())
def test_a_study_can_be_extended(study: str, tmp_path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(new_scenario(study), "utf-8")
    assert yaml.safe_load(path.read_text("utf-8"))["extends"] == study
    assert load_scenario(path).digest() == load_scenario(study).digest()


def test_a_misspelt_study_is_told_the_right_name() -> None:
    with pytest.raises(UserError, match=r"did you mean 'iiss_2025'.*studies: bruegel_kiel_2025"):
        load_scenario("iis_2025")
