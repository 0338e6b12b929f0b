"""Descriptor, data pages and coverage say what schemas and rows say."""

from __future__ import annotations

from pathlib import Path

import frictionless
import polars as pl
import pytest
from small_tables import SHIPPED, TABLES, load, write

from vallum.evidence import Evidence
from vallum.evidence.describe import coverage, data_pages, datapackage


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    return load(tmp_path)


def test_descriptor_is_a_sound_data_package():
    descriptor = datapackage()
    assert list(frictionless.Package.metadata_validate(descriptor)) == []
    assert {resource["name"] for resource in descriptor["resources"]} == {
        name.replace("/", "-") for name in [*Evidence.load().names(), "sources"]
    }


def test_another_program_finds_the_small_tables_sound_by_the_descriptor(evidence, tmp_path):
    package = frictionless.Package(datapackage(evidence), basepath=str(tmp_path))
    assert package.validate().valid


@pytest.mark.parametrize(
    ("file", "change", "kind"),
    [
        ("forces/inventory.csv", (",209,", ",many,"), "type-error"),
        ("forces/inventory.csv", (",209,", ",-1,"), "constraint-error"),
        ("forces/inventory.csv", (",0.7,", ",1.7,"), "constraint-error"),
        ("forces/inventory.csv", ("DEU,Puma", "Deu,Puma"), "constraint-error"),
        ("forces/inventory.csv", ("press,imputed", "press,maybe"), "constraint-error"),
        ("forces/inventory.csv", ("DEU,Puma", "DEU,Leopard 2A6"), "primary-key"),
        ("sources.csv", ("press,News", "press,"), "constraint-error"),
    ],
    ids=["number", "minimum", "maximum", "state", "choice", "key", "required"],
)
def test_the_descriptor_carries_the_rules(evidence, tmp_path, file, change, kind):
    write(tmp_path, {file: SHIPPED[file].replace(*change)})
    report = frictionless.Package(datapackage(evidence), basepath=str(tmp_path)).validate()
    assert [error[0] for error in report.flatten(["type"])] == [kind]


def test_descriptor_tells_terms_units_and_meanings(evidence):
    resources = {r["name"]: r for r in datapackage(evidence)["resources"]}
    assert [r["licenses"][0]["name"] for r in resources.values()] == [
        "CC-BY-4.0" if name != "forces-inventory_sipri" else "LicenseRef-SIPRI"
        for name in resources
    ]
    fields = {f["name"]: f for f in resources["forces-inventory"]["schema"]["fields"]}
    assert fields["quantity"] == {
        "name": "quantity",
        "type": "number",
        "description": "units in service",
        "unit": "units",
        "constraints": {"required": True, "minimum": 0},
    }
    assert resources["forces-inventory"]["schema"]["primaryKey"] == ["state", "type", "year"]


def test_open_data_are_described_without_sipri(tmp_path):
    descriptor = datapackage(load(tmp_path, open_only=True))
    assert [licence["name"] for licence in descriptor["licenses"]] == ["CC-BY-4.0"]


def test_coverage_counts_rows_states_and_certainty(evidence):
    rows = {row["table"]: row for row in coverage(evidence).iter_rows(named=True)}
    assert rows["forces/inventory"] == {
        "table": "forces/inventory",
        "title": "Equipment in service",
        "group": "forces",
        "rows": 4,
        "states": 2,  # NATO is a group code
        "share_verified": 0.5,
        "share_unverified": 0.25,
        "share_imputed": 0.25,
        "oldest_year": 2024,
        "newest_year": 2025,
        "terms": "open",
    }
    assert rows["forces/inventory_sipri"]["rows"] == 2
    assert rows["forces/orders"]["oldest_year"] is None
    assert list(rows) == evidence.names()


def test_shares_of_a_table_add_up():
    evidence = Evidence.load()
    facts = [name for name in evidence.names() if "verified" in evidence.table(name).columns]
    for row in coverage(evidence).filter(pl.col("table").is_in(facts)).iter_rows(named=True):
        shares = [row["share_verified"], row["share_unverified"], row["share_imputed"]]
        assert sum(shares) == pytest.approx(1), row["table"]


def test_a_page_shows_every_table_and_column_of_its_group(evidence):
    pages = data_pages(evidence)
    assert list(pages) == ["forces", "geography", "governance"]
    for table in TABLES.values():
        assert (
            f"## {table.title}\n\n`{table.name}`: one row is {table.one_row_is}."
            in pages[table.group]
        )
        for column in table.columns:
            assert f"`{column.name}`" in pages[table.group]
    assert (
        "| **`year`** | whole number, may be empty |  | 1990 to 2040 | year of the count |"
        in (pages["forces"])
    )
    assert "4 rows, 2 states, years 2024 to 2025" in pages["forces"]
    assert "50%; still to be checked: 25%; imputed by a stated rule: 25%" in pages["forces"]


def test_every_shipped_table_has_its_section():
    pages = data_pages()
    evidence = Evidence.load()
    for name in evidence.names():
        assert f"`{name}`: one row is" in pages[evidence.schema(name).group]
