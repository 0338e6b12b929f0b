"""A user's own figures over the shipped ones: what they replace, and what is told of faults."""

from __future__ import annotations

import datetime
import io
import itertools
import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from small_tables import INVENTORY_HEADER, SHIPPED, load, write

from vallum.errors import Problem, UserError
from vallum.evidence import Evidence

LEOPARD = "DEU,Leopard 2A6,2025,99,,,,,vehicles,press,no,own count"
NEW = "FRA,Caesar,2025,76,,,,,vehicles,press,no,"
TWIN = "POL,F-16C,2023,48,,,,,aircraft,press,no,"


def inventory(*rows: str) -> str:
    return "\n".join([INVENTORY_HEADER, *rows]) + "\n"


def laid(tmp_path: Path, files: dict[str, str | bytes], *, open_only: bool = False) -> Evidence:
    own = tmp_path / "own"
    own.mkdir(parents=True, exist_ok=True)
    return load(tmp_path / "shipped", overlay=write(own, files), open_only=open_only)


def problems_of(tmp_path: Path, files: dict[str, str | bytes], **how: bool) -> list[Problem]:
    with pytest.raises(UserError) as caught:
        laid(tmp_path, files, **how)
    return list(caught.value.problems)


def workbook(fill: Callable[[xlsxwriter.Workbook, xlsxwriter.Workbook], object]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        fill(book, book.add_worksheet())
    return target.getvalue()


def filled(*changes: tuple[int, int, Callable]) -> bytes:
    """The inventory overlay as a workbook, single cells (row, column from 0) written otherwise."""

    def fill(book, sheet):
        for number, line in enumerate([INVENTORY_HEADER, LEOPARD, NEW]):
            for column, cell in enumerate(line.split(",")):
                if number and column in (2, 3):
                    sheet.write_number(number, column, float(cell))
                elif cell:
                    sheet.write_string(number, column, cell)
        for row, column, put in changes:
            put(book, sheet, row, column)

    return workbook(fill)


def test_rows_replace_rows_of_the_same_key_and_join_the_others(tmp_path):
    evidence = laid(tmp_path, {"forces/inventory.csv": inventory(NEW, LEOPARD)})
    own = str(tmp_path / "own" / "forces" / "inventory.csv")
    rows = evidence.own_rows("forces/inventory").select("type", "quantity", "_file", "_line").rows()
    assert rows == [
        ("Leopard 2A6", 99, own, 3),
        ("Puma", 350, "forces/inventory.csv", 3),
        ("Leclerc", 200, "forces/inventory.csv", 4),
        ("E-3A", 14, "forces/inventory.csv", 5),
        ("Caesar", 76, own, 2),
    ]
    assert evidence.overlay == tmp_path / "own"


def test_an_empty_part_of_a_key_is_a_key_too(tmp_path):
    row = "FRA,Leclerc,,222,,,,,vehicles,press,yes,"
    evidence = laid(tmp_path, {"forces/inventory.csv": inventory(row)})
    table = evidence.table("forces/inventory")
    assert table.filter(type="Leclerc")["quantity"].to_list() == [222]


@pytest.mark.parametrize("file", ["forces/inventory.csv", "forces/inventory_sipri.csv"])
@pytest.mark.parametrize("row", [TWIN, LEOPARD], ids=["key in twin", "key in table"])
def test_a_row_replaces_its_key_in_table_and_twin(tmp_path, file, row):
    table = laid(tmp_path, {file: inventory(row)}).table("forces/inventory")
    assert table.height == 6
    state, kind, _, quantity, *_ = row.split(",")
    assert table.filter(state=state, type=kind)["quantity"].to_list() == [float(quantity)]


def test_an_overlay_may_bring_its_own_sources_and_states(tmp_path):
    evidence = laid(
        tmp_path,
        {
            "sources.csv": "id,title,publisher,published,url,licence,grade\nmine,Own,,,,,D\n",
            "geography/states.csv": "state,name,source,verified,note\nITA,Italy,mine,yes,\n",
            "forces/inventory.csv": inventory("ITA,Ariete,2025,197,,,,,vehicles,mine;press,no,"),
        },
    )
    assert evidence.source("mine").grade == "D"
    assert evidence.grade("mine;press") == "C"
    assert "ITA" in evidence.table("forces/inventory")["state"]


def test_repeating_shipped_rows_changes_nothing_but_where_they_stand(tmp_path):
    plain = load(tmp_path / "plain")
    same = laid(tmp_path, {"forces/inventory.csv": SHIPPED["forces/inventory.csv"]})
    assert same.digest() == plain.digest()
    other = laid(tmp_path, {"forces/inventory.csv": inventory(LEOPARD)})
    assert other.digest() != plain.digest()


def test_hidden_and_lock_files_are_passed_over(tmp_path):
    files = {".DS_Store": b"\0", "forces/~$inventory.xlsx": b"\0"}
    assert laid(tmp_path, {"forces/inventory.csv": inventory(NEW), **files}).names()


def test_a_workbook_says_the_same_as_a_csv(tmp_path):
    from_csv = laid(tmp_path / "csv", {"forces/inventory.csv": inventory(LEOPARD, NEW)})
    from_sheet = laid(tmp_path / "xlsx", {"forces/inventory.xlsx": filled()})
    one, other = (e.table("forces/inventory") for e in (from_csv, from_sheet))
    assert one.drop("_file").equals(other.drop("_file"))
    assert from_csv.digest() == from_sheet.digest()
    assert str(tmp_path / "xlsx" / "own" / "forces" / "inventory.xlsx") in other["_file"]


def test_a_day_in_a_workbook_is_read_as_its_author_sees_it(tmp_path):
    def put(book, sheet, row, column):
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime(row, column, datetime.datetime(2026, 6, 1), day)

    evidence = laid(tmp_path, {"forces/inventory.xlsx": filled((1, 11, put))})
    notes = evidence.table("forces/inventory").filter(type="Leopard 2A6")["note"]
    assert notes.to_list() == ["2026-06-01"]


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (
            (1, 3, lambda _, s, r, c: s.write_formula(r, c, "=1+1", None, "")),
            (2, "quantity"),
            "the cell holds a formula that was never calculated; enter its value",
        ),
        (
            (1, 3, lambda _, s, r, c: s.write_formula(r, c, "=1/0", None, "#DIV/0!")),
            (2, "quantity"),
            "the cell holds the error #DIV/0!, not a value",
        ),
        (
            (1, 3, lambda _, s, r, c: s.write_string(r, c, "99")),
            (2, "quantity"),
            "'99' is a number stored as text; enter it as a number",
        ),
        (
            (1, 3, lambda _, s, r, c: s.write_string(r, c, "1.234,5")),
            (2, "quantity"),
            "'1.234,5' is not a number; write a point for decimals and nothing between thousands",
        ),
        (
            (2, 2, lambda _, s, r, c: s.write_number(r, c, 2025.5)),
            (3, "year"),
            "'2025.5' is not a whole number",
        ),
        ((2, 2, lambda _, s, r, c: s.write_boolean(r, c, True)), (3, "year"), "'true' is not a"),
        ((4, 0, lambda _, s, r, c: s.write_string(r, c, "x")), (4, None), "the line is empty"),
        ((1, 12, lambda _, s, r, c: s.write_string(r, c, "x")), (2, None), "the line has 13 cells"),
    ],
    ids=[
        "formula",
        "error",
        "number as text",
        "comma",
        "half year",
        "boolean",
        "gap",
        "cell without a column",
    ],
)
def test_a_cell_that_holds_no_plain_value_is_told(tmp_path, change, place, said):
    problems = problems_of(tmp_path, {"forces/inventory.xlsx": filled(change)})
    told = [(p.line, p.field) for p in problems if said in p.message]
    assert told == [place], problems
    assert {p.file for p in problems} == {str(tmp_path / "own" / "forces" / "inventory.xlsx")}


