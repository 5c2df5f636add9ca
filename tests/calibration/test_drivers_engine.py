"""The engine draws the drivers from the processes that were fitted, and what is on record."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest

from calibration.county import SHIPPED, load_shipped
from calibration.driver_fans import Fans, shared_shocks, simulate_drivers
from calibration.driver_fits import Fit, fit_series
from calibration.driver_process import TRUTHS, Truth, coverage, made_up, paths
from calibration.drivers import FittedDriver, fit_each
from calibration.history import load_history
from model.draws import Draws
from model.driver_paths import DRIVER_CODES
from model.policy import build_policy
from model.spec import CountySpec, KnownYear
from model.units import FIRST_YEAR, LATEST_YEAR
from tests.model.worlds import start_run

DRAWS, EXACT = 8000, 100_000
# Standard errors that a comparison may miss by: there are some 800 of them, on one seed.
NEAR = 4.0
# The mean growth of the rest of the economy is a parameter of the county, not of the fit.
FITTED = [code for code in DRIVER_CODES if code != "rest_growth"]


@pytest.fixture(scope="module")
def spec() -> CountySpec:
    return load_shipped()


@pytest.fixture(scope="module")
def fans(spec: CountySpec) -> Fans:
    return simulate_drivers(spec, DRAWS, seed=5)


@pytest.fixture(scope="module")
def drivers() -> dict[str, FittedDriver]:
    history = load_history(SHIPPED / "history.csv")
    return {item.spec.code: item for item in fit_each(history, SHIPPED)}


def exact(fit: Fit, known: Mapping[int, KnownYear]) -> np.ndarray:
    """Values f8[years, draws] from 2016 on, by the process written out in numpy.

    Coefficients are drawn once for all years, so years on record cut a path in one go.
    """
    rng = np.random.default_rng(3)
    mu = fit.mu + fit.mu_sd * rng.standard_normal(EXACT)
    phi = np.clip(fit.phi + fit.phi_sd * rng.standard_normal(EXACT), 0.0, 0.95)
    kappa = np.clip(fit.kappa + fit.kappa_sd * rng.standard_normal(EXACT), 0.0, 0.95)
    sigma = fit.sigma * np.exp(np.clip(fit.log_sigma_sd * rng.standard_normal(EXACT), -1, 1))
    swings = {year: rng.standard_normal(EXACT) for year in known}
    shared = {item.spell: rng.standard_normal(EXACT) for item in known.values()}
    values, level, last = [], np.zeros(EXACT), np.full(EXACT, fit.mu)
    for year in range(FIRST_YEAR - 1, LATEST_YEAR + 1):
        noise = rng.standard_normal(EXACT)
        if year in known:
            last = on_record(known, year, swings, shared)
        else:
            last = mu + phi * (last - mu) - kappa * (level - fit.lbar) + sigma * noise
        level = level + (last if year > FIRST_YEAR else 0.0)
        values.append(last)
    return np.array(values)


def on_record(
    known: Mapping[int, KnownYear],
    year: int,
    swings: Mapping[int, np.ndarray],
    shared: Mapping[int | None, np.ndarray],
) -> np.ndarray:
    """A year's value [draws]: with its own error, or within a total over several years."""
    item = known[year]
    together = [y for y, other in known.items() if other.spell == item.spell]
    if item.spell is None or len(together) == 1:
        return np.asarray(item.value + item.error * swings[year])
    own = math.sqrt((item.error**2 - item.mean_error**2) / (1.0 - 1.0 / len(together)))
    gap = swings[year] - np.mean([swings[y] for y in together], axis=0)
    return np.asarray(item.value + item.mean_error * shared[item.spell] + own * gap)


def assert_same_distribution(drawn: np.ndarray, wanted: np.ndarray, what: str) -> None:
    """Mean and standard deviation agree within the Monte Carlo error of both samples."""
    spread = max(float(wanted.std()), 1e-12)
    sizes = 1.0 / len(drawn) + 1.0 / len(wanted)
    assert abs(drawn.mean() - wanted.mean()) <= NEAR * spread * math.sqrt(sizes) + 1e-9, what
    # Kurtosis decides how well a standard deviation is known.
    kurtosis = max(1.0, float(np.mean(((wanted - wanted.mean()) / spread) ** 4)))
    error = spread * math.sqrt((kurtosis - 1.0) / 4.0 * sizes)
    assert abs(drawn.std() - wanted.std()) <= NEAR * error + 1e-9, what


