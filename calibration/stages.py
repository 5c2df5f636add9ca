"""What a stage of tempering does, from the prior or from another posterior: rise, evaluate, move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from calibration.particles import Settings
from calibration.proposals import Address, to_uniform

# Of random-walk steps; between what is best in one dimension (.44) and in many (.23).
ACCEPTANCE_WANTED = 0.28
_SMALLEST_STEP = 1e-30
_HALVINGS = 60
T = TypeVar("T")


def largest_step(room: float, keeps: Callable[[float], bool]) -> float:
    """The largest rise in temperature, up to `room`, at which enough effective size is kept."""
    if keeps(room):
        return room
    low, high = np.log(_SMALLEST_STEP), np.log(room)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if keeps(float(np.exp(middle))) else (low, middle)
    return float(np.exp(low))


def evaluated(
    loglik: Callable[[np.ndarray, np.ndarray], np.ndarray],
    z: np.ndarray,
    seeds: np.ndarray,
    chunk: int,
    columns: tuple[int, ...] = (),
) -> np.ndarray:
    """Log-likelihoods [n, *columns] of particles (z [n, d], seeds [n]), asked for in chunks.

    Raises ValueError for a simulator that gives another shape, NaN or +inf.
    """
    u, found = to_uniform(z), np.empty((len(z), *columns))
    for first in range(0, len(z), chunk):
        part = slice(first, first + chunk)
        values = np.asarray(loglik(u[part], seeds[part]), np.float64)
        if values.shape != found[part].shape:
            raise ValueError(f"simulator gave shape {values.shape} for {found[part].shape[0]} runs")
        found[part] = values
    bad = np.isnan(found) | (found == np.inf)
    if bad.any():
        row = int(np.argmax(bad.reshape(len(found), -1).any(axis=1)))
        value = found[row][bad[row]].flat[0]
        raise ValueError(
            f"simulator gave log-likelihood {value} for seed {seeds[row]}; "
            "a run that failed must give -inf"
        )
    return found


@dataclass(frozen=True)
class Moves(Generic[T]):
    """Particles `now` after the sweeps of a stage: share of random-walk steps accepted, share of
    particles whose parameters changed, how many `sweeps`, and whether none was cut short."""

    now: T
    acceptance: float
    moved: float
    sweeps: int
    whole: bool


def moves(
    now: T,
    sweep: Callable[[T, Address], tuple[T, int, np.ndarray]],
    calls: Callable[[T], int],
    particles: int,
    settings: Settings,
    stage: int,
) -> Moves[T]:
    """Sweep until all but a few of the particles are expected to have new parameters, as often as
    settings allow, or until the budget is spent.

    `sweep` gives the particles, the number of random-walk steps tried and bool[n] whose parameters
    changed; `calls` tells the runs made so far.
    """
    moved, begun = np.zeros(particles, bool), calls(now)
    steps, accepted, still, count = 0, 0, 1.0, 0
    while (going := count < settings.sweeps and still > settings.unmoved) and (
        calls(now) < settings.budget
    ):
        count += 1
        now, walked, changed = sweep(now, Address(settings.seed, stage, count))
        steps += walked
        accepted += int(changed.sum())
        moved |= changed
        still *= 1.0 - float(changed.mean())
    # Cut short by the budget between two sweeps, or somewhere within the last one.
    whole = not going and calls(now) - begun == count * particles
    return Moves(now, accepted / max(1, steps), float(moved.mean()), count, whole)
