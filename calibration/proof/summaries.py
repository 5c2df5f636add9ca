"""Posteriors by summaries, for records too dense for weights: calibrated, if wider than need be.

With dozens of sharp numbers no run of any affordable table comes near a record.  What a record says
of a quantity is then condensed into one number, the quantity's regression on all numbers of the
record (semi-automatic summaries, Fearnhead & Prangle, JRSSB 74, 2012), and draws near that number
are adjusted to it (`calibration.regression_adjustment`).  The outcome is the exact distribution of the
quantity given that one number, which is never narrower on average than given the whole record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtri

from calibration.likelihood import BOUNDS, simulate_observations
from calibration.observations import Observation
from calibration.proof.histories import Histories
from calibration.proof.record import RECORD_YEARS
from calibration.regression_adjustment import adjust

# Share of the draws that are near enough.
SHARE = 0.02
_ERRORS = 1_000_003


@dataclass(frozen=True)
class Near:
    """Adjusted draws of one quantity: `values` float64[m], `weights` float64[m] worth `size`."""

    values: np.ndarray
    weights: np.ndarray
    size: float


@dataclass(frozen=True)
class Summaries:
    """Draws with quantities float64[n, q] and their summaries float64[n, q].

    `coefficients` float64[features, q], `centre` and `scale` [records] lead from a record to them.
    """

    observations: tuple[Observation, ...]
    quantities: np.ndarray
    values: np.ndarray
    coefficients: np.ndarray
    centre: np.ndarray
    scale: np.ndarray

    def of(self, published: np.ndarray) -> np.ndarray:
        """Summaries [n, q] of records published [n, observations]."""
        scaled = (comparable(self.observations, published) - self.centre) / self.scale
        return np.asarray(_features(scaled) @ self.coefficients)

    @cached_property
    def order(self) -> np.ndarray:
        """Rows in order of their summaries, int64[n, q]."""
        return np.argsort(self.values, axis=0, kind="stable")

    def near(self, summary: np.ndarray, column: int) -> Near:
        """Quantity number `column` given its summary, one of summary [q]; raises as `adjust`."""
        order, count = self.order[:, column], int(np.ceil(SHARE * len(self.values)))
        at = int(np.searchsorted(self.values[order, column], summary[column]))
        # The nearest draws are among as many on either side; no other need be looked at.
        rows = order[max(0, at - count) : at + count]
        found = adjust(
            self.quantities[rows][:, [column]],
            self.values[rows][:, [column]],
            summary[[column]],
            share=count / len(rows) if len(rows) > count else 1.0,
        )
        return Near(found.adjusted[:, 0], found.weights, found.ess)


def quantities(runs: Histories) -> np.ndarray:
    """Parameters in probit coordinates, then log headlines: float64[n, d + h]."""
    return np.hstack([ndtri(runs.u), runs.headlines])


def comparable(observations: Sequence[Observation], published: np.ndarray) -> np.ndarray:
    """Records [n, observations] as their likelihood compares them: in logs, in fractions, as
    counts (here in logs too); of a bound only the side."""
    columns = []
    for obs, values in zip(observations, published.T, strict=True):
        if obs.operator in BOUNDS:
            columns.append((values <= obs.value).astype(float))
        elif obs.operator == "count":
            columns.append(np.log1p(values))
        else:
            columns.append(np.log(values) if obs.in_logs else values)
    return np.stack(columns, axis=1)


def _features(scaled: np.ndarray) -> np.ndarray:
    """A constant, each number and its square: float64[n, 1 + 2 observations]."""
    return np.hstack([np.ones((len(scaled), 1)), scaled, scaled**2 - 1.0])


def fit_summaries(table: Histories, observations: Sequence[Observation], seed: int) -> Summaries:
    """Let every run of the table publish a record, and regress the quantities on it."""
    rng = np.random.default_rng([seed, _ERRORS])
    published = simulate_observations(observations, table.series, RECORD_YEARS, rng)
    whole = np.isfinite(published).all(axis=1) & np.isfinite(table.headlines).all(axis=1)
    records = comparable(observations, published[whole])
    centre, scale = records.mean(axis=0), records.std(axis=0)
    # A side that all runs are on says nothing.
    scale[scale == 0.0] = 1.0
    features = _features((records - centre) / scale)
    # Column after column in memory: each quantity is looked up on its own.
    wanted = np.asfortranarray(quantities(table.rows(whole)))
    coefficients = np.linalg.lstsq(features, wanted, rcond=None)[0]
    values = np.asfortranarray(features @ coefficients)
    return Summaries(tuple(observations), wanted, values, coefficients, centre, scale)
