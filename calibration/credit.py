"""Which new number moved a probability: the numbers let in one after the other, both ways round.

The order matters: of two numbers that say the same, whichever comes first takes the credit.  So
they come in once in the order of the file and once in reverse, and a number's credit is the mean
of what its arrival added.  With effects that come from single numbers and from pairs of them
that mean is the mean over all orders (the value of Shapley, "A value for n-person games", 1953);
only where three or more interact can it differ.  Credits add up to the whole change.

Where the new posterior did not come from the old pairs there is no way from one to the other along
which credit could be given.  What each number does by itself can still be told: the old pairs are
led to that number alone (`alone`).  These effects overlap and do not add up to the change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from calibration.evidence import Evidence
from calibration.faults import Words
from calibration.importance import UnreachableError, WeightError
from calibration.lineages import FEWEST, independent_size
from calibration.particles import Settings, State
from calibration.posterior import Posterior
from calibration.retempering import Start
from calibration.update import Columns, few_histories, lead, one_step_weights

# Pairs that are enough to tell a few points of a probability.
PAIRS = 1_000
# Steps on the way need not move as many pairs as a posterior that is kept.
_UNMOVED = 0.2
# Runs for each pair that a number may cost by itself: a number that is within reach costs about
# five sweeps for each of some ten stages, and one that is not would use up a whole calibration's.
_RUNS = 100
# Told after every stage of moves which changes are being let in, and how far it is.
OnStep = Callable[[frozenset[int], State | None], None]


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
    on_step: OnStep | None = None,
) -> Iterator[Knowing]:
    """Pairs that know the first of the changes, the first two, and so on; then the reverse.

    What knows none and what knows all are the old and the new posterior, and not given here.
    `on_step` is told after every stage of moves.  Raises WeightError and UnreachableError when
    the old pairs cannot be led to some of the numbers.
    """
    ways = _Ways(columns, evidence, _settings(old, settings, pairs), on_step)
    begin = _beginning(old, ways.settings)
    for order in orders(len(evidence.changes)):
        now = begin
        for number in order[:-1]:
            now = ways.one_more(now, columns(now.u, now.seeds), number)
            yield now


def alone(
    old: Posterior,
    columns: Columns,
    evidence: Evidence,
    settings: Settings,
    pairs: int = PAIRS,
    on_step: OnStep | None = None,
) -> Iterator[Knowing | Words]:
    """Old pairs that know no change, then pairs that know each change alone, in their order.

    All of them come from the first, so that what differs between them is the number.  In place
    of a number that the old pairs cannot be led to, or only with fewer independent histories
    than `calibration.lineages.FEWEST`, comes the reason.  `on_step` is told after every stage of
    moves.
    """
    settings = _settings(old, settings, pairs)
    settings = replace(settings, budget=min(settings.budget, _RUNS * settings.particles))
    ways = _Ways(columns, evidence, settings, on_step)
    begin = _beginning(old, settings)
    yield begin
    found = columns(begin.u, begin.seeds)
    for number in range(len(evidence.changes)):
        try:
            led = ways.one_more(begin, found, number)
        except WeightError as error:
            yield error.words.fault
        except UnreachableError:
            yield _out_of_reach(len(begin.seeds))
        else:
            left = independent_size(old.lines[led.ancestors], led.weights)
            # Of a handful of histories not even the error of a probability is known.
            yield few_histories(left, FEWEST) if left < FEWEST else led


def _out_of_reach(pairs: int) -> Words:
    """Why a number that contradicts every old pair tells nothing by itself."""
    return Words(
        f"旧后验的 {pairs} 对没有一对说得通这个数",
        f"none of the {pairs} old pairs gives this number any likelihood",
    )


def _settings(old: Posterior, settings: Settings, pairs: int) -> Settings:
    """Settings of ways walked by so many of the old pairs."""
    n = max(50, min(pairs, len(old)))
    return replace(settings, start=n, particles=n, unmoved=_UNMOVED, ess_floor=max(25.0, n / 4))


def _beginning(old: Posterior, settings: Settings) -> Knowing:
    """The old pairs that all ways begin with, in equal weights."""
    kept = old.taken(min(settings.particles, len(old)), settings.seed)
    equal = np.full(len(kept), 1.0 / len(kept))
    return Knowing(frozenset(), old.u[kept], old.seeds[kept], equal, kept)


@dataclass(frozen=True)
class _Ways:
    """How changes are let in one more at a time, and who is told of it."""

    columns: Columns
    evidence: Evidence
    settings: Settings
    on_step: OnStep | None

    def one_more(self, now: Knowing, found: np.ndarray, number: int) -> Knowing:
        """Let one more change in: by weights where these are enough, else with moves.

        `found` [n, all] are the columns of the pairs.
        """
        inside, evidence = now.inside | {number}, self.evidence
        weights, worth = one_step_weights(now.weights, found, evidence, now.inside, inside, now.u)
        if weights is not None and worth.ess >= self.settings.keep * self.settings.particles:
            return replace(now, inside=inside, weights=weights)

        def tell(state: State) -> None:
            if self.on_step is not None:
                self.on_step(inside, state)

        start = Start(now.u, now.seeds, now.weights)
        led = lead(start, self.columns, evidence, now.inside, inside, self.settings, tell)
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


def difference(before: Known, after: Known) -> tuple[np.ndarray, np.ndarray]:
    """Change float64[T] of each probability, and one standard deviation of its Monte Carlo error.

    What groups have in common on both sides cancels: `before` and `after` count the same groups.
    """
    pull = after.influence - before.influence
    return after.probability - before.probability, np.sqrt(np.sum(pull**2, axis=0))


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
