"""What the sampler is told, what it knows between two stages, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from calibration.importance import Weights, effective_size, trusted_weights
from calibration.lineages import independent_size, lineages, weight_of_sets
from calibration.proposals import to_uniform

Status = Literal["complete", "no_information", "budget", "acceptance", "histories"]


@dataclass(frozen=True)
class Settings:
    """How to sample; `seed`, a whole number from 0 on, decides every random number.

    `start` prior runs are thinned to `particles` at the first temperature; each temperature
    keeps an effective size of `keep` times `particles`.  A stage sweeps until all but a share
    `unmoved` of the particles are expected to have new parameters, or `sweeps` times.  `refresh`
    and `future` are the shares of proposals with a new seed, or with its later part new.  `budget`
    counts simulator runs, the start included; `chunk` is the most runs asked for at once and changes
    nothing else.  With `histories_floor` above 0 the temperature stops rising where fewer
    independent histories than that would be left.  Raises ValueError for settings that cannot work.
    """

    seed: int
    start: int
    particles: int
    budget: int
    keep: float = 0.5
    sweeps: int = 20
    unmoved: float = 0.05
    refresh: float = 0.5
    future: float = 0.0
    acceptance_floor: float = 0.01
    ess_floor: float = 100.0
    chunk: int = 4096
    histories_floor: float = 0.0

    def __post_init__(self) -> None:
        allowed = {
            "seed": self.seed >= 0,
            "particles": self.particles >= 50,
            "start": self.start >= self.particles,
            "budget": self.budget >= 1,
            "keep": 0.0 < self.keep < 1.0,
            "sweeps": self.sweeps >= 1,
            "unmoved": 0.0 < self.unmoved < 1.0,
            "refresh": 0.0 <= self.refresh <= 1.0,
            "future": 0.0 <= self.future <= 1.0 - self.refresh,
            "acceptance_floor": 0.0 <= self.acceptance_floor < 1.0,
            "ess_floor": 1.0 <= self.ess_floor <= self.particles,
            "chunk": self.chunk >= 1,
            "histories_floor": 0.0 <= self.histories_floor <= self.particles,
        }
        for name, fine in allowed.items():
            if not fine:
                raise ValueError(f"tempering settings: {name} = {getattr(self, name)} cannot work")


@dataclass(frozen=True)
class Stage:
    """One temperature: effective size and tail of its weights, what the moves did.

    `ess` counts particles as they came into the stage.  `acceptance` is of random-walk steps,
    `moved` the share of particles whose parameters changed at least once, `calls` the simulator
    runs since the start.  `parameter_sets` and `lineages` (effective) are those left after the
    moves; None in what earlier versions wrote.
    """

    temperature: float
    ess: float
    pareto_k: float
    acceptance: float
    moved: float
    sweeps: int
    calls: int
    parameter_sets: int | None = None
    lineages: float | None = None


@dataclass(frozen=True)
class State:
    """All that the sampler knows between two stages; going on from it gives the same bytes.

    `z` float64[n, d] parameters in probit coordinates, `seeds` int64[n], `loglik` float64[n];
    all particles weigh the same.
    """

    settings: Settings
    z: np.ndarray
    seeds: np.ndarray
    loglik: np.ndarray
    temperature: float
    scale: float
    calls: int
    stages: tuple[Stage, ...] = ()

    @property
    def sizes(self) -> tuple[int, float]:
        """Different parameter sets, and the effective number of lineages."""
        weights = np.full(len(self.seeds), 1.0 / len(self.seeds))
        size = independent_size(lineages(self.z, self.seeds), weights)
        return len(weight_of_sets(self.z, weights)), size


@dataclass(frozen=True)
class Tempered:
    """Distinct weighted particles: `u` float64[n, d] in (0, 1), `seeds` int64[n], `loglik`
    float64[n], `weights` float64[n] (sum 1).

    They stand for prior times likelihood to the power `temperature`; that is the posterior only
    when `status` is `complete`, or `no_information`: all likelihoods equal, so the prior itself.
    """

    u: np.ndarray
    seeds: np.ndarray
    loglik: np.ndarray
    weights: np.ndarray
    temperature: float
    stages: tuple[Stage, ...]
    calls: int
    status: Status

    @property
    def ess(self) -> float:
        """Effective number of lineages (see `calibration.lineages`)."""
        return independent_size(lineages(self.u, self.seeds), self.weights)

    @property
    def sets_ess(self) -> float:
        """Effective number of parameter sets, whatever their seeds: what is left of the weights."""
        return effective_size(weight_of_sets(self.u, self.weights))

    def at_full_temperature(self, ess_floor: float) -> Weights:
        """Weights [n] for the whole likelihood of a run that stopped early, in one step.

        Raises WeightError when that step is too long to be trusted.
        """
        left = (1.0 - self.temperature) * self.loglik if self.temperature < 1.0 else 0.0
        return trusted_weights(np.log(self.weights) + left, ess_floor)


def collect(state: State, status: Status) -> Tempered:
    """Copies of a particle put together, in the order of their first appearance."""
    rows = np.column_stack([np.ascontiguousarray(state.z).view(np.int64), state.seeds])
    _, first, counts = np.unique(rows, axis=0, return_index=True, return_counts=True)
    order = np.argsort(first)
    kept = first[order]
    return Tempered(
        to_uniform(state.z[kept]),
        state.seeds[kept],
        state.loglik[kept],
        counts[order] / len(state.seeds),
        state.temperature,
        state.stages,
        state.calls,
        status,
    )
