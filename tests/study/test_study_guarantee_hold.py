"""A guarantee with force behind it, in the campaign models."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vallum.contracts.settlement import BackingRow
from vallum.evidence import Evidence
from vallum.study.guarantee import Guarantee
from vallum.study.guarantee_hold import backing_of

PATHS = 1_000
STRONG = Guarantee(
    clause="a1", guarantors=("EUROPEAN_GROUP",), binding="treaty_binding", enforcement="automatic",
    troops="allowed", troops_clauses=("a2",), force_cap=None, asked=30_000, pool_per_deployed=4.0,
    available=30_000, standing="troops_allowed",
)  # fmt: skip


@pytest.fixture(scope="module")
def facts() -> Evidence:
    return Evidence.load(None)


def test_force_behind_a_guarantee_helps_the_line_hold(facts):
    """30,000 troops are six brigades of 5,000; at 0.3 divisions each 1.8 ADE more."""
    found = backing_of(facts, STRONG, paths=PATHS)
    assert (found.troops, found.brigades, found.part) == (30_000, 6.0, 1.0)
    more = found.drafted.front.ranges["defenders"].central
    assert more - found.bare.front.ranges["defenders"].central == pytest.approx(1.8)
    for model, ends in found.drafted.models.items():
        assert ends.hold_probability >= found.bare.models[model].hold_probability
    assert found.drafted.hold_mean > found.bare.hold_mean
    assert "30,000 foreign troops, 6.0 brigades" in found.summary()[0]
    assert BackingRow.of(found).holds["adaptive"] == pytest.approx(
        found.drafted.models["adaptive"].hold_probability
    )


@pytest.mark.parametrize(
    "weak",
    [
        replace(STRONG, standing="paper", binding="political"),
        replace(STRONG, standing="paper_without_troops", troops="barred", available=None),
        replace(STRONG, available=0),
    ],
    ids=["does not bind", "troops barred", "nobody can send any"],
)
def test_paper_changes_nothing(facts, weak):
    found = backing_of(facts, weak, paths=PATHS)
    assert found.drafted is found.bare
    assert found.troops == 0
    assert "changes nothing" in found.summary()[0]


def test_a_ceiling_weakens_the_line(facts):
    """600,000 of 900,000 leave two thirds of the brigades; one above today's force none."""
    capped = backing_of(facts, replace(STRONG, force_cap=600_000.0, available=0), paths=PATHS)
    assert capped.part == pytest.approx(2 / 3)
    assert capped.drafted.hold_mean < capped.bare.hold_mean
    assert "67 % of Ukraine's brigades" in capped.summary()[0]
    high = backing_of(facts, replace(STRONG, force_cap=1.2e6, available=0), paths=PATHS)
    assert high.part == 1
    assert high.drafted is high.bare
