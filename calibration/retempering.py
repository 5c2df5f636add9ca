"""From one posterior to the next: pairs that fit an old record are led to a new one.

The likelihood of the old record is exchanged for that of the new one little by little,

    prior x old^(1 - t) x new^t,    t from 0 to 1,

by the same reweight, resample and move as `calibration.tempering`, whose start is the prior
instead.  When numbers are only added, the new likelihood is the old one times that of the
additions, and what is let in step by step is theirs alone (Chopin, "A sequential particle filter
method for static models", Biometrika 89, 2002; with the path of Del Moral, Doucet & Jasra, JRSSB
68, 2006).  When a number is revised or withdrawn, its old likelihood is divided out on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri

from calibration.importance import (
    PARETO_LIMIT,
    UnreachableError,
    Weights,
    effective_size,
    normalised,
    pareto_shape,
    require_size,
    systematic,
    trusted_weights,
)
from calibration.lineages import independent_size, lineages
from calibration.particles import Settings, Stage, State, Status, Tempered, collect
from calibration.proposals import ACCEPT, RESAMPLE, Address, propose, spread_factor
from calibration.stages import ACCEPTANCE_WANTED, evaluated, largest_step, moves

# Log-likelihoods of the old record and of the new one: (u [n, d], seeds [n]) -> [n, 2].
LogLikelihoods = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Start:
    """Pairs that stand for the old posterior: `u` float64[n, d] in (0, 1), `seeds` int64[n],
    `weights` float64[n] (sum 1); `lines` int64[n] are their lineages (None: by u and seeds)."""

    u: np.ndarray
    seeds: np.ndarray
    weights: np.ndarray
    lines: np.ndarray | None = None


@dataclass(frozen=True)
class Led(Tempered):
    """What came of a start: `ancestors` int64[n] tells from which pair of it each came.

    Pairs of one ancestor are not independent: sums over their groups give the Monte Carlo error
    of the whole way (Chan & Lai, Ann. Statist. 41, 2013; Lee & Whiteley, Biometrika 105, 2018).
    """

    ancestors: np.ndarray


@dataclass(frozen=True)
class _Between:
    """Particles on the way: `state.loglik` [n] is of the new record, `old` [n] of the old one;
    `log_weights` [n] are the start's, 0 once the particles were resampled; `ancestors` [n] are
    the old pairs they came from, `lines` [n] the lineages of these."""

    state: State
    old: np.ndarray
    log_weights: np.ndarray
    ancestors: np.ndarray
    lines: np.ndarray

    @property
    def gain(self) -> np.ndarray:
        """What each particle [n] gains when the old record is exchanged for the new one."""
        possible = np.isfinite(self.old) & np.isfinite(self.state.loglik)
        found = np.full(len(self.old), -np.inf)
        found[possible] = self.state.loglik[possible] - self.old[possible]
        return found


def retemper(
    loglik: LogLikelihoods,
    start: Start,
    settings: Settings,
    *,
    on_stage: Callable[[State], None] | None = None,
) -> Led:
    """Lead the pairs of `start` to the posterior of the new record.

    `settings.start` is not used; `budget` counts runs, those of the start included.  The
    result's `loglik` is of the new record; it stands for the new posterior only when its status
    is `complete`: a run that ended on budget or acceptance has got no farther than its
    temperature.  Raises UnreachableError when no pair gives both records a likelihood,
    WeightError when weights cannot be trusted, ValueError for a faulty simulator.
    """
    at = _begin(loglik, start, settings)
    while at.state.temperature < 1.0:
        if at.state.calls >= settings.budget:
            return _led(at, "budget")
        at, whole = _stage(loglik, at)
        if not whole:
            return _led(at, "budget")
        if on_stage is not None:
            on_stage(at.state)
        stuck = at.state.stages[-1].acceptance < settings.acceptance_floor
        if at.state.temperature < 1.0 and stuck:
            return _led(at, "acceptance")
    result = _led(at, "complete")
    require_size(result.sets_ess, settings.ess_floor)
    return result


def _begin(loglik: LogLikelihoods, start: Start, settings: Settings) -> _Between:
    """The old pairs, run again: in probit coordinates a parameter may differ in its last bit."""
    z = np.asarray(ndtri(start.u))
    old, new = evaluated(loglik, z, start.seeds, settings.chunk, (2,)).T
    state = State(settings, z, start.seeds, new, 0.0, 2.38 / np.sqrt(z.shape[1]), len(z))
    with np.errstate(divide="ignore"):
        lines = start.lines if start.lines is not None else lineages(start.u, start.seeds)
        return _Between(state, old, np.log(start.weights), np.arange(len(z)), lines)


def _led(at: _Between, status: Status) -> Led:
    """Copies of a particle put together, each with its ancestor."""
    whole = collect(at.state, status)
    rows = np.column_stack([np.ascontiguousarray(at.state.z).view(np.int64), at.state.seeds])
    first = np.sort(np.unique(rows, axis=0, return_index=True)[1])
    return Led(**vars(whole), ancestors=at.ancestors[first])


def _tempered(old: np.ndarray, new: np.ndarray, temperature: float) -> np.ndarray:
    """Log of old^(1 - t) x new^t [n]; what has no part in it may be -inf."""
    total = np.zeros(len(old))
    for power, column in ((1.0 - temperature, old), (temperature, new)):
        if power > 0.0:
            total += power * column
    return total


def _next_temperature(at: _Between) -> tuple[float, Weights]:
    """The highest temperature that keeps the effective size, and the weights that lead there.

    The step is halved while the weights' tail is too heavy; WeightError when nothing helps.
    """
    gain, now = at.gain, at.state.temperature
    alive = np.where(np.isfinite(gain), at.log_weights, -np.inf)
    if not np.isfinite(alive).any():
        raise UnreachableError(len(gain))
    sample = gain[systematic(normalised(alive), len(gain), 0.5)]
    target = at.state.settings.keep * effective_size(normalised(alive))
    room = 1.0 - now
    step = largest_step(room, lambda step: _keeps(alive + step * gain, target))
    while pareto_shape(step * sample) > PARETO_LIMIT and step > 1e-3 * room:
        step /= 2
    if (tail := pareto_shape(step * sample)) > PARETO_LIMIT:
        trusted_weights(step * sample, 1.0)
    values = normalised(alive + step * gain)
    if now + step == now:
        require_size(effective_size(values), float("inf"))
    return min(1.0, now + step), Weights(values, effective_size(values), tail)


def _keeps(log_weights: np.ndarray, target: float) -> bool:
    """Whether weights [n] keep the effective size asked for."""
    return effective_size(normalised(log_weights)) >= target


def _stage(loglik: LogLikelihoods, at: _Between) -> tuple[_Between, bool]:
    """Raise the temperature, resample and move; False when the budget ended the moves."""
    settings, stage = at.state.settings, len(at.state.stages) + 1
    temperature, weights = _next_temperature(at)
    factor = spread_factor(at.state.z, weights.values)
    now = _resampled(at, temperature, weights.values, Address(settings.seed, stage))
    done = moves(
        now,
        lambda before, address: _sweep(loglik, before, factor, address),
        lambda before: before.state.calls,
        len(now.old),
        settings,
        stage,
    )
    now = done.now
    # Pairs that come from one old lineage are of it still, whatever their seeds are now.
    lines = independent_size(now.lines, np.full(len(now.old), 1.0 / len(now.old)))
    record = Stage(
        temperature, weights.ess, weights.pareto_k, done.acceptance, done.moved, done.sweeps,
        now.state.calls, now.state.sizes[0], lines,
    )  # fmt: skip
    stages = (*now.state.stages, record)
    return replace(now, state=replace(now.state, stages=stages)), done.whole


def _resampled(at: _Between, temperature: float, weights: np.ndarray, address: Address) -> _Between:
    """As many particles as the settings ask for, in proportion to their weights [n]."""
    state = at.state
    offset = float(address.uniforms(RESAMPLE, 1)[0, 0])
    kept = systematic(weights, state.settings.particles, offset)
    now = replace(
        state,
        z=state.z[kept],
        seeds=state.seeds[kept],
        loglik=state.loglik[kept],
        temperature=temperature,
    )
    zeros = np.zeros(len(kept))
    return _Between(now, at.old[kept], zeros, at.ancestors[kept], at.lines[kept])


def _sweep(
    loglik: LogLikelihoods, at: _Between, factor: np.ndarray, address: Address
) -> tuple[_Between, int, np.ndarray]:
    """Propose to each particle in turn, as far as the budget goes.

    Also gives the number of random-walk steps tried, and bool[n] whose parameters changed.
    """
    state, settings, n = at.state, at.state.settings, len(at.old)
    tried = min(n, settings.budget - state.calls)
    new = propose(
        state.z, state.seeds, state.scale * factor, settings.refresh, address, settings.future
    )
    found = np.full((n, 2), -np.inf)
    found[:tried] = evaluated(loglik, new.z[:tried], new.seeds[:tried], settings.chunk, (2,))
    there = _tempered(found[:, 0], found[:, 1], state.temperature)
    prior = 0.5 * (np.sum(state.z**2, axis=1) - np.sum(new.z**2, axis=1))
    gain = there - _tempered(at.old, state.loglik, state.temperature) + prior
    accepted = np.log(address.uniforms(ACCEPT, n)[:, 0]) < gain
    steps = new.steps[:tried]
    rate = float(accepted[:tried][steps].mean()) if steps.any() else ACCEPTANCE_WANTED
    now = replace(
        state,
        z=np.where(accepted[:, None], new.z, state.z),
        seeds=np.where(accepted, new.seeds, state.seeds),
        loglik=np.where(accepted, found[:, 1], state.loglik),
        scale=state.scale * float(np.exp(rate - ACCEPTANCE_WANTED)),
        calls=state.calls + tried,
    )
    between = replace(at, state=now, old=np.where(accepted, found[:, 0], at.old))
    return between, int(steps.sum()), accepted & new.steps
