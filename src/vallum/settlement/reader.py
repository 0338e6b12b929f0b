r"""Clauses proposed from prose, by patterns that stand in a data file, for a person to confirm.

From: the text of a draft (plain text or PDF), data/reader.yaml.  To: `vallum redlines read`.

A sentence gets one topic, that of the most specific pattern that matches it, and what it seems to
settle; a sentence that strings several terms together is read part by part.  The text must speak of
this war; what only happened is no term.  Nothing is judged here: proposals are clauses with
`confirmed: false`, and `verdict.check` refuses those.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from vallum.errors import Problem, UserError
from vallum.evidence.schemas.ukraine import TERRITORIES
from vallum.scenario.reading import read_yaml
from vallum.settlement.clauses import Clause, Value
from vallum.settlement.terms import read_file
from vallum.settlement.vocabulary import LISTS, party, territories

MOST_TEXT, MOST_PDF, MOST_PAGES = 2_000_000, 20_000_000, 500
"""Bytes of a text, bytes and pages of a PDF."""
LONGEST = 1_200
"""Letters of a sentence that are read."""
NUMBER = re.compile(r"\b(\d{2,3})[,. ]?000\b")
SENTENCE_END = re.compile(
    r"(?<=[.!?])\s+(?=[A-Z\"'(\d-])|\n\s*\n|\n\s*(?=(?:[-*\u2022]|\d{1,2}[.)])\s)"
)
TURNS = re.compile(r",\s+(?:and|while|but|whereas|though|although|with)\s+", re.IGNORECASE)
"""Where a sentence goes on to another matter."""
LIST_OF_TERMS = re.compile(r";\s+|,\s+(?:and\s+)?|\s+and\s+", re.IGNORECASE)
"""Where a sentence that lists terms may be cut; too fine for any other."""
SEMICOLONS, TOPICS_OF_A_LIST = 3, 3
"""From so many semicolons, or topics between commas, a sentence is a list of terms."""
MARKER = re.compile(r"^\s*(?:[-*\u2022]|\(?\d{1,2}[.)])\s*")
GUARANTORS = {
    "USA": r"\b(US|USA|United States|Americans?|America)\b",
    "EUROPEAN_GROUP": r"\b(Europeans?|European states|Europe)\b",
    "GBR": r"\b(UK|United Kingdom|Britain|GBR)\b",
    "FRA": r"\b(France|FRA)\b",
    "DEU": r"\b(Germany|DEU)\b",
    "POL": r"\b(Poland|POL)\b",
    "ITA": r"\b(Italy|ITA)\b",
    "CAN": r"\b(Canada|CAN)\b",
    "TUR": r"\b(Turkey|T\u00fcrkiye|TUR)\b",
    "CHN": r"\b(China|CHN)\b",
    "ISR": r"\b(Israel|ISR)\b",
}
"""Who is looked for in a sentence on guarantees; in letters as written."""


@dataclass(frozen=True)
class Proposal:
    """One clause, not confirmed, whose text is the part of the sentence that gave it.

    patterns: ids of those of its topic that matched.
    """

    clause: Clause
    sentence: str
    confidence: float
    patterns: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What was read: number of sentences, whether the text is about this war, proposals."""

    sentences: int
    about: bool
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True)
class _Topic:
    id: str
    topic: str
    confidence: float
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class _Effect:
    topic: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    effect: Mapping[str, Value]


@dataclass(frozen=True)
class _Patterns:
    about: re.Pattern[str]
    elsewhere: re.Pattern[str]
    without_about: re.Pattern[str]
    other_matters: re.Pattern[str]
    reported: re.Pattern[str]
    binding: re.Pattern[str]
    fewest: int
    alone: float
    topics: tuple[_Topic, ...]
    effects: tuple[_Effect, ...]


def read_draft(text: str) -> Reading:
    """Propose clauses from prose, in its order."""
    patterns = _patterns()
    sentences = split_sentences(text)
    found = [
        replace(proposal, sentence=sentence)
        for sentence in sentences
        for part in _parts(sentence, patterns)
        if (proposal := _propose(part, patterns)) is not None
    ]
    about = bool(patterns.about.search(text))
    topics = {proposal.clause.topic for proposal in found}
    if not about and (
        len(topics) < patterns.fewest
        or patterns.elsewhere.search(text)
        or not patterns.without_about.search(text)
    ):
        return Reading(len(sentences), about, ())
    if len(topics) == 1 and max(each.confidence for each in found) < patterns.alone:
        return Reading(len(sentences), about, ())
    numbered = tuple(
        Proposal(_renamed(each.clause, f"p{place}"), each.sentence, each.confidence, each.patterns)
        for place, each in enumerate(found, start=1)
    )
    return Reading(len(sentences), about, numbered)


def text_of(path: Path) -> str:
    """The text in a file: UTF-8, or a PDF with a text layer.

    Raises UserError where it is missing, too large, not UTF-8, or a PDF without text.
    """
    if path.suffix.lower() == ".pdf":
        return _text_of_pdf(path)
    content = read_file(path, MOST_TEXT)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        told = "is not text in UTF-8: save it as UTF-8, or give a PDF ending in .pdf"
        raise UserError(Problem(told, str(path), line)) from None
    if "\x00" in text:
        raise UserError(Problem("holds bytes that are no text: is it another file?", str(path)))
    if not text.strip():
        raise UserError(Problem("is empty: there is nothing to read", str(path)))
    return text


