"""`vallum scenario`: list, show, start, check."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from calling import Call

from vallum.scenario import load_scenario, preset_names


@pytest.mark.parametrize("words", [("scenario",), ("scenario", "list")], ids=["bare", "list"])
def test_list(vallum: Call, words: tuple[str, ...]) -> None:
    told = vallum(*words, "--json").answer("scenario_list")
    assert [row["name"] for row in told["rows"]] == preset_names()
    assert all(name in vallum(*words).out for name in preset_names())


def test_show(vallum: Call) -> None:
    words = ("scenario", "show", "us_absent", "--set", "us.enablers_leave=2030")
    told = vallum(*words, "--json").answer("scenario_show")
    assert told["values"]["us"]["enablers_leave"] == 2030
    shown = vallum(*words).out
    (line,) = [line for line in shown.splitlines() if line.startswith("us.enablers_leave")]
    assert line.split() == ["us.enablers_leave", "2030", "--set"]
    assert "UKR" in shown.splitlines()[-1]


def test_new_loads_to_what_it_extends(vallum: Call) -> None:
    done = vallum("scenario", "new", "eu_only", "--to", "mine.yaml")
    assert done.out == "Wrote mine.yaml: change what differs, then `vallum run mine.yaml`.\n"
    assert load_scenario("mine.yaml").digest() == load_scenario("eu_only").digest()
    assert vallum("scenario", "new", "eu_only").out == Path("mine.yaml").read_text(encoding="utf-8")


def test_new_from_a_file_in_another_folder(vallum: Call) -> None:
    Path("deep").mkdir()
    Path("base.yaml").write_text("extends: us_absent\nus: {troops_leave: 2031}\n", encoding="utf-8")
    told = vallum("scenario", "new", "base.yaml", "--to", "deep/mine.yaml", "--json")
    assert told.answer("scenario_show")["values"]["us"]["troops_leave"] == 2031
    assert yaml.safe_load(Path("deep/mine.yaml").read_bytes())["extends"] == "../base.yaml"


@pytest.mark.parametrize(
    ("to", "said"),
    [("there.yaml", "exists already"), ("mine.txt", "must end in .yaml"),
     ("no/such/mine.yaml", "cannot write to")],
    ids=["there already", "another ending", "no such folder"],
)  # fmt: skip
def test_new_overwrites_nothing(vallum: Call, tmp_path: Path, to: str, said: str) -> None:
    Path("there.yaml").write_text("extends: us_absent\n", encoding="utf-8")
    done = vallum("scenario", "new", "--to", to)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["there.yaml"]
    assert Path("there.yaml").read_text(encoding="utf-8") == "extends: us_absent\n"


def test_check_finds_nothing_in_a_right_one(vallum: Call) -> None:
    Path("mine.yaml").write_text("extends: us_absent\n", encoding="utf-8")
    assert vallum("scenario", "check", "mine.yaml").out == "mine.yaml: nothing is wrong.\n"
    told = vallum("scenario", "check", "mine.yaml", "--json").answer("scenario_check")
    assert told == {"scenario": "mine.yaml", "ok": True, "rows": []}


def test_check_tells_every_fault_and_ends_with_1(vallum: Call) -> None:
    Path("bad.yaml").write_text(
        "extends: us_absent\nus: {troops_left: 2030}\nhorizon: {last: soon}\n", encoding="utf-8"
    )
    done = vallum("scenario", "check", "bad.yaml")
    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines()[0] == "bad.yaml: 2 problems"
    done = vallum("scenario", "check", "bad.yaml", "--json")
    assert done.code == 1
    told = json.loads(done.out)
    assert told["ok"] is False
    assert [(row["file"], row["line"]) for row in told["rows"]] == [
        ("bad.yaml", 2),
        ("bad.yaml", 3),
    ]


def test_check_asks_the_facts_as_well(vallum: Call) -> None:
    Path("bad.yaml").write_text("extends: us_absent\nneed: {contingencies: [mars]}\n")
    done = vallum("scenario", "check", "bad.yaml")
    assert (done.code, done.out) == (1, "")
    assert "'mars'" in done.err


def test_check_of_a_file_that_is_not_there_is_wrong_input(vallum: Call) -> None:
    done = vallum("scenario", "check", "nowhere.yaml", "--json")
    assert (done.code, done.out) == (2, "")
    assert done.err == "there is no file 'nowhere.yaml'\n"


def test_schema_knows_a_right_file_from_a_wrong_one(vallum: Call) -> None:
    schema = json.loads(vallum("scenario", "schema").out)
    assert json.loads(vallum("scenario", "schema", "--json").out) == schema
    jsonschema.validate({"extends": "us_absent", "us": {"troops_leave": 2030}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"extends": "us_absent", "us": {"troops_left": 2030}}, schema)
