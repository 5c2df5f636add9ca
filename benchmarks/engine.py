"""The engine: threads, size of the county, number of draws, memory."""

from __future__ import annotations

import ctypes
import json
import math
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.counties import QUARTERS, county_of
from model.draws import Draws
from model.ensemble import run_ensemble
from model.indicators import CODES
from model.policy import Policy, build_policy
from model.records import ENTERPRISE
from model.spec import CountySpec

_FIRMS = CODES.index("firms_operating")


def consume(spec: CountySpec, draws: Draws, policy: Policy, jobs: int) -> tuple[float, float]:
    """Seconds, and enterprise-quarters done, of an ensemble whose blocks are let go at once."""
    began = time.perf_counter()
    done = 0.0
    for block in run_ensemble(spec, draws, [policy], jobs=jobs):
        done += 4.0 * float(np.nansum(block.values[:, :, :, _FIRMS]))
    return time.perf_counter() - began, done


def threads(enterprises: int = 400, draws: int = 128, repeats: int = 5) -> dict[str, float]:
    """Enterprise-quarters a second with one and two threads, best of alternating repeats."""
    spec = county_of(enterprises)
    policy = build_policy(spec, spec.plan)
    sample = Draws.from_prior(spec, draws, 1)
    consume(spec, sample[:2], policy, 1)
    best = {1: math.inf, 2: math.inf}
    work = 0.0
    for _ in range(repeats):
        for jobs in best:
            seconds, work = consume(spec, sample, policy, jobs)
            best[jobs] = min(best[jobs], seconds)
    return {"one": work / best[1], "two": work / best[2], "ratio": best[1] / best[2]}


def slope(sizes: list[float], seconds: list[float]) -> float:
    """Slope of log seconds on log size."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def by_enterprises(sizes: tuple[int, ...], repeats: int = 3) -> dict[str, Any]:
    """Seconds per draw by number of enterprises, one thread, and the slope on logs."""
    seconds = []
    for size in sizes:
        spec = county_of(size)
        policy = build_policy(spec, spec.plan)
        sample = Draws.from_prior(spec, max(1, 20_000 // size), 1)
        best = min(consume(spec, sample, policy, 1)[0] for _ in range(repeats))
        seconds.append(best / len(sample))
    return {"sizes": sizes, "seconds": seconds, "slope": slope(list(map(float, sizes)), seconds)}


def sizes_apart(sizes: tuple[int, ...]) -> dict[str, Any]:
    """`by_enterprises` in a fresh process that keeps the memory it has once had.

    A million enterprises take most of a gigabyte, which an ordinary process hands back after each
    call.  A virtual machine then fetches it anew from its host, which can take a tenth of the
    whole time and tells of the host; a small county stays in memory the process holds anyway.
    """
    return dict(_apart(f"kept({sizes!r})"))


def kept(sizes: tuple[int, ...]) -> dict[str, Any]:
    """`by_enterprises` with memory kept (where the C library can be told to)."""
    keep = getattr(ctypes.CDLL(None), "mallopt", None)
    if keep is not None:
        for option, value in _KEEP_MEMORY:
            keep(option, value)
    return by_enterprises(sizes)


# glibc's mallopt: no mappings apart (M_MMAP_MAX), nothing handed back (M_TRIM_THRESHOLD), one
# arena for all threads (M_ARENA_MAX).
_KEEP_MEMORY = ((-4, 0), (-1, 2**31 - 1), (-8, 1))


def fresh_memory() -> float:
    """Seconds that the first touch of one enterprise's record takes over a later one."""
    return float(_apart("first_touch()"))


def first_touch(count: int = 400_000) -> float:
    """`fresh_memory`, in this process."""
    records = np.zeros(count, ENTERPRISE)
    seconds = []
    for value in (1.0, 2.0):
        began = time.perf_counter()
        records["equity"] = value
        seconds.append(time.perf_counter() - began)
    return (seconds[0] - seconds[1]) / count


def _apart(call: str) -> Any:
    """What a function of this module returns in a fresh process."""
    code = (
        f"import json, sys; from benchmarks.engine import *; sys.stdout.write(json.dumps({call}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def by_draws(counts: tuple[int, ...], repeats: int = 3) -> dict[str, Any]:
    """Seconds by number of draws of the shipped county, one thread, and the slope on logs."""
    spec = county_of(400)
    policy = build_policy(spec, spec.plan)
    seconds = []
    for count in counts:
        sample = Draws.from_prior(spec, count, 1)
        seconds.append(min(consume(spec, sample, policy, 1)[0] for _ in range(repeats)))
    return {"counts": counts, "seconds": seconds, "slope": slope(list(map(float, counts)), seconds)}


def memory_of(draws: int) -> float:
    """Peak memory (MB) of a fresh process that runs `draws` draws and keeps none."""
    return float(_apart(f"peak({draws})"))


def peak(draws: int) -> float:
    """Peak memory (MB) of this process after an ensemble of `draws` draws."""
    spec = county_of(400)
    consume(spec, Draws.from_prior(spec, draws, 1), build_policy(spec, spec.plan), 2)
    # Not ru_maxrss: a new process inherits that of the one that started it.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return float(status.split("VmHWM:")[1].split()[0]) / 1024.0


def work_of(enterprises: int) -> int:
    """Enterprise-quarters of one draw at the initial number."""
    return enterprises * QUARTERS