@pytest.mark.parametrize(
    ("files", "file", "said"),
    [
        ({"forces/inventry.csv": "a"}, "forces/inventry.csv", "did you mean 'forces/inventory'"),
        ({"inventory.csv": "a"}, "inventory.csv", "did you mean 'forces/inventory'"),
        ({"zebra.csv": "a"}, "zebra.csv", "there is no table 'zebra'; the tables are forces/inv"),
        (
            {"force/inventory.csv": "a"},
            "force",
            "no group of tables 'force'; did you mean 'forces'",
        ),
        ({"zoo/a.csv": "a"}, "zoo", "the groups are forces, geography, governance"),
        ({"forces/old/inventory.csv": "a"}, "forces/old", "there is no table 'forces/old'"),
        ({"forces/inventory.xls": b"a"}, "forces/inventory.xls", "save it as .csv or .xlsx"),
        (
            {"forces/inventory.csv": inventory(NEW), "forces/inventory.xlsx": b""},
            "forces/inventory.xlsx",
            "the table forces/inventory comes twice, also as inventory.csv; keep one",
        ),
        ({"forces/inventory.xlsx": b"PK\3\4junk"}, "forces/inventory.xlsx", "not a readable XLSX"),
        ({"forces/inventory.xlsx": b""}, "forces/inventory.xlsx", "not a readable XLSX"),
        ({"forces/inventory.xlsx": inventory(NEW)}, "forces/inventory.xlsx", "not a readable XLSX"),
        (
            {"forces/inventory.xlsx": workbook(lambda book, sheet: None)},
            "forces/inventory.xlsx",
            "its first sheet is empty; row 1 must name the columns",
        ),
        (
            {"forces/inventory.xlsx": workbook(lambda book, sheet: sheet.write(0, 0, "see 2"))},
            "forces/inventory.xlsx",
            "the first line must name the columns",
        ),
        (
            {"forces/inventory.xlsx": workbook(lambda book, sheet: sheet.write(1, 1, "state"))},
            "forces/inventory.xlsx",
            "cell A1 of the first sheet must hold the first column's name",
        ),
        ({"forces/inventory.csv/x": b""}, "forces/inventory.csv", "is a folder; a table is a CSV"),
        ({"forces/inventory.csv": b"\xff\xfe\0"}, "forces/inventory.csv", "is not UTF-8 text"),
        (
            {"forces/inventory.csv": "state,type\nDEU,Puma\n"},
            "forces/inventory.csv",
            "column 'quantity' is missing (units in service)",
        ),
        (
            {"forces/inventory.csv": inventory(NEW.replace("FRA", "FRR"))},
            "forces/inventory.csv",
            "'FRR' is not a state that geography/states lists, nor a group code; did you mean",
        ),
        (
            {"forces/inventory.csv": inventory(NEW, NEW)},
            "forces/inventory.csv",
            "FRA, Caesar, 2025: the same state, type, year as line 2",
        ),
        (
            {"forces/inventory.csv": inventory(NEW), "forces/inventory_sipri.csv": inventory(NEW)},
            "forces/inventory_sipri.csv",
            "FRA, Caesar, 2025: the same state, type, year as line 2 of ",
        ),
        (
            {
                "forces/orders.csv": "state,system,pool,quantity,delivered_to_date,source,verified,"
                "note\nPOL,K2GF,,100,110,press,no,\n"
            },
            "forces/orders.csv",
            "110 delivered, more than the quantity ordered, 100",
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)
def test_what_an_overlay_cannot_be_is_told(tmp_path, files, file, said):
    problems = problems_of(tmp_path, files)
    told = [p for p in problems if p.file == str(tmp_path / "own" / file) and said in p.message]
    assert len(told) == 1, problems
    assert not any("\n" in problem.message for problem in problems)


def test_an_overlay_for_a_sipri_table_is_refused_when_only_open_data_are_wanted(tmp_path):
    files = {"forces/inventory_sipri.csv": inventory(TWIN)}
    (problem,) = problems_of(tmp_path, files, open_only=True)
    assert "left out when only open data are used; put your rows into forces/inventory" in str(
        problem
    )


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "there is no such folder"),
        (lambda path: path.write_text("x"), "is a file; give the folder that holds it"),
        (lambda path: path.mkdir(), "holds no table; lay files out as forces/inventory.csv"),
    ],
    ids=["nothing", "a file", "an empty folder"],
)
def test_an_overlay_must_be_a_folder_with_tables(tmp_path, make, said):
    make(tmp_path / "own")
    with pytest.raises(UserError, match=said) as caught:
        load(tmp_path / "shipped", overlay=tmp_path / "own")
    assert str(tmp_path / "own") in str(caught.value)


