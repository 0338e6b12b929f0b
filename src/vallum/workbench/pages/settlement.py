"""The settlement page: a draft against the red lines, two drafts, pasted prose, the calendar.

From: `vallum.study.settlement`.  A shipped draft stands in the address; pasted prose does not: its
clauses are proposed, a person confirms them, and only then is there a verdict.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from vallum.errors import UserError, did_you_mean
from vallum.settlement import Terms, check, compare, shipped_rules, smallest_changes
from vallum.settlement.clauses import shown
from vallum.settlement.reader import Reading, read_draft
from vallum.settlement.rules import IN_WORDS
from vallum.study.guarantee import Guarantee, available_from, guarantee_of
from vallum.study.guarantee_hold import Backing, backing_of
from vallum.study.settlement import leverage_on, library
from vallum.workbench.facts import preset, shipped
from vallum.workbench.guard import from_our_form
from vallum.workbench.page import page
from vallum.world.institutions import TODAY

router = APIRouter(include_in_schema=False)
DEFAULT = "us_28_points_2025_11"
BEHIND = "us_absent"
"""The scenario whose force would stand behind a guarantee."""
MOST_TEXT = 100_000
"""Characters of prose that are read at once."""


@router.get("/settlement", response_class=HTMLResponse)
def settlement(draft: str = DEFAULT, before: str = "") -> HTMLResponse:
    terms = named(draft)
    older = named(before) if before else None
    return page(
        "settlement.html",
        here="/settlement",
        drafts=[(each.id, f"{each.date}: {each.title}") for each in drafts()],
        chosen=draft,
        before=before,
        told=_told(terms),
        compared=None if older is None else _compared(older, terms),
        leverage=_leverage(),
    )


@router.get("/settlement/read", response_class=HTMLResponse)
def paste() -> HTMLResponse:
    return page("settlement_read.html", here="/settlement", text="", reading=None, fault="")


@router.post("/settlement/read", dependencies=[Depends(from_our_form)])
async def propose(request: Request) -> HTMLResponse:
    """Clauses proposed from prose, each with its sentence; no verdict."""
    form = await request.form()
    text = str(form.get("text") or "")
    if fault := _fault(text):
        return page(
            "settlement_read.html", status=422, here="/settlement", text=text, reading=None,
            fault=fault,
        )  # fmt: skip
    reading = await asyncio.to_thread(read_draft, text)
    return page(
        "settlement_read.html",
        here="/settlement",
        text=text,
        reading=reading,
        proposals=[_row(each) for each in reading.proposals],
        fault="",
    )


@router.post("/settlement/verdict", dependencies=[Depends(from_our_form)])
async def verdict(request: Request) -> HTMLResponse:
    """The verdict on those proposals that a person has confirmed."""
    form = await request.form()
    text, kept = str(form.get("text") or ""), {str(each) for each in form.getlist("keep")}
    fault = _fault(text)
    reading = None if fault else await asyncio.to_thread(read_draft, text)
    if reading is None or not kept:
        return page(
            "settlement_read.html", status=422, here="/settlement", text=text, reading=reading,
            proposals=[] if reading is None else [_row(each) for each in reading.proposals],
            fault=fault or "confirm one clause at least: nothing is judged that nobody has read",
        )  # fmt: skip
    terms = _confirmed(reading, kept)
    told = await asyncio.to_thread(_judged, terms)
    return page("settlement_verdict.html", here="/settlement", told=told, text=text)


def _fault(text: str) -> str:
    if not text.strip():
        return "paste a text first"
    if len(text) > MOST_TEXT:
        return f"the text has {len(text):,} characters; at most {MOST_TEXT:,} are read at once"
    return ""


def _row(proposal: Any) -> dict[str, Any]:
    clause = proposal.clause
    effect = "; ".join(f"{name}: {shown(value)}" for name, value in clause.effect.items())
    return {
        "id": clause.id,
        "topic": clause.topic.replace("_", " "),
        "effect": effect or "no effect that a rule reads",
        "sentence": proposal.sentence,
        "sure": proposal.confidence,
    }


def _confirmed(reading: Reading, kept: set[str]) -> Terms:
    """The proposals that were confirmed, as a draft.  Raises UserError for a clause that the text
    does not give."""
    known = {each.clause.id: each.clause for each in reading.proposals}
    if strangers := sorted(kept - known.keys()):
        raise UserError(f"the text has no clause '{strangers[0]}'")
    clauses = tuple(
        replace(clause, confirmed=True) for name, clause in known.items() if name in kept
    )
    return Terms("pasted", "Pasted text", TODAY, ("UNKNOWN",), clauses)


def guaranteed(terms: Terms) -> tuple[Guarantee, Backing]:
    """What a draft's guarantee is worth, and a season of attack with it."""
    scenario = preset(BEHIND)
    found = guarantee_of(terms, scenario, available=available_from(shipped(), scenario))
    return found, backing_of(shipped(), found)


def _judged(terms: Terms) -> dict[str, Any]:
    rules = shipped_rules()
    found = check(terms, rules)
    guarantee, backing = guaranteed(terms)
    changes = smallest_changes(terms, rules)
    return {
        "terms": terms,
        "summary": found.summary(),
        "findings": [
            {
                "word": IN_WORDS[each.outcome],
                "title": each.rule.title,
                "proper": each.rule.default,
                "clauses": " ".join(each.clauses),
                "reason": each.reason,
            }
            for each in found.findings
        ],
        "guarantee": [*guarantee.summary(), *backing.summary()],
        "changes": [each.in_words for each in changes.changes],
        "crossed": len(found.crossed),
        "warnings": terms.warnings,
    }


def warm() -> None:
    """What every answer of this page begins with."""
    for name in _drafts():
        _told_of(name)
    _leverage()


@lru_cache(maxsize=64)
def _told_of(name: str) -> dict[str, Any]:
    return _judged(_drafts()[name])


def _told(terms: Terms) -> dict[str, Any]:
    return _told_of(terms.id)


def _compared(older: Terms, newer: Terms) -> dict[str, Any]:
    found = compare(older, newer, shipped_rules())
    return {
        "summary": found.summary(),
        "rules": [
            {**row, "before": IN_WORDS[row["before"]], "after": IN_WORDS[row["after"]]}
            for row in found.verdicts.iter_rows(named=True)
        ],
        "settled": found.settled.sort("topic", "effect").to_dicts(),
    }


@lru_cache(maxsize=1)
def _leverage() -> dict[str, Any]:
    held = leverage_on(shipped(), date.fromisoformat(TODAY))
    return {"summary": held.summary(), "renewals": held.renewals, "warnings": held.warnings}


@lru_cache(maxsize=1)
def _drafts() -> dict[str, Terms]:
    return {terms.id: terms for terms in library(shipped())}


def drafts() -> list[Terms]:
    """The shipped drafts."""
    return list(_drafts().values())


def named(name: str) -> Terms:
    """Raises UserError where no shipped draft has this id."""
    known = _drafts()
    if name not in known:
        near = did_you_mean(name, list(known)) or "; the page lists them"
        raise UserError(f"there is no shipped draft '{name}'{near}")
    return known[name]
