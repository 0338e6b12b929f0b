"""The report of a study of futures: one HTML page in the study's folder, beside its findings.

From: the answer of `vallum explore`.  To: readers, and the workbench, which reads the findings.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
from markupsafe import Markup

from vallum.contracts import ExploreAnswer
from vallum.errors import Problem, UserError
from vallum.forces.tables import DOMAIN_TITLES
from vallum.report.document import templates
from vallum.report.figure import svg_of
from vallum.report.futures_charts import futures_figures
from vallum.report.tables import Table, of_frame
from vallum.store.whole import written_whole

FINDINGS, REPORT = "findings.json", "report.html"
HERE = Path(__file__).parent


def keep_findings(folder: Path, answer: ExploreAnswer, *, report: bool = True) -> None:
    """Write findings, and their report, into a study's folder, each whole or not at all."""
    with written_whole(folder / FINDINGS) as partly:
        partly.write_text(answer.json_text() + "\n", encoding="utf-8")
    if not report:
        return
    with written_whole(folder / REPORT) as partly:
        partly.write_text(futures_page(answer), encoding="utf-8", newline="\n")


def read_findings(folder: Path) -> ExploreAnswer:
    """The kept findings of a study.

    Raises UserError where there are none, or another version wrote them.
    """
    file = folder / FINDINGS
    if not file.is_file():
        raise UserError(Problem("no findings are kept of this study yet", file=str(file)))
    try:
        return ExploreAnswer.model_validate_json(file.read_text(encoding="utf-8"))
    except ValueError as reason:
        told = "these findings were not written by this version; ask the same study again"
        raise UserError(Problem(told, file=str(file))) from reason


def futures_page(answer: ExploreAnswer) -> str:
    """The page: the finding, charts, tables, how to read it.  It loads nothing from elsewhere."""
    figures = futures_figures(answer)
    return (
        templates(None)
        .get_template("futures.html")
        .render(
            answer=answer,
            figures=figures,
            svg={
                each.id: {"wide": Markup(svg_of(each)), "narrow": Markup(svg_of(each, narrow=True))}
                for each in figures
            },
            tables={each.id: of_frame(each.table, f"Data: {each.title}") for each in figures},
            checked=checked_table(answer),
            more=more_tables(answer),
            style=Markup((HERE / "style.css").read_text(encoding="utf-8")),
        )
    )


def more_tables(answer: ExploreAnswer) -> dict[str, Table]:
    """Tables besides those of charts, by their headings; only those that have rows."""
    found = {
        "Each domain, and each contingency in place": _each(answer),
        "What moving one uncertainty through its range does": _screening(answer),
        "Policies that no other tried beats in every figure": _front(answer),
    }
    return {title: of_frame(rows, title) for title, rows in found.items() if rows.height}


def _each(answer: ExploreAnswer) -> pl.DataFrame:
    """Shares of futures by the years that say most."""
    years = sorted({2030, answer.by, max(answer.stand_alone_probability)})
    years = [year for year in years if year in answer.stand_alone_probability]
    told = [(DOMAIN_TITLES.get(name, name), by) for name, by in answer.by_domain.items()]
    told += [
        (f"{name.replace('_', ' ').capitalize()}, in place", by)
        for name, by in answer.in_place.items()
    ]
    heads = ["Domain or contingency", *(f"Stands alone by {year} [%]" for year in years)]
    rows = [(title, *(round(100 * by[year], 1) for year in years)) for title, by in told]
    return pl.DataFrame(rows, schema=heads, orient="row")


def _screening(answer: ExploreAnswer) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (row.title, round(row.mu_star, 2), round(row.interval, 2), round(row.sigma, 2))
            for row in answer.screening
        ],
        schema=["Uncertainty", "Effect [points]", "95 % interval [±]", "Spread [points]"],
        orient="row",
    )


def _front(answer: ExploreAnswer) -> pl.DataFrame:
    rows = () if answer.search is None else answer.search.front
    return pl.DataFrame(
        [
            (
                row.title,
                round(100 * row.fails, 1),
                round(row.mean_shortfall, 2),
                round(row.worst_regret, 2),
                round(row.mean_cost_eur_bn),
                row.decisions,
            )
            for row in rows
        ],
        schema=[
            "Policy",
            "Fails [%]",
            "Shortfall [points]",
            "Regret at worst [points]",
            "Cost [EUR bn]",
            "Decisions",
        ],
        orient="row",
    )


def checked_table(answer: ExploreAnswer) -> Table | None:
    """Futures planned by state beside the live model; None where there are none."""
    if not answer.checked:
        return None
    rows = answer.checked
    frame = pl.DataFrame(
        {
            "Future": [f"{row.future}: {row.why}" for row in rows],
            "Alone from, live": [str(row.live_alone or "never") for row in rows],
            "Alone from, by state": [str(row.state_alone or "never") for row in rows],
            "Self-reliance, live [%]": [round(100 * r.live_self_reliance, 1) for r in rows],
            "Self-reliance, by state [%]": [round(100 * r.state_self_reliance, 1) for r in rows],
            "Shortfall, live [points]": [round(row.live_shortfall, 1) for row in rows],
            "Shortfall, by state [points]": [round(row.state_shortfall, 1) for row in rows],
        }
    )
    return of_frame(frame, "Futures planned by state")