@pytest.mark.skipif(os.name != "posix", reason="named pipes are POSIX")
def test_a_pipe_in_place_of_a_table_does_not_hang(tmp_path):
    own = tmp_path / "own" / "forces"
    own.mkdir(parents=True)
    os.mkfifo(own / "inventory.csv")
    (problem,) = problems_of(tmp_path, {})
    assert "is not a regular file" in problem.message


def test_an_overlay_is_shown_by_the_path_that_the_user_gave(tmp_path, monkeypatch):
    write(tmp_path / "own", {"forces/inventory.csv": inventory(NEW)})
    monkeypatch.chdir(tmp_path)
    evidence = load(tmp_path / "shipped", overlay=Path("own"))
    assert "own/forces/inventory.csv" in evidence.table("forces/inventory")["_file"]


@given(st.binary(max_size=400), st.integers(0, 10**6), st.sampled_from(["cut", "splice", "only"]))
def test_any_bytes_as_a_workbook_are_told(noise, place, how):
    whole = filled()
    place %= len(whole)
    content = {
        "cut": whole[:place],
        "splice": whole[:place] + noise + whole[place + len(noise) :],
        "only": noise,
    }[how]
    assert faults_of_workbook(content) or how == "splice"


@given(st.data())
def test_damage_inside_a_workbook_is_told(data):
    with zipfile.ZipFile(io.BytesIO(filled())) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    name = data.draw(st.sampled_from([name for name in parts if name.startswith("xl/")]))
    part = parts[name]
    place = data.draw(st.integers(0, len(part)))
    noise = data.draw(st.sampled_from(XML_NOISE) | st.binary(max_size=8))
    parts[name] = part[:place] + noise + part[place + data.draw(st.integers(0, 9)) :]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        for other, content in parts.items():
            book.writestr(other, content)
    faults_of_workbook(target.getvalue())


