"""Measure the live model against state-level plans, and write the tables that correct it.

    python scripts/calibrate_live.py            30 plans, some minutes; goes on where it stopped
    python scripts/calibrate_live.py --check    one plan of the tables, made again

Writes src/vallum/study/live/calibration.csv (a row a plan) and prices.csv (what the reference plan
paid over the catalogue's price).  Plans are made state by state, in two stages, at the prices of
the reference plan: what is measured is what one bloc hides, not what prices do.  The scenarios are
drawn from a seed, so the rows are the same on every machine; those of an unfinished run are kept.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import xarray as xr

from vallum.evidence import Evidence
from vallum.forces import assess
from vallum.planner import gather
from vallum.planner.learning import prices
from vallum.planner.parts import with_parts
from vallum.planner.plan import solve
from vallum.scenario import Scenario, load_scenario
from vallum.study import Study, run
from vallum.study.live import LiveSession
from vallum.study.live.calibration import FIGURES, Calibration, prices_from, uncorrected
from vallum.study.plan import demand_of, gaps_with
from vallum.world import World

HERE = Path(__file__).parent.parent / "src" / "vallum" / "study" / "live"
PLANS = 30
SEED = 2026
PRESETS = ("us_absent", "us_absent", "us_adversarial", "european_pillar", "us_committed")
"""Whose plans are drawn; the default twice as often as the others."""
REFERENCE = "us_absent"
NEAR = 0.005
"""How far a plan that is made again may be from its row [share]."""


def main(arguments: list[str]) -> int:
    facts = Evidence.load()
    if arguments == ["--check"]:
        return _check(facts)
    if arguments:
        print(f"unknown argument {arguments[0]}: give --check or nothing", file=sys.stderr)
        return 2
    reference = run(REFERENCE, evidence=facts, sweep=False)
    table = prices_of(reference)
    table.write_csv(HERE / "prices.csv")
    known = Calibration(uncorrected().lines, {}, prices_from(table), 0)
    target = HERE / "calibration.csv"
    begun = target.with_suffix(".part")
    rows = pl.read_csv(begun).to_dicts() if begun.exists() else []
    for place in range(len(rows), PLANS):
        preset, overrides = scenario_of(place)
        rows.append(measure(facts, preset, overrides, known) | {"plan": place + 1})
        pl.DataFrame(rows).write_csv(begun)
        print(f"{place + 1} of {PLANS}: {preset} {overrides}", flush=True)
    begun.replace(target)
    return 0


def scenario_of(place: int) -> tuple[str, str]:
    """The preset and the overrides of one plan, from the seed and its place alone."""
    rng = np.random.default_rng([SEED, place])
    preset = PRESETS[place % len(PRESETS)]
    year = int(rng.integers(2027, 2033))
    out = rng.choice(["FRA", "GBR", "POL", "TUR", "ITA", "HUN", "ESP", "none"])
    chosen = [
        f"money.extra_pct_gdp={rng.choice([0, 0.25, 0.5, 0.75, 1.0])}",
        f"money.spending_path={rng.choice(['pledges', 'flat', 'linear_2035'])}",
    ]
    if preset != "us_committed":
        chosen.append(f"us.enablers_leave={year}")
    if out != "none":
        chosen.append(f"coalition.exclude=[{out}]")
    return preset, " ".join(chosen)


def measure(facts: Evidence, preset: str, overrides: str, known: Calibration) -> dict[str, object]:
    """One plan in full, and the live model's answer to the same scenario."""
    scenario = load_scenario(preset, set_=overrides.split())
    full = at_prices(facts, scenario, known.prices)
    raw = LiveSession(facts, known).ask(scenario)
    row: dict[str, object] = {"scenario": preset, "set": overrides}
    for figure in FIGURES:
        row[f"live_{figure}"] = round(float(getattr(raw.raw, figure)), 6)
        row[f"full_{figure}"] = round(full[figure], 6)
    row["live_alone"] = raw.stand_alone_year
    row["full_alone"] = full["alone"]
    return row


def at_prices(facts: Evidence, scenario: Scenario, paid: xr.DataArray | None) -> dict[str, Any]:
    """The figures of a plan made state by state at the prices of the reference plan."""
    world = World.build(facts, scenario)
    inputs = with_parts(world, gather(world, demand_of(assess(world))))
    if paid is not None:
        known = paid.reindex(product=inputs.list_price["product"].values) * inputs.list_price
        price = known.fillna(inputs.price).transpose("product", "channel")
        inputs = replace(inputs, price=price)
    plan = solve(inputs, world)
    after = gaps_with(world, plan)
    index, _ = after.self_reliance()
    return {
        "shortfall": plan.shortfall,
        "cost": plan.cost_per_year,
        "reliance": float(index.sel(year=scenario.need.ready_by)),
        "alone": after.stand_alone_year("core"),
    }


def prices_of(study: Study) -> pl.DataFrame:
    """Product, national, joint: price paid over the catalogue's, by what states paid on average."""
    assert study.plan is not None
    p = study.plan.inputs
    spent = p.money.sum("year") + 1.0
    mean = (prices(p) * spent).sum("state") / spent.sum() / p.list_price
    rows = [
        {"product": str(name)}
        | {
            str(c): round(float(mean.sel(product=name, channel=c)), 4)
            for c in mean["channel"].values
        }
        for name in sorted(mean["product"].values)
    ]
    return pl.DataFrame(rows)


def _check(facts: Evidence) -> int:
    """Make the first plan of the table again."""
    known = Calibration(uncorrected().lines, {}, prices_from(pl.read_csv(HERE / "prices.csv")), 0)
    kept = pl.read_csv(HERE / "calibration.csv").row(0, named=True)
    again = measure(facts, kept["scenario"], kept["set"], known)
    drifted = [
        name
        for name, value in again.items()
        if isinstance(value, float) and abs(value - kept[name]) > NEAR * max(1e-9, abs(kept[name]))
    ]
    for name in drifted:
        print(f"{name} has drifted from {kept[name]} to {again[name]}: calibrate again")
    return 1 if drifted else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
