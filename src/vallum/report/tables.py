"""Tables of the report: what each says in words, ready to be written.

From: material of a run.  To: the page.  Cells are text, with the address of their figure where they
show one (`vallum.report.cells`); numbers keep a flag so that the page can set them flush right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from vallum.report.cells import Addresses, Cell, address
from vallum.report.material import DOMAINS, Material, key_elements
from vallum.report.spending_charts import TARGETS
from vallum.report.words import (
    amount,
    inline,
    of_gdp,
    percent,
    plain,
    sentence_case,
    year_or_never,
)

NOTHING = "–"
"""What stands where there is nothing to show."""

GRADES = {
    "A": "official publications",
    "B": "reputable secondary sources",
    "C": "press",
    "D": "own estimates",
}


@dataclass(frozen=True)
class Table:
    """Headers, rows of text, which columns are numbers, and which rows stand out."""

    label: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    strong: tuple[bool, ...] = ()


def of_frame(frame: pl.DataFrame, label: str, addresses: Addresses | None = None) -> Table:
    """A data frame whose column names are fit to be read, as a table.

    addresses: one for each row, for some of the columns; an empty cell leads nowhere.
    Raises KeyError for a column that the frame lacks, ValueError for one of another length.
    """
    columns = {name: [_shown(value, name) for value in frame[name]] for name in frame.columns}
    for name, found in (addresses or {}).items():
        pairs = zip(columns[name], found, strict=True)
        columns[name] = [text if text == NOTHING else Cell(text, figure) for text, figure in pairs]
    return Table(
        label=label,
        headers=tuple(frame.columns),
        rows=tuple(zip(*columns.values(), strict=True)),
        numeric=tuple(dtype.is_numeric() for dtype in frame.dtypes),
    )


def verdict(material: Material) -> Table:
    """By domain: first year of standing alone, with and without imputed needs, weakest element."""
    order = {name: place for place, name in enumerate([*DOMAINS, "core", "all"])}
    lines = sorted(
        material.frames["stand_alone"].iter_rows(named=True),
        key=lambda line: (order.get(line["domain"], len(DOMAINS)), line["domain"]),
    )
    found = []
    for line in lines:
        part = _of_domain(material, line["domain"]).sort("scored", "title")
        asked = line.get("elements", 1) > 0
        weakest = part.row(0, named=True) if not part.is_empty() else None
        found.append(
            (
                line["title"],
                *(
                    Cell(
                        year_or_never(line[column], material.last),
                        address("stand_alone", column, line["domain"]),
                    )
                    if asked
                    else "no need stated"
                    for column in ("year", "year_without_imputed")
                ),
                Cell(
                    percent(weakest["scored"]),
                    material.met(weakest["element"], material.year),
                )
                if weakest
                else NOTHING,
                marked(weakest["title"], weakest["imputed"]) if weakest else NOTHING,
            )
        )
    return Table(
        label="Verdict by domain",
        headers=(
            "Domain",
            "Stands alone from",
            "Without imputed needs",
            f"Least met in {material.year}" + (", US counted in" if material.us_counts else ""),
            "Weakest element",
        ),
        rows=tuple(found),
        numeric=(False, False, False, True, False),
        strong=tuple(line["domain"] == "core" for line in lines),
    )


def missing(material: Material) -> Table:
    """Every element in the year of reference: need, have, US, gap and what the figures rest on."""
    now = material.gaps.filter(pl.col("year") == material.year).sort("scored", "title")
    lines = list(now.iter_rows(named=True))
    return Table(
        label=f"Need, stock and gap in {material.year}",
        headers=(
            "Element",
            "Unit",
            "Need",
            "Have",
            "From the US",
            "Gap",
            "Met, US counted in" if material.us_counts else "Met without the US",
            "Need unchecked or imputed",
            "Stock unchecked or imputed",
        ),
        rows=tuple(
            (
                marked(line["title"], line["imputed"]),
                line["unit"],
                *(
                    Cell(amount(line[name]), _of_gaps(material, name, line))
                    for name in ("need", "have", "us", "gap")
                ),
                Cell(percent(line["scored"]), material.met(line["element"], material.year)),
                *(
                    Cell(percent(line[name]), _of_gaps(material, name, line))
                    for name in ("need_unverified", "stock_unverified")
                ),
            )
            for line in lines
        ),
        numeric=(False, False, *[True] * 7),
        strong=tuple(line["core"] for line in lines),
    )


def contingencies(material: Material) -> Table:
    """The index of every contingency in the year of reference."""
    titles = dict(material.frames["gaps"].select("contingency", "contingency_title").iter_rows())
    now = material.frames["self_reliance"].filter(pl.col("year") == material.year)
    lines = sorted(
        now.iter_rows(named=True),
        key=lambda line: (line["contingency"] != material.contingency, line["contingency"]),
    )
    return Table(
        label=f"Contingencies in {material.year}",
        headers=("Contingency", "Mean of met shares", "Weakest", "Weakest element"),
        rows=tuple(
            (
                titles.get(line["contingency"], plain(line["contingency"])),
                *(
                    Cell(
                        percent(line[name]),
                        address("self_reliance", name, line["contingency"], material.year),
                    )
                    for name in ("mean", "bottleneck")
                ),
                line["worst_title"] or NOTHING,
            )
            for line in lines
        ),
        numeric=(False, True, True, False),
    )


def brought(material: Material) -> Table:
    """States against key elements: units that count in the year of reference."""
    elements = key_elements(material, most=8)
    codes = [element["element"] for element in elements]
    now = material.frames["contributions"].filter(
        pl.col("year") == material.year, pl.col("element").is_in(codes)
    )
    cells = {(row["state"], row["element"]): row["units"] for row in now.iter_rows(named=True)}
    states = (
        now.group_by("state", "state_name")
        .agg(pl.col("share").sum())
        .sort(["share", "state_name"], descending=[True, False])
    )
    return Table(
        label=f"What each state brings in {material.year}",
        headers=("State", *(_with_unit(element) for element in elements)),
        rows=tuple(
            (name, *(_units(cells, state, code, material.year) for code in codes))
            for state, name in states.select("state", "state_name").iter_rows()
        ),
        numeric=(False, *[True] * len(codes)),
    )


def targets(material: Material) -> Table:
    """States against spending targets: the first year in which each is met."""
    frame = material.frames["spending_targets"]
    cells = {(row["state"], row["target_pct"]): row for row in frame.iter_rows(named=True)}
    states = sorted(set(frame.select("state_name", "state").iter_rows()))
    return Table(
        label="First year at or above each target",
        headers=("State", *(f"{of_gdp(target)} of GDP" for target in TARGETS)),
        rows=tuple(
            (name, *(_target(cells.get((state, target)), material) for target in TARGETS))
            for name, state in states
        ),
        numeric=(False, False, False, False),
    )


def _units(
    cells: Mapping[tuple[str, str], float], state: str, element: str, year: int
) -> Cell | str:
    if (state, element) not in cells:
        return NOTHING
    figure = address("contributions", "units", state, element, year)
    return Cell(amount(cells[state, element]), figure)


MOST_WEAK = 15


def weakest(material: Material) -> Table | None:
    """The facts that weigh most of those that nobody has seen; None in a run that weighs none."""
    frame = material.frames.get("weakest_facts")
    if frame is None or frame.is_empty():
        return None
    return Table(
        label="The weakest facts that matter most",
        headers=("Fact", "Row", "Value", "Weight in the index", "Marked", "Newest source"),
        rows=tuple(
            (
                row["fact"],
                f"{row['table']}:{row['line']}",
                amount(row["value"]),
                f"{100 * row['weight']:.2f} %",
                row["verified"],
                row["published"] or "not dated",
            )
            for row in frame.head(MOST_WEAK).iter_rows(named=True)
        ),
        numeric=(False, False, True, True, False, False),
    )


PARAMETER = "parameter "


def assumptions(material: Material) -> Table:
    """Every field of the scenario, what it means and who set it."""
    frame = material.frames["assumptions"].filter(~pl.col("field").str.starts_with(PARAMETER))
    return _assumed(frame, "Assumptions of the scenario", "Set by")


def parameters(material: Material) -> Table:
    """Planning parameters of the evidence, with the range of each."""
    frame = material.frames["assumptions"].filter(pl.col("field").str.starts_with(PARAMETER))
    named = frame.with_columns(pl.col("field").str.strip_prefix(PARAMETER))
    return _assumed(named, "Planning parameters", "From")


def _assumed(frame: pl.DataFrame, label: str, origin: str) -> Table:
    lines = frame.select("field", "value", "unit", "meaning", "set_by").iter_rows()
    return Table(
        label=label,
        headers=("Field", "Value", "Unit", "Meaning", origin),
        rows=tuple(tuple("" if cell is None else str(cell) for cell in line) for line in lines),
        numeric=(False,) * 5,
        strong=tuple(by.startswith("--set") for by in frame["set_by"].fill_null("").to_list()),
    )


def sources_by_grade(material: Material) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Sources as (grade, what the grade means, rows sorted by publisher and title)."""
    frame = material.frames["sources"].sort("grade", "publisher", "title", "id", nulls_last=True)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        found.setdefault(row["grade"] or "D", []).append(row)
    return [(grade, GRADES.get(grade, ""), rows) for grade, rows in sorted(found.items())]


