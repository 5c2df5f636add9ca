"""One draw traced from Python: the draw of a forecast, told and drawn as the command does."""

from __future__ import annotations

import matplotlib
import numpy as np
import pytest

from calibration.county import SHIPPED, load_shipped
from model.indicators import CODES
from scenarios.forecast import forecast
from scenarios.loader import load_scenarios
from scenarios.posterior_input import take_posterior
from shengsi.trace_files import county_png, enterprise_png
from shengsi.trace_tables import largest, story_text, trace_draw

SEED, DRAW = 11, 2


@pytest.fixture(scope="module")
def spec():
    return load_shipped()


@pytest.fixture(scope="module")
def posterior(spec):
    return take_posterior(None, SHIPPED, spec, None)


@pytest.fixture(scope="module")
def traced(spec, posterior):
    (plan,) = load_scenarios(["plan"], spec)
    return trace_draw(spec, plan, SEED, DRAW, posterior=posterior)


def test_it_is_the_same_draw_of_a_forecast_to_the_last_bit(spec, posterior, traced, tmp_path):
    plan = load_scenarios(["plan"], spec)
    run = forecast(spec, plan, DRAW + 1, SEED, out=tmp_path, posterior=posterior)
    forecasts = run.values("plan", CODES)
    yearly = traced.trace.county.yearly()
    for code in CODES:
        np.testing.assert_array_equal(yearly[code].to_numpy(float), forecasts[code][DRAW], code)


def test_it_says_where_its_parameters_come_from(spec, traced):
    assert traced.basis[1].startswith("parameters from the calibrated posterior")
    (plan,) = load_scenarios(["plan"], spec)
    assert "not calibrated" in trace_draw(spec, plan, SEED, DRAW, 2023).basis[1]


def test_figures_need_no_setting_up(traced):
    code = largest(traced)[0]
    with matplotlib.rc_context():
        # A missing glyph would warn, and warnings are errors in tests.
        matplotlib.rcParams["font.family"] = ["DejaVu Sans"]
        assert county_png(traced, "zh").startswith(b"\x89PNG")
        matplotlib.rcParams["font.family"] = ["DejaVu Sans"]
        assert enterprise_png(traced, code, "zh").startswith(b"\x89PNG")
    assert code in story_text(traced, code, range(2023, 2025), "en")
