"""What may be wrong with an instrument, and instruments of a user's own.

From: rows of economy/instruments, a YAML file.  To: `vallum.world.instruments`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from vallum.errors import Problem, UserError, did_you_mean

EVERYONE = "ALL"
SHORT_GROUPS = {
    "SAFE": "SAFE_borrower",
    "CLAUSE": "national_escape_clause_defence",
    "DSRB": "dsrb_confirmed",
    "MDM": "multilateral_defence_mechanism",
}
"""Short names of groups of governance/memberships."""


def faults_of(
    row: Mapping[str, Any],
    routes: set[str],
    keys: Mapping[str, Any],
    groups: Mapping[str, Any],
    states: set[str],
) -> Iterable[tuple[str, str]]:
    """Column and sentence of each fault of a row."""
    for column in ("ceiling_eur_bn", "ceiling_pct_gdp"):
        value = row.get(column)
        if value is not None and not (isinstance(value, int | float) and value >= 0):
            yield column, f"{column} is {value}; a ceiling is a number of at least 0, or empty"
    maturity, grace = row.get("maturity_years"), row.get("grace_years")
    if row.get("form") != "grant":
        if not isinstance(maturity, int) or not isinstance(grace, int) or maturity < 1 or grace < 0:
            yield "maturity_years", "a loan needs maturity_years of at least 1 and grace_years"
        elif grace >= maturity:
            yield (
                "grace_years",
                f"grace of {grace} years leaves no time to repay within a maturity of {maturity}; "
                "it must be shorter",
            )
    if not isinstance(row.get("first_year"), int) or not isinstance(row.get("last_year"), int):
        yield "first_year", "first_year and last_year must be calendar years"
    elif row["first_year"] > row["last_year"]:
        yield "first_year", f"the window begins in {row['first_year']}, after its end"
    yield from _unknown(row, routes, keys, groups, states)


def _unknown(
    row: Mapping[str, Any],
    routes: set[str],
    keys: Mapping[str, Any],
    groups: Mapping[str, Any],
    states: set[str],
) -> Iterable[tuple[str, str]]:
    """Names and choices that nothing answers to."""
    content = row.get("content_min_share") or 0
    if not isinstance(content, int | float) or not 0 <= content <= 1:
        yield "content_min_share", f"content_min_share is {content}; a share is from 0 to 1"
    for route in parts_of(row.get("routes")):
        if route not in routes:
            hint = did_you_mean(route, sorted(routes)) or "; `vallum evidence table` lists routes"
            yield "routes", f"no route '{route}' in governance/routes{hint}"
    key = row.get("guarantee_key")
    if key and key != "gdp" and key not in keys and key not in groups:
        hint = did_you_mean(key, sorted(keys)) or f"; there are gdp, {', '.join(sorted(keys))}"
        yield "guarantee_key", f"no key '{key}'{hint}"
    for name in parts_of(row.get("members")):
        if name not in {EVERYONE, *SHORT_GROUPS, *groups, *states}:
            yield "members", f"'{name}' is neither a state nor a group"
    if not parts_of(row.get("members")):
        yield "members", "members is empty: name states or groups, or ALL"
    for column, choices in (
        ("form", {"loan", "grant", "bank", "clause"}),
        ("reference", {"own", "EU", "bank", "none"}),
        ("serves", {"plan", "enablers", "mobility", "research", "ukraine"}),
        ("repaid_by", {"state", "key", "members", "budget", "assets", "reparations"}),
    ):
        if row.get(column) not in choices:
            yield (
                column,
                f"{column} is '{row.get(column)}', not one of {', '.join(sorted(choices))}",
            )


def own_rows(file: Path) -> list[dict[str, Any]]:
    """Rows of a YAML file.  Raises UserError if it cannot be read, or holds no list of them."""
    try:
        read = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(f"there is no file '{file}'") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UserError(Problem(f"not readable as YAML: {error}", str(file))) from None
    rows = read.get("instruments") if isinstance(read, dict) else None
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and row.get("instrument") for row in rows
    ):
        told = "needs a list `instruments`, each entry with the key `instrument`"
        raise UserError(Problem(told, str(file)))
    return rows


def parts_of(text: Any) -> tuple[str, ...]:
    """Names joined by ;."""
    return tuple(part.strip() for part in str(text or "").split(";") if part.strip())
