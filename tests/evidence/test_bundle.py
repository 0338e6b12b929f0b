"""The bundle holds every table as it is, tells terms, and is the same bytes each time."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import frictionless
import polars as pl
import pytest
from small_tables import TABLES, load

from vallum.evidence import Evidence
from vallum.evidence.bundle import bundle_files, zipped
from vallum.evidence.describe import TERMS_UNKNOWN, data_dictionary, datapackage, named_sources


@pytest.fixture(scope="module")
def shipped() -> Evidence:
    return Evidence.load()


@pytest.fixture
def small(tmp_path: Path) -> Evidence:
    return load(tmp_path)


def test_every_table_is_there_typed_and_whole(shipped):
    files = bundle_files(shipped)
    names = {f"{name}.parquet" for name in [*shipped.names(), "sources"]}
    assert set(files) == names | {"datapackage.json", "README.md"}
    for name in [*shipped.names(), "sources"]:
        read = pl.read_parquet(files[f"{name}.parquet"])
        assert read.equals(shipped.own_rows(name).drop("_file", "_line"))


def test_descriptor_is_sound_and_fits_the_files(shipped):
    files = bundle_files(shipped)
    told = json.loads(files["datapackage.json"])
    assert list(frictionless.Package.metadata_validate(told)) == []
    assert {resource["path"] for resource in told["resources"]} == {
        name for name in files if name.endswith(".parquet")
    }
    for resource in told["resources"]:
        content = files[resource["path"]]
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
        columns = pl.read_parquet(content).columns
        assert [field["name"] for field in resource["schema"]["fields"]] == columns


def test_rows_of_the_files_keep_the_rules_of_the_descriptor(small):
    files = bundle_files(small)
    for told in json.loads(files["datapackage.json"])["resources"]:
        rows = pl.read_parquet(files[told["path"]])
        schema = frictionless.Schema.from_descriptor(told["schema"])
        data = [rows.columns, *map(list, rows.iter_rows())]
        report = frictionless.Resource(data=data, schema=schema).validate()
        assert report.valid, report.flatten(["type", "message"])


def test_the_same_facts_give_the_same_bytes(tmp_path):
    one, other = (bundle_files(load(tmp_path / name)) for name in ("one", "other"))
    assert one == other
    assert zipped(one) == zipped(dict(reversed(other.items())))


def test_the_archive_holds_the_files_and_no_day(small):
    files = bundle_files(small)
    with zipfile.ZipFile(io.BytesIO(zipped(files))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files
        assert {date(*info.date_time[:3]) for info in archive.infolist()} == {date(1980, 1, 1)}


def test_the_open_bundle_holds_nothing_under_sipris_terms(tmp_path):
    whole = bundle_files(load(tmp_path))
    bare = bundle_files(load(tmp_path, open_only=True))
    assert set(whole) - set(bare) == {"forces/inventory_sipri.parquet"}
    told = json.loads(bare["datapackage.json"])
    assert {licence["name"] for licence in told["licenses"]} == {"CC-BY-4.0"}
    assert all(one["licenses"][0]["name"] == "CC-BY-4.0" for one in told["resources"])
    assert "F-16C" not in pl.read_parquet(bare["forces/inventory.parquet"])["type"]
    assert b"are not in this bundle" in bare["README.md"]


def test_the_shipped_open_bundle_rests_on_no_row_of_sipri_alone(shipped):
    facts = Evidence.load(open_only=True)
    sipri = {row["id"] for row in facts.sources().iter_rows(named=True)
             if (row["licence"] or "").startswith("SIPRI")}  # fmt: skip
    assert sipri
    files = bundle_files(facts)
    assert not [name for name in files if "_sipri" in name]
    for name in facts.names():
        rows = pl.read_parquet(files[f"{name}.parquet"])
        if "source" in rows.columns:
            assert not [ids for ids in rows["source"] if set(ids.split(";")) <= sipri], name


def test_readme_tells_licences_and_tables(small):
    text = bundle_files(small)["README.md"].decode()
    assert "Creative Commons Attribution 4.0" in text
    assert "Not so these tables: `forces/inventory_sipri`" in text
    assert "non-commercial use, with attribution to SIPRI" in text
    for table in TABLES.values():
        assert f"| `{table.name}.parquet` | {table.one_row_is} |" in text
    assert small.digest() in text


def test_every_source_stands_with_its_terms_in_the_descriptor(shipped):
    told = datapackage(shipped)
    by_id = {source["id"]: source for source in told["sources"]}
    assert set(by_id) == set(shipped.sources()["id"])
    for row in shipped.sources().iter_rows(named=True):
        assert by_id[row["id"]]["terms"] == (row["licence"] or TERMS_UNKNOWN)
        assert by_id[row["id"]]["terms"].strip()


def test_every_table_names_the_sources_of_its_rows_with_their_terms(shipped):
    resources = {one["path"]: one for one in datapackage(shipped)["resources"]}
    for name in shipped.names():
        table = shipped.schema(name)
        rows = shipped.own_rows(name)
        named = (
            {id for ids in rows["source"] for id in ids.split(";")}
            if "source" in rows.columns
            else set()
        )
        assert set(named_sources(shipped, table)) == named
        told = resources[f"{name}.csv"]["sources"]
        assert {source["id"] for source in told} == named
        assert all(source["terms"] for source in told)


def test_the_dictionary_has_a_line_for_each_table_that_links_to_its_section(small):
    page = data_dictionary(small)
    assert "5 tables with 15 rows, and 3 sources." in page
    assert (
        "| [`forces/inventory`](forces.md#equipment-in-service) | one type in one state | 4 | 50% "
        "| `state`, `type`, `year` | open |"
    ) in page
    assert "| [`forces/inventory_sipri`](forces.md#equipment-delivered) |" in page
    assert page.count("\n| [`") == len(TABLES)


def test_two_tables_of_a_group_never_share_a_title(shipped):
    """Otherwise a link of the dictionary would lead to the wrong one."""
    titles = [(shipped.schema(name).group, shipped.schema(name).title) for name in shipped.names()]
    assert len(set(titles)) == len(titles)
