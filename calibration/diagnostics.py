"""Everything that can be asked of a posterior: what the data said, what they left open, what to ask.

The posterior's pairs are run once from the first year to the year of the goal under the plan,
and as many prior runs as are wanted, from the design that a calibration begins with.  All else
is computed from these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from calibration.conditioning import CountyRuns, Progress, indicator_codes
from calibration.contraction import (
    ParameterChange,
    TradeOff,
    Widening,
    parameter_changes,
    trade_offs,
    widenings,
)
from calibration.forecast_comparison import Compared, Comparison, Goal
from calibration.forecast_ways import ForecastRuns, compare
from calibration.information import Information, value_of_information
from calibration.likelihood import log_likelihood_of
from calibration.observations import Observation
from calibration.offered_series import ASKED_FOR, candidates
from calibration.posterior import Posterior, check_replay
from calibration.posterior_predictive import NONE, Predicted, predict
from calibration.proposals import DESIGN_SEED, Address, prior_design, to_uniform
from calibration.sampler_record import SamplerRecord, sampler_record
from model.draws import Draws
from model.indicators import CODES, HEADLINES
from model.policy import build_policy
from model.spec import CountySpec
from model.units import FIRST_YEAR

# 2^14 prior runs: the design is balanced at whole powers of two.
PRIOR_RUNS = 16_384
_SAME = 1e-6


@dataclass(frozen=True)
class Diagnosis:
    """Result of `diagnose`; nothing in it depends on the number of jobs.

    `left_out` says which observations the runs cannot show, and why; `widened` what a wider
    prior of each prior-driven parameter would do to the probability of the goal.
    """

    spec: CountySpec
    posterior: Posterior
    goal: Goal
    seed: int
    parameters: list[ParameterChange]
    pairs: list[TradeOff]
    predicted: list[Predicted]
    left_out: list[str]
    sampler: SamplerRecord
    comparison: Comparison
    widened: list[Widening]
    information: list[Information]

    @property
    def prior_driven(self) -> list[ParameterChange]:
        """Parameters that the data left much as the prior had them."""
        return [item for item in self.parameters if item.prior_driven]

    @property
    def informed(self) -> list[ParameterChange]:
        """Parameters that the data narrowed, most first."""
        found = [item for item in self.parameters if not item.prior_driven]
        return sorted(found, key=lambda item: -item.contraction)

    @property
    def unmoved(self) -> list[Compared]:
        """Quantities whose interval hardly moves from prior to posterior."""
        return [item for item in self.comparison.quantities if item.hardly_moved]

    @property
    def surprises(self) -> list[Predicted]:
        """Observations that the posterior finds surprising, furthest out first."""
        found = [item for item in self.predicted if item.judged.flag != NONE]
        return sorted(found, key=lambda item: item.judged.tail)


def runs_needed(posterior: Posterior, prior_runs: int = PRIOR_RUNS) -> int:
    """How many runs a diagnosis makes, for progress."""
    return len(posterior) + prior_runs


def diagnose(
    spec: CountySpec,
    posterior: Posterior,
    held_back: Sequence[Observation],
    goal: Goal,
    *,
    seed: int,
    jobs: int = 1,
    prior_runs: int = PRIOR_RUNS,
    roster: np.ndarray | None = None,
    left_out: Sequence[str] = (),
    progress: Progress | None = None,
) -> Diagnosis:
    """Diagnose a posterior of the county `spec` (with enterprises `roster`, ROSTER[n]).

    `held_back` are usable observations that it was not conditioned on (see
    `posterior_predictive.held_back`), `left_out` reasons to be passed on.  `seed` decides the
    errors of publication and the prior runs.  Raises PosteriorError when the posterior belongs
    to another model or county, ValueError when every run broke off.
    """
    every = (*posterior.observations, *held_back)
    last_year = max([goal.year, *(item.year for item in every)])
    runs = CountyRuns(spec, posterior.observations, jobs, roster)
    check_replay(posterior, runs)
    runs = replace(runs, progress=progress)
    policy = build_policy(spec, spec.plan, last_year=last_year)
    years = range(FIRST_YEAR, last_year + 1)
    needed = {goal.indicator, *HEADLINES, *indicator_codes(every)}
    wanted = [code for code in CODES if code in needed]
    offered = [code for code in CODES if code in {*needed, *ASKED_FOR}]
    series = runs.series(runs.draws(posterior.u, posterior.seeds), policy, offered)
    prior = runs.series(_prior_draws(runs, seed, prior_runs), policy, wanted)

    quantities = tuple(dict.fromkeys((goal.indicator, *HEADLINES)))
    whole, kept = _finished(posterior, series)
    final = kept[goal.indicator][:, list(years).index(goal.year)]
    changes = parameter_changes(spec, posterior)
    driven = [item.code for item in changes if item.prior_driven]
    positive = bool((final > 0.0).all())
    return Diagnosis(
        spec=spec,
        posterior=posterior,
        goal=goal,
        seed=seed,
        parameters=changes,
        pairs=trade_offs(posterior),
        predicted=predict(posterior, held_back, series, prior, years, seed),
        left_out=list(left_out),
        sampler=sampler_record(posterior, _replayed(posterior, series, years)),
        comparison=compare(goal, quantities, posterior, ForecastRuns(series, prior, years), seed),
        widened=widenings(whole, goal.met(final), driven),
        information=value_of_information(
            whole,
            candidates(kept, years, every),
            goal.met(final),
            np.log(final) if positive else final,
            seed,
        ),
    )


def _prior_draws(runs: CountyRuns, seed: int, n: int) -> Draws:
    """n prior draws from the design that a calibration with this seed begins with."""
    u = to_uniform(prior_design(n, len(runs.codes), seed))
    return runs.draws(u, Address(seed).seeds(DESIGN_SEED, n))


def _finished(
    posterior: Posterior, series: Mapping[str, np.ndarray]
) -> tuple[Posterior, dict[str, np.ndarray]]:
    """Pairs with some weight that ran to the end, and their indicators; ValueError without any."""
    fine = posterior.weights > 0.0
    fine &= np.logical_and.reduce([np.isfinite(values).all(axis=1) for values in series.values()])
    if not fine.any():
        raise ValueError("every run of the posterior broke off")
    weights = posterior.weights[fine]
    kept = replace(
        posterior,
        u=posterior.u[fine],
        seeds=posterior.seeds[fine],
        ancestry=None if posterior.ancestry is None else posterior.ancestry[fine],
        weights=weights / weights.sum(),
        log_likelihood=posterior.log_likelihood[fine],
    )
    return kept, {code: values[fine] for code, values in series.items()}


def _replayed(
    posterior: Posterior, series: Mapping[str, np.ndarray], years: Sequence[int]
) -> float:
    """Share of the pairs whose likelihood came out as it is on file."""
    again = log_likelihood_of(posterior.observations, series, years)
    same = np.isclose(again, posterior.log_likelihood, rtol=_SAME, atol=_SAME)
    return float(np.mean(same))
