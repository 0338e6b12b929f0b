"""Runs are kept whole or not at all, with the same bytes each time, and found again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fake_study import FakePlan, FakeScenario, FakeStudy
from polars.testing import assert_frame_equal

import vallum.store.run
from vallum.errors import UserError
from vallum.scenario import load_scenario, preset_names
from vallum.store import Store, code_digest, run_id

HERE = Path(__file__).parent


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def visible(store: Store) -> list[str]:
    return sorted(path.name for path in store.folder.iterdir())


def test_a_run_comes_back_as_it_was_kept(store: Store) -> None:
    study = FakeStudy()
    store.save(study, "<html>ä</html>")
    run = store.get("latest")
    assert run.folder == store.folder / run.id
    assert (run.name, run.title, run.seed) == ("us_absent", "The United States leave", 0)
    assert run.headline["sentence"] == study.headline.sentence
    assert run.scenario == study.scenario.model_dump(mode="json")
    assert run.report is not None
    assert run.report.read_text(encoding="utf-8") == "<html>ä</html>"
    assert list(run.frames()) == list(study.frames())
    for name, frame in study.frames().items():
        assert_frame_equal(run.frame(name), frame)


def test_the_folder_holds_what_the_layout_says(store: Store) -> None:
    run = store.save(FakeStudy(), lambda path: path.write_text("<html>") and None)
    assert set(contents(run.folder)) == {
        "run.json",
        "scenario.yaml",
        "report.html",
        "results/gaps.nc",
        *(f"tables/{name}.parquet" for name in FakeStudy().frames()),
    }


def test_a_run_without_report_has_none(store: Store) -> None:
    assert store.save(FakeStudy()).report is None


def test_a_second_save_gives_the_same_bytes(store: Store, tmp_path: Path) -> None:
    first = contents(store.save(FakeStudy(), "x", seconds=1.0).folder)
    again = contents(store.save(FakeStudy(), "x", seconds=2.0).folder)
    elsewhere = contents(Store(tmp_path / "other").save(FakeStudy(), "x").folder)
    assert first == again == elsewhere
    assert store.list().height == 1
    assert store.list()["seconds"].to_list() == [2.0]


def test_another_process_gives_the_same_bytes(store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "other")
    in_child(other, "store.save(FakeStudy(), 'x')", hash_seed="7")
    here = store.save(FakeStudy(), "x")
    assert contents(other.folder / here.id) == contents(here.folder)


def test_no_clock_or_host_in_the_kept_bytes(store: Store) -> None:
    run = store.save(FakeStudy(), seconds=123.456789)
    host = store.list()["host"].item()
    text = (run.folder / "run.json").read_text()
    assert "123.45" not in text
    assert host not in text
    assert json.loads(text) == json.loads(json.dumps(json.loads(text), sort_keys=True))
    assert list(json.loads(text)) == sorted(json.loads(text))


@pytest.mark.parametrize(
    "other",
    [
        FakeStudy(FakeScenario(enablers_leave=2030)),
        FakeStudy(FakeScenario(name="mine")),
        FakeStudy(FakeScenario(title="Another title")),
        FakeStudy(evidence_digest="f" * 64),
        FakeStudy(seed=1),
        FakeStudy(plan=FakePlan()),
    ],
    ids=["assumption", "name", "title", "evidence", "seed", "mode"],
)
def test_the_id_follows_from(store: Store, other: FakeStudy) -> None:
    assert store.save(other).id != store.save(FakeStudy()).id
    assert store.list().height == 2


def test_the_id_follows_from_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    before = run_id(FakeScenario(), evidence_digest="e", seed=0, mode="none")
    monkeypatch.setattr(vallum.store.run, "code_digest", lambda: "other code")
    assert run_id(FakeScenario(), evidence_digest="e", seed=0, mode="none") != before


def test_the_mode_of_planning_is_kept(store: Store) -> None:
    planned = [FakeStudy(plan=FakePlan(), planned=mode) for mode in ("close_gaps", "least_cost")]
    kept = [store.save(study) for study in (*planned, FakeStudy())]
    assert [store.get(run.id).mode for run in kept] == ["close_gaps", "least_cost", "none"]
    assert json.loads((kept[0].folder / "run.json").read_text())["mode"] == "close_gaps"


def test_a_run_kept_before_there_were_plans_has_none(store: Store) -> None:
    run = store.save(FakeStudy())
    file = run.folder / "run.json"
    record = json.loads(file.read_text())
    del record["mode"], record["headline"]["total_cost_eur_bn"]
    file.write_text(json.dumps(record))
    assert store.get(run.id).mode == "none"


@pytest.mark.parametrize("preset", preset_names())
def test_the_kept_scenario_can_be_run_again(store: Store, preset: str) -> None:
    scenario = load_scenario(preset)
    run = store.save(FakeStudy(scenario))  # type: ignore[arg-type]
    assert load_scenario(run.folder / "scenario.yaml") == scenario


def test_replacing_a_run_drops_what_it_had_before(store: Store) -> None:
    store.save(FakeStudy(), "old report")
    assert store.save(FakeStudy()).report is None
    assert visible(store) == sorted(["catalogue.sqlite", store.get("latest").id])


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt], ids=["failure", "interrupt"])
@pytest.mark.parametrize("kept_before", [True, False], ids=["replacing", "new"])
def test_a_failure_leaves_the_store_as_it_was(
    store: Store, error: type[BaseException], kept_before: bool
) -> None:
    def fail(path: Path) -> None:
        path.write_text("half")
        raise error

    if kept_before:
        store.save(FakeStudy(), "whole")
    before = contents(store.folder) if kept_before else {}
    with pytest.raises(error):
        store.save(FakeStudy(), fail)
    assert contents(store.folder) == before


@pytest.mark.parametrize("which", [1, 2], ids=["moving the old away", "moving the new in"])
def test_a_failure_in_the_swap_keeps_the_old_run(
    store: Store, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    store.save(FakeStudy(), "whole")
    before = contents(store.folder)
    rename, calls = Path.rename, []

    def failing(path: Path, target: Path) -> Path:
        calls.append(path)
        if len(calls) == which:
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(KeyboardInterrupt):
        store.save(FakeStudy(), "new")
    monkeypatch.undo()
    assert contents(store.folder) == before


KILLED = {
    "while writing": "store.save(FakeStudy(), lambda path: os._exit(9))",
    "between the renames": """
