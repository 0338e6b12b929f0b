"""Readers of official files, on small files in the layouts that their publishers use."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from refresh_files import (
    DEBT,
    EXPLORER,
    OUTPUT_TSV,
    ROWS,
    WDI,
    Load,
    left_out,
    loader,
    told,
    workbook,
)  # fmt: skip
from small_tables import write

from vallum.evidence.refresh import refresh


@pytest.fixture
def load(tmp_path: Path) -> Load:
    return loader(tmp_path / "shipped")


# Eurostat


def test_eurostat_debt_changes_its_own_column_and_keeps_the_others(tmp_path, load):
    write(tmp_path, {"debt.csv": DEBT})
    proposal = refresh("eurostat", tmp_path / "debt.csv", load=load)
    changes = told(proposal)
    assert set(changes) == {("DEU", 2024), ("GRC", 2024), ("GBR", 2024)}
    assert changes["DEU", 2024] == {
        "debt_pct_gdp": (63.465, 62.2),
        "source": ("imf_weo_2025_10", "eurostat_gov_10dd_edpt1_2025_10;imf_weo_2025_10"),
        "note": (None, "debt_pct_gdp read from debt.csv (Eurostat gov_10dd_edpt1, 2025-10-21)"),
    }  # the balance agrees to the digit that Eurostat gives
    assert changes["GRC", 2024]["kind"] == ("actual", "estimate")
    assert proposal.dataset == "Eurostat gov_10dd_edpt1, 2025-10-21"
    source = proposal.source
    assert (source.id, source.publisher, source.published, source.grade) == (
        "eurostat_gov_10dd_edpt1_2025_10", "Eurostat", "2025-10-21", "A",
    )  # fmt: skip


def test_a_row_with_unchecked_figures_beside_stays_unchecked(tmp_path, load):
    write(tmp_path, {"debt.csv": DEBT})
    changes = told(refresh("eurostat", tmp_path / "debt.csv", load=load))
    assert "verified" not in changes["GBR", 2024]
    assert changes["GBR", 2024]["note"][1].endswith("2025-10-21); by hand")


def test_what_has_no_place_is_listed(tmp_path, load):
    write(tmp_path, {"debt.csv": DEBT})
    assert left_out(refresh("eurostat", tmp_path / "debt.csv", load=load)) == {
        "no state that geography/states lists": (("EU27_2020",), 1),
        "no table has a column for this series": (("A MIO_EUR S13 GD", "A PC_GDP S1311 GD"), 2),
        "economy/fiscal: year is 2014 to 2030": (("2013",), 1),
        "not among the states of economy/fiscal": (("FRA",), 1),
    }


def test_the_newer_form_of_sdmx_csv_reads_the_same(tmp_path, load):
    newer = DEBT.replace("DATAFLOW,LAST UPDATE", "STRUCTURE,STRUCTURE_ID").replace(
        "ESTAT:GOV_10DD_EDPT1(1.0),21/10/25 11:00:00", "dataflow,ESTAT:GOV_10DD_EDPT1(1.0)"
    )
    write(tmp_path, {"debt.csv": DEBT, "newer/debt.csv": newer})
    one = refresh("eurostat", tmp_path / "debt.csv", edition="2025-10-21", load=load)
    other = refresh("eurostat", tmp_path / "newer/debt.csv", edition="2025-10-21", load=load)
    assert one == other


def test_eurostat_output_as_tsv(tmp_path, load):
    write(tmp_path, {"estat_nama_10_gdp.tsv": OUTPUT_TSV})
    file = tmp_path / "estat_nama_10_gdp.tsv"
    proposal = refresh("eurostat", file, edition="2025-10", load=load)
    changes = told(proposal)
    assert changes["DEU", 2024] == {
        "gdp_eur_bn": (4000, 4010),
        # The rate between the two columns is one in a year, 1.1 here.
        "gdp_usd_bn": (4400, 4411),
        "real_growth_pct": (-0.2, -0.5),
        "source": ("imf_weo_2025_10", "eurostat_nama_10_gdp_2025_10;imf_weo_2025_10"),
        "note": (
            None,
            "real_growth_pct, gdp_eur_bn read from estat_nama_10_gdp.tsv (Eurostat nama_10_gdp, "
            "2025-10); gdp_usd_bn worked out from that",
        ),
    }
    # Other figures of 2026 are projections, and so stays the row.
    assert "kind" not in changes["DEU", 2026]
    assert left_out(proposal) == {
        "no table has a column for this series": (("A CP_MEUR P3",), 2),
        "no row of economy/macro to change, and no gdp_eur_bn or gdp_usd_bn or population_mn for "
        "one": (("DEU 2023",), 1),
    }


def test_a_compressed_file_reads_the_same(tmp_path, load):
    packed = gzip.compress(OUTPUT_TSV.encode(), mtime=0)
    files = {"nama_10_gdp.tsv": OUTPUT_TSV, "packed/nama_10_gdp.tsv.gz": packed}
    write(tmp_path, files)
    one, other = (
        told(refresh("eurostat", tmp_path / name, edition="2025-10", load=load)) for name in files
    )
    assert {key: row["gdp_eur_bn"] for key, row in one.items() if "gdp_eur_bn" in row} == {
        key: row["gdp_eur_bn"] for key, row in other.items() if "gdp_eur_bn" in row
    }


def test_people_on_1_january_are_those_of_the_day_before(tmp_path, load):
    header = "DATAFLOW,LAST UPDATE,freq,unit,age,sex,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS"
    flow = "ESTAT:DEMO_PJAN(1.0),11/07/25 23:00:00,A,NR"
    rows = [f"{flow},TOTAL,T,DE,2025,83577140,,", f"{flow},Y10,M,DE,2025,400000,,"]
    write(tmp_path, {"people.csv": "\n".join([header, *rows, ""])})
    proposal = refresh("eurostat", tmp_path / "people.csv", load=load)
    change = told(proposal)["DEU", 2024]
    assert change["central"] == (84.1, 83.5771)
    # A count is no projection, so it has no interval, and nothing of the projection stays.
    assert change["low"] == (83.9, None)
    assert change["high"] == (84.3, None)
    assert change["source"][1] == "eurostat_demo_pjan_2025_07"
    assert left_out(proposal)["no table has a column for this series"] == (("A NR Y10 M",), 1)


# World Bank


def test_worldbank_indicator_file(tmp_path, load):
    write(tmp_path, {"API_NY.csv": WDI})
    proposal = refresh("worldbank", tmp_path / "API_NY.csv", load=load)
    assert told(proposal) == {
        ("DEU", 2024): {
            "gdp_usd_bn": (4400, 4510),
            "gdp_eur_bn": (4000, 4100),
            "population_mn": (83.5, 84.21),
            "source": ("imf_weo_2025_10", "worldbank_wdi_2025_10;imf_weo_2025_10"),
            "note": (
                None,
                "gdp_usd_bn, population_mn read from API_NY.csv (World Development Indicators, "
                "2025-10-07); gdp_eur_bn worked out from that",
            ),
        }
    }
    assert proposal.agreeing == 1
    assert left_out(proposal) == {
        "SIPRI's figures, which have terms of their own": (("MS.MIL.XPND.GD.ZS",), 2),
        "no state that geography/states lists": (("EMU",), 2),
        "economy/macro: year is 2014 to 2030": (("2013",), 2),
        "not among the states of economy/macro": (("JPN",), 1),
    }
    assert proposal.source.licence == "CC-BY-4.0"


def test_worldbank_databank_file(tmp_path, load):
    bank = (
        "Country Name,Country Code,Series Name,Series Code,2024 [YR2024],2025 [YR2025]\n"
        "Germany,DEU,GDP (current US$),NY.GDP.MKTP.CD,4510000000000,..\n"
        "France,FRA,GDP growth (annual %),NY.GDP.MKTP.KD.ZG,1.14,..\n"
        "\n\nData from database: World Development Indicators,,,,,\nLast Updated: 07/01/2025,,,,,\n"
    )
    write(tmp_path, {"Data.csv": bank})
    proposal = refresh("worldbank", tmp_path / "Data.csv", load=load)
    assert proposal.dataset == "World Development Indicators, 2025-07-01"
    assert told(proposal)["DEU", 2024]["gdp_usd_bn"] == (4400, 4510)
    assert proposal.agreeing == 1  # 1.14 and 1.1 agree to one digit


# NATO


def nato_sheets(*, core: str = "") -> dict[str, list[list[Any]]]:
    """Tables 2, 3, 7 and 8a as NATO lays them out: title, unit, years, blocks, notes."""
    years = [None, None, 2022, "2023", "2024e"]
    two = [
        [f"Table 2 : {core or 'D'}efence expenditure"], [], ["Million US dollars"], [], years, [],
        ["Current prices and exchange rates"],
        [None, "Germany*", 55000.5, 73104.4, "97685.6"],
        [None, "Slovak Republic", 2000, 2400.25, "2800"],
        [None, "Türkiye   ", None, "..", 22776],
        [None, "Freedonia", 1, 2, 3],
        ["NATO Total", None, 1190359.4, 1294807.6, "1474399.5"],
        ["Constant 2015 prices and exchange rates"],
        [None, "Germany*", 54612.7, 60020, 76943.0],
        [],
        [None, "Notes: Figures for 2024 are estimates. ", None, 5, 6],
        ["-8-"],
    ]  # fmt: skip
    three = [
        ["Table 3 : Defence expenditure as a share of GDP"], ["Based on 2015 prices"], years,
        ["Share of real GDP (%)"], [None, "Germany*", 1.5, 1.64, "2.12"],
        ["Annual real change (%)"], [None, "Germany*", 5, 6, 7],
    ]  # fmt: skip
    seven = [
        ["Table 7 : Military personnel"], ["Thousands"], years,
        [None, "Germany", 183, 181.5, "185.6"], ["NATO Total", None, 3285.2, 3319.9, "3418.6"],
    ]  # fmt: skip
    eight = [
        ["Table 8a : Distribution of defence expenditure by main category"],
        ["Percentage of total defence expenditure"], years,
        ["Equipment (a)"], [None, "Germany", 20.5, 26.1, "28.75"],
        ["Personnel (b)"], [None, "Germany", 39.3, 38.0, "29.58"],
        ["Notes: Figures for 2024 are estimates."], ["(a) Equipment includes R&D."],
    ]  # fmt: skip
    return {"TABLE2": two, "TABLE3": three, "TABLE7": seven, "TABLE8a": eight}


def test_nato_workbook(tmp_path, load):
    name = "240617-def-exp-2024-TABLES-en.xlsx"
    write(tmp_path, {name: workbook(nato_sheets())})
    proposal = refresh("nato", tmp_path / name, load=load)
    changes = told(proposal)
    new = {column: value for column, (_, value) in changes["DEU", 2024, "NATO", "2024-06"].items()}
    assert new == {
        "state": "DEU",
        "year": 2024,
        "definition": "NATO",
        "edition": "2024-06",
        "status": "estimate",
        "spending_usd_bn": 97.6856,
        "spending_eur_bn": 90.281,  # at the year's average rate, 0.9242
        "spending_constant_usd_bn": 76.943,
        "constant_price_year": 2015,
        "pct_gdp": 2.12,
        "equipment_share_pct": 28.75,
        "personnel_share_pct": 29.58,
        "armed_forces_thousand": 185.6,
        "source": "nato_defexp_2024_06",
        "verified": "yes",
        "note": "spending_usd_bn, spending_constant_usd_bn, pct_gdp, armed_forces_thousand, "
        f"equipment_share_pct, personnel_share_pct read from {name} (Defence Expenditure of NATO "
        "Countries (2022-2024), 2024-06-17); spending_eur_bn worked out from that",
    }
    # 2023 agrees in every figure; the source is the one that the facts know already.
    assert ("DEU", 2023, "NATO", "2024-06") not in changes
    assert "sources.csv" not in proposal.addition.files
    assert left_out(proposal) == {
        "economy/defence_aggregates has no such column": (
            ("NATO Total: armed_forces_thousand",),
            3,
        ),
        "no state that geography/states lists": (("Freedonia",), 3),
        "no table has a column for this series": (("table 3: Annual real change (%)",), 3),
        "not among the states of economy/defence_spending": (("SVK", "TUR"), 4),
    }


def test_nato_totals_go_into_their_own_table(tmp_path, load):
    write(tmp_path, {"240617-x.xlsx": workbook(nato_sheets())})
    changes = told(refresh("nato", tmp_path / "240617-x.xlsx", load=load))
    assert changes["NATO", 2024, "NATO", "2024-06"]["spending_usd_bn"] == (None, 1474.4)
    assert ("NATO", 2023, "NATO", "2024-06") not in changes


def test_one_nato_table_as_csv_with_its_countries_in_the_first_column(tmp_path, load):
    """As the newer editions have it: the block's name above its own line of years."""
    text = (
        "Table 2: Core defence expenditure,,,\nMillion US dollars,,,\n,,,\n"
        "Current prices and exchange rates,,,\n,2024,2025e,2026e\n"
        "Germany,90000,110000.4,120000\nIceland,..,..,..\n,,,\n"
        "Constant 2021 prices,,,\n,2024,2025e,2026e\nGermany,88150.5,100000,105000\n"
        "Notes: e estimate,,,\n"
    )
    write(tmp_path, {"def-exp-2026-en.csv": text})
    file = tmp_path / "def-exp-2026-en.csv"
    changes = told(refresh("nato", file, edition="2026-07", load=load))
    new = changes["DEU", 2025, "NATO_core", "2026-07"]
    assert new["spending_usd_bn"] == (None, 110.0)
    assert new["spending_constant_usd_bn"] == (None, 100)
    assert new["constant_price_year"] == (None, 2021)
    assert new["status"] == (None, "estimate")
    assert "spending_eur_bn" not in new  # no average rate of 2025 in these facts
    assert changes["DEU", 2024, "NATO_core", "2026-07"]["status"] == (None, "actual")


