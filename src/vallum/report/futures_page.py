"""The report of a study of futures: one HTML page in the study's folder, beside its findings.

From: the answer of `vallum explore`.  To: readers, and the workbench, which reads the findings.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
from markupsafe import Markup

from vallum.contracts import ExploreAnswer
from vallum.errors import Problem, UserError
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
            style=Markup((HERE / "style.css").read_text(encoding="utf-8")),
        )
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
