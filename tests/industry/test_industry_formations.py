"""Multinational formations: Rao's index over their members by weight."""

from __future__ import annotations

import polars as pl
import pytest
import xarray as xr

from model_runs import evidence, world
from vallum.industry import IndustryPicture, diagnose, interoperability
from vallum.industry.formations import LAND


def fleet(**held: dict[str, float]) -> IndustryPicture:
    names = sorted({name for tanks in held.values() for name in tanks})
    values = [[tanks.get(name, 0.0) for name in names] for tanks in held.values()]
    coords = {"state": list(held), "system": names}
    return diagnose(world(), xr.DataArray(values, dims=("state", "system"), coords=coords))


def index_of(picture: IndustryPicture, name: str) -> float:
    return picture.formations.filter(pl.col("formation") == name)["index"].item()


LEOPARD, ABRAMS = "Leopard 2A6", "M1A2 SEPv3 Abrams"


@pytest.mark.parametrize(
    ("germany", "netherlands", "index"),
    [
        ({LEOPARD: 100}, {LEOPARD: 1}, 1.0),
        # Eight parts of eleven and three: 64/121 + 9/121 alike, half for what shares its rounds.
        ({LEOPARD: 100}, {ABRAMS: 10}, None),
    ],
    ids=["one type", "two types"],
)
def test_a_formation_is_judged_by_its_members_weight(germany, netherlands, index):
    picture = fleet(DEU=germany, NLD=netherlands)
    found = index_of(picture, "german_netherlands_corps")
    if index is None:
        (shared,) = (
            picture.pairs.filter(pl.col("state") == "DEU", pl.col("other") == "NLD")
            .filter(pl.col("category") == "tank")["rao"]
        )  # fmt: skip
        index = (8 * 8 + 3 * 3 + 2 * 8 * 3 * shared) / 121
        assert index < 1
    assert found == pytest.approx(index, abs=1e-6)


def test_real_formations_are_those_of_the_table():
    picture = diagnose(world())
    rows = picture.formations
    known = set(evidence().table("forces/multinational")["formation"])
    assert set(rows["formation"]) <= known
    assert rows["index"].is_between(0, 1).all()
    for row in rows.iter_rows(named=True):
        members = row["states"].split(";")
        assert set(members) <= set(world().members)
        assert row["weakest_index"] <= row["index"] + 1e-6
    pair = rows.filter(pl.col("formation") == "franco_german_brigade").row(0, named=True)
    alike = interoperability(picture, {"FRA": 1, "DEU": 1}, categories=LAND)
    assert pair["index"] == pytest.approx(alike.overall, abs=1e-6)


def test_a_formation_of_outsiders_is_left_out():
    """The Union alone has no British member: the force that Britain leads keeps its others."""
    rows = diagnose(world("eu_only")).formations
    force = rows.filter(pl.col("formation") == "joint_expeditionary_force").row(0, named=True)
    assert "GBR" in force["outside"].split(";")
    assert "GBR" not in force["states"].split(";")


def test_it_is_no_worse_to_hold_more_of_one_type():
    """A joint order that brings one type to all raises the index."""
    before = index_of(fleet(DEU={LEOPARD: 100}, NLD={ABRAMS: 100}), "german_netherlands_corps")
    after = index_of(
        fleet(DEU={LEOPARD: 100}, NLD={ABRAMS: 100, LEOPARD: 100}), "german_netherlands_corps"
    )
    assert after > before
