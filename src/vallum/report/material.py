"""What a report is made from, checked once: frames, headline, scenario, shapes and a few choices.

From: the frames of a study.  To: the charts and tables of this package.  The choices are made here
so that every figure speaks of the same contingency, the same year and the same elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from functools import cached_property
from typing import Any

import polars as pl

from vallum.report.cells import address

Frames = Mapping[str, pl.DataFrame]

DOMAINS = ("land", "air", "sea", "air_defence", "enablers", "munitions")
"""The order in which every table and chart lists domains; others follow by name."""

WITH_US = "nato_targets"
"""The contingency to which the United States contributes as an ally."""
MAIN_CONTINGENCIES = ("stand_alone", WITH_US)
NAMING = ("contributions", "spending", "spending_targets")
"""Frames that carry the names of states beside their codes."""
DEFAULT_YEAR = 2030
"""Year of reference where the headline names none: the threat year of the default scenario."""


@dataclass(frozen=True)
class Material:
    """Frames (columns as `study.Study.frames` gives them), headline and names of one run."""

    frames: Frames
    headline: Mapping[str, Any]
    scenario: Mapping[str, Any]
    run_id: str
    version: str
    shapes: Mapping[str, Any]

    @property
    def credit(self) -> str:
        return f"Vallum {self.version}, run {self.run_id}"

    @cached_property
    def contingency(self) -> str:
        """The contingency that the headline speaks of: the scenario's need set, where shipped."""
        known = self.frames["gaps"]["contingency"].unique(maintain_order=True).to_list()
        asked = _mapping(self.scenario.get("need")).get("set")
        for name in (asked, *MAIN_CONTINGENCIES, *known):
            if name in known:
                return str(name)
        return MAIN_CONTINGENCIES[0]

    @cached_property
    def contingency_title(self) -> str:
        titles = self.gaps["contingency_title"].unique(maintain_order=True).to_list()
        return str(titles[0]) if titles else self.contingency

    @property
    def us_counts(self) -> bool:
        """The need is the alliance's: nothing leaves, so the American part counts as met."""
        return bool(self.scenario.get("us_counts", self.contingency == WITH_US))

    @property
    def terms(self) -> str:
        """How figures of met needs treat the United States, in words."""
        return "with the American part" if self.us_counts else "without the United States"

    @cached_property
    def gaps(self) -> pl.DataFrame:
        """Gaps of the main contingency, elements in the report's order, needs of zero left out.

        Adds `scored` (0-1): the share of the need that counts as met in this report, with the
        American part where `us_counts`, else without.
        """
        return self._main(self.frames["gaps"])

    @cached_property
    def gaps_with_plan(self) -> pl.DataFrame:
        """The same with what the plan adds; raises KeyError where the run holds no plan."""
        return self._main(self.frames["gaps_with_plan"])

    def _main(self, gaps: pl.DataFrame) -> pl.DataFrame:
        main = gaps.filter(pl.col("contingency") == self.contingency, pl.col("need") > 0)
        left = (1 - pl.col("gap") / pl.col("need")).clip(0, 1)
        scored = (left if self.us_counts else pl.col("met_share")).alias("scored")
        ranked = main.with_columns(scored)
        return ranked.sort(domain_rank(), pl.col("core").not_(), "title", "year")

    @cached_property
    def years(self) -> list[int]:
        return sorted(self.frames["gaps"]["year"].unique().to_list())

    @property
    def first(self) -> int:
        return self.years[0] if self.years else DEFAULT_YEAR

    @property
    def last(self) -> int:
        return self.years[-1] if self.years else DEFAULT_YEAR

    @cached_property
    def year(self) -> int:
        """The year of reference: when the need must be met, cut to the horizon."""
        asked = self.headline.get("ready_by") or DEFAULT_YEAR
        return int(min(max(int(asked), self.first), self.last))

    @property
    def planned(self) -> bool:
        """The run ends with a plan."""
        return "plan_orders" in self.frames

    @cached_property
    def state_names(self) -> dict[str, str]:
        """ISO alpha-3 -> name, from every frame that names states."""
        named = (self.frames[name].select("state", "state_name") for name in NAMING)
        return dict(sorted(pl.concat(named).unique().iter_rows()))

    @cached_property
    def state_codes(self) -> dict[str, str]:
        """Name -> ISO alpha-3."""
        return {name: code for code, name in self.state_names.items()}

    @cached_property
    def members(self) -> list[str]:
        """ISO alpha-3 codes of the states that bring something."""
        return sorted(self.frames["contributions"]["state"].unique().to_list())

    def met(self, element: str, year: int, *, plan: bool = False) -> str | None:
        """Address of the figure `scored`; None where the American part counts: no table has it."""
        gaps = "gaps_with_plan" if plan else "gaps"
        if self.us_counts:
            return None
        return address(gaps, "met_share", self.contingency, element, year)

    @cached_property
    def self_reliance(self) -> pl.DataFrame:
        return (
            self.frames["self_reliance"]
            .filter(pl.col("contingency") == self.contingency)
            .sort("year")
        )


