"""What all readers of official files share: faults, overlays, sources, digits."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refresh_files import (
    DEBT,
    DEBT_HEADER,
    EXPLORER,
    NATO_TABLE,
    OUTPUT_TSV,
    ROWS,
    WDI,
    Load,
    loader,
)  # fmt: skip
from small_tables import write

from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.evidence.refresh import READERS, eurostat, kiel, nato, refresh, worldbank
from vallum.evidence.refresh.files import Figure, read_figure
from vallum.evidence.refresh.propose import _rounded
from vallum.evidence.refresh.states import EUROSTAT_CODES, OTHER_NAMES
from vallum.evidence.schemas import TABLES as SHIPPED_TABLES


@pytest.fixture
def load(tmp_path: Path) -> Load:
    return loader(tmp_path / "shipped")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """The small facts as shipped, read once: no example changes them."""
    load_small = loader(tmp_path_factory.mktemp("shipped"))
    facts = load_small(None)
    return lambda overlay: load_small(overlay) if overlay else facts


def test_what_is_written_is_in_force_and_proposed_no_more(tmp_path, load):
    write(tmp_path, {"debt.csv": DEBT})
    overlay = tmp_path / "own"
    first = refresh("eurostat", tmp_path / "debt.csv", overlay, load=load)
    assert sorted(first.addition.files) == ["economy/fiscal.csv", "sources.csv"]
    write(overlay, dict(first.addition.files))
    facts = load(overlay)
    row = facts.table("economy/fiscal").filter(state="DEU").row(0, named=True)
    assert (row["debt_pct_gdp"], row["balance_pct_gdp"]) == (62.2, -2.663)
    assert facts.source("eurostat_gov_10dd_edpt1_2025_10").grade == "A"
    again = refresh("eurostat", tmp_path / "debt.csv", overlay, load=load)
    assert again.addition.files == {}
    assert again.agreeing == 3


def test_a_later_edition_replaces_the_remark_of_the_earlier_one(tmp_path, load):
    overlay = tmp_path / "own"
    later = DEBT.replace("21/10/25", "21/04/26").replace(",101.9,", ",102.5,")
    for number, text in enumerate((DEBT, later)):
        write(tmp_path, {f"debt{number}.csv": text})
        proposal = refresh("eurostat", tmp_path / f"debt{number}.csv", overlay, load=load)
        write(overlay, dict(proposal.addition.files))
    row = load(overlay).table("economy/fiscal").filter(state="GBR").row(0, named=True)
    assert row["note"] == (
        "debt_pct_gdp read from debt1.csv (Eurostat gov_10dd_edpt1, 2026-04-21); by hand"
    )
    assert row["source"].startswith("eurostat_gov_10dd_edpt1_2026_04;")


def test_another_publication_under_the_same_id_is_not_taken_for_it(tmp_path, monkeypatch):
    taken = "worldbank_wdi_2025_10,A newspaper on it,Press,2025-10-09,,press,C"
    monkeypatch.setitem(ROWS, "sources", (*ROWS["sources"], taken))
    write(tmp_path, {"wdi.csv": WDI})
    proposal = refresh("worldbank", tmp_path / "wdi.csv", load=loader(tmp_path / "shipped"))
    assert proposal.source.id == "worldbank_wdi_2025_10_file"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (("eurostat", "x.csv", "a,b\n1,2\n", None), "is no Eurostat file"),
        (("eurostat", "x.csv", "", None), "is no Eurostat file"),
        (("eurostat", "x.csv", DEBT.replace("GOV_10DD", "GOV_99"), None),
         "holds the dataset gov_99"),
        (("eurostat", "x.csv", DEBT.replace(",62.2,p,", ",62.2"), None),
         "x.csv, line 2: the line has"),
        (("eurostat", "x.csv", DEBT_HEADER, None), "has a header and no row below it"),
        (("eurostat", "nama_10_gdp.tsv", OUTPUT_TSV, None),
         "give it with --edition, as 2025-08"),
        (("eurostat", "nama_10_gdp.tsv", OUTPUT_TSV, "soon"),
         "--edition soon: write year and month"),
        (("eurostat", "gdp.tsv", OUTPUT_TSV, "2025-10"),
         "holds the dataset gdp; what is read: gov_"),
        (("eurostat", "nama_10_gdp.tsv", OUTPUT_TSV.replace("P3,", ""), "2025-10"),
         "line 4: the l"),
        (("worldbank", "x.csv", "Country Name,Country Code\n", None),
         "is no World Development"),
        (("nato", "x.csv", "Table,\n", None), "holds none of NATO's tables"),
        (("nato", "x.xlsx", b"no workbook", None), "is not a readable XLSX workbook"),
        (("nato", "x.csv.gz", b"not packed", None), "is not a readable gzip file"),
        (("nato", "x.pdf", b"%PDF", None),
         "is not read; give a .csv, .tsv or .xlsx file"),
        (("nato", "x.csv", "Tur\u0308kiye\xff".encode("latin-1", "replace"), None),
         "is not UTF-8"),
        (("kiel", "x.csv", EXPLORER.replace("iso", "code"), None),
         "does not say when it was publis"),
        (("kiel", "x.csv", EXPLORER.replace("commitments", "pledges"), "2026-08"),
         "is no Ukraine"),
        (("kiel", "x.csv", EXPLORER.replace(",1.0,", ",many,"), "2026-08"),
         "x.csv, line 2, military: 'many' is no number"),
        (("kiel", "x.csv", EXPLORER.replace("2022,3", "2022,May"), "2026-08"),
         "line 2, month: 'May' is no whole number"),
        (("imf", "x.csv", "", None),
         "there is no reader 'imf'; there are eurostat, kiel, nato"),
        (("eurostt", "x.csv", "", None),
         "there is no reader 'eurostt'; did you mean 'eurostat'?"),
    ],
)  # fmt: skip
def test_a_file_that_is_something_else_is_told(tmp_path, load, case, said):
    reader, name, content, edition = case
    write(tmp_path, {name: content})
    with pytest.raises(UserError) as caught:
        refresh(reader, tmp_path / name, edition=edition, load=load)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


SOUND = {
    "eurostat": ("gov_10dd_edpt1.csv", DEBT),
    "eurostat tsv": ("nama_10_gdp.tsv", OUTPUT_TSV),
    "worldbank": ("wdi.csv", WDI),
    "kiel": ("data_explorer.csv", EXPLORER),
    "nato": ("table3.csv", NATO_TABLE),
}
ODD = st.text(max_size=8) | st.sampled_from(
    [",", "\t", "\n", '"', "nan", "1e999", "-1", "9999", "٣", "\\TIME_PERIOD", "Table 2", "1e-400"]
)


@given(form=st.sampled_from(sorted(SOUND)), places=st.lists(st.floats(0, 1), max_size=4), odd=ODD)
def test_a_mangled_file_is_read_or_refused_in_plain_words(small, form, places, odd):
    name, text = SOUND[form]
    for place in places:
        at = int(place * len(text))
        text = text[:at] + odd + text[at + len(odd) :]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_text(text, encoding="utf-8", errors="replace", newline="")
        try:
            proposal = refresh(form.split()[0], file, edition="2026-08", load=small)
        except UserError:
            return
    changes = [row.change for row in proposal.addition.changes if row.table != "sources"]
    assert "same" not in changes


@pytest.mark.parametrize("reader", sorted(READERS))
def test_a_missing_file_is_told(tmp_path, load, reader):
    with pytest.raises(UserError, match="cannot be read: No such file"):
        refresh(reader, tmp_path / "x.csv", load=load)


def test_readers_fill_columns_that_our_tables_have():
    wanted = {
        (series.table, name)
        for _, all_series in eurostat.DATASETS.values()
        for series in all_series
        for name in (series.column, *series.empty)
    }
    wanted |= {(worldbank.TABLE, name) for name, _ in worldbank.COLUMNS.values()}
    wanted |= {(nato.SPENDING, column) for _, _, column, _ in nato._BLOCKS}
    wanted |= {(nato.TOTALS, column) for column in nato._SHARED}
    wanted |= {(kiel.TABLE, "eur_bn"), (kiel.TABLE, "months")}
    for table, name in wanted:
        assert SHIPPED_TABLES[table].column(name)


def test_codes_and_names_of_states_are_those_of_our_tables():
    states = set(Evidence.load().table("geography/states")["state"])
    assert set(EUROSTAT_CODES.values()) <= states
    assert set(OTHER_NAMES.values()) <= states


@pytest.mark.parametrize(
    ("cell", "figure"),
    [
        ("62.9", Figure(62.9, 0.1)),
        (" 62.90 ", Figure(62.9, 0.01)),
        ("4321", Figure(4321, 1)),
        ("-1.5e3", Figure(-1500, 100)),
        ("1.5E-3", Figure(0.0015, 1e-4)),
        (":", None),
        ("..", None),
        ("", None),
        ("1,234", None),
        ("nan", None),
        ("1e999x", None),
    ],
)
def test_figures_in_cells(cell, figure):
    found = read_figure(cell)
    if figure is None:
        assert found is None
    else:
        assert found is not None
        assert (found.value, found.step) == pytest.approx((figure.value, figure.step))


@given(st.floats(1e-6, 1e7), st.integers(0, 10))
def test_rounding_keeps_six_digits_and_no_more_than_were_published(value, decimals):
    rounded = _rounded(Figure(value, 10.0**-decimals))
    assert abs(rounded - value) <= max(0.5 * 10.0**-decimals, value * 5e-6, 0) * (1 + 1e-9) or (
        value >= 1e6 and abs(rounded - value) <= 0.5
    )
    assert len(f"{rounded:.10f}".rstrip("0").partition(".")[2]) <= decimals
