"""`Evidence`: what it gives back, and what it says when asked for what is not there."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import polars as pl
import pytest
from small_tables import SHIPPED, load

from vallum.errors import UserError
from vallum.evidence import Evidence, Source


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    return load(tmp_path)


def test_shipped_tables_load_without_a_fault():
    evidence = Evidence.load()
    assert evidence.names() == sorted(evidence.names())
    assert all(evidence.own_rows(name).height for name in evidence.names())


def test_cells_are_typed_and_know_their_line(evidence):
    puma = evidence.table("forces/inventory").row(1, named=True)
    assert puma == {
        "state": "DEU",
        "type": "Puma",
        "year": 2025,
        "quantity": 350.0,
        "readiness": None,
        "price_eur_mn_low": None,
        "price_eur_mn_central": None,
        "price_eur_mn_high": None,
        "unit": "vehicles",
        "source": "mod_deu",
        "verified": "no",
        "note": "first lot, before the upgrade",
        "_file": "forces/inventory.csv",
        "_line": 3,
    }


def test_a_twin_is_read_together_with_its_table(evidence):
    joint = evidence.table("forces/inventory")
    assert (
        joint["_file"].to_list()
        == ["forces/inventory.csv"] * 4 + ["forces/inventory_sipri.csv"] * 2
    )
    assert evidence.own_rows("forces/inventory").height == 4
    assert evidence.table("forces/inventory_sipri")["type"].to_list() == ["Leopard 2A4", "F-16C"]


def test_open_only_leaves_out_what_stands_under_sipri_terms(tmp_path):
    evidence = load(tmp_path, open_only=True)
    assert "forces/inventory_sipri" not in evidence.names()
    assert "POL" not in evidence.table("forces/inventory")["state"]


def test_columns_may_stand_in_any_order(tmp_path, evidence):
    header, *rows = [line.split(",") for line in SHIPPED["geography/states.csv"].splitlines()]
    turned = "\n".join(",".join(reversed(row)) for row in [header, *rows])
    other = load(tmp_path / "other", {"geography/states.csv": turned})
    assert other.table("geography/states").equals(evidence.table("geography/states"))
    assert other.digest() == evidence.digest()


@pytest.mark.parametrize(
    "form",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: text + "\n\n",
    ],
    ids=["byte order mark", "Windows lines", "no last newline", "empty lines at the end"],
)
def test_how_a_file_was_saved_makes_no_difference(tmp_path, evidence, form):
    saved = form(SHIPPED["forces/inventory.csv"])
    other = load(tmp_path / "other", {"forces/inventory.csv": saved})
    assert other.table("forces/inventory").equals(evidence.table("forces/inventory"))
    assert other.digest() == evidence.digest()


def test_digest_is_the_same_everywhere(evidence):
    told = ""
    for file in sorted(SHIPPED, key=lambda name: name.removesuffix(".csv")):
        header, *rows = csv.reader(io.StringIO(SHIPPED[file]))
        order = sorted(range(len(header)), key=header.__getitem__)
        told += "\x1d" + file.removesuffix(".csv")
        for row in [header, *rows]:
            told += "\x1e" + "\x1f".join(row[place] for place in order)
    assert evidence.digest() == hashlib.sha256(told.encode()).hexdigest()
    # Written down once: a change here means that every run's id changes.
    assert evidence.digest().startswith("e1fb64ccb07ce827")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("forces/inventory.csv", ",209,", ",210,"),
        ("forces/inventory.csv", "first lot,", "first lot;"),
        ("sources.csv", "2025-06", "2025-07"),
        ("forces/inventory.csv", "DEU,Puma", "FRA,Puma"),
    ],
    ids=["a number", "a note", "a source", "a key"],
)
def test_digest_changes_with_any_cell(tmp_path, evidence, file, old, new):
    other = load(tmp_path / "other", {file: SHIPPED[file].replace(old, new)})
    assert other.digest() != evidence.digest()


def test_source_and_grade(evidence):
    assert evidence.source("mod_deu") == Source(
        id="mod_deu",
        title="Report, yearly",
        publisher="Ministry",
        published="2025-06",
        url="https://example.org/a",
        licence="public",
        grade="A",
    )
    assert [evidence.grade(ids) for ids in ("press", "press;mod_deu", "press;sipri_at")] == [
        "C",
        "A",
        "B",
    ]
    assert evidence.sources()["id"].to_list() == ["mod_deu", "press", "sipri_at"]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda e: e.source("mod_due"), "source 'mod_due' is not in sources.csv; did you mean"),
        (lambda e: e.grade("press;pres"), "source 'pres' is not in sources.csv; did you mean"),
        (lambda e: e.table("forces/inventry"), "there is no table 'forces/inventry'; did you mean"),
        (lambda e: e.schema("zzz"), "there is no table 'zzz'; the tables are forces/inventory"),
    ],
    ids=["source", "grade", "table near", "table far"],
)
def test_what_is_not_there_is_told(evidence, ask, said):
    with pytest.raises(UserError, match=said.replace(";", "; ?")):
        ask(evidence)


def test_query_sees_tables_with_their_twins(evidence):
    answer = evidence.query(
        "SELECT state, sum(quantity) AS units FROM forces_inventory GROUP BY state ORDER BY state"
    )
    expected = (
        evidence.table("forces/inventory")
        .group_by("state")
        .agg(pl.sum("quantity").alias("units"))
        .sort("state")
    )
    assert answer.equals(expected)
    assert evidence.query("SELECT count(*) AS n FROM sources").item() == 3


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT * FROM forces_inventry", "forces_inventry does not exist.*forces_inventory"),
        ("SELECT colour FROM forces_inventory", "colour"),
        ("SELECT error('boo')", "boo"),
        ("", "one SELECT statement"),
        ("SELECT 1; SELECT 2", "one SELECT statement"),
        ("CREATE TABLE t AS SELECT 1", "one SELECT statement"),
        ("DROP VIEW forces_inventory", "one SELECT statement"),
        ("SET threads = 4", "one SELECT statement"),
        ("COPY forces_inventory TO '{here}/out.csv'", "one SELECT statement"),
        ("ATTACH '{here}/out.db'", "one SELECT statement"),
        ("SELECT * FROM read_csv('{here}/sources.csv')", "disabled by configuration"),
        ("SELECT * FROM '{here}/sources.csv'", "disabled by configuration"),
        ("SELECT * FROM glob('{here}/*')", "disabled by configuration"),
    ],
    ids=lambda value: value[:32],
)
def test_query_only_reads_and_fails_in_one_sentence(evidence, tmp_path, sql, said):
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UserError, match=said) as caught:
        evidence.query(sql.replace("{here}", str(tmp_path)))
    assert "\n" not in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == before
