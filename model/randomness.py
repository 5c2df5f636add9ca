"""Random numbers by address: a draw depends on where it is used, never on what came before.

A number is the splitmix64 finaliser applied to a key made of (seed, draw), the quarter, the
identity of whoever draws and the stream (which decision it serves).  Nothing is consumed, so
scenarios, threads, chunks and other enterprises cannot shift anybody's luck: common random
numbers hold by construction.

Source: splitmix64 as published by S. Vigna (public domain), after Steele, Lea & Flood,
"Fast splittable pseudorandom number generators", OOPSLA 2014.  `splitmix64` below gives its
published output sequence.  Normal deviates use P. J. Acklam's rational approximation of the
inverse normal distribution (relative error < 1.15e-9), which is monotone in the uniform.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from model.kernel import kernel

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
_ONE = np.uint64(1)
STREAMS_PER_IDENTITY = np.uint64(64)
_TO_UNIT = 2.0**-52
_MASK = (1 << 64) - 1

# The luck of a draw comes in two parts.  The low bits of its seed act from the start; the bits above
# them only from LATER_QUARTER (2023Q1) on, the first that the shipped record says nothing of.  A
# history that was conditioned on the record can so be given another future, and keeps its past.
# Seeds below 2**48 have one luck throughout.
HISTORY_BITS = 48
LATER_QUARTER = 24
_HISTORY = np.uint64((1 << HISTORY_BITS) - 1)

# Identities.  The county itself is 0; the rest live in ranges that cannot meet.
COUNTY = 0
SECTOR_BASE = 1_000
PARK_BASE = 2_000
DRIVER_BASE = 3_000
PARAMETER_BASE = 4_000
KNOWN_PROJECT_BASE = 5_000
ROSTER_BASE = 1 << 20
PROJECT_BASE = 1 << 40
STARTUP_BASE = 1 << 41
STARTUPS_PER_QUARTER = 1 << 20

# Streams: one per decision, so that adding a decision moves no other.
DEMAND = 0
INVEST = 1
UPGRADE = 2
ROBOTS = 3
INTENSIFY = 4
QUEUE = 5
REMEDIATION = 6
PRODUCTIVITY = 7
PATENT = 8
AWARD = 9
EXIT = 10
QUALIFY_TECH = 11
QUALIFY_HIGH = 12
QUALIFY_SPECIAL = 13
KEY_PROJECT = 14
KEY_SOLVED = 15
ARRIVALS = 16
# 17 is not used.
ARRIVAL_SIZE = 18
ARRIVAL_ENERGY = 19
ARRIVAL_FINANCE = 20
REVIEW_TIME = 21
REVIEW_PASS = 22
GESTATION = 23
STARTUPS = 24
STARTUP_SIZE = 25
DRIVER = 26
DRIVER_MU = 27
DRIVER_PHI = 28
DRIVER_SIGMA = 29
EVENT = 30
ROSTER_COUNT = 31
ROSTER_SIZE = 32
ROSTER_PRODUCTIVITY = 33
ROSTER_AUTOMATION = 34
ROSTER_LAND = 35
ROSTER_DEBT = 36
ROSTER_ENERGY = 37
ROSTER_AGE = 38
ROSTER_PARK = 39
KNOWN_REVENUE = 40
KNOWN_DELAY = 41
PARAMETER = 42
REVIEW_QUEUE = 43
ROSTER_RND = 44
KNOWN_BOOKED = 45
CLAIM = 46
DRIVER_KAPPA = 47
DRIVER_SPELL = 48


@kernel
def splitmix64(state: Any) -> Any:
    """Finaliser of splitmix64: 64 well-mixed bits from a 64-bit state (uint64)."""
    z = (state ^ (state >> _S30)) * _M1
    z = (z ^ (z >> _S27)) * _M2
    return z ^ (z >> _S31)


@kernel
def draw_key(seed: Any, draw: Any) -> Any:
    """Key (uint64) of one draw of the ensemble; `seed` 0 is a seed like any other."""
    return splitmix64(splitmix64(np.uint64(seed) + GOLDEN) + GOLDEN * (np.uint64(draw) + _ONE))


@kernel
def history_seed(seed: Any) -> Any:
    """The part of a seed that acts from the start."""
    return np.uint64(seed) & _HISTORY


@kernel
def luck_of(seed: Any, draw: Any) -> Any:
    """Keys (uint64) of a draw before and from LATER_QUARTER on."""
    return draw_key(history_seed(seed), draw), draw_key(seed, draw)


@kernel
def luck_apart(seeds: Any, draw: Any) -> Any:
    """Keys (uint64) of enterprises before and from LATER_QUARTER, and of the drivers likewise.

    `seeds` i8[4] may differ, so that one luck can be exchanged and the others kept: a later seed
    acts whole, whatever the history.  Four equal seeds give `luck_of` twice.
    """
    return (
        draw_key(history_seed(seeds[0]), draw),
        draw_key(seeds[1], draw),
        draw_key(history_seed(seeds[2]), draw),
        draw_key(seeds[3], draw),
    )


@kernel
def quarter_key(key: Any, quarter: Any) -> Any:
    """Key (uint64) of one quarter of a draw; quarter 0 is 2017Q1."""
    return splitmix64(key + GOLDEN * (np.uint64(quarter) + _ONE))


@kernel
def uniform(key: Any, identity: Any, stream: Any) -> Any:
    """A uniform strictly inside (0, 1) for (key, identity, stream); 52 bits.

    52 bits and a half step keep it away from both ends exactly: with 53 the largest value
    would round to 1.
    """
    counter = np.uint64(identity) * STREAMS_PER_IDENTITY + np.uint64(stream) + _ONE
    bits = splitmix64(key + GOLDEN * counter) >> _S12
    return (float(bits) + 0.5) * _TO_UNIT


@kernel
def normal_from(u: Any) -> Any:
    """Standard normal quantile of u in (0, 1); monotone (Acklam's approximation)."""
    if u < 0.02425:
        return _tail(math.sqrt(-2.0 * math.log(u)))
    if u > 0.97575:
        return -_tail(math.sqrt(-2.0 * math.log(1.0 - u)))
    q = u - 0.5
    r = q * q
    top = (
        (
            ((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
            + 1.383577518672690e02
        )
        * r
        - 3.066479806614716e01
    ) * r + 2.506628277459239e00
    low = (
        (
            ((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
            + 6.680131188771972e01
        )
        * r
        - 1.328068155288572e01
    ) * r + 1.0
    return top * q / low


@kernel
def _tail(q: Any) -> Any:
    """Lower tail of the normal quantile, q = sqrt(-2 log p)."""
    top = (
        (
            ((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e00) * q
            - 2.549732539343734e00
        )
        * q
        + 4.374664141464968e00
    ) * q + 2.938163982698783e00
    low = (
        ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e00) * q
        + 3.754408661907416e00
    ) * q + 1.0
    return top / low


@kernel
def normal(key: Any, identity: Any, stream: Any) -> Any:
    """A standard normal deviate for (key, identity, stream)."""
    return normal_from(uniform(key, identity, stream))


@kernel
def laplace_from(u: Any) -> Any:
    """Laplace quantile of u with scale 1 (standard deviation sqrt 2)."""
    if u < 0.5:
        return math.log(2.0 * u)
    return -math.log(2.0 * (1.0 - u))


@kernel
def laplace(key: Any, identity: Any, stream: Any) -> Any:
    """A Laplace deviate with scale 1 for (key, identity, stream)."""
    return laplace_from(uniform(key, identity, stream))


@kernel
def poisson_from(u: Any, mean: Any) -> Any:
    """Poisson quantile of u by inversion, monotone in u and in `mean`.

    Above a mean of 200 the normal approximation with continuity correction: inversion would
    underflow there, and only benchmarks of very large counties come so far.
    """
    if mean > 200.0:
        return int(max(0.0, math.floor(mean + math.sqrt(mean) * normal_from(u) + 0.5)))
    term = math.exp(-mean)
    total = term
    count = 0
    while u > total and count < 1000:
        count += 1
        term = term * mean / count
        total = total + term
    return count


@kernel
def whole_quarters(expected: Any, u: Any) -> Any:
    """Integer with mean `expected` (>= 0): u decides the rounding, monotone in `expected`."""
    low = math.floor(expected)
    if u < expected - low:
        return int(low) + 1
    return int(low)


# The same in plain Python integers, which do not wrap and so are masked.
_GOLDEN = 0x9E3779B97F4A7C15


def splitmix64_plain(state: int) -> int:
    """The same bits as :func:`splitmix64`; `state` within 64 bits."""
    z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def draw_key_plain(seed: int, draw: int) -> int:
    """The same key as :func:`draw_key`."""
    state = splitmix64_plain((seed + _GOLDEN) & _MASK)
    return splitmix64_plain((state + _GOLDEN * (draw + 1)) & _MASK)


def history_seed_plain(seed: int) -> int:
    """The same part as :func:`history_seed`."""
    return seed & ((1 << HISTORY_BITS) - 1)


def luck_of_plain(seed: int, draw: int) -> tuple[int, int]:
    """The same keys as :func:`luck_of`."""
    return draw_key_plain(history_seed_plain(seed), draw), draw_key_plain(seed, draw)


def luck_apart_plain(seeds: Sequence[int], draw: int) -> tuple[int, int, int, int]:
    """The same keys as :func:`luck_apart`."""
    past, later, outside, outside_later = seeds
    return (
        draw_key_plain(history_seed_plain(past), draw),
        draw_key_plain(later, draw),
        draw_key_plain(history_seed_plain(outside), draw),
        draw_key_plain(outside_later, draw),
    )


def quarter_key_plain(key: int, quarter: int) -> int:
    """The same key as :func:`quarter_key`."""
    return splitmix64_plain((key + _GOLDEN * (quarter + 1)) & _MASK)


def uniform_plain(key: int, identity: int, stream: int) -> float:
    """The same number as :func:`uniform`; the finaliser is written out, for it is called most."""
    z = (key + _GOLDEN * (identity * 64 + stream + 1)) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return (float((z ^ (z >> 31)) >> 12) + 0.5) * _TO_UNIT


# What the plain-Python reference uses in place of the kernels that wrap 64-bit integers.
PLAIN = {
    splitmix64: splitmix64_plain,
    draw_key: draw_key_plain,
    history_seed: history_seed_plain,
    luck_of: luck_of_plain,
    luck_apart: luck_apart_plain,
    quarter_key: quarter_key_plain,
    uniform: uniform_plain,
}
