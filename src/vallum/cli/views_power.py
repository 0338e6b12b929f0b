"""What `vallum power` reads and shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vallum.cli.own_files import read_populations
from vallum.cli.show import heading, say, table
from vallum.contracts.power import PowerChange
from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.governance.changes import power_changes
from vallum.governance.games import game_of
from vallum.governance.power import Power, voting_power
from vallum.world.institutions import UNION, Institutions, institutions
from vallum.world.rules import Rule

CANDIDATES = "eu_candidate,GBR,NOR"
"""Who might join: candidates, and two neighbours that once were or could be members."""


@dataclass(frozen=True)
class PowerQuestion:
    """What was asked: the rule, its voters and those that might join, with their people."""

    known: Institutions
    rule: Rule
    weights: dict[str, int]
    candidates: dict[str, int]

    @classmethod
    def read(
        cls, rule: str, members: str | None, population: str, data: Path | None
    ) -> PowerQuestion:
        """Raises UserError for an unknown rule, voter, year, or a faulty file."""
        known = institutions(Evidence.load(data))
        found = known.rule(rule)
        year = None if not population.isdigit() else int(population)
        if year is not None:
            weights = known.weights(known.members(members or UNION), year)
            others = [s for s in known.members(CANDIDATES) if s not in weights]
            shares = year in known.shares_only
            return cls(known, found, weights, {} if shares else known.weights(others, year))
        given = read_populations(Path(population), sorted(known.names))
        voters = tuple(given) if members is None else known.members(members)
        if lacking := [state for state in voters if state not in given]:
            raise UserError(f"{population} holds no population of {', '.join(lacking)}")
        rest = {state: people for state, people in given.items() if state not in voters}
        return cls(known, found, {state: given[state] for state in voters}, rest)

    def power(self) -> Power:
        return voting_power(game_of(self.rule, self.weights))


def changes_of(asked: PowerQuestion, before: Power) -> tuple[PowerChange, ...]:
    """Every change by one state, with the voter that gains most from it."""
    found = []
    for each in power_changes(asked.rule, asked.weights, asked.candidates):
        best, gain = each.largest_gain(before)
        found.append(
            PowerChange(
                state=each.state,
                change=each.change,
                power_to_act=float(each.power.power_to_act),
                largest_gain=best,
                gain=float(gain),
            )
        )
    return tuple(found)


def show_power(asked: PowerQuestion, power: Power) -> None:
    say(
        f"{asked.rule.title} of {len(asked.weights)}: {power.winning:,} coalitions win, "
        f"{100 * float(power.power_to_act):.3f} % of all."
    )
    heading("Voting power, in per cent")
    normalised = power.banzhaf_normalised
    ranked = sorted(power.shapley_shubik, key=lambda name: (-power.shapley_shubik[name], name))
    total = sum(asked.weights.values())
    table(
        ["state", "name", "people", "Shapley-Shubik", "Banzhaf", "Banzhaf absolute"],
        [
            [
                state,
                asked.known.names.get(state, state),
                f"{100 * asked.weights[state] / total:.2f}" if total else "-",
                f"{100 * float(power.shapley_shubik[state]):.3f}",
                f"{100 * float(normalised[state]):.3f}",
                f"{100 * float(power.banzhaf[state]):.3f}",
            ]
            for state in ranked
        ],
        right={"people", "Shapley-Shubik", "Banzhaf", "Banzhaf absolute"},
    )


def show_changes(before: Power, changes: tuple[PowerChange, ...]) -> None:
    now = float(before.power_to_act)
    heading("If one state leaves, joins or abstains: power to act, in per cent")
    table(
        ["state", "change", "power to act", "difference", "gains most", "gain"],
        [
            [
                each.state,
                each.change,
                f"{100 * each.power_to_act:.3f}",
                f"{100 * (each.power_to_act - now):+.3f}",
                each.largest_gain,
                f"{100 * each.gain:+.3f}",
            ]
            for each in changes
        ],
        right={"power to act", "difference", "gain"},
    )
