"""The terms of a draft settlement: clauses by topic, each with what it settles.

From: a YAML file, or the rows of `ukraine/settlement_texts` and `settlement_clauses`.
To: `verdict`, `compare`, `remedy`.

A file is UTF-8 of at most 256 kB.  What is wrong is told with its line: an unknown topic, a missing
date, two effects that contradict each other, a word that is nearly one of the vocabulary.  A word
or an effect that resembles none is kept and named in `warnings`: no red line may read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vallum.errors import Problem, UserError
from vallum.scenario.reading import MAX_BYTES, Path_, Tree, decode, dotted, read_yaml
from vallum.settlement.clauses import Clause, clause_of, disagreements
from vallum.settlement.faults import Faults, unknown
from vallum.settlement.vocabulary import INSTRUMENTS, SCOPES

__all__ = ["Clause", "Terms", "load_terms", "read_terms", "terms_of_rows"]

FIELDS = (
    "id", "title", "date", "authors", "addressed_to", "backed_by", "status", "source", "url",
    "instrument", "scope", "verified", "note", "clauses",
)  # fmt: skip
ENDINGS = (".yaml", ".yml", ".json")


@dataclass(frozen=True)
class Terms:
    """One draft.

    date: YYYY-MM-DD, or YYYY-MM where the day is not known; authors: ISO alpha-3 codes, groups and
    other parties; scope: `full_settlement`, `partial` or `procedural`; warnings: what was read but
    may not mean what its coder thinks.
    """

    id: str
    title: str
    date: str
    authors: tuple[str, ...]
    clauses: tuple[Clause, ...]
    instrument: str = "unpublished"
    scope: str = "full_settlement"
    status: str = ""
    source: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def unconfirmed(self) -> tuple[Clause, ...]:
        """Proposals of the reader that nobody has confirmed yet."""
        return tuple(clause for clause in self.clauses if not clause.confirmed)


def load_terms(path: Path) -> Terms:
    """The terms in a file.  Raises UserError with everything that is wrong with it."""
    shown = str(path)
    if path.suffix.lower() not in ENDINGS:
        told = f"is not a draft in the form: such a file ends in {', '.join(ENDINGS)}; for prose "
        raise UserError(Problem(told + "see `vallum redlines read`", shown))
    return read_terms(read_file(path, MAX_BYTES), shown, default_id=path.stem)


def read_file(path: Path, most: int) -> bytes:
    """A file's bytes.  Raises UserError where it is missing, no file, or larger than `most`."""
    shown = str(path)
    if not path.is_file():
        what = "is a folder, not a file" if path.is_dir() else "does not exist"
        raise UserError(Problem(what, shown))
    try:
        if (size := path.stat().st_size) > most:
            told = f"has {size / 1e6:,.1f} MB, and a draft has {most / 1e6:,.1f} MB at most: "
            raise UserError(Problem(told + "is it another file?", shown))
        return path.read_bytes()
    except OSError as reason:
        told = f"cannot be read: {reason.strerror or reason}"
        raise UserError(Problem(told, shown)) from reason


def read_terms(content: bytes, shown: str, *, default_id: str = "draft") -> Terms:
    """The terms in a YAML document of the form.  Raises UserError with all that is wrong."""
    tree = _read_tree(content, shown)
    faults = Faults(shown, tree.lines, tree.problems)
    data = tree.data
    for name in data:
        if name not in FIELDS:
            faults.add(unknown("a field of a draft", name, FIELDS), name)
    terms = Terms(
        id=_text(data, "id", faults) or default_id,
        title=_text(data, "title", faults, "needs a title"),
        date=_date(data, faults),
        authors=_authors(data, faults),
        clauses=_clauses(data, faults),
        instrument=_choice(data, "instrument", INSTRUMENTS, "unpublished", faults),
        scope=_choice(data, "scope", SCOPES, "full_settlement", faults),
        status=_text(data, "status", faults),
        source=_text(data, "source", faults),
    )
    faults.raise_any()
    told = (*faults.warnings, *disagreements(terms.clauses))
    return Terms(**{**vars(terms), "warnings": told})


