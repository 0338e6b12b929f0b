"""The World Bank's World Development Indicators: CSV files with a column a year.

Two forms: of an indicator's page (four lines above the header, `Indicator Code`), and of the
DataBank (`Series Code`, years as `2024 [YR2024]`, `..` for none, the day of update at the end).
"""

from __future__ import annotations

import re
from pathlib import Path

from vallum.errors import Problem, UserError
from vallum.evidence.load import Evidence, Source
from vallum.evidence.refresh.files import Figure, read_figure, read_grids
from vallum.evidence.refresh.reading import (
    NO_COLUMN,
    NO_STATE,
    FoundRow,
    LeftOuts,
    Reading,
    edition_of,
    month_mark,
)
from vallum.evidence.sheets import Grid

COLUMNS = {
    "NY.GDP.MKTP.CD": ("gdp_usd_bn", 1e-9),
    "NY.GDP.MKTP.KD.ZG": ("real_growth_pct", 1.0),
    "NY.GDP.DEFL.KD.ZG": ("gdp_deflator_growth_pct", 1.0),
    "SP.POP.TOTL": ("population_mn", 1e-6),
}
"""Indicator -> column of economy/macro, and what turns its unit into the column's."""

OTHERS_DATA = {
    "MS.MIL.XPND.GD.ZS": "SIPRI's figures, which have terms of their own",
    "MS.MIL.XPND.CD": "SIPRI's figures, which have terms of their own",
    "MS.MIL.XPND.CN": "SIPRI's figures, which have terms of their own",
    "MS.MIL.TOTL.P1": "the IISS's figures, which have terms of their own",
    "GC.DOD.TOTL.GD.ZS": "central government only, while economy/fiscal holds general government",
}
"""Indicators that look as if a table wanted them -> why it does not."""

TABLE = "economy/macro"


def read_worldbank(file: Path, facts: Evidence, edition: str | None) -> Reading:
    """The figures of a WDI file.  Raises UserError where it is none."""
    (grid,) = read_grids(file).values()
    start = _find_header(grid, file)
    header = [cell.strip() for cell in grid[start]]
    code_column = header.index("Country Code")
    series_column = next(n for n, cell in enumerate(header) if cell in _SERIES_HEADS)
    years = {
        number: int(match[1])
        for number, cell in enumerate(header)
        if (match := re.fullmatch(r"([0-9]{4})(?: \[YR[0-9]{4}\])?", cell))
    }
    states = set(facts.table("geography/states")["state"])
    left_out = LeftOuts()
    rows: dict[tuple[str, int], dict[str, Figure]] = {}
    for row in grid[start + 1 :]:
        if len(row) <= series_column or not row[series_column].strip():
            continue  # the lines about the file at its end
        state, series = row[code_column].strip(), row[series_column].strip()
        found = {
            year: figure
            for number, year in years.items()
            if number < len(row) and (figure := read_figure(row[number])) is not None
        }
        if series not in COLUMNS:
            left_out.add(OTHERS_DATA.get(series, NO_COLUMN), series, len(found))
        elif state not in states:
            left_out.add(NO_STATE, state, len(found))
        else:
            column, factor = COLUMNS[series]
            for year, figure in found.items():
                rows.setdefault((state, year), {})[column] = figure.times(factor)
    published = edition_of(edition, _last_update(grid), file)
    return Reading(
        dataset=f"World Development Indicators, {published}",
        source=_source(published),
        rows=tuple(
            FoundRow(TABLE, {"state": state, "year": year}, figures, {"kind": "actual"})
            for (state, year), figures in sorted(rows.items())
        ),
        left_out=left_out.all(),
    )


_SERIES_HEADS = ("Indicator Code", "Series Code")


def _find_header(grid: Grid, file: Path) -> int:
    for number, row in enumerate(grid[:10]):
        cells = {cell.strip() for cell in row}
        if "Country Code" in cells and cells & set(_SERIES_HEADS):
            return number
    said = (
        "is no World Development Indicators file: none of its first lines names Country Code and "
        "Indicator Code"
    )
    raise UserError(Problem(said, str(file)))


def _last_update(grid: Grid) -> str | None:
    """The day that the file gives above its header, or in its last line."""
    for row in grid:
        if len(row) > 1 and row[0].strip() == "Last Updated Date":
            return row[1].strip() if re.fullmatch(r"\d{4}-\d\d-\d\d", row[1].strip()) else None
        if row and (day := re.fullmatch(r"Last Updated: (\d\d)/(\d\d)/(\d{4})", row[0].strip())):
            return f"{day[3]}-{day[1]}-{day[2]}"
    return None


def _source(published: str) -> Source:
    return Source(
        id=f"worldbank_wdi_{month_mark(published)}",
        title="World Development Indicators",
        publisher="World Bank",
        published=published,
        url="https://databank.worldbank.org/source/world-development-indicators",
        licence="CC-BY-4.0",
        grade="A",
    )
