"""The world outside over a draw: what is on record is used, the rest simulated, quarter by quarter."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from model.assumptions import PRICE_SERIES
from model.draws import Draws
from model.driver_paths import (
    DRIVER_CODES,
    annual_path,
    annual_rate,
    driver_tables,
    known_years,
)
from model.policy import build_policy
from model.randomness import LATER_QUARTER, luck_of_plain
from model.spec import CountySpec
from tests.model.plain_parts import parameters, twin, with_luck
from tests.model.worlds import Run, start_run

REST = DRIVER_CODES.index("rest_growth")
NO_ERROR = {"mu_sd": 0.0, "phi_sd": 0.0, "kappa_sd": 0.0, "log_sigma_sd": 0.0}


@pytest.fixture(scope="module")
def runs(spec: CountySpec) -> list[Run]:
    """Forty draws of which only the drivers are looked at."""
    draws, policy = Draws.from_prior(spec, 40, 6), build_policy(spec)
    return [start_run(spec, policy, draws.parameters[i], 6, i) for i in range(40)]


def path_of(index: int, observed: list[float], **model: float) -> np.ndarray:
    """Annual values of a driver without shocks, from 2016 on."""
    process = {"mu": 0.04, "phi": 0.5, "kappa": 0.0, "lbar": 0.0, "sigma": 0.1, "identity": 3}
    path = np.zeros(len(observed))
    known = [SimpleNamespace(value=value, error=0.0, swing=0.0, spell=-1) for value in observed]
    with_luck(annual_path, 0.5)(
        index,
        SimpleNamespace(**{**process, **NO_ERROR, **model}),
        known,
        parameters(rest_growth=0.07),
        *luck_of_plain(1, 0),
        path,
    )
    return path


def test_the_record_is_used_and_then_continued() -> None:
    """Half-way back to the mean of 4 % each year after the last one on record."""
    path = path_of(0, [0.02, 0.10, -0.04, math.nan, math.nan])
    assert path == pytest.approx([0.02, 0.10, -0.04, 0.0, 0.02])


def test_a_gap_in_the_record_is_bridged() -> None:
    """A year without a value follows the year before; the next value on record holds again."""
    path = path_of(0, [math.nan, 0.10, math.nan, 0.01])
    assert path == pytest.approx([0.04, 0.10, 0.07, 0.01])


def test_levels_are_drawn_back() -> None:
    """A level .3 above its mean pulls growth down by a fifth of it; 2017 is level 0."""
    path = path_of(0, [0.0, 0.5, 0.3, math.nan, math.nan], phi=0.0, mu=0.0, kappa=0.2)
    assert path[3] == pytest.approx(-0.2 * 0.3)
    assert path[4] == pytest.approx(-0.2 * (0.3 - 0.06))


def test_the_rest_of_the_economy_grows_at_its_parameter() -> None:
    """Its mean belongs to the ensemble, not to the fit."""
    assert path_of(REST, [math.nan] * 3) == pytest.approx([0.07] * 3)


def test_errors_of_the_record_are_drawn(spec: CountySpec, runs: list[Run]) -> None:
    """A value with an error differs from draw to draw by about as much; one without does not."""
    _, known = driver_tables(spec, 11)
    index = DRIVER_CODES.index("growth")
    for year in range(1, 6):
        found = np.array([run.world.drivers["growth"][4 * (year - 1)] for run in runs])
        if math.isnan(known[index, year]["value"]):
            assert found.std() > 0.01
        else:
            error = known[index, year]["error"]
            assert abs(found.mean() - known[index, year]["value"]) <= 4 * error / 40**0.5
            assert 0.5 * error <= found.std() <= 1.6 * error


def test_a_spell_is_known_by_its_total(spec: CountySpec) -> None:
    """Swings that add up to nothing keep, year by year, the error that is declared."""
    model = next(item for item in spec.drivers if item.code == "general_budget")
    row = known_years(model, 13)
    spell = row[row["spell"] == 2]
    assert len(spell) == 4 and (spell["error"] == model.observed[2018].mean_error).all()
    declared = model.observed[2019].error
    whole = np.hypot(spell["error"], spell["swing"] * math.sqrt(1.0 - 1.0 / 4))
    assert whole == pytest.approx(np.full(4, declared))


def test_the_mean_of_the_rest_has_one_error(spec: CountySpec) -> None:
    """Its parameter is drawn from a prior that holds the error of the fit: it is not added again."""
    models, _ = driver_tables(spec, 11)
    assert models["mu_sd"][REST] == 0.0
    assert next(d for d in spec.drivers if d.code == "rest_growth").mu_sd > 0.0


def test_another_future_has_the_same_past(spec: CountySpec) -> None:
    """Bits of a seed above the 48th change drivers from 2024's change on, which sets in in 2023."""
    policy, parameters_ = build_policy(spec), Draws.from_prior(spec, 1, 6).parameters[0]
    one, other = (start_run(spec, policy, parameters_, seed) for seed in (77, 77 + (5 << 48)))
    for field in ("growth", "wage", "interest", "population", "harvest", "land_revenue"):
        same = one.world.drivers[field] == other.world.drivers[field]
        assert same[:LATER_QUARTER].all(), field
        assert not same[-4:].any(), field
    same = (one.world.prices == other.world.prices).all(axis=1)
    assert same[: LATER_QUARTER + 2].all() and not same[LATER_QUARTER + 2 :].any()


def test_the_calendar_of_changes() -> None:
    """A year's change runs from the middle of the year before to its own middle; 2017 is the base."""
    path = np.arange(2016.0, 2030.0)
    rates = [twin(annual_rate)(path, t) for t in range(12)]
    assert rates == [0.0, 0.0, *[2018.0] * 4, *[2019.0] * 4, *[2020.0] * 2]


def test_one_series_has_one_luck(runs: list[Run]) -> None:
    """Equipment and investment goods are one series with one error: the same in every draw."""
    equipment = PRICE_SERIES.index("equipment")
    for run in runs:
        prices, drivers = run.world.prices, run.world.drivers
        assert (prices[:, equipment] == drivers["investment_price"]).all()
        assert (prices[:, equipment] != prices[:, PRICE_SERIES.index("food")]).any()


def test_the_future_differs_from_draw_to_draw(runs: list[Run]) -> None:
    """Every driver in the last year; the first half of 2017 stands still in all of them."""
    for field in ("growth", "rest_growth", "interest", "wage", "population", "harvest"):
        assert len({float(run.world.drivers[field][-1]) for run in runs}) == len(runs)
    for run in runs:
        assert (run.world.prices[:2] == 0.0).all()
        assert (run.world.drivers["wage"][:2] == 0.0).all()


def test_dated_shocks_to_activity(spec: CountySpec, runs: list[Run]) -> None:
    """In their quarters, within bounds and around their mean; elsewhere activity is normal."""
    dated = {event.quarter: event for event in spec.events}
    activity = np.array([run.world.drivers["activity"] for run in runs])
    normal = [t for t in range(activity.shape[1]) if t not in dated]
    assert dated and (activity[:, normal] == 1.0).all()
    for quarter, event in dated.items():
        found = activity[:, quarter]
        assert ((found >= 0.05) & (found <= 1.2)).all()
        assert abs(found.mean() - event.mean) <= 4 * event.sd / 40**0.5 + 1e-12
