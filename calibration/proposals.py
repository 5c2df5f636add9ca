"""Where the sampler's random numbers come from, and the moves it proposes.

A number is the splitmix64 finaliser of its address (run seed, stage, sweep, purpose, particle,
column), as in `model.randomness`.  Nothing is consumed, so neither chunks nor workers nor the
order in which runs arrive can change a proposal, and a run that is taken up again at a stage goes
on with the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.lineages import history_luck
from model.draws import mix_array
from model.randomness import GOLDEN, HISTORY_BITS

# Purposes: one a decision, so that adding a decision moves no other.
DESIGN_SEED, RESAMPLE, STEP, KIND, NEW_SEED, ACCEPT, FUTURE = range(7)
_MASK = (1 << 64) - 1
_EDGE = 2.0**-53


@dataclass(frozen=True)
class Address:
    """The part of an address that all particles of a sweep share; stage 0 is the start."""

    seed: int
    stage: int = 0
    sweep: int = 0

    def bits(self, purpose: int, n: int, columns: int = 1) -> np.ndarray:
        """64 well-mixed bits, uint64[n, columns]; row i is the same whatever n."""
        key = np.zeros(1, np.uint64)
        for part in (self.seed, self.stage, self.sweep, purpose):
            key = mix_array(key + GOLDEN * np.full(1, (part + 1) & _MASK, np.uint64))
        rows = mix_array(key + GOLDEN * np.arange(1, n + 1, dtype=np.uint64))
        return mix_array(rows[:, None] + GOLDEN * np.arange(1, columns + 1, dtype=np.uint64))

    def uniforms(self, purpose: int, n: int, columns: int = 1) -> np.ndarray:
        """Uniforms strictly inside (0, 1), float64[n, columns]."""
        bits = self.bits(purpose, n, columns) >> np.uint64(12)
        return np.asarray((bits.astype(np.float64) + 0.5) * 2.0**-52)

    def seeds(self, purpose: int, n: int) -> np.ndarray:
        """Seeds of simulator runs, int64[n], none negative."""
        return (self.bits(purpose, n)[:, 0] >> np.uint64(1)).astype(np.int64)


def with_futures(seeds: np.ndarray, bits: np.ndarray) -> np.ndarray:
    """Seeds [n] with the same past and the future that `bits` uint64[n] say, none negative."""
    future = (bits >> np.uint64(HISTORY_BITS + 1)).astype(np.int64)
    return np.asarray(history_luck(seeds) | (future << np.int64(HISTORY_BITS)))


def prior_design(n: int, dimensions: int, seed: int) -> np.ndarray:
    """A scrambled Sobol design in probit coordinates, float64[n, dimensions].

    Its uniforms cover the prior evenly; whole powers of two are balanced best.
    """
    power = max(0, int(n - 1).bit_length())
    # One generator made here: `seed=` and `rng=` of scipy differ from version to version.
    # Forecasts take their luck from this module too, and should not wait for scipy.
    from scipy.special import ndtri
    from scipy.stats import qmc

    sobol = qmc.Sobol(dimensions, scramble=True, seed=np.random.default_rng(seed))
    points = np.asarray(sobol.random_base2(power))[:n]
    return np.asarray(ndtri(np.clip(points, _EDGE, 1.0 - _EDGE)))


def to_uniform(z: np.ndarray) -> np.ndarray:
    """Prior-uniform coordinates in (0, 1) of probit coordinates, same shape."""
    from scipy.special import ndtr

    return np.clip(ndtr(z), _EDGE, 1.0 - _EDGE)


def spread_factor(z: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Cholesky factor [d, d] of the weighted covariance of particles z [n, d].

    Sums by einsum, not by BLAS, whose result may depend on its number of threads.
    """
    gap = z - np.einsum("n,nd->d", weights, z)
    covariance = np.einsum("n,ni,nj->ij", weights, gap, gap)
    # A hair's breadth keeps it positive definite when few particles carry the weight.
    ridge = 1e-8 + 1e-6 * float(np.mean(np.diag(covariance)))
    return np.asarray(np.linalg.cholesky(covariance + ridge * np.eye(z.shape[1])))


@dataclass(frozen=True)
class Proposal:
    """Proposed z [n, d] and seeds [n]; `steps` bool[n] tells whose parameters move."""

    z: np.ndarray
    seeds: np.ndarray
    steps: np.ndarray


def propose(
    z: np.ndarray,
    seeds: np.ndarray,
    factor: np.ndarray,
    refresh: float,
    address: Address,
    future: float = 0.0,
) -> Proposal:
    """Symmetric proposals around particles (z [n, d], seeds [n]).

    A share `refresh` of them takes a new seed, half of these with parameters held; a share
    `future` keeps parameters and past and takes another future; all others take a random-walk
    step with Cholesky factor `factor` (scale included).
    """
    n, dimensions = z.shape
    kind = address.uniforms(KIND, n)[:, 0]
    renewed, ahead = kind < refresh, kind >= 1.0 - future
    steps = (kind >= refresh / 2) & ~ahead
    from scipy.special import ndtri

    normal = ndtri(address.uniforms(STEP, n, dimensions))
    moved = z + np.einsum("ij,nj->ni", factor, normal)
    fresh = np.where(renewed, address.seeds(NEW_SEED, n), seeds)
    return Proposal(
        np.where(steps[:, None], moved, z),
        np.where(ahead, with_futures(seeds, address.bits(FUTURE, n)[:, 0]), fresh),
        steps,
    )


def van_der_corput(n: int) -> np.ndarray:
    """The first n points of the van der Corput sequence in base 2, float64[n] in [0, 1).

    The digits of each index mirrored at the point (van der Corput, "Verteilungsfunktionen", Proc.
    Akad. Amsterdam 38, 1935): exact in binary, and equal to scipy's Halton sequence of one
    dimension, whose package alone would take half a second of every forecast's start.
    """
    index = np.arange(n, dtype=np.int64)
    points, digit = np.zeros(n), 0.5
    while index.any():
        points += digit * (index & 1)
        index >>= 1
        digit /= 2
    return points
