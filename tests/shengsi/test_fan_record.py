"""A fan chart shows the annual numbers of the record, or says what the record has instead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure

from calibration.county import SHIPPED
from calibration.history import load_history
from calibration.observations import Observation
from model.indicators import BY_CODE, HEADLINES
from scenarios.fan import Fan
from shengsi.display import shown
from shengsi.fan_record import annual_numbers, draw_record, why_no_dots

YEARS = tuple(range(2017, 2028))


@pytest.fixture(scope="module")
def record() -> list[Observation]:
    return load_history(SHIPPED / "history.csv")


def fan(indicator: str) -> Fan:
    return Fan(indicator, YEARS, {"plan": np.ones((len(YEARS), 7))}, {"plan": 1})


def drawn(indicator: str, record: list[Observation], lang: str) -> tuple[int, list[str]]:
    """How many dots a figure has, and the lines of text in it."""
    axes, item = Figure().subplots(), BY_CODE[indicator]
    draw_record(axes, fan(indicator), record, shown(item.unit, item.digits, lang), lang)
    dots = sum(len(bar.lines[0].get_xdata()) for bar in axes.containers)
    return dots, [text.get_text() for text in axes.texts]


def test_revenue_has_a_first_quarter_alone_and_the_figure_says_so(record):
    assert drawn("revenue_above_scale", record, "en") == (
        0,
        ["no annual number on record; only 2020 Q1 level, growth"],
    )
    assert drawn("revenue_above_scale", record, "zh") == (
        0,
        ["历史记录里没有年度数,只有2020年一季度水平、增速"],
    )


def test_an_indicator_without_any_number_says_so(record):
    _, text = drawn("labour_productivity", record, "zh")
    assert text == ["历史记录里没有这一指标的数"]


def test_annual_numbers_are_dots_and_need_no_words(record):
    dots, text = drawn("gdp", record, "en")
    assert dots == len(annual_numbers(record, fan("gdp"))) == 2 and text == []


def test_a_share_told_as_a_ratio_is_a_dot_too(record):
    gdp = next(o for o in record if o.use == "fit" and o.operator == "level")
    share = replace(gdp, indicator="industrial_va_share", operator="ratio", value=0.06,
                    unit="比例")  # fmt: skip
    assert drawn("industrial_va_share", [*record, share], "en") == (1, [])
    of_two = replace(share, indicator="rnd_industry/gdp")
    assert "ratio to another indicator" in why_no_dots([of_two], fan("gdp"), "en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_headline_has_dots_or_words_that_print_on_a_gbk_terminal(record, lang):
    for indicator in HEADLINES:
        dots, text = drawn(indicator, record, lang)
        assert (dots == 0) == (len(text) == 1), indicator
        "".join(text).encode("gbk")
        assert lang == "zh" or "".join(text).isascii()
    growth = replace(record[0], use="fit", indicator="gdp", operator="mean_growth", quarter=None,
                     year=2021, span=4)  # fmt: skip
    assert "2018-2021" in why_no_dots([growth], fan("gdp"), lang)
