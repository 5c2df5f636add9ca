"""A record too sharp for the histories that can be tried is let in only in part, and says so."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtri

from calibration.calibrate import calibrate
from calibration.county import load_shipped
from calibration.evidence import weigh
from calibration.importance import WeightError
from calibration.let_in import bold, cautious, in_part, in_whole, share_let_in, widening
from calibration.likelihood import log_likelihood
from calibration.particles import Settings, State
from calibration.posterior import (
    FILE_NAME,
    Posterior,
    PosteriorError,
    check_replay,
    read_posterior,
)
from calibration.update import update
from scenarios.basis import basis_of, caution_of
from scenarios.posterior_input import numbers_of
from tests.calibration.toy_county import ToyRuns, exact, number

SETTINGS = Settings(seed=3, start=8192, particles=1000, budget=400_000, ess_floor=50.0)
# Two numbers so sharp that hardly a stroke of luck fits both.
SHARP = (
    number("revenue_above_scale", 2018, 2.1e5, 0.0005),
    number("revenue_above_scale", 2021, 2.3e5, 0.0005),
    number("gdp", 2019, 1.3e6, 0.0005),
)


@pytest.fixture(scope="module")
def runs() -> ToyRuns:
    return ToyRuns(load_shipped(), SHARP)


@pytest.fixture(scope="module")
def partly(runs: ToyRuns) -> Posterior:
    return calibrate(runs, replace(cautious(SETTINGS), histories_floor=300.0))


def test_it_stops_with_enough_histories_and_tells_how_far_it_came(partly: Posterior) -> None:
    power = share_let_in(partly.observations)
    assert partly.ess >= 300.0 and 0.0 < power < 1.0
    assert partly.manifest["status"] == "histories"
    assert partly.manifest["temperature_reached"] == power
    assert [item.power for item in partly.observations] == [power] * len(SHARP)
    # Nothing else of a number is changed: it is shown as it was published.
    assert in_whole(partly.observations) == SHARP


def test_it_is_the_exact_posterior_of_errors_so_many_times_as_wide(partly: Posterior) -> None:
    power = share_let_in(partly.observations)
    # A lognormal density to a power is one with the log's standard deviation divided by its root.
    wider = [replace(item, error=math.sqrt(math.expm1(item.log_sd**2 / power))) for item in SHARP]
    assert wider[0].log_sd == pytest.approx(SHARP[0].log_sd * widening(power))
    mean, covariance = exact(wider)
    found = ndtri(partly.u)
    centre = partly.weights @ found
    spread = np.sqrt(partly.weights @ (found - centre) ** 2)
    sd = np.sqrt(np.diag(covariance))[:2]
    # Some 300 independent histories: an error of .06 sd in a mean.
    assert np.abs((centre - mean[:2]) / sd).max() < 0.25
    assert np.abs(spread / sd - 1.0).max() < 0.15


def test_each_pair_replays_only_what_was_let_in(partly: Posterior, runs: ToyRuns) -> None:
    check_replay(partly, replace(runs, observations=partly.observations))
    with pytest.raises(PosteriorError):
        check_replay(partly, runs)


def test_the_file_keeps_how_far_each_number_was_let_in(partly: Posterior, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(partly.to_bytes())
    again = read_posterior(tmp_path)
    assert again.observations == partly.observations
    assert share_let_in(again.observations) == share_let_in(partly.observations) < 1.0


def test_going_on_from_a_checkpoint_gives_the_same_bytes(runs: ToyRuns, partly: Posterior) -> None:
    settings = replace(cautious(SETTINGS), histories_floor=300.0)
    kept: list[State] = []
    whole = calibrate(runs, settings, on_stage=kept.append)
    assert whole.to_bytes() == partly.to_bytes()
    for state in (kept[0], kept[-1]):
        assert calibrate(runs, settings, resume=state).to_bytes() == whole.to_bytes()


def test_a_record_that_is_not_too_sharp_is_let_in_whole(runs: ToyRuns) -> None:
    easy = replace(runs, observations=(number("gdp", 2017, 1.25e6, 0.05),))
    careful, plain = calibrate(easy, cautious(SETTINGS)), calibrate(easy, SETTINGS)
    assert careful.observations == plain.observations and careful.manifest["status"] == "complete"
    assert careful.u.tobytes() == plain.u.tobytes()
    assert careful.weights.tobytes() == plain.weights.tobytes()


def test_a_budget_that_ends_it_leaves_what_it_had(runs: ToyRuns) -> None:
    short = replace(cautious(SETTINGS), histories_floor=300.0, budget=60_000)
    found = calibrate(runs, short)
    assert found.manifest["status"] == "budget" and found.ess >= 300.0
    assert share_let_in(found.observations) < 1.0


def test_where_the_least_part_is_too_much_it_says_so(runs: ToyRuns) -> None:
    with pytest.raises(WeightError, match="只放进一点数据") as caught:
        calibrate(runs, replace(cautious(SETTINGS), histories_floor=999.0))
    (line,) = caught.value.lines("en")
    assert "--start" in line and "999" in line


def test_without_caution_the_refusal_names_it(runs: ToyRuns, monkeypatch) -> None:
    monkeypatch.setattr("calibration.calibrate.FEWEST", 1e9)
    with pytest.raises(WeightError) as caught:
        calibrate(replace(runs, observations=SHARP[:1]), SETTINGS)
    for lang in ("zh", "en"):
        assert "--cautious" in caught.value.lines(lang)[0]


def test_a_new_number_joins_what_was_let_in_in_part(runs: ToyRuns, partly: Posterior) -> None:
    """Moves keep the old numbers at their power; the new one comes in whole."""
    new = number("gdp", 2023, 1.36e6, 0.05)
    found = update(partly, runs, weigh(partly.observations, [new]), seed=5)
    assert found.method in ("weights", "moves")
    powers = [item.power for item in found.posterior.observations]
    assert powers == [*(item.power for item in partly.observations), 1.0]
    posterior = found.posterior
    check_replay(posterior, replace(runs, observations=posterior.observations))


def test_the_same_accounts_again_are_nothing_new(partly: Posterior) -> None:
    from calibration.evidence import NothingNewError

    with pytest.raises(NothingNewError):
        weigh(partly.observations, SHARP)


def test_a_rerun_tries_to_let_everything_in(runs: ToyRuns, partly: Posterior) -> None:
    """From the priors there is no reason to keep the old numbers at the power they had."""
    few = replace(partly, ancestry=np.arange(len(partly)) % 9)
    tight = number("revenue_above_scale", 2023, 2.6e5, 0.0005)
    careful = update(few, runs, weigh(few.observations, [tight]), seed=5, careful=True)
    assert careful.method == "rerun" and careful.posterior.ess >= 50.0
    powers = {item.power for item in careful.posterior.observations}
    assert len(powers) == 1 and powers.pop() < 1.0


def test_what_is_said_of_it_goes_wherever_the_basis_goes(partly: Posterior) -> None:
    numbers = numbers_of(partly)
    power = numbers["let_in"]
    for said in (*basis_of("posterior", numbers=numbers), *caution_of("posterior", numbers)):
        assert f"{100 * power:.2g}" in said and f"{widening(power):.1f}" in said
    whole = numbers_of(replace(partly, observations=in_whole(partly.observations)))
    assert "放进" not in basis_of("posterior", numbers=whole)[0]
    assert "let in" not in caution_of("posterior", whole)[1]


def test_powers_multiply_and_caution_can_be_taken_back() -> None:
    twice = in_part(in_part(SHARP, 0.5), 0.5)
    assert share_let_in(twice) == 0.25 and widening(0.25) == 2.0 and share_let_in(()) == 1.0
    modelled = np.array([2.0e5, 2.2e5])
    half = log_likelihood(in_part(SHARP, 0.5)[0], modelled)
    assert half == pytest.approx(0.5 * log_likelihood(SHARP[0], modelled))
    assert cautious(SETTINGS).histories_floor == 50.0 and bold(cautious(SETTINGS)) == SETTINGS
    assert cautious(replace(SETTINGS, particles=100)).histories_floor == 25.0
    with pytest.raises(ValueError, match="histories_floor"):
        replace(SETTINGS, histories_floor=-1.0)
