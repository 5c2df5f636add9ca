"""Judging lever values anew, on draws that they were not searched on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scenarios.paired import chance_interval
from scenarios.portfolio.answer import Checked, Under
from scenarios.portfolio.evaluations import Score
from scenarios.portfolio.ladders import Point
from scenarios.portfolio.setting import Setting
from scenarios.portfolio.spending import cost_lines
from scenarios.portfolio.trial import Outcome, Sample
from scenarios.resampling import Interval, Resamples, resamples, summary
from scenarios.scenario import YearPath

# Sets of lever values that are played in one call of the engine.
_TOGETHER = 8


@dataclass(frozen=True)
class Checker:
    """Plays lever values on one of a setting's samples and says all there is to say of them.

    `told` hears how many were played.
    """

    setting: Setting
    sample: Sample
    told: Callable[[int], None] = lambda _: None

    @cached_property
    def _again(self) -> Resamples:
        return resamples(np.ones(len(self.sample)), self.sample.clusters)

    @cached_property
    def _without(self) -> Outcome:
        return self.setting.trial.play(self.sample, [self.setting.nothing])[0]

    def points(self, found: Sequence[tuple[Point, Score | None]]) -> list[Checked]:
        """Points, each with what the search thought of it (None: it never met it)."""
        named = [("", self.setting.space.levers(point)) for point, _ in found]
        return self._checked(named, [point for point, _ in found], [score for _, score in found])

    def named(self, found: Sequence[tuple[str, Mapping[str, YearPath]]]) -> list[Checked]:
        """Lever values by name, each under every outside condition as well."""
        return self._checked(found, [None] * len(found), [None] * len(found), each=True)

    def _checked(
        self,
        named: Sequence[tuple[str, Mapping[str, YearPath]]],
        points: Sequence[Point | None],
        scores: Sequence[Score | None],
        each: bool = False,
    ) -> list[Checked]:
        outcomes: list[Outcome] = []
        for start in range(0, len(named), _TOGETHER):
            part = [levers for _, levers in named[start : start + _TOGETHER]]
            outcomes += self.setting.trial.play(self.sample, part)
            self.told(len(part))
        return [
            replace(
                self._one(name, point, levers, score, outcome),
                under=self._under(outcome) if each else (),
            )
            for (name, levers), point, score, outcome in zip(
                named, points, scores, outcomes, strict=True
            )
        ]

    def _under(self, outcome: Outcome) -> tuple[Under, ...]:
        """A set of lever values by outside condition; none where there is only one."""
        trial = self.setting.trial
        if len(trial.conditions) == 1:
            return ()
        found = trial.by_condition(self.sample, outcome)
        _, worst = min(found, key=lambda item: item[0].value)
        return tuple(
            Under(condition, share, change_of(self.sample, self._again, worst, adds))
            for condition, (share, adds) in zip(trial.conditions, found, strict=True)
        )

    def _one(
        self,
        name: str,
        point: Point | None,
        levers: Mapping[str, YearPath],
        score: Score | None,
        outcome: Outcome,
    ) -> Checked:
        trial, question = self.setting.trial, self.setting.question
        payments = trial.extra_paid(outcome, self._without)
        return Checked(
            name=name,
            point=point,
            levers=levers,
            search=score,
            probability=trial.probability(self.sample, outcome),
            each=tuple(
                trial.probability(self.sample, outcome, at) for at in range(len(trial.targets))
            ),
            paid=self._mean(payments),
            lines=cost_lines(trial.spec, self.setting.costs, levers, question.last_year),
            refused=self._mean(trial.refused(outcome)),
            unjudged=outcome.unjudged,
            shares=trial.shares(self.sample, outcome),
            payments=payments,
        )

    def change(self, one: Checked, other: Checked) -> Interval:
        """Paired change of the probability from `one` to `other`."""
        return change_of(self.sample, self._again, one.shares, other.shares)

    def extra_cost(self, one: Checked, other: Checked) -> Interval:
        """Paired change of the cost from `one` to `other`, 万元."""
        return self._mean(other.payments - one.payments + other.declared - one.declared)

    def _mean(self, extra: np.ndarray) -> Interval:
        return _mean(self._again, extra)


def change_of(sample: Sample, again: Resamples, one: np.ndarray, other: np.ndarray) -> Interval:
    """Paired change of the probability from what draws add to it, `one` float[n], to `other`.

    The interval is no shorter than few changed draws allow; NaN draws are left out of both.
    """
    change = other - one
    valid = np.isfinite(change)
    clusters = None if sample.clusters is None else sample.clusters[valid]
    return chance_interval(_mean(again, change), change[valid], np.ones(valid.sum()), clusters)


def _mean(again: Resamples, extra: np.ndarray) -> Interval:
    """Mean of float[n] over its finite values, with its interval."""
    valid = np.isfinite(extra)
    means = again.means(np.where(valid, extra, 0.0), valid.astype(float))
    return summary(float(means[0]), means[1:])
