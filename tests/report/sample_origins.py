"""Where the figures of the sample run come from: values as its tables have them, facts invented."""

from __future__ import annotations

import math
from typing import Any

from vallum.evidence.load import Source
from vallum.report import Origins
from vallum.study.figures import UNITS, Figure, Results
from vallum.study.lineage_headline import HEADLINE_UNITS
from vallum.world import Answer, FactRow

MARKS = ("yes", "no", "imputed")
HOSTILE = "A </script><b>title</b> & more"


def origins(given: dict[str, Any]) -> Origins:
    """For the inputs of `sample` or `sample_plan`."""
    results = Results(given["frames"], given["headline"])

    def why(address: str) -> Answer:
        figure = Figure.parse(address)
        _, value = results.find(figure)
        return Answer(
            array=address,
            labels={},
            value=math.nan if value is None else value,
            unit=unit_of(figure),
            chain=tuple(f"{figure.table}: step {place}" for place in range(len(address))),
            rows=tuple(_rows(figure)),
        )

    return Origins(why=why, source=source)


def unit_of(figure: Figure) -> str:
    if figure.table == "headline":
        return HEADLINE_UNITS[figure.column]
    money = "EUR bn, 2025 prices" if figure.table == "plan_costs" else "units"
    return UNITS.get(figure.column, money)


def source(id_: str) -> Source:
    url = {"a": "https://example.org/a", "b": "javascript:alert(1)", "c": ""}[id_]
    return Source(id_, f"{id_}: {HOSTILE}", "Publisher", "2024-05", url, "CC-BY-4.0", "A")


def _rows(figure: Figure) -> list[FactRow]:
    """Two of each table and mark, and one that the scenario sets."""
    label = figure.labels[0] if figure.labels else figure.column
    facts = [
        FactRow(table, f"{label} / {line}", 1.5 * line, source, "A", MARKS[line % 3], line, "note")
        for table, source in (("forces/inventory", "a;c"), ("economy/macro", "b"))
        for line in range(2, 8)
    ]
    field = FactRow("scenario", "us.posture", None, "preset us_absent", "-", "assumed", 0)
    return [*facts, field]
