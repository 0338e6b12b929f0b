"""The words that clauses are made of, and the other spellings that coders use for them.

From: the schema of `ukraine/settlement_clauses`.  To: `terms`, `reader`.
"""

from __future__ import annotations

import re
from typing import Final

from vallum.evidence.schemas.ukraine import EFFECTS, SETTLEMENT_CLAUSES, TERRITORIES

TOPICS: Final[tuple[str, ...]] = next(
    tuple(column.choices or ()) for column in SETTLEMENT_CLAUSES.columns if column.name == "topic"
)
INSTRUMENTS: Final = ("treaty", "political_document", "unpublished")
SCOPES: Final = ("full_settlement", "partial", "procedural")

NUMBERS: Final = frozenset(
    [
        "force_cap",
        "floor_level",
        "consultation_days",
        "deferral_years",
        "profit_share_us_pct",
        "europe_contribution_usd_bn",
        "elections_days",
        "power_share_rus_pct",
    ]
)
"""Effects that are numbers; null stands for no limit."""
LISTS: Final = frozenset(
    [
        "territory",
        "recognised_by",
        "withdrawal_by",
        "guarantors",
        "guarantee_excludes",
        "guarantee_void_if",
        "measures",
        "membership_org",
    ]
)
"""Effects that may name several."""
PARTIES: Final = frozenset(("recognised_by", "withdrawal_by", "guarantors"))
PLACES: Final = frozenset(("territory", "guarantee_excludes"))
FLAGS: Final = frozenset(name for name, words in EFFECTS.items() if words == ("true", "false"))

EFFECT_NAMES: Final = {
    ("nato_membership", "scope"): "membership_scope",
    ("eu_membership", "scope"): "membership_scope",
    ("elections", "scope"): "elections_scope",
    ("", "remainder"): "assets_remainder",
}
"""(topic or any, other name) -> the effect meant."""

WORDS: Final = {
    "line_of_contact": "contact_line",
    "dejure": "de_jure",
    "defacto": "de_facto",
    "front_line": "contact_line",
}
"""Other spelling -> word."""

TERRITORY_NAMES: Final = {
    "donbas": ("Donetsk", "Luhansk"),
    "donbass": ("Donetsk", "Luhansk"),
    "sevastopol": ("Crimea",),
    "crimean": ("Crimea",),
    "dnr": ("Donetsk",),
    "dpr": ("Donetsk",),
    "lnr": ("Luhansk",),
    "lpr": ("Luhansk",),
    "lugansk": ("Luhansk",),
    "zaporizhia": ("Zaporizhzhia",),
    "zaporozhye": ("Zaporizhzhia",),
    "zaporizhzhya": ("Zaporizhzhia",),
    "zaporizhzhe": ("Zaporizhzhia",),
    "cherson": ("Kherson",),
    "kharkov": ("Kharkiv",),
    "dnipro": ("Dnipropetrovsk",),
    "nikolaev": ("Mykolaiv",),
    "kinburn spit": ("Kinburn",),
    **{name.casefold(): (name,) for name in TERRITORIES},
}
"""A territory's name in small letters, without oblast or region -> territories."""

CONTRADICTIONS: Final[tuple[tuple[tuple[str, object], tuple[str, object]], ...]] = (
    (("guarantee", "none"), ("enforcement", "automatic")),
    (("claims_waived", True), ("compensation", "full")),
    (("amnesty", "full"), ("tribunal", True)),
    (("control", "return_to_ukr"), ("recognition", "de_jure")),
    (("control", "return_to_ukr"), ("withdrawal_by", "UKR")),
    (("cooperation_with_third_states", "barred"), ("cooperation", True)),
)
"""Two effects that one clause cannot have together."""


def territories(name: str) -> tuple[str, ...] | None:
    """The parts of Ukraine that a name stands for; None for one that is not known.

    >>> territories("Donbas"), territories("Luhansk oblast"), territories("Gotland")
    (('Donetsk', 'Luhansk'), ('Luhansk',), None)
    """
    plain = re.sub(
        r"\b(oblast|region|province|peninsula|oblasts|regions|the)\b", "", name.casefold()
    )
    return TERRITORY_NAMES.get(" ".join(plain.split()))


def as_word(value: str) -> str:
    """A word as the vocabulary writes it.

    >>> as_word("De jure"), as_word("line of contact")
    ('de_jure', 'contact_line')
    """
    plain = re.sub(r"[\s\-]+", "_", value.strip().casefold())
    return WORDS.get(plain, plain)


def known_word(effect: str, value: str) -> str | None:
    """The word of that effect that is meant, in its own spelling; None where none is."""
    return {as_word(word): word for word in EFFECTS[effect]}.get(as_word(value))


_PARTY_NAMES: Final = {
    "russia": "RUS",
    "russian federation": "RUS",
    "ukraine": "UKR",
    "united states": "USA",
    "us": "USA",
    "uk": "GBR",
    "united kingdom": "GBR",
    "france": "FRA",
    "germany": "DEU",
    "poland": "POL",
    "italy": "ITA",
    "china": "CHN",
    "turkey": "TUR",
    "türkiye": "TUR",
    "european union": "EU",
    "europe": "EUROPE",
}


def party(name: str) -> str:
    """A party as the vocabulary writes it: codes where the name is a common one.

    >>> party("Russia"), party("coalition_of_the_willing"), party("gbr")
    ('RUS', 'COALITION_OF_THE_WILLING', 'GBR')
    """
    plain = " ".join(name.replace("_", " ").split()).casefold()
    return _PARTY_NAMES.get(plain, plain.replace(" ", "_").upper())
