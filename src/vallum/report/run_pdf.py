"""A run on paper: a brief of one page, or all its figures, under the reader's own title and notes.

From: material and figures of a run.  To: the workbench.  Typst sets it (PDF/UA, alternative texts);
words of readers and of the run are passed as data, never as markup.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from vallum.errors import UserError
from vallum.report.figure import Figure
from vallum.report.key_figures import key_figures
from vallum.report.material import Material

BRIEF = ("gaps",)
"""Figures of a brief."""
LEFT_OUT = ("quality-by-state", "quality-by-category")
STEPS = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
"""Sizes of type tried until a brief fits on its page."""
PICTURES = (140, 125, 110, 95, 80, 60)
"""Heights of the brief's picture tried with each size of type [mm]."""
HELD_BACK = 3
PAGE = r"""
#let told = json(bytes(sys.inputs.told))
#set document(title: told.title, author: "Vallum", date: none)
#set page(paper: "a4", margin: (x: 18mm, top: 16mm, bottom: 18mm), footer: context [
  #set text(7pt, fill: luma(90))
  #told.foot #h(1fr) #counter(page).display("1 / 1", both: true)
])
#set text(lang: "en", region: "GB", size: 1pt * told.size, font: ("Libertinus Serif",))
#set par(leading: 0.55em)
#show heading.where(level: 1): set text(1.6em)
#show heading.where(level: 2): it => block(above: 1.2em, below: 0.6em, text(1.12em, it.body))
#let quiet(it) = text(0.88em, fill: luma(85), it)
= #told.title
#if told.scenario != told.title [#quiet(told.scenario)]

#text(1.12em, told.sentence)

#for line in told.notes [
  #block(inset: (left: 3mm), stroke: (left: 1.5pt + luma(190)), line)
]
#grid(columns: (1fr,) * 3, gutter: 4mm, ..told.figures.map(f => block(
  width: 100%, inset: (top: 1.5mm), stroke: (top: 1pt + luma(40)),
)[#text(1.5em, weight: "bold", f.value) \ #quiet(f.label)]))
#let picture(f) = block(breakable: false, width: 100%)[
  == #f.title
  #quiet(f.unit)

  #image(bytes(f.svg), format: "svg", alt: f.alt, ..(
    if told.picture > 0 { (height: 1mm * told.picture, fit: "contain") } else { (width: 100%) }
  ))
  #quiet[#f.note Source: #f.source]
]
#for f in told.pictures [#picture(f)]
#if told.held.len() > 0 [
== What holds the plan back
#for line in told.held [+ #line]
]
#if told.changes.len() > 0 [
== What differs from the shipped scenario
#for line in told.changes [- #raw(line)]
]
"""


def pdf(
    material: Material,
    *,
    figures: Mapping[str, Figure],
    svg: Callable[[str], str],
    title: str,
    notes: str,
    brief: bool,
) -> bytes:
    """The report as PDF; a brief is on one page wherever the smallest type fits.

    svg: figure -> its picture.  Raises UserError where the library that sets it is not installed.
    """
    told = _told(material, title, notes)
    names = [n for n in (BRIEF if brief else figures) if n in figures and n not in LEFT_OUT]
    told["pictures"] = [_picture(figures[name], svg(name)) for name in names]
    if not brief:
        return _set(told | {"size": 10.0, "picture": 0})
    made = b""
    for size in STEPS:
        for height in PICTURES:
            made = _set(told | {"size": size, "picture": height})
            if _pages(made) == 1:
                return made
    return made


def _told(material: Material, title: str, notes: str) -> dict[str, Any]:
    changes = material.frames["assumptions"]
    own = changes.filter(changes["set_by"].str.starts_with("--set"))
    held = material.headline.get("bottlenecks") or ()
    return {
        "title": title,
        "scenario": str(material.scenario.get("title") or ""),
        "sentence": str(material.headline["sentence"]),
        "notes": [line for line in notes.splitlines() if line.strip()],
        "figures": [
            {"value": str(item["value"]), "label": str(item["label"])}
            for item in key_figures(material)[:6]
        ],
        "held": [str(row["meaning"]) for row in held[:HELD_BACK]],
        "changes": [f"{row['field']}: {row['value']}" for row in own.iter_rows(named=True)],
        "foot": f"Vallum {material.version}, run {material.run_id}. Every value of a scenario is "
        "an assumption; nothing here is a forecast.",
    }


def _picture(figure: Figure, svg: str) -> dict[str, str]:
    return {
        "title": figure.title,
        "unit": figure.unit,
        "note": figure.note or "",
        "source": figure.source,
        "alt": figure.description,
        "svg": svg,
    }


def _set(told: Mapping[str, Any]) -> bytes:
    try:
        import typst
    except ImportError:
        raise UserError("a PDF needs the package typst, which is not installed") from None
    inputs = {"told": json.dumps(told, ensure_ascii=False)}
    made: bytes = typst.compile(
        PAGE.encode(), format="pdf", sys_inputs=inputs, pdf_standards="ua-1", timestamp=0
    )
    return made


def _pages(made: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(BytesIO(made)).pages)
