"""Dividing the values of all sets of measures among these, with an interval for every number.

Everything that is said of a quantity is linear in the values of the sets, so the same resamples give
all intervals and what adds up in the values adds up in every resample.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from model.indicators import BY_CODE
from scenarios.combinations import Design, Player
from scenarios.paired import chance_interval, column_intervals, medians
from scenarios.probability import Estimate, estimate
from scenarios.resampling import Interval, Resamples
from scenarios.shapley import pair_matrix, pairs_of, shapley_matrix
from scenarios.targets import Target

TARGET, INDICATOR = "target", "indicator"
# The registry's unit of a probability.
SHARE_UNIT = "比例"


@dataclass(frozen=True)
class Share:
    """One player: its Shapley value, and what it brings first (`alone`) and last (with all others).

    `together` is what it owes to the others: share minus alone.  `sampling` is the standard error
    left by sampling orders (None where all sets were run); the interval of `share` holds it.
    """

    player: Player
    share: Interval
    alone: Interval
    last: Interval
    together: Interval
    sampling: float | None = None


@dataclass(frozen=True)
class PairShare:
    """What two players bring together beyond what each brings (Shapley-Taylor, order two)."""

    first: Player
    second: Player
    value: Interval


@dataclass(frozen=True)
class Attributed:
    """One quantity divided: `without` measures, `whole` effect of all, and who brought it.

    `kind` is TARGET (then `without` and `all_on` are probabilities, `chances` their estimates) or
    INDICATOR (medians, in its unit).  `pairs` is empty where orders were sampled.  `singly` is what
    all bring alone in sum, `together` the rest of the whole; `remainder` is the whole minus all
    shares: rounding and no more.
    `draws` are valid in every set, `excluded` are not.
    """

    kind: str
    id: str
    year: int
    unit: str
    without: Interval
    all_on: Interval
    whole: Interval
    shares: tuple[Share, ...]
    pairs: tuple[PairShare, ...]
    singly: Interval
    together: Interval
    remainder: float
    draws: int
    excluded: int
    moved: int
    chances: tuple[Estimate, Estimate] | None = None
    target: Target | None = None


# Differences of values that are smaller than this part of the largest value are rounding.
_ROUNDING = 1e-13
# A statistic [.., m] that is linear in the values [.., sets] of a game.
_Linear = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class _Game:
    """Values of all sets: `again` float[1 + b, sets], the first row as found, then resampled.

    Where they are means over draws, `of_draws` float[n, sets] are the values of the valid draws, with
    their `weights` and `clusters`: intervals are then no shorter than few changed draws allow.
    """

    again: np.ndarray
    of_draws: np.ndarray | None = None
    weights: np.ndarray | None = None
    clusters: np.ndarray | None = None

    def intervals(self, of: _Linear, resampled: _Linear | None = None) -> list[Interval]:
        """A statistic with its intervals; `resampled` is the same where chance of its own enters."""
        found = column_intervals(self._rounded((resampled or of)(self.again)))
        if self.of_draws is None or self.weights is None:
            return found
        added = self._rounded(of(self.of_draws)).T
        return [
            chance_interval(item, part, self.weights, self.clusters)
            for item, part in zip(found, added, strict=True)
        ]

    def _rounded(self, values: np.ndarray) -> np.ndarray:
        """`values` with what rounding has left of a zero made zero: it would have a sign."""
        least = _ROUNDING * float(np.nanmax(np.abs(self.again), initial=0.0))
        return np.where(np.abs(values) <= least, 0.0, values)


class Divider:
    """Divides quantities among the players of a design, all on the same resamples of draws.

    `weights` float[draws] and `clusters` int[draws] are those of the run.
    """

    def __init__(
        self,
        plan: Design,
        sample: Resamples,
        weights: np.ndarray,
        clusters: np.ndarray | None = None,
    ) -> None:
        self._players, self._orders, self._sets = plan.players, plan.orders, plan.sets
        self._sample, self._weights, self._clusters = sample, weights, clusters
        self._k = len(plan.players)
        sets = list(plan.sets)
        everybody = 2**self._k - 1
        self._none, self._all = [sets.index(0)], [sets.index(everybody)]
        self._single = [sets.index(1 << i) for i in range(self._k)]
        self._missing = [sets.index(everybody - (1 << i)) for i in range(self._k)]

    def target(self, goal: Target, passed: np.ndarray, valid: np.ndarray) -> Attributed:
        """P(target) divided; `passed` bool[draws, sets], `valid` bool[draws] in every set."""
        values = passed.astype(float)
        weights = self._weights[valid]
        clusters = None if self._clusters is None else self._clusters[valid]
        ends = [estimate(passed[valid, at], weights, clusters) for at in (*self._none, *self._all)]
        game = _Game(self._sample.means(values, valid), values[valid], weights, clusters)
        found = self._divided(game, TARGET, goal.id, goal.years[-1], SHARE_UNIT, values, valid)
        chances = None if ends[0] is None or ends[1] is None else (ends[0], ends[1])
        return replace(found, chances=chances, target=goal)

    def indicator(self, code: str, year: int, values: np.ndarray) -> Attributed:
        """The median of an indicator divided; `values` float[draws, sets], NaN where there is none."""
        valid = np.isfinite(values).all(axis=1)
        every = np.broadcast_to(valid[:, None], values.shape)
        game = _Game(medians(self._sample, np.where(every, values, 0.0), every))
        unit = BY_CODE[code].unit
        return self._divided(game, INDICATOR, code, year, unit, values, valid)

    def _divided(
        self,
        game: _Game,
        kind: str,
        name: str,
        year: int,
        unit: str,
        values: np.ndarray,
        valid: np.ndarray,
    ) -> Attributed:
        """Everything that is said of one quantity."""
        none, everybody = self._none, self._all
        shares = self._shares(game)
        kept = values[valid]
        first = game.again[0]
        whole = float(first[everybody[0]] - first[none[0]])
        return Attributed(
            kind=kind,
            id=name,
            year=year,
            unit=unit,
            without=column_intervals(game.again[:, none])[0],
            all_on=column_intervals(game.again[:, everybody])[0],
            whole=game.intervals(lambda v: v[:, everybody] - v[:, none])[0],
            shares=shares,
            pairs=self._pairs(game),
            singly=game.intervals(self._singly)[0],
            together=game.intervals(lambda v: v[:, everybody] - v[:, none] - self._singly(v))[0],
            remainder=whole - sum(share.share.value for share in shares),
            draws=int(valid.sum()),
            excluded=int((~valid).sum()),
            moved=int((kept != kept[:, none]).any(axis=1).sum()),
        )

    def _above(self, values: np.ndarray) -> np.ndarray:
        """What each set adds to nobody's: games that nobody moves then come out as exactly zero."""
        return np.asarray(values - values[:, self._none])

    def _alone(self, values: np.ndarray) -> np.ndarray:
        """What each player brings alone [.., k]."""
        return np.asarray(values[:, self._single] - values[:, self._none])

    def _singly(self, values: np.ndarray) -> np.ndarray:
        """What all players bring alone, in sum [.., 1]."""
        return np.asarray(self._alone(values).sum(axis=1, keepdims=True))

    def _shares(self, game: _Game) -> tuple[Share, ...]:
        """Every player's part."""
        share, resampled = self._shapley(game)
        owed = None if resampled is None else lambda v: resampled(v) - self._alone(v)
        columns = (
            game.intervals(share, resampled),
            game.intervals(self._alone),
            game.intervals(lambda v: v[:, self._all] - v[:, self._missing]),
            game.intervals(lambda v: share(v) - self._alone(v), owed),
        )
        errors = self._sampling(game)
        return tuple(
            Share(player, *found, sampling=error)
            for player, found, error in zip(
                self._players, zip(*columns, strict=True), errors, strict=True
            )
        )

    def _shapley(self, game: _Game) -> tuple[_Linear, _Linear | None]:
        """The Shapley value; and, where orders are sampled, the same with these resampled too."""
        orders, sets = self._orders, self._sets
        if orders is None:
            return lambda v: self._above(v) @ shapley_matrix(self._k).T, None
        count = len(orders.orders)
        random = np.random.default_rng([1953, count, self._k])
        picked = random.integers(0, count, (len(game.again), count))
        picked[0] = np.arange(count)
        rows = np.arange(len(picked))[:, None]

        def resampled(v: np.ndarray) -> np.ndarray:
            return np.asarray(orders.contributions(v, sets)[rows, picked].mean(axis=1))

        return lambda v: orders.contributions(v, sets).mean(axis=1), resampled

    def _sampling(self, game: _Game) -> list[float | None]:
        """Standard error of each share that is left by sampling orders; None where none were."""
        if self._orders is None:
            return [None] * self._k
        each = self._orders.contributions(game.again[0], self._sets)
        return list(map(float, each.std(axis=0, ddof=1) / np.sqrt(len(each))))

    def _pairs(self, game: _Game) -> tuple[PairShare, ...]:
        """Every pair of players; none where orders were sampled, or of a single player."""
        if self._orders is not None or self._k < 2:
            return ()
        found = game.intervals(lambda v: self._above(v) @ pair_matrix(self._k).T)
        return tuple(
            PairShare(self._players[i], self._players[j], value)
            for (i, j), value in zip(pairs_of(self._k), found, strict=True)
        )
