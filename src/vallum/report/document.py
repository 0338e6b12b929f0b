"""The report: one self-contained HTML file, no request, the same bytes every time.

From: frames and headline of a study.  To: a file that opens anywhere and prints on A4.

One script of our own (`why.js`) shows where a figure comes from, if the lineage of the run is
given; the page lets no other run, by its hash, and reads the same without it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import Any

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from vallum.report import (
    decisions_section,
    field_section,
    industry_tables,
    money_section,
    plan_tables,
    settlement_section,
    tables,
)
from vallum.report.bottleneck_charts import meanings, own_share
from vallum.report.charts import figures
from vallum.report.enabler_table import enablers
from vallum.report.figure import Figure, svg_of
from vallum.report.key_figures import key_figures
from vallum.report.material import Frames, Material, gather
from vallum.report.plan_material import Planned
from vallum.report.plan_reading import walk_through
from vallum.report.provenance import Links, Origins, linked
from vallum.report.spending_charts import targets_title
from vallum.report.studies_table import studies
from vallum.report.words import percent
from vallum.study.scoreboard_kept import KeptScoreboard

HERE = Path(__file__).parent
BASE_STYLE = HERE / "base.css"
"""Type, colours and plain elements, which the workbench shares."""
STYLES = (BASE_STYLE, HERE / "style.css")

SECTIONS = {
    "verdict": "Verdict by domain",
    "missing": "What is missing",
    "plan": "The plan",
    "bottlenecks": "What holds the plan back",
    "ukraine": "Arming Ukraine",
    "reading": "How to read the plan",
    "industry": "Industry",
    "money": "Money: what pays for the plan",
    "decisions": "Decisions: what unanimity costs",
    "settlement": "Red lines and leverage",
    "field": "In the field",
    "states": "What each state brings",
    "united-states": "What leaves with the United States",
    "spending": "Spending against pledges",
    "studies": "Published studies, re-run",
    "assumptions": "Assumptions",
    "evidence": "Quality of the evidence",
    "sources": "Sources",
    "limitations": "Limitations",
    "reproduce": "How to reproduce this report",
    "licence": "Licence",
}
"""Sections in reading order: address and heading."""
PLAN_SECTIONS = ("plan", "bottlenecks", "reading")
"""Those that a run without a plan leaves out."""


def write_report(
    path: Path,
    *,
    frames: Frames,
    headline: object,
    scenario: Mapping[str, Any],
    run_id: str,
    version: str,
    shapes: Mapping[str, Any],
    origins: Origins | None = None,
) -> None:
    """Write the report to `path`; an existing file is replaced only by a complete one."""
    page = render_report(
        frames=frames,
        headline=headline,
        scenario=scenario,
        run_id=run_id,
        version=version,
        shapes=shapes,
        origins=origins,
    )
    draft = path.with_name(path.name + ".part")
    draft.write_text(page, encoding="utf-8", newline="\n")
    draft.replace(path)


def render_report(
    *,
    frames: Frames,
    headline: object,
    scenario: Mapping[str, Any],
    run_id: str,
    version: str,
    shapes: Mapping[str, Any],
    origins: Origins | None = None,
    board: KeptScoreboard | None = None,
    notes: str = "",
) -> str:
    """The report as HTML text.

    frames: tidy tables of a study, columns as `study.Study.frames` documents them
    headline: mapping or dataclass with `sentence`, `stand_alone_year`, `self_reliance`,
        `worst_element`, `unverified_share`, `ready_by`, `threat_year` and their companions
    scenario: `name`, `title` and the scenario's fields as plain values
    shapes: GeoJSON feature collection, `properties.state` as ISO alpha-3
    origins: where the run's figures come from; None: the page does not tell, and holds no script
    board: published studies re-run on the same facts; None: the section is left out
    notes: of the reader's own, as plain text; they stand under the figures of the headline
    """
    material = gather(
        frames=frames,
        headline=headline,
        scenario=scenario,
        run_id=run_id,
        version=version,
        shapes=shapes,
    )
    drawn = figures(material)
    links = Links(origins, run_id) if origins else None
    return templates(links).get_template("report.html").render(
        material=material,
        headline=material.headline,
        title=scenario.get("title") or scenario.get("name") or run_id,
        sections=sections(material, board is not None),
        studies=board and {"summary": board.summary, "table": studies(board)},
        style=Markup("".join(file.read_text(encoding="utf-8") for file in STYLES)),
        figures=drawn,
        svg={name: _pictures(figure) for name, figure in drawn.items()},
        data={
            name: tables.of_frame(figure.table, f"Data: {figure.title}", figure.addresses)
            for name, figure in drawn.items()
        },
        links=links,
        script=_script() if links else None,
        key_figures=key_figures(material),
        plan=_planned(material),
        industry=_industry(material),
        decisions=decisions_section.section(material),
        settlement=settlement_section.section(material),
        money=money_section.section(material),
        field=field_section.section(material),
        tables={
            "verdict": tables.verdict(material),
            "missing": tables.missing(material),
            "contingencies": tables.contingencies(material),
            "brought": tables.brought(material),
            "targets": tables.targets(material),
            "assumptions": tables.assumptions(material),
            "parameters": tables.parameters(material),
            "weakest": tables.weakest(material),
        },
        targets_title=targets_title(material),
        grades=tables.sources_by_grade(material),
        overrides=overrides(material),
        notes=[line for line in notes.splitlines() if line.strip()],
    )  # fmt: skip


def sections(material: Material, studied: bool = False) -> dict[str, str]:
    """The sections of this run's report, in reading order."""
    return {
        name: heading
        for name, heading in SECTIONS.items()
        if (material.planned or name not in PLAN_SECTIONS)
        and (name != "ukraine" or "plan_ukraine" in material.frames)
        and (name != "industry" or "us_share" in material.frames)
        and (name != "studies" or studied)
        and (name != "settlement" or settlement_section.there(material))
        and (name != "money" or money_section.there(material))
        and (name != "decisions" or decisions_section.there(material))
        and (name != "field" or field_section.there(material))
    }


