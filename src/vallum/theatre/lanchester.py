"""Exchange laws: Lanchester, Helmbold, and Hughes' salvo exchange.  To: `vallum.theatre`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vallum.errors import Problem, UserError

Paths = NDArray[np.float64]


@dataclass(frozen=True)
class Exchange:
    """Who is left when the other side is gone (paths) [units of the inputs]."""

    x_left: Paths
    y_left: Paths


@dataclass(frozen=True)
class Salvo:
    """What one exchange of salvoes puts out of action on each side (paths) [ships]."""

    a_lost: Paths
    b_lost: Paths


def fight_to_end(
    x: ArrayLike, y: ArrayLike, *, a: ArrayLike, b: ArrayLike, w: ArrayLike
) -> Exchange:
    """Strengths left after a fight to the end under Helmbold's law.

        dx/dt = -a (x/y)^(1-w) y      dy/dt = -b (y/x)^(1-w) x
        b (x0^(2w) - x^(2w)) = a (y0^(2w) - y^(2w))

    x, y: opening strengths [any one unit], above 0
    a, b: loss rates that y inflicts on x, and x on y [1/day], above 0
    w: 1 is Lanchester's square law, 0.5 his linear law; above 0, since the law of w = 0
       (logarithmic) sees both sides fade without an end
    Raises UserError where an input lies outside its range.  Helmbold 1965.

    >>> round(float(fight_to_end(1000, 800, a=0.01, b=0.01, w=1).x_left), 6)
    600.0
    """
    given = {"x": x, "y": y, "a": a, "b": b, "w": w}
    for name, values in given.items():
        _check_above_zero(name, values)
    x0, y0, hit_x, hit_y, power = (np.asarray(values, float) for values in given.values())
    balance = hit_y * x0 ** (2 * power) - hit_x * y0 ** (2 * power)
    return Exchange(
        x_left=(np.maximum(balance, 0) / hit_y) ** (1 / (2 * power)),
        y_left=(np.maximum(-balance, 0) / hit_x) ** (1 / (2 * power)),
    )


def exchange_salvo(
    a: ArrayLike,
    b: ArrayLike,
    *,
    shots: tuple[ArrayLike, ArrayLike],
    stopped: tuple[ArrayLike, ArrayLike],
    hits_to_kill: tuple[ArrayLike, ArrayLike],
) -> Salvo:
    """Losses of one simultaneous exchange of salvoes between sides a and b.

        lost_b = min(b, max(0, shots_a a - stopped_b b) / hits_to_kill_b), and the same for a

    a, b: ships; each pair holds the figure of a ship of a, then of b: good shots it fires, shots it
    stops, hits that put it out of action (above 0).
    Raises UserError where a figure is negative, or hits_to_kill is not above 0.  Hughes 1995.
    """
    for name, values in {"a": a, "b": b}.items():
        _check_not_negative(name, values)
    for name, pair in {"shots": shots, "stopped": stopped}.items():
        for values in pair:
            _check_not_negative(name, values)
    for values in hits_to_kill:
        _check_above_zero("hits_to_kill", values)
    ships = np.asarray(a, float), np.asarray(b, float)
    lost = [
        np.clip(
            (np.asarray(shots[1 - k], float) * ships[1 - k] - np.asarray(stopped[k]) * ships[k])
            / np.asarray(hits_to_kill[k], float),
            0,
            ships[k],
        )
        for k in (0, 1)
    ]
    return Salvo(a_lost=lost[0], b_lost=lost[1])


def _check_above_zero(name: str, values: ArrayLike) -> None:
    if not np.all(np.asarray(values, float) > 0):
        raise UserError(Problem(f"{values!r} should be above 0", field=name))


def _check_not_negative(name: str, values: ArrayLike) -> None:
    if not np.all(np.asarray(values, float) >= 0):
        raise UserError(Problem(f"{values!r} should be 0 or more", field=name))
