"""Runs of the county that proofs are made from: the table of prior runs, and the truths.

The table is the even cover of the prior that `calibration.tempering` starts from, run once and
used for every truth.  Truths are independent draws of the prior, each with a seed of its own, and
never members of the table.  What a truth publishes is drawn from the densities that the
likelihood is made of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calibration.conditioning import CountyRuns, Progress, indicator_codes, varying
from calibration.likelihood import simulate_observations
from calibration.observations import Observation
from calibration.proof.record import FORECAST, RECORD_YEARS
from calibration.proposals import DESIGN_SEED, Address, prior_design, to_uniform
from model.indicators import HEADLINES
from model.policy import build_policy
from model.spec import CountySpec

# Runs whose series are held at once.
_PART = 8192
# Stages of the address, far above any that a sampler reaches, for the truths' own numbers.
_TRUTHS, _RANKS = 1_000_001, 1_000_002
# Spare draws for truths that cannot publish their record.
_SPARE = 1.1


@dataclass(frozen=True)
class Histories:
    """Runs under the plan: `u` float64[n, d], `seeds` int64[n], `headlines` float64[n, h] natural
    logs in the forecast year (all headlines are positive), `series` float64[n, years] by
    indicator over RECORD_YEARS; NaN where a run broke off."""

    u: np.ndarray
    seeds: np.ndarray
    series: dict[str, np.ndarray]
    headlines: np.ndarray

    def __len__(self) -> int:
        return len(self.seeds)

    def rows(self, kept: slice | np.ndarray) -> Histories:
        """Some of the runs."""
        series = {code: values[kept] for code, values in self.series.items()}
        return Histories(self.u[kept], self.seeds[kept], series, self.headlines[kept])


@dataclass(frozen=True)
class Truths:
    """Runs taken as true, and what each publishes: float64[n, observations] in model units."""

    runs: Histories
    published: np.ndarray

    def __len__(self) -> int:
        return len(self.runs)


def simulate(
    spec: CountySpec,
    u: np.ndarray,
    seeds: np.ndarray,
    observations: Sequence[Observation],
    jobs: int = 1,
    progress: Progress | None = None,
) -> Histories:
    """Run pairs (u [n, d], seeds [n]) to the forecast year under the plan."""
    runs = CountyRuns(spec, (), jobs, progress=progress)
    policy = build_policy(spec, spec.plan, last_year=FORECAST)
    observed = indicator_codes(observations)
    series = {code: np.empty((len(u), len(RECORD_YEARS))) for code in observed}
    headlines = np.empty((len(u), len(HEADLINES)))
    for first in range(0, len(u), _PART):
        part = slice(first, first + _PART)
        found = runs.series(runs.draws(u[part], seeds[part]), policy, (*observed, *HEADLINES))
        for code in observed:
            series[code][part] = found[code][:, : len(RECORD_YEARS)]
        headlines[part] = log_headlines(found)
    return Histories(u, seeds, series, headlines)


def log_headlines(series: Mapping[str, np.ndarray]) -> np.ndarray:
    """Logs of the headlines in the last year of series [n, years]: float64[n, h]."""
    last = np.stack([series[code][:, -1] for code in HEADLINES], axis=1)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(last))


def prior_table(
    spec: CountySpec,
    observations: Sequence[Observation],
    n: int,
    seed: int,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Histories:
    """The n runs that a calibration with this seed and `start = n` begins with."""
    u = to_uniform(prior_design(n, len(varying(spec)), seed))
    return simulate(spec, u, Address(seed).seeds(DESIGN_SEED, n), observations, jobs, progress)


def draw_truths(
    spec: CountySpec,
    observations: Sequence[Observation],
    n: int,
    seed: int,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Truths:
    """n truths from the prior with what they publish.

    Draws that broke off or have no positive amount to publish are passed over: no posterior
    given published amounts holds one.  Raises ValueError when too few are left.
    """
    tried = int(np.ceil(_SPARE * n)) + 10
    address = Address(seed, _TRUTHS)
    u = address.uniforms(0, tried, len(varying(spec)))
    runs = simulate(spec, u, address.seeds(1, tried), observations, jobs, progress)
    rng = np.random.default_rng([seed, _TRUTHS])
    published = simulate_observations(observations, runs.series, RECORD_YEARS, rng)
    whole = np.isfinite(published).all(axis=1) & np.isfinite(runs.headlines).all(axis=1)
    kept = np.flatnonzero(whole)[:n]
    if len(kept) < n:
        raise ValueError(f"{len(kept)} of {tried} prior draws can publish their record, not {n}")
    return Truths(runs.rows(kept), published[kept])


def rank_uniforms(seed: int, n: int, columns: int) -> np.ndarray:
    """Uniforms that break ties of ranks, float64[n, columns]."""
    return Address(seed, _RANKS).uniforms(0, n, columns)
