"""Tidy tables of `Gaps`: the form that exports, charts and commands use.

From: `vallum.forces.result`.  To: store, report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from vallum.forces.territorial import territorial_rows

if TYPE_CHECKING:
    from vallum.forces.result import Gaps

DOMAIN_TITLES = {
    "land": "Land",
    "air": "Air",
    "sea": "Sea",
    "air_defence": "Air defence",
    "enablers": "Enablers",
    "munitions": "Munitions",
    "core": "Core set",
    "all": "All elements",
}
"""The domains, the core set and all elements, as they are printed."""

_PLACES = 6
"""Figures are kept to a millionth: more would print noise of floating-point sums."""


def tables(gaps: Gaps) -> dict[str, pl.DataFrame]:
    """gaps, contributions, us_leaving, self_reliance, stand_alone, pooled, territorial; in order of
    print."""
    return {
        "gaps": _gaps(gaps),
        "contributions": _contributions(gaps),
        "us_leaving": _us_leaving(gaps),
        "self_reliance": _self_reliance(gaps),
        "stand_alone": _stand_alone(gaps),
        "pooled": _pooled(gaps),
        "territorial": territorial_rows(gaps.world),
    }


def _gaps(gaps: Gaps) -> pl.DataFrame:
    data, years = gaps.data, gaps.world.years.tolist()
    titles = gaps.world["requirement"]["contingency_title"].values
    asked = data["asked"].values.astype(bool)
    elements = [str(name) for name in data["element"].values]
    figures = {name: data[name].values for name in ("need", "have", "us", "gap", "met_share")}
    quality = {element: gaps.unverified(element) for element in gaps.assessed}
    rows: list[dict[str, Any]] = []
    for place, contingency in enumerate(data["contingency"].values):
        for column, element in enumerate(elements):
            if not asked[place, column]:
                continue
            same = {
                "contingency": str(contingency),
                "contingency_title": str(titles[place]),
                "basis": _basis(gaps, place, element),
                **_named(gaps, element),
                "core": element in gaps.core,
            }
            need_weak, stock_weak = quality.get(element, (1.0, 1.0))
            known = {
                "imputed": place == 0 and element in gaps.imputed,
                "need_unverified": round(need_weak, _PLACES),
                "stock_unverified": round(stock_weak, _PLACES),
            }
            rows += [
                same
                | {"year": year}
                | {name: _rounded(array[place, column, t]) for name, array in figures.items()}
                | known
                for t, year in enumerate(years)
            ]
    return pl.DataFrame(rows)


def _named(gaps: Gaps, element: str) -> dict[str, str]:
    return {
        "element": element,
        "title": gaps.title(element),
        "domain": gaps.domain_of(element),
        "unit": gaps.unit(element),
    }


def _rounded(value: float) -> float:
    return round(float(value), _PLACES)


def _basis(gaps: Gaps, place: int, element: str) -> str:
    """Which reading of the need counts."""
    if place:
        return "in_place"
    if bool(gaps.data["by_total"].sel(element=element).isel(year=0)):
        return "total"
    asked = gaps.world["requirement"].isel(contingency=0).sel(element=element)
    return next(
        basis for basis in ("replace_us", "stock", "total") if float(asked.sel(basis=basis)) > 0
    )


def _contributions(gaps: Gaps) -> pl.DataFrame:
    years = gaps.world.years.tolist()
    contribution = gaps.data["contribution"].sel(element=gaps.assessed)
    parts = contribution.transpose("element", "state", "year").values
    whole = parts.sum(axis=1)
    names = gaps.world.state_names
    rows: list[dict[str, Any]] = []
    for column, element in enumerate(gaps.assessed):
        named = {key: text for key, text in _named(gaps, element).items() if key != "unit"}
        for place, state in enumerate(contribution["state"].values):
            for t, year in enumerate(years):
                units, total = parts[column, place, t], whole[column, t]
                rows.append(
                    {"state": str(state), "state_name": names[str(state)]}
                    | named
                    | {
                        "year": year,
                        "units": _rounded(units),
                        "share": _rounded(units / total) if total > 0 else 0.0,
                    }
                )
    return pl.DataFrame(rows)


def _us_leaving(gaps: Gaps) -> pl.DataFrame:
    """What the United States counts for in the base year, and what of it is left each year."""
    us = gaps.data["us"].sel(contingency=gaps.main, element=gaps.assessed).values
    rows: list[dict[str, Any]] = []
    for column, element in enumerate(gaps.assessed):
        for t, year in enumerate(gaps.world.years.tolist()):
            rows.append(
                _named(gaps, element)
                | {
                    "year": year,
                    "us_first_year": _rounded(us[column, 0]),
                    "us": _rounded(us[column, t]),
                    "lost": _rounded(us[column, 0] - us[column, t]),
                }
            )
    return pl.DataFrame(rows)


def _self_reliance(gaps: Gaps) -> pl.DataFrame:
    rows: list[dict[str, Any]] = []
    for contingency in gaps.data["contingency"].values:
        asked = gaps.data["asked"].sel(contingency=contingency)
        names = [str(name) for name in asked["element"].values[asked.values.astype(bool)]]
        if not names:
            continue
        index, bottleneck = gaps.self_reliance(str(contingency))
        met = gaps.data["met_share"].sel(contingency=contingency, element=names).values
        for t, year in enumerate(gaps.world.years.tolist()):
            worst = names[int(met[:, t].argmin())]
            rows.append(
                {
                    "contingency": str(contingency),
                    "year": year,
                    "mean": _rounded(index.values[t]),
                    "bottleneck": _rounded(bottleneck.values[t]),
                    "worst_element": worst,
                    "worst_title": gaps.title(worst),
                }
            )
    return pl.DataFrame(rows)


def _pooled(gaps: Gaps) -> pl.DataFrame:
    """Brigades that states equip alone, and those that the same kit would equip if pooled."""
    alone = gaps.data["contribution"].sel(element="brigade").sum("state").values
    pooled = gaps.data["pooled_brigades"].values
    return pl.DataFrame(
        [
            {"year": year, "national": _rounded(alone[t]), "pooled": _rounded(pooled[t])}
            for t, year in enumerate(gaps.world.years.tolist())
        ]
    )


def _stand_alone(gaps: Gaps) -> pl.DataFrame:
    rows = [
        {
            "domain": domain,
            "title": title,
            "elements": len(gaps.members_of(domain)),
            "year": gaps.stand_alone_year(domain),
            "year_without_imputed": gaps.stand_alone_year(domain, with_imputed=False),
        }
        for domain, title in DOMAIN_TITLES.items()
    ]
    whole = {"year": pl.Int64, "year_without_imputed": pl.Int64}
    return pl.DataFrame(rows, schema_overrides=whole)
