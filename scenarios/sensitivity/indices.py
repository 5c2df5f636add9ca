"""Sobol indices of a model with luck: estimated in blocks, pooled, with intervals over the blocks.

All runs of a block share one luck, so that two runs differ by their inputs alone and an input that
does nothing has an index of exactly nothing; were every run to have luck of its own, the total
index of such an input would be near 1.  What the luck of a single block happens to favour is
averaged over the blocks, whose spread gives the intervals.

An index is the sum over blocks of an input's part of the variance, divided by the sum of the
variances: blocks in which an output hardly varies weigh little, and one in which it does not vary
at all needs no special case.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from calibration.jackknife import beyond, spread
from scenarios.resampling import LEVEL, Interval
from scenarios.sensitivity.designs import distinct, generator, rows_of, saltelli

# Blocks in which an output must vary for an interval to mean anything, and base points of a block
# that must have a value.
FEWEST_BLOCKS, FEWEST_POINTS = 3, 2
CONSTANT, RARE, NO_VALUE = "constant", "rare", "no_value"

# Outputs float64[rows, outputs] of points float64[rows, columns]; the number says which block's
# luck the rows share.
Evaluate = Callable[[np.ndarray, int], np.ndarray]


@dataclass(frozen=True)
class Indices:
    """Sobol indices of one output, by input.

    `first` is the share of the variance that an input explains alone, `total` that which would be
    left if all others were known, `second` what two explain only together, `rest` what no input
    explains alone (1 - the sum of first).  `used` of `points` base points had a value in all
    their runs; the rest are left out.
    """

    inputs: tuple[str, ...]
    first: dict[str, Interval]
    total: dict[str, Interval]
    second: dict[tuple[str, str], Interval]
    rest: Interval
    variance: float
    used: int
    points: int


@dataclass(frozen=True)
class Untold:
    """Why an output has no indices: it never varies, varies in too few blocks, or has no value."""

    reason: str
    used: int
    points: int


@dataclass(frozen=True)
class Parts:
    """One block of one output: parts of variance float64[d + d + pairs] and the variance, each times
    the `used` base points (0 where the output has no value or does not vary)."""

    parts: np.ndarray
    variance: float
    used: int
    points: int


def sobol(
    evaluate: Evaluate,
    columns: Sequence[str],
    points: int,
    blocks: int,
    address: Sequence[int] = (0,),
    outputs: int = 1,
) -> list[Indices | Untold]:
    """Indices of every output of `evaluate`; columns with the same label are one input.

    Runs the model `blocks * points * (2 * inputs + 2)` times on designs that `address` (a seed,
    and what else tells them apart) decides.  Raises ValueError for fewer than three blocks and for
    points that are no power of two.
    """
    found: list[list[Parts]] = [[] for _ in range(outputs)]
    for block in range(blocks):
        at = saltelli(columns, points, generator(*address, block))
        y = evaluate(at, block).reshape(len(at), outputs)
        for column, parts in enumerate(found):
            parts.append(block_parts(y[:, column], len(distinct(columns))))
    return [pooled(parts, distinct(columns)) for parts in found]


def base_rows(y: np.ndarray, inputs: int) -> np.ndarray:
    """Values of a block at its base points, A and B [2 * points, ...]: a plain sample of inputs."""
    step = rows_of(inputs)
    return np.concatenate([y[::step], y[step - 1 :: step]])


def block_parts(y: np.ndarray, inputs: int) -> Parts:
    """Parts of the variance of y float64[rows] of one Saltelli block.

    A base point with a run that has no value is left out whole: one NaN would spoil every index.
    """
    from SALib.analyze.sobol import first_order, second_order, total_order

    pairs = list(combinations(range(inputs), 2))
    blank = np.zeros(2 * inputs + len(pairs))
    cross = y.reshape(-1, rows_of(inputs))
    kept = cross[np.isfinite(cross).all(axis=1)]
    a, b = kept[:, 0], kept[:, -1]
    # In a block where no base point differs from another the normalised indices are not defined.
    if len(kept) < FEWEST_POINTS or np.ptp(np.r_[a, b]) <= np.finfo(float).eps:
        return Parts(blank, 0.0, len(kept), len(cross))
    kept = kept - np.r_[a, b].mean()
    scale = float(np.r_[a, b].std())
    kept = kept / scale
    a, b = kept[:, 0], kept[:, -1]
    ab, ba = kept[:, 1 : inputs + 1], kept[:, inputs + 1 : -1]
    # A and B have equal rights, so that every index can be estimated twice (Saltelli 2002).
    found = np.zeros_like(blank)
    for one, other, own, swapped in ((a, b, ab.T, ba.T), (b, a, ba.T, ab.T)):
        first = [first_order(one, own[j], other) for j in range(inputs)]
        total = [total_order(one, own[j], other) for j in range(inputs)]
        second = [second_order(one, own[j], own[k], swapped[j], other) for j, k in pairs]
        found += 0.5 * np.array([*first, *total, *second], float)
    weight = scale**2 * len(kept)
    return Parts(found * weight, weight, len(kept), len(cross))


def pooled(blocks: Sequence[Parts], inputs: Sequence[str]) -> Indices | Untold:
    """Indices of one output from its blocks; intervals by leaving out one block at a time."""
    if len(blocks) < FEWEST_BLOCKS:
        raise ValueError(f"{len(blocks)} blocks: intervals need {FEWEST_BLOCKS} or more")
    used, points = sum(b.used for b in blocks), sum(b.points for b in blocks)
    parts = np.stack([block.parts for block in blocks])
    variance = np.array([block.variance for block in blocks])
    varying = int((variance > 0.0).sum())
    if used < points / 2:
        return Untold(NO_VALUE, used, points)
    if varying < FEWEST_BLOCKS:
        return Untold(RARE if varying else CONSTANT, used, points)
    d = len(inputs)
    # The last column is what first-order parts leave.
    parts = np.column_stack([parts, variance - parts[:, :d].sum(axis=1)])
    value = parts.sum(axis=0) / variance.sum()
    without = (parts.sum(axis=0) - parts) / (variance.sum() - variance)[:, None]
    half = beyond(level=LEVEL, groups=len(blocks)) * (error := spread(without))
    found = [
        Interval(float(v), float(v - h), float(v + h), float(e))
        for v, h, e in zip(value, half, error, strict=True)
    ]
    pairs = list(combinations(inputs, 2))
    return Indices(
        tuple(inputs),
        dict(zip(inputs, found[:d], strict=True)),
        dict(zip(inputs, found[d : 2 * d], strict=True)),
        dict(zip(pairs, found[2 * d : -1], strict=True)),
        found[-1],
        float(variance.sum() / used),
        used,
        points,
    )
