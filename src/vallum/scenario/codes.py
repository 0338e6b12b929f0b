"""How states, groups and contingencies are written in a scenario, and what people write instead.

To: the scenario's model and `resolve_coalition`.  Whether a code *exists* is known only to the
evidence; this module knows its form.
"""

from __future__ import annotations

import re

from pydantic_core import PydanticCustomError

STATE_PATTERN = r"^[A-Z]{3}$"
"""An ISO 3166-1 alpha-3 code."""
NAME_PATTERN = r"^[A-Za-z][A-Za-z0-9_]*$"
"""A group or contingency as the evidence tables name it."""

NOT_ISO: dict[str, str] = {
    # Other systems' codes (NATO's old trigrams, the Olympic and FIFA codes, EU and car letters).
    "UK": "GBR", "GB": "GBR", "ENG": "GBR", "GER": "DEU", "DE": "DEU", "ALL": "DEU",
    "FR": "FRA", "IT": "ITA", "ES": "ESP", "SPA": "ESP", "SP": "ESP", "PT": "PRT", "POR": "PRT",
    "NL": "NLD", "NED": "NLD", "HOL": "NLD", "BE": "BEL", "LU": "LUX", "DK": "DNK", "DEN": "DNK",
    "NO": "NOR", "NWY": "NOR", "SE": "SWE", "SW": "SWE", "FI": "FIN", "IS": "ISL", "ICE": "ISL",
    "IE": "IRL", "IRE": "IRL", "PL": "POL", "CZ": "CZE", "SK": "SVK", "HU": "HUN", "AT": "AUT",
    "CH": "CHE", "SUI": "CHE", "SI": "SVN", "SLO": "SVN", "HR": "HRV", "CRO": "HRV",
    "RO": "ROU", "ROM": "ROU", "BG": "BGR", "BUL": "BGR", "GR": "GRC", "GRE": "GRC", "EL": "GRC",
    "CY": "CYP", "MT": "MLT", "EE": "EST", "LV": "LVA", "LAT": "LVA", "LT": "LTU", "LIT": "LTU",
    "TR": "TUR", "TU": "TUR", "UA": "UKR", "RU": "RUS", "US": "USA", "CA": "CAN",
    "AL": "ALB", "ME": "MNE", "MK": "MKD", "RS": "SRB", "BA": "BIH", "MD": "MDA", "BY": "BLR",
}  # fmt: skip
"""What people write for a state that is no ISO alpha-3 code -> the code they mean."""


def state_code_fault(code: str) -> str | None:
    """What is wrong with the form of a state's code, or None.

    >>> state_code_fault("UK")
    "'UK' is not an ISO alpha-3 code; did you mean 'GBR'?"
    """
    plain = code.strip().upper()
    if meant := NOT_ISO.get(plain):
        return f"'{code}' is not an ISO alpha-3 code; did you mean '{meant}'?"
    if re.fullmatch(STATE_PATTERN, code):
        return None
    if re.fullmatch(STATE_PATTERN, plain):
        return f"'{code}' is not an ISO alpha-3 code; did you mean '{plain}'?"
    return (
        f"'{code[:40]}' is not an ISO alpha-3 code: give three capital letters such as DEU "
        "(a group such as NATO goes under coalition.include)"
    )


def check_state_code(code: str) -> str:
    """Pydantic validator: the code itself, if it has the form of an ISO alpha-3 code."""
    if fault := state_code_fault(code):
        raise PydanticCustomError("vallum_wording", "{fault}", {"fault": fault})
    return code


def check_name(name: str) -> str:
    """Pydantic validator: the name itself, if a table could hold it."""
    if not re.fullmatch(NAME_PATTERN, name):
        fault = (
            f"'{name[:40]}' is not a name that a table could hold: give letters, digits and "
            "underscores, such as EU or baltic_defence"
        )
        raise PydanticCustomError("vallum_wording", "{fault}", {"fault": fault})
    return name
