"""Comparison and attribution as a user runs them, beside the bare engine; what sharing saves."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from calibration.county import SHIPPED, load_shipped
from calibration.posterior import read_posterior
from model.draws import Draws
from model.ensemble import run_ensemble, stack_policies
from model.indicators import CODES
from model.policy import Policy
from model.spec import CountySpec
from scenarios.attribute import attribute, attribution_run
from scenarios.combinations import design
from scenarios.compare import compare
from scenarios.existing import take_run
from scenarios.loader import library_ids, load_scenario
from scenarios.scenario import Scenario, scenario_policy
from shengsi.attribute_files import attribute_files
from shengsi.compare_files import compare_files

_FIRMS = CODES.index("firms_operating")
JOBS = 2
SEED = 2023
_DATE = "2026-01-01"  # what stands on the figures


def sixteen(spec: CountySpec) -> list[Scenario]:
    """No plan, the plan, each action switched off, each alone."""
    names = [n for n in library_ids() if n.startswith(("without_", "only_"))]
    return [load_scenario(name, spec) for name in ("no_plan", "plan", *names)]


def bare(spec: CountySpec, draws: Draws, policies: Sequence[Policy]) -> tuple[float, np.ndarray]:
    """Seconds of the engine on one thread, and enterprises float[draws, scenarios, years]."""
    began = time.perf_counter()
    found = [block.values[..., _FIRMS] for block in run_ensemble(spec, draws, policies, jobs=1)]
    return time.perf_counter() - began, np.concatenate(found)


def quarters_run(firms: np.ndarray, branch: int) -> tuple[float, float]:
    """Enterprise-quarters with the history up to quarter `branch` run once, and run every time.

    `firms` float[draws, scenarios, years] operate at the end of each year, taken for its quarters.
    """
    quarters = np.repeat(np.nan_to_num(firms), 4, axis=2)
    history = float(quarters[:, 0, :branch].sum())
    return history + float(quarters[:, :, branch:].sum()), float(quarters.sum())


def comparison(draws: int) -> dict[str, float]:
    """A comparison of 16 scenarios from the posterior to 2027, over the bare engine.

    `whole` are seconds of everything (draws, run folder, target tables, comparison, its tables and
    figures), `engine` those of the engine alone on one thread, `ratio` is whole / (engine / jobs);
    `shared` is how many enterprise-quarters there would be without sharing over those with, `faster`
    the same in seconds of the engine.
    """
    spec = load_shipped()
    scenarios = sixteen(spec)
    policies = [scenario_policy(item, spec) for item in scenarios]
    posterior = read_posterior(SHIPPED)
    sample = posterior.draws(spec, draws, SEED)
    bare(spec, sample[:2], policies)
    engine, firms = bare(spec, sample, policies)
    few = sample[: max(2, draws // 16)]
    once, _ = bare(spec, few, policies)
    apart = sum(bare(spec, few, [policy])[0] for policy in policies)
    with_sharing, without = quarters_run(firms, stack_policies(policies).branch)
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        run = take_run(
            spec, scenarios, draws, SEED, jobs=JOBS, out=Path(folder), posterior=posterior
        )
        compare_files(compare(run), "zh", _DATE, True)
        whole = time.perf_counter() - began
    return {
        "whole": whole,
        "engine": engine,
        "ratio": whole / (engine / JOBS),
        "shared": without / with_sharing,
        "faster": apart / once,
        "quarters": with_sharing,
    }


def attribution(draws: int) -> dict[str, float]:
    """Seconds, and megabytes on disk, of an attribution to the seven actions from the posterior."""
    spec = load_shipped()
    posterior = read_posterior(SHIPPED)
    plan = design(spec)
    make = partial(attribution_run, spec, plan, jobs=JOBS, posterior=posterior)
    with TemporaryDirectory() as folder:
        make(2, SEED, out=Path(folder) / "warm")
        began = time.perf_counter()
        run = make(draws, SEED, out=Path(folder))
        ran = time.perf_counter() - began
        found = attribute(run, plan)
        attribute_files(found, "zh", _DATE, True)
        whole = time.perf_counter() - began
        size = sum(path.stat().st_size for path in run.folder.rglob("*") if path.is_file())
    remainder = max(
        abs(item.remainder / (item.all_on.value or math.inf)) for item in found.quantities
    )
    return {
        "whole": whole,
        "run": ran,
        "divide": whole - ran,
        "megabytes": size / 1e6,
        "remainder": remainder,
    }
