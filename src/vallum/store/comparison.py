"""How two kept runs differ, differences first.

Fed by: two `StoredRun`s.  To: contracts, report, command line.  Every delta is b less a.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from vallum.scenario.assumptions import as_text
from vallum.store.plan_comparison import PlanComparison, compare_plans
from vallum.store.run import StoredRun, leaves

TOLERANCE = 1e-9
"""Differences up to this much are rounding."""

_WORDS_ONLY = {"name", "title", "description"}
"""Fields of a scenario that name it and assume nothing."""
_TABLED = "bottlenecks"
"""The one field of a headline that is a table, and compared as one."""
_ROW = ["contingency", "element", "year"]
_TEXT, _NUMBER = pl.String(), pl.Float64()


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side; a null stands where only one of them has the row.

    - `inputs`: input, a, b: what differs of evidence, code, seed and mode of planning
    - `assumptions`: field, a, b: what differs in the scenario
    - `headline`: field, a, b, delta: every field of the headline but its bottlenecks; delta null
      for words
    - `gaps`: contingency, element, title, unit, year, gap_a, gap_b, delta: what differs, by the
      size of the difference relative to the larger need, largest first
    - `self_reliance`: year, a, b, delta: the headline's index [0-1]
    - `plan`: how the plans differ, with tables of its own
    """

    a: StoredRun
    b: StoredRun
    inputs: pl.DataFrame
    assumptions: pl.DataFrame
    headline: pl.DataFrame
    gaps: pl.DataFrame
    self_reliance: pl.DataFrame
    plan: PlanComparison

    def frames(self) -> dict[str, pl.DataFrame]:
        return {
            "inputs": self.inputs,
            "assumptions": self.assumptions,
            "headline": self.headline,
            "gaps": self.gaps,
            "self_reliance": self.self_reliance,
            **self.plan.frames(),
        }

    def sentences(self) -> list[str]:
        """The differences as plain facts: what was changed, then what follows from it."""
        if self.a.id == self.b.id:
            return ["Both are the same run: nothing differs."]
        changed = [*self._told_assumptions(), *self._told_inputs()]
        follows = [*self._told_gaps(), *self._told_years(), *self._told_self_reliance()]
        planned = self.plan.sentences()
        if not changed:
            changed = ["No assumption differs."]
        if not follows:
            follows = ["No gap, stand-alone year or self-reliance index differs."]
        if self.plan.possible and not planned:
            planned = ["The plans do not differ."]
        return changed + follows + planned

    def _told_assumptions(self) -> Iterator[str]:
        for field, a, b in self.assumptions.iter_rows():
            yield f"Assumption {field}: {_word(a)} -> {_word(b)}."

    def _told_inputs(self) -> Iterator[str]:
        modes = self.inputs.filter(pl.col("input") == "mode")
        for _, a, b in modes.iter_rows():
            yield f"Mode of planning: {a} -> {b}."
        differ = self.inputs.filter(pl.col("input") != "mode")["input"].to_list()
        if differ:
            yield f"Not only assumptions differ: so does the {' and the '.join(differ)}."

    def _told_gaps(self) -> Iterator[str]:
        both = self.gaps.drop_nulls("delta")
        if both.height:
            row = both.row(0, named=True)
            several = both["contingency"].n_unique() > 1
            where = f"{row['title']} in {row['year']}" + several * f" ({row['contingency']})"
            unit = f" {row['unit']}" if row["unit"] else ""
            yield (
                f"Largest change: {where}, gap {_figure(abs(row['delta']))}{unit} "
                f"{'larger' if row['delta'] > 0 else 'smaller'} "
                f"({_figure(row['gap_a'])} -> {_figure(row['gap_b'])})."
            )
            larger = both.filter(pl.col("delta") > 0).height
            yield f"Gaps by element and year: {both.height - larger} smaller, {larger} larger."
        if alone := self.gaps.height - both.height:
            yield f"Gaps by element and year that only one of the runs has: {alone}."

    def _told_years(self) -> Iterator[str]:
        kinds = {"stand_alone_year": "core set", "stand_alone_years": None}
        for field, a, b, _ in self.headline.iter_rows():
            kind, _, domain = field.partition(".")
            if kind in kinds and a != b and domain != "core":
                told = kinds[kind] or domain.replace("_", " ")
                yield f"Stand-alone year ({told}): {_year(a)} -> {_year(b)}."

    def _told_self_reliance(self) -> Iterator[str]:
        differ = self.self_reliance.filter(pl.col("delta").abs() > TOLERANCE)
        if differ.height:
            year, a, b, delta = differ.sort(pl.col("delta").abs(), descending=True).row(0)
            yield (
                f"Self-reliance index, largest change in {year}: {a:.3f} -> {b:.3f} ({delta:+.3f})."
            )