def terms_of_rows(text: Mapping[str, Any], clauses: Iterable[Mapping[str, Any]]) -> Terms:
    """A text of the shipped library.

    text: a row of `ukraine/settlement_texts`; clauses: its rows of `ukraine/settlement_clauses`.
    """
    gathered: dict[str, dict[str, Any]] = {}
    for row in clauses:
        entry = gathered.setdefault(
            row["clause"],
            {"id": row["clause"], "topic": row["topic"], "text": row["summary"],
             "verified": "yes", "source": row["source"], "effect": {}},
        )  # fmt: skip
        entry["effect"][row["effect"]] = row["value"]
        if row["verified"] != "yes":
            entry["verified"] = row["verified"]
    faults = Faults(str(text["text"]), {}, [])
    made = tuple(
        clause_of(entry, ("clauses", place), faults, stored=True)
        for place, entry in enumerate(gathered.values())
    )
    faults.raise_any()
    return Terms(
        id=text["text"],
        title=text["title"],
        date=text["date"],
        authors=tuple(text["authors"].split(";")),
        clauses=made,
        instrument=text["instrument"],
        scope=text["scope"],
        status=text["status"],
        source=text["source"],
        warnings=disagreements(made),
    )


def _read_tree(content: bytes, shown: str) -> Tree:
    """The document, in words about drafts where it is no mapping."""
    if not decode(content, shown).strip():
        raise UserError(Problem("is empty: start from `vallum redlines new`", shown))
    try:
        return read_yaml(content, shown)
    except UserError as fault:
        if "scenario" not in str(fault):
            raise
        told = "is not a draft: it must hold one document of fields such as title, date, clauses"
        raise UserError(Problem(told, shown, fault.problems[0].line)) from None


def _text(data: Mapping[str, Any], name: str, faults: Faults, needed: str = "") -> str:
    value = data.get(name)
    if value is None or value == "":
        if needed:
            faults.add(needed, name, missing=True)
        return ""
    if isinstance(value, (list, dict)):
        faults.add("must be a text", name)
        return ""
    return str(value)


def _date(data: Mapping[str, Any], faults: Faults) -> str:
    from datetime import date

    value = _text(data, "date", faults, "needs the day it is from, as YYYY-MM-DD")
    parts = value.split("-")
    try:
        if value and len(parts) in (2, 3) and len(parts[0]) == 4:
            date(*(int(part) for part in [*parts, "1"][:3]))
            return value
    except (ValueError, TypeError):
        pass
    if value:
        faults.add(f"'{value[:40]}' is no day: write YYYY-MM-DD", "date")
    return ""


def _authors(data: Mapping[str, Any], faults: Faults) -> tuple[str, ...]:
    value = data.get("authors")
    named = [value] if isinstance(value, str) else value
    if not isinstance(named, list) or not named:
        faults.add("needs who wrote it, such as [USA, RUS]", "authors", missing=value is None)
        return ()
    if not all(isinstance(name, str) and name.strip() for name in named):
        faults.add("must be a list of names", "authors")
        return ()
    return tuple(name.strip() for name in named)


def _choice(
    data: Mapping[str, Any], name: str, words: tuple[str, ...], default: str, faults: Faults
) -> str:
    value = _text(data, name, faults)
    if value and value not in words:
        faults.add(unknown(f"a word for {name}", value, words), name)
    return value or default


def _clauses(data: Mapping[str, Any], faults: Faults) -> tuple[Clause, ...]:
    found = data.get("clauses")
    if not isinstance(found, list):
        faults.add("needs a list of clauses", "clauses", missing=found is None)
        return ()
    made: list[Clause] = []
    seen: dict[str, Path_] = {}
    for place, entry in enumerate(found):
        path: Path_ = ("clauses", place)
        if not isinstance(entry, dict):
            faults.add_at("must have a topic and an effect", path)
            continue
        clause = clause_of({"id": f"c{place + 1}"} | entry, path, faults)
        if clause.id in seen:
            faults.add_at(f"'{clause.id}' is the id of {dotted(seen[clause.id])} too", path)
        seen.setdefault(clause.id, path)
        made.append(clause)
    return tuple(made)
