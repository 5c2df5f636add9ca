"""How many independent histories pairs stand for.

A pair's luck is its seed, and a seed is seldom exchanged for another once the record is sharp:
the sampler then moves parameters while many pairs go on with the luck of one ancestor.  Pairs
that share the luck of their history or a set of parameters are therefore of one lineage and count
as one.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from calibration.importance import effective_size
from model.randomness import HISTORY_BITS

# Effective lineages that a posterior should have at least.
HISTORIES = 50.0


def history_luck(seeds: np.ndarray) -> np.ndarray:
    """The part of `seeds` int64[n] that acts from the start, and decides the history on record."""
    return np.asarray(seeds, np.int64) & np.int64((1 << HISTORY_BITS) - 1)


def lineages(u: np.ndarray, seeds: np.ndarray, ancestry: np.ndarray | None = None) -> np.ndarray:
    """Index int64[n] of the lineage of pairs (u float64[n, d], seeds int64[n]).

    Two pairs are of one lineage when a chain of pairs with the same luck of their history, equal
    parameters or, where it is known, equal `ancestry` int64[n] joins them.
    """
    n = len(seeds)
    shared = [
        np.unique(history_luck(seeds), return_inverse=True)[1].reshape(-1),
        np.unique(u, axis=0, return_inverse=True)[1].reshape(-1),
    ]
    if ancestry is not None:
        shared.append(np.unique(ancestry, return_inverse=True)[1].reshape(-1))
    # A graph of pairs and of what they may share: each pair is joined to its own of each kind.
    others = np.concatenate([n * (kind + 1) + which for kind, which in enumerate(shared)])
    pairs = np.tile(np.arange(n), len(shared))
    nodes = n * (len(shared) + 1)
    graph = coo_matrix((np.ones(len(pairs), np.int8), (pairs, others)), shape=(nodes, nodes))
    labels = connected_components(graph, directed=False)[1][:n]
    return np.asarray(np.unique(labels, return_inverse=True)[1].reshape(-1), np.int64)


def independent_size(groups: np.ndarray, weights: np.ndarray) -> float:
    """Effective number of lineages, from the `groups` int64[n] of pairs and their weights [n]."""
    return effective_size(np.bincount(groups, weights))


def weight_of_sets(u: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weights of the different rows (parameter sets) of u float64[n, d], given those of pairs [n]."""
    _, group = np.unique(u, axis=0, return_inverse=True)
    return np.bincount(group.reshape(-1), weights)
