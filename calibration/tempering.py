"""Sequential tempering over pairs of parameters and seed: from the prior to the posterior.

Particles start as an even cover of the prior.  The likelihood is let in little by little, as a
power (temperature) that rises from 0 to 1; each time the power is as large as the effective
sample size allows, the particles are resampled, and every one of them is moved by Markov chain
steps that leave the tempered posterior as it is (Del Moral, Doucet & Jasra, JRSSB 68, 2006).
A particle is a pair: its likelihood is a fixed number for given parameters and seed, so the
posterior over pairs has the exact posterior of the parameters as its margin (pseudo-marginal,
Andrieu & Roberts 2009), and each particle replays its own conditioned history.

    reweight -> resample -> move, move, ... -> next temperature
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from calibration.importance import (
    PARETO_LIMIT,
    UnreachableError,
    Weights,
    measured_weights,
    require_size,
    systematic,
    trusted_weights,
)
from calibration.particles import Settings, Stage, State, Status, Tempered, collect
from calibration.proposals import (
    ACCEPT,
    DESIGN_SEED,
    RESAMPLE,
    Address,
    prior_design,
    propose,
    spread_factor,
)
from calibration.stages import ACCEPTANCE_WANTED, evaluated, largest_step, moves

LogLikelihood = Callable[[np.ndarray, np.ndarray], np.ndarray]
# Shares of the rise in temperature that are tried where a whole one leaves too few histories.
_RISES = (1.0, 0.4)


def temper(
    loglik: LogLikelihood,
    dimensions: int,
    settings: Settings,
    *,
    resume: State | None = None,
    on_start: Callable[[State], None] | None = None,
    on_stage: Callable[[State], None] | None = None,
) -> Tempered:
    """Sample the posterior over (u in (0, 1)^dimensions, seed).

    `loglik(u [n, d], seeds [n]) -> [n]` must be a function of each row alone; -inf is allowed.
    `on_start` sees the prior runs, `on_stage` each finished stage (progress, checkpoints);
    `resume` goes on from any of them, with a larger budget if wanted.  With a floor of histories
    in the settings, what is given back may stand for a lower temperature (status `histories`).
    Raises UnreachableError when no prior run has a likelihood, WeightError when the weights
    cannot be trusted, ValueError for a simulator that returns NaN, +inf or the wrong shape.
    """
    state = _begin(loglik, dimensions, settings) if resume is None else _resumed(resume, settings)
    if resume is None and on_start is not None:
        on_start(state)
    if not state.stages and np.ptp(state.loglik) == 0.0:
        return collect(replace(state, temperature=1.0), "no_information")
    while state.temperature < 1.0:
        if state.calls >= settings.budget:
            return collect(state, "budget")
        state, ended = _raised(loglik, state)
        if ended in ("budget", "histories"):
            return collect(state, ended)
        if on_stage is not None:
            on_stage(state)
        if ended is not None:
            return collect(state, ended)
    result = collect(state, "complete")
    # Weights that went wrong are refused; that few histories carry the record is told instead, for
    # a sharp record leaves no more of them.
    require_size(result.sets_ess, settings.ess_floor)
    return result


def _raised(loglik: LogLikelihood, state: State) -> tuple[State, Status | None]:
    """The next stage, and why there is to be none after it (None: go on).

    Where a stage would leave fewer independent histories than the settings want, a shorter rise is
    tried; when that leaves too few as well, the state is given back as it was (`histories`).
    """
    settings, calls = state.settings, state.calls
    for share in _RISES if settings.histories_floor else (1.0,):
        now, whole = _stage(loglik, replace(state, calls=calls), share)
        calls = now.calls
        if not whole:
            # How many histories a stage cut short would have left is not known.
            return (replace(state, calls=calls) if settings.histories_floor else now), "budget"
        if now.sizes[1] >= settings.histories_floor:
            stuck = now.stages[-1].acceptance < settings.acceptance_floor
            return now, "acceptance" if stuck and now.temperature < 1.0 else None
    return replace(state, calls=calls), "histories"


def _begin(loglik: LogLikelihood, dimensions: int, settings: Settings) -> State:
    """The prior runs, as many of them as the budget allows."""
    n = min(settings.start, settings.budget)
    z = prior_design(n, dimensions, settings.seed)
    seeds = Address(settings.seed).seeds(DESIGN_SEED, n)
    found = evaluated(loglik, z, seeds, settings.chunk)
    if not np.isfinite(found).any():
        raise UnreachableError(n)
    scale = 2.38 / np.sqrt(dimensions)
    return State(settings, z, seeds, found, 0.0, scale, n)


def _resumed(state: State, settings: Settings) -> State:
    """A state to go on from; only budget and chunk may differ from the run that wrote it."""
    same = replace(state.settings, budget=settings.budget, chunk=settings.chunk)
    if same != settings:
        raise ValueError(f"the run to resume had other settings: {same}, not {settings}")
    return replace(state, settings=settings)


def _next_temperature(state: State, share: float = 1.0) -> tuple[float, Weights]:
    """The highest temperature that keeps the effective size, and the weights that lead there.

    Of the rise that leads to it only a `share` is taken.  The step is halved while the weights'
    tail is too heavy; WeightError when nothing helps.
    """
    alive = int(np.isfinite(state.loglik).sum())
    target = state.settings.keep * min(state.settings.particles, alive)
    room = 1.0 - state.temperature
    step = largest_step(room, lambda step: _measure(state, step).ess >= target)
    step *= share
    weights = _measure(state, step)
    while weights.pareto_k > PARETO_LIMIT and step > 1e-3 * room:
        step /= 2
        weights = _measure(state, step)
    if weights.pareto_k > PARETO_LIMIT or state.temperature + step == state.temperature:
        trusted_weights(step * state.loglik, target)
    return min(1.0, state.temperature + step), weights


def _measure(state: State, step: float) -> Weights:
    """Weights of a rise in temperature."""
    return measured_weights(step * state.loglik)


def _stage(loglik: LogLikelihood, state: State, share: float) -> tuple[State, bool]:
    """Raise the temperature, resample and move; False when the budget ended the moves."""
    settings, stage = state.settings, len(state.stages) + 1
    temperature, weights = _next_temperature(state, share)
    factor = spread_factor(state.z, weights.values)
    now = _resampled(state, temperature, weights.values, Address(settings.seed, stage))
    done = moves(
        now,
        lambda at, address: _sweep(loglik, at, factor, address),
        lambda at: at.calls,
        len(now.seeds),
        settings,
        stage,
    )
    now = done.now
    record = Stage(
        temperature, weights.ess, weights.pareto_k, done.acceptance, done.moved, done.sweeps,
        now.calls, *now.sizes,
    )  # fmt: skip
    return replace(now, stages=(*state.stages, record)), done.whole


def _resampled(state: State, temperature: float, weights: np.ndarray, address: Address) -> State:
    """As many particles as the settings ask for, in proportion to their weights [n]."""
    offset = float(address.uniforms(RESAMPLE, 1)[0, 0])
    kept = systematic(weights, state.settings.particles, offset)
    return replace(
        state,
        z=state.z[kept],
        seeds=state.seeds[kept],
        loglik=state.loglik[kept],
        temperature=temperature,
    )


def _sweep(
    loglik: LogLikelihood, state: State, factor: np.ndarray, address: Address
) -> tuple[State, int, np.ndarray]:
    """Propose to each particle in turn, as far as the budget goes.

    Also gives the number of random-walk steps tried, and bool[n] whose parameters changed: a
    new seed alone is accepted freely where chance matters little, and says nothing about them.
    """
    settings, n = state.settings, len(state.seeds)
    tried = min(n, settings.budget - state.calls)
    new = propose(
        state.z, state.seeds, state.scale * factor, settings.refresh, address, settings.future
    )
    found = np.full(n, -np.inf)
    found[:tried] = evaluated(loglik, new.z[:tried], new.seeds[:tried], settings.chunk)
    prior = 0.5 * (np.sum(state.z**2, axis=1) - np.sum(new.z**2, axis=1))
    gain = state.temperature * (found - state.loglik) + prior
    accepted = np.log(address.uniforms(ACCEPT, n)[:, 0]) < gain
    steps = new.steps[:tried]
    rate = float(accepted[:tried][steps].mean()) if steps.any() else ACCEPTANCE_WANTED
    now = replace(
        state,
        z=np.where(accepted[:, None], new.z, state.z),
        seeds=np.where(accepted, new.seeds, state.seeds),
        loglik=np.where(accepted, found, state.loglik),
        scale=state.scale * float(np.exp(rate - ACCEPTANCE_WANTED)),
        calls=state.calls + tried,
    )
    return now, int(steps.sum()), accepted & new.steps
