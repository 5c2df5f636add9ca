"""How many independent histories pairs stand for.

A pair's luck is its seed, and a seed is seldom exchanged for another once the record is sharp:
the sampler then moves parameters while many pairs go on with the luck of one ancestor.  Pairs
that share the luck of their history or a set of parameters are therefore of one lineage and count
as one.
"""

from __future__ import annotations

import numpy as np

from calibration.importance import effective_size
from model.randomness import HISTORY_BITS

# Effective lineages that a posterior should have at least: with fewer it is told so.
HISTORIES = 50.0
# With fewer than these it is refused: chances and intervals would be those of a handful of runs.
FEWEST = 10.0


def history_luck(seeds: np.ndarray) -> np.ndarray:
    """The part of `seeds` int64[n] that acts from the start, and decides the history on record."""
    return np.asarray(seeds, np.int64) & np.int64((1 << HISTORY_BITS) - 1)


def lineages(u: np.ndarray, seeds: np.ndarray, ancestry: np.ndarray | None = None) -> np.ndarray:
    """Index int64[n] of the lineage of pairs (u float64[n, d], seeds int64[n]).

    Two pairs are of one lineage when a chain of pairs with the same luck of their history, equal
    parameters or, where it is known, equal `ancestry` int64[n] joins them.
    """
    shared = [
        np.unique(history_luck(seeds), return_inverse=True)[1].reshape(-1),
        np.unique(u, axis=0, return_inverse=True)[1].reshape(-1),
    ]
    if ancestry is not None:
        shared.append(np.unique(ancestry, return_inverse=True)[1].reshape(-1))
    return np.asarray(np.unique(_joined(shared), return_inverse=True)[1].reshape(-1), np.int64)


def _joined(shared: list[np.ndarray]) -> np.ndarray:
    """The first pair int64[n] of each pair's chain; `shared` groups int64[n] join neighbours.

    Every pair takes the first one known in any of its groups, until none finds an earlier one
    (connected components by minimum labels; scipy's would lengthen every start of a forecast).
    """
    first = np.arange(len(shared[0]))
    while True:
        before = first.copy()
        for group in shared:
            least = np.full(len(group), len(group))
            np.minimum.at(least, group, first)
            first = least[group]
        first = first[first]
        if np.array_equal(first, before):
            return first


def independent_size(groups: np.ndarray, weights: np.ndarray) -> float:
    """Effective number of lineages, from the `groups` int64[n] of pairs and their weights [n]."""
    return effective_size(np.bincount(groups, weights))


def weight_of_sets(u: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weights of the different rows (parameter sets) of u float64[n, d], given those of pairs [n]."""
    _, group = np.unique(u, axis=0, return_inverse=True)
    return np.bincount(group.reshape(-1), weights)