def test_nato_figures_in_another_unit_are_left_out(tmp_path, load):
    sheets = nato_sheets()
    sheets["TABLE2"][2] = ["Million euros"]
    write(tmp_path, {"240617-x.xlsx": workbook({"TABLE2": sheets["TABLE2"]})})
    proposal = refresh("nato", tmp_path / "240617-x.xlsx", load=load)
    assert told(proposal) == {}
    assert proposal.addition.files == {}


# Kiel


@pytest.fixture
def any_donor(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small table of aid has one donor; the others stand in for those of the real one."""
    rows = (
        *ROWS["ukraine/aid"],
        "TUR,2022,12,humanitarian,allocation,0.1,kiel_ust_r29,yes,",
        "EU_INST,2022,12,financial,allocation,7.1,kiel_ust_r29,yes,",
    )
    monkeypatch.setitem(ROWS, "ukraine/aid", rows)


@pytest.mark.usefixtures("any_donor")
def test_kiel_monthly_data_are_summed_by_year_and_kind(tmp_path):
    load = loader(tmp_path / "shipped")
    write(tmp_path, {"data_explorer.csv": EXPLORER})
    proposal = refresh("kiel", tmp_path / "data_explorer.csv", edition="2026-08", load=load)
    changes = told(proposal)
    amounts = {key: (row["months"][1], row["eur_bn"][1]) for key, row in changes.items()}
    assert amounts == {
        ("DEU", 2022, "humanitarian", "allocation"): (12, 0.5),
        ("DEU", 2022, "all", "commitment"): (12, 4.6),
        ("EU_INST", 2023, "financial", "allocation"): (4, 1.2),
        ("EU_INST", 2023, "all", "commitment"): (4, 0.6),
        ("TUR", 2023, "humanitarian", "allocation"): (4, 0.06),
        ("TUR", 2023, "all", "commitment"): (4, 0.06),
    }
    assert proposal.agreeing == 1  # Germany's military aid, 1.0 + 1.8188
    assert proposal.source.id == "kiel_ust_r29"  # published by the same people in the same month
    assert left_out(proposal) == {"no state that geography/states lists": (("Freedonia",), 4)}


MAIN_HEADER = [
    "ID", "donor", "announcement_date", "aid_type_general", "measure", "month",
    "month_exists_dummy", "tot_sub_activity_value_EUR", "tot_sub_activity_value_EUR_redistr",
]  # fmt: skip


def main_data() -> list[list[Any]]:
    day = date(2022, 3, 1)
    return [
        MAIN_HEADER,
        ["DEM1", "Germany", day, "Military", "Allocation", 3, 1, 9e8, 1e9],
        ["DEM2", "Germany", day, "Military", "Allocation", 12, 1, ".", 1818800000],
        ["DEH1", "Germany", day, "Humanitarian ", "Allocation", 13, 1, 5e8, 5e8],
        ["DEM3", "Germany", day, "Military", "Commitment", 3, 1, 5e9, 0],
        ["DEM4", "Germany", None, "Military", "Allocation", 0, 0, 1e8, 1e8],
        ["DEM5", "Germany", day, "Military", "Allocation", 14, 1, ".", "."],
        ["DEM6", "Germany", day, "Other", "Allocation", 14, 1, 1, 1],
    ]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_kiel_main_data(tmp_path, load, form):
    sheets = {
        "READ ME": [["Ukraine Support Tracker"]],
        "Bilateral Assistance, MAIN DATA": main_data(),
    }
    text = "\n".join(
        ",".join("" if cell is None else str(cell) for cell in row) for row in main_data()
    )
    name = f"Ukraine_Support_Tracker_Release_30.{form}"
    write(tmp_path, {name: workbook(sheets) if form == "xlsx" else f"{text}\n"})
    proposal = refresh("kiel", tmp_path / name, edition="2026-10", load=load)
    changes = told(proposal)
    assert list(changes) == [("DEU", 2023, "humanitarian", "allocation")]
    assert changes["DEU", 2023, "humanitarian", "allocation"]["eur_bn"] == (None, 0.5)
    assert proposal.agreeing == 1
    assert proposal.source.id == "kiel_ust_r30"
    assert left_out(proposal) == {
        "commitments, which the workbook's rows do not add up to": (("Germany",), 1),
        "no kind of aid that the table has": (("Other",), 1),
        "no month in the file, so no year": (("Germany",), 1),
        "no value in the file": (("Germany",), 1),
    }
