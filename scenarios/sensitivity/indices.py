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
    the `used` base points (0 where the output has no value or does not vary).

    `met` counts the base points that add to each part; `reach` float64[d] is the largest difference
    that each input makes between two runs.
    """

    parts: np.ndarray
    variance: float
    used: int
    points: int
    met: np.ndarray
    reach: np.ndarray


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

    Every part is a mean product of two differences, each of two runs that one input tells apart:
    it is as small as what the input does, and needs no mean of the outputs.  First order and
    variance as Azzini, Mara & Rosati, Environ. Model. Softw. 144, 2021; total as Jansen, Comput.
    Phys. Commun. 117, 1999; second order as Saltelli 2002, seen from A and from B.  None has a
    bias, and a first-order part is never further from zero than the total one.

    A base point with a run that has no value is left out whole: one NaN would spoil every index.
    """
    pairs = list(combinations(range(inputs), 2))
    blank = np.zeros(2 * inputs + len(pairs))
    cross = y.reshape(-1, rows_of(inputs))
    kept = cross[np.isfinite(cross).all(axis=1)]
    # Runs that differ by rounding alone have no variance to be split.
    size = np.finfo(float).eps * np.abs(kept).max(initial=0.0)
    if len(kept) < FEWEST_POINTS or np.ptp(kept) <= size:
        return Parts(blank, 0.0, len(kept), len(cross), blank, blank[:inputs])
    a, b = kept[:, :1], kept[:, -1:]
    ab, ba = kept[:, 1 : inputs + 1], kept[:, inputs + 1 : -1]
    from_a, from_b = ab - a, ba - b
    product = _products(from_a, from_b)
    both = _products((from_a != 0.0).astype(float), (from_b != 0.0).astype(float))
    total = 0.25 * (from_a**2 + from_b**2).sum(axis=0)
    second = [0.5 * (product[j, k] + product[k, j]) for j, k in pairs]
    parts = np.array([*(-0.5 * product.diagonal()), *total, *second])
    seen = [both[j, k] + both[k, j] for j, k in pairs]
    met = np.array([*both.diagonal(), *(total > 0.0), *seen])
    reach = np.maximum(np.abs(from_a), np.abs(from_b)).max(axis=0)
    # A and B have no value of any input in common, nor have the two that exchange the same one:
    # their differences use every run, where the variance of A and B alone would use few.
    apart = np.concatenate([a - b, ab - ba], axis=1)
    variance = float(0.5 * (apart**2).sum() / apart.shape[1])
    return Parts(parts, variance, len(kept), len(cross), met, reach)


def _products(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Sums [d, d] over base points of products of one [n, d] and other [n, d].

    einsum adds in the same order whatever the threads, which a product of matrices may not.
    """
    return np.asarray(np.einsum("ni,nj->ij", one, other))


def _unseen(blocks: Sequence[Parts]) -> np.ndarray:
    """What parts that no base point adds to could yet be, at 95 %: three of the largest size.

    A target that an input decides seldom never shows two differences at once, and blocks that all
    say nothing have no spread: what was not seen in n tries happens less than 3 / n of the time
    (Hanley & Lippman-Hand, JAMA 249, 1983).  An input that does nothing has nothing to add.
    """
    met = np.sum([block.met for block in blocks], axis=0)
    reach = np.max([block.reach for block in blocks], axis=0)
    second = [one * other for one, other in combinations(reach, 2)]
    return np.where(met == 0.0, 3.0 * 0.5 * np.array([*reach**2, *reach**2, *second]), 0.0)


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
    times = beyond(level=LEVEL, groups=len(blocks))
    half = times * spread(without)
    unseen = _unseen(blocks) / variance.sum()
    # Alone an input explains no more than in all.
    unseen[:d] = np.minimum(unseen[:d], (value + half)[d : 2 * d])
    half[:-1] = np.maximum(half[:-1], unseen)
    error = half / times
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
