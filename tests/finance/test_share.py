"""Burden sharing: keys pay the bill, the saving is shared out whole, leaving is priced."""

from __future__ import annotations

import numpy as np
import pytest

from vallum.finance.share import SAVING_PER_DOUBLING, Bill, share
from vallum.finance.share.nucleolus import LARGEST, nucleolus

STATES = ("A", "B", "C")


def bill_of(orders: list[list[float]], extra: float = 0.0) -> Bill:
    grid = np.array(orders)
    return Bill(
        STATES,
        grid.sum(axis=1) + extra,
        grid,
        np.array([3.0, 2.0, 1.0]),
        {"A": 0.5, "B": 0.3, "C": 0.2},
        np.array([100.0, 50.0, 50.0]),
    )


def test_two_equal_buyers_by_hand() -> None:
    """Half the volume is one doubling less: alone each pays its 10 over 0.95."""
    held = share(bill_of([[10.0], [10.0], [0.0]]), "mine", {"A": 0.5, "B": 0.5, "C": 0.0})
    alone = 10 / (1 - SAVING_PER_DOUBLING)
    assert held.alone == pytest.approx([alone, alone, 0.0])
    assert held.shapley == pytest.approx([alone - 10, alone - 10, 0.0])
    assert held.objecting() is None
    assert held.better_alone() == []


def test_what_is_paid_is_the_bill_and_net_is_work_less_pay() -> None:
    held = share(bill_of([[4.0], [5.0], [6.0]], extra=1.0), "k", {"A": 0.6, "B": 0.3, "C": 0.1})
    rows = held.rows()
    assert rows["pay_eur_bn"].to_list() == pytest.approx([10.8, 5.4, 1.8])
    assert rows["net_eur_bn"].to_list() == pytest.approx([3 - 10.8, 2 - 5.4, 1 - 1.8])
    assert held.fairness()["distance_to_protection"] == pytest.approx(0.1)
    assert held.fairness()["highest_over_lowest"] == pytest.approx(0.108 / 0.036)


def test_who_pays_more_than_alone_is_named_with_the_money_to_keep_it() -> None:
    held = share(bill_of([[10.0], [10.0], [0.0]]), "k", {"A": 1.0, "B": 0.0, "C": 0.0})
    alone = 10 / (1 - SAVING_PER_DOUBLING)
    assert held.better_alone() == ["A"]
    assert held.rows()["keep_eur_bn"].to_list() == pytest.approx([20 - alone, 0, 0])
    objecting = held.objecting()
    assert objecting is not None
    assert objecting[1] == pytest.approx(20 - alone)


def test_a_key_by_shapley_value_lies_in_the_core() -> None:
    bill = bill_of([[4.0, 1.0], [5.0, 0.0], [6.0, 7.0]], extra=1.0)
    draft = share(bill, "draft", dict.fromkeys(STATES, 1 / 3))
    cost = draft.alone - draft.shapley
    assert cost.sum() == pytest.approx(bill.total.sum())
    total = bill.total.sum()
    held = share(bill, "shapley", dict(zip(STATES, cost / total, strict=True)))
    assert held.objecting() is None


def test_drawn_arrivals_share_the_saving_out_whole() -> None:
    rng = np.random.default_rng(1)
    states = tuple(f"S{n}" for n in range(9))
    orders = rng.uniform(0, 5, (9, 4))
    bill = Bill(
        states, orders.sum(axis=1), orders, np.zeros(9), dict.fromkeys(states, 1 / 9), np.ones(9)
    )
    held = share(bill, "k", dict.fromkeys(states, 1 / 9))
    assert held.shapley.sum() == pytest.approx(held.alone.sum() - bill.total.sum())
    assert (held.shapley > 0).all()


@pytest.mark.parametrize(
    ("estate", "shares"),
    [
        (100, [100 / 3, 100 / 3, 100 / 3]),
        (200, [50, 75, 75]),
        (300, [50, 100, 150]),
    ],
    ids=["100", "200", "300"],
)
def test_the_nucleolus_settles_the_three_wives_of_the_talmud(
    estate: float, shares: list[float]
) -> None:
    """Aumann and Maschler, Journal of Economic Theory 36 (1985), table I: claims 100, 200, 300."""
    claims = np.array([100.0, 200.0, 300.0])

    def worth(members: np.ndarray) -> float:
        return max(0.0, estate - float(np.delete(claims, members).sum()))

    assert nucleolus(3, worth) == pytest.approx(shares)


def test_the_nucleolus_treats_equals_alike_and_shares_all() -> None:
    bill = bill_of([[5.0, 2.0], [5.0, 2.0], [6.0, 7.0]])
    held = share(bill, "k", dict.fromkeys(STATES, 1 / 3))
    assert held.nucleolus is not None
    assert held.nucleolus.sum() == pytest.approx(held.shapley.sum())
    assert held.nucleolus[0] == pytest.approx(held.nucleolus[1])
    # It lies in the core: nobody, and no two, would do better apart.
    cost = held.alone - held.nucleolus
    assert all(cost[list(s)].sum() <= bill.cost(np.array(s)) + 1e-9 for s in ((0,), (0, 1), (1, 2)))


def test_too_many_players_are_refused() -> None:
    with pytest.raises(ValueError, match="more than"):
        nucleolus(LARGEST + 1, lambda members: float(len(members)))


def test_a_group_is_the_same_game_without_the_others() -> None:
    bill = bill_of([[4.0, 1.0], [5.0, 0.0], [6.0, 7.0]], extra=1.0)
    two = bill.of(["A", "C"])
    for members, own in (([0], [0]), ([1], [2]), ([0, 1], [0, 2])):
        assert two.cost(np.array(members)) == pytest.approx(bill.cost(np.array(own)))
