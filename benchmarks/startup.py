"""Start-up: how long until help is shown, and until a forecast draws."""

from __future__ import annotations

import subprocess
import sys
import time


def wall(command: list[str]) -> float:
    """Wall time of a command, seconds; raises when it fails."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def help_over_bare(repeats: int = 7) -> dict[str, float]:
    """Median seconds of `shengsi --help`, of a bare interpreter, and their difference."""
    bare, shown = [], []
    for _ in range(repeats):
        bare.append(wall([sys.executable, "-c", "pass"]))
        shown.append(wall([sys.executable, "-m", "shengsi", "--help"]))
    bare.sort()
    shown.sort()
    middle = repeats // 2
    return {"bare": bare[middle], "help": shown[middle], "over": shown[middle] - bare[middle]}


FIRST_BLOCK = """
import time; began = time.perf_counter()
from calibration.county import load_shipped
from model.draws import Draws
from model.ensemble import run_ensemble
from model.policy import build_policy
spec = load_shipped()
blocks = run_ensemble(spec, Draws.from_prior(spec, 32, 1), [build_policy(spec)])
next(blocks)
print(time.perf_counter() - began)
"""


def first_draws(repeats: int = 5) -> float:
    """Median seconds from a fresh interpreter's first import to the first block of 32 draws."""
    times = sorted(
        float(
            subprocess.run(
                [sys.executable, "-c", FIRST_BLOCK], check=True, capture_output=True, text=True
            ).stdout
        )
        for _ in range(repeats)
    )
    return times[repeats // 2]
