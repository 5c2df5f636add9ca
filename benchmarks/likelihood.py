"""What conditioning costs: county histories with their likelihood beside the bare ensemble, and
forecasts from posterior draws beside forecasts from prior draws."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np

from calibration.conditioning import CountyRuns
from calibration.county import SHIPPED, load_shipped
from calibration.posterior import check_replay, read_posterior, runs_of
from calibration.proposals import DESIGN_SEED, Address, prior_design, to_uniform
from model.draws import Draws
from model.ensemble import run_ensemble
from model.indicators import CODES
from model.policy import Policy, build_policy

SEED, JOBS = 7, 2
_FIRMS = CODES.index("firms_operating")


def timed(work: Callable[[], None]) -> float:
    """Processor seconds of one call, all threads together: what it costs, whoever else is there."""
    began = time.process_time()
    work()
    return time.process_time() - began


def shortest(works: dict[str, Callable[[], None]], repeats: int) -> dict[str, float]:
    """Shortest seconds of each, done in turns so that a busy moment meets them all."""
    best = dict.fromkeys(works, math.inf)
    for _ in range(repeats):
        for name, work in works.items():
            best[name] = min(best[name], timed(work))
    return best


def run(county: CountyRuns, draws: Draws, policy: Policy) -> None:
    """The bare ensemble: every draw run, its indicators left unread."""
    for _block in run_ensemble(county.spec, draws, [policy], jobs=JOBS):
        pass


def histories(runs: int, repeats: int) -> float:
    """Time of `runs` histories with their likelihood over that of the bare ensemble.

    Both run the same draws over the same years, up to the last that the record needs; the
    likelihood side also makes the draws from uniforms, as the sampler has it do.
    """
    spec = load_shipped()
    county = runs_of(read_posterior(SHIPPED), spec, JOBS)
    u = to_uniform(prior_design(runs, len(county.codes), SEED))
    seeds = Address(SEED).seeds(DESIGN_SEED, runs)
    draws = county.draws(u, seeds)

    def with_likelihood() -> None:
        if not np.isfinite(county.log_likelihood(u, seeds)).any():
            raise RuntimeError("no run has a likelihood")

    seconds = shortest(
        {"bare": lambda: run(county, draws, county.policy), "likelihood": with_likelihood},
        repeats,
    )
    return seconds["likelihood"] / seconds["bare"]


def forecasts(draws: int, repeats: int) -> dict[str, float]:
    """Time of a forecast from the shipped posterior over one from the prior, under the plan.

    `engine` is the ratio of running the draws alone; `whole` also counts getting them: reading
    and replaying the posterior on one side, drawing parameters on the other; `size` is the ratio
    of the enterprises that the two have to run.
    """
    spec = load_shipped()
    plan = build_policy(spec, spec.plan)
    kept = read_posterior(SHIPPED)
    county = runs_of(kept, spec, JOBS)
    count = min(draws, len(kept))

    def enterprises(sample: Draws) -> float:
        blocks = run_ensemble(spec, sample, [plan], jobs=JOBS)
        return sum(float(np.nansum(block.values[..., _FIRMS])) for block in blocks)

    def from_prior() -> Draws:
        return Draws.from_prior(spec, count, SEED)

    def from_posterior() -> Draws:
        posterior = read_posterior(SHIPPED)
        check_replay(posterior, runs_of(posterior, spec, JOBS))
        return posterior.draws(spec, count, SEED)

    before, after = from_prior(), from_posterior()
    seconds = shortest(
        {
            "prior": lambda: run(county, before, plan),
            "posterior": lambda: run(county, after, plan),
            "whole_prior": lambda: run(county, from_prior(), plan),
            "whole_posterior": lambda: run(county, from_posterior(), plan),
        },
        repeats,
    )
    return {
        "engine": seconds["posterior"] / seconds["prior"],
        "whole": seconds["whole_posterior"] / seconds["whole_prior"],
        "size": enterprises(after) / enterprises(before),
    }