rename, calls = Path.rename, []
def killing(path, target):
    calls.append(path)
    if len(calls) == 2:
        os._exit(9)
    return rename(path, target)
Path.rename = killing
store.save(FakeStudy(), "new")
""",
    "before the catalogue": """
store._enter = lambda entry: os._exit(9)
store.save(FakeStudy(), "new")
""",
}


def in_child(store: Store, code: str, hash_seed: str = "0") -> int:
    """Run code in a process of its own, with `store` at hand; return its exit code."""
    head = "import os\nfrom pathlib import Path\nfrom fake_study import *\n"
    head += f"from vallum.store import Store, run\nstore = Store(Path({str(store.folder)!r}))\n"
    head += f"run.code_digest = lambda: {code_digest()!r}\n"  # though a file be edited meanwhile
    environment = {**os.environ, "PYTHONPATH": str(HERE), "PYTHONHASHSEED": hash_seed}
    child = subprocess.run(
        [sys.executable, "-c", head + code], env=environment, check=False, capture_output=True
    )
    assert child.returncode in (0, 9), child.stderr.decode()
    return child.returncode


@pytest.mark.parametrize("code", KILLED.values(), ids=KILLED.keys())
def test_a_killed_run_leaves_the_store_readable(store: Store, code: str) -> None:
    older = store.save(FakeStudy(FakeScenario(name="older")), "older")
    same = store.save(FakeStudy(), "whole")
    before = contents(older.folder)
    assert in_child(store, code) == 9
    assert older.id in store.list()["id"].to_list()
    assert contents(store.get("older").folder) == before

    store.save(FakeStudy(FakeScenario(name="next")))
    assert sorted(store.list()["scenario"]) == ["next", "older", "us_absent"]
    assert set(visible(store)) == {"catalogue.sqlite", *store.list()["id"]}
    report = store.get(same.id).report
    assert report is not None
    assert report.read_text() in ("whole", "new")
    assert store.get(same.id).frame("gaps").height > 0


def test_what_a_living_process_is_writing_is_left_alone(store: Store) -> None:
    store.save(FakeStudy())
    theirs = store.folder / f".partial-0123456789ab-{os.getppid()}"
    theirs.mkdir()
    store.save(FakeStudy())
    assert theirs.exists()


def test_folder_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VALLUM_RUNS", raising=False)
    assert Store().folder == Path("runs")
    monkeypatch.setenv("VALLUM_RUNS", "elsewhere")
    assert Store().folder == Path("elsewhere")


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("not a folder")
    with pytest.raises(UserError, match="is a file; runs need a folder"):
        Store(tmp_path / "runs").save(FakeStudy())
    assert Store(tmp_path / "runs").list().is_empty()


@pytest.mark.parametrize(
    ("file", "content", "read"),
    [
        ("run.json", "{", lambda run: Store(run.folder.parent).get(run.id)),
        ("run.json", "[]", lambda run: Store(run.folder.parent).get(run.id)),
        ("tables/gaps.parquet", "half", lambda run: run.frame("gaps")),
        ("results/gaps.nc", "half", lambda run: run.dataset("gaps")),
        ("scenario.yaml", "a: [", lambda run: run.scenario),
    ],
    ids=["half a record", "another record", "table", "result", "scenario"],
)
def test_a_damaged_file_is_named(store: Store, file: str, content: str, read) -> None:  # type: ignore[no-untyped-def]
    run = store.save(FakeStudy())
    (run.folder / file).write_text(content)
    with pytest.raises(UserError, match=f"{run.id}/{file}.*(damaged|cannot be read)"):
        read(run)
    store.delete(run.id)
    assert store.list().is_empty()


def test_a_table_that_does_not_exist(store: Store) -> None:
    with pytest.raises(UserError, match="has no table 'gap'; did you mean 'gaps'"):
        store.save(FakeStudy()).frame("gap")
