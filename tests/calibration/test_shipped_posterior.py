"""The posterior that comes with the package belongs to the model and the data it comes with."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.calibrate import PARTICLES
from calibration.conditioning import usable
from calibration.county import SHIPPED, load_shipped
from calibration.history import load_history
from calibration.posterior import FILE_NAME, Posterior, check_replay, read_posterior, runs_of
from model.units import LAST_YEAR


@pytest.fixture(scope="module")
def posterior() -> Posterior:
    return read_posterior(SHIPPED)


def test_it_still_lives_the_history_it_was_conditioned_on(posterior: Posterior) -> None:
    """A change that moves the simulated history asks for `make posterior`."""
    check_replay(posterior, runs_of(posterior, load_shipped(), jobs=2), replayed=128)


def test_it_was_conditioned_on_every_usable_number_of_the_record(posterior: Posterior) -> None:
    observations, _ = usable(load_history(SHIPPED / "history.csv"), LAST_YEAR)
    assert posterior.observations == tuple(observations)


def test_it_is_whole_and_small_enough_to_ship(posterior: Posterior) -> None:
    assert posterior.manifest["status"] == "complete"
    assert posterior.manifest["temperature_reached"] == 1.0
    assert posterior.sizes["parameter_sets"] > 0.8 * PARTICLES
    assert posterior.sizes["parameter_sets"] > posterior.ess > PARTICLES / 3
    assert {name: posterior.manifest[name] for name in posterior.sizes} == posterior.sizes
    assert np.isclose(posterior.weights.sum(), 1.0)
    assert (SHIPPED / FILE_NAME).stat().st_size < 700_000
