"""What `vallum redlines` reads and shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from vallum.cli.show import heading, note, say, show_json, table
from vallum.cli.text_files import read_text_file
from vallum.errors import UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.settlement import Verdicts, check, clearing, compare
from vallum.settlement.check import SPOKEN
from vallum.settlement.reader import Proposal, propose, sentences
from vallum.world.redlines import RedLine, read_rules, shipped_rules
from vallum.world.terms import Terms, read_terms, shipped_terms

FILES = (".yaml", ".yml")
FORM = """\
# A draft settlement.  Topics and effects: vallum redlines list; docs/how-to/redlines.md.
title: Draft of ...
date: {day}
authors: [USA, RUS]
instrument: political_document   # treaty, political_document or unpublished
scope: full_settlement           # full_settlement, partial or procedural
clauses:
- id: c1
  topic: territory_recognition
  text: The clause in your own words.
  effect:
    recognition: none            # de_jure, de_facto or none
    territory: [Crimea, Donetsk, Luhansk, Zaporizhzhia, Kherson]
- id: c2
  topic: security_guarantees
  text: The clause in your own words.
  effect:
    guarantee: treaty_binding    # treaty_binding, political or none
    enforcement: automatic       # automatic, consultation or none
    guarantors: [FRA, GBR]
- id: c3
  topic: nato_membership
  text: The clause in your own words.
  effect:
    membership_bar: none         # permanent, temporary or none
    membership_org: NATO
