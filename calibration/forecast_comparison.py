"""The forecast three times: from the prior, from the posterior, and by regression adjustment.

The posterior of the sampler and the regression adjustment of prior runs (see
`calibration.regression_adjustment`) condition on the same numbers in two different ways.  Where
they agree within their errors, neither has gone astray; where they do not, the reader is told.
`calibration.forecast_ways` computes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from calibration.faults import Words
from calibration.observations import Observation

# Ends of an interval that move by less than this part of its width hardly move.
_HARDLY = 0.1
PRIOR, PLAIN, ADJUSTED = "prior", "plain", "adjusted"
WAYS = (PRIOR, PLAIN, ADJUSTED)


@dataclass(frozen=True)
class Goal:
    """A target by level in one year: above `value` (at or above unless `strict`)."""

    id: str
    name_zh: str
    name_en: str
    indicator: str
    year: int
    value: float
    strict: bool

    def met(self, values: np.ndarray) -> np.ndarray:
        """Whether each value meets it, bool of the same shape."""
        return np.asarray(values > self.value if self.strict else values >= self.value)


@dataclass(frozen=True)
class Told:
    """10, 50 and 90 % points of a quantity as one way tells it, with their standard errors."""

    interval: tuple[float, float, float]
    error: tuple[float, float, float]

    @property
    def width(self) -> float:
        """Width of the 80 % interval."""
        return self.interval[2] - self.interval[0]


@dataclass(frozen=True)
class Chance:
    """Probability of the goal as one way tells it: standard error, effective size, counts."""

    value: float
    error: float
    ess: float
    hits: int
    n: int


@dataclass(frozen=True)
class Compared:
    """One indicator by way; `adjusted` is missing when there is nothing to adjust for.

    `limit` is how many joint errors apart two medians must lie to differ by more than chance.
    """

    code: str
    by_way: Mapping[str, Told]
    limit: float

    @property
    def hardly_moved(self) -> bool:
        """Whether both ends of the interval stayed within a tenth of its width before."""
        before, after = self.by_way[PRIOR], self.by_way[PLAIN]
        ends = [abs(after.interval[end] - before.interval[end]) for end in (0, 2)]
        return max(ends) < _HARDLY * before.width

    @property
    def narrowed(self) -> float:
        """By which share the interval became narrower; negative when wider."""
        return 1.0 - self.by_way[PLAIN].width / self.by_way[PRIOR].width

    @property
    def differs(self) -> bool:
        """Whether plain and adjusted medians differ by more than chance."""
        if ADJUSTED not in self.by_way:
            return False
        plain, other = self.by_way[PLAIN], self.by_way[ADJUSTED]
        error = float(np.hypot(plain.error[1], other.error[1]))
        return abs(plain.interval[1] - other.interval[1]) > self.limit * error


@dataclass(frozen=True)
class Comparison:
    """All quantities by way, and the probability of the goal.

    `why_not` says why there is no adjustment, `outside` names observations beyond every run near
    them; `prior_runs` and `pairs` were run, of which `prior_failed` and `failed` broke off.
    """

    goal: Goal
    quantities: tuple[Compared, ...]
    chances: Mapping[str, Chance]
    limit: float
    share: float
    near: int
    why_not: Words | None
    outside: tuple[Observation, ...]
    prior_runs: int
    prior_failed: int
    pairs: int
    failed: int

    @property
    def goal_differs(self) -> bool:
        """Whether the two probabilities differ by more than chance."""
        if ADJUSTED not in self.chances:
            return False
        plain, other = self.chances[PLAIN], self.chances[ADJUSTED]
        return abs(plain.value - other.value) > self.limit * float(
            np.hypot(plain.error, other.error)
        )

    @property
    def differing(self) -> list[str]:
        """Codes of the quantities whose medians differ by more than chance."""
        return [item.code for item in self.quantities if item.differs]
