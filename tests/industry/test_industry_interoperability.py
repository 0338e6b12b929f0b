"""Who can use whose supplies: bounds, symmetry, and Rao's index on fleets made by hand."""

from __future__ import annotations

import polars as pl
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from model_runs import few, world
from vallum.errors import UserError
from vallum.industry import IndustryPicture, diagnose, interoperability

SHARES = ("same_type", "same_interface", "neither", "index", "rao")


@pytest.fixture(scope="module")
def picture() -> IndustryPicture:
    return diagnose(world())


def fleet(**held: dict[str, float]) -> IndustryPicture:
    """States with tanks by name."""
    names = sorted({name for tanks in held.values() for name in tanks})
    values = [[tanks.get(name, 0.0) for name in names] for tanks in held.values()]
    stock = xr.DataArray(
        values, dims=("state", "system"), coords={"state": list(held), "system": names}
    )
    return diagnose(world(), stock)


LEOPARD, ABRAMS, T72 = "Leopard 2A6", "M1A2 SEPv3 Abrams", "T-72M1"


def pair(
    picture: IndustryPicture, one: str, other: str, category: str = "tank"
) -> dict[str, float]:
    rows = picture.pairs.filter(
        pl.col("state") == one, pl.col("other") == other, pl.col("category") == category
    )
    (row,) = rows.select(SHARES).to_dicts()
    return row


def test_shares_lie_between_0_and_1_and_add_up(picture: IndustryPicture) -> None:
    pairs = picture.pairs
    for name in SHARES:
        assert pairs[name].is_between(-1e-9, 1 + 1e-9).all(), name
    whole = pairs["same_type"] + pairs["same_interface"] + pairs["neither"]
    assert (whole - 1).abs().max() < 1e-5


def test_every_state_serves_itself(picture: IndustryPicture) -> None:
    own = picture.pairs.filter(pl.col("state") == pl.col("other"))
    assert own.height > 100
    assert (own["index"] == 1).all()


@given(st.sampled_from([LEOPARD, ABRAMS, T72]), st.floats(1, 500), st.floats(0, 500))
@few
def test_the_order_of_two_states_does_not_matter(name: str, one: float, two: float) -> None:
    mixed = {LEOPARD: two, name: one + (two if name == LEOPARD else 0)}
    other = {ABRAMS: 30.0, T72: 10.0}
    forth = fleet(AUT=mixed, BEL=other)
    back = fleet(AUT=other, BEL=mixed)
    assert pair(forth, "AUT", "BEL") == pytest.approx(pair(back, "AUT", "BEL"))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({LEOPARD: 10}, {"Strv 122 (Leopard 2A5)": 99}, (1.0, 0.0, 0.0, 1.0, 1.0)),
        ({LEOPARD: 10}, {ABRAMS: 5}, (0.0, 1.0, 0.0, 0.5, 0.5)),
        ({LEOPARD: 10}, {T72: 5}, (0.0, 0.0, 1.0, 0.0, 0.0)),
        # Half of one fleet is served by all of the other: (1/2 + 1) / 2.
        ({LEOPARD: 5, T72: 5}, {LEOPARD: 7}, (0.75, 0.0, 0.25, 0.75, 0.5)),
    ],
    ids=["same type", "same ammunition", "neither", "half of one"],
)
def test_pairs(one: dict[str, float], other: dict[str, float], expected: tuple[float, ...]) -> None:
    found = pair(fleet(AUT=one, BEL=other), "AUT", "BEL")
    assert tuple(found.values()) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ({"AUT": {LEOPARD: 3}, "BEL": {LEOPARD: 900}}, 1.0),
        # Two types in equal parts, nothing shared: 1 - 2 * 1/4.
        ({"AUT": {LEOPARD: 10}, "BEL": {T72: 10}}, 0.5),
        # The same with shared ammunition, worth a half: 1/2 + 1/2 * 1/2.
        ({"AUT": {LEOPARD: 10}, "BEL": {ABRAMS: 10}}, 0.75),
        # Four equal types without anything in common: Herfindahl 1/4.
        ({"AUT": {LEOPARD: 4, T72: 4, "Leopard 1A5": 4, "T-55AM": 4}}, 0.25),
    ],
    ids=["one type", "two types", "shared ammunition", "four types"],
)
def test_the_index_of_a_group(held: dict[str, dict[str, float]], expected: float) -> None:
    found = interoperability(fleet(**held), list(held))
    assert found.by_category == {"tank": pytest.approx(expected)}
    assert found.overall == pytest.approx(expected)


def test_a_formation_is_weighed_by_what_each_gives() -> None:
    mixed = fleet(AUT={LEOPARD: 1000}, BEL={T72: 1})
    pooled = interoperability(mixed, ["AUT", "BEL"])
    even = interoperability(mixed, {"AUT": 1, "BEL": 1})
    assert even.overall == pytest.approx(0.5)
    assert pooled.overall > 0.99
    assert interoperability(mixed, {"AUT": 2, "BEL": 0}).overall == pytest.approx(1.0)


@given(st.floats(0, 1))
@few
def test_a_shared_interface_counts_for_what_it_is_said_to_be_worth(worth: float) -> None:
    mixed = fleet(AUT={LEOPARD: 10}, BEL={ABRAMS: 10})
    found = interoperability(mixed, ["AUT", "BEL"], interface_worth=worth)
    assert found.overall == pytest.approx(0.5 + 0.5 * worth)


def test_any_group_of_the_coalition_has_an_index(picture: IndustryPicture) -> None:
    members = picture.world.members
    for at in range(0, len(members) - 2, 4):
        group = members[at : at + 3]
        found = interoperability(picture, group)
        assert 0 < found.overall <= 1, group
        assert all(0 <= index <= 1 for index in found.by_category.values())


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (["DEU", "XYZ"], "'XYZ' is not a state of this picture"),
        ({"DEU": -1.0}, "below zero"),
        ([], "nothing is held"),
    ],
    ids=["unknown", "negative", "none"],
)
def test_groups_that_make_no_sense_are_refused(
    picture: IndustryPicture, states: list[str], said: str
) -> None:
    with pytest.raises(UserError, match=said):
        interoperability(picture, states)
