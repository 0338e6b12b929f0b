"""Frames of a run that never was: the columns of `Study.frames`, figures invented for layout.

Every figure follows from a short formula over its position in the lists below, so the tests know
what to expect and two calls give the same frames.
"""

from __future__ import annotations

from typing import Any

import polars as pl

COLUMNS = ["element", "title", "domain", "unit", "need", "core", "imputed", "met", "gain", "us"]
"""met: share met in the first year; gain: what it gains a year; us: the US share of the need."""
ELEMENTS = """
heavy_brigade, Heavy brigades, land, brigades, 131, yes, no, 0.56, 0.012, 0.31
light_brigade, Light brigades, land, brigades, 48, yes, no, 0.97, 0.002, 0.05
artillery_battalion, Artillery battalions, land, battalions, 90, yes, no, 0.71, 0.02, 0.18
rocket_artillery, Rocket artillery, land, batteries, 64, no, no, 0.52, 0.05, 0.3
attack_helicopter, Attack helicopters, land, aircraft, 420, no, no, 0.62, 0.01, 0.38
fighter_squadron, Fighter squadrons, air, squadrons, 120, yes, no, 0.83, 0.014, 0.17
stealth_fighter, Fifth-generation fighters, air, aircraft, 700, no, no, 0.31, 0.05, 0.3
suppression, Suppression of air defences, air, aircraft, 80, no, yes, 0.18, 0.01, 0.72
destroyer, Destroyers and large frigates, sea, ships, 74, no, no, 0.78, 0.008, 0.2
submarine, Submarines, sea, boats, 66, no, no, 0.86, 0.006, 0.14
carrier, Aircraft carriers, sea, ships, 5, no, no, 0.6, 0.0, 0.4
maritime_patrol, Maritime patrol aircraft, sea, aircraft, 92, no, no, 0.66, 0.02, 0.3
sam_long, Long-range air defence, air_defence, batteries, 140, yes, no, 0.43, 0.022, 0.28
sam_medium, Medium-range air defence, air_defence, batteries, 160, yes, no, 0.49, 0.06, 0.1
sam_short, Short-range air defence, air_defence, batteries, 220, no, yes, 0.4, 0.03, 0.08
tanker, Air-to-air refuelling, enablers, aircraft, 146, yes, yes, 0.36, 0.012, 0.64
isr_aircraft, ISR aircraft, enablers, aircraft, 70, yes, yes, 0.29, 0.01, 0.66
airlift, Strategic airlift, enablers, aircraft, 180, no, yes, 0.74, 0.006, 0.26
satellite, Reconnaissance satellites, enablers, satellites, 24, no, yes, 0.5, 0.03, 0.5
corps_hq, Corps headquarters, enablers, headquarters, 12, no, no, 0.75, 0.0, 0.25
shell_155, 155 mm shells, munitions, thousand rounds, 2600, yes, yes, 0.34, 0.11, 0.0
interceptor, Air-defence interceptors, munitions, missiles, 9000, no, yes, 0.22, 0.04, 0.1
"""

DOMAIN_TITLES = {
    "land": "Land",
    "air": "Air",
    "sea": "Sea",
    "air_defence": "Air and missile defence",
    "enablers": "Enablers",
    "munitions": "Munitions",
    "core": "Core set",
    "all": "All elements",
}

STATES = {
    "AUT": "Austria", "BEL": "Belgium", "BGR": "Bulgaria", "CYP": "Cyprus", "CZE": "Czechia",
    "DEU": "Germany", "DNK": "Denmark", "ESP": "Spain", "EST": "Estonia", "FIN": "Finland",
    "FRA": "France", "GBR": "United Kingdom", "GRC": "Greece", "HRV": "Croatia", "HUN": "Hungary",
    "IRL": "Ireland", "ITA": "Italy", "LTU": "Lithuania", "LUX": "Luxembourg", "LVA": "Latvia",
    "MLT": "Malta", "NLD": "Netherlands", "NOR": "Norway", "POL": "Poland", "PRT": "Portugal",
    "ROU": "Romania", "SVK": "Slovakia", "SVN": "Slovenia", "SWE": "Sweden", "TUR": "Turkey",
}  # fmt: skip

WEIGHTS = {"TUR": 22, "POL": 15, "FRA": 14, "DEU": 13, "GBR": 11, "GRC": 10, "ITA": 10, "ESP": 8,
           "ROU": 6, "FIN": 6, "NLD": 4, "SWE": 4, "NOR": 3, "CZE": 3}  # fmt: skip

