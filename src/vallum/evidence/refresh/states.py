"""How official files call states, and the codes that our tables use.

To: the readers.
"""

from __future__ import annotations

import re

from vallum.evidence.load import Evidence

EUROSTAT_CODES = {
    "AD": "AND",
    "AL": "ALB",
    "AM": "ARM",
    "AT": "AUT",
    "AZ": "AZE",
    "BA": "BIH",
    "BE": "BEL",
    "BG": "BGR",
    "BY": "BLR",
    "CA": "CAN",
    "CH": "CHE",
    "CY": "CYP",
    "CZ": "CZE",
    "DE": "DEU",
    "DK": "DNK",
    "EE": "EST",
    "EL": "GRC",
    "ES": "ESP",
    "FI": "FIN",
    "FR": "FRA",
    "GE": "GEO",
    "HR": "HRV",
    "HU": "HUN",
    "IE": "IRL",
    "IS": "ISL",
    "IT": "ITA",
    "JP": "JPN",
    "LI": "LIE",
    "LT": "LTU",
    "LU": "LUX",
    "LV": "LVA",
    "MC": "MCO",
    "MD": "MDA",
    "ME": "MNE",
    "MK": "MKD",
    "MT": "MLT",
    "NL": "NLD",
    "NO": "NOR",
    "PL": "POL",
    "PT": "PRT",
    "RO": "ROU",
    "RS": "SRB",
    "RU": "RUS",
    "SE": "SWE",
    "SI": "SVN",
    "SK": "SVK",
    "SM": "SMR",
    "TR": "TUR",
    "UA": "UKR",
    "UK": "GBR",
    "US": "USA",
    "XK": "XKX",
}
"""Eurostat's codes are ISO 3166-1 alpha-2, but for Greece (EL), the United Kingdom (UK), Kosovo."""

OTHER_NAMES = {
    "czech republic": "CZE",
    "republic of korea": "KOR",
    "slovak republic": "SVK",
    "the netherlands": "NLD",
    "turkiye": "TUR",
    "türkiye": "TUR",
    "united states of america": "USA",
}
"""Names in official files other than those in geography/states, in small letters."""


class Names:
    """States by name, as files write them: with footnote marks, or a currency in brackets."""

    def __init__(self, facts: Evidence) -> None:
        rows = facts.table("geography/states").select("name", "state").rows()
        self.states = frozenset(state for _, state in rows)
        self._by_name = OTHER_NAMES | {name.lower(): state for name, state in rows}

    def find(self, label: str) -> str | None:
        """The state's code; None where no state has this name."""
        bare = re.sub(r"\(.*?\)|\*|\d+$", "", label).strip()
        return self._by_name.get(" ".join(bare.lower().split()))
