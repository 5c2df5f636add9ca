"""Regression adjustment against an exact posterior, and where it must refuse."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.regression_adjustment import AdjustmentError, adjust

DRAWS = 20_000


def toy(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """A standard normal parameter and a summary of it with error .5."""
    rng = np.random.default_rng(seed)
    theta = rng.standard_normal(DRAWS)
    return theta[:, None], (theta + 0.5 * rng.standard_normal(DRAWS))[:, None]


def test_adjusted_draws_are_the_exact_posterior_where_plain_ones_are_too_wide():
    theta, summary = toy()
    found = adjust(theta, summary, np.array([1.0]), share=0.5)
    exact_mean, exact_sd = 1.0 / 1.25, np.sqrt(0.25 / 1.25)
    mean = found.weights @ found.adjusted[:, 0]
    sd = np.sqrt(found.weights @ (found.adjusted[:, 0] - mean) ** 2)
    # Monte Carlo error .004 in both; the plain draws are wider by a quarter at this share.
    assert mean == pytest.approx(exact_mean, abs=0.02) and sd == pytest.approx(exact_sd, rel=0.03)
    plain = found.plain[:, 0] - found.weights @ found.plain[:, 0]
    assert np.sqrt(found.weights @ plain**2) > 1.15 * exact_sd
    assert found.slopes[0, 0] == pytest.approx(0.8, abs=0.03) and not found.outside.any()


def test_a_positive_quantity_stays_positive_and_an_exact_line_is_followed():
    theta, summary = toy()
    quantity = np.hstack([np.exp(summary), 3.0 * summary + 2.0])
    found = adjust(quantity, summary, np.array([-1.0]), share=0.2, positive=np.array([True, False]))
    assert np.allclose(found.adjusted, [np.exp(-1.0), -1.0]) and np.allclose(found.explained, 1.0)
    assert len(theta) > len(found.kept) and found.weights.sum() == pytest.approx(1.0)


def test_weights_of_draws_lead_back_to_their_prior():
    theta, summary = toy()
    weights = np.exp(-0.5 * theta[:, 0] ** 2)  # as if the prior had half the variance
    found = adjust(theta, summary, np.array([1.0]), share=0.3, weights=weights)
    assert found.weights @ found.adjusted[:, 0] == pytest.approx(0.5 / 0.75, abs=0.03)


def test_an_observation_beyond_every_draw_is_marked():
    theta, summary = toy()
    assert adjust(theta, summary, np.array([9.0]), share=0.1).outside.all()


def test_a_summary_that_never_varies_is_refused_unless_it_agrees():
    theta, summary = toy()
    flat = np.hstack([summary, np.full_like(summary, 4.0)])
    with pytest.raises(AdjustmentError) as caught:
        adjust(theta, flat, np.array([1.0, 5.0]), share=0.3)
    assert "summary 2" in caught.value.lines("en")[0] and caught.value.lines()[0].encode("gbk")
    agreed = adjust(theta, flat, np.array([1.0, 4.0]), share=0.3)
    alone = adjust(theta, summary, np.array([1.0]), share=0.3)
    assert np.allclose(agreed.adjusted, alone.adjusted)


def test_too_few_draws_near_the_observation_are_refused():
    theta, summary = toy()
    with pytest.raises(AdjustmentError, match="有效样本数"):
        adjust(theta, summary, np.array([1.0]), share=0.0002)


def test_failed_draws_must_be_left_out():
    theta, summary = toy()
    summary[3] = np.nan
    with pytest.raises(ValueError, match="not finite"):
        adjust(theta, summary, np.array([1.0]), share=0.3)
