"""The JSON Schema for editors agrees with what the loader accepts."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from vallum.errors import UserError
from vallum.scenario import (
    dump_scenario,
    load_scenario,
    new_scenario,
    preset_names,
    scenario_json_schema,
)
from vallum.scenario.fields import leaf_specs
from vallum.scenario.model import Scenario

VALIDATOR = jsonschema.Draft202012Validator(scenario_json_schema())


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(scenario_json_schema())


@pytest.mark.parametrize("preset", preset_names())
def test_schema_accepts_what_is_shipped(preset: str) -> None:
    file = resources.files("vallum.scenario") / "presets" / f"{preset}.yaml"
    VALIDATOR.validate(yaml.safe_load(file.read_text("utf-8")))
    VALIDATOR.validate(yaml.safe_load(new_scenario(preset)))
    VALIDATOR.validate(yaml.safe_load(dump_scenario(load_scenario(preset))))


@pytest.mark.parametrize(
    "data",
    [
        {"extends": "us_absent", "us": {"enabler_leave": 2030}},
        {"extends": "us_absent", "us": {"troops_leave": "2030"}},
        {"extends": "us_absent", "us": {"troops_leave": 1999}},
        {"extends": "us_absent", "us": {"intelligence": True}},
        {"extends": "us_absent", "us": {"intelligence": None}},
        {"extends": "us_absent", "coalition": {"partners": ["UK"]}},
        {"extends": "us_absent", "russia": {"reconstitution": "quick"}},
        {"extends": ["us_absent"]},
        {"title": "no base, no values"},
        {"extends": None, "horizon": {"first": 2026, "last": 2030}},
    ],
    ids=lambda data: str(data)[:60],
)
def test_schema_refuses_what_the_loader_refuses(data: dict[str, Any], tmp_path: Path) -> None:
    assert not VALIDATOR.is_valid(data)
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(data), "utf-8")
    with pytest.raises(UserError):
        load_scenario(path)


def test_a_file_without_extends_needs_every_field_of_a_group() -> None:
    data = load_scenario("us_absent").model_dump(mode="json")
    assert VALIDATOR.is_valid(data)
    del data["us"]["intelligence"]
    assert not VALIDATOR.is_valid(data)
    assert VALIDATOR.is_valid({**data, "extends": "us_absent"})


@pytest.mark.parametrize("spec", leaf_specs(), ids=lambda spec: spec.name)
def test_every_field_has_meaning_unit_and_range(spec: Any) -> None:
    assert len(spec.meaning) > 12
    if spec.kind in ("integer", "number"):
        assert spec.unit
        assert spec.minimum is not None
        assert spec.maximum is not None
    assert spec.meaning.split()[0] in new_scenario() or spec.name in ("title", "description")


def test_no_field_has_a_default_in_code() -> None:
    def required(model: Any) -> bool:
        return all(
            field.is_required()
            and (not hasattr(field.annotation, "model_fields") or required(field.annotation))
            for field in model.model_fields.values()
        )

    assert required(Scenario)


def test_template_of_an_unknown_base_is_refused() -> None:
    with pytest.raises(UserError, match="there is no preset 'nobody'"):
        new_scenario("nobody")
