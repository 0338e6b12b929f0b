"""The design of a bank: what a founding treaty would say, with the published proposal as default.

From: a YAML file, or nothing.  To: `vallum.finance.bank.found`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from vallum.errors import Problem, UserError

Share = Annotated[float, Field(ge=0, le=1)]


class Windows(BaseModel):
    """How lending is split; the parts sum to 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    loan: Share = 0.7
    lease: Share = 0.2
    stockpile: Share = 0.1

    @model_validator(mode="after")
    def _sums(self) -> Windows:
        total = self.loan + self.lease + self.stockpile
        if abs(total - 1) > 1e-6:
            raise ValueError(f"the windows sum to {total:g}: they must sum to 1")
        return self


class Design(BaseModel):
    """Capital, gearing and terms.  Default: EUR 100 bn subscribed, a tenth paid in, as much lent
    (Carter, de Selliers and Lucas, February 2025); what they leave open is an assumption."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = "Armaments Bank"
    members: tuple[str, ...] = ("EU", "GBR", "NOR", "TUR")
    key: str | dict[str, float] = "gdp"
    subscribed_eur_bn: Annotated[float, Field(gt=0, le=2_000)] = 100.0
    paid_in_share: Annotated[float, Field(gt=0, le=1)] = 0.1
    paid_in_years: Annotated[int, Field(ge=1, le=10)] = 5
    gearing: Annotated[float, Field(gt=0, le=10)] = 1.0
    """Most of loans over subscribed capital; the European Investment Bank's statute says 2.5."""
    first_year: Annotated[int, Field(ge=2026, le=2040)] = 2028
    years: Annotated[int, Field(ge=5, le=50)] = 20
    lending_years: Annotated[int, Field(ge=1, le=20)] = 8
    maturity: Annotated[int, Field(ge=1, le=50)] = 20
    grace: Annotated[int, Field(ge=0, le=49)] = 5
    margin: Annotated[float, Field(ge=0, le=5)] = 0.2
    """Over its own funding cost [points]."""
    admin_pct: Annotated[float, Field(ge=0, le=2)] = 0.1
    """Of loans, leases and stocks a year [%]."""
    liquidity_share: Annotated[float, Field(ge=0, lt=1)] = 0.15
    """Liquid assets over bonds."""
    windows: Windows = Windows()
    record: bool = False
    """Whether lenders know it: without a record it is rated AA+ at best."""

    @model_validator(mode="after")
    def _consistent(self) -> Design:
        if self.grace >= self.maturity:
            raise ValueError(
                f"grace of {self.grace} years leaves no time to repay within a maturity of "
                f"{self.maturity}"
            )
        if isinstance(self.key, Mapping):
            total = sum(self.key.values())
            if abs(total - 1) > 1e-6 or min(self.key.values(), default=0) < 0:
                raise ValueError(f"the key sums to {total:g}: parts of at least 0 must sum to 1")
        if not self.members:
            raise ValueError("members is empty: name states or groups")
        return self


def read_design(file: Path | None) -> Design:
    """The design in a file, or the default one.  Raises UserError with every fault."""
    if file is None:
        return Design()
    try:
        read = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(f"there is no file '{file}'") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UserError(Problem(f"not readable as YAML: {error}", str(file))) from None
    if not isinstance(read, dict):
        raise UserError(Problem("a design is a list of `field: value`", str(file)))
    try:
        return Design.model_validate(read)
    except ValidationError as error:
        raise UserError(
            *(
                Problem(
                    one["msg"].removeprefix("Value error, "),
                    str(file),
                    None,
                    ".".join(map(str, one["loc"])) or None,
                )
                for one in error.errors()
            )
        ) from None
