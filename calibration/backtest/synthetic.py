"""Synthetic counties: truths drawn from the model, with the accounts a real county would have.

A truth is a prior draw, run without the plan.  Its annual accounts of six series, with the
error of published numbers, are known from 2017 to the origin; the forecasters say what will be
published in the years after, and what the truth then publishes scores them.  Observed drivers
end at the origin for truth and forecaster alike, and there are no dated events or known
projects: a benchmark could not know of them.  Truths can be had by the hundred, so here is the
power that the record lacks; but it is the model's own world, in which the model should win.
So there is a second, rougher world, whose drivers move more widely, wherever they were not
observed, than the model thinks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from calibration.backtest.benchmarks import UNIVARIATE
from calibration.backtest.cases import MEMBERS, MODEL, PRIOR, joined, scored
from calibration.backtest.conditioning import SemiAutomatic
from calibration.backtest.forecasting import Forecast, Forecaster, Known, Lent
from calibration.backtest.origins import masked, rougher
from calibration.backtest.reference import Reference, run_reference
from calibration.backtest.vector_benchmark import ShrunkVar
from calibration.importance import effective_size, normalised
from calibration.observations import GRADE_ERRORS
from model.spec import CountySpec
from model.units import FIRST_YEAR

ACCOUNTS = (
    "revenue_above_scale",
    "industrial_va",
    "manufacturing_va",
    "gdp",
    "staff_industry",
    "manufacturing_investment",
)
OWN, ROUGH = "synthetic", "rough"
# In the rougher world the shocks to drivers are this many times as wide.
ROUGHNESS = 2.0
# Relative error of an account, as a published number has it.
ERROR = GRADE_ERRORS["published"]
# A spread lent to a benchmark weighs as much as this many years of its own.
LENT_YEARS = 2.0
# Two growth rates, the fewest that have a spread.
FIRST_ORIGIN = FIRST_YEAR + 2

Progress = Callable[[int, int, int], None]
Method = Callable[[Known, int, int, np.random.Generator], Forecast]


@dataclass(frozen=True)
class Synthetic:
    """Scored forecasts of both worlds, and how they were made.

    `truths` and `draws` are counts after the `left_out` (runs that failed, or that have an
    account which is not positive) per origin; `plain_ess` is the median effective number of
    prior runs that plain importance weights would leave.
    """

    cases: pd.DataFrame
    truths: dict[int, int]
    draws: dict[int, int]
    left_out: dict[int, int]
    plain_ess: dict[int, float]


@dataclass(frozen=True)
class World:
    """What is published in every run, logs: f8[n, series, years], `exact` without error."""

    exact: np.ndarray
    published: np.ndarray
    ids: np.ndarray


def backtest_synthetic(
    spec: CountySpec,
    origins: Sequence[int],
    horizons: int,
    truths: int,
    draws: int,
    seed: int,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Synthetic:
    """Score the model and the benchmarks on `truths` counties at every origin.

    `draws` prior runs a origin make the model's forecasts; truths are further draws of the same
    prior.  Bytes are the same for any `jobs`.
    """
    if min(origins) < FIRST_ORIGIN:
        raise ValueError(f"origins begin in {FIRST_ORIGIN}")
    result = Synthetic(joined([]), {}, {}, {}, {})
    frames = []
    per_origin = draws + 2 * truths
    for place, origin in enumerate(origins):

        def told(done: int, total: int, failed: int, before: int = place * per_origin) -> None:
            if progress is not None:
                progress(before + done, per_origin * len(origins), failed)

        worlds = _run_worlds(spec, origin, horizons, truths, draws, seed, jobs, told)
        frames += _score_origin(result, worlds, origin, horizons, seed)
    return replace(result, cases=joined(frames))


def _run_worlds(
    spec: CountySpec,
    origin: int,
    horizons: int,
    truths: int,
    draws: int,
    seed: int,
    jobs: int,
    progress: Progress,
) -> tuple[World, World, World, int]:
    """The table of prior runs, truths in the model's world and in the rougher one, runs left
    out."""
    quiet = replace(masked(spec, origin), events=(), known_projects=())
    last = origin + horizons

    def later(done: int, total: int, failed: int) -> None:
        progress(draws + truths + done, total, failed)

    own = run_reference(quiet, ACCOUNTS, last, draws + truths, seed, jobs=jobs, progress=progress)
    rough = run_reference(
        rougher(quiet, ROUGHNESS), ACCOUNTS, last, truths, seed, first=draws, jobs=jobs,
        progress=later,
    )  # fmt: skip
    if own.failed or rough.failed:
        raise ValueError(f"{own.failed + rough.failed} runs of {origin} failed")
    table = published(own, np.random.default_rng([seed, 1, origin]))
    mine, theirs = _part(table, slice(0, draws)), _part(table, slice(draws, None))
    other = published(rough, np.random.default_rng([seed, 6, origin]))
    kept = [_positive(world) for world in (mine, theirs, other)]
    left = draws + 2 * truths - sum(len(world.ids) for world in kept)
    return kept[0], kept[1], kept[2], left


def published(runs: Reference, rng: np.random.Generator) -> World:
    """Log accounts as they would be published, with a log-normal error on every one; -inf where
    an account is not positive."""
    positive = runs.values > 0.0
    exact = np.log(runs.values, out=np.full_like(runs.values, -np.inf), where=positive)
    return World(exact, exact + ERROR * rng.standard_normal(exact.shape), np.arange(len(exact)))


def _part(world: World, rows: slice) -> World:
    return World(world.exact[rows], world.published[rows], np.arange(len(world.ids[rows])))


def _positive(world: World) -> World:
    """The runs whose accounts are positive in every year: others have no logarithm."""
    keep = np.isfinite(world.exact).all(axis=(1, 2))
    return World(world.exact[keep], world.published[keep], world.ids[keep])


def typical_spread(accounts: np.ndarray) -> np.ndarray:
    """Median over runs of the standard deviation of log growth, f8[series], from log accounts
    f8[n, series, years].

    Benchmarks are lent it: they should not lose for having three years only.
    """
    return np.asarray(np.median(np.diff(accounts, axis=2).std(axis=2, ddof=1), axis=0))


def _score_origin(
    result: Synthetic,
    worlds: tuple[World, World, World, int],
    origin: int,
    horizons: int,
    seed: int,
) -> list[pd.DataFrame]:
    """Forecast once, score in both worlds."""
    table, own, rough, left = worlds
    years = origin - FIRST_YEAR + 1
    past, future = table.published[..., :years], table.published[..., years:]
    result.truths[origin], result.draws[origin] = len(own.ids), len(table.ids)
    result.left_out[origin] = left
    result.plain_ess[origin] = plain_ess(table.exact[..., :years], own.published[..., :years])
    # Both worlds are forecast in one go, each county from its own accounts.
    told = np.concatenate([own.published, rough.published])
    lent = Lent(typical_spread(past), LENT_YEARS)
    known = Known(told[..., :years], range(FIRST_YEAR, origin + 1), lent)
    came = told[..., years:]
    uniforms = np.random.default_rng([seed, 2, origin]).random(came.shape)
    parts = {
        OWN: (slice(0, len(own.ids)), own.ids),
        ROUGH: (slice(len(own.ids), None), rough.ids),
    }
    frames = []
    for place, (method, forecaster) in enumerate(forecasters(past, future).items()):
        rng = np.random.default_rng([seed, 3, origin, place])
        members = forecaster(known, horizons, MEMBERS, rng).members
        frames += [
            scored(part, ACCOUNTS, origin, method, members[rows], came[rows], ids, uniforms[rows])
            for part, (rows, ids) in parts.items()
        ]
    return frames


def forecasters(past: np.ndarray, future: np.ndarray) -> dict[str, Method]:
    """Every method by code; the model and its prior from the table of runs."""
    model = SemiAutomatic(past, future)

    def prior(known: Known, horizons: int, members: int, rng: np.random.Generator) -> Forecast:
        rows = rng.integers(0, len(future), members)
        drawn = future[rows].transpose(1, 2, 0)
        return Forecast(np.broadcast_to(drawn, (len(known.values), *drawn.shape)), {})

    benchmarks: tuple[Forecaster, ...] = (*UNIVARIATE, ShrunkVar())
    rivals = {benchmark.code: benchmark.forecast for benchmark in benchmarks}
    return {MODEL: model.forecast, PRIOR: prior, **rivals}


def plain_ess(exact: np.ndarray, told: np.ndarray, most: int = 50) -> float:
    """Median effective number of runs f8[n, series, years] (logs) under the likelihood of
    published accounts f8[cases, series, years], over the first `most` cases."""
    found = []
    for case in told[:most]:
        gaps = (exact - case).reshape(len(exact), -1) / ERROR
        found.append(effective_size(normalised(-0.5 * np.sum(gaps**2, axis=1))))
    return float(np.median(found))