def split_sentences(text: str) -> list[str]:
    """Sentences, points of a list and paragraphs, without their markers.

    From `SEMICOLONS` on a sentence is a list too, of any length.

    >>> split_sentences("1. One thing. 2) Another\\nthing.")
    ['One thing.', 'Another thing.']
    """
    parts = SENTENCE_END.split(text.replace("\r\n", "\n"))
    plain = (" ".join(MARKER.sub("", part).split()) for part in parts)
    points = (
        point.strip()
        for sentence in plain
        for point in (sentence.split(";") if sentence.count(";") >= SEMICOLONS else [sentence])
    )
    return [point[:LONGEST] for point in points if len(point) > 3]


def _parts(sentence: str, patterns: _Patterns) -> list[str]:
    """A sentence, or its parts where they speak of different matters."""
    for cut, fewest in ((LIST_OF_TERMS, TOPICS_OF_A_LIST), (TURNS, 2)):
        parts = cut.split(sentence)
        read = [each.clause for part in parts if (each := _propose(part, patterns))]
        differ = {clause.effect.get("recognition") for clause in read} - {None}
        if len({clause.topic for clause in read}) >= fewest or len(differ) > 1:
            return parts
    return [sentence]


def _propose(sentence: str, patterns: _Patterns) -> Proposal | None:
    if patterns.other_matters.search(sentence):
        return None
    if patterns.reported.search(sentence) and not patterns.binding.search(sentence):
        return None
    found = [each for each in patterns.topics if each.pattern.search(sentence)]
    if not found:
        return None
    best = max(found, key=lambda each: each.confidence)  # of equals the first in the file
    clause = Clause(
        id="",
        topic=best.topic,
        text=sentence,
        effect=_effects(sentence, best.topic, patterns),
        confirmed=False,
    )
    names = tuple(each.id for each in found if each.topic == best.topic)
    return Proposal(clause, sentence, best.confidence, names)


def _effects(sentence: str, topic: str, patterns: _Patterns) -> dict[str, Value]:
    effect: dict[str, Value] = {}
    for each in patterns.effects:
        if each.topic != topic or not each.pattern.search(sentence):
            continue
        if each.unless and each.unless.search(sentence):
            continue
        for name, value in each.effect.items():
            effect.setdefault(name, value)
    if topic in ("territory_recognition", "territory_control") and (
        named := _territories(sentence)
    ):
        effect["territory"] = named
    if topic == "force_limits" and (number := NUMBER.search(sentence)):
        effect["force_cap"] = float(number.group(1)) * 1000
    if topic == "security_guarantees":
        named = tuple(c for c, p in GUARANTORS.items() if re.search(p, sentence))
        if effect.get("guarantee") == "none":
            named = ()
        if named or effect.get("guarantee") == "none":
            effect["guarantors"] = named
    return effect


def _territories(sentence: str) -> tuple[str, ...]:
    """Parts of Ukraine named in a sentence, in the vocabulary's order."""
    words = re.findall(r"[A-Z][a-z]+", sentence)
    named = {place for word in words for place in territories(word) or ()}
    return tuple(place for place in TERRITORIES if place in named)


def _renamed(clause: Clause, name: str) -> Clause:
    return Clause(**{**vars(clause), "id": name})


def _text_of_pdf(path: Path) -> str:
    read_file(path, MOST_PDF)
    from pypdf import PdfReader  # heavy, and only needed here
    from pypdf.errors import PyPdfError

    try:
        pages = PdfReader(path).pages
        if len(pages) > MOST_PAGES:
            told = f"has {len(pages)} pages, and a draft has {MOST_PAGES} at most"
            raise UserError(Problem(told, str(path)))
        text = "\n\n".join(page.extract_text() for page in pages)
    except (PyPdfError, ValueError, KeyError, OSError) as fault:
        told = f"is not a PDF that can be read ({type(fault).__name__}): give its text instead"
        raise UserError(Problem(told, str(path))) from None
    if not text.strip():
        told = "holds no text, only pictures of pages: give its text instead"
        raise UserError(Problem(told, str(path)))
    return text


@cache
def _patterns() -> _Patterns:
    content = files("vallum.settlement").joinpath("data/reader.yaml").read_bytes()
    data = read_yaml(content, "reader.yaml").data

    def compiled(text: Any) -> re.Pattern[str]:
        return re.compile(text, re.IGNORECASE | re.DOTALL)

    return _Patterns(
        about=compiled(data["about"]),
        elsewhere=compiled(data["elsewhere"]),
        without_about=compiled(data["without_about"]),
        other_matters=compiled(data["other_matters"]),
        reported=compiled(data["reported"]),
        binding=compiled(data["binding"]),
        fewest=data["fewest_without_about"],
        alone=data["alone"],
        topics=tuple(
            _Topic(each["id"], each["topic"], each["confidence"], compiled(each["pattern"]))
            for each in data["topics"]
        ),
        effects=tuple(
            _Effect(
                each["topic"],
                compiled(each["pattern"]),
                compiled(each["unless"]) if "unless" in each else None,
                {name: _as_value(name, value) for name, value in each["effect"].items()},
            )
            for each in data["effects"]
        ),
    )


def _as_value(name: str, value: Any) -> Value:
    if name not in LISTS:
        return value if not isinstance(value, int) or isinstance(value, bool) else float(value)
    items = value if isinstance(value, list) else [value]
    return tuple(party(item) if name == "withdrawal_by" else str(item) for item in items)
