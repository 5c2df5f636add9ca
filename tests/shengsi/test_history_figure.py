"""The simulated past before and after conditioning, beside the record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calibration.county import SHIPPED, load_shipped
from scenarios.forecast import forecast
from scenarios.loader import load_scenarios
from scenarios.posterior_input import record_in, take_posterior
from shengsi.figure_pages import Picture
from shengsi.history_figure import history_png, observed

SHOWN = ("gdp", "revenue_above_scale_q1", "revenue_above_scale")


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The plan on a few draws of the priors, and on as many of the shipped posterior."""
    spec, out = load_shipped(), tmp_path_factory.mktemp("runs")
    plan = load_scenarios(["plan"], spec)
    posterior = take_posterior(None, SHIPPED, spec, None)
    return [forecast(spec, plan, 12, 5, out=out, posterior=one) for one in (None, posterior)]


def test_the_record_gives_the_levels_of_an_indicator_and_no_growth(runs):
    record = record_in(runs[1])
    found = {code: [item.year for item in observed(record, code)] for code in SHOWN}
    assert found == {
        "gdp": [2017, 2021],
        "revenue_above_scale_q1": [2020],
        "revenue_above_scale": [],
    }
    assert {item.operator for item in observed(record, "gdp")} == {"level"}


def test_numbers_of_the_years_of_the_plan_are_no_past(runs):
    record = [replace(item, year=2023) for item in record_in(runs[1])]
    assert observed(record, "gdp") == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_a_figure_in_either_language_and_the_same_each_time(runs, lang):
    png = history_png(*runs, SHOWN, lang, "2023-04-01")
    assert Picture(png) == history_png(*runs, SHOWN, lang, "2023-04-01")
    assert png != history_png(*runs, SHOWN, "en" if lang == "zh" else "zh", "2023-04-01")
    assert png != history_png(*reversed(runs), SHOWN, lang, "2023-04-01")


def test_an_indicator_that_a_run_does_not_keep_is_refused(runs, tmp_path):
    spec = load_shipped()
    kept = forecast(spec, load_scenarios(["plan"], spec), 2, 5, out=tmp_path, keep=[])
    left_out = next(code for code in runs[0].work.indicators if code not in kept.work.indicators)
    with pytest.raises(ValueError, match=r"not in|is not"):
        history_png(kept, runs[1], [left_out], "zh")