SCENARIO: dict[str, Any] = {
    "name": "us_absent",
    "title": "The United States leaves Europe by the end of 2028",
    "horizon": {"first": 2026, "last": 2040},
    "need": {"set": "stand_alone", "ready_by": 2030},
}


def inputs(
    years: range = range(2026, 2041), states: dict[str, str] | None = None
) -> dict[str, Any]:
    """Keyword arguments of `render_report`, shapes aside."""
    return {
        "frames": frames(years, states or STATES),
        "headline": headline(years),
        "scenario": SCENARIO,
        "run_id": "3f9c2a71d0be",
        "version": "0.1.0",
    }


def frames(years: range, states: dict[str, str]) -> dict[str, pl.DataFrame]:
    gaps = _gaps(years)
    return {
        "gaps": gaps,
        "contributions": _contributions(gaps, states),
        "us_leaving": _us_leaving(gaps),
        "self_reliance": _self_reliance(gaps),
        "stand_alone": _stand_alone(),
        "spending": _spending(states, years),
        "spending_targets": _targets(states),
        "assumptions": _assumptions(),
        "quality": _quality(),
        "sources": _sources(),
    }


def headline(years: range) -> dict[str, Any]:
    return {
        "sentence": "Without the United States, the coalition can meet its core needs alone from "
        "2039: in 2030 it meets 66 % of the need on average, and 43 % in long-range air defence.",
        "stand_alone_year": 2039,
        "stand_alone_years": dict.fromkeys(DOMAIN_TITLES),
        "stand_alone_year_without_imputed": 2037,
        "self_reliance": {year: round(0.55 + 0.02 * (year - years[0]), 4) for year in years},
        "worst_element": {
            "element": "sam_long",
            "title": "Long-range air defence",
            "year": 2030,
            "met_share": 0.518,
            "imputed": False,
        },
        "unverified_share": 0.47,
        "ready_by": 2030,
        "threat_year": 2030,
    }


def _gaps(years: range) -> pl.DataFrame:
    found = []
    for contingency, title, part in (
        ("baltic_defence", "Defence of the Baltic states", 0.2),
        ("stand_alone", "Standing alone", 1.0),
    ):
        for row in _elements():
            if part < 1 and row["domain"] != "land":
                continue
            met, gain = float(row["met"]), float(row["gain"])
            wanted = float(row["need"]) * part
            imputed = row["imputed"] == "yes"
            for year in years:
                share = min(1.0, (met + gain * (year - 2026)) * (1 if part == 1 else 1.5))
                term = float(row["us"]) * wanted * max(0.0, min(1.0, (2028 - year) / 2))
                found.append(
                    {
                        "contingency": contingency,
                        "contingency_title": title,
                        "basis": "replace_us" if part == 1 else "in_place",
                        "element": row["element"],
                        "title": row["title"],
                        "domain": row["domain"],
                        "unit": row["unit"],
                        "core": row["core"] == "yes",
                        "year": year,
                        "need": wanted,
                        "have": wanted * share,
                        "us": term,
                        "gap": max(0.0, wanted - wanted * share - term),
                        "met_share": share,
                        "imputed": imputed,
                        "need_unverified": 1.0 if imputed else 0.4,
                        "stock_unverified": 0.35,
                    }
                )
    return pl.DataFrame(found)


def _elements() -> list[dict[str, str]]:
    lines = ELEMENTS.strip().splitlines()
    return [dict(zip(COLUMNS, line.split(", "), strict=True)) for line in lines]


def _contributions(gaps: pl.DataFrame, states: dict[str, str]) -> pl.DataFrame:
    weights = {state: float(WEIGHTS.get(state, 1)) for state in states}
    total = sum(weights.values())
    main = gaps.filter(pl.col("contingency") == "stand_alone")
    return pl.DataFrame(
        [
            {
                "state": state,
                "state_name": name,
                "element": row["element"],
                "title": row["title"],
                "domain": row["domain"],
                "year": row["year"],
                "units": row["have"] * weights[state] / total,
                "share": weights[state] / total,
            }
            for row in main.iter_rows(named=True)
            for state, name in states.items()
        ]
    )