@pytest.mark.parametrize("code", FITTED)
def test_every_year_of_a_driver_is_distributed_as_fitted(
    spec: CountySpec, fans: Fans, drivers: dict[str, FittedDriver], code: str
) -> None:
    model = next(item for item in spec.drivers if item.code == code)
    wanted = exact(drivers[code].fit, model.observed)
    levels = np.cumsum(wanted[2:], axis=0)
    for at, year in enumerate(fans.years):
        assert_same_distribution(fans.values[code][:, at], wanted[at], f"{code} {year}")
        if year > FIRST_YEAR:
            drawn = fans.levels(code)[:, fans.level_years.index(year)]
            assert_same_distribution(drawn, levels[at - 2], f"{code} level {year}")


def test_the_rest_of_the_economy_centres_on_its_parameter(spec: CountySpec, fans: Fans) -> None:
    centre = float(spec.prior_means()["rest_growth"][0])
    last = fans.values["rest_growth"][:, -1]
    assert last.mean() == pytest.approx(centre, abs=NEAR * last.std() / math.sqrt(DRAWS))


def test_the_fans_show_the_draws_of_a_run(spec: CountySpec) -> None:
    """The same seed and draw give the same growth and prices in a run of the county."""
    few = simulate_drivers(spec, 3, seed=8)
    chosen = Draws.from_prior(spec, 3, 8)
    ore = DRIVER_CODES.index("price_ore")
    for k in range(3):
        run = start_run(spec, build_policy(spec), chosen.parameters[k], 8, k)
        for year in (2018, 2021, 2025):
            at, quarter = few.years.index(year), 4 * (year - FIRST_YEAR)
            assert run.world.drivers["growth"][quarter] == few.values["growth"][k, at]
            # A year's change runs from the middle of the year before to the middle of the year.
            assert run.world.prices[quarter, ore] == few.values["price_ore"][k, at] / 4.0


def test_more_draws_leave_the_first_ones_alone(spec: CountySpec) -> None:
    few, more = simulate_drivers(spec, 2, seed=1), simulate_drivers(spec, 4, seed=1)
    assert all((more.values[code][:2] == few.values[code]).all() for code in DRIVER_CODES)


def test_fans_are_measured_from_2017(fans: Fans) -> None:
    levels = fans.levels("price_ore")
    assert fans.level_years[0] == FIRST_YEAR and (levels[:, 0] == 0.0).all()
    assert levels[:, 1] == pytest.approx(fans.values["price_ore"][:, 2])
    table = fans.quantiles("price_ore")
    assert table.shape == (len(fans.years), 7) and (np.diff(table, axis=1) >= 0.0).all()


def test_prices_of_one_series_share_their_shocks(spec: CountySpec, fans: Fans) -> None:
    shared = shared_shocks(spec)
    assert "price_investment" in shared["price_equipment"]
    assert shared["price_ore"] == ()
    assert (fans.values["price_equipment"] == fans.values["price_investment"]).all()


def test_cement_follows_the_same_index_less_closely(spec: CountySpec, fans: Fans) -> None:
    """One shock for all that is priced by one index; what the index misses may differ."""
    assert "price_minerals" in shared_shocks(spec)["price_equipment"]
    machines, cement = fans.values["price_equipment"], fans.values["price_minerals"]
    years = np.array(fans.years)
    # What the index missed in the last year on record goes on into the years after.
    assert np.corrcoef(machines[:, -1], cement[:, -1])[0, 1] > 0.99
    known = years == 2020
    assert cement[:, known].std() == pytest.approx(2.5 * machines[:, known].std())


