"""`vallum debt`: one object for programs, words and tables for people, bad input refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from calling import Call

from debt_reference import write_inputs

FEW = ("--draws", "2000")


def test_json_has_what_programs_rely_on(vallum: Call, tmp_path: Path) -> None:
    file = write_inputs(tmp_path / "inputs.csv")
    told = vallum("debt", "FRA", "--inputs", file, *FEW, "--json").answer("debt")
    assert told["state"] == "FRA"
    assert told["targets"]["deficit_reduction"] == pytest.approx(1.8866, abs=0.001)
    assert told["binding_criterion"] == "deficit_reduction"
    assert told["spb_start"] == pytest.approx(-3.6888)
    assert told["spb_end_of_adjustment"] == pytest.approx(told["targets"]["binding"])
    assert told["paths"]["binding"]["2041"] == pytest.approx(104.67294, abs=0.02)
    assert list(told["fan"]) == [str(year) for year in range(2028, 2034)]
    assert told["fan"]["2033"]["p10"] < told["fan"]["2033"]["p50"] < told["fan"]["2033"]["p90"]


def test_all_states_of_the_evidence(vallum: Call) -> None:
    rows = vallum("debt", "all", "--years", "7", *FEW, "--json").answer("debt_all")["rows"]
    assert len(rows) == 28
    for row in rows:
        known = [value for value in row["targets"].values() if value is not None]
        assert row["targets"]["binding"] >= max(known) - 0.01 or row["edp"] is not None
    imputed = {row["state"] for row in rows if "shocks" in row["imputed"]}
    assert {row["state"] for row in rows} - imputed == {"AUT", "BEL", "FRA", "ITA"}


def test_words_and_tables(vallum: Call) -> None:
    done = vallum("debt", "pol", "--escape-clause", "1.5", *FEW)
    assert done.code == 0, done.err
    for word in ("Poland must tighten", "adverse_r_g", "binding", "The escape clause adds",
                 "Imputed for Poland", "90 % below", "2041"):  # fmt: skip
        assert word in done.out


def test_both_readings_are_named(vallum: Call) -> None:
    first, second = (
        vallum("debt", "ITA", "--reading", reading, *FEW, "--json").answer("debt")
        for reading in ("replication", "guidance")
    )
    assert (first["reading"], second["reading"]) == ("replication", "guidance")
    assert first["targets"]["adverse_r_g"] == second["targets"]["adverse_r_g"]
    assert first["targets"]["binding"] != second["targets"]["binding"]


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_chart_is_written(vallum: Call, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"debt.{ending}"
    done = vallum("debt", "FRA", *FEW, "--chart", file)
    assert done.code == 0, done.err
    assert file.stat().st_size > 5_000
    assert "adjusted over 4 years, debt falls" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("FRX",), "no debt inputs for 'FRX'"),
        (("NOR",), "give them in a file with --inputs"),
        (("FRA", "--years", "5"), "4 or 7 years, not 5"),
        (("FRA", "--escape-clause", "2"), "covers 0 to 1.5 % of GDP"),
        (("FRA", "--reading", "mine"), "there is no reading 'mine'"),
        (("FRA", "--inputs", "/nowhere.csv"), "cannot be read"),
        (("FRA", "--draws", "10"), "too few"),
        (("FRA", "--chart", "debt.doc", *FEW), "cannot be saved as '.doc'"),
    ],
)
def test_bad_input_is_refused(vallum: Call, words: tuple[object, ...], said: str) -> None:
    done = vallum("debt", *words)
    assert done.code == 2
    assert said in done.err
