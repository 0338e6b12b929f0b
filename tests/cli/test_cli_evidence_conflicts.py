"""`vallum evidence conflicts`: what it lists, how it is narrowed, what programs read."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from calling import Call

from vallum.evidence.reconcile import RULES
from vallum.evidence.schemas import TABLES

CONFLICTS = ("evidence", "conflicts")


def count_of_danish_tanks(folder: Path, total: float) -> Path:
    """An overlay whose second count says so; the inventory has 44."""
    file = folder / "mine" / "forces" / "second_counts.csv"
    file.parent.mkdir(parents=True)
    row = {"state": "DNK", "category": "mbt", "other_total": total, "year": 2024,
           "independent": "yes", "source": "gfp2020", "verified": "no"}  # fmt: skip
    columns = [column.name for column in TABLES["forces/second_counts"].columns]
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, restval="")
        writer.writeheader()
        writer.writerow(row)
    return folder / "mine"


def test_it_lists_each_disagreement_under_the_rule_that_decided(vallum: Call) -> None:
    told = vallum(*CONFLICTS)
    assert told.code == 0, told.err
    for rule in RULES:
        assert (f"({rule.id}):" in told.out) == (f"Rule: {rule.words}" in told.out)
    assert "Equipment in service (counts):" in told.out
    (line,) = [line for line in told.out.splitlines() if line.startswith("BGR / mbt ")]
    assert "710 (gfp2020, 2020)" in line
    assert "forces/inventory:" in line
    assert line.endswith("689%")


def test_it_names_rules_by_id(vallum: Call) -> None:
    told = vallum(*CONFLICTS, "--rule", "people")
    assert "People under arms (people)" in told.out
    assert told.out.count("Rule: ") == 1


@pytest.mark.parametrize(("above", "listed"), [(10, True), (29.6, False), (25, True), (0, True)])
def test_above_is_a_percentage(vallum: Call, tmp_path: Path, above: float, listed: bool) -> None:
    """57 tanks against 44 are 29.5 % apart."""
    mine = count_of_danish_tanks(tmp_path, 57)
    told = vallum(*CONFLICTS, "--rule", "counts", "--above", above, "--data", mine)
    assert ("DNK / mbt " in told.out) is listed


def test_of_one_state(vallum: Call) -> None:
    answer = vallum(*CONFLICTS, "--state", "pol", "--json").answer("evidence_conflicts")
    assert {tuple(row["states"]) for row in answer["rows"] if row["rule"] == "counts"} == {("POL",)}
    assert all("POL" in row["states"] for row in answer["rows"])
    every = vallum(*CONFLICTS, "--json").answer("evidence_conflicts")
    assert answer["rows"] == [row for row in every["rows"] if "POL" in row["states"]]


def test_a_state_without_disagreement(vallum: Call) -> None:
    told = vallum(*CONFLICTS, "--state", "AND")
    assert told.code == 0
    assert told.out.strip() == "0 facts with more than one figure; 0 more than 25 % apart."


def test_as_json(vallum: Call, tmp_path: Path) -> None:
    mine = count_of_danish_tanks(tmp_path, 88)
    answer = vallum(
        *CONFLICTS, "--rule", "counts", "--state", "DNK", "--data", mine, "--json"
    ).answer("evidence_conflicts")
    assert answer["above_pct"] == 25
    assert [rule["rule"] for rule in answer["rules"]] == ["counts"]
    assert answer["rules"][0]["above"] == len(answer["rows"])
    (tanks,) = [row for row in answer["rows"] if row["key"] == "DNK / mbt"]
    assert (tanks["low"], tanks["high"], tanks["spread_pct"]) == (44, 88, 100)
    assert tanks["chosen"]["value"] == 44
    assert tanks["chosen"]["table"] == "forces/inventory"
    assert tanks["chosen"]["verified"] == "yes"
    (other,) = tanks["others"]
    assert (other["value"], other["line"], other["source"]) == (88, 2, "gfp2020")
    assert other["table"].endswith("forces/second_counts")


def test_one_that_has_none_has_no_percentage(vallum: Call) -> None:
    answer = vallum(*CONFLICTS, "--rule", "counts", "--above", "99999", "--json")
    rows = json.loads(answer.out)["rows"]
    assert rows
    assert all(row["spread_pct"] is None and row["low"] == 0 < row["high"] for row in rows)
    none = [row["chosen"] for row in rows if row["chosen"]["value"] == 0]
    assert {(one["table"], one["line"], one["rows"]) for one in none} == {(None, None, 0)}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--rule", "price"), "there is no rule 'price'; did you mean 'prices'?"),
        (("--rule", "x"), "there is no rule 'x'; the rules are spending, "),
        (("--state", "DEX"), "'DEX' is not a state or group; did you mean 'DEU'?"),
        (("--above", "-1"), "--above"),
    ],
    ids=["nearly a rule", "no rule", "no state", "below nothing"],
)
def test_what_is_refused(vallum: Call, words: tuple[str, ...], told: str) -> None:
    outcome = vallum(*CONFLICTS, *words)
    assert outcome.code == 2
    assert told in outcome.err
    assert outcome.out == ""


def test_without_sipri(vallum: Call) -> None:
    answer = vallum(*CONFLICTS, "--above", "0", "--open-only", "--json").answer(
        "evidence_conflicts"
    )
    tables = {one["table"] for row in answer["rows"] for one in [row["chosen"], *row["others"]]}
    assert tables
    assert not [name for name in tables if name and name.endswith("_sipri")]
