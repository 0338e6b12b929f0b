"""Every sort of fault in a table is told with file, line, column and what would be right."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_tables import INVENTORY_HEADER, SHIPPED, TABLES, load, write

from vallum.errors import Problem, UserError, VallumError
from vallum.evidence.check import check
from vallum.evidence.load import _read_shipped
from vallum.evidence.read import MOST_ALIKE

INVENTORY = "forces/inventory.csv"


def problems_of(folder: Path, changed: dict[str, str | bytes]) -> list[Problem]:
    with pytest.raises(VallumError) as caught:
        load(folder, changed)
    assert not isinstance(caught.value, UserError)  # our own tables are not the user's fault
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("file", "change", "place", "said"),
    [
        (
            INVENTORY,
            (",209,", ",,"),
            (2, "quantity"),
            "is empty; every row needs it (units in service)",
        ),
        (INVENTORY, (",209,", ",many,"), (2, "quantity"), "'many' is not a number"),
        (
            INVENTORY,
            (",209,", ',"1,209",'),
            (2, "quantity"),
            "'1,209' is not a number; write a point",
        ),
        (INVENTORY, (",209,", ",nan,"), (2, "quantity"), "'nan' is not a number"),
        (INVENTORY, (",209,", ",1e999,"), (2, "quantity"), "'1e999' is not a number"),
        (INVENTORY, (",209,", ",-3,"), (2, "quantity"), "-3 is below 0 units, the least allowed"),
        (INVENTORY, (",209,", ", 209,"), (2, "quantity"), "' 209' has a blank at its start or end"),
        (INVENTORY, (",0.7,", ",1.7,"), (2, "readiness"), "1.7 is above 1, the most allowed"),
        (
            INVENTORY,
            ("6,2025", "6,2025.0"),
            (2, "year"),
            "'2025.0' is not a whole number; write 2025",
        ),
        (INVENTORY, ("6,2025", "6,1925"), (2, "year"), "1925 is below 1990, the least allowed"),
        (
            INVENTORY,
            (",vehicles,mod_deu;", ",vehicle,mod_deu;"),
            (2, "unit"),
            "'vehicle' is not one of",
        ),
        (
            INVENTORY,
            ("DEU,Leo", "DEX,Leo"),
            (2, "state"),
            "'DEX' is not a state that geography/states",
        ),
        (
            INVENTORY,
            ("DEU,Leo", "ITA,Leo"),
            (2, "state"),
            "'ITA' is not a state that geography/states",
        ),
        (INVENTORY, ("NATO,E", "NATTO,E"), (5, "state"), "did you mean 'NATO'"),
        (INVENTORY, ("mod_deu;press", "mod_deu;pres"), (2, "source"), "did you mean 'press'?"),
        (INVENTORY, ("mod_deu;press", "mod_deu;"), (2, "source"), "stray ';'"),
        (INVENTORY, ("mod_deu;press", "sipri_at"), (2, "source"), "rests on SIPRI data alone"),
        (
            INVENTORY,
            ("press,imputed", "press,maybe"),
            (4, "verified"),
            "not one of yes, no, imputed",
        ),
        (
            INVENTORY,
            (",5,6.5,8,", ",7,6.5,8,"),
            (2, "price_eur_mn_low"),
            "7 is greater than price_eur_",
        ),
        (
            INVENTORY,
            (",5,6.5,8,", ",5,9,8,"),
            (2, "price_eur_mn_central"),
            "9 is greater than price_eu",
        ),
        (
            INVENTORY,
            (",5,6.5,8,", ",9,,8,"),
            (2, "price_eur_mn_low"),
            "9 is greater than price_eur_mn_h",
        ),
        (
            INVENTORY,
            ("DEU,Puma", "DEU,Leopard 2A6"),
            (3, None),
            "2025: the same state, type, year as l",
        ),
        (
            INVENTORY,
            ("quantity,", "quantities,"),
            (1, None),
            "unknown column 'quantities'; did you mean",
        ),
        (INVENTORY, ("quantity,", "readiness,"), (1, None), "column 'readiness' stands twice"),
        (INVENTORY, ("quantity,", ","), (1, None), "column 4 has no name"),
        (
            INVENTORY,
            ("quantity,", ""),
            (1, None),
            "column 'quantity' is missing (units in service)",
        ),
        (
            INVENTORY,
            ("DEU,Puma", "DEU,old,Puma"),
            (3, None),
            "the line has 13 cells, the header has 12",
        ),
        (INVENTORY, ("DEU,Puma", "Puma"), (3, None), "the line has 11 cells, the header has 12"),
        (INVENTORY, ("DEU,Puma", "\nDEU,Puma"), (3, None), "the line is empty; delete it"),
        (INVENTORY, ("lot, before", "lot,\nbefore"), (3, None), "a cell cannot hold a line break"),
        (INVENTORY, ("first lot", '"first" lot'), (3, None), 'must be doubled ("")'),
        (
            INVENTORY,
            ('upgrade"', "upgrade"),
            (3, None),
            "a quotation mark opens and does not close",
        ),
        (INVENTORY, ("Puma", "P\x00ma"), (None, None), "is not a text file"),
        (
            "forces/inventory_sipri.csv",
            ("POL,F-16C,2023", "DEU,Puma,2025"),
            (3, None),
            "as line 3 of f",
        ),
        (
            "forces/orders.csv",
            ("180,110", "180,190"),
            (3, "delivered_to_date"),
            "190 delivered, more tha",
        ),
        (
            "forces/orders.csv",
            ("8,EU", "8,E5"),
            (2, "pool"),
            "'E5' is not a group that governance/membe",
        ),
        ("geography/states.csv", ("POL,", "pol,"), (5, "state"), "not an ISO 3166-1 alpha-3 code"),
        ("sources.csv", (",C\n", ",E\n"), (3, "grade"), "'E' is not one of A, B, C, D"),
        ("sources.csv", ("press,News", "mod_deu,News"), (3, None), "the same id as line 2"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)
def test_a_fault_says_what_and_where(tmp_path, file, change, place, said):
    changed = SHIPPED[file].replace(*change, 1)
    assert changed != SHIPPED[file]
    found = [problem for problem in problems_of(tmp_path, {file: changed}) if problem.file == file]
    places = [(problem.line, problem.field) for problem in found if said in problem.message]
    assert places == [place], found


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty; its first line must name the columns"),
        (b"\n\n", "is empty"),
        (INVENTORY_HEADER.encode(), "has a header and no row below it"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not UTF-8 text"),
        (SHIPPED[INVENTORY].replace("Puma", "P\xfcma").encode("latin-1"), "is not UTF-8 text"),
        (SHIPPED[INVENTORY].replace(",", ";").encode(), "semicolons stand between the cells"),
        (SHIPPED[INVENTORY].replace(",", "\t").encode(), "tabs stand between the cells"),
        (b"a,b\n1,2\n", "the first line must name the columns: state,type,year"),
        (b"state\n" + b"x" * 200_000, "too long"),
    ],
    ids=["empty", "blank", "no row", "picture", "latin-1", "semicolons", "tabs", "foreign", "long"],
)
def test_an_unreadable_file_is_one_sentence(tmp_path, content, said):
    (problem,) = problems_of(tmp_path, {INVENTORY: content})
    assert problem.file == INVENTORY
    assert said in problem.message
    assert "\n" not in problem.message


def test_a_missing_file_and_a_folder_in_its_place(tmp_path):
    write(tmp_path, dict(SHIPPED))
    (tmp_path / INVENTORY).unlink()
    (tmp_path / "sources.csv").unlink()
    (tmp_path / "sources.csv").mkdir()
    _, _, problems = _read_shipped(tmp_path, TABLES, open_only=False)
    assert [(problem.file, problem.message) for problem in problems] == [
        (INVENTORY, "there is no such file"),
        ("sources.csv", "is a folder; a table is a CSV or XLSX file"),
    ]


def test_all_faults_are_told_at_once(tmp_path):
    inventory = SHIPPED[INVENTORY].replace(",209,", ",many,").replace("press,imputed", "x,imputed")
    orders = SHIPPED["forces/orders.csv"].replace("DEU", "XYZ")
    problems = problems_of(tmp_path, {INVENTORY: inventory, "forces/orders.csv": orders})
    assert [(p.file, p.line, p.field) for p in problems] == [
        (INVENTORY, 2, "quantity"),
        (INVENTORY, 4, "source"),
        ("forces/orders.csv", 2, "state"),
    ]


def test_a_thousand_faults_alike_are_not_a_thousand_lines(tmp_path):
    row = "DEU,Type {},2025,few,,,,,vehicles,press,yes,"
    rows = "\n".join(row.format(number) for number in range(1000))
    problems = problems_of(tmp_path, {INVENTORY: f"{INVENTORY_HEADER}\n{rows}\n"})
    assert len(problems) == MOST_ALIKE + 1
    assert f"{1000 - MOST_ALIKE} more faults of this sort" in {p.message for p in problems}


def test_check_gives_the_faults_of_an_evidence_and_of_a_folder(tmp_path):
    evidence = load(tmp_path)
    assert check(evidence) == []
    write(tmp_path, {"forces/stray.csv": "a\n1\n", INVENTORY: "a\n"})
    assert {problem.file for problem in check(evidence)} == {INVENTORY, "forces/stray.csv"}
    assert "there is no such file" in {problem.message for problem in check(tmp_path / "nowhere")}


TEXTS = sorted(SHIPPED)


@st.composite
def mangled(draw: st.DrawFn) -> tuple[str, str]:
    """A file with one cell replaced by any text, written as a sound CSV or as it comes."""
    file = draw(st.sampled_from(TEXTS))
    rows = list(csv.reader(io.StringIO(SHIPPED[file])))
    row = draw(st.integers(0, len(rows) - 1))
    column = draw(st.integers(0, len(rows[0]) - 1))
    cell = draw(st.text(max_size=12) | st.sampled_from(["", "NaN", "-1", "1e400", '"', "a;b", "٣"]))
    rows[row][column] = cell
    if draw(st.booleans()):
        return file, "\n".join(",".join(cells) for cells in rows)
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    return file, target.getvalue()


@st.composite
def swapped(draw: st.DrawFn) -> tuple[str, str]:
    """A file whose two columns changed places, below a header that did not."""
    file = draw(st.sampled_from(TEXTS))
    header, *rows = csv.reader(io.StringIO(SHIPPED[file]))
    one, other = draw(st.permutations(range(len(header))))[:2]
    for row in rows:
        row[one], row[other] = row[other], row[one]
    target = io.StringIO()
    csv.writer(target).writerows([header, *rows])
    return file, target.getvalue()


@given(mangled() | swapped())
def test_damage_is_told_by_its_file_and_never_crashes(damage):
    file, text = damage
    problems: tuple[Problem, ...] = ()
    with tempfile.TemporaryDirectory() as folder:
        try:
            load(Path(folder), {file: text.encode("utf-8", "surrogatepass")})
        except VallumError as error:
            problems = error.problems
    assert all(problem.message for problem in problems)
    told = {problem.file for problem in problems}
    if file not in ("sources.csv", "geography/states.csv", "governance/memberships.csv"):
        # These three hold words that other tables use, which are then the ones at fault; and a
        # key may clash with one in the twin.
        assert file in told or told <= {"forces/inventory_sipri.csv"}


@given(st.binary(max_size=300))
def test_any_bytes_as_a_table_are_told(content):
    with tempfile.TemporaryDirectory() as folder, pytest.raises(VallumError) as caught:
        load(Path(folder), {INVENTORY: content})
    assert {problem.file for problem in caught.value.problems} == {INVENTORY}
