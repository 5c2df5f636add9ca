"""Which new number moved a probability: the numbers let in one after the other, both ways round.

The order matters: of two numbers that say the same, whichever comes first takes the credit.  So
they come in once in the order of the file and once in reverse, and a number's credit is the mean
of what its arrival added.  With effects that come from single numbers and from pairs of them
that mean is the mean over all orders (the value of Shapley, "A value for n-person games", 1953);
only where three or more interact can it differ.  Credits add up to the whole change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from calibration.evidence import Evidence
from calibration.particles import Settings, State
from calibration.posterior import Posterior
from calibration.retempering import Start
from calibration.update import Columns, lead, one_step_weights

# Pairs that are enough to tell a few points of a probability.
PAIRS = 1_000
# Steps on the way need not move as many pairs as a posterior that is kept.
_UNMOVED = 0.2


@dataclass(frozen=True)
class Knowing:
    """Pairs that know the changes `inside`: `u` float64[n, d], `seeds` int64[n], `weights`
    float64[n] (sum 1), and the old pairs they came from, `ancestors` int64[n]."""

    inside: frozenset[int]
    u: np.ndarray
    seeds: np.ndarray
    weights: np.ndarray
    ancestors: np.ndarray


def orders(numbers: int) -> list[tuple[int, ...]]:
    """The order of the file and its reverse."""
    order = tuple(range(numbers))
    return [order, order[::-1]]


def walk(
    old: Posterior,
    columns: Columns,
    evidence: Evidence,
    settings: Settings,
    pairs: int = PAIRS,
    on_step: Callable[[frozenset[int], State | None], None] | None = None,
) -> Iterator[Knowing]:
    """Pairs that know the first of the changes, the first two, and so on; then the reverse.

    What knows none and what knows all are the old and the new posterior, and not given here.
    `on_step` is told after every stage of moves.  Raises WeightError and UnreachableError when
    the old pairs cannot be led to some of the numbers.
    """
    n = max(50, min(pairs, len(old)))
    settings = replace(settings, start=n, particles=n, unmoved=_UNMOVED, ess_floor=max(25.0, n / 4))
    kept = old.taken(min(n, len(old)), settings.seed)
    at = Knowing(
        frozenset(), old.u[kept], old.seeds[kept], np.full(len(kept), 1.0 / len(kept)), kept
    )
    for order in orders(len(evidence.changes)):
        now = at
        for number in order[:-1]:
            now = _one_more(now, number, columns, evidence, settings, on_step)
            yield now


def _one_more(
    now: Knowing,
    number: int,
    columns: Columns,
    evidence: Evidence,
    settings: Settings,
    on_step: Callable[[frozenset[int], State | None], None] | None,
) -> Knowing:
    """Let one more change in: by weights where these are enough, else with moves."""
    inside = now.inside | {number}
    found = columns(now.u, now.seeds)
    weights, worth = one_step_weights(now.weights, found, evidence, now.inside, inside, now.u)
    if weights is not None and worth.ess >= settings.keep * settings.particles:
        return replace(now, inside=inside, weights=weights)

    def tell(state: State) -> None:
        if on_step is not None:
            on_step(inside, state)

    start = Start(now.u, now.seeds, now.weights)
    led = lead(start, columns, evidence, now.inside, inside, settings, tell)
    return Knowing(inside, led.u, led.seeds, led.weights, now.ancestors[led.ancestors])


@dataclass(frozen=True)
class Known:
    """Probabilities float64[T] given some of the changes, and the influence float64[G, T] of
    every group of old pairs on them."""

    probability: np.ndarray
    influence: np.ndarray


def known(
    hits: np.ndarray, valid: np.ndarray, weights: np.ndarray, groups: np.ndarray, count: int
) -> Known:
    """Probabilities of `hits` bool[n, T] among `valid` bool[n, T] under `weights` [n].

    `groups` int64[n] below `count` says which old pair, or set of parameters, each came from.
    NaN for a target that no pair has a value of.
    """
    each = weights[:, None] * valid
    total = each.sum(axis=0)
    with np.errstate(invalid="ignore"):
        probability = (each * hits).sum(axis=0) / total
        pull = each * (hits - probability) / total
    influence = np.stack(
        [np.bincount(groups, column, minlength=count) for column in pull.T], axis=1
    )
    return Known(probability, influence)


def credits(numbers: int, given: dict[frozenset[int], Known]) -> tuple[np.ndarray, np.ndarray]:
    """Credit float64[numbers, T] of each change, and one standard deviation of its Monte Carlo error.

    `given` holds what is known given every beginning of `orders`, none and all included.
    """
    ways = orders(numbers)
    shape = given[frozenset()].influence.shape
    shares, influence = np.zeros((numbers, shape[1])), np.zeros((numbers, *shape))
    for order in ways:
        for at, number in enumerate(order):
            for size, sign in ((at, -1.0), (at + 1, 1.0)):
                part = given[frozenset(order[:size])]
                shares[number] += sign * part.probability / len(ways)
                influence[number] += sign * part.influence / len(ways)
    return shares, np.sqrt(np.sum(influence**2, axis=1))
