"""Eurostat's files: SDMX-CSV (1.0 and 2.0) and TSV, as its site and bulk download give them.

Datasets: gov_10dd_edpt1 (debt and deficit), nama_10_gdp (output), demo_pjan (people on 1 January).
A flag behind a figure says what it is worth: e estimated, f forecast; a provisional one (p) was
reported, as the newest years of every outlook are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
from vallum.evidence.refresh.states import EUROSTAT_CODES
from vallum.evidence.sheets import Grid


@dataclass(frozen=True)
class _Series:
    """Which figures of a dataset fill which column.

    where: dimension -> code
    year_shift: the table's year less the file's
    """

    where: Mapping[str, str]
    table: str
    column: str
    factor: float = 1.0
    year_shift: int = 0
    empty: tuple[str, ...] = ()
    has_kind: bool = True


_DEBT = {"sector": "S13", "unit": "PC_GDP"}
_OUTPUT = {"na_item": "B1GQ"}

DATASETS: dict[str, tuple[str, tuple[_Series, ...]]] = {
    "gov_10dd_edpt1": (
        "Government deficit/surplus, debt and associated data",
        (
            _Series(_DEBT | {"na_item": "GD"}, "economy/fiscal", "debt_pct_gdp"),
            _Series(_DEBT | {"na_item": "B9"}, "economy/fiscal", "balance_pct_gdp"),
        ),
    ),
    "nama_10_gdp": (
        "Gross domestic product (GDP) and main components",
        (
            _Series(_OUTPUT | {"unit": "CP_MEUR"}, "economy/macro", "gdp_eur_bn", 1e-3),
            _Series(_OUTPUT | {"unit": "CLV_PCH_PRE"}, "economy/macro", "real_growth_pct"),
            _Series(
                _OUTPUT | {"unit": "PD_PCH_PRE_NAC"}, "economy/macro", "gdp_deflator_growth_pct"
            ),
        ),
    ),
    "demo_pjan": (
        "Population on 1 January by age and sex",
        (
            _Series(
                {"age": "TOTAL", "sex": "T", "unit": "NR"},
                "economy/population",
                "central",
                1e-6,
                year_shift=-1,  # 1 January is the 31 December before
                empty=("low", "high"),  # a count has no interval around a projection
                has_kind=False,
            ),
        ),
    ),
}
"""Dataset -> its title and the series that our tables have columns for."""


def read_eurostat(file: Path, facts: Evidence, edition: str | None) -> Reading:
    """The figures of a Eurostat file.

    edition: when it was published, needed for a TSV file, which does not say
    Raises UserError where the file is none of the datasets, or not in one of the two forms.
    """
    (grid,) = read_grids(file).values()
    header = [cell.strip() for cell in grid[0]] if grid else []
    if header and header[0].endswith("\\TIME_PERIOD"):
        dataset, found, cells = _dataset_in_name(file), None, _read_tsv(grid, file)
    elif {"geo", "TIME_PERIOD", "OBS_VALUE"} <= set(header):
        dataset, found = _dataset_in_rows(grid, header, file)
        cells = _read_csv(grid, header, file)
    else:
        said = (
            "is no Eurostat file: its first line must name geo, TIME_PERIOD and OBS_VALUE "
            "(SDMX-CSV), or end its first column with \\TIME_PERIOD (TSV)"
        )
        raise UserError(Problem(said, str(file)))
    if dataset not in DATASETS:
        said = f"holds the dataset {dataset}; what is read: {', '.join(DATASETS)}"
        raise UserError(Problem(said, str(file)))
    published = edition_of(edition, found, file)
    rows, left_out = _sort_out(dataset, cells, facts)
    return Reading(
        dataset=f"Eurostat {dataset}, {published}",
        source=_source(dataset, published),
        rows=tuple(rows),
        left_out=left_out.all(),
    )


@dataclass(frozen=True)
class _Cell:
    dimensions: Mapping[str, str]
    period: str
    figure: Figure
    flags: str


def _read_tsv(grid: Grid, file: Path) -> Iterator[_Cell]:
    """Wide: the dimensions joined by commas, then a column a period; `62.9 p`, `:` for none."""
    names = grid[0][0].strip().removesuffix("\\TIME_PERIOD").split(",")
    if "geo" not in names:
        said = f"has no dimension geo; its dimensions are {', '.join(names)}"
        raise UserError(Problem(said, str(file), 1))
    periods = [cell.strip() for cell in grid[0][1:]]
    for number, row in enumerate(grid[1:], 2):
        codes = row[0].strip().split(",") if row else []
        if len(codes) != len(names) or len(row) > len(periods) + 1:
            said = f"the line does not fit the header, whose dimensions are {', '.join(names)}"
            raise UserError(Problem(said, str(file), number))
        for period, cell in zip(periods, row[1:], strict=False):
            value, _, flags = cell.strip().partition(" ")
            if (figure := read_figure(value)) is not None:
                yield _Cell(dict(zip(names, codes, strict=True)), period, figure, flags.strip())


def _read_csv(grid: Grid, header: list[str], file: Path) -> Iterator[_Cell]:
    """Long: a line a figure."""
    for number, row in enumerate(grid[1:], 2):
        if len(row) != len(header):
            said = f"the line has {len(row)} cells, the header has {len(header)}"
            raise UserError(Problem(said, str(file), number))
        named = dict(zip(header, row, strict=True))
        if (figure := read_figure(named["OBS_VALUE"])) is not None:
            yield _Cell(named, named["TIME_PERIOD"], figure, named.get("OBS_FLAG", ""))


def _dataset_in_name(file: Path) -> str:
    """`estat_gov_10dd_edpt1.tsv.gz` names its dataset; a TSV file says it nowhere inside."""
    bare = file.name.lower().split(".")[0].removeprefix("estat_")
    return next((name for name in DATASETS if bare.startswith(name)), bare)


def _dataset_in_rows(grid: Grid, header: list[str], file: Path) -> tuple[str, str | None]:
    """Dataset and day of its last update, from the first line: ESTAT:NAMA_10_GDP(1.0)."""
    if len(grid) < 2:
        raise UserError(Problem("has a header and no row below it", str(file)))
    first = dict(zip(header, grid[1], strict=False))
    flow = first.get("DATAFLOW") or first.get("STRUCTURE_ID") or ""
    match = re.match(r"(?:\w+:)?(\w+)", flow)
    day = re.match(r"(\d\d)/(\d\d)/(\d\d)\b", first.get("LAST UPDATE", ""))
    found = f"20{day[3]}-{day[2]}-{day[1]}" if day else None
    return match[1].lower() if match else _dataset_in_name(file), found


def _sort_out(
    dataset: str, cells: Iterator[_Cell], facts: Evidence
) -> tuple[list[FoundRow], LeftOuts]:
    """Figures by the row that they belong into, and those that no row takes."""
    _, wanted = DATASETS[dataset]
    states = set(facts.table("geography/states")["state"])
    left_out = LeftOuts()
    rows: dict[tuple[str, str, int], tuple[dict[str, Figure], set[str], _Series]] = {}
    for cell in cells:
        series = next((one for one in wanted if _fits(one, cell)), None)
        state = EUROSTAT_CODES.get(cell.dimensions["geo"])
        if series is None:
            left_out.add(NO_COLUMN, _series_name(cell))
        elif state not in states or state is None:
            left_out.add(NO_STATE, cell.dimensions["geo"])
        else:
            key = (series.table, state, int(cell.period) + series.year_shift)
            figures, flags, _ = rows.setdefault(key, ({}, set(), series))
            figures[series.column] = cell.figure.times(series.factor)
            flags.update(cell.flags)
    found = [
        FoundRow(
            table,
            {"state": state, "year": year},
            figures,
            {"kind": _kind(flags)} if series.has_kind else {},
            series.empty,
        )
        for (table, state, year), (figures, flags, series) in sorted(
            rows.items(), key=lambda item: item[0]
        )
    ]
    return found, left_out


def _fits(series: _Series, cell: _Cell) -> bool:
    yearly = re.fullmatch(r"[0-9]{4}", cell.period) is not None
    return yearly and all(cell.dimensions.get(name) == code for name, code in series.where.items())


_NO_DIMENSIONS = {
    "DATAFLOW", "LAST UPDATE", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME",
    "geo", "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG", "CONF_STATUS",
}  # fmt: skip


def _series_name(cell: _Cell) -> str:
    codes = [code for name, code in cell.dimensions.items() if name not in _NO_DIMENSIONS]
    return " ".join(code for code in codes if code)


def _kind(flags: set[str]) -> str:
    """How certain a row's figures are, by the flag of the least certain one."""
    if "f" in flags:
        return "projection"
    return "estimate" if "e" in flags else "actual"


def _source(dataset: str, published: str) -> Source:
    return Source(
        id=f"eurostat_{dataset}_{month_mark(published)}",
        title=f"{DATASETS[dataset][0]} ({dataset})",
        publisher="Eurostat",
        published=published,
        url=f"https://ec.europa.eu/eurostat/databrowser/view/{dataset}/default/table",
        licence="EU reuse",
        grade="A",
    )
