"""Draft settlements: clauses by topic with what each settles, in law and in fact.

From: YAML files of the user; ukraine/settlement_texts and settlement_clauses.  To: settlement.

A text that a reader cannot rely on is refused: an unknown topic, a word that no rule could read, an
effect that is given twice, clauses of one name, effects that exclude each other in one clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from vallum.errors import Problem, UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.evidence.schemas.ukraine import (
    EFFECTS,
    SETTLEMENT_CLAUSES,
    SETTLEMENT_TEXTS,
    TERRITORIES,
)
from vallum.scenario.reading import MAX_BYTES, read_yaml

THING = "draft settlement"
TOPICS: tuple[str, ...] = next(c for c in SETTLEMENT_CLAUSES.columns if c.name == "topic").choices
INSTRUMENTS: tuple[str, ...] = next(
    c for c in SETTLEMENT_TEXTS.columns if c.name == "instrument"
).choices
SCOPES = ("full_settlement", "partial", "procedural")
FIELDS = (
    "id", "title", "date", "authors", "addressed_to", "backed_by", "status", "source",
    "instrument", "scope", "note", "clauses",
)  # fmt: skip
CLAUSE_FIELDS = ("id", "topic", "text", "effect", "verified", "source", "note", "confirmed")
DECISIVE = (
    "recognition", "membership_bar", "membership_org", "guarantee", "enforcement", "foreign_troops",
    "amnesty", "sanctions", "cooperation_with_third_states",
)  # fmt: skip
"""Effects whose words rules read: a word that is misspelt would hide a red line."""
TRUTHS = tuple(name for name, words in EFFECTS.items() if words == ("true", "false"))
NUMBERS = ("force_cap", "floor_level", "consultation_days", "deferral_years", "elections_days")
LISTS = ("territory", "recognised_by", "guarantors", "measures", "guarantee_void_if",
         "guarantee_excludes", "membership_org", "withdrawal_by")  # fmt: skip
SPELT = {
    "Zaporizhia": "Zaporizhzhia", "Zaporizhzhya": "Zaporizhzhia", "Zaporozhye": "Zaporizhzhia",
    "Lugansk": "Luhansk", "Sevastopol": "Crimea",
    "Autonomous Republic of Crimea": "Crimea",
}  # fmt: skip
"""Other names of the same land."""
EXCLUDE: tuple[tuple[tuple[str, Any], tuple[str, Any]], ...] = (
    (("membership_bar", "none"), ("neutrality", True)),
    (("guarantee", "none"), ("enforcement", "automatic")),
    (("compensation", "full"), ("claims_waived", True)),
    (("force_cap_to_be_set", True), ("floor", True)),
)
"""Pairs of effects that cannot both be meant by one clause."""

Effects = Mapping[str, Any]


@dataclass(frozen=True)
class Clause:
    """One clause.  effect: name -> word, list of words, number or truth; confirmed: by a person."""

    id: str
    topic: str
    text: str
    effect: Effects
    confirmed: bool = True


@dataclass(frozen=True)
class Terms:
    """One text.  unread: effects that no rule reads, as `clause.effect`."""

    id: str
    title: str
    date: str
    authors: tuple[str, ...]
    instrument: str
    scope: str
    clauses: tuple[Clause, ...]
    unread: tuple[str, ...] = field(default=())

    def without(self, names: Iterable[tuple[str, str]]) -> Terms:
        """The same with effects left out, each named as (clause, effect)."""
        out = set(names)
        return replace(
            self,
            clauses=tuple(
                replace(c, effect={k: v for k, v in c.effect.items() if (c.id, k) not in out})
                for c in self.clauses
            ),
        )

    def plus(self, *clauses: Clause) -> Terms:
        return replace(self, clauses=(*self.clauses, *clauses))


def read_terms(path: Path) -> Terms:
    """A draft from a file.  Raises UserError with every fault, its line and field."""
    shown = str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            told = f"is larger than {MAX_BYTES // 1024} kB: no {THING} is; is it another file?"
            raise UserError(Problem(told, shown))
        content = path.read_bytes()
    except OSError as fault:
        raise UserError(Problem(f"cannot be read: {fault.strerror}", shown)) from fault
    tree = read_yaml(content, shown, THING)
    return _Form(shown, tree.lines, list(tree.problems)).terms(tree.data)


def terms_of(data: Mapping[str, Any], shown: str = "") -> Terms:
    """A draft from plain data.  Raises UserError as `read_terms` does."""
    return _Form(shown, {}, []).terms(data)


def shipped_terms(evidence: Evidence) -> dict[str, Terms]:
    """The texts of the evidence by name, oldest first."""
    return evidence.remember("settlement texts", lambda: _shipped(evidence))


class _Form:
    """Reads one file; every fault is gathered before it is told."""

    def __init__(self, shown: str, lines: Mapping[Any, int], problems: list[Problem]) -> None:
        self.shown, self.lines, self.problems = shown, lines, problems

    def terms(self, data: Mapping[str, Any]) -> Terms:
        self._known(data, FIELDS, ())
        clauses, unread = self._clauses(data.get("clauses"))
        found = Terms(
            id=str(data.get("id") or Path(self.shown).stem or "draft"),
            title=self._word(data, "title", ()),
            date=self._day(data),
            authors=tuple(
                each.upper() for each in self._several(data.get("authors"), ("authors",))
            ),
            instrument=self._choice(data, "instrument", INSTRUMENTS, "unpublished"),
            scope=self._choice(data, "scope", SCOPES, "full_settlement"),
            clauses=clauses,
            unread=unread,
        )
        if self.problems:
            raise UserError(sorted(self.problems, key=lambda p: (p.line or 0, p.field or "")))
        return found

    def _clauses(self, given: Any) -> tuple[tuple[Clause, ...], tuple[str, ...]]:
        if not isinstance(given, list) or not given:
            self._fault("needs at least one clause, as a list", ("clauses",))
            return (), ()
        found: list[Clause] = []
        unread: list[str] = []
        for place, row in enumerate(given):
            at: tuple[Any, ...] = ("clauses", place)
            if not isinstance(row, Mapping):
                self._fault("a clause has fields: id, topic, text, effect", at)
                continue
            self._known(row, CLAUSE_FIELDS, at)
            name = str(row.get("id") or f"clause {place + 1}")
            if name in {clause.id for clause in found}:
                self._fault(f"two clauses are called '{name}'", (*at, "id"))
            topic = self._choice(row, "topic", TOPICS, None, at)
            effect, loose = self._effect(row.get("effect"), (*at, "effect"))
            unread += [f"{name}.{each}" for each in loose]
            confirmed = row.get("confirmed", True) is not False
            found.append(Clause(name, topic, str(row.get("text") or ""), effect, confirmed))
        return tuple(found), tuple(unread)

    def _effect(self, given: Any, at: tuple[Any, ...]) -> tuple[dict[str, Any], list[str]]:
        if given is None:
            return {}, []
        if not isinstance(given, Mapping):
            self._fault("effects are names with values, such as 'recognition: none'", at)
            return {}, []
        effect: dict[str, Any] = {}
        loose = []
        for name, value in given.items():
            if name == "note":
                continue
            if name not in EFFECTS:
                near = did_you_mean(str(name), DECISIVE)
                if near:
                    self._fault(f"there is no effect '{name}'{near}", (*at, name))
                loose.append(str(name))
                continue
            read = self._value(str(name), value, (*at, name))
            if read is not None:
                effect[str(name)] = read
        for (one, left), (other, right) in EXCLUDE:
            if effect.get(one) == left and effect.get(other) == right:
                told = f"{one}: {_said(left)} and {other}: {_said(right)} exclude each other"
                self._fault(told, at)
        return effect, loose

    def _value(self, name: str, value: Any, at: tuple[Any, ...]) -> Any:
        if value is None or value == []:
            return None
        if name in TRUTHS:
            return self._truth(value, at)
        if name in NUMBERS:
            return self._number(value, at)
        values = value if isinstance(value, list) else [value]
        words = [str(each) for each in values]
        if name in ("territory", "guarantee_excludes"):
            words = list(dict.fromkeys(land for word in words for land in _land(word)))
        if name in DECISIVE:
            for word in words:
                if word not in EFFECTS[name]:
                    near = did_you_mean(word, EFFECTS[name])
                    told = near or f"; the words are {', '.join(EFFECTS[name])}"
                    self._fault(f"'{word}' is no {name}{told}", at)
            if len(set(words)) > 1 and name not in LISTS:
                told = f"says both {' and '.join(words)}: one clause settles one of them"
                self._fault(told, at)
        if name in LISTS:
            return words
        return words[0] if len(words) == 1 else words

    def _truth(self, value: Any, at: tuple[Any, ...]) -> bool | None:
        spoken = {"true": True, "yes": True, "false": False, "no": False}
        read = spoken.get(str(value).lower())
        if read is None:
            self._fault(f"'{value}' is neither true nor false", at)
        return read

    def _number(self, value: Any, at: tuple[Any, ...]) -> float | None:
        if value == "none":
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
            self._fault(f"'{value}' is no number of 0 or more, nor none", at)
            return None
        return value

    def _day(self, data: Mapping[str, Any]) -> str:
        given = data.get("date")
        if given is None:
            self._fault("the date is missing; write YYYY-MM-DD", ("date",))
            return ""
        try:
            return date.fromisoformat(str(given)).isoformat()
        except ValueError:
            self._fault(f"'{given}' is no day; write YYYY-MM-DD", ("date",))
            return ""

    def _word(self, data: Mapping[str, Any], name: str, at: tuple[Any, ...]) -> str:
        if not data.get(name):
            self._fault("is missing", (*at, name))
        return str(data.get(name) or "")

    def _several(self, given: Any, at: tuple[Any, ...]) -> tuple[str, ...]:
        if given is None:
            return ()
        if isinstance(given, (list, tuple)):
            return tuple(str(each) for each in given)
        if isinstance(given, str):
            return tuple(
                part.strip() for part in given.replace(";", ",").split(",") if part.strip()
            )
        self._fault("is a list of states or groups", at)
        return ()

    def _choice(
        self,
        data: Mapping[str, Any],
        name: str,
        words: tuple[str, ...],
        default: str | None,
        at: tuple[Any, ...] = (),
    ) -> str:
        given = data.get(name, default)
        if given not in words:
            if given is None:
                self._fault(f"is missing; it is one of {', '.join(words)}", (*at, name))
            else:
                near = did_you_mean(str(given), words) or f"; the words are {', '.join(words)}"
                self._fault(f"there is no {name} '{given}'{near}", (*at, name))
            return words[0]
        return str(given)

    def _known(self, data: Mapping[str, Any], names: tuple[str, ...], at: tuple[Any, ...]) -> None:
        for name in data:
            if name not in names:
                near = did_you_mean(str(name), names) or f"; the fields are {', '.join(names)}"
                self._fault(f"there is no field '{name}'{near}", (*at, name))

    def _fault(self, told: str, at: tuple[Any, ...]) -> None:
        line = next(
            (self.lines[at[:n]] for n in range(len(at), 0, -1) if at[:n] in self.lines), None
        )
        shown = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in at)
        self.problems.append(Problem(told, self.shown or None, line, shown))


def _shipped(evidence: Evidence) -> dict[str, Terms]:
    clauses: dict[str, dict[str, Clause]] = {}
    for row in evidence.table("ukraine/settlement_clauses").iter_rows(named=True):
        own = clauses.setdefault(row["text"], {})
        before = own.get(row["clause"], Clause(row["clause"], row["topic"], row["summary"], {}))
        value = _of_cell(row["effect"], row["value"])
        more = {} if value is None else {row["effect"]: value}
        own[row["clause"]] = replace(before, effect={**before.effect, **more})
    found = {}
    for row in evidence.table("ukraine/settlement_texts").sort("date").iter_rows(named=True):
        found[row["text"]] = Terms(
            row["text"],
            row["title"],
            row["date"],
            tuple(row["authors"].upper().split(";")),
            row["instrument"],
            row["scope"],
            tuple(clauses.get(row["text"], {}).values()),
        )
    return found


def _of_cell(effect: str, cell: str) -> Any:
    """The value that a cell of the table stands for; None for nobody, or no limit."""
    if effect in TRUTHS:
        return cell == "true"
    if effect in NUMBERS:
        return None if cell == "none" else float(cell)
    if effect in LISTS:
        return None if cell == "none" else cell.split(";")
    return cell


def _land(word: str) -> tuple[str, ...]:
    """Land by the names of the tables; what is unknown stays as it is."""
    bare = word.replace(" oblast", "").replace(" region", "").strip()
    if bare in ("Donbas", "Donbass"):
        return ("Donetsk", "Luhansk")
    bare = SPELT.get(bare, bare)
    match = next((each for each in TERRITORIES if each.lower() == bare.lower()), bare)
    return (match,)


def _said(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
