"""The catalogue is an index: it finds runs, and can be lost at any time."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_study import FakeScenario, FakeStudy

from vallum.errors import UserError
from vallum.store import Store


def three_runs(store: Store) -> list[str]:
    """Two runs of one scenario, then one of another; ids in that order."""
    studies = [
        FakeStudy(FakeScenario(enablers_leave=2028)),
        FakeStudy(FakeScenario(enablers_leave=2030)),
        FakeStudy(FakeScenario(name="eu_only")),
    ]
    return [store.save(study, seconds=1.5).id for study in studies]


def test_the_list_is_newest_first(store: Store) -> None:
    ids = three_runs(store)
    runs = store.list()
    assert runs.columns == ["id", "scenario", "title", "created", "seconds", "host", "headline"]
    assert runs["id"].to_list() == ids[::-1]
    assert runs["seconds"].to_list() == [1.5] * 3
    assert runs["created"].str.ends_with("Z").all()


def test_a_run_saved_again_is_the_newest(store: Store) -> None:
    ids = three_runs(store)
    store.save(FakeStudy(FakeScenario(enablers_leave=2028)))
    assert store.get("latest").id == ids[0]


def test_an_empty_store(store: Store, notices: list[str]) -> None:
    assert store.list().is_empty()
    assert not store.folder.exists()
    with pytest.raises(UserError, match=r"there are no runs in .*`vallum run` makes one"):
        store.get("latest")
    assert notices == []


def test_references(store: Store) -> None:
    first, second, third = three_runs(store)
    assert store.get(first).id == first
    assert store.get(first[:6].upper()).id == first
    assert store.get("latest").id == third
    assert store.get("us_absent").id == second
    assert store.get("eu_only").id == third
    assert store.get(str(store.folder / first) + "/").id == first


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("us_absnt", "there is no run 'us_absnt' in .*did you mean 'us_absent'"),
        ("lastest", "did you mean 'latest'"),
        ("zzzz", "there is no run 'zzzz' in .*`vallum runs` lists them"),
        ("", "too short"),
        ("../runs", "there is no run"),
    ],
    ids=["scenario misspelt", "latest misspelt", "unknown", "empty", "path"],
)
def test_references_that_find_nothing(store: Store, ref: str, message: str) -> None:
    three_runs(store)
    with pytest.raises(UserError, match=message):
        store.get(ref)


def test_an_ambiguous_reference(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vallum.store.run.run_id", lambda *_, **__: latest[-1])
    latest = ["abcd00000001"]
    store.save(FakeStudy(FakeScenario(name="one")))
    latest.append("abcd00000002")
    store.save(FakeStudy(FakeScenario(name="two")))
    latest.append("1234567890ab")
    store.save(FakeStudy(FakeScenario(name="abcd0")))
    with pytest.raises(UserError, match="'abcd' could be any of the runs abcd00000001, abcd"):
        store.get("abcd")
    with pytest.raises(UserError, match="could be any of the runs 1234567890ab, abcd00000001"):
        store.get("abcd0")  # a scenario's name and the first digits of ids
    with pytest.raises(UserError, match="'abc' is too short"):
        store.get("abc")
    assert store.get("abcd00000002").name == "two"


def test_delete(store: Store) -> None:
    first, second, third = three_runs(store)
    assert store.delete("us_absent") == second
    assert store.list()["id"].to_list() == [third, first]
    assert not (store.folder / second).exists()
    with pytest.raises(UserError, match="there is no run"):
        store.delete(second)


def spoil_text(file: Path) -> None:
    file.write_text("this is no database " * 100)


def spoil_middle(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:100] + b"\xff" * 8000)


def another_table(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as rows:
        rows.execute("CREATE TABLE runs (id TEXT)")
    rows.close()


SPOILT = {
    "missing": Path.unlink,
    "empty": lambda file: file.write_bytes(b""),
    "not a database": spoil_text,
    "torn": spoil_middle,
    "other columns": another_table,
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
@pytest.mark.parametrize("then", ["list", "get", "save", "delete", "rebuild"])
def test_a_lost_catalogue_is_written_anew(
    store: Store, notices: list[str], spoil: Callable[[Path], object], then: str
) -> None:
    ids = three_runs(store)
    spoil(store.folder / "catalogue.sqlite")
    steps: dict[str, Callable[[], object]] = {
        "list": store.list,
        "get": lambda: store.get(ids[0]),
        "save": lambda: store.save(FakeStudy(FakeScenario(name="new"))),
        "delete": lambda: store.delete(ids[0]),
        "rebuild": store.rebuild,
    }
    steps[then]()
    assert bool(notices) is (then != "rebuild")
    assert all("was read anew from the folder" in notice for notice in notices)
    del notices[:]
    left = set(ids[1:]) if then == "delete" else set(ids)
    assert left <= set(store.list()["id"])
    assert notices == []


def test_order_survives_the_loss_of_the_catalogue(store: Store) -> None:
    ids = three_runs(store)
    for age, id_ in enumerate(ids):
        os.utime(store.folder / id_ / "run.json", (1_700_000_000 + age,) * 2)
    (store.folder / "catalogue.sqlite").unlink()
    assert store.list()["id"].to_list() == ids[::-1]
    assert store.list()["created"][-1] == "2023-11-14T22:13:20.000000Z"
    assert store.list()["host"].null_count() == 3


def test_rebuild_keeps_the_timings_it_knows(store: Store) -> None:
    ids = three_runs(store)
    before = store.list()
    assert store.rebuild().equals(before)
    assert before["id"].to_list() == ids[::-1]


def test_folders_are_the_truth(store: Store) -> None:
    first, second, third = three_runs(store)
    (store.folder / second).rename(store.folder.parent / "kept_elsewhere")
    assert store.list()["id"].to_list() == [third, first]
    (store.folder.parent / "kept_elsewhere").rename(store.folder / second)
    assert set(store.list()["id"]) == {first, second, third}


def test_a_damaged_run_is_told_and_left_out(store: Store, notices: list[str]) -> None:
    first, *others = three_runs(store)
    (store.folder / first / "run.json").write_text("{")
    (store.folder / "catalogue.sqlite").unlink()
    assert set(store.list()["id"]) == set(others)
    assert any(f"{first}/run.json" in notice for notice in notices)


def test_a_catalogue_that_cannot_be_opened(store: Store, notices: list[str]) -> None:
    ids = three_runs(store)
    (store.folder / "catalogue.sqlite").unlink()
    (store.folder / "catalogue.sqlite").mkdir()
    assert set(store.list()["id"]) == set(ids)
    assert "unable to open" in notices[0]
    kept = store.save(FakeStudy(FakeScenario(name="new")))
    assert store.get("new").id == kept.id
