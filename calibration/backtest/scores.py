"""Scores of an ensemble against what came: fair CRPS, rank, intervals.

An ensemble is `members` f8[..., m] whose members are exchangeable; `observed` f8[...] is one
number each.  Where members are NaN (a method that could not forecast) so is every score.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# Central intervals that are reported.
SHARES = (0.5, 0.8, 0.95)


def fair_crps(members: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Fair continuous ranked probability score [...], in the unit of the members.

    mean |x_i - y| - sum_ij |x_i - x_j| / (2 m (m - 1)): its expectation is the score of the
    distribution that the members are drawn from, however few they are (Ferro, "Fair scores for
    ensemble forecasts", Q. J. R. Meteorol. Soc. 140, 2014).  Raises ValueError for fewer than
    two members.
    """
    m = members.shape[-1]
    if m < 2:
        raise ValueError(f"a fair score needs two members or more, not {m}")
    miss = np.abs(members - observed[..., None]).mean(axis=-1)
    # In order, x_(k) is the larger of k - 1 pairs and the smaller of m - k.
    signs = 2.0 * np.arange(1, m + 1) - m - 1.0
    spread = np.sort(members, axis=-1) @ signs
    return np.asarray(miss - spread / (m * (m - 1)))


def pit(members: np.ndarray, observed: np.ndarray, uniforms: np.ndarray) -> np.ndarray:
    """Probability integral transform [...] in (0, 1): the rank of what came, made continuous.

    `uniforms` [...] in (0, 1) place it within its rank.  When what came and the members are
    drawn from one distribution this is uniform exactly, for any number of members.
    """
    below = (members < observed[..., None]).sum(axis=-1)
    ties = (members == observed[..., None]).sum(axis=-1)
    value = (below + uniforms * (ties + 1.0)) / (members.shape[-1] + 1.0)
    return np.where(np.isnan(members).any(axis=-1), np.nan, value)


def quantiles(members: np.ndarray, levels: Sequence[float]) -> np.ndarray:
    """Quantiles f8[levels, ...] at positions (m + 1) p of the ordered members.

    With these positions an interval covers at its nominal rate when what came is exchangeable
    with the members; the usual ones are too narrow by about 1 / m.
    """
    ordered, m = np.sort(members, axis=-1), members.shape[-1]
    found = []
    for level in levels:
        at = min(max((m + 1) * level - 1.0, 0.0), m - 1.0)
        below = min(int(at), m - 2)
        low, high = ordered[..., below], ordered[..., below + 1]
        found.append(low + (at - below) * (high - low))
    return np.stack(found)


def central(members: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Both ends [...] of the central interval that holds `share` of the forecast."""
    low, high = quantiles(members, (0.5 - share / 2.0, 0.5 + share / 2.0))
    return low, high


def covered(members: np.ndarray, observed: np.ndarray, share: float) -> np.ndarray:
    """Whether what came lies in the central interval, f8[...] of 0, 1 and NaN."""
    low, high = central(members, share)
    inside = (observed >= low) & (observed <= high)
    return np.where(np.isnan(low), np.nan, inside.astype(float))
