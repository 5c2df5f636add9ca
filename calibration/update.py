"""A new year arrives: the posterior of an old record led to that of a new one.

evidence = weigh(old.observations, own)      # which numbers are new, revised, withdrawn
found = update(old, runs, evidence, seed=1)  # the new posterior, and how it was come by

The old pairs are run again over the years that the new numbers need; their history up to the old
record is the same by construction.  When re-weighting them keeps half of their number in
effective size, that is all; else they are led over in steps, with moves
(`calibration.retempering`); and when that fails too, the posterior is found afresh from the
priors (`calibration.calibrate`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from calibration.calibrate import (
    CHECKED,
    START,
    calibrate,
    default_settings,
    posterior_of,
    prior_reach,
    require_reach,
    with_future_moves,
)
from calibration.conditioning import CountyRuns
from calibration.evidence import Evidence
from calibration.faults import Words
from calibration.importance import (
    PARETO_LIMIT,
    UnreachableError,
    WeightError,
    effective_size,
    pareto_shape,
    systematic,
)
from calibration.let_in import bold, cautious, in_whole
from calibration.likelihood import log_likelihood
from calibration.lineages import FEWEST, HISTORIES, independent_size
from calibration.particles import Settings, State
from calibration.posterior import Posterior, past_only, reweighted
from calibration.proposals import FUTURE, Address, with_futures
from calibration.retempering import Led, Start, retemper

Method = Literal["weights", "moves", "rerun"]
# Log-likelihoods of every number of the evidence: (u [n, d], seeds [n]) -> [n, all].
Columns = Callable[[np.ndarray, np.ndarray], np.ndarray]
OnStage = Callable[[State], None]
# How often an old pair is tried against new numbers, each time with another future.
FUTURES = 4
# Nearest old pair to a new number, in standard deviations, from which on the prior is asked first
# whether it can be reached at all.
_FAR = 5.0


@dataclass(frozen=True)
class OneStep:
    """What re-weighting all pairs at once leaves: effective parameter sets and tail."""

    ess: float
    pareto_k: float


@dataclass(frozen=True)
class Updated:
    """The new `posterior`, the `method` it was found by, and `why` it took a rerun.

    `ancestors` int64[n] are the old pairs that its pairs came from, None after a rerun.
    """

    posterior: Posterior
    evidence: Evidence
    method: Method
    one_step: OneStep
    ancestors: np.ndarray | None
    why: Words | None = None


@dataclass(frozen=True)
class Told:
    """Who is told what while an update is under way: each finished stage, and a rerun's reason."""

    stage: OnStage | None = None
    rerun: Callable[[Words], None] | None = None


def settings_of(old: Posterior, seed: int) -> Settings:
    """The settings that a posterior was found with, with another seed."""
    kept = old.manifest.get("settings")
    if kept is None:
        return default_settings(seed, particles=max(50, len(old)))
    # A posterior without numbers needed no more prior runs than it has pairs; a rerun may.
    start = kept["start"] if old.conditioned else max(START, kept["particles"])
    settings = Settings(**{**kept, "seed": seed, "start": start, "chunk": 4096})
    return bold(settings)


