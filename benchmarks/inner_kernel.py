"""A representative inner kernel, compiled as the engine is and in C with the same generator.

Demand, capacity, a lumpy step and drifting productivity of one enterprise and quarter: three
random numbers, two to five transcendental functions, an array of records.  The outcomes of the
compiled kernel and of the plain C loop must agree to the last bit; the SIMD loop reorders
sums and uses a vector libm, so it agrees closely.
"""

from __future__ import annotations

import ctypes
import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from model.behaviour.common import clamp
from model.kernel import kernel
from model.randomness import draw_key, laplace_from, quarter_key, uniform

SOURCE = Path(__file__).parent / "c" / "kernel.c"
FIRM = np.dtype(
    [(name, "f8") for name in ("k", "a", "g", "d", "revenue", "total")]
    + [("uid", "i8"), ("status", "i8")]
)
LANES = 16
FLAGS_PLAIN = ["-O3", "-ffp-contract=off"]
FLAGS_LANES = ["-O3", "-march=native", "-ffast-math"]


@kernel
def one_quarter(firms: Any, key: Any, frontier: Any) -> Any:
    """One quarter of the kernel over FIRM[n]."""
    for i in range(len(firms)):
        firm = firms[i]
        if firm.status != 2:
            continue
        full = firm.k * math.exp(firm.a)
        drift = 0.03 + 0.4 * clamp(firm.a + firm.g - frontier, -1.0, 1.0)
        if firm.d > full:
            drift -= 0.8 * math.log(firm.d / full)
        noise = 0.08 * laplace_from(uniform(key, firm.uid, 0))
        firm.d *= math.exp(clamp(drift / 4.0 + noise, -0.9, 0.9))
        firm.revenue = (firm.d if firm.d < full else full) / 4.0
        firm.total += firm.revenue
        gap = 0.9 * firm.d / full
        if gap > 1.0:
            ratio = math.log(gap) / 0.8
            if uniform(key, firm.uid, 1) < 1.0 - math.exp(-ratio * ratio):
                firm.k *= gap
        firm.k *= 0.9875
        firm.a += 0.03 * (frontier - firm.a) + 0.02 * (uniform(key, firm.uid, 7) - 0.5)


@kernel
def compiled_loop(firms: Any, start: Any, quarters: Any, reps: Any, seed: Any, out: Any) -> Any:
    """`reps` replications of `quarters` quarters; sums of revenue into out[reps]."""
    for r in range(reps):
        for i in range(len(firms)):
            firms[i] = start[i]
        key = draw_key(seed, r)
        for t in range(quarters):
            one_quarter(firms, quarter_key(key, t), 0.005 * t)
        total = 0.0
        for i in range(len(firms)):
            total += firms[i].total
        out[r] = total


def start_firms(n: int) -> np.ndarray:
    """FIRM[n] with spread-out sizes, the same for every variant."""
    firms = np.zeros(n, FIRM)
    rank = np.arange(n)
    firms["k"] = 1_000.0 * np.exp(np.sin(rank))
    firms["a"] = 0.1 * np.cos(rank)
    firms["d"] = 0.8 * firms["k"]
    firms["uid"] = (1 << 20) + rank
    firms["status"] = 2
    return firms


def build_c(flags: list[str], folder: Path) -> ctypes.CDLL:
    """Compile the C kernel with gcc; raises RuntimeError with what gcc said."""
    target = folder / f"kernel{len(flags)}{'-march=native' in flags:d}.so"
    command = ["gcc", *flags, "-shared", "-fPIC", str(SOURCE), "-o", str(target), "-lm"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"gcc failed: {done.stderr.strip()[:300]}")
    return ctypes.CDLL(str(target))


def best_of(action: Callable[[], Any], repeats: int) -> float:
    """Shortest wall time of an action, seconds."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return min(times)


def run_c(
    function: Any, work: np.ndarray, start: np.ndarray, quarters: int, reps: int, out: np.ndarray
) -> None:
    """Call one of the C loops."""
    function(
        ctypes.c_void_p(work.ctypes.data),
        ctypes.c_void_p(start.ctypes.data),
        ctypes.c_int64(len(start)),
        ctypes.c_int64(quarters),
        ctypes.c_int64(reps),
        ctypes.c_uint64(1),
        ctypes.c_void_p(out.ctypes.data),
    )


def measure_apart(reps: int) -> dict[str, Any]:
    """`measure` in a process of its own.

    Loading the SIMD loop, built with -ffast-math, makes the whole process that loads it flush the
    smallest numbers to zero; nothing else may be computed there afterwards.
    """
    code = (
        "import json, sys; from benchmarks.inner_kernel import measure; "
        f"sys.stdout.write(json.dumps(measure(reps={reps})))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(n: int = 400, quarters: int = 44, reps: int = 128, repeats: int = 7) -> dict[str, Any]:
    """Times (s) of the compiled, the C and the SIMD loop, alternating in one run.

    `identical` says whether compiled and C outcomes are the same bytes; `lanes_error` is the
    largest relative difference of the SIMD outcomes.
    """
    start, work = start_firms(n), start_firms(n)
    lanes = np.zeros(n * 5 * LANES)
    outs = {name: np.zeros(reps) for name in ("compiled", "c", "lanes")}
    with tempfile.TemporaryDirectory() as folder:
        plain = build_c(FLAGS_PLAIN, Path(folder)).plain_loop
        simd = build_c(FLAGS_LANES, Path(folder)).lane_loop
        actions = {
            "compiled": lambda: compiled_loop(work, start, quarters, reps, 1, outs["compiled"]),
            "c": lambda: run_c(plain, work, start, quarters, reps, outs["c"]),
            "lanes": lambda: run_c(simd, lanes, start, quarters, reps, outs["lanes"]),
        }
        times = {name: math.inf for name in actions}
        for action in actions.values():
            action()
        for _ in range(repeats):
            for name, action in actions.items():
                times[name] = min(times[name], best_of(action, 1))
    error = float(np.max(np.abs(outs["lanes"] / outs["c"] - 1.0)))
    return {
        "seconds": times,
        "updates": n * quarters * reps,
        "identical": outs["compiled"].tobytes() == outs["c"].tobytes(),
        "lanes_error": error,
    }