def _us_leaving(gaps: pl.DataFrame) -> pl.DataFrame:
    main = gaps.filter(pl.col("contingency") == "stand_alone")
    return main.select(
        "element",
        "title",
        "domain",
        "unit",
        "year",
        pl.col("us").first().over("element").alias("us_first_year"),
        "us",
        (pl.col("us").first().over("element") - pl.col("us")).alias("lost"),
    )


def _self_reliance(gaps: pl.DataFrame) -> pl.DataFrame:
    return (
        gaps.group_by("contingency", "year")
        .agg(
            pl.col("met_share").mean().alias("mean"),
            pl.col("met_share").min().alias("bottleneck"),
            pl.col("element").sort_by("met_share").first().alias("worst_element"),
            pl.col("title").sort_by("met_share").first().alias("worst_title"),
        )
        .sort("contingency", "year")
    )


def _stand_alone() -> pl.DataFrame:
    years = [None, None, None, 2035, None, 2034, 2039, None]
    without = [None, 2038, None, 2035, 2038, None, 2037, None]
    return pl.DataFrame(
        {
            "domain": list(DOMAIN_TITLES),
            "title": list(DOMAIN_TITLES.values()),
            "year": pl.Series(years, dtype=pl.Int64),
            "year_without_imputed": pl.Series(without, dtype=pl.Int64),
        }
    )


def _spending(states: dict[str, str], horizon: range) -> pl.DataFrame:
    found = []
    for place, (state, name) in enumerate(states.items()):
        start = 1.3 + (place * 7 % 23) / 10
        gdp = 60 * WEIGHTS.get(state, 2.0)
        for year in range(2021, horizon[-1] + 1):
            pledge = min(5.0 if place % 9 == 0 else 3.5, start + 0.17 * max(0, year - 2025))
            pct = start if year <= 2025 else pledge
            basis = "actual" if year < 2025 else "estimate" if year == 2025 else "phased"
            found.append(
                {
                    "state": state,
                    "state_name": name,
                    "year": year,
                    "pct_gdp": pct,
                    "eur_bn_2025": gdp * pct / 100 * 1.015 ** (year - 2025) * 10,
                    "basis": basis,
                }
            )
    return pl.DataFrame(found)


def _targets(states: dict[str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "state": state,
                "state_name": name,
                "target_pct": target,
                "first_year": first if first <= 2040 else None,
                "basis": "actual" if first < 2026 else "phased",
            }
            for place, (state, name) in enumerate(states.items())
            for target, first in ((2.0, 2021 + place % 7), (3.5, 2027 + place % 11),
                                  (5.0, 2035 if place % 9 == 0 else 2999))
        ],
        schema_overrides={"first_year": pl.Int64},
    )  # fmt: skip


def _assumptions() -> pl.DataFrame:
    values = [
        ("us.posture", "absent", "", "what the United States does, in a word", "us_absent"),
        ("us.troops_leave", "2028", "year", "last year of US forces", "us_absent"),
        ("us.enablers_leave", "2030", "year", "last year of US enablers", "--set"),
        ("us.intelligence", "0.5", "share", "intelligence still shared, none to all", "us_absent"),
        ("coalition.partners", "GBR, NOR, TUR", "", "states beside the groups", "us_absent"),
        ("need.set", "stand_alone", "", "which published needs are taken", "default"),
    ]  # fmt: skip
    return pl.DataFrame(
        values, schema=["field", "value", "unit", "meaning", "set_by"], orient="row"
    )


def _quality() -> pl.DataFrame:
    arrays = ["stock", "need", "modernity", "readiness", "spending", "deliveries", "us_term"]
    return pl.DataFrame(
        [
            {
                "array": name,
                "cells": 120 * (place + 1),
                "facts": 90 * (place + 1),
                "share_verified": round(0.9 - 0.12 * place, 2),
                "share_unverified": round(0.06 + 0.05 * place, 2),
                "share_imputed": round(0.04 + 0.07 * place, 2),
            }
            for place, name in enumerate(arrays)
        ]
    )


def _sources() -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "id": f"{grade.lower()}_{place}",
                "title": f"Report {place} on defence & forces <{grade}>",
                "publisher": f"Publisher {grade}",
                "published": "2025-09",
                "url": f"https://example.org/{grade.lower()}/{place}" if place else None,
                "grade": grade,
                "terms": "CC-BY-4.0",
                "rows": 40 - place,
            }
            for grade in "ABCD"
            for place in range(4)
        ]
    )
