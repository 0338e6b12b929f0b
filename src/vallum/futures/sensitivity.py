"""Which uncertainties matter: Sobol indices from a sample that is there already.

From: samples as shares of their distributions, and an output.  To: `vallum.futures.findings`.

The output is fitted by polynomials that are orthonormal on the unit cube (a polynomial chaos
expansion), of which variances are sums of squares:

    y = sum_a c[a] * prod_i P_a[i](2 u[i] - 1)       P: Legendre, scaled to variance 1
    first order[i] = sum of c[a]^2 over terms in i alone / sum over all terms but the constant
    total[i]       = sum of c[a]^2 over terms in which i has part / the same

Method: Sudret 2008.  How much the fit explains is judged by leaving out each case in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

CASES_PER_TERM = 3
"""Cases that each coefficient needs at least."""
MOST_TERMS = 500
"""Coefficients that are fitted at the most: more take minutes and say little more."""
ENOUGH = 0.999
"""Share of the variance from which on no higher degree is tried."""
HIGHEST = 12
"""Degree beyond which the fit does not go."""

Array = np.ndarray


@dataclass(frozen=True)
class Indices:
    """First-order and total indices (factor) [share of the variance].

    explained: share of the variance that the fit foretells for a case left out; indices are worth
    no more than that.  degree: of the polynomials.
    """

    first: Array
    total: Array
    explained: float
    degree: int


def sobol_indices(shares: Array, output: Array) -> Indices | None:
    """Indices of an output (case) of samples (case, factor) in the unit cube.

    None where there are too few cases for a straight line, or the output does not vary.  Of all
    degrees that the number of cases allows the one that foretells left-out cases best is taken.
    """
    cases, factors = shares.shape
    if float(np.ptp(output)) <= 1e-12 * max(1.0, float(np.abs(output).max(initial=0.0))):
        return None
    best: Indices | None = None
    for degree in range(1, HIGHEST + 1):
        powers = np.array(list(_powers(factors, degree)))
        if len(powers) > MOST_TERMS or len(powers) * CASES_PER_TERM > cases:
            break
        found = _fitted(shares, output, powers, degree)
        if best is None or found.explained > best.explained:
            best = found
        if best.explained > ENOUGH:
            break
    return best


def _powers(factors: int, degree: int, most: int = 4000) -> Iterator[tuple[int, ...]]:
    """Exponents of all terms up to a total degree; stops soon after `most` of them."""
    count = 0
    stack: list[tuple[tuple[int, ...], int]] = [((), degree)]
    while stack and count <= most:
        head, left = stack.pop()
        if len(head) == factors:
            count += 1
            yield head
            continue
        stack.extend(((*head, power), left - power) for power in range(left + 1))


def _fitted(shares: Array, output: Array, powers: Array, degree: int) -> Indices:
    legendre = np.polynomial.legendre.legvander(2 * shares - 1, degree)
    legendre = legendre * np.sqrt(2 * np.arange(degree + 1) + 1)
    design = np.ones((len(shares), len(powers)))
    for factor in range(shares.shape[1]):
        design *= legendre[:, factor, powers[:, factor]]
    basis, triangle = np.linalg.qr(design)
    weight = np.linalg.solve(triangle, basis.T @ output)
    # A case left out is foretold without fitting again, from its leverage.
    leverage = (basis**2).sum(axis=1).clip(max=1 - 1e-9)
    missed = (output - design @ weight) / (1 - leverage)
    explained = 1 - float((missed**2).mean() / output.var())
    part = np.where((powers > 0).any(axis=1), weight**2, 0.0)
    whole = part.sum()
    alone = (powers > 0).sum(axis=1) == 1
    takes_part = powers.T > 0
    scale = 1 / whole if whole > 0 else 0.0
    return Indices(
        first=(takes_part & alone) @ part * scale,
        total=takes_part @ part * scale,
        explained=max(0.0, explained),
        degree=degree,
    )