XML_NOISE = [b"9999999999", b"-1", b'<c r="ZZZ9"><v>1</v></c>', b'<c r="a0"/>', b'" r="', b"XFE9"]


def faults_of_workbook(content: bytes) -> tuple[Problem, ...]:
    """All faults, none where it loads; each must name the workbook."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            laid(Path(folder), {"forces/inventory.xlsx": content})
        except UserError as error:
            assert all(str(p.file).endswith("inventory.xlsx") for p in error.problems)  # noqa: PT017
            return error.problems
    return ()


@pytest.mark.parametrize(
    "sheet",
    [
        '<!DOCTYPE x [<!ENTITY a "ha">'
        + "".join(f'<!ENTITY {b} "{f"&{a};" * 50}">' for a, b in itertools.pairwise("abcdef"))
        + "]><worksheet>&f;</worksheet>",
        '<worksheet><sheetData><row r="9999999"><c r="A9999999"><v>1</v></c></row></sheetData>'
        "</worksheet>",
    ],
    ids=["entities that blow up", "row beyond the sheet"],
)
def test_a_hostile_sheet_is_refused(sheet):
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(filled())) as whole,
        zipfile.ZipFile(target, "w") as book,
    ):
        for name in whole.namelist():
            hostile = name == "xl/worksheets/sheet1.xml"
            book.writestr(name, sheet if hostile else whole.read(name))
    (problem,) = faults_of_workbook(target.getvalue())
    assert "is not a readable XLSX workbook" in problem.message


@pytest.mark.long
def test_a_million_faulty_rows_are_told_in_a_few_lines(tmp_path):
    """Unknown states, words for numbers and doubled keys, a million times over."""
    folder = tmp_path / "forces"
    folder.mkdir()
    rows = "\n".join(
        f"X{n % 7}X,mbt,{'many' if n % 2 else n},2020,yes,gfp2020,yes," for n in range(10**6)
    )
    header = "state,category,other_total,year,independent,source,verified,note\n"
    (folder / "second_counts.csv").write_text(header + rows + "\n", encoding="utf-8")
    with pytest.raises(UserError) as found:
        Evidence.load(tmp_path)
    problems = found.value.problems
    assert 2 < len(problems) < 100
    assert all(problem.file and problem.file.endswith("second_counts.csv") for problem in problems)
    assert {problem.field for problem in problems} >= {"state", "other_total"}
    assert any("more faults of this sort" in problem.message for problem in problems)
