"""pyABC on the toys with a known posterior, kept in `calibration/proof/pyabc.json`.

pyABC brings some sixty packages with it, so it is no dependency of this project; it is run by
hand, in an environment of its own:

    python -m venv pyabc-env
    pyabc-env/bin/pip install pyabc==0.13.0
    PYTHONPATH=. pyabc-env/bin/python tools/pyabc_toys.py

It is used where it is exact: the stochastic acceptor with the observation's own error as kernel,
tempered down to temperature 1 (Schaelte & Hasenauer, Bioinformatics 36, i551, 2020).
"""

from __future__ import annotations

import json
import logging
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pyabc
from pyabc.distance.kernel import SCALE_LOG, FunctionKernel
from scipy import stats

from calibration.proof import toys

ANSWERS = Path(toys.__file__).parent / "pyabc.json"
RUNS, POPULATION, POPULATIONS, SEED = 10, 500, 6, 2023


def problems() -> dict[str, tuple[Any, Any, Any, Any]]:
    """By toy: prior, simulator, kernel, what was seen."""

    def sums(p: Any) -> dict[str, Any]:
        return {"y": toys.SUMS @ np.array([p["a"], p["b"], p["c"]])}

    def rate(p: Any) -> dict[str, Any]:
        return {"y": np.full(len(toys.COUNTS_SEEN), p["rate"])}

    def noisy(p: Any) -> dict[str, Any]:
        return {"y": p["theta"] + np.random.exponential()}

    def counts(x: Any, x_0: Any, t: Any = None, par: Any = None) -> float:
        return float(stats.poisson.logpmf(x_0["y"], x["y"]).sum())

    # The likelihood is highest where the rate is the mean of the counts.
    most_likely = counts(rate({"rate": toys.COUNTS_SEEN.mean()}), {"y": toys.COUNTS_SEEN})
    normal = pyabc.RV("norm", 0.0, 1.0)
    return {
        "normal": (
            pyabc.Distribution(a=normal, b=normal, c=normal),
            sums,
            pyabc.IndependentNormalKernel(var=[toys.SUMS_ERROR**2] * len(toys.SUMS_SEEN)),
            toys.SUMS_SEEN,
        ),
        "counts": (
            pyabc.Distribution(rate=pyabc.RV("gamma", toys.RATE_SHAPE)),
            rate,
            # pyABC's own Poisson kernel cuts the rate to a whole number.
            FunctionKernel(counts, ret_scale=SCALE_LOG, pdf_max=most_likely),
            toys.COUNTS_SEEN,
        ),
        "noisy": (
            pyabc.Distribution(theta=normal),
            noisy,
            pyabc.IndependentNormalKernel(var=[toys.NOISY_ERROR**2]),
            toys.NOISY_SEEN,
        ),
    }


def one_run(name: str, parameters: tuple[str, ...], seed: int) -> np.ndarray:
    """Statistics [d, 7] of one run; raises RuntimeError when it stopped above temperature 1."""
    prior, model, kernel, seen = problems()[name]
    np.random.seed(seed)
    abc = pyabc.ABCSMC(
        model,
        prior,
        kernel,
        population_size=POPULATION,
        eps=pyabc.Temperature(),
        acceptor=pyabc.StochasticAcceptor(),
        sampler=pyabc.SingleCoreSampler(),
    )
    abc.new("sqlite://", {"y": seen})
    history = abc.run(max_nr_populations=POPULATIONS)
    reached = float(history.get_all_populations()["epsilon"].iloc[-1])
    if reached > 1.0:
        raise RuntimeError(f"{name}, seed {seed}: pyABC stopped at temperature {reached}")
    frame, weights = history.get_distribution()
    return toys.statistics(frame[list(parameters)].to_numpy(float), np.asarray(weights, float))


def main() -> None:
    """Run all toys and write the answers."""
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    answers: dict[str, Any] = {}
    for toy in toys.toys():
        found = [one_run(toy.name, toy.parameters, SEED + run) for run in range(RUNS)]
        mean, error = toys.over_runs(found)
        answers[toy.name] = {
            "mean": mean.round(5).tolist(),
            "error": error.round(5).tolist(),
        }
        print(toy.name, np.abs((mean - toy.exact) / error).max().round(2))
    settings = {"runs": RUNS, "population": POPULATION, "populations": POPULATIONS, "seed": SEED}
    record = {"version": pyabc.__version__, **settings, "toys": answers}
    text = json.dumps(record, indent=1, sort_keys=True)
    ANSWERS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