def marked(title: str, imputed: bool) -> str:
    """A title with a dagger where no number is published for its need."""
    return f"{title}\u2009†" if imputed else title


def _of_domain(material: Material, domain: str) -> pl.DataFrame:
    now = material.gaps.filter(pl.col("year") == material.year)
    if domain == "all":
        return now
    return now.filter(pl.col("core") if domain == "core" else pl.col("domain") == domain)


def _of_gaps(material: Material, column: str, line: Mapping[str, Any]) -> str:
    return address("gaps", column, material.contingency, line["element"], line["year"])


def _target(row: dict[str, Any] | None, material: Material) -> Cell | str:
    if row is None:
        return NOTHING
    figure = address("spending_targets", "first_year", row["state"], row["target_pct"])
    return Cell(_first_year(row, material), figure)


def _first_year(row: dict[str, Any], material: Material) -> str:
    if row["first_year"] is None:
        return f"not by {max(_spending_years(material), default=material.last)}"
    if row["first_year"] == min(_spending_years(material), default=None):
        return f"{row['first_year']} or before"
    known = row["basis"] in ("actual", None)
    return str(row["first_year"]) + ("" if known else f" ({row['basis']})")


def _spending_years(material: Material) -> Sequence[int]:
    years: Sequence[int] = material.frames["spending"]["year"].to_list()
    return years


def _with_unit(element: dict[str, Any]) -> str:
    """Title with its unit, unless the title already ends in it."""
    title, unit = sentence_case(str(element["title"])), str(element.get("unit") or "")
    return title if not unit or inline(title).endswith(unit) else f"{title} [{unit}]"


def _shown(value: object, header: str) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, float):
        return f"{value:,.1f}" if "%" in header else amount(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if header == "Year" else f"{value:,}"
    return str(value)
