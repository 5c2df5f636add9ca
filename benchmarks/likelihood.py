"""What conditioning costs: county histories with their likelihood beside the bare ensemble, and
forecasts from posterior draws beside forecasts from prior draws."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np

from calibration.conditioning import CountyRuns, usable
from calibration.county import SHIPPED, load_shipped
from calibration.history import load_history
from calibration.importance import normalised
from calibration.posterior import Posterior
from calibration.proposals import DESIGN_SEED, Address, prior_design, to_uniform
from model.draws import Draws
from model.ensemble import run_ensemble
from model.policy import Policy, build_policy

LAST_OBSERVED, SEED = 2022, 7


def shipped_runs(jobs: int) -> CountyRuns:
    """The shipped county held to its own record."""
    found, _ = usable(load_history(SHIPPED / "history.csv"), LAST_OBSERVED)
    return CountyRuns(load_shipped(), tuple(found), jobs)


def timed(work: Callable[[], None]) -> float:
    """Seconds of one call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def shortest(works: dict[str, Callable[[], None]], repeats: int) -> dict[str, float]:
    """Shortest seconds of each, done in turns so that a busy moment meets them all."""
    best = dict.fromkeys(works, math.inf)
    for _ in range(repeats):
        for name, work in works.items():
            best[name] = min(best[name], timed(work))
    return best


def measure(runs: int = 4096, forecasts: int = 1024, repeats: int = 3) -> dict[str, float]:
    """Ratios: `likelihood` over the bare ensemble on the same draws, `posterior` over prior.

    Both on two threads, the bare ensemble to the last observed year, forecasts to 2027.
    """
    county = shipped_runs(jobs=2)
    u = to_uniform(prior_design(runs, len(county.codes), SEED))
    seeds = Address(SEED).seeds(DESIGN_SEED, runs)
    loglik = county.log_likelihood(u, seeds)
    draws = county.draws(u, seeds)

    def consume(chosen: Draws, policy: Policy) -> None:
        for _block in run_ensemble(county.spec, chosen, [policy], jobs=county.jobs):
            pass

    kept = Posterior(county.codes, u, seeds, normalised(loglik), loglik, county.observations)
    after = kept.draws(county.spec, min(forecasts, runs), SEED)
    before = Draws.from_prior(county.spec, len(after), SEED)
    plan = build_policy(county.spec, county.spec.plan)

    def with_likelihood() -> None:
        if not np.isfinite(county.log_likelihood(u, seeds)).any():
            raise RuntimeError("no run has a likelihood")

    seconds = shortest(
        {
            "bare": lambda: consume(draws, county.policy),
            "likelihood": with_likelihood,
            "prior": lambda: consume(before, plan),
            "posterior": lambda: consume(after, plan),
        },
        repeats,
    )
    return {
        "likelihood": seconds["likelihood"] / seconds["bare"],
        "posterior": seconds["posterior"] / seconds["prior"],
        "per_run": 1e3 * seconds["likelihood"] / runs,
    }
