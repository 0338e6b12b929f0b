"""What programs read does not change by accident: each answer's JSON Schema is frozen in a file.

After a change that is meant (a key added, never one changed): run these tests with VALLUM_FREEZE=1.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from vallum import contracts
from vallum.contracts import ANSWERS, Answer, EvidenceCheckAnswer

SCHEMAS = Path(__file__).parent / "schemas"
FREEZE = os.environ.get("VALLUM_FREEZE") == "1"


def schema_text(answer: type[Answer]) -> str:
    schema = answer.model_json_schema(mode="serialization")
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name", ANSWERS)
def test_schema_is_the_frozen_one(name: str) -> None:
    file = SCHEMAS / f"{name}.json"
    if FREEZE:
        file.parent.mkdir(exist_ok=True)
        file.write_text(schema_text(ANSWERS[name]), encoding="utf-8")
    assert file.read_text(encoding="utf-8") == schema_text(ANSWERS[name])


def test_every_answer_is_frozen_and_no_schema_is_left_over() -> None:
    exported = {name for name in contracts.__all__ if name.endswith("Answer")} - {"Answer"}
    assert exported == {answer.__name__ for answer in ANSWERS.values()}
    assert {file.stem for file in SCHEMAS.glob("*.json")} == set(ANSWERS)


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_are_objects_without_unknown_keys(name: str) -> None:
    schema = ANSWERS[name].model_json_schema(mode="serialization")
    parts = [schema, *schema.get("$defs", {}).values()]
    objects = [part for part in parts if "properties" in part]
    assert schema["type"] == "object"
    assert all(part["additionalProperties"] is False for part in objects)
    assert all(set(part["required"]) == set(part["properties"]) for part in objects)


def test_answers_cannot_be_changed_or_misspelt() -> None:
    answer = EvidenceCheckAnswer.of([])
    with pytest.raises(ValidationError, match="frozen"):
        answer.ok = False  # type: ignore[misc]
    with pytest.raises(ValidationError, match="Extra inputs"):
        EvidenceCheckAnswer(ok=True, rows=(), fine=True)  # type: ignore[call-arg]