def update(
    old: Posterior,
    runs: CountyRuns,
    evidence: Evidence,
    seed: int,
    *,
    careful: bool = False,
    told: Told = Told(),
    notes: dict[str, Any] | None = None,
) -> Updated:
    """The posterior given the new record of `evidence`, from the `old` one.

    `runs` gives the county, its roster and the jobs; its observations do not matter.  `notes`
    are added to what the manifest says of the update.  A `careful` rerun may let the record in
    only in part (`calibration.let_in`).  Raises ReachError when neither an old
    pair nor a prior run comes near a new number, WeightError when even a rerun cannot be trusted.
    The old posterior is not changed.
    """
    settings = with_future_moves(settings_of(old, seed), evidence.record)
    both = replace(runs, observations=evidence.all)
    # From the priors nothing needs to stay in part: a rerun tries to let everything in.
    fresh = replace(runs, observations=in_whole(evidence.record))
    columns = both.by_observation(old.u, old.seeds)
    weights, one_step = one_step_weights(old.weights, columns, evidence, (), evidence.every, old.u)
    marks = _marks(old, evidence, one_step, {"seed": seed, **(notes or {})})
    if weights is not None and _enough(old, weights, one_step, settings):
        loglik = evidence.given(columns, evidence.every)
        kept = replace(old, log_likelihood=loglik, observations=evidence.record)
        found = reweighted(kept, weights, **marks, calls=len(old))
        found = reweighted(found, weights, **found.sizes)
        own = np.arange(len(old))
        return Updated(_named(found, "weights"), evidence, "weights", one_step, own)
    _require_reach(evidence, columns, fresh, settings)
    try:
        start = with_many_futures(old, seed)
        led = lead(start, both.by_observation, evidence, (), evidence.every, settings, told.stage)
        led = replace(led, ancestors=led.ancestors % len(old))
        _require_histories(old, led)
    except (WeightError, UnreachableError) as error:
        if told.rerun is not None:
            told.rerun(error.words)
        again = cautious(settings) if careful else settings
        found = calibrate(fresh, again, on_stage=told.stage, notes=marks)
        return Updated(_named(found, "rerun"), evidence, "rerun", one_step, None, error.words)
    led_to = replace(runs, observations=evidence.record)
    found = _after_moves(old, posterior_of(led_to, settings, led, marks), led)
    return Updated(_named(found, "moves"), evidence, "moves", one_step, led.ancestors)


def with_many_futures(old: Posterior, seed: int) -> Start:
    """The old pairs as they are, and again with other futures where the old record allows it.

    Row i is pair i modulo their number.
    """
    copies = FUTURES if past_only(old.observations) else 1
    n, total = len(old), copies * len(old)
    seeds = np.tile(old.seeds, copies)
    seeds[n:] = with_futures(seeds[n:], Address(seed).bits(FUTURE, total)[n:, 0])
    return Start(
        np.tile(old.u, (copies, 1)),
        seeds,
        np.tile(old.weights, copies) / copies,
        np.tile(old.lines, copies),
    )


def _after_moves(old: Posterior, found: Posterior, led: Led) -> Posterior:
    """The stages of the old posterior put before its own: pairs carry the error of all of them.

    They also keep the lineages that they came from.
    """
    own = found.manifest["stages"]
    notes = {**found.manifest["update"], "stages": len(own)}
    stages = [*old.manifest.get("stages", []), *own]
    found = replace(found, ancestry=old.lines[led.ancestors])
    manifest = {**found.manifest, **found.sizes, "stages": stages, "update": notes}
    return replace(found, manifest=manifest)


def _require_histories(old: Posterior, led: Led) -> None:
    """Raise WeightError when too few of the old pairs' histories are left.

    Fewer than `HISTORIES`, or than half of the old ones where these are under twice as many, but
    never fewer than `FEWEST`.
    Moves seldom change a seed once numbers are sharp: pairs that come from one old pair keep its
    luck, however often their parameters were moved, and are no independent draws.
    """
    floor = _floor(old)
    left = independent_size(old.lines[led.ancestors], led.weights)
    if left < floor:
        raise WeightError(few_histories(left, floor), left, float("nan"))


def _floor(old: Posterior) -> float:
    """Independent histories that an update of `old` has to leave."""
    return min(HISTORIES, max(FEWEST, old.ess / 2))


def _enough(old: Posterior, weights: np.ndarray, one_step: OneStep, settings: Settings) -> bool:
    """Whether re-weighted pairs still hold enough parameter sets and independent histories."""
    sets = one_step.ess >= settings.keep * settings.particles
    return sets and independent_size(old.lines, weights) >= _floor(old)


def one_step_weights(
    weights: np.ndarray,
    columns: np.ndarray,
    evidence: Evidence,
    before: Collection[int],
    after: Collection[int],
    u: np.ndarray,
) -> tuple[np.ndarray | None, OneStep]:
    """Weights [n] of pairs when changes `after` are made in place of `before`, and their worth.

    `weights` [n] are those so far, `u` [n, d] the parameters: pairs that share them count as
    one.  None instead of weights whose tail is too heavy to be trusted.
    """
    old, new = evidence.given(columns, before), evidence.given(columns, after)
    gain = np.full(len(weights), -np.inf)
    live = np.isfinite(old) & np.isfinite(new) & (weights > 0.0)
    if not live.any():
        return None, OneStep(0.0, float("inf"))
    gain[live] = new[live] - old[live]
    found = np.where(live, weights, 0.0) * np.exp(gain - gain.max())
    found /= found.sum()
    groups = np.unique(u, axis=0, return_inverse=True)[1].reshape(-1)
    # The tail is that of the gains among the pairs as often as their weights stand for.
    tail = pareto_shape(gain[systematic(weights, len(weights), 0.5)])
    worth = OneStep(effective_size(np.bincount(groups, found)), tail)
    return (found if tail <= PARETO_LIMIT else None), worth