"""
DAY_OF_FORM = "2026-07-01"


def judge(word: str, rules: Path | None, data: Path | None, *, every: bool, as_json: bool) -> None:
    """One draft under all rules."""
    from vallum.contracts import RedLinesAnswer

    terms = draft(word, data)
    listed = rules_of(rules)
    found = check(terms, listed)
    asked = [rule for rule in listed if every or rule.default]
    changes = clearing(terms, asked)
    if as_json:
        show_json(RedLinesAnswer.of(found, changes))
        return
    _show(found, asked)
    heading("The fewest changes that clear " + ("every line" if every else "the agenda's lines"))
    if changes is None:
        say("None was found.")
    elif not changes:
        say("None is needed.")
    for each in changes or ():
        if each.write:
            say(f"- add a clause: {'; '.join(each.write)}")
        else:
            say(f"- rewrite clause {each.clause}: without {', '.join(each.strike)}")


def compare_drafts(a: str, b: str, rules: Path | None, data: Path | None, *, as_json: bool) -> None:
    """Two drafts, what moved first."""
    from vallum.contracts import RedLinesDiffAnswer

    one, other = draft(a, data), draft(b, data)
    found = compare(one, other, rules_of(rules))
    if as_json:
        show_json(RedLinesDiffAnswer.of(one, other, found))
        return
    moved = [each for each in found.rules if each.moved != "same"]
    better = sum(each.moved == "better" for each in moved)
    say(
        f"From '{one.title}' to '{other.title}' {better} of {len(found.rules)} red lines get "
        f"better and {len(moved) - better} worse."
    )
    heading("Red lines that moved")
    table(
        ["red line", "was", "is", ""],
        [
            [each.after.rule.title, each.before.spoken, each.after.spoken, each.moved]
            for each in moved
        ],
    )
    for words, rows in (("first", found.only_first), ("second", found.only_second)):
        heading(f"What only the {words} settles")
        table(["topic", "effect", "value"], [list(row) for row in rows])


def read_text(path: Path, to: Path | None, *, as_json: bool) -> None:
    """Clauses that a text may hold."""
    from vallum.contracts import RedLinesReadAnswer

    text = read_text_file(path)
    found = propose(text)
    if to is not None:
        _write(to, _form_of(path, found))
    if as_json:
        show_json(RedLinesReadAnswer.of(str(path), len(sentences(text)), found))
        return
    if not found:
        say("No sentence of this text looks like a clause of a settlement for Ukraine.")
        return
    say(f"{len(found)} of {len(sentences(text))} sentences may be clauses. Nothing is confirmed.")
    heading("Proposed clauses")
    table(
        ["id", "topic", "effects", "sure", "sentence"],
        [
            [
                each.clause.id,
                each.clause.topic,
                ", ".join(f"{k}: {_said(v)}" for k, v in each.clause.effect.items()) or "-",
                f"{100 * each.confidence:.0f} %",
                each.sentence,
            ]
            for each in found
        ],
    )
    if to is None:
        say("--to FILE writes them as a form; set `confirmed: true` where you agree.")


def write_form(to: Path | None) -> None:
    """The empty form, on the screen or in a file."""
    form = FORM.format(day=DAY_OF_FORM)
    if to is None:
        say(form.rstrip())
    else:
        _write(to, form)


def show_texts(data: Path | None) -> None:
    """The shipped texts, oldest first."""
    rules = [rule for rule in shipped_rules() if rule.agenda]
    heading("Shipped texts, and the agenda's three red lines")
    table(
        ["date", "name", "title", *(rule.id.split("_", 1)[0] for rule in rules)],
        [
            [
                terms.date,
                terms.id,
                terms.title,
                *(each.spoken for each in check(terms, rules).verdicts),
            ]
            for terms in shipped_terms(Evidence.load(data)).values()
        ],
    )
    for rule in rules:
        say(f"{rule.id.split('_', 1)[0]}: {rule.title}")


def draft(word: str, data: Path | None) -> Terms:
    """A draft by file, or a shipped text by name.  Raises UserError for neither."""
    if word.endswith(FILES) or Path(word).is_file():
        return read_terms(Path(word))
    texts = shipped_terms(Evidence.load(data))
    if word not in texts:
        near = did_you_mean(word, list(texts)) or f"; the shipped ones are {', '.join(texts)}"
        raise UserError(f"there is no file and no shipped text '{word}'{near}")
    return texts[word]


def rules_of(path: Path | None) -> tuple[RedLine, ...]:
    return shipped_rules() if path is None else read_rules(path)


def _show(found: Verdicts, asked: list[RedLine]) -> None:
    crossed = [each for each in found.verdicts if each.outcome == "breach" and each.rule in asked]
    names = "; ".join(each.rule.title for each in crossed)
    told = (
        f"crosses {len(crossed)} of {len(asked)} red lines: {names}"
        if crossed
        else (f"crosses none of {len(asked)} red lines")
    )
    say(f"'{found.terms.title}' ({found.terms.date}) {told}.")
    if found.unconfirmed:
        say(f"Left aside, since nobody confirmed them: {', '.join(found.unconfirmed)}.")
    if found.terms.unread:
        note(f"no rule reads {', '.join(found.terms.unread)}")
    for words, rows in (
        ("Red lines", [each for each in found.verdicts if each.rule in asked]),
        ("Other principles", [each for each in found.verdicts if each.rule not in asked]),
    ):
        if rows:
            heading(words)
            table(
                ["red line", "verdict", "why"],
                [[each.rule.title, SPOKEN[each.outcome], each.reason] for each in rows],
            )


def _form_of(path: Path, found: tuple[Proposal, ...]) -> str:
    data: dict[str, Any] = {
        "title": path.stem,
        "date": DAY_OF_FORM,
        "authors": [],
        "clauses": [
            {
                "id": each.clause.id,
                "topic": each.clause.topic,
                "text": each.sentence,
                "effect": dict(each.clause.effect),
                "confirmed": False,
            }
            for each in found
        ],
    }
    head = (
        "# Proposed by word patterns.  Check date, authors and each clause; set confirmed: true.\n"
    )
    return head + yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=98)


def _write(to: Path, text: str) -> None:
    if to.exists():
        raise UserError(f"{to} is there already: name another file")
    try:
        to.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise UserError(f"{to} cannot be written: {fault.strerror}") from fault
    note(f"wrote {to}")


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "+".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
