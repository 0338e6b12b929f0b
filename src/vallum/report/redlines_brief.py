"""One page on a draft settlement, typeset: verdicts, reasons, and what would clear the red lines.

From: `vallum.settlement`.  To: `vallum brief redlines`.  Typst sets it; text from drafts is
passed as data, never as markup.
"""

from __future__ import annotations

import json
from typing import Any

from vallum.errors import UserError
from vallum.settlement import Changes, Verdict
from vallum.settlement.rules import IN_WORDS

LONGEST = 320
"""Letters of a reason that a page has room for."""
MOST_CHANGES = 8
STEPS = (9.0, 8.5, 8.0, 7.5, 7.0)
"""Sizes of type tried until all fits on one page."""
PAGE = r"""
#let told = json(bytes(sys.inputs.told))
#set document(title: told.title, author: "Vallum", date: none)
#set page(paper: "a4", margin: (x: 18mm, y: 15mm), footer: text(7pt, fill: luma(90), told.foot))
#set text(lang: "en", region: "GB", size: 1pt * told.size, font: ("Libertinus Serif",))
#set par(leading: 0.52em)
#show heading.where(level: 1): set text(1.55em)
#show heading.where(level: 2): it => block(above: 1.1em, below: 0.55em, text(1.1em, it.body))
#let mark(word) = {
  let ink = if word == "crossed" { rgb("#9c2f14") } else if word == "arguable" { rgb("#8a6100") }
    else if word == "kept" { rgb("#14527a") } else { luma(70) }
  text(fill: ink, weight: "bold", word)
}
= #told.title
#told.line

#told.summary

#let judged(rows) = table(
  columns: (auto, 1fr, 1.9fr), inset: (x: 4pt, y: 3.2pt), stroke: (x: none, y: 0.4pt + luma(190)),
  table.header([*Verdict*], [*Rule*], [*Why*]),
  ..rows.map(r => (mark(r.verdict), r.rule, r.why)).flatten(),
)
== Red lines
#judged(told.proper)
#if told.changes.len() > 0 [
== #told.changes_title
#for change in told.changes [- #change
]
]
#if told.optional.len() > 0 [
== Optional principles
#judged(told.optional)
]
#if told.warnings.len() > 0 [
== Read with care
#for warning in told.warnings [- #warning
]
]
"""


def redlines_brief(verdict: Verdict, changes: Changes, *, version: str) -> tuple[bytes, int]:
    """The page as PDF (PDF/UA), and its number of pages: one wherever the smallest type fits.

    Raises UserError where the library that sets it is not installed.
    """
    try:
        import typst
    except ImportError:
        raise UserError("a brief needs the package typst, which is not installed") from None
    told = _told(verdict, changes, version)
    made, pages = b"", 0
    for size in STEPS:
        source = PAGE.encode()
        inputs = {"told": json.dumps(told | {"size": size}, ensure_ascii=False)}
        made = typst.compile(
            source, format="pdf", sys_inputs=inputs, pdf_standards="ua-1", timestamp=0
        )
        pages = _pages(made)
        if pages == 1:
            break
    return made, pages


def _told(verdict: Verdict, changes: Changes, version: str) -> dict[str, Any]:
    terms = verdict.terms
    shown = [change.in_words for change in changes.changes[:MOST_CHANGES]]
    if (more := len(changes.changes) - len(shown)) > 0:
        shown.append(f"and {more} more clauses")
    return {
        "title": f"Red lines: {terms.title}",
        "line": f"Draft of {terms.date} by {', '.join(terms.authors)}"
        + (f"; {terms.status}" if terms.status else "")
        + ".",
        "summary": " ".join(line.partition("): ")[2] or line for line in verdict.summary()),
        "proper": _rows(verdict, proper=True),
        "optional": _rows(verdict, proper=False),
        "changes_title": "Fewest clauses to touch so that no red line is crossed: "
        f"{len(changes.changes)}",
        "changes": shown,
        "warnings": list(terms.warnings[:4]),
        "foot": f"Vallum {version}. Clauses are coded by people and rules are data: both are made "
        "to be argued with. Crossed: a rule's breach; arguable: a person must judge; silent: the "
        "text says nothing.",
    }


def _rows(verdict: Verdict, *, proper: bool) -> list[dict[str, str]]:
    return [
        {
            "verdict": IN_WORDS[finding.outcome],
            "rule": finding.rule.title,
            "why": _short(finding.reason),
        }
        for finding in verdict.findings
        if finding.rule.default is proper
    ]


def _short(text: str) -> str:
    """A reason cut at a word."""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit(" ", 1)[0] + " …"


def _pages(pdf: bytes) -> int:
    from io import BytesIO

    from pypdf import PdfReader

    return len(PdfReader(BytesIO(pdf)).pages)
