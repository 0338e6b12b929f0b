"""The answers about rules: voting power, and recorded votes under their rule.

Fed by: `vallum.governance`.  To: `vallum power`, `vallum decide --votes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Protocol

from pydantic import Field

from vallum.contracts.answer import Answer, Row, Share


class PowerIndices(Row):
    """One voter's power."""

    shapley_shubik: Annotated[
        Share, Field(description="Share of orders of joining in which it decides")
    ]
    banzhaf_absolute: Annotated[
        Share, Field(description="Share of coalitions of the others in which it decides")
    ]
    banzhaf_normalised: Annotated[Share, Field(description="The same, made to add up to 1")]


class PowerLike(Protocol):
    """What is read of voting power."""

    @property
    def winning(self) -> int: ...
    @property
    def power_to_act(self) -> Fraction: ...
    @property
    def shapley_shubik(self) -> Mapping[str, Fraction]: ...
    @property
    def banzhaf(self) -> Mapping[str, Fraction]: ...
    @property
    def banzhaf_normalised(self) -> Mapping[str, Fraction]: ...


class PowerChange(Row):
    """What becomes of the power to act if one state leaves, joins or abstains."""

    state: Annotated[str, Field(description="ISO alpha-3 code")]
    change: Annotated[str, Field(description="leaves, joins or abstains")]
    power_to_act: Annotated[Share, Field(description="Share of all coalitions that then win")]
    largest_gain: Annotated[str, Field(description="Voter whose Shapley-Shubik index grows most")]
    gain: Annotated[float, Field(description="By so much")]


class PowerAnswer(Answer):
    """`vallum power`: voting power under a rule."""

    rule: Annotated[str, Field(description="Name of the rule, or the rule in words")]
    members: Annotated[tuple[str, ...], Field(description="Who votes, ISO alpha-3 codes")]
    winning_coalitions: Annotated[int, Field(ge=0)]
    power_to_act: Annotated[Share, Field(description="Share of all coalitions that win")]
    states: Annotated[dict[str, PowerIndices], Field(description="ISO code -> indices")]
    changes: Annotated[tuple[PowerChange, ...], Field(description="Empty where not asked for")]

    @classmethod
    def of(cls, rule: str, power: PowerLike, changes: tuple[PowerChange, ...] = ()) -> PowerAnswer:
        normalised = power.banzhaf_normalised
        return cls(
            rule=rule,
            members=tuple(power.shapley_shubik),
            winning_coalitions=power.winning,
            power_to_act=float(power.power_to_act),
            states={
                state: PowerIndices(
                    shapley_shubik=float(value),
                    banzhaf_absolute=float(power.banzhaf[state]),
                    banzhaf_normalised=float(normalised[state]),
                )
                for state, value in power.shapley_shubik.items()
            },
            changes=changes,
        )


class VerdictLike(Protocol):
    """What is read of a verdict."""

    @property
    def carried(self) -> bool | None: ...
    @property
    def reason(self) -> str: ...


class VotesAnswer(Answer):
    """`vallum decide --votes`: recorded votes under their rule."""

    votes: Annotated[
        dict[str, bool | None], Field(description="Vote -> carried; null: cannot be tested")
    ]
    reasons: Annotated[dict[str, str], Field(description="Vote -> why, in words")]

    @classmethod
    def of(cls, verdicts: Mapping[str, VerdictLike]) -> VotesAnswer:
        return cls(
            votes={name: verdict.carried for name, verdict in verdicts.items()},
            reasons={name: verdict.reason for name, verdict in verdicts.items()},
        )
