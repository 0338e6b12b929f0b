"""Exports come back as they went out, with the same bytes, and overwrite nothing unasked."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xarray as xr
from fake_study import FakePlan, FakeStudy
from polars.testing import assert_frame_equal

from vallum.errors import UserError
from vallum.store import FORMATS, Format, Store, StoredRun, default_target, export
from vallum.store import exports as exports_module

TARGETS: dict[Format, str] = {
    "xlsx": "out.xlsx",
    "csv": "out_csv",
    "parquet": "out_parquet",
    "netcdf": "out.nc",
}


@pytest.fixture
def run(store: Store) -> StoredRun:
    return store.save(FakeStudy())


def test_workbook_round_trip(run: StoredRun, tmp_path: Path) -> None:
    (file,) = export(run, "xlsx", tmp_path / "run.xlsx")
    sheets = pl.read_excel(file, sheet_id=0, raise_if_empty=False)
    assert list(sheets) == ["about", *run.frame_names]
    for name, frame in run.frames().items():
        if frame.height:
            back = sheets[name].cast(dict(frame.schema))  # type: ignore[arg-type]
            assert_frame_equal(back, frame)
    about = dict(sheets["about"].rows())
    assert about["run"] == run.id
    assert about["headline"] == run.headline["sentence"]
    assert "CC BY 4.0" in about["licence"]
    assert about["scenario.us.enablers_leave"] == "2028"
    assert about["headline.stand_alone_years.sea"] == "null"


def test_a_workbook_with_a_plan(store: Store, tmp_path: Path) -> None:
    run = store.save(FakeStudy(plan=FakePlan()))
    (file,) = export(run, "xlsx", tmp_path / "run.xlsx")
    sheets = pl.read_excel(file, sheet_id=0, raise_if_empty=False)
    held = sheets["bottlenecks"]
    assert held["shadow_price"].to_list() == pytest.approx([0.004, 0.002])
    about = sheets["about"].rows()
    assert ("mode", "close_gaps") in about
    assert ("headline.stand_alone_year_with_plan", "2033") in about
    assert ("headline.bottlenecks", held["meaning"][0]) in about
    told = " ".join(text for field, text in about if field == "how to read")
    assert "plan_orders, plan_deliveries: " in told
    with zipfile.ZipFile(file) as parts:  # 0.004 must not be shown as 0.00
        assert "0.000000" in parts.read("xl/styles.xml").decode()


def test_a_run_without_a_plan_explains_none(run: StoredRun, tmp_path: Path) -> None:
    export(run, "csv", tmp_path / "out")
    about = (tmp_path / "out" / "about.csv").read_text(encoding="utf-8")
    assert "\nmode,none\n" in about
    assert "plan_orders" not in about
    assert "headline.bottlenecks" not in about


def test_workbook_is_fit_to_read(run: StoredRun, tmp_path: Path) -> None:
    (file,) = export(run, "xlsx", tmp_path / "run.xlsx")
    with zipfile.ZipFile(file) as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml").decode()
        sheets = "".join(parts.read(name).decode() for name in parts.namelist() if "sheet" in name)
        table = parts.read("xl/tables/table2.xml").decode()
        styles = parts.read("xl/styles.xml").decode()
    assert re.search(r'<pane ySplit="1"[^>]*state="frozen"', sheet)
    assert "<autoFilter" in table
    assert "<col " in sheet
    assert "0.0%" in styles
    assert "<f>" not in sheets  # '=1+1' of the data stays text


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_tables_round_trip(run: StoredRun, tmp_path: Path, format: Format) -> None:
    files = export(run, format, tmp_path / "out")
    assert {file.stem for file in files} == {"about", *run.frame_names}
    for name, frame in run.frames().items():
        file = tmp_path / "out" / f"{name}.{format}"
        back = (
            pl.read_parquet(file)
            if format == "parquet"
            else pl.read_csv(file, schema=frame.schema, null_values=[""])
        )
        assert_frame_equal(back, frame)


def test_csv_is_plain_utf8_with_newlines(run: StoredRun, tmp_path: Path) -> None:
    for file in export(run, "csv", tmp_path / "out"):
        content = file.read_bytes()
        assert b"\r" not in content
        assert not content.startswith(b"\xef\xbb\xbf")
        assert content.decode("utf-8").endswith("\n")


@pytest.mark.parametrize("target", ["gaps.nc", "folder"])
def test_netcdf_round_trip(run: StoredRun, tmp_path: Path, target: str) -> None:
    (file,) = export(run, "netcdf", tmp_path / target)
    assert file.name == "gaps.nc"
    with xr.open_dataset(file, engine="scipy") as back:
        xr.testing.assert_equal(back["gap"], FakeStudy().datasets()["gaps"]["gap"])
        assert back["gap"].attrs["units"] == "units"


def test_one_file_holds_one_result(store: Store, tmp_path: Path) -> None:
    run = store.save(FakeStudy(with_datasets=False))
    with pytest.raises(UserError, match=r"has 0 results and a \.nc file holds one"):
        export(run, "netcdf", tmp_path / "out.nc")


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_bytes_each_time(run: StoredRun, tmp_path: Path, format: Format) -> None:
    (tmp_path / "elsewhere").mkdir()
    first = export(run, format, tmp_path / TARGETS[format])
    second = export(run, format, tmp_path / "elsewhere" / TARGETS[format])
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_is_overwritten_unasked(run: StoredRun, tmp_path: Path, format: Format) -> None:
    target = tmp_path / TARGETS[format]
    before = {file: file.read_bytes() for file in export(run, format, target)}
    with pytest.raises(UserError, match="exists already"):
        export(run, format, target)
    assert export(run, format, target, force=True) == sorted(before)
    assert {file: file.read_bytes() for file in before} == before


@pytest.mark.parametrize("format", FORMATS)
def test_force_never_replaces_a_folder_of_other_things(
    run: StoredRun, tmp_path: Path, format: Format
) -> None:
    target = tmp_path / TARGETS[format]
    target.mkdir()
    (target / "thesis.docx").write_text("years of work")
    with pytest.raises(UserError, match="holds other things"):
        export(run, format, target, force=True)
    assert (target / "thesis.docx").read_text() == "years of work"


@pytest.mark.parametrize("format", FORMATS)
def test_a_failure_leaves_nothing(
    run: StoredRun, tmp_path: Path, format: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    folder = tmp_path / "exports"
    folder.mkdir()
    for name in ("_write_sheet", "write_netcdf"):
        monkeypatch.setattr(exports_module, name, fail)
    for name in ("write_csv", "write_parquet"):
        monkeypatch.setattr(pl.DataFrame, name, fail)
    with pytest.raises(KeyboardInterrupt):
        export(run, format, folder / TARGETS[format])
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("format", "target", "message"),
    [
        ("xlxs", "out.xlsx", "'xlxs' is not a format of export; did you mean 'xlsx'"),
        ("word", "out", "known are xlsx, csv, parquet, netcdf"),
        ("xlsx", "out.xls", r"must end in \.xlsx"),
        ("csv", "file/out", "cannot write to"),
    ],
    ids=["misspelt", "unknown", "ending", "below a file"],
)
def test_what_cannot_be_exported(
    run: StoredRun, tmp_path: Path, format: str, target: str, message: str
) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(UserError, match=message):
        export(run, format, tmp_path / target)  # type: ignore[arg-type]


@pytest.mark.parametrize("format", FORMATS)
def test_the_default_target_suits_the_format(
    run: StoredRun, tmp_path: Path, format: Format
) -> None:
    target = default_target(run, format)
    assert run.id in target.name
    assert export(run, format, tmp_path / target)
