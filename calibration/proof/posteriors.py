"""The posterior of one truth: by weights on the table of prior runs, or by tempering from it.

Weights are enough where many runs of the table come near the record.  Where few do, the sampler
goes on from the table as `calibrate` does from its own prior runs (which the table is): reweight,
resample, move.

What a posterior is worth is counted by lineages (`calibration.lineages`): a particle that moves in
its parameters takes the luck of its history along, so particles with one luck tell one story.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtri

from calibration.conditioning import CountyRuns
from calibration.importance import PARETO_LIMIT, effective_size, measured_weights
from calibration.likelihood import log_likelihood_of
from calibration.lineages import independent_size, lineages
from calibration.observations import Observation
from calibration.particles import Settings, State, Tempered
from calibration.proof.histories import Histories, log_headlines
from calibration.proof.record import FORECAST, RECORD_YEARS
from calibration.tempering import temper
from model.indicators import HEADLINES
from model.policy import build_policy

# Weights on the table are used alone from this effective size on: the rank of a truth among so many
# independent draws is as uniform as among more.
ENOUGH = 100.0
# Weights below this share of an equal one are left out; together they change no digit shown.
_NEGLIGIBLE = 1e-6


@dataclass(frozen=True)
class Conditioned:
    """Weighted draws of a posterior: `z` float64[m, d] parameters in probit coordinates,
    `seeds` int64[m], `headlines` float64[m, h] logs in the forecast year, `weights` float64[m] (sum 1).

    `tempered` tells how they were found, `temperature` how far tempering came.
    """

    z: np.ndarray
    seeds: np.ndarray
    headlines: np.ndarray
    weights: np.ndarray
    pareto_k: float
    tempered: bool = False
    temperature: float = 1.0

    @property
    def by_parameters(self) -> float:
        """Effective size when draws with the same parameters count as one."""
        _, group = np.unique(self.z, axis=0, return_inverse=True)
        return effective_size(np.bincount(group.reshape(-1), self.weights))

    @cached_property
    def size(self) -> float:
        """Effective size when draws of one lineage count as one: what the draws are worth."""
        if not self.tempered:
            # Prior runs share neither luck nor parameters.
            return effective_size(self.weights)
        return independent_size(lineages(self.z, self.seeds), self.weights)

    @property
    def enough(self) -> bool:
        """Whether weights alone are worth enough."""
        return self.size >= ENOUGH

    @property
    def heavy(self) -> bool:
        """Whether a few large weights decide."""
        return self.pareto_k > PARETO_LIMIT


def by_weights(table: Histories, observations: Sequence[Observation]) -> Conditioned:
    """The table re-weighted by the likelihood of a record."""
    found = measured_weights(log_likelihood_of(observations, table.series, RECORD_YEARS))
    # A run that broke off after the last observation forecasts nothing.
    whole = ~np.isnan(table.headlines).any(axis=1)
    kept = np.flatnonzero(whole & (found.values * len(table) > _NEGLIGIBLE))
    weights = found.values[kept] / found.values[kept].sum()
    return Conditioned(
        ndtri(table.u[kept]), table.seeds[kept], table.headlines[kept], weights, found.pareto_k
    )


def start_from(table: Histories, observations: Sequence[Observation], settings: Settings) -> State:
    """What the sampler knows once it has run its prior runs, when these are the table's."""
    z = ndtri(table.u)
    loglik = log_likelihood_of(observations, table.series, RECORD_YEARS)
    # As `temper` begins: the scale that is best for a normal posterior (Gelman and others, 1996).
    scale = 2.38 / np.sqrt(z.shape[1])
    return State(settings, z, table.seeds, loglik, 0.0, scale, len(table))


def by_tempering(runs: CountyRuns, table: Histories, settings: Settings) -> Conditioned:
    """The posterior by the sampler of `calibrate`, its prior runs taken from the table.

    `runs` hold the county to the record; `settings.budget` counts the table's runs too.  Raises
    as `temper` and `forecast`.
    """
    state = start_from(table, runs.observations, settings)
    found = temper(runs.log_likelihood, len(runs.codes), settings, resume=state)
    return forecast(runs, found, settings)


def forecast(runs: CountyRuns, found: Tempered, settings: Settings) -> Conditioned:
    """Run the pairs that the sampler kept on to the forecast year.

    Cautious ones (`calibration.let_in`) stay at the temperature they came to.  Raises WeightError
    for others that stopped so early that no weights make up for it.
    """
    weights = found.weights
    if found.temperature < 1.0 and not settings.histories_floor:
        weights = found.at_full_temperature(settings.ess_floor).values
    policy = build_policy(runs.spec, runs.spec.plan, last_year=FORECAST)
    series = runs.series(runs.draws(found.u, found.seeds), policy, HEADLINES)
    headlines = log_headlines(series)
    whole = ~np.isnan(headlines).any(axis=1)
    weights = weights[whole] / weights[whole].sum()
    return Conditioned(
        ndtri(found.u[whole]),
        found.seeds[whole],
        headlines[whole],
        weights,
        found.stages[-1].pareto_k if found.stages else float("nan"),
        tempered=True,
        temperature=found.temperature,
    )
