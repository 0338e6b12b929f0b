"""The figures of a run: what each is called, and where it stands in the run's tables.

From: the tables that a study makes or a store keeps.  To: `vallum.study.lineage`, the report.

    gaps/gap/brigade/2030                 table, column, then labels of the row in any order
    plan_orders/cost_eur_mn/DEU/IRIS-T SLM      labels left out: added up, where that makes sense
    headline/cost_eur_bn_per_year         the headline has no rows
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote

import polars as pl

from vallum.errors import UserError, did_you_mean, which_known

HEADLINE = "headline"
WITH_PLAN = "_with_plan"
KEYS: dict[str, tuple[str, ...]] = {
    "gaps": ("contingency", "element", "year"),
    "contributions": ("state", "element", "year"),
    "us_leaving": ("element", "year"),
    "self_reliance": ("contingency", "year"),
    "stand_alone": ("domain",),
    "pooled": ("year",),
    "spending": ("state", "year"),
    "spending_targets": ("state", "target_pct"),
    "territorial": ("state", "category", "year"),
    "plan_pool": ("category", "year"),
    "plan_pool_members": ("state", "year"),
    "plan_territorial": ("state", "category", "year"),
    "plan_enablers": ("element",),
    "plan_enabler_costs": ("element", "year"),
    "plan_orders": ("state", "system", "category", "channel", "year"),
    "plan_deliveries": ("state", "system", "category", "channel", "year"),
    "plan_costs": ("state", "year"),
    "plan_lines": ("system", "year"),
    "plan_catalogue": ("system",),
    "plan_scale": ("system",),
    "plan_levers": ("lever", "where", "when"),
    "plan_consolidation": ("category",),
    "plan_changes": ("state", "system", "category", "channel", "year"),
    "plan_upgrades": ("state", "upgrade", "year"),
    "plan_spares": ("state", "category", "year"),
    "plan_people": ("state", "kind", "year"),
    "plan_licences": ("system", "year"),
    "plan_draws": ("state", "instrument", "year"),
    "plan_instruments": ("instrument",),
    "plan_debt": ("state", "year"),
    "bottlenecks": ("constraint", "where"),
    "outside_sweep": ("outside_marginal",),
    "plan_ukraine": ("category", "year"),
    "plan_ukraine_supply": ("way", "supplier", "category", "year"),
    "plan_ukraine_money": ("year",),
    "ukraine_trade_off": ("priority",),
    "plan_regimes": ("regime",),
    "plan_openings": ("regime", "instrument"),
    "decision_routes": ("measure", "route"),
    "plan_types": ("category",),
    "joint_saving": ("estimate",),
    "us_share": ("state",),
    "field_arrivals": ("place", "day"),
    "field_campaign": ("theatre", "case", "model"),
    "field_mission": ("mission",),
    "field_force": ("mission", "state", "element", "rotation"),
    "quality": ("array",),
    "quality_by_state": ("state",),
    "quality_by_category": ("category",),
}
"""Table -> the columns that name a row.  `NAME_with_plan` has the keys of NAME."""
WHERE_ASKED = frozenset({
    "plan_levers", "plan_consolidation", "plan_changes", "plan_draws", "plan_instruments",
    "plan_debt",
})  # fmt: skip
"""Tables that a run holds only where a lever of the scenario, or an older plan, asks for them."""
ADDED_UP = {
    "contributions": ("units",),
    "spending": ("eur_bn_2025",),
    "plan_orders": ("quantity", "cost_eur_mn"),
    "plan_deliveries": ("quantity", "cost_eur_mn"),
    "plan_ukraine_supply": ("quantity", "counts_for"),
    "plan_ukraine_money": ("own", "donated", "spent"),
    "plan_costs": (
        "purchases",
        "brigade_kit",
        "people",
        "lines",
        "licences",
        "crews",
        "pool",
        "upgrades",
        "spares",
        "ukraine",
        "instruments",
        "total",
        "money",
    ),
    "plan_draws": ("draw_eur_bn", "draw_current_eur_bn"),
    "plan_debt": ("counted_deficit_eur_bn", "excess_eur_bn", "service_eur_bn"),
    "plan_upgrades": ("quantity", "adds", "cost_eur_mn"),
    "plan_spares": ("quantity", "cost_eur_mn"),
    "plan_pool": ("due_eur_bn",),
    "plan_pool_members": ("paid_eur_bn",),
    "plan_enabler_costs": ("purchase_eur_bn", "upkeep_eur_bn"),
    "plan_people": ("needed", "base", "trained", "limit"),
    "plan_licences": ("added", "cost_eur_mn"),
    "field_force": ("quantity", "soldiers"),
}
"""Columns whose rows may be added up where labels are left out."""
UNITS = {
    "met_share": "share", "need_unverified": "share", "stock_unverified": "share",
    "share": "share", "mean": "share", "bottleneck": "share", "year": "year",
    "year_without_imputed": "year", "pct_gdp": "% of GDP", "eur_bn_2025": "EUR bn, 2025 prices",
    "first_year": "year", "quantity": "units", "cost_eur_mn": "EUR mn, 2025 prices",
    "unit_price_eur_mn": "EUR mn, 2025 prices", "price_stated_eur_mn": "EUR mn, 2025 prices",
    "lead_years": "years", "units": "units", "joint_units": "units", "batch": "units",
    "states": "states", "states_joint": "states", "price_paid_eur_mn": "EUR mn, 2025 prices",
    "price_alone_eur_mn": "EUR mn, 2025 prices", "saving_eur_bn": "EUR bn, 2025 prices",
    "capacity": "units a year", "signed": "units a year",
    "planned": "units a year", "added": "units a year",
    "relief": "points of shortfall", "evidence_share": "share",
    "met_by": "year", "money_eur_bn": "EUR bn, 2025 prices", "national": "brigades",
    "pooled": "brigades", "shortfall": "points of shortfall", "cells": "cells", "facts": "facts",
    "elements": "elements", "share_verified": "share", "share_unverified": "share",
    "met_share_without": "share",
    "counts_for": "modern equivalents", "own": "EUR bn, 2025 prices",
    "donated": "EUR bn, 2025 prices", "spent": "EUR bn, 2025 prices",
    "saved": "EUR bn, 2025 prices", "ukraine_met_share": "share",
    "ukraine_met_share_last": "share", "own_met_share": "share",
    "ukraine_shortfall": "points of shortfall", "own_shortfall": "points of shortfall",
    "given_eur_bn": "EUR bn, 2025 prices", "donated_eur_bn": "EUR bn, 2025 prices",
    "cost_eur_bn": "EUR bn, 2025 prices",
    "share_imputed": "share", "weight": "share of the index", "asked": "share, or % of GDP",
    "found": "share, or % of GDP", "value_eur_bn": "EUR bn, 2025 prices", "cap": "types",
    "types": "types", "types_without": "types", "units_without": "units",
    "eur_bn": "EUR bn, 2025 prices", "eur_bn_without": "EUR bn, 2025 prices",
    "mean_year": "year", "mean_year_without": "year", "was": "units", "is": "units",
    "types_ordered": "types", "types_before": "types", "types_after": "types",
    "effective_ordered": "types", "effective_before": "types", "effective_after": "types",
    "largest_share": "share", "low_share": "share", "central_share": "share",
    "high_share": "share", "low_eur_bn": "EUR bn a year", "central_eur_bn": "EUR bn a year",
    "high_eur_bn": "EUR bn a year", "stock": "share", "orders": "share", "imports": "share",
    "last_year": "share", "last_year_with_plan": "share",
    "adds": "modern equivalents",
    "alliance_owned": "units", "pool_owned": "units", "arrives": "units",
    "due_eur_bn": "EUR bn, 2025 prices", "paid_eur_bn": "EUR bn, 2025 prices", "key": "share",
    "us_until": "year", "covered": "year", "covered_without_plan": "year", "years_open": "years",
    "purchase_eur_bn": "EUR bn, 2025 prices", "upkeep_eur_bn": "EUR bn, 2025 prices",
    "to_cover_eur_bn": "EUR bn, 2025 prices", "published_eur_bn": "EUR bn, 2025 prices",
    "ratio": "ratio",
    "draw_eur_bn": "EUR bn, 2025 prices", "draw_current_eur_bn": "EUR bn, current prices",
    "drawn_current_eur_bn": "EUR bn, current prices", "ceiling_eur_bn": "EUR bn, current prices",
    "points_per_eur_bn": "points of shortfall per EUR bn",
    "counted_deficit_eur_bn": "EUR bn, current prices", "room_eur_bn": "EUR bn, current prices",
    "excess_eur_bn": "EUR bn, current prices", "service_eur_bn": "EUR bn, current prices",
    "added_debt_eur_bn": "EUR bn, current prices",
    "opened": "instruments", "money_by_ready_eur_bn": "EUR bn, 2025 prices",
    "reliance": "share", "cost_eur_bn_a_year": "EUR bn a year, 2025 prices",
    "stand_alone_year": "year", "probability": "share", "in_the_end": "share",
    "months_median": "months", "objection": "share",
    "brigades": "brigades", "troops": "soldiers", "slow": "brigades", "central": "brigades",
    "fast": "brigades", "holds": "share", "holds_low": "share",
    "holds_high": "share",
    "ground_low_km": "km", "ground_km": "km", "ground_high_km": "km", "days": "days",
    "paths": "paths", "deployed": "soldiers", "pool": "soldiers", "soldiers": "soldiers",
    "from_north": "soldiers", "sustained_months": "months",
    "needed": "persons", "base": "persons", "trained": "persons", "limit": "persons a year",
}  # fmt: skip
"""Column -> unit; the units of a force element stand in its row."""


@dataclass(frozen=True)
class Figure:
    """The address of one figure: a column of a table, and labels of the row."""

    table: str
    column: str
    labels: tuple[str, ...] = ()

    @classmethod
    def parse(cls, address: str, *labels: str) -> Figure:
        """From `table/column/label/...`; further labels may follow apart.

        A slash inside a label is written %2F.  Raises UserError where there is no column.
        """
        parts = [unquote(part) for part in address.split("/") if part]
        if len(parts) < 2:
            raise UserError(
                f"'{address}' names no figure: write table/column/label, "
                "such as gaps/gap/brigade/2030 or headline/cost_eur_bn_per_year"
            )
        return cls(parts[0], parts[1], (*parts[2:], *labels))

    def __str__(self) -> str:
        return "/".join(
            quote(part, safe=" ,.+-()&") for part in (self.table, self.column, *self.labels)
        )


@dataclass(frozen=True)
class Results:
    """A run's tables and headline, with rows found by their labels."""

    frames: Mapping[str, pl.DataFrame]
    headline: Mapping[str, Any]

    def find(self, figure: Figure) -> tuple[list[dict[str, Any]], float | None]:
        """The rows that a figure adds up, and its value; no rows for the headline.

        value: None where the table has none (a year that does not come by the horizon).
        Raises UserError where table, column or a label is unknown, where labels leave several rows
        that cannot be added up, or where the column holds words.
        """
        if figure.table == HEADLINE:
            return [], self._headline_value(figure)
        frame = self._frame(figure.table)
        self._check_column(figure, frame)
        rows = self._matching(figure)
        if not rows:
            raise UserError(self._no_row(figure, frame))
        if len(rows) > 1 and figure.column not in ADDED_UP.get(plain(figure.table), ()):
            raise UserError(self._too_many(figure, rows))
        values = [row[figure.column] for row in rows if row[figure.column] is not None]
        return rows, float(sum(values)) if values else None

    def key_of(self, table: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """The labels of a row, in the order of the table's keys."""
        return tuple(row[name] for name in KEYS[plain(table)])

    def figures_of(self, table: str) -> list[str]:
        """The columns of a table that hold figures."""
        frame, keys = self.frames[table], KEYS[plain(table)]
        return [
            name for name, kind in frame.schema.items() if kind.is_numeric() and name not in keys
        ]

    def tables(self) -> list[str]:
        """Tables whose figures have an address."""
        return sorted(name for name in self.frames if plain(name) in KEYS)

    def row(self, table: str, key: tuple[Any, ...]) -> Mapping[str, Any]:
        """One row by its full key.  Raises KeyError."""
        return self._index[table][key]

    @cached_property
    def _index(self) -> dict[str, dict[tuple[Any, ...], dict[str, Any]]]:
        return {
            table: {self.key_of(table, row): row for row in self._rows(table)}
            for table in self.tables()
        }

    def _rows(self, table: str) -> list[dict[str, Any]]:
        if table not in self._cache:
            self._cache[table] = self.frames[table].to_dicts()
        return self._cache[table]

    @cached_property
    def _cache(self) -> dict[str, list[dict[str, Any]]]:
        return {}

    def _matching(self, figure: Figure) -> list[dict[str, Any]]:
        by_key = self._by_spelling[figure.table].get(tuple(map(_spelt, figure.labels)))
        if by_key is not None:  # all labels, in the table's own order: by far the most frequent
            return [by_key]
        wanted = set(map(_spelt, figure.labels))
        rows = zip(self._rows(figure.table), self._names(figure.table), strict=True)
        return [row for row, names in rows if wanted <= names]

    @cached_property
    def _by_spelling(self) -> dict[str, dict[tuple[str, ...], dict[str, Any]]]:
        return {
            table: {tuple(map(_spelt, key)): row for key, row in rows.items()}
            for table, rows in self._index.items()
        }

    def _names(self, table: str) -> list[frozenset[str]]:
        """What each row goes by: its keys and words, whatever their case."""
        if table not in self._named:
            keys = KEYS[plain(table)]
            self._named[table] = [
                frozenset(
                    _spelt(value)
                    for name, value in row.items()
                    if name in keys or (isinstance(value, str) and name != "meaning")
                )
                for row in self._rows(table)
            ]
        return self._named[table]

    @cached_property
    def _named(self) -> dict[str, list[frozenset[str]]]:
        return {}

    def _frame(self, table: str) -> pl.DataFrame:
        if table not in self.tables():
            known = [*self.tables(), HEADLINE]
            hint = which_known(table, known, "tables", "vallum export latest")
            raise UserError(f"there is no table '{table}' of figures in this run{hint}")
        return self.frames[table]

    def _check_column(self, figure: Figure, frame: pl.DataFrame) -> None:
        known = self.figures_of(figure.table)
        if figure.column in known or figure.column in KEYS[plain(figure.table)]:
            if figure.column in known:
                return
            raise UserError(f"{figure.column} names rows of {figure.table}: it is no figure")
        if figure.column in frame.columns:
            raise UserError(f"{figure.table}/{figure.column} holds words, not a figure")
        hint = did_you_mean(figure.column, known) or f"; it has {', '.join(known)}"
        raise UserError(f"{figure.table} has no figure '{figure.column}'{hint}")

    def _no_row(self, figure: Figure, frame: pl.DataFrame) -> str:
        for label in figure.labels:
            if not any(_spelt(label) in names for names in self._names(figure.table)):
                keys = KEYS[plain(figure.table)]
                known = [str(v) for name in keys for v in frame[name].unique(maintain_order=True)]
                hint = did_you_mean(label, known) or f"; rows go by {', '.join(keys)}"
                return f"'{label}' names no row of {figure.table}{hint}"
        return f"no row of {figure.table} goes by {' and '.join(figure.labels)} at once"

    def _too_many(self, figure: Figure, rows: list[dict[str, Any]]) -> str:
        keys = KEYS[plain(figure.table)]
        open_ = [name for name in keys if len({str(row[name]) for row in rows}) > 1]
        return (
            f"{figure} fits {len(rows)} rows that cannot be added up: name the "
            f"{' and the '.join(open_)} too"
        )

    def _headline_value(self, figure: Figure) -> float | None:
        value: Any = self.headline
        for name in (figure.column, *figure.labels):
            table = {str(key): inner for key, inner in value.items()}
            if name not in table:
                hint = did_you_mean(name, list(table)) or f"; there are {', '.join(table)}"
                raise UserError(f"the headline has no '{name}'{hint}")
            value = table[name]
            if not isinstance(value, Mapping):
                break
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UserError(f"{figure} is no figure; ask for a single number")
        return float(value)


def plain(table: str) -> str:
    """The table's name without `_with_plan`."""
    return table.removesuffix(WITH_PLAN)


def _spelt(value: Any) -> str:
    """A label as it is compared; a whole number is the same with and without its point."""
    text = str(value).casefold()
    return text.removesuffix(".0")
