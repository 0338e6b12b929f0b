"""A guarantee on paper without force behind it is shown as such."""

from __future__ import annotations

import pytest
from drafts import clause, draft, shipped

from model_runs import evidence
from vallum.scenario import load_scenario
from vallum.study.guarantee import available_from, guarantee_of

FORCE = load_scenario("us_absent", set_=("ukraine.reassurance_force.troops=15000",))
NO_FORCE = load_scenario("us_adversarial")


@pytest.mark.parametrize(
    ("name", "standing", "clause_id", "troops"),
    [
        ("us_28_points_2025_11", "paper", "n5", "nato_barred"),
        ("istanbul_communique_2022_03", "paper_without_troops", "i2", "barred"),
        ("ukr_us_20_points_2025_12", "paper_without_troops", "z5", "silent"),
        ("berlin_statement_2025_12", "troops_allowed", "b4", "allowed"),
        ("rus_memorandum_2025_06", "none", None, "barred"),
    ],
)
def test_what_stands_behind_it(name, standing, clause_id, troops) -> None:
    found = guarantee_of(shipped()[name], FORCE)
    assert (found.standing, found.clause, found.troops) == (standing, clause_id, troops)


def test_the_force_of_the_scenario() -> None:
    found = guarantee_of(shipped()["berlin_statement_2025_12"], FORCE)
    assert (found.asked, found.people) == (15_000, 15_000 * found.pool_per_deployed)
    assert "not worked out yet" in found.summary()[-1]
    assert guarantee_of(draft(), NO_FORCE).people is None


def test_the_seam_to_force_generation() -> None:
    asked = []

    def available(guarantors, troops, pool):
        asked.append((guarantors, troops, pool))
        return 9_000

    text = shipped()["berlin_statement_2025_12"]
    found = guarantee_of(text, FORCE, available=available)
    assert asked == [(("EUROPEAN_GROUP", "USA"), 15_000, found.pool_per_deployed)]
    assert "9,000" in found.summary()[-1]
    barred = shipped()["istanbul_communique_2022_03"]
    assert guarantee_of(barred, FORCE, available=available).available is None


@pytest.mark.parametrize(
    ("guarantors", "troops", "least", "most"),
    [
        (("EUROPEAN_GROUP", "USA"), 15_000, 15_000, 15_000),
        (("EUROPEAN_GROUP",), 400_000, 30_000, 399_000),
        (("GBR", "FRA"), 30_000, 1_000, 30_000),
        (("USA",), 15_000, 0, 0),
    ],
    ids=["all willing", "too many", "two states", "nobody here"],
)
def test_what_guarantors_can_send(guarantors, troops, least, most) -> None:
    send = available_from(evidence(), FORCE)
    assert least <= send(guarantors, troops, 4) <= most
    if len(guarantors) == 2 and "GBR" in guarantors:
        assert send(guarantors, troops, 4) <= send(("EUROPEAN_GROUP",), troops, 4)


def test_the_strongest_promise_and_the_strictest_word_count() -> None:
    text = draft(
        clause("a", guarantee="political", guarantors=("USA",), foreign_troops="allowed"),
        clause("b", guarantee="treaty_binding", foreign_troops="barred", force_cap=6e5),
    )
    found = guarantee_of(text, FORCE)
    assert (found.clause, found.troops, found.troops_clauses) == ("b", "barred", ("b",))
    assert found.force_cap == 600_000
