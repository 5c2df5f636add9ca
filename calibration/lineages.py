"""How many independent histories pairs stand for.

A pair's luck is its seed, and a seed is seldom exchanged for another once the record is sharp:
the sampler then moves parameters while many pairs go on with the luck of one ancestor.  Pairs
that share a seed or a set of parameters are therefore of one lineage and count as one.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from calibration.importance import effective_size


def lineages(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    """Index int64[n] of the lineage of pairs (u float64[n, d], seeds int64[n]).

    Two pairs are of one lineage when a chain of pairs with equal seeds or equal parameters joins
    them.
    """
    n = len(seeds)
    luck = np.unique(seeds, return_inverse=True)[1].reshape(-1)
    parameters = np.unique(u, axis=0, return_inverse=True)[1].reshape(-1)
    # A graph of pairs, seeds and parameter sets: each pair is joined to its two.
    others = np.concatenate([n + luck, 2 * n + parameters])
    pairs = np.tile(np.arange(n), 2)
    graph = coo_matrix((np.ones(2 * n, np.int8), (pairs, others)), shape=(3 * n, 3 * n))
    labels = connected_components(graph, directed=False)[1][:n]
    return np.asarray(np.unique(labels, return_inverse=True)[1].reshape(-1), np.int64)


def independent_size(groups: np.ndarray, weights: np.ndarray) -> float:
    """Effective number of lineages, from the `groups` int64[n] of pairs and their weights [n]."""
    return effective_size(np.bincount(groups, weights))
