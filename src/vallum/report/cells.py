"""Cells that know which figure they show.

From: tables and charts.  To: the page, which leads from such a cell to where its figure comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from vallum.study.figures import Figure

Addresses = Mapping[str, Sequence[str | None]]
"""Column of a data table -> the address of each row's figure; None where it shows none."""


class Cell(str):
    """Text of a cell.

    figure: address as `vallum why RUN FIGURE` takes it; None where the text shows no single figure
    of the run.
    """

    figure: str | None

    def __new__(cls, text: str, figure: str | None = None) -> Cell:
        cell = super().__new__(cls, text)
        cell.figure = figure
        return cell


def address(table: str, column: str, *labels: object) -> str:
    """
    >>> address("gaps", "need", "stand_alone", "brigade", 2030)
    'gaps/need/stand_alone/brigade/2030'
    """
    return str(Figure(table, column, tuple(map(str, labels))))


def addresses(table: str, column: str, rows: Iterable[Sequence[object]]) -> list[str]:
    """One address a row, by the labels of the rows."""
    return [address(table, column, *labels) for labels in rows]
