"""What futures vary, and the policies that are tried in all of them.

From: requirements/uncertainties, requirements/policies, requirements/parameters.  To:
`vallum.futures`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import sqrt

import yaml
from pydantic import ValidationError

from vallum.errors import UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.scenario import Place, Scenario, resolve_coalition
from vallum.scenario.faults import tell_faults

AS_IS = "as_is"
"""The policy that changes nothing."""


@dataclass(frozen=True)
class Uncertainty:
    """One thing that futures vary.

    kind, applies_to, group: as requirements/uncertainties has them.  choices, weights: of a lever.
    low, central, high: of a factor, or of a parameter in its own unit.
    money: of an adoption, what its instrument pays in a year, repayments taken off [EUR mn].
    """

    name: str
    title: str
    kind: str
    applies_to: tuple[str, ...]
    group: str
    choices: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()
    low: float = 1.0
    central: float = 1.0
    high: float = 1.0
    money: tuple[tuple[int, float], ...] = ()

    def at(self, share: float) -> float:
        """The factor or parameter below which this share of futures lies; 0 or 1 of an adoption.

        >>> Uncertainty("x", "X", "money", ("all",), "x", low=0.5, central=1.0, high=1.5).at(0.5)
        1.0
        """
        if self.choices:
            return float(self.choice(share))
        low, mode, high = self.low, self.central, self.high
        if high <= low:
            return mode
        if share < (mode - low) / (high - low):
            return low + sqrt(share * (high - low) * (mode - low))
        return high - sqrt((1 - share) * (high - low) * (high - mode))

    def choice(self, share: float) -> int:
        """Which value of a lever comes at this share of futures, from 0."""
        total, reached = sum(self.weights), 0.0
        for place, weight in enumerate(self.weights):
            reached += weight / total
            if share < reached:
                return place
        return len(self.weights) - 1


@dataclass(frozen=True)
class Policy:
    """One policy: its name, and what it does to the scenario's fields.

    changes: `field=value` sets a field; `field+=value` adds to a number, or members to a list;
    `field*=value` multiplies a number.
    """

    name: str
    title: str
    changes: tuple[str, ...]


Chance = Callable[[str, str], float]
"""How likely a measure is adopted by a day (YYYY-MM-DD) [probability]."""


def uncertainties(
    evidence: Evidence, scenario: Scenario, chance: Chance | None = None
) -> tuple[Uncertainty, ...]:
    """All that futures of this scenario vary, by name.

    chance: of a measure; without it no adoption is drawn.

    A lever none of whose fields the scenario sets (an American withdrawal that it does not have)
    is left out.  Raises UserError for a row that does not fit its kind.
    """
    parameters = {r["parameter"]: r for r in evidence.table("requirements/parameters").to_dicts()}
    values = scenario.model_dump(mode="json")
    found = []
    for row in evidence.table("requirements/uncertainties").sort("uncertainty").to_dicts():
        name, applies = str(row["uncertainty"]), tuple(str(row["applies_to"]).split(";"))
        common = (name, str(row["title"]), str(row["kind"]), applies, str(row["drawn_with"]))
        if row["kind"] == "lever":
            choices = tuple(str(row["choices"] or "").split(";"))
            weights = tuple(float(w) for w in str(row["weights"] or "").split(";") if w)
            if len(choices) != len(weights) or min(weights, default=0) <= 0:
                raise UserError(
                    f"requirements/uncertainties: '{name}' needs as many weights above 0 as choices"
                )
            if any(_value(values, field) is not None for field in applies):
                found.append(Uncertainty(*common, choices=choices, weights=weights))
            continue
        if row["kind"] == "adoption":
            if chance is not None:
                found.append(_adoption(evidence, Uncertainty(*common), chance))
            continue
        if row["kind"] == "parameter" and applies[0] not in parameters:
            raise UserError(
                f"requirements/uncertainties: '{name}' applies to '{applies[0]}', which "
                "requirements/parameters does not have"
            )
        spread = parameters[applies[0]] if row["kind"] == "parameter" else row
        low, central, high = (spread[level] for level in ("low", "central", "high"))
        if None in (low, central, high) or not low <= central <= high:
            raise UserError(
                f"requirements/uncertainties: '{name}' needs low, central and high, in this order"
            )
        found.append(Uncertainty(*common, low=low, central=central, high=high))
    return tuple(found)


def _adoption(evidence: Evidence, told: Uncertainty, chance: Chance) -> Uncertainty:
    """Adopted by the end of the year in which the instrument would first pay, or not at all.

    Its ceiling is paid out evenly from the first to the last year, and paid back evenly between
    the end of grace and maturity; interest is left out.
    """
    rows = {r["instrument"]: r for r in evidence.table("economy/instruments").to_dicts()}
    row = rows.get(told.applies_to[0])
    if row is None or row["ceiling_eur_bn"] is None:
        raise UserError(
            f"requirements/uncertainties: '{told.name}' applies to '{told.applies_to[0]}', which "
            "is no instrument of economy/instruments with a ceiling"
        )
    first, last = int(row["first_year"]), int(row["last_year"])
    yearly = float(row["ceiling_eur_bn"]) * 1000 / (last - first + 1)
    money: dict[int, float] = {}
    for drawn_in in range(first, last + 1):
        money[drawn_in] = money.get(drawn_in, 0.0) + yearly
        if row["maturity_years"]:
            grace, term = int(row["grace_years"] or 0), int(row["maturity_years"])
            for year in range(drawn_in + grace + 1, drawn_in + term + 1):
                money[year] = money.get(year, 0.0) - yearly / (term - grace)
    likely = chance(told.applies_to[0], f"{first}-12-31")
    return replace(
        told,
        choices=("no", "yes"),
        weights=(1 - likely, likely),
        low=0.0,
        central=likely,
        money=tuple(sorted(money.items())),
    )


def policies(evidence: Evidence, names: tuple[str, ...]) -> tuple[Policy, ...]:
    """The policies of these names, in their order; `as_is` stands first whether named or not.

    A name is one of requirements/policies, or of requirements/policy_options, or several of them
    joined by `+` (`money_050+us_free`).
    Raises UserError for a name that neither has, and for two options of one lever.
    """
    known = {row["policy"]: row for row in evidence.table("requirements/policies").to_dicts()}
    for row in evidence.table("requirements/policy_options").to_dicts():
        known.setdefault(row["option"], row)
    found = []
    for name in dict.fromkeys((AS_IS, *names)):
        parts = name.split("+")
        for part in parts:
            if part not in known:
                near = did_you_mean(part, list(known)) or f"; there are {', '.join(sorted(known))}"
                raise UserError(f"there is no policy '{part}'{near}")
        rows = [known[part] for part in parts]
        moved = [str(row["lever"]) for row in rows if row.get("lever")]
        if len(set(moved)) < len(moved):
            raise UserError(f"policy '{name}' moves one lever twice: {', '.join(sorted(moved))}")
        changes = [str(row["changes"]) for row in rows if row["changes"]]
        title = "; ".join(str(row["title"]) for row in rows)
        found.append(Policy(name, title, tuple(";".join(changes).split(";")) if changes else ()))
    return tuple(found)


def levers(evidence: Evidence, scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Lever -> its options, both by name, of requirements/policy_options, that fit the scenario.

    Who is no member cannot leave, and who is alone cannot be left alone: what contradicts the
    scenario, or changes nothing, is left out.
    """
    states = evidence.table("geography/states")
    memberships = evidence.table("governance/memberships")
    found: dict[str, tuple[str, ...]] = {}
    for row in evidence.table("requirements/policy_options").sort("lever", "option").to_dicts():
        name = str(row["option"])
        (_, policy) = policies(evidence, (name,))
        try:
            asked = changed(scenario, policy)
            resolve_coalition(asked, memberships, states)
        except UserError:
            continue
        if asked == scenario:
            continue
        found[str(row["lever"])] = (*found.get(str(row["lever"]), ()), name)
    return found