def lead(
    start: Start,
    columns: Columns,
    evidence: Evidence,
    before: Collection[int],
    after: Collection[int],
    settings: Settings,
    on_stage: OnStage | None = None,
) -> Led:
    """Lead pairs that know the changes `before` to those that know `after`, in steps with moves.

    Random numbers are of this way alone.  Raises WeightError when they do not get there, and
    UnreachableError.
    """

    def loglik(u: np.ndarray, seeds: np.ndarray) -> np.ndarray:
        found = columns(u, seeds)
        return np.stack([evidence.given(found, side) for side in (before, after)], axis=1)

    own = replace(settings, seed=_seed_of(start, settings.seed, before, after))
    led = retemper(loglik, start, own, on_stage=on_stage)
    if led.status != "complete":
        raise WeightError(_stalled(led.status, led.temperature), led.ess, float("nan"))
    return led


def _seed_of(start: Start, seed: int, before: Collection[int], after: Collection[int]) -> int:
    """A seed that differs from way to way, so that no random number is used twice."""
    digest = hashlib.sha256(f"{seed} {sorted(before)} {sorted(after)}".encode())
    for part in (start.u, start.seeds, start.weights):
        digest.update(np.ascontiguousarray(part).tobytes())
    return int.from_bytes(digest.digest()[:8], "little") >> 1


def _require_reach(
    evidence: Evidence, columns: np.ndarray, fresh: CountyRuns, settings: Settings
) -> None:
    """Raise ReachError for a new number that neither old pairs nor prior runs come near."""
    for change, (_, at) in zip(evidence.changes, evidence.places, strict=True):
        if change.new is None:
            continue
        best = float(log_likelihood(change.new, np.array([change.new.value]))[0])
        if best - float(columns[:, at].max()) > _FAR**2 / 2:
            require_reach(prior_reach(fresh, settings.seed, min(CHECKED, settings.start)))
            return


def _marks(
    old: Posterior, evidence: Evidence, one_step: OneStep, notes: dict[str, Any]
) -> dict[str, Any]:
    """What a manifest says of an update, its method apart."""
    kinds = [change.kind for change in evidence.changes]
    return {
        "roster": bool(old.manifest.get("roster")),
        "accounts": True,
        "update": {
            **{kind: kinds.count(kind) for kind in ("added", "revised", "withdrawn")},
            "old_ess": old.ess,
            "old_pairs": len(old),
            "one_step_ess": one_step.ess,
            "one_step_pareto_k": one_step.pareto_k if np.isfinite(one_step.pareto_k) else None,
            **notes,
        },
    }


def _named(found: Posterior, method: Method) -> Posterior:
    """The method written into the manifest."""
    manifest = found.manifest
    return replace(found, manifest={**manifest, "update": {**manifest["update"], "method": method}})


def few_histories(left: float, floor: float) -> Words:
    """Why pairs that got there are not enough: histories `left`, rounded down, and the `floor`."""
    return Words(
        f"独立的历史只剩 {int(left)} 段,低于下限 {floor:.0f}",
        f"independent histories left: {int(left)}, under the floor of {floor:.0f}",
    )


def _stalled(status: str, temperature: float) -> Words:
    """Why pairs did not get to the new record."""
    zh, en = {
        "budget": ("运行预算用完", "the budget ran out"),
        "acceptance": ("移动几乎都被拒绝", "hardly any move was accepted"),
    }[status]
    return Words(
        f"{zh},只走到新数据的 {100 * temperature:.0f}%",
        f"{en}, with {100 * temperature:.0f} % of the new numbers let in",
    )
