"""What the sampler says to the toys, and what pyABC said to the same ones.

pyABC brings some sixty packages with it and is no dependency; `tools/pyabc_toys.py` runs it in an
environment of its own and keeps its answers, with their Monte Carlo errors, in `pyabc.json`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from calibration.particles import Settings
from calibration.proof.toys import Toy, over_runs, statistics
from calibration.tempering import temper

PYABC_FILE = Path(__file__).parent / "pyabc.json"
RUNS = 8


@dataclass(frozen=True)
class Answer:
    """STATISTICS float64[d, 7] of a toy's posterior over independent `runs`, with the standard
    errors of these means."""

    mean: np.ndarray
    error: np.ndarray
    runs: int

    def gap(self, exact: np.ndarray) -> np.ndarray:
        """Distance from the exact posterior in standard errors [d, 7]."""
        return np.asarray((self.mean - exact) / self.error)

    def exact_p(self, exact: np.ndarray) -> np.ndarray:
        """P values [d, 7] of the exact posterior: Student's t, the errors being estimates."""
        return np.asarray(2.0 * stats.t.sf(np.abs(self.gap(exact)), self.runs - 1))

    def apart(self, other: Answer) -> np.ndarray:
        """Distance from another answer in standard errors of the difference [d, 7]."""
        return np.asarray((self.mean - other.mean) / np.hypot(self.error, other.error))

    def same_p(self, other: Answer) -> np.ndarray:
        """P values [d, 7] that two answers are of one posterior (Welch's t test)."""
        parts = [item.error**2 for item in (self, other)]
        spread = parts[0] ** 2 / (self.runs - 1) + parts[1] ** 2 / (other.runs - 1)
        freedom = (parts[0] + parts[1]) ** 2 / spread
        return np.asarray(2.0 * stats.t.sf(np.abs(self.apart(other)), freedom))


def sampled(toy: Toy, runs: int = RUNS) -> Answer:
    """By the sampler of `calibrate`, over independent runs of 1000 particles."""
    found = []
    for seed in range(runs):
        settings = Settings(seed=seed, start=4096, particles=1000, budget=200_000)
        run = temper(toy.loglik, len(toy.parameters), settings)
        found.append(statistics(toy.values(run.u), run.weights))
    return Answer(*over_runs(found), runs)


def pyabc_record() -> dict[str, Any]:
    """What was kept of pyABC: version, settings, answers by toy."""
    record: dict[str, Any] = json.loads(PYABC_FILE.read_text(encoding="utf-8"))
    return record


def pyabc_answer(toy: Toy) -> Answer:
    """By pyABC."""
    record = pyabc_record()
    kept = record["toys"][toy.name]
    return Answer(np.array(kept["mean"]), np.array(kept["error"]), int(record["runs"]))
