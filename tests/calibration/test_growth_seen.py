"""Growth on record: computed from the numbers of the record, with what they cannot tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from calibration.county import SHIPPED
from calibration.errors import DataError
from calibration.growth_seen import FILE_NAME, growth_between, load_growth_seen, weaker
from calibration.history import load_history

HEAD = "target,name_zh,name_en,variable,first_year,last_year,scope_zh,scope_en\n"
HISTORY = load_history(SHIPPED / "history.csv")


def level(year: int, variable: str = "zhoushan_va_industry"):
    return next(o for o in HISTORY if (o.variable, o.year) == (variable, year) and o.use != "no")


def test_growth_between_two_years_is_the_yearly_rate() -> None:
    rate, low, high = growth_between(level(2012), level(2019))
    assert rate == pytest.approx((374.41 / 295.81) ** (1 / 7) - 1)
    assert low < rate < high and high - low == pytest.approx(2 * 1.96 * 0.02 * 2**0.5 / 7, rel=0.05)


def test_the_shipped_file_names_numbers_that_are_in_the_record() -> None:
    found = load_growth_seen(SHIPPED, HISTORY)
    assert {item.target for item in found} == {"T1", "T2a", "T2b", "T3", "T14"}
    assert all(item.low <= item.rate <= item.high and item.grade for item in found)
    assert all(item.last_year <= 2022 for item in found)
    drop = next(item for item in found if item.first_year is None and item.target == "T1")
    assert drop.rate == pytest.approx(-0.328)
    mean = next(item for item in found if "GDP" in item.name("en"))
    assert (mean.first_year, mean.last_year) == (2017, 2021)


def test_a_series_over_another_grows_by_their_ratio() -> None:
    found = load_growth_seen(SHIPPED, HISTORY)
    share = next(item for item in found if (item.target, item.first_year) == ("T3", 2013))
    ratio = [level(y).value / level(y, "zhoushan_gdp").value for y in (2013, 2016)]
    assert share.rate == pytest.approx((ratio[1] / ratio[0]) ** (1 / 3) - 1)
    invest = next(item for item in found if (item.target, item.last_year) == ("T14", 2021))
    assert invest.rate == pytest.approx(1.16 / 1.098 - 1) and invest.first_year == 2012
    assert invest.low < invest.rate < invest.high


@pytest.mark.parametrize(
    ("over", "first", "said"),
    [
        ("zhoushan_gdp", 2012, "几个不同的数"),
        ("no_such_series", 2013, "no_such_series"),
        ("zhoushan_gdp_growth_avg_2013_2021", "", "水平"),
    ],
)
def test_a_quotient_that_the_record_does_not_bear_out_is_a_fault(
    tmp_path: Path, over: str, first: object, said: str
) -> None:
    """The city's product of 2012 stands in the record twice, as published and as revised."""
    head = HEAD.replace("variable,", "variable,over,")
    row = f"T3,a,a,zhoushan_va_industry,{over},{first},2021,x,x"
    (tmp_path / FILE_NAME).write_text(f"{head}{row}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_growth_seen(tmp_path, HISTORY)
    assert len(caught.value.problems) == 1 and said in caught.value.problems[0]


def test_series_that_begin_in_different_years_have_no_quotient(tmp_path: Path) -> None:
    head = HEAD.replace("variable,", "variable,over,")
    row = "T14,a,a,zhoushan_mfg_investment_growth_avg_2013_2021,gdp_real_growth_avg_2018_2021"
    (tmp_path / FILE_NAME).write_text(f"{head}{row},,2021,x,x\n", encoding="utf-8")
    with pytest.raises(DataError, match="起始年不同"):
        load_growth_seen(tmp_path, HISTORY)


def test_a_county_without_the_file_has_none(tmp_path: Path) -> None:
    assert load_growth_seen(tmp_path, HISTORY) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("T1,a,a,no_such_series,,2020,x,x", "no_such_series"),
        ("T1,a,a,zhoushan_va_industry,2019,2012,x,x", "不早于末年"),
        ("T1,a,a,zhoushan_va_industry,,2019,x,x", "水平"),
        ("T1,a,a,zhoushan_va_industry,2012,2020,x,x", "2020"),
    ],
)
def test_a_row_that_the_record_does_not_bear_out_is_a_fault(
    tmp_path: Path, row: str, said: str
) -> None:
    """2020 of the city's industry is rejected in the record, and so cannot be used here."""
    (tmp_path / FILE_NAME).write_text(HEAD + row + "\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_growth_seen(tmp_path, HISTORY)
    assert len(caught.value.problems) == 1 and said in caught.value.problems[0]
    assert f"{FILE_NAME}:2:" in caught.value.problems[0]


def test_the_weaker_grade_is_the_grade_of_both() -> None:
    published, secondary = level(2021), level(2004, "zhoushan_above_scale_gross_output")
    assert weaker(published, secondary) == "secondary"
