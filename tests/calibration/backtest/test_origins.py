"""At an origin nothing is known of what came after."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from calibration.backtest.origins import known_at, masked, refitted, rougher
from calibration.backtest.reference import run_reference
from calibration.county import SHIPPED, load_shipped
from calibration.history import load_history
from model.driver_paths import COEFFICIENTS
from model.units import quarter_index


@pytest.fixture(scope="module")
def spec():
    return load_shipped()


@pytest.fixture(scope="module")
def history():
    return load_history(SHIPPED / "history.csv")


def changed(history, when):
    """The record with every number of some years changed."""
    return [
        replace(row, value=1.3 * row.value, error=0.5 * row.error) if when(row.year) else row
        for row in history
    ]


def test_later_observations_events_and_projects_are_hidden(spec):
    early = masked(spec, 2019)
    assert not early.events and not early.known_projects
    assert all(max(d.observed, default=0) <= 2019 for d in early.drivers)
    late = masked(spec, 2021)
    assert [event.quarter for event in late.events] == [quarter_index(2020, 1)]
    assert {project.code for project in late.known_projects} == {"wind_2", "wind_5_6"}
    assert masked(spec, 2030).known_projects == spec.known_projects
    assert early.digest != late.digest != spec.digest


def same(one, other):
    """Whether two counties agree in everything, arrays too, which `==` cannot compare."""
    pairs = [(getattr(one, field.name), getattr(other, field.name)) for field in fields(one)]
    return all(np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b for a, b in pairs)


@pytest.mark.parametrize("origin", [2017, 2018, 2019, 2020, 2021])
def test_a_later_number_changes_nothing_that_was_known(spec, history, origin):
    plain = refitted(spec, history, SHIPPED, origin)
    later = refitted(spec, changed(history, lambda y: y > origin), SHIPPED, origin)
    earlier = refitted(spec, changed(history, lambda y: y <= origin), SHIPPED, origin)
    assert same(later, plain) and not same(earlier, plain)
    assert all(row.year <= origin for row in known_at(history, origin))


def test_with_the_whole_record_the_drivers_are_those_shipped(spec, history):
    whole = refitted(spec, history, SHIPPED, 2022)
    for found, shipped in zip(whole.drivers, spec.drivers, strict=True):
        assert found.code == shipped.code
        for name in COEFFICIENTS:
            assert getattr(found, name) == pytest.approx(getattr(shipped, name), abs=1e-8)
        assert set(found.observed) == set(shipped.observed)
        for year, item in found.observed.items():
            other = shipped.observed[year]
            assert item.spell == other.spell
            for name in ("value", "error", "mean_error"):
                assert getattr(item, name) == pytest.approx(getattr(other, name), abs=1e-8)


def test_the_rest_of_the_economy_is_expected_to_grow_as_was_known_then(spec, history):
    early, late = (refitted(spec, history, SHIPPED, year) for year in (2018, 2022))
    assert early.priors["rest_growth"].first > late.priors["rest_growth"].first
    assert early.priors["rest_growth"].second > 0.015
    others = set(spec.priors) - {"rest_growth"}
    assert all(early.priors[code] == spec.priors[code] for code in others)


def test_a_rougher_world_differs_where_drivers_were_not_observed(spec):
    quiet = replace(masked(spec, 2020), events=(), known_projects=())
    wide = rougher(quiet, 2.0)
    for plain, rough in zip(quiet.drivers, wide.drivers, strict=True):
        assert rough.sigma == 2.0 * plain.sigma
        assert replace(rough, sigma=plain.sigma) == plain
    spreads = [
        np.diff(np.log(run_reference(world, ("gdp",), 2023, 300, 1).values[:, 0]), axis=1).std(
            axis=0
        )
        for world in (quiet, wide)
    ]
    # Growth of 2022 and 2023, of which nothing is known in 2020; that of 2018 is on record.
    assert (spreads[1][-2:] > 1.3 * spreads[0][-2:]).all()
    assert spreads[1][0] < 1.1 * spreads[0][0]


def test_the_table_of_runs_is_the_same_on_any_number_of_threads(spec):
    one, two = (run_reference(spec, ("gdp",), 2018, 70, 3, jobs=jobs) for jobs in (1, 2))
    assert (one.values == two.values).all() and one.failed == 0
    later = run_reference(spec, ("gdp",), 2018, 10, 3, first=60)
    assert (later.values == one.values[60:]).all()
    assert one.series["gdp"].shape == (70, 2) and list(one.years) == [2017, 2018]
