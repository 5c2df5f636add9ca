"""What a forecaster is given and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np


@dataclass(frozen=True)
class Lent:
    """How widely a series moves, lent by others of its kind: with few years of its own a
    series does not say.

    `spread` f8[series] is the standard deviation of annual log growth, worth `years` years.
    """

    spread: np.ndarray
    years: float


@dataclass(frozen=True)
class Known:
    """What is known at an origin: log levels f8[cases, series, years] up to and including it.

    `years` are consecutive and end at the origin; what is not known is NaN, in the same years
    for all cases.  Cases are counties of one kind, forecast each on its own.
    """

    values: np.ndarray
    years: range
    lent: Lent | None = None

    @property
    def origin(self) -> int:
        """The last year that anything is known of."""
        return self.years[-1]

    def __post_init__(self) -> None:
        if self.values.ndim != 3 or self.values.shape[2] != len(self.years):
            raise ValueError(f"values {self.values.shape} for {len(self.years)} years")
        if (np.isnan(self.values) != np.isnan(self.values[:1])).any():
            raise ValueError("cases differ in the years that are known")


@dataclass(frozen=True)
class Forecast:
    """Members f8[cases, series, horizons, members] of log levels, and notes by series.

    Members are equally likely.  NaN where a series cannot be forecast; `notes` then says why
    (Chinese, English), and is empty otherwise.
    """

    members: np.ndarray
    notes: dict[int, tuple[str, str]]


class Forecaster(Protocol):
    """A method that forecasts from what is known at an origin, and from nothing else."""

    @property
    def code(self) -> str:
        """Short name in tables."""

    def forecast(
        self, known: Known, horizons: int, members: int, rng: np.random.Generator
    ) -> Forecast:
        """Forecast the `horizons` years after the origin."""
