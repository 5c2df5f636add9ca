"""Published numbers against what a posterior would publish, on a level whose posterior is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

from calibration.history import Observation
from calibration.likelihood import log_likelihood_by_observation
from calibration.posterior import Posterior
from calibration.posterior_predictive import (
    ALARM,
    NONE,
    POSTERIOR,
    PRIOR,
    SURPRISE,
    Predicted,
    held_back,
    predict,
)

YEARS = range(2017, 2021)
# ln(level) is N(8, .3) before the data; it is the same every year.
CENTRE, WIDTH = 8.0, 0.3
N = 4_000


def item(year: int, value: float, error: float = 0.1, operator: str = "level") -> Observation:
    return Observation(
        variable="gdp", year=year, quarter=None, value=value, unit="万元",
        published_value=value, published_unit="万元", basis="", grade="published", use="fit",
        indicator="gdp", operator=operator, error=error, span=1, source_title="bulletin",
        source_url="", note="",
    )  # fmt: skip


def level(z: np.ndarray) -> dict[str, np.ndarray]:
    return {"gdp": np.repeat(np.exp(CENTRE + WIDTH * z)[:, None], len(YEARS), axis=1)}


def exact(observations: list[Observation]) -> tuple[float, float]:
    """Mean and standard deviation of z given observed levels."""
    precision, weighted = 1.0, 0.0
    for seen in observations:
        share = (WIDTH / seen.log_sd) ** 2
        precision += share
        weighted += share * (np.log(seen.value) - CENTRE) / WIDTH
    return weighted / precision, precision**-0.5


def conditioned(observations: list[Observation], n: int = N) -> tuple[Posterior, dict]:
    """An exact sample of the posterior given these observations."""
    mean, sd = exact(observations)
    z = mean + sd * np.random.default_rng(4).standard_normal(n)
    series = level(z)
    seen = log_likelihood_by_observation(observations, series, YEARS).sum(axis=1)
    posterior = Posterior(("a",), ndtr(z)[:, None], np.arange(n), np.full(n, 1.0 / n), seen,
                          tuple(observations))  # fmt: skip
    return posterior, series


def prior_runs(n: int = 8_000) -> dict[str, np.ndarray]:
    return level(np.random.default_rng(9).standard_normal(n))


def placed(
    used: list[Observation], held: list[Observation] | None = None, prior: dict | None = None
) -> list[Predicted]:
    posterior, series = conditioned(used)
    return predict(posterior, held or [], series, prior or prior_runs(), YEARS, seed=1)


def normal_points(mean: float, sd: float) -> np.ndarray:
    """10, 50 and 90 % points of a published level."""
    return np.exp(mean + sd * np.array([-1.2816, 0.0, 1.2816]))


def test_the_simulated_number_has_the_posteriors_spread_and_the_error_of_publication():
    used = [item(2018, 3_300.0), item(2019, 3_100.0)]
    mean, sd = exact(used)
    first, second = placed(used)
    whole = np.hypot(WIDTH * sd, used[0].log_sd)
    expected = normal_points(CENTRE + WIDTH * mean, whole)
    assert first.posterior.interval == pytest.approx(expected, rel=0.02)
    z = (np.log(3_300.0) - CENTRE - WIDTH * mean) / whole
    assert first.posterior.position == pytest.approx(ndtr(z), abs=0.03)
    assert first.used and first.silent == 0 and second.posterior.flag == NONE


def test_leaving_one_out_gives_what_the_others_alone_would_say():
    used = [item(2018, 3_900.0, 0.15), item(2019, 3_000.0), item(2020, 3_100.0)]
    found = placed(used)[0]
    mean, sd = exact(used[1:])
    expected = normal_points(CENTRE + WIDTH * mean, np.hypot(WIDTH * sd, used[0].log_sd))
    assert found.by == POSTERIOR and found.pareto_k < 0.7 and found.ess > 500.0
    assert found.left_out.interval == pytest.approx(expected, rel=0.02)
    # A number draws the posterior towards itself, so it looks better than it is.
    assert found.left_out.tail < found.posterior.tail


def test_where_the_posterior_cannot_forget_a_number_prior_runs_are_weighted_instead():
    used = [item(2018, 3_900.0, 0.01), item(2019, 3_000.0, 0.2)]
    sharp, _ = placed(used)
    assert sharp.by == PRIOR and sharp.pareto_k < 0.7
    mean, sd = exact(used[1:])
    expected = normal_points(CENTRE + WIDTH * mean, np.hypot(WIDTH * sd, used[0].log_sd))
    assert sharp.left_out.interval == pytest.approx(expected, rel=0.03)


def test_where_neither_can_be_trusted_nothing_is_told():
    used = [item(2018, 3_900.0, 0.001), item(2019, 3_890.0, 0.003)]
    sharp, _ = placed(used, prior=prior_runs(300))
    assert sharp.left_out is None and sharp.by is None and sharp.pareto_k > 0.7
    assert sharp.judged == sharp.posterior


def test_numbers_far_from_what_the_posterior_expects_are_flagged():
    used = [item(2018, 3_000.0, 0.05)]
    fine, odd, wrong = (item(2020, value) for value in (3_050.0, 3_850.0, 6_000.0))
    found = placed(used, [fine, odd, wrong])
    assert [part.judged.flag for part in found] == [NONE, NONE, SURPRISE, ALARM]
    assert [part.used for part in found] == [True, False, False, False]
    assert found[2].posterior.position > 0.95 and found[3].posterior.position > 0.99
    assert found[1].left_out is None and found[1].ess is None


def test_a_bound_surprises_only_on_its_wrong_side():
    used = [item(2018, 3_000.0, 0.05)]
    roomy = item(2020, 9_000.0, 0.05, "upper_bound")
    broken = replace(roomy, value=2_000.0)
    below = replace(roomy, operator="lower_bound", value=2_000.0)
    flags = [part.judged.flag for part in placed(used, [roomy, broken, below])]
    assert flags == [NONE, NONE, ALARM, NONE]


def test_a_bound_that_all_runs_keep_can_be_left_out():
    used = [item(2018, 3_000.0, 0.05), item(2020, 9_000.0, 0.05, "upper_bound")]
    bound = placed(used)[1]
    assert bound.by == POSTERIOR and bound.pareto_k == 0.0
    assert bound.left_out.interval == pytest.approx(bound.posterior.interval)


def test_runs_without_a_number_to_publish_are_counted():
    used = [item(2018, 3_000.0)]
    posterior, series = conditioned(used)
    series["gdp"][:10] = np.nan
    found = predict(posterior, [], series, prior_runs(), YEARS, seed=1)
    assert found[0].silent == 10 and np.isfinite(found[0].posterior.interval).all()
    series["gdp"][:] = np.nan
    with pytest.raises(ValueError, match="gdp 2018: no pair"):
        predict(posterior, [], series, prior_runs(), YEARS, seed=1)


def test_what_was_held_back_is_what_the_posterior_has_not_seen():
    used = [item(2018, 3_000.0)]
    posterior, _ = conditioned(used, 50)
    record = [*used, item(2019, 3_100.0), replace(item(2020, 1.0), use="context"),
              item(2029, 5_000.0)]  # fmt: skip
    held, left_out = held_back(posterior, record, 2027)
    assert held == [record[1]]
    # A user's own number of the same thing stands in the place of the shipped one.
    revised = replace(record[0], value=3_300.0, published_value=3_300.0)
    assert held_back(posterior, [revised, record[1]], 2027)[0] == [record[1]]
    assert len(left_out) == 1 and "2029" in left_out[0]
    assert predict(replace(posterior, observations=()), [], {}, {}, YEARS, 1) == []