def _industry(material: Material) -> dict[str, Any] | None:
    """What the section on industry says beside its figures; None where the run has no frame."""
    if "us_share" not in material.frames:
        return None
    told = "joint_saving" in material.frames
    return {
        "joint": industry_tables.joint_saving(material) if told else None,
        "joint_title": industry_tables.joint_title(material) if told else "",
    }


def _planned(material: Material) -> dict[str, Any] | None:
    """What the sections on the plan say beside their figures; None without a plan."""
    if not material.planned:
        return None
    plan = Planned(material)
    return {
        "stand_alone": plan_tables.stand_alone(plan),
        "programmes": plan_tables.programmes(plan),
        "enablers": enablers(plan),
        "unmet": plan_tables.unmet(plan),
        "unmet_title": plan_tables.unmet_title(plan),
        "walk": walk_through(plan),
        "begins": plan.begins,
        "first": plan.programmes[0]["system"] if plan.programmes else None,
        "waiting": percent(plan.waiting) if plan.waiting is not None else None,
        "outside": own_share(plan),
        "meaning": meanings(plan),
    }


def overrides(material: Material) -> list[str]:
    """Fields that this run set on top of its scenario, as `field=value`."""
    frame = material.frames["assumptions"].filter(pl.col("set_by").str.starts_with("--set"))
    return [f"{row['field']}={row['value']}" for row in frame.iter_rows(named=True)]


def _pictures(figure: Figure) -> dict[str, Markup]:
    return {
        "wide": Markup(svg_of(figure)),
        "narrow": Markup(svg_of(figure, narrow=True)),
    }


def _script() -> dict[str, Markup]:
    """Our script, and the hash by which the page lets it run."""
    text = (HERE / "why.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return {"text": Markup(text), "hash": Markup(f"sha256-{digest}")}


def templates(links: Links | None) -> Environment:
    """The templates of this package; figures lead where `links` says."""
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters["figure"] = linked(links)
    found.filters["shell"] = quote  # a list such as [GBR, NOR] holds blanks and brackets
    return found
