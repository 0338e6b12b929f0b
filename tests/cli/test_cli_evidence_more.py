"""`vallum evidence template|add|diff|refresh|bundle`: facts of one's own, all facts as files."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import frictionless
import polars as pl
import pytest
from calling import Call

from vallum.cli.views_evidence_extend import write_overlay
from vallum.errors import UserError
from vallum.evidence.schemas import TABLES

FISCAL = [column.name for column in TABLES["economy/fiscal"].columns]
MINE = {
    "state": "DEU",
    "year": "2030",
    "kind": "projection",
    "debt_pct_gdp": "66.6",
    "source": "imf_weo_2025_10",
    "verified": "no",
    "note": "own projection",
}


def fill(path: Path, *rows: dict[str, str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FISCAL)
        writer.writeheader()
        writer.writerows(rows)
    return path


def files_of(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")
                  if path.is_file())  # fmt: skip


def test_template(vallum: Call) -> None:
    assert vallum("evidence", "template", "economy/fiscal").out == "Wrote economy-fiscal.xlsx\n"
    with zipfile.ZipFile("economy-fiscal.xlsx") as workbook:
        assert "xl/worksheets/sheet4.xml" in workbook.namelist()
    printed = vallum("evidence", "template", "economy/fiscal", "--csv")
    assert printed.out == ",".join(FISCAL) + "\n"
    vallum("evidence", "template", "economy/fiscal", "--to", "a/fiscal.csv")
    assert Path("a/fiscal.csv").read_text(encoding="utf-8") == printed.out


def test_template_is_not_written_over_another_file(vallum: Call) -> None:
    words = ("evidence", "template", "economy/fiscal", "--to", "x.xlsx")
    Path("x.xlsx").write_text("mine", encoding="utf-8")
    done = vallum(*words)
    assert (done.code, done.err) == (
        2, "x.xlsx: exists already: choose another name, or --force\n",
    )  # fmt: skip
    assert Path("x.xlsx").read_text(encoding="utf-8") == "mine"
    assert vallum(*words, "--force").code == 0
    assert zipfile.is_zipfile("x.xlsx")


def test_add_shows_then_writes_then_has_nothing_to_do(vallum: Call) -> None:
    fill(Path("fiscal.csv"), MINE)
    shown = vallum("evidence", "add", "fiscal.csv").out
    assert "economy/fiscal: 1 changed" in shown
    assert "Nothing was written: give --to FOLDER" in shown
    assert files_of(Path()) == ["fiscal.csv"]

    done = vallum("evidence", "add", "fiscal.csv", "--to", "mine", "--json")
    told = done.answer("evidence_add")
    assert told["overlay"] == "mine"
    assert told["tables"] == [{"table": "economy/fiscal", "added": 0, "changed": 1, "same": 0}]
    (row,) = told["rows"]
    assert row["key"] == {"state": "DEU", "year": 2030}
    assert {"column": "note", "old": None, "new": "own projection"} in row["cells"]
    assert files_of(Path("mine")) == ["economy/fiscal.csv"]
    assert vallum("evidence", "check", "--data", "mine").code == 0

    again = vallum("evidence", "add", "fiscal.csv", "--to", "mine")
    assert "economy/fiscal: 1 the same" in again.out
    assert "Nothing was written: all of it stands in the facts in force already." in again.out
    assert vallum("evidence", "add", "fiscal.csv", "--to", "mine", "--json").answer(
        "evidence_add"
    )["overlay"] is None  # fmt: skip


def test_add_writes_nothing_if_there_is_any_fault(vallum: Call) -> None:
    fill(Path("mine/economy/fiscal.csv"), MINE)
    before = Path("mine/economy/fiscal.csv").read_bytes()
    other = MINE | {"year": "2029"}
    fill(Path("fiscal.csv"), other, other | {"state": "Deutschland"})
    done = vallum("evidence", "add", "fiscal.csv", "--to", "mine")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("fiscal.csv, line 3, state: 'Deutschland' is not a state")
    assert Path("mine/economy/fiscal.csv").read_bytes() == before
    assert files_of(Path("mine")) == ["economy/fiscal.csv"]


def test_diff(vallum: Call) -> None:
    shipped = vallum("evidence", "show", "economy/fiscal", "--state", "FRA", "--json")
    first = shipped.answer("evidence_table")["rows"][0]
    same = {name: "" if value is None else str(value) for name, value in first.items()}
    fill(Path("mine/economy/fiscal.csv"), MINE, same)
    told = vallum("evidence", "diff", "mine", "--json").answer("evidence_diff")
    assert told["tables"] == [{"table": "economy/fiscal", "added": 0, "changed": 1, "same": 1}]
    shown = vallum("evidence", "diff", "mine").out
    assert "economy/fiscal: 1 changed, 1 the same" in shown
    assert "DEU, 2030" in shown
    assert "66.6" in shown
    assert "1 more row" in vallum("evidence", "diff", "mine", "--limit", "0").out


WDI = (
    '"Data Source","World Development Indicators",\n\n"Last Updated Date","2025-10-07",\n\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","2024",\n'
    '"Germany","DEU","GDP (current US$)","NY.GDP.MKTP.CD","4700000000000",\n'
    '"World","WLD","GDP (current US$)","NY.GDP.MKTP.CD","1",\n'
)


def test_refresh_proposes_and_writes_only_when_asked(vallum: Call) -> None:
    Path("wdi.csv").write_text(WDI, encoding="utf-8")
    shown = vallum("evidence", "refresh", "worldbank", "wdi.csv").out
    assert shown.startswith("World Development Indicators, 2025-10-07. Source: worldbank_wdi_2025_")
    assert "DEU, 2024  gdp_eur_bn" in shown
    assert "WLD" in shown
    assert files_of(Path()) == ["wdi.csv"]
    words = ("evidence", "refresh", "worldbank", "wdi.csv", "--to", "mine")
    told = vallum(*words, "--json").answer("evidence_refresh")
    assert told["overlay"] == "mine"
    assert [row["table"] for row in told["rows"]] == ["economy/macro", "sources"]
    assert [(one["what"], one["figures"]) for one in told["left_out"]] == [(["WLD"], 1)]
    assert files_of(Path("mine")) == ["economy/macro.csv", "sources.csv"]
    found = vallum(
        "evidence", "show", "economy/macro", "--state", "DEU", "--data", "mine", "--json"
    )
    (row,) = [one for one in found.answer("evidence_table")["rows"] if one["year"] == 2024]
    assert row["gdp_usd_bn"] == 4700
    assert vallum(*words, "--json").answer("evidence_refresh")["agreeing"] == 1


def test_bundle_as_folder_and_as_archive(vallum: Call) -> None:
    told = vallum("evidence", "bundle", "--to", "all", "--json").answer("evidence_bundle")
    assert [row["path"] for row in told["rows"]] == files_of(Path("all"))
    assert pl.read_parquet("all/economy/fiscal.parquet").columns == FISCAL
    assert vallum("evidence", "bundle", "--to", "all.zip").code == 0
    with zipfile.ZipFile("all.zip") as archive:
        assert archive.namelist() == files_of(Path("all"))
    assert vallum("evidence", "bundle", "--to", "again.zip").code == 0
    assert Path("again.zip").read_bytes() == Path("all.zip").read_bytes()


def test_the_open_bundle_leaves_sipri_out(vallum: Call) -> None:
    told = vallum("evidence", "bundle", "--to", "open.zip", "--open-only", "--json")
    paths = [row["path"] for row in told.answer("evidence_bundle")["rows"]]
    assert "forces/inventory.parquet" in paths
    assert not [path for path in paths if "_sipri" in path]


def test_a_folder_that_is_no_bundle_is_never_replaced(vallum: Call) -> None:
    Path("home").mkdir()
    Path("home/letter.txt").write_text("dear", encoding="utf-8")
    for more in ((), ("--force",)):
        done = vallum("evidence", "bundle", "--to", "home", *more)
        assert (done.code, done.out) == (2, "")
    assert "is no bundle of tables, so it is not replaced" in done.err
    assert files_of(Path("home")) == ["letter.txt"]
    assert vallum("evidence", "bundle", "--to", "all").code == 0
    assert vallum("evidence", "bundle", "--to", "all", "--force", "--open-only").code == 0
    assert "forces/inventory_sipri.parquet" not in files_of(Path("all"))


def test_the_written_data_package_is_sound_for_another_program(vallum: Call) -> None:
    assert vallum("evidence", "describe", "--to", "package").code == 0
    report = frictionless.Package("package/datapackage.json").validate()
    assert report.valid, report.flatten(["name", "rowNumber", "type", "message"])[:5]
    assert report.stats["tasks"] == len(TABLES) + 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("template", "economy/fiscl"), "there is no table 'economy/fiscl'; did you mean"),
        (("template", "economy/fiscal", "--to", "x.docx"), "x.docx: a template is a .xlsx or .csv"),
        (("template", "economy/fiscal", "--csv", "--to", "x.xlsx"), "x.xlsx: a template is a .csv"),
        (("add", "nothing.csv"), "nothing.csv: cannot be read: No such file"),
        (("add", "fiscal.csv"), "fiscal.csv: there is no such file"),
        (("diff", "nowhere"), "there is no such folder"),
        (("refresh", "imf", "x.csv"), "there is no reader 'imf'"),
        (("refresh", "nato", "x.csv"), "x.csv: cannot be read: No such file"),
        (("bundle",), "missing option '--to'"),
    ],
    ids=["table", "ending", "csv", "unknown file", "missing file", "no folder", "reader",
         "no file", "no target"],
)  # fmt: skip
def test_what_is_not_right_is_said(
    vallum: Call, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = vallum("evidence", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_overlays_files_come_together_or_not_at_all(tmp_path: Path) -> None:
    """One of two files cannot be put in place: the other is as it was."""
    (tmp_path / "sources.csv").write_text("old", encoding="utf-8")
    (tmp_path / "economy").write_text("a file where a folder must be", encoding="utf-8")
    with pytest.raises(UserError, match="cannot write to"):
        write_overlay(tmp_path, {"sources.csv": "new", "economy/fiscal.csv": "new"})
    assert files_of(tmp_path) == ["economy", "sources.csv"]
    assert (tmp_path / "sources.csv").read_text(encoding="utf-8") == "old"


def test_for_programs_a_cell_is_what_it_is(vallum: Call) -> None:
    fill(Path("fiscal.csv"), MINE)
    text = vallum("evidence", "add", "fiscal.csv", "--json").out
    (row,) = json.load(io.StringIO(text))["rows"]
    new = {cell["column"]: cell["new"] for cell in row["cells"]}
    assert new["debt_pct_gdp"] == 66.6
    assert new["balance_pct_gdp"] is None
