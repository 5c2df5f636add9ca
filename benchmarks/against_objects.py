"""The engine beside an ordinary Mesa model of the same behaviours, on the same draws."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np

from benchmarks.counties import QUARTERS, county_of
from benchmarks.reference import ReferenceCounty
from model.draws import Draws
from model.ensemble import run_ensemble
from model.indicators import CODES
from model.policy import build_policy

_FIRMS = CODES.index("firms_operating")


def measure(enterprises: int = 400, draws: int = 64, repeats: int = 3) -> dict[str, Any]:
    """Enterprise-quarters a second: objects, engine on one and two threads, in turns.

    The object model runs the first draw only; `identical` says whether its indicators are the
    engine's to the last bit.  The wall times are the best of the repeats.
    """
    spec = county_of(enterprises)
    policy = build_policy(spec, spec.plan)
    sample = Draws.from_prior(spec, draws, 1)
    best = {"objects": math.inf, "one": math.inf, "two": math.inf}
    work = {"objects": 0.0, "one": 0.0, "two": 0.0}
    identical = True
    list(run_ensemble(spec, sample[:1], [policy]))
    for _ in range(repeats):
        for name, jobs in (("one", 1), ("two", 2)):
            began = time.perf_counter()
            values = np.concatenate(
                [b.values for b in run_ensemble(spec, sample, [policy], jobs=jobs)]
            )
            best[name] = min(best[name], time.perf_counter() - began)
            work[name] = 4.0 * float(values[:, 0, :, _FIRMS].sum())
        model = ReferenceCounty(spec, policy, sample.parameters[0], int(sample.seeds[0]), 0)
        began = time.perf_counter()
        for _quarter in range(QUARTERS):
            model.step()
        best["objects"] = min(best["objects"], time.perf_counter() - began)
        work["objects"] = 4.0 * float(values[0, 0, :, _FIRMS].sum())
        identical = identical and outcome(model).tobytes() == values[0, 0].tobytes()
    rate = {name: work[name] / best[name] for name in best}
    return {
        "rate": rate,
        "one": rate["one"] / rate["objects"],
        "two": rate["two"] / rate["objects"],
        "identical": identical,
    }


def outcome(model: ReferenceCounty) -> np.ndarray:
    """Indicators f8[years, indicators] of a finished object model."""
    return np.array([[getattr(year, code) for code in CODES] for year in model.out])