def test_a_total_over_several_years_stays_as_published(spec: CountySpec, fans: Fans) -> None:
    """Budget revenue of 2021 over that of 2017 is on record, its path in between is not."""
    changes = fans.values["general_budget"]
    years = [fans.years.index(year) for year in range(2018, 2022)]
    model = next(item for item in spec.drivers if item.code == "general_budget")
    total = sum(item.value for year, item in model.observed.items() if year >= 2018)
    assert changes[:, years].sum(axis=1) == pytest.approx(np.full(DRAWS, total), abs=1e-9)
    assert changes[:, years[:2]].sum(axis=1).std() > 0.03


def test_errors_of_a_long_record_are_those_made() -> None:
    """Estimates of persistence and pull lie within two standard errors about 19 times in 20."""
    rng = np.random.default_rng(4)
    for truth, name in (
        (Truth("ar1", 0.6, 0.0, 0.03, 120), "phi"),
        (Truth("reverting", 0.0, 0.4, 0.0, 120), "kappa"),
    ):
        fits = [
            fit_series(made_up(truth, truth.years, rng), 1903, 2017, truth.kappa > 0.0)
            for _ in range(60)
        ]
        assert sum(fit.form == truth.form for fit in fits) >= 55
        missed = [
            (getattr(fit, name) - getattr(truth, name)) / getattr(fit, f"{name}_sd")
            for fit in fits
            if fit.form == truth.form
        ]
        assert np.mean(np.abs(missed) < 2.0) >= 0.87
        assert 0.7 < np.std(missed) < 1.3


def test_forecasts_from_a_long_record_cover_what_happens() -> None:
    for truth in (
        Truth("white", 0.0, 0.0, 0.03, 80),
        Truth("ar1", 0.6, 0.0, 0.03, 80),
        Truth("reverting", 0.0, 0.4, 0.0, 80),
    ):
        found = coverage(truth, samples=150)
        assert found.found >= 0.9
        # Binomial error of a share of .8 in 150 is .033.
        assert all(abs(share - 0.8) < 0.1 for share in found.covered), (truth, found)


def test_short_records_cover_about_as_promised() -> None:
    """Over the lengths and processes of the county's prices, near and far; the form may be missed."""
    shares = np.array([coverage(truth).covered for truth in TRUTHS])
    assert abs(shares.mean() - 0.8) < 0.03
    assert (np.abs(shares.mean(axis=0) - 0.8) < 0.04).all()


def test_persistence_is_mostly_missed_in_ten_years() -> None:
    """What the page says of them, and that later intervals are then too narrow."""
    found = coverage(TRUTHS[1])
    assert found.found < 0.3
    assert found.covered[-1] < 0.77


def test_the_error_of_the_pull_widens_an_interval() -> None:
    fit = Fit(
        mu=0.0, mu_sd=0.03, phi=0.0, phi_sd=0.0, kappa=0.2, lbar=0.3, sigma=0.25,
        log_sigma_sd=0.2, n_obs=14, reason="", form="reverting", kappa_sd=0.25,
    )  # fmt: skip
    sharp = Fit(**{**vars(fit), "kappa_sd": 0.0})
    ends = [
        paths(one, 0.0, 0.8, 8, 20_000, np.random.default_rng(1)).sum(axis=0)
        for one in (sharp, fit)
    ]
    narrow, wide = (np.subtract(*np.quantile(end, (0.9, 0.1))) for end in ends)
    assert wide > 1.03 * narrow


def test_a_path_with_certain_coefficients_is_the_equation() -> None:
    fit = Fit(
        mu=0.04, mu_sd=0.0, phi=0.5, phi_sd=0.0, kappa=0.2, lbar=0.1, sigma=1e-12,
        log_sigma_sd=0.0, n_obs=9, reason="", form="reverting",
    )  # fmt: skip
    found = paths(fit, last=0.10, level=0.3, years=2, draws=3, rng=np.random.default_rng(0))
    first = 0.04 + 0.5 * 0.06 - 0.2 * 0.2
    assert found[0] == pytest.approx([first] * 3)
    assert found[1] == pytest.approx([0.04 + 0.5 * (first - 0.04) - 0.2 * (0.2 + first)] * 3)
