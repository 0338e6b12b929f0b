"""What the United States leaves in Europe under each preset, year by year."""

from __future__ import annotations

import pytest

from model_runs import build, evidence, world

PRESENCE = {
    # preset, lever: shares from 2026 on; the last one holds to the end of the horizon
    ("us_committed", "troops"): [1],
    ("us_committed", "enablers"): [1],
    ("us_committed", "intelligence"): [1],
    ("european_pillar", "troops"): [1, 5 / 6, 2 / 3, 0.5],
    ("european_pillar", "enablers"): [1, 5 / 6, 2 / 3, 1 / 2, 1 / 3, 1 / 6, 0],
    ("european_pillar", "intelligence"): [1],
    ("us_absent", "troops"): [1, 0.5, 0],
    ("us_absent", "enablers"): [1, 0.5, 0],
    ("us_absent", "intelligence"): [1, 1, 0.5],
    ("us_adversarial", "troops"): [1, 0],
    ("us_adversarial", "enablers"): [1, 0],
    ("us_adversarial", "intelligence"): [1, 0],
    ("eu_only", "troops"): [1, 0.5, 0],
    ("coalition_of_the_willing", "enablers"): [1, 0.5, 0],
    ("us_absent", "none"): [0],
}
SUPPORT = {
    "us_committed": [1],
    "european_pillar": [1],
    "us_absent": [1, 1, 0.85],
    "us_adversarial": [1, 0.6, 0.5, 0.4, 0.3],
    "eu_only": [1, 1, 0.85],
    "coalition_of_the_willing": [1, 1, 0.85],
}


def by_year(path, years=15):
    return pytest.approx([*path, *[path[-1]] * (years - len(path))])


@pytest.mark.parametrize(("preset", "lever"), PRESENCE, ids="-".join)
def test_presence(preset, lever):
    found = world(preset)["presence"].sel(lever=lever)
    assert found["year"].values.tolist() == list(range(2026, 2041))
    assert found.values.tolist() == by_year(PRESENCE[preset, lever])


@pytest.mark.parametrize("preset", SUPPORT)
def test_support(preset):
    assert world(preset)["support"].values.tolist() == by_year(SUPPORT[preset])


@pytest.mark.parametrize(
    ("set_", "first_years"),
    [
        (["us.troops_leave=null", "us.troops_stay=0.3"], [1, 1, 1]),
        (["us.troops_leave=2026"], [0, 0, 0]),
        (["us.troops_leave=2027", "us.troops_stay=0.25"], [1, 0.25, 0.25]),
        (["us.troops_leave=2045"], [1, 18 / 19, 17 / 19]),
    ],
    ids=["never leave", "gone at once", "a quarter stays", "beyond the horizon"],
)
def test_troops_run_down_in_a_straight_line(set_, first_years):
    found = build(evidence(), *set_)["presence"].sel(lever="troops").values[:3]
    assert found.tolist() == pytest.approx(first_years)


@pytest.mark.parametrize(
    ("state", "category", "american"),
    [
        ("FRA", "combat_aircraft", "none"),
        ("BEL", "combat_aircraft", "all"),
        ("ITA", "combat_aircraft", "some"),
        ("GRC", "artillery", "some"),
    ],
)
def test_american_upkeep_bears_on_american_designs_alone(state, category, american):
    """Counted, added up by hand from what is held in 2030, when 0.3 of the readiness is left."""
    built = world("us_adversarial")
    kinds = built["modernity"]["category_of"].values
    own = foreign = 0.0
    for place, kind in enumerate(kinds):
        if kind != category:
            continue
        held = built["holding"].sel(state=state, year=2030).values[place]
        worth = held * built["modernity"].values[place]
        if built["us_bound"].values[place]:
            foreign += worth
        else:
            own += worth
    assert {"none": foreign == 0, "all": own == 0, "some": own > 0 < foreign}[american]
    counted = built["counted"].sel(state=state, category=category, year=2030).item()
    assert counted == pytest.approx(own + 0.3 * foreign)
    base = built["counted_base"].sel(state=state, category=category).item()
    assert base == pytest.approx(
        float(
            (built["stock"].sel(state=state) * built["modernity"]).values[kinds == category].sum()
        )
    )
