"""A few rows of the tables that official files refresh, and what such files look like.

The figures are made up; layouts, codes and names of series are the publishers'.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from small_tables import write

from vallum.evidence import Evidence
from vallum.evidence.load import SOURCES
from vallum.evidence.refresh import Proposal
from vallum.evidence.schemas import TABLES as SHIPPED_TABLES

TABLES = {
    name: SHIPPED_TABLES[name]
    for name in (
        "economy/defence_aggregates", "economy/defence_spending", "economy/fiscal", "economy/fx",
        "economy/macro", "economy/population", "geography/states", "governance/memberships",
        "ukraine/aid",
    )
}  # fmt: skip
ROWS = {
    "sources": (
        "imf_weo_2025_10,World Economic Outlook,IMF,2025-10,,IMF terms,A",
        'nato_defexp_2024_06,Defence Expenditure,NATO,2024-06-17,,"NATO terms, quoted",A',
        "kiel_ust_r29,\"Tracker, release 29\",Kiel Institute for the World Economy,2026-08-04,,"
        "cite,B",
        "guess,Our own,,2024,,,D",
    ),
    "geography/states": tuple(
        f"{code},{name},west,yes,no,guess,yes,"
        for code, name in (
            ("DEU", "Germany"), ("FRA", "France"), ("GRC", "Greece"), ("GBR", "United Kingdom"),
            ("JPN", "Japan"), ("SVK", "Slovakia"), ("TUR", "Turkey"),
        )
    ),
    "governance/memberships": ("DEU,EU,1958-01-01,,guess,yes,",),
    "economy/macro": (
        "DEU,2024,actual,4000,4400,-0.2,3.1,83.5,imf_weo_2025_10,yes,",
        "DEU,2026,projection,4200,4900,0.9,2.5,83.4,imf_weo_2025_10,no,of the autumn",
        "FRA,2024,actual,2900,3190,1.1,2.1,68.2,imf_weo_2025_10,yes,",
    ),
    "economy/fiscal": (
        "DEU,2024,actual,63.465,-2.663,-1.802,-1.97,imf_weo_2025_10,yes,",
        "GRC,2024,actual,150.9,1.3,4.8,,imf_weo_2025_10,yes,",
        "GBR,2024,actual,101.2,-5.7,,,guess,no,by hand",
    ),
    "economy/fx": ("EA,EUR,2024,average,0.9242,1.0,imf_weo_2025_10,yes,",),
    "economy/population": ("DEU,2024,83.9,84.1,84.3,imf_weo_2025_10,yes,medium variant",),
    "economy/defence_spending": (
        "DEU,2023,NATO,2024-06,actual,73.1044,67.585,60.02,2015,1.64,26.1,38.0,4.5,31.4,181.5,"
        "nato_defexp_2024_06,yes,",
    ),
    "economy/defence_aggregates": (
        "NATO,2023,NATO,2024-06,actual,1294.81,,,,2.525,nato_defexp_2024_06,yes,",
    ),
    "ukraine/aid": ("DEU,2022,12,military,allocation,2.8188,kiel_ust_r29,yes,",),
}  # fmt: skip


Load = Callable[[Path | None], Evidence]


def loader(folder: Path) -> Load:
    """Writes the small facts; gives what loads them, with an overlay."""
    headers = {
        name: [column.name for column in table.columns]
        for name, table in {**TABLES, "sources": SOURCES}.items()
    }
    files: dict[str, str | bytes] = {
        f"{name}.csv": "\n".join([",".join(headers[name]), *ROWS[name], ""]) for name in headers
    }
    write(folder, files)

    def load_small(overlay: Path | None) -> Evidence:
        return Evidence.load(overlay, folder=folder, tables=TABLES)

    return load_small


def told(proposal: Proposal) -> dict[tuple[Any, ...], dict[str, tuple[Any, Any]]]:
    """Key -> column -> old and new, without the new sources."""
    return {
        tuple(value for _, value in row.key): {
            cell.column: (cell.old, cell.new) for cell in row.cells
        }
        for row in proposal.addition.changes
        if row.table != "sources"
    }


def left_out(proposal: Proposal) -> dict[str, tuple[tuple[str, ...], int]]:
    return {one.why: (one.what, one.figures) for one in proposal.left_out}


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, column, cell, day)
                    elif cell is not None:
                        sheet.write(number, column, cell)
    return target.getvalue()


DEBT_HEADER = (
    "DATAFLOW,LAST UPDATE,freq,unit,sector,na_item,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS"
)
DEBT_FLOW = "ESTAT:GOV_10DD_EDPT1(1.0),21/10/25 11:00:00,A"
DEBT = "\n".join(
    [
        DEBT_HEADER,
        f"{DEBT_FLOW},PC_GDP,S13,GD,DE,2024,62.2,p,",
        f"{DEBT_FLOW},PC_GDP,S13,B9,DE,2024,-2.7,,",
        f"{DEBT_FLOW},PC_GDP,S13,GD,EL,2024,154.2,e,",
        f"{DEBT_FLOW},PC_GDP,S13,GD,UK,2024,101.9,,",
        f"{DEBT_FLOW},PC_GDP,S13,GD,DE,2013,77.5,,",
        f"{DEBT_FLOW},PC_GDP,S13,GD,FR,2024,113.2,,",
        f"{DEBT_FLOW},PC_GDP,S13,GD,EU27_2020,2024,80.7,,",
        f"{DEBT_FLOW},MIO_EUR,S13,GD,DE,2024,2691918.0,,",
        f"{DEBT_FLOW},PC_GDP,S1311,GD,DE,2024,40.0,,",
        f"{DEBT_FLOW},PC_GDP,S13,B9,UK,2024,:,,",
        "",
    ]
)

OUTPUT_TSV = (
    "freq,unit,na_item,geo\\TIME_PERIOD\t2023 \t2024 \t2026 \n"
    "A,CLV_PCH_PRE,B1GQ,DE\t-0.9 \t-0.5 p\t: \n"
    "A,CP_MEUR,B1GQ,DE\t: \t4010000.0 p\t4300000.0 f\n"
    "A,CP_MEUR,P3,DE\t3000000.0 \t3100000.0 \t: \n"
    "A,PD_PCH_PRE_NAC,B1GQ,DE\t: \t3.1 \t: \n"
)

WDI = (
    '"Data Source","World Development Indicators",\n\n"Last Updated Date","2025-10-07",\n\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","2013","2024","2025",\n'
    '"Germany","DEU","GDP (current US$)","NY.GDP.MKTP.CD","1","4510000000000","",\n'
    '"France","FRA","GDP (current US$)","NY.GDP.MKTP.CD","","3190000000000","",\n'
    '"Germany","DEU","Population, total","SP.POP.TOTL","80000000","84210000","",\n'
    '"Japan","JPN","Population, total","SP.POP.TOTL","","123000000","",\n'
    '"Euro area","EMU","Population, total","SP.POP.TOTL","1","2","",\n'
    '"Germany","DEU","Military expenditure (% of GDP)","MS.MIL.XPND.GD.ZS","1","2","",\n'
)

EXPLORER = (
    '"country","iso","year","month","total","financial","humanitarian","military","commitments",'
    '"to_be_allocated","gdp","pct_gdp"\n'
    '"Germany","DEU",2022,3,1.5,0,0.5,1.0,1.5,0,3600,0.04\n'
    '"Germany","DEU",2022,12,1.8188,0,0,1.8188,3.1,1.2,3600,0.05\n'
    '"Turkiye","TUR",2023,1,0.06,0,0.06,0,0.06,0,720,0.01\n'
    '"EU (Commission and Council)","EU",2023,4,1.2,1.2,0,0,0.6,-0.6,0,0\n'
    '"Freedonia","FRD",2023,4,1,1,0,0,1,0,0,0\n'
)

NATO_TABLE = (
    "Table 3 : Defence expenditure as a share of GDP,,,\n,,,\nBased on 2015 prices,,,\n"
    ",,2023,2024e\nShare of real GDP (%),,,\n,Germany*,1.64,2.12\n,Freedonia,1,2\n"
    "NATO Total,,2.525,2.71\nNotes: Figures for 2024 are estimates.,,,\n"
)
