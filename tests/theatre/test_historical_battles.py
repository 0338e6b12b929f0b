"""Campaign models beside past battles: the fit by hand, and the page that tells it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from model_runs import evidence
from vallum.theatre.history import daily_advance, daily_losses, fit_exchange, told_better
from vallum.world.battles import Battles, battles

PAGE = Path(__file__).parents[2] / "docs" / "validation" / "battles.md"


def made(ratio: float, power: float, noise: float = 0.0) -> Battles:
    """Battles that follow the law exactly, but for noise that is known."""
    attackers, defenders = np.array([1e3, 2e3, 4e3, 8e3]), np.array([1e3, 1e3, 1e3, 1e3])
    lost = 100 * np.exp(noise * np.array([1, -1, -1, 1]))
    ratios = ratio * (attackers / defenders) ** (1 - 2 * power)
    days = np.array([1.0, 2.0, 4.0, 5.0])
    return Battles(attackers, defenders, lost * ratios, np.full(4, 100.0), days, 2 * days)


@pytest.mark.parametrize("power", [0.0, 0.25, 1.0], ids=["logarithmic", "between", "square"])
def test_a_law_that_holds_is_found_again(power):
    fit = fit_exchange(made(1.5, power))
    assert_allclose((fit.ratio, fit.power), (1.5, power), atol=1e-9)
    assert_allclose(fit.factor, 1, atol=1e-6)
    assert_allclose(told_better(fit, made(1.5, power)), 1)


def test_noise_is_told_as_a_factor():
    """Four residuals of 0.3, two degrees of freedom: a deviation of 0.3 times root two."""
    fit = fit_exchange(made(1.0, 0.0, noise=0.3))
    assert_allclose(fit.factor, np.exp(0.3 * np.sqrt(2)))
    assert_allclose(fit.power, 0, atol=1e-9)


def test_days_divide_losses_and_advance():
    past = made(1.0, 0.5)
    assert_allclose(daily_advance(past), 2)
    assert_allclose(daily_losses(past)["defender"][2], np.median(0.1 / past.days))


def test_the_page_says_what_the_battles_say():
    told = PAGE.read_text(encoding="utf-8")
    rows = {"all": (1939, 9999), "1939 to 1945": (1939, 1945), "since 1946": (1946, 9999)}
    for name, (first, last) in rows.items():
        fit = fit_exchange(battles(evidence(), first=first, last=last))
        line = next(line for line in told.splitlines() if line.startswith(f"| {name} |"))
        cells = [cell.strip() for cell in line.split("|")[2:-1]]
        assert cells[0] == str(fit.battles)
        assert cells[1] == f"{fit.ratio:.2f}"
        assert cells[2].startswith(f"{fit.power:.2f} (")
        assert f"{fit.error:.2f})" in cells[2]
        assert cells[3] == f"{100 * fit.explained:.0f} %"
        assert cells[4] == f"{fit.factor:.1f}"
    every = battles(evidence())
    low, middle, high = daily_advance(every)[1:4]
    assert f"| {low:.1f} to {high:.1f} ({middle:.1f}) |" in told
    low, middle, high = 100 * daily_losses(every)["defender"][1:4]
    assert f"{low:.1f} % to {high:.1f} % a day of battle ({middle:.1f} %)" in told
    older, later = battles(evidence(), last=1945), battles(evidence(), first=1946)
    assert round(100 * told_better(fit_exchange(older), later)) == -26
    assert round(100 * told_better(fit_exchange(later), older)) == -26


def test_ranges_on_the_page_are_those_of_the_parameters():
    told = PAGE.read_text(encoding="utf-8")
    rows = {r["parameter"]: r for r in evidence().table("requirements/parameters").to_dicts()}
    for name, unit in (("advance", 1), ("exchange_power", 1), ("exchange_ratio", 1)):
        row = rows[f"campaign_{name}"]
        assert f"{row['low']:g}, {row['central'] / unit:g}, {row['high']:g}" in told