def compare(a: StoredRun, b: StoredRun) -> Comparison:
    """Set two kept runs side by side.  Raises UserError where a run's tables cannot be read."""
    return Comparison(
        a,
        b,
        inputs=_compare_inputs(a, b),
        assumptions=_compare_assumptions(a.scenario, b.scenario),
        headline=_compare_headlines(a.headline, b.headline),
        gaps=_compare_gaps(a.frame("gaps"), b.frame("gaps")),
        self_reliance=_compare_self_reliance(a.headline, b.headline),
        plan=compare_plans(a, b),
    )


def _compare_inputs(a: StoredRun, b: StoredRun) -> pl.DataFrame:
    def inputs(run: StoredRun) -> dict[str, str]:
        code = f"{run.versions['vallum']}, {run.versions['code']}"
        seed = str(run.seed)
        return {
            "evidence": run.inputs["evidence"],
            "code": code,
            "seed": seed,
            "mode": run.mode,
        }

    rows = [
        (name, value, inputs(b)[name])
        for name, value in inputs(a).items()
        if value != inputs(b)[name]
    ]
    return pl.DataFrame(rows, {"input": _TEXT, "a": _TEXT, "b": _TEXT}, orient="row")


def _compare_assumptions(a: Mapping[str, Any], b: Mapping[str, Any]) -> pl.DataFrame:
    fields_a, fields_b = dict(leaves(a)), dict(leaves(b))
    rows = []
    for field in {**fields_a, **fields_b}:
        if field in _WORDS_ONLY or _is_opened(field, fields_a) or _is_opened(field, fields_b):
            continue
        values = [
            as_text(fields[field]) if field in fields else None for fields in (fields_a, fields_b)
        ]
        if values[0] != values[1]:
            rows.append((field, *values))
    return pl.DataFrame(rows, {"field": _TEXT, "a": _TEXT, "b": _TEXT}, orient="row")


def _compare_headlines(a: Mapping[str, Any], b: Mapping[str, Any]) -> pl.DataFrame:
    fields_a, fields_b = dict(leaves(a)), dict(leaves(b))
    rows = []
    for field in {**fields_a, **fields_b}:
        if field == _TABLED:
            continue
        x, y = fields_a.get(field), fields_b.get(field)
        delta = None if x is None or y is None else _delta(x, y)
        rows.append(
            (field, None if x is None else as_text(x), None if y is None else as_text(y), delta)
        )
    kinds = {"field": _TEXT, "a": _TEXT, "b": _TEXT, "delta": _NUMBER}
    return pl.DataFrame(rows, kinds, orient="row")


def _compare_gaps(a: pl.DataFrame, b: pl.DataFrame) -> pl.DataFrame:
    columns = [*_ROW, "title", "unit", "need", "gap"]
    both = a.select(columns).join(b.select(columns), on=_ROW, how="full", coalesce=True)
    gap_a, gap_b = pl.col("gap"), pl.col("gap_right")
    alone = pl.coalesce(gap_a, gap_b).abs() > TOLERANCE
    differs = pl.when(gap_a.is_null() | gap_b.is_null()).then(alone)
    weight = (gap_b - gap_a).abs() / pl.max_horizontal("need", "need_right")
    return (
        both.filter(differs.otherwise((gap_b - gap_a).abs() > TOLERANCE))
        .with_columns(weight.alias("weight"))
        .sort("weight", *_ROW, descending=[True, False, False, False], nulls_last=True)
        .select(
            "contingency",
            "element",
            pl.coalesce("title", "title_right").alias("title"),
            pl.coalesce("unit", "unit_right").alias("unit"),
            "year",
            gap_a.alias("gap_a"),
            gap_b.alias("gap_b"),
            (gap_b - gap_a).alias("delta"),
        )
    )


def _compare_self_reliance(a: Mapping[str, Any], b: Mapping[str, Any]) -> pl.DataFrame:
    index_a, index_b = (
        {int(year): float(value) for year, value in headline["self_reliance"].items()}
        for headline in (a, b)
    )
    rows = [(year, index_a.get(year), index_b.get(year)) for year in sorted(index_a | index_b)]
    kinds = {"year": pl.Int64(), "a": _NUMBER, "b": _NUMBER}
    return pl.DataFrame(rows, kinds, orient="row").with_columns(
        (pl.col("b") - pl.col("a")).alias("delta")
    )


def _is_opened(field: str, fields: Mapping[str, Any]) -> bool:
    """Whether a field that is empty in one scenario holds fields of its own in the other."""
    return any(other.startswith(f"{field}.") for other in fields)


def _delta(a: Any, b: Any) -> float | None:
    """b less a, where both are numbers."""
    for value in (a, b):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
    return float(b - a)


def _word(text: str | None) -> str:
    return "none" if text is None or text == "null" else text


def _year(text: str | None) -> str:
    return "not by the horizon" if text is None else text


def _figure(value: float) -> str:
    """A number short enough to read, long enough to tell the difference."""
    if abs(value - round(value)) < 0.005 and round(value) != 0:
        return f"{value:,.0f}"
    if abs(value) >= 1:
        return f"{value:,.1f}"
    return f"{value:.2g}"
