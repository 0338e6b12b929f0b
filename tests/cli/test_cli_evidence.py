"""`vallum evidence`: tables, rows, faults, queries, descriptions."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from calling import Call

from vallum.evidence.schemas import TABLES


@pytest.mark.parametrize("words", [("evidence",), ("evidence", "list")], ids=["bare", "list"])
def test_list(vallum: Call, words: tuple[str, ...]) -> None:
    told = vallum(*words, "--json").answer("evidence_list")
    assert [row["table"] for row in told["rows"]] == sorted(TABLES)


def test_list_for_people_and_without_sipri(vallum: Call) -> None:
    shown = vallum("evidence", "--open-only").out
    assert "forces/inventory " in shown
    assert "_sipri" not in shown


def test_show_one_state(vallum: Call) -> None:
    words = ("evidence", "show", "forces/inventory", "--state", "pol")
    told = vallum(*words, "--json").answer("evidence_table")
    assert {row["state"] for row in told["rows"]} == {"POL"}
    few = vallum(*words, "--limit", "2").out
    assert f"2 of {len(told['rows'])} rows." in few
    assert few.count("POL  ") == 2


def test_query(vallum: Call) -> None:
    sql = "SELECT state, count(*) AS n, DATE '2026-01-01' AS d FROM geography_states GROUP BY state"
    told = vallum("evidence", "query", f"{sql} ORDER BY state", "--json").answer("evidence_table")
    assert told["rows"][0] == {"state": "ALB", "n": 1, "d": "2026-01-01"}
    assert [column["kind"] for column in told["columns"]] == ["text", "integer", "text"]
    assert "ALB" in vallum("evidence", "query", sql).out


def test_sources(vallum: Call) -> None:
    rows = vallum("evidence", "sources", "--json").answer("evidence_table")["rows"]
    assert len(rows) > 100
    one = vallum("evidence", "sources", rows[0]["id"], "--json").answer("evidence_table")
    assert one["rows"] == rows[:1]
    assert rows[0]["title"] in vallum("evidence", "sources", rows[0]["id"]).out


def test_describe_a_table(vallum: Call) -> None:
    shown = vallum("evidence", "describe", "forces/inventory").out
    assert "Key: state, category, system" in shown
    told = json.loads(vallum("evidence", "describe", "forces/inventory", "--json").out)
    names = [column.name for column in TABLES["forces/inventory"].columns]
    assert [field["name"] for field in told["schema"]["fields"]] == names


def test_describe_writes_a_data_package(vallum: Call) -> None:
    done = vallum("evidence", "describe", "--to", "package")
    assert done.code == 0, done.err
    told = json.loads(Path("package/datapackage.json").read_text(encoding="utf-8"))
    for resource in told["resources"]:
        with (Path("package") / resource["path"]).open(encoding="utf-8", newline="") as file:
            heads = next(csv.reader(file))
        assert heads == [field["name"] for field in resource["schema"]["fields"]]
    again = vallum("evidence", "describe", "--to", "package")
    assert (again.code, again.out) == (2, "")
    assert json.loads(vallum("evidence", "describe").out) == told


def test_check_finds_nothing_in_the_shipped_tables(vallum: Call) -> None:
    assert vallum("evidence", "check", "--json").answer("evidence_check") == {
        "ok": True,
        "rows": [],
    }


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """An overlay with two faults in one table."""
    folder = tmp_path / "mine"
    (folder / "geography").mkdir(parents=True)
    columns = [column.name for column in TABLES["geography/states"].columns]
    row = dict.fromkeys(columns, "") | {"state": "Germany", "source": "nobody", "verified": "yes"}
    with (folder / "geography" / "states.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerow(row)
    return folder


def test_check_tells_every_fault_and_ends_with_1(vallum: Call, faulty: Path) -> None:
    done = vallum("evidence", "check", "--data", faulty)
    assert (done.code, done.out) == (1, "")
    assert "line 2, state: 'Germany'" in done.err
    assert "line 2, source: source 'nobody'" in done.err
    done = vallum("evidence", "check", "--data", faulty, "--json")
    assert done.code == 1
    told = json.loads(done.out)
    assert told["ok"] is False
    assert {"state", "source"} <= {row["field"] for row in told["rows"]}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "forces/inventori"), "there is no table 'forces/inventori'; did you mean"),
        (("show", "forces/inventory", "--state", "XYZ"), "table forces/inventory has no row of"),
        (("show", "requirements/elements", "--state", "DEU"), "table requirements/elements has no"),
        (("query", "DROP TABLE forces_inventory"), "a query is one SELECT statement"),
        (("query", "SELECT nothing FROM nowhere"), "the query cannot be answered:"),
        (("query", "SELECT * FROM read_csv('x.csv')"), "the query cannot be answered:"),
        (("sources", "nobody"), "source 'nobody' is not in sources.csv"),
        (("describe", "forces/inventory", "--to", "x"), "--to writes all tables"),
        (("check", "--data", "nowhere"), "nowhere: there is no such folder"),
    ],
    ids=["table", "state", "no states", "not a query", "bad query", "reads a file", "source",
         "one table", "no folder"],
)  # fmt: skip
def test_what_is_not_there_is_said(
    vallum: Call, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = vallum("evidence", *words)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(said)
    assert done.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