def changed(scenario: Scenario, policy: Policy) -> Scenario:
    """The scenario under a policy; it holds in every future, whatever else is drawn.

    Raises UserError for a change that the scenario cannot take.
    """
    values = scenario.model_dump(mode="json")
    for change in policy.changes:
        field, _, text = change.partition("=")
        value, sign = yaml.safe_load(text), field[-1:]
        if sign in ("+", "*"):
            field = field[:-1]
            value = _moved(policy.name, change, _value(values, field), sign, value)
        _set(values, field, value)
    try:
        return Scenario.model_validate(values)
    except ValidationError as error:
        told = Place(shown=f"policy '{policy.name}'", set_by=policy.name)
        raise UserError(
            tell_faults(error, lambda _: told, nearest_first=[told.shown], nothing_inherited=False)
        ) from None


def _moved(policy: str, change: str, now: object, sign: str, by: object) -> object:
    """What a field comes to: a list with more members, a number moved or scaled."""
    if isinstance(now, list) and isinstance(by, list) and sign == "+":
        return [*now, *(each for each in by if each not in now)]
    if isinstance(now, int | float) and isinstance(by, int | float):
        return now + by if sign == "+" else now * by
    raise UserError(
        f"policy '{policy}': '{change}' moves a field that holds {now!r} in this scenario; "
        "'+=' adds numbers or members of a list, '*=' multiplies numbers"
    )


def drawn(scenario: Scenario, levers: tuple[Uncertainty, ...], places: tuple[int, ...]) -> Scenario:
    """The scenario with each lever at one of its values; years stay within the horizon's."""
    values = scenario.model_dump(mode="json")
    for lever, place in zip(levers, places, strict=True):
        told = lever.choices[place]
        for field in lever.applies_to:
            now = _value(values, field)
            if now is None:
                continue
            _set(values, field, int(str(now)) + int(told) if told[0] in "+-" else told)
    return Scenario.model_validate(values)


def _value(values: object, field: str) -> object:
    for part in field.split("."):
        if not isinstance(values, dict):
            return None
        values = values.get(part)
    return values


def _set(values: dict[str, object], field: str, value: object) -> None:
    *path, last = field.split(".")
    inner: object = values
    for part in path:
        inner = inner[part] if isinstance(inner, dict) else None
    if not isinstance(inner, dict) or last not in inner:
        raise UserError(f"a scenario has no field '{field}'")
    inner[last] = value
