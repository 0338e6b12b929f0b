"""The answer of each preset, end to end: `pytest --snapshot-update` accepts a new one.

A change here is a change of what users read: say in the changelog why it moved.
"""

from __future__ import annotations

import pytest
from syrupy.extensions.json import JSONSnapshotExtension

from model_runs import PRESETS, study

FIELDS = (
    "stand_alone_year",
    "stand_alone_years",
    "stand_alone_year_without_imputed",
    "self_reliance",
    "worst_element",
    "unverified_share",
    "ready_by",
    "threat_year",
)


@pytest.mark.parametrize("preset", PRESETS)
def test_headline(preset, snapshot):
    found = study(preset)
    main = found.frames()["gaps"]
    main = main.filter(
        main["contingency"] == found.gaps.main, main["year"] == found.headline.ready_by
    )
    answer = {
        "members": list(found.world.members),
        "headline": {name: getattr(found.headline, name) for name in FIELDS},
        "elements": {
            row["element"]: {
                name: float(f"{row[name]:.4g}") for name in ("need", "have", "us", "gap")
            }
            for row in main.iter_rows(named=True)
        },
    }
    assert answer == snapshot(extension_class=JSONSnapshotExtension)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_sentence_says_what_the_figures_say(preset):
    found = study(preset)
    headline = found.headline
    if found.scenario.need.set == "nato_targets":
        year = found.gaps.met_year("core")
        verdict = f"meets its targets from {year}" if year else "does not meet its targets by 2040"
    else:
        year = headline.stand_alone_year
        verdict = f"stand alone from {year}" if year else "does not stand alone by 2040"
    assert verdict in headline.sentence
    assert f"in {headline.ready_by}" in headline.sentence
    assert headline.sentence.endswith(".")