def gather(
    *,
    frames: Frames,
    headline: object,
    scenario: Mapping[str, Any],
    run_id: str,
    version: str,
    shapes: Mapping[str, Any],
) -> Material:
    """Material of one run.  `headline` may be a mapping or a dataclass; the rest as given."""
    facts = dict(_mapping(headline))
    facts["worst_element"] = dict(_mapping(facts.get("worst_element")))
    return Material(frames, facts, scenario, run_id, version, shapes)


def domain_rank() -> pl.Expr:
    """Sort key that puts domains in the report's order."""
    order = {name: rank for rank, name in enumerate(DOMAINS)}
    return pl.col("domain").replace_strict(order, default=len(order), return_dtype=pl.Int64)


def domain_titles(frames: Frames) -> dict[str, str]:
    """Titles of domains as the frame of stand-alone years gives them."""
    return {row["domain"]: row["title"] for row in frames["stand_alone"].iter_rows(named=True)}


def key_elements(material: Material, most: int = 6) -> list[dict[str, Any]]:
    """Elements that the charts by state show: the core set, published needs before imputed ones,
    brought by at least one state; filled up with others where the core set is small."""
    brought = material.frames["contributions"].filter(
        pl.col("year") == material.year, pl.col("units") > 0
    )
    present = brought.group_by("element", "title", "domain").agg(pl.len().alias("states"))
    traits = material.gaps.group_by("element").agg(
        pl.col("core").any(), pl.col("imputed").any(), pl.col("unit").first()
    )
    ranked = (
        present.join(traits, on="element", how="left")
        .with_columns(pl.col("core").fill_null(False), pl.col("imputed").fill_null(False))
        .sort(pl.col("core").not_(), "imputed", domain_rank(), "title")
        .head(most)
    )
    return list(ranked.sort(domain_rank(), "title").iter_rows(named=True))


def shares_of(material: Material, element: str) -> pl.DataFrame:
    """What each state brings of one element in the year of reference, most first."""
    return (
        material.frames["contributions"]
        .filter(pl.col("element") == element, pl.col("year") == material.year)
        .sort(["share", "state_name"], descending=[True, False])
    )


def element_like(elements: list[dict[str, Any]], domain: str, *words: str) -> dict[str, Any] | None:
    """The element of a domain whose code holds one of the words, earlier words first; else any
    there.  The core set comes before others, published needs before imputed ones."""
    there = sorted(
        (element for element in elements if element["domain"] == domain),
        key=lambda element: (not element["core"], element["imputed"], element["title"]),
    )
    named = (e for word in words for e in there if word in e["element"])
    return next(_chain(named, iter(there)), None)


def _chain(*parts: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for part in parts:
        yield from part


def _mapping(value: object) -> Mapping[str, Any]:
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"a headline is a mapping or a dataclass, not {type(value).__name__}")
