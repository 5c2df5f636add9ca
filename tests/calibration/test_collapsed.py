"""A posterior that a handful of histories carries is refused, and so is one that stopped early."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from calibration.calibrate import StoppedError, calibrate, require_histories
from calibration.county import load_shipped
from calibration.importance import WeightError
from calibration.particles import Settings, State
from calibration.posterior import Posterior
from tests.calibration.toy_county import ToyRuns, number

SETTINGS = Settings(seed=1, start=512, particles=100, budget=300_000, ess_floor=50.0)
RECORD = (number("gdp", 2017, 1.25e6, 0.05), number("revenue_above_scale", 2019, 2.0e5, 0.15))
SHARP = (number("gdp", 2017, 1.45e6, 0.002), number("revenue_above_scale", 2019, 1.2e5, 0.002))


@pytest.fixture(scope="module")
def runs() -> ToyRuns:
    return ToyRuns(load_shipped(), RECORD)


def of_histories(count: int) -> Posterior:
    """Sixty pairs of different parameters whose seeds share so many histories."""
    u = np.random.default_rng(1).uniform(size=(60, 2))
    weights = np.full(60, 1 / 60)
    return Posterior(
        ("chi", "lumpiness"), u, np.arange(60) % count, weights, np.zeros(60), RECORD, {}
    )


@pytest.mark.parametrize("left", [1, 9])
def test_a_posterior_of_a_handful_of_histories_is_refused_with_what_helps(left: int) -> None:
    with pytest.raises(WeightError) as caught:
        require_histories(of_histories(left))
    zh, en = (caught.value.lines(lang) for lang in ("zh", "en"))
    assert f"只剩 {left}." in zh[0] and "下限 10 段" in zh[0]
    assert f"carried by {left}." in en[0] and "floor of 10" in en[0]
    for (line,) in (zh, en):
        assert "--start" in line and "-n" in line and line.encode("gbk")


def test_ten_histories_are_enough_to_go_on_with_a_warning() -> None:
    require_histories(of_histories(10))


def test_a_calibration_ends_with_that_check(runs: ToyRuns, monkeypatch) -> None:
    kept = calibrate(runs, SETTINGS)
    assert kept.ess >= 10.0
    monkeypatch.setattr("calibration.calibrate.FEWEST", kept.ess + 1.0)
    with pytest.raises(WeightError, match="独立历史"):
        calibrate(runs, SETTINGS)


def test_a_budget_that_ran_out_says_at_which_stage_and_temperature(runs: ToyRuns) -> None:
    kept: list[State] = []
    sharp, short = replace(runs, observations=SHARP), replace(SETTINGS, budget=700)
    with pytest.raises(StoppedError) as caught:
        calibrate(sharp, short, on_start=kept.append)
    assert caught.value.status == "budget"
    (zh,), (en,) = (caught.value.lines(lang) for lang in ("zh", "en"))
    assert "第 1 步、温度 0." in zh and "700 次" in zh and "--budget" in zh and zh.encode("gbk")
    assert "stage 1, temperature 0." in en and "700 runs" in en and "fix: a larger budget" in en
    # The prior runs are there to go on from, and give the same as if the budget had been enough.
    (start,) = kept
    assert start.stages == () and start.calls == 512
    again = calibrate(
        runs, SETTINGS, resume=replace(start, settings=short, loglik=runs_of(runs, start))
    )
    assert again.to_bytes() == calibrate(runs, SETTINGS).to_bytes()


def runs_of(runs: ToyRuns, start: State) -> np.ndarray:
    """Likelihoods of prior runs under the record of `runs`."""
    from calibration.proposals import to_uniform

    return runs.log_likelihood(to_uniform(start.z), start.seeds)
