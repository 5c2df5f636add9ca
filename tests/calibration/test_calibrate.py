"""From the record to the posterior, on the shipped county with few particles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from calibration.calibrate import ReachError, calibrate, default_settings, prior_reach
from calibration.conditioning import CountyRuns, usable, varying
from calibration.county import SHIPPED, load_shipped
from calibration.history import load_history
from calibration.importance import effective_size
from calibration.lineages import history_luck, weight_of_sets
from calibration.particles import Settings, State
from calibration.posterior import (
    Posterior,
    PosteriorError,
    check_replay,
    read_posterior,
    runs_of,
)
from model.spec import CountySpec

SETTINGS = Settings(seed=5, start=512, particles=100, budget=20_000, ess_floor=50.0)


@pytest.fixture(scope="module")
def spec() -> CountySpec:
    return load_shipped()


@pytest.fixture(scope="module")
def runs(spec: CountySpec) -> CountyRuns:
    observations, left_out = usable(load_history(SHIPPED / "history.csv"), 2022)
    assert left_out == [] and len(observations) >= 7
    return CountyRuns(spec, tuple(observations), jobs=2)


@pytest.fixture(scope="module")
def posterior(runs: CountyRuns) -> Posterior:
    return calibrate(runs, SETTINGS, notes={"made": "for a test"})


def test_conditioning_brings_histories_to_the_record(
    runs: CountyRuns, posterior: Posterior
) -> None:
    sets = weight_of_sets(posterior.u, posterior.weights)
    assert posterior.manifest["status"] == "complete" and effective_size(sets) >= 50.0
    assert posterior.weights.sum() == pytest.approx(1.0)
    prior = runs.log_likelihood(
        np.random.default_rng(1).uniform(size=(200, len(runs.codes))), np.arange(200)
    )
    assert np.median(posterior.log_likelihood) > np.quantile(prior, 0.95)


def test_each_temperature_tells_the_parameter_sets_and_histories_left(
    posterior: Posterior,
) -> None:
    stages = posterior.manifest["stages"]
    assert all(1.0 < stage["lineages"] <= stage["parameter_sets"] <= 100 for stage in stages)
    sizes = posterior.sizes
    assert stages[-1]["parameter_sets"] == sizes["parameter_sets"]
    assert stages[-1]["lineages"] == pytest.approx(sizes["ess"])
    assert {name: posterior.manifest[name] for name in sizes} == sizes


def test_every_pair_replays_its_own_history(runs: CountyRuns, posterior: Posterior) -> None:
    again = runs.log_likelihood(posterior.u, posterior.seeds)
    assert again.tobytes() == posterior.log_likelihood.tobytes()
    check_replay(posterior, runs)


def test_the_same_bytes_for_any_number_of_jobs(runs: CountyRuns, posterior: Posterior) -> None:
    alone = calibrate(
        replace(runs, jobs=1), replace(SETTINGS, chunk=77), notes={"made": "for a test"}
    )
    assert alone.to_bytes() == posterior.to_bytes()


def test_an_interrupted_calibration_goes_on_to_the_same_bytes(
    runs: CountyRuns, posterior: Posterior
) -> None:
    stages: list[State] = []
    calibrate(runs, SETTINGS, on_stage=stages.append)
    resumed = calibrate(runs, SETTINGS, resume=stages[0], notes={"made": "for a test"})
    assert resumed.to_bytes() == posterior.to_bytes()


def test_the_file_gives_back_what_was_written(posterior: Posterior, tmp_path) -> None:
    path = tmp_path / "posterior.parquet"
    path.write_bytes(posterior.to_bytes())
    for found in (read_posterior(path), read_posterior(tmp_path)):
        assert found.to_bytes() == posterior.to_bytes()
        assert found.observations == posterior.observations
    path.write_bytes(posterior.to_bytes()[:-50])
    with pytest.raises(PosteriorError, match="损坏"):
        read_posterior(path)
    with pytest.raises(PosteriorError, match="找不到"):
        read_posterior(tmp_path / "other.parquet")


def test_a_posterior_of_another_model_is_refused(spec: CountySpec, posterior: Posterior) -> None:
    priors = {**spec.priors, "above_scale_threshold": replace(
        spec.priors["above_scale_threshold"], first=1_500.0)}  # fmt: skip
    with pytest.raises(PosteriorError, match="不符"):
        check_replay(posterior, runs_of(posterior, replace(spec, priors=priors)))
    fewer = {code: replace(prior, kind="fixed") if code == "chi" else prior
             for code, prior in spec.priors.items()}  # fmt: skip
    with pytest.raises(PosteriorError, match="不符"):
        check_replay(posterior, runs_of(posterior, replace(spec, priors=fewer)))


def test_a_forecast_takes_pairs_in_proportion_to_their_weights(
    spec: CountySpec, posterior: Posterior
) -> None:
    weights = np.linspace(0.0, 2.0, len(posterior)) / len(posterior)
    uneven = replace(posterior, weights=weights / weights.sum())
    kept = uneven.taken(len(posterior), seed=3)
    expected = len(posterior) * uneven.weights
    assert np.abs(np.bincount(kept, minlength=len(posterior)) - expected).max() < 2.5
    assert np.array_equal(uneven.taken(30, seed=3), kept[:30])
    assert not np.array_equal(uneven.taken(30, seed=4), kept[:30])
    draws = uneven.draws(spec, 30, seed=3)
    assert draws.origin == "posterior" and len(draws) == 30
    pairs = uneven.seeds[uneven.taken(30, 3)]
    assert np.array_equal(history_luck(draws.seeds), history_luck(pairs))
    # Beyond the record every draw has a future of its own, so there may be more than pairs.
    assert len(posterior.taken(len(posterior) + 1, seed=3)) == len(posterior) + 1


def test_without_observations_the_posterior_is_the_prior(spec: CountySpec) -> None:
    found = calibrate(CountyRuns(spec, ()), SETTINGS)
    assert found.manifest["status"] == "no_information" and not found.conditioned
    assert len(found) == SETTINGS.particles
    assert np.allclose(found.weights, 1.0 / SETTINGS.particles)
    assert np.abs(found.u.mean(axis=0) - 0.5).max() < 0.05


def test_a_number_that_no_run_reaches_is_named_with_its_unit(runs: CountyRuns) -> None:
    gdp = next(item for item in runs.observations if item.variable == "gdp")
    slip = replace(gdp, value=gdp.value * 1e4, published_value=gdp.published_value * 1e4)
    broken = tuple(slip if item is gdp else item for item in runs.observations)
    with pytest.raises(ReachError, match="核对单位") as caught:
        calibrate(replace(runs, observations=broken), SETTINGS)
    (zh,), (en,) = caught.value.lines("zh"), caught.value.lines("en")
    assert "地区生产总值 2017年 = " in zh and "GDP 2017 = " in en
    # The number and what the prior reaches are told in one unit, that of the publication.
    assert zh.count("亿元") == 2 + zh.count("亿元还是万元") and "万元)" not in zh


def test_the_prior_reaches_every_shipped_observation(runs: CountyRuns) -> None:
    found = prior_reach(runs, seed=5, n=512)
    assert [item.observation for item in found] == list(runs.observations)
    assert all(item.nearest < 2.0 and item.low <= item.middle <= item.high for item in found)


def test_settings_that_users_give_are_made_to_fit(spec: CountySpec) -> None:
    small = default_settings(seed=1, start=100, particles=400)
    assert (small.start, small.ess_floor) == (400, 100.0)
    assert "chi" in varying(spec) and "above_scale_threshold" not in varying(spec)
