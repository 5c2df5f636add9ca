"""Who brought how much of a whole: Shapley values of games, and what is due to pairs.

A game gives a value to every set of k players.  Sets are numbered by their bits: player i is in set
m when m has the bit 2^i; set 0 is nobody, set 2^k - 1 everybody.

The Shapley value of a player is its marginal contribution averaged over all orders in which the
players may come (Shapley, "A value for n-person games", 1953): the only division that adds up to
the whole, gives nothing to a player who changes nothing, the same to players who do the same, and
that of a sum of games as the sum.  Pairs are given by the Shapley-Taylor index of order two
(Sundararajan, Dhamdhere & Agarwal, "The Shapley Taylor interaction index", ICML 2020): with what each
player brings alone they add up to the whole as well, and

    Shapley value of i  =  i alone  +  half of the pairs that i is in.

For more players than can be combined, orders are sampled, each with its reverse, and the average is
over those: it still adds up to the whole in every order (Castro, Gomez & Tejada, "Polynomial
calculation of the Shapley value based on sampling", Computers & Operations Research 36, 2009).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

# With more players than this all combinations are too many, unless they are asked for.
MOST_COMBINED = 10
# And with more than this they are not to be had: 2^13 sets take an hour and some gigabytes.
MOST_EXACT = 13
# Pairs of an order and its reverse that are sampled.
ORDERS = 24


@lru_cache(maxsize=16)
def shapley_matrix(k: int) -> np.ndarray:
    """float[k, 2^k]: Shapley values of a game are this times its values."""
    inside = memberships(k)
    size = inside.sum(axis=0)
    share = [1.0 / (k * math.comb(k - 1, s)) for s in range(k)]
    joined = np.array([0.0, *share])[size]  # of a set that the player is in
    left = np.array([*share, 0.0])[size]
    found: np.ndarray = np.where(inside, joined, -left)
    found.setflags(write=False)
    return found


@lru_cache(maxsize=16)
def pair_matrix(k: int) -> np.ndarray:
    """float[k(k-1)/2, 2^k]: Shapley-Taylor indices of `pairs_of(k)` are this times the values."""
    inside = memberships(k).astype(np.int64)
    size = inside.sum(axis=0)
    rows = []
    for i, j in pairs_of(k):
        both = inside[i] + inside[j]
        weight = np.array([2.0 / (k * math.comb(k - 1, s)) for s in range(k - 1)])
        rows.append(np.where(both == 1, -1.0, 1.0) * weight[size - both])
    found = np.array(rows).reshape(-1, 2**k)
    found.setflags(write=False)
    return found


def memberships(k: int) -> np.ndarray:
    """bool[k, 2^k]: whether a player is in a set."""
    return (np.arange(2**k) >> np.arange(k)[:, None] & 1).astype(bool)


def pairs_of(k: int) -> list[tuple[int, int]]:
    """All pairs of players, the first before the second."""
    return [(i, j) for i in range(k) for j in range(i + 1, k)]


@dataclass(frozen=True)
class Orders:
    """Sampled orders int[m, 2, k] of the players, each followed by its reverse."""

    orders: np.ndarray

    @property
    def players(self) -> int:
        """Number of players."""
        return int(self.orders.shape[2])

    def sets(self) -> list[int]:
        """Numbers of all sets to be valued: those on the way, and each player alone or missing."""
        everybody = (1 << self.players) - 1
        bits = [1 << i for i in range(self.players)]
        ways = {int(m) for m in np.unique(self._ways())}
        return sorted(ways | {0, everybody} | set(bits) | {everybody - bit for bit in bits})

    def contributions(self, values: np.ndarray, sets: Sequence[int]) -> np.ndarray:
        """Marginal contributions [..., m, k] of every player, the mean of an order and its reverse.

        `values` [..., len(sets)] are those of the sets `sets`, in ascending order.
        """
        at = np.searchsorted(np.asarray(sets), self._ways())
        steps = np.diff(values[..., at], axis=-1)  # [..., m, 2, k], in the order of coming
        inverse = np.argsort(self.orders, axis=-1)
        shape = steps.shape
        own = np.take_along_axis(steps, np.broadcast_to(inverse, shape), axis=-1)
        return np.asarray(own.mean(axis=-2))

    def _ways(self) -> np.ndarray:
        """Sets [m, 2, k + 1] met on the way from nobody to everybody."""
        joined = np.cumsum(1 << self.orders.astype(np.int64), axis=-1)
        return np.concatenate([np.zeros((*joined.shape[:2], 1), np.int64), joined], axis=-1)


def sampled_orders(k: int, pairs: int = ORDERS, seed: int = 0) -> Orders:
    """`pairs` random orders of k players, each with its reverse; the arguments decide them."""
    random = np.random.default_rng([1953, seed])
    first = np.array([random.permutation(k) for _ in range(pairs)])
    return Orders(np.stack([first, first[:, ::-1]], axis=1))
