"""The Kiel Institute's Ukraine Support Tracker, in two forms.

The workbook of a release (sheet `Bilateral Assistance, MAIN DATA`, or that sheet as CSV): a row an
item of aid, in EUR, with its `month` counted from January 2022, 0 where it is not known.  And the
tracker's page of data (`data_explorer.csv`): a row a donor and month, in EUR bn.

Allocations are sums of `tot_sub_activity_value_EUR_redistr`, as the tracker's own totals are: the
value of a package is spread over its items.  Commitments are read from the second form alone: in
the workbook one package's commitment stands in many rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vallum.errors import Problem, UserError
from vallum.evidence.load import Evidence, Source
from vallum.evidence.refresh.files import Figure, read_figure, read_grids
from vallum.evidence.refresh.reading import (
    NO_STATE,
    FoundRow,
    LeftOuts,
    Reading,
    edition_of,
    month_mark,
)
from vallum.evidence.refresh.states import Names
from vallum.evidence.sheets import Grid

TABLE = "ukraine/aid"
EU_DONOR = ("EU (Commission and Council)", "EU_INST")

_VALUE = "tot_sub_activity_value_EUR_redistr"
_MAIN = ("donor", "aid_type_general", "measure", "month", _VALUE)
_EXPLORER = ("country", "year", "month", "financial", "humanitarian", "military", "commitments")
_KINDS = ("financial", "humanitarian", "military")
_FIRST_YEAR = 2022
_STEP_EUR_BN = 1e-6


@dataclass(frozen=True)
class _Item:
    donor: str
    year: int
    month: int
    kind: str
    measure: str
    eur_bn: float


def read_kiel(file: Path, facts: Evidence, edition: str | None) -> Reading:
    """Aid by donor, year and kind.

    edition: when the release was published; neither form says it
    Raises UserError where the file is neither of the two.
    """
    left_out = LeftOuts()
    items = list(_read_items(file, left_out))
    published = edition_of(edition, None, file)
    names = Names(facts)
    last = max(((item.year, item.month) for item in items), default=(_FIRST_YEAR, 1))
    sums: dict[tuple[str, int, str, str], float] = {}
    for item in items:
        donor = EU_DONOR[1] if item.donor == EU_DONOR[0] else names.find(item.donor)
        if donor is None:
            left_out.add(NO_STATE, item.donor)
        else:
            key = (donor, item.year, item.kind, item.measure)
            sums[key] = sums.get(key, 0.0) + item.eur_bn
    rows = [
        FoundRow(
            TABLE,
            {"donor": donor, "year": year, "kind": kind, "measure": measure},
            {"eur_bn": Figure(amount, _STEP_EUR_BN)},
            {"months": last[1] if year == last[0] else 12},
        )
        for (donor, year, kind, measure), amount in sorted(sums.items())
        if abs(amount) >= _STEP_EUR_BN  # no row means: nothing recorded
    ]
    return Reading(
        dataset=f"Ukraine Support Tracker, data to {last[0]}-{last[1]:02d}, {published}",
        source=_source(file, published),
        rows=tuple(rows),
        left_out=left_out.all(),
    )


def _read_items(file: Path, left_out: LeftOuts) -> Iterator[_Item]:
    for grid in read_grids(file).values():
        header = [cell.strip() for cell in grid[0]] if grid else []
        if set(_EXPLORER) <= set(header):
            return _read_explorer(grid, header, file)
        if set(_MAIN) <= set(header):
            return _read_main(grid, header, file, left_out)
    said = (
        f"is no Ukraine Support Tracker file: no sheet has the columns {', '.join(_MAIN)} (main "
        f"data of the workbook) or {', '.join(_EXPLORER)} (data_explorer.csv)"
    )
    raise UserError(Problem(said, str(file)))


def _read_explorer(grid: Grid, header: list[str], file: Path) -> Iterator[_Item]:
    for number, row in enumerate(grid[1:], 2):
        cells = _named(row, header)
        year, month = (_whole(cells[name], file, number, name) for name in ("year", "month"))
        amounts = [(kind, "allocation", kind) for kind in _KINDS]
        for kind, measure, column in [*amounts, ("all", "commitment", "commitments")]:
            figure = read_figure(cells[column])
            if figure is None:
                raise UserError(
                    Problem(f"'{cells[column]}' is no number", str(file), number, column)
                )
            yield _Item(cells["country"], year, month, kind, measure, figure.value)


def _read_main(grid: Grid, header: list[str], file: Path, left_out: LeftOuts) -> Iterator[_Item]:
    for number, row in enumerate(grid[1:], 2):
        cells = _named(row, header)
        if not cells["donor"]:
            continue
        kind, measure = cells["aid_type_general"].lower(), cells["measure"].lower()
        figure = read_figure(cells[_VALUE])
        if measure != "allocation":
            left_out.add("commitments, which the workbook's rows do not add up to", cells["donor"])
        elif kind not in _KINDS:
            left_out.add(
                "no kind of aid that the table has", cells["aid_type_general"] or "(empty)"
            )
        elif figure is None:
            left_out.add("no value in the file", cells["donor"])
        elif (month := _whole(cells["month"], file, number, "month")) == 0:
            left_out.add("no month in the file, so no year", cells["donor"])
        else:
            year, month = _FIRST_YEAR + (month - 1) // 12, (month - 1) % 12 + 1
            yield _Item(cells["donor"], year, month, kind, "allocation", figure.value / 1e9)


def _named(row: list[str], header: list[str]) -> dict[str, str]:
    filled = [cell.strip() for cell in row] + [""] * (len(header) - len(row))
    return dict(zip(header, filled, strict=False))


def _whole(cell: str, file: Path, line: int, field: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}(\.0+)?", cell):
        raise UserError(Problem(f"'{cell}' is no whole number", str(file), line, field))
    return int(float(cell))


def _source(file: Path, published: str) -> Source:
    release = re.search(r"release[_ ](\d+)", file.name, re.IGNORECASE)
    mark = f"r{release[1]}" if release else month_mark(published)
    which = f", release {release[1]}" if release else ""
    return Source(
        id=f"kiel_ust_{mark}",
        title=f"Ukraine Support Tracker{which}",
        publisher="Kiel Institute for the World Economy",
        published=published,
        url="https://www.kielinstitut.de/topics/war-against-ukraine/ukraine-support-tracker/",
        licence="cite Trebesch et al., Ukraine Support Tracker",
        grade="B",
    )
