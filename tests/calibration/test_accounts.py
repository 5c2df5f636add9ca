"""A county's own accounts: what is understood, what is refused, and whose numbers are used."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calibration.account_checks import check_observations
from calibration.accounts import Accounts, lay_over, load_accounts
from calibration.county import SHIPPED
from calibration.faults import FileError
from calibration.history import load_history, observe
from calibration.likelihood import log_likelihood_by_observation
from calibration.observations import OPERATORS, Observation, Origin
from calibration.unit_slips import large_counts
from model.indicators import CODES

HEADER = (
    "指标",
    "年份",
    "季度",
    "数值",
    "单位",
    "等级",
    "用途",
    "算子",
    "误差",
    "年数",
    "出处",
    "备注",
)
GOOD = {
    "指标": "地区生产总值", "年份": "2020", "数值": "119", "单位": "亿元", "等级": "公布",
    "用途": "对照", "算子": "水平", "出处": "嵊泗统计年鉴",
}  # fmt: skip
TODAY = 2024


@pytest.fixture(scope="module")
def shipped() -> list[Observation]:
    return load_history(SHIPPED / "history.csv")


def write(folder: Path, *rows: dict[str, str], encoding: str = "utf-8") -> Path:
    """A CSV of GOOD rows with the given cells changed."""
    path = folder / "账目.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        table = csv.DictWriter(file, HEADER)
        table.writeheader()
        table.writerows(GOOD | row for row in rows)
    return path


def write_book(folder: Path, *rows: dict[str, object]) -> tuple[openpyxl.Workbook, Path]:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "账目"
    page.append(list(HEADER))
    for row in rows:
        page.append([(GOOD | row).get(name) for name in HEADER])
    return book, folder / "账目.xlsx"


def read(path: Path) -> Accounts:
    return load_accounts(path, this_year=TODAY)


def faults(path: Path, lang: str = "zh") -> list[str]:
    with pytest.raises(FileError) as caught:
        read(path)
    for line in caught.value.lines(lang):
        line.encode("gbk")
    return [line.removeprefix(f"{path}:") for line in caught.value.lines(lang)]


def only_fault(folder: Path, *rows: dict[str, str], lang: str = "zh") -> str:
    (line,) = faults(write(folder, *rows), lang)
    return line


# What is understood.


def test_chinese_words_are_read_as_their_codes(tmp_path: Path) -> None:
    (found,) = read(write(tmp_path, {})).fit
    assert (found.indicator, found.operator, found.grade) == ("gdp", "level", "published")
    assert found.value == 1_190_000 and found.error == 0.02 and found.variable == "gdp"
    assert found.origin == Origin("账目.csv", "2:4")


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig", "utf-16"])
def test_whatever_excel_saves_reads_the_same(tmp_path: Path, encoding: str) -> None:
    plain = read(write(tmp_path, {}, {"年份": "2021"})).observations
    assert read(write(tmp_path, {}, {"年份": "2021"}, encoding=encoding)).observations == plain


def test_numbers_as_people_type_them(tmp_path: Path) -> None:
    rows = [{"数值": v, "单位": u} for v, u in (("１１９", "亿元"), ("1,190,000", "万元"))]
    for row in rows:
        assert read(write(tmp_path, row)).fit[0].value == 1_190_000


def test_percentages_are_understood_in_either_unit(tmp_path: Path) -> None:
    share = {"指标": "制造业增加值占GDP比重", "算子": "比例"}
    for value, unit in (("2.4", "%"), ("2.4%", "%"), ("2.4%", "比例"), ("0.024", "比例")):
        found = read(write(tmp_path, share | {"数值": value, "单位": unit})).fit[0]
        assert found.value == pytest.approx(0.024), (value, unit)
    book, path = write_book(tmp_path, share | {"单位": "%", "数值": 0.024, "误差": 0.05})
    book.worksheets[0]["D2"].number_format = book.worksheets[0]["I2"].number_format = "0.0%"
    book.save(path)
    found = read(path).fit[0]
    assert found.value == pytest.approx(0.024) and found.published_value == 2.4
    assert found.error == 0.05


def test_a_workbook_with_text_numbers_and_a_title_line(tmp_path: Path) -> None:
    book, path = write_book(tmp_path, {"数值": "１１９"}, {"年份": 2021, "数值": 122.65})
    book.worksheets[0].insert_rows(1)
    book.worksheets[0]["A1"] = "某县历年账目"
    book.save(path)
    found = read(path).fit
    assert [o.value for o in found] == [1_190_000, 1_226_500]
    assert str(found[1].origin) == "账目.xlsx:账目!D4"


def test_a_year_and_an_error_as_people_write_them(tmp_path: Path) -> None:
    (found,) = read(write(tmp_path, {"年份": "2020年", "误差": "5%"})).fit
    assert (found.year, found.error) == (2020, 0.05)


def test_a_ratio_of_two_indicators_may_be_named_in_chinese(tmp_path: Path) -> None:
    row = {"指标": "工业增加值/地区生产总值", "算子": "比例", "单位": "%", "数值": "8"}
    assert read(write(tmp_path, row)).fit[0].indicator == "industrial_va/gdp"


def test_rows_without_a_value_are_left_out_and_told(tmp_path: Path) -> None:
    found = read(write(tmp_path, {}, {"年份": "2021", "数值": ""}))
    assert len(found.observations) == 1 and found.unfilled == 1
    assert "1 行没有数值,未读(第 3 行)" in found.notices[0].text("zh")


def test_the_fourth_quarter_cumulative_is_the_year(tmp_path: Path) -> None:
    assert read(write(tmp_path, {"季度": "4"})).fit[0].quarter is None


@pytest.mark.parametrize(
    ("year", "quarter", "day", "ended"),
    [
        (2023, None, date(2024, 1, 1), True),
        (2024, None, date(2024, 11, 27), False),
        (2024, 1, date(2024, 3, 31), False),
        (2024, 1, date(2024, 4, 1), True),
        (2024, 3, date(2024, 11, 27), True),
        (2025, 1, date(2024, 11, 27), False),
    ],
)
def test_a_figure_is_of_a_time_that_has_ended(
    shipped: list[Observation], year: int, quarter: int | None, day: date, ended: bool
) -> None:
    obs = replace(shipped[0], year=year, quarter=quarter, use="context")
    found = check_observations([obs], day)
    assert (not found) == ended
    for finding in found:
        assert finding.column == "year" and finding.what.en.isascii()


def test_the_first_quarter_of_this_year_is_read(tmp_path: Path) -> None:
    row = {"指标": "规上工业一季度营业收入", "数值": "2", "年份": "2024", "季度": "1"}
    assert read(write(tmp_path, row | {"算子": "一季度水平"})).fit[0].quarter == 1


# One row at fault.


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"年份": "2026"}, "2:2: 2026 年还没有到"),
        ({"年份": "2024"}, "2:2: 2024 年还没有结束,不会有全年数; 允许: 2023 年及以前的全年数"),
        ({"年份": "2024", "季度": "4"}, "2:2: 2024 年还没有结束"),
        ({"年份": "2024", "用途": "了解"}, "2:2: 2024 年还没有结束"),
        ({"年份": "2031"}, "2031 在模型的最后一年之后"),
        ({"年份": "2016"}, "模型从 2017 年开始"),
        ({"年份": "2017", "算子": "增速", "单位": "%", "数值": "8"}, "要用到 2016 年"),
        ({"季度": "2"}, "前 2 季的累计数没有对应的季度算子"),
        ({"季度": "1"}, "前 1 季的累计数没有对应的季度算子"),
        ({"季度": "2", "算子": "增速", "单位": "%", "数值": "3"}, "等级写 proxy 并写明误差"),
        ({"季度": "2", "算子": "一季度水平"}, "一季度的算子、季度与指标 gdp 不配套"),
        ({"指标": "规上工业一季度营业收入", "数值": "2"}, "是一季度的,季度却为空"),
        ({"指标": "规上工业一季度营业收入", "数值": "2", "季度": "1"}, "算子、季度与指标"),
        ({"数值": "0"}, "相对误差没有意义"),
        ({"数值": "-3"}, "相对误差没有意义"),
        ({"误差": "0"}, "超出范围"),
        ({"误差": "两成"}, "不是数"),
        ({"误差": "5"}, "是否想写 5%?"),
        ({"算子": "增速", "单位": "%", "数值": "5", "误差": "1"}, "是否想写 1%?"),
        ({"算子": "年均增速", "单位": "%", "数值": "5"}, "多年平均增速没有年数"),
        ({"算子": "增速", "单位": "%", "数值": "5", "年数": "3"}, "不用年数"),
        ({"算子": "增速", "数值": "5"}, "增速的单位是 亿元"),
        ({"算子": "增速", "单位": "比例", "数值": "5.2"}, "即 5.2%?"),
        ({"算子": "增速", "单位": "%", "数值": "-100"}, "就是 -100%"),
        ({"指标": "制造业增加值占GDP比重", "单位": "比例", "数值": "2.4"}, "即 2.4%?"),
        ({"指标": "规上工业企业数", "算子": "个数", "单位": "家", "数值": "20.5"}, "不是个数"),
        ({"指标": "地区总产值"}, "是否想写"),
        ({"指标": ""}, "用于对照的数没有指标"),
        ({"指标": "工业增加值/地区生产总值", "单位": "%", "数值": "8"}, "用于两个指标之比"),
        ({"单位": "万人"}, "单位 万人 与指标 gdp 不符"),
        ({"单位": "亿"}, "是否想写 亿元?"),
        ({"数值": "119亿元"}, "单位写在单位列"),
        ({"数值": "1,19"}, "不是数"),
        ({"数值": "暂无"}, "未知就留空"),
        ({"等级": "官方"}, "公布、转载、推算、替代"),
        ({"等级": "剔除"}, "剔除的数仍在使用或没有理由"),
        ({"出处": ""}, "出处 为空"),
    ],
)
def test_a_faulty_row_is_explained_in_one_line(
    tmp_path: Path, cells: dict[str, str], said: str
) -> None:
    assert said in only_fault(tmp_path, cells)


def test_a_part_year_growth_may_stand_for_the_year_if_its_error_is_stated(tmp_path: Path) -> None:
    row = {"季度": "2", "算子": "增速", "单位": "%", "数值": "3", "等级": "替代", "误差": "0.05"}
    assert read(write(tmp_path, row)).fit[0].quarter == 2


def test_every_fault_comes_at_once_in_file_order(tmp_path: Path) -> None:
    rows = [{"等级": "官方"}, {"数值": "约百亿"}, {"年份": "2021", "单位": "人"}, {"年份": "2030"}]
    assert [line.split(": ")[0] for line in faults(write(tmp_path, *rows))] == [
        "2:6",
        "3:4",
        "4:5",
        "5:2",
    ]


def test_a_workbook_names_sheet_and_cell_of_what_cannot_be_read(tmp_path: Path) -> None:
    book, path = write_book(tmp_path, {"数值": 1.19}, {"年份": 2021}, {"年份": 2022, "数值": None})
    page = book.worksheets[0]
    page["D2"].number_format = "0%"
    page["D3"] = "=1/0"
    page.merge_cells("L2:L4")
    book.save(path)
    found = faults(path)
    assert [line.split(": ")[0] for line in found] == ["账目!D2", "账目!L2:L4", "账目!D3"]
    assert "百分数格式" in found[0] and "合并单元格" in found[1] and "公式" in found[2]


def test_a_header_that_is_missing_misspelt_or_repeated(tmp_path: Path) -> None:
    path = write(tmp_path, {})
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("单位", "计量单元").replace("备注", "年度"), encoding="utf-8")
    found = faults(path)
    assert any("缺少列 单位" in line for line in found)
    assert any('多出列 "计量单元"; ' in line and "是否想写 计量单位?" in line for line in found)
    assert any('1:12: 列 "年度" 重复' in line for line in found)


def test_what_was_meant_is_asked_in_words_that_can_be_typed(tmp_path: Path) -> None:
    (said,) = faults(write(tmp_path, {"指标": "地区总产值"}), "en")
    assert said.endswith("did you mean gdp?")
    path = write(tmp_path, {})
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("单位", "计量单元"), encoding="utf-8")
    found = faults(path, "en")
    assert any("did you mean unit? else delete it" in line for line in found)


# Rows against each other, the record and the prior.


def test_a_unit_off_by_ten_thousand_against_a_neighbouring_year(tmp_path: Path) -> None:
    own = {"指标": "规上工业营业收入"}
    rows = [own | {"年份": y, "数值": v} for y, v in (("2019", "8.9"), ("2020", "9.4"))]
    line = only_fault(tmp_path, *rows, own | {"年份": "2021", "数值": "98000"})
    assert (
        line.startswith("4:4: ") and "98000亿元 是 2020年 9.4亿元(账目.csv:3:4) 的 10^4 倍" in line
    )
    assert "是否应为 9.8亿元?" in line
    assert "10^4 times 9.4 100m yuan of 2020" in only_fault(
        tmp_path, *rows, own | {"年份": "2021", "数值": "98000"}, lang="en"
    )


def test_the_first_of_three_years_may_be_the_wrong_one(tmp_path: Path) -> None:
    own = {"指标": "规上工业营业收入", "单位": "万元"}
    rows = [own | {"年份": y, "数值": v} for y, v in (("2019", "9"), ("2020", "94000"))]
    line = only_fault(tmp_path, *rows, own | {"年份": "2021", "数值": "98000"})
    assert line.startswith("2:4: ") and "是否应为 90000万元?" in line


def test_a_unit_is_compared_with_the_shipped_record(tmp_path: Path) -> None:
    line = only_fault(tmp_path, {"年份": "2023", "数值": "1226500"})
    assert "2021年 122.65亿元(history.csv:" in line and "是否应为 122.65亿元?" in line


def test_a_unit_is_compared_with_the_prior_when_there_is_no_other_year(tmp_path: Path) -> None:
    line = only_fault(tmp_path, {"指标": "规上工业增加值", "数值": "2.1", "单位": "万元"})
    assert "模型先验范围" in line and "是否应为 21000万元?" in line


def test_a_range_is_told_in_the_unit_of_the_number_and_without_powers_of_ten(
    tmp_path: Path,
) -> None:
    row = {"指标": "规上工业营业收入", "年份": "2019", "数值": "9"}
    line = only_fault(tmp_path, row | {"单位": "万元"})
    assert "模型先验范围(19000 至 300000万元)" in line
    line = only_fault(tmp_path, row | {"数值": "90000"}, lang="en")
    assert "prior gives (1.9 to 30 100m yuan)" in line and "e+" not in line


# What is counted has no larger unit, but a county has only so many.


def counted(value: str, **cells: str) -> dict[str, str]:
    return {"指标": "规上工业企业数", "单位": "家", "算子": "个数", "数值": value} | cells


def test_more_firms_than_a_county_has_are_refused_with_what_was_meant(tmp_path: Path) -> None:
    line = only_fault(tmp_path, counted("130000"))
    assert "130000家 是模型先验里最多的 29家 的 4500 倍" in line and "是否应为 13家?" in line
    line = only_fault(tmp_path, counted("130000"), lang="en")
    assert "4500 times the most that the model's prior gives" in line and "it be 13 firms?" in line
    assert "核对数值" in only_fault(tmp_path, counted("1300"))


def test_a_count_that_a_county_may_have_passes(tmp_path: Path) -> None:
    assert len(read(write(tmp_path, counted("13"), counted("80", 年份="2021"))).fit) == 2
    assert len(read(write(tmp_path, counted("130000", 算子="上限"))).fit) == 1


def test_without_a_prior_a_count_is_held_against_other_years(tmp_path: Path) -> None:
    rows = [counted(n, 年份=year) for n, year in (("13", "2020"), ("15", "2021"), ("16", "2022"))]
    found = read(write(tmp_path, *rows)).fit
    slipped = [found[0], replace(found[1], value=150000.0, published_value=150000.0), found[2]]
    (finding,) = large_counts(slipped, slipped, {})
    assert finding.obs is slipped[1] and "2022年的 16家 的 9400 倍" in finding.what.zh
    assert "是否应为 15家?" in finding.fix.zh and large_counts(found, found, {}) == []


@pytest.mark.parametrize(
    ("value", "unit", "meant"),
    [
        ("600", "%", "是否应为 6%?"),
        ("6", "比例", "单位是否应为 %,即 6%?"),
        ("600", "比例", "核对数值"),
    ],
)
def test_the_hint_for_a_share_above_one_is_never_what_was_entered(
    tmp_path: Path, value: str, unit: str, meant: str
) -> None:
    row = {"指标": "工业增加值占GDP比重", "算子": "比例", "数值": value, "单位": unit}
    line = only_fault(tmp_path, row)
    assert meant in line and f"即 {value}{unit}?" not in line


def test_the_hint_for_impossible_growth_is_never_what_was_entered(tmp_path: Path) -> None:
    line = only_fault(tmp_path, {"算子": "增速", "数值": "-120", "单位": "%"})
    assert "增速不会低于 -100%,核对数值" in line and "单位是否应为" not in line


def test_two_numbers_of_one_thing_that_disagree(tmp_path: Path) -> None:
    line = only_fault(tmp_path, {}, {"数值": "131"})
    assert line.startswith("3:4: ") and "131亿元 与 账目.csv:2:4 的 119亿元 矛盾" in line
    assert "误差的 3.4 倍" in line


def test_two_numbers_of_one_thing_that_agree_are_still_one_too_many(tmp_path: Path) -> None:
    assert "是同一事的两个数" in only_fault(tmp_path, {}, {"数值": "120"})
    assert "重复" in only_fault(tmp_path, {}, {})
    both = [{}, {"数值": "131", "用途": "了解"}]
    assert len(read(write(tmp_path, *both)).fit) == 1


def test_a_growth_rate_that_the_levels_contradict(tmp_path: Path) -> None:
    rows = [{"年份": "2019", "数值": "100"}, {"年份": "2020", "数值": "105"}]
    growth = {"年份": "2020", "算子": "增速", "单位": "%"}
    line = only_fault(tmp_path, *rows, growth | {"数值": "-12"})
    assert line.startswith("4:4: ") and "由水平得 5.0%" in line and "矛盾" in line
    assert len(read(write(tmp_path, *rows, growth | {"数值": "2"})).fit) == 3


def test_a_level_beyond_a_bound_and_bounds_that_cross(tmp_path: Path) -> None:
    level = {"指标": "工业增加值", "数值": "9"}
    upper = level | {"算子": "上限", "数值": "7"}
    assert "超过上限" in only_fault(tmp_path, level, upper)
    assert "超过上限" in only_fault(tmp_path, level | {"算子": "下限"}, upper)
    assert "下限大于总量" in only_fault(tmp_path, level | {"数值": "4"}, level | {"算子": "下限"})
    assert len(read(write(tmp_path, level, upper | {"数值": "10"})).fit) == 2


def test_a_part_that_is_larger_than_the_whole(tmp_path: Path) -> None:
    part = {"指标": "规上工业增加值", "数值": "9"}
    line = only_fault(tmp_path, part, {"指标": "工业增加值", "数值": "7"})
    assert "部分大于整体" in line and "工业增加值 2020年 7亿元" in line


def test_no_row_at_all_and_nothing_filled_in(tmp_path: Path) -> None:
    assert "只有表头,没有一行数据" in only_fault(tmp_path)
    assert "a header alone, the table holds no row" in only_fault(tmp_path, lang="en")
    assert "还没有填写数值(2 行待填)" in only_fault(tmp_path, {"数值": ""}, {"数值": ""})
    (tmp_path / "空.csv").write_text("", encoding="utf-8")
    assert "文件是空的" in faults(tmp_path / "空.csv")[0]


def test_a_single_row_and_rows_that_hold_nothing_are_told(
    tmp_path: Path, shipped: list[Observation]
) -> None:
    """By the record that they are laid over, not by the file alone."""
    few = [o for o in shipped if o.use == "fit" and o.indicator == "gdp"]
    one = read(write(tmp_path, {})).observations
    (told,) = lay_over([], one).notices()
    assert "只有一个用于对照" in told.zh and "a single number" in told.en
    (told,) = lay_over(few, one).notices()
    assert f"账目里只有一个用于对照(fit)的数;其余 {len(few)} 个数照用" == told.zh
    assert "one number of use fit" in told.en and "prior" not in told.en
    none = read(write(tmp_path, {"用途": "了解", "年份": "2015"})).observations
    assert "后验就是先验" in lay_over([], none).notices()[0].zh
    (told,) = lay_over(few, none).notices()
    assert "不增加任何约束" in told.zh and f"the other {len(few)} numbers stay in use" in told.en
    told = read(write(tmp_path, {"用途": "驱动"}, {"年份": "2021"}, {"年份": "2022"})).notices[0]
    assert "外部驱动不由此重估" in told.text("zh")


TEXT = st.one_of(
    st.text(max_size=12),
    st.floats(allow_nan=True).map(str),
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(
        ["", "2020", "1", "-", "１２", "1,234", "5%", "1e400", "1e-320", "比例", "GDP"]
    ),
)


@given(rows=st.lists(st.dictionaries(st.sampled_from(HEADER), TEXT, max_size=4), max_size=5))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_stands_in_the_cells_is_read_or_named(
    tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    try:
        path = write(tmp_path, *rows)
    except (UnicodeEncodeError, csv.Error):
        return
    try:
        accounts = read(path)
    except FileError as error:
        assert all(line.startswith(f"{path}:") and "\n" not in line for line in error.lines())
        return
    series = {code: np.full((2, 14), 1e4) for code in CODES}
    for obs in accounts.fit:
        assert not np.isnan(log_likelihood_by_observation([obs], series, range(2017, 2031))).any()


# Whose numbers are used.


def gdp_2021(records: list[Observation]) -> Observation:
    return next(o for o in records if (o.indicator, o.year, o.operator) == ("gdp", 2021, "level"))


def test_the_countys_own_number_takes_the_place_of_ours(
    tmp_path: Path, shipped: list[Observation]
) -> None:
    own = read(write(tmp_path, {"年份": "2021", "数值": "125"}, {"年份": "2022", "数值": "131"}))
    merged = lay_over(shipped, own.observations)
    assert gdp_2021(merged.observations).published == "125亿元"
    assert len(merged.observations) == len(shipped) + 1
    assert merged.counts() == {"own": 2, "shipped": 6, "replaced": 1, "dropped": 0}


def test_the_report_can_name_where_every_number_came_from(
    tmp_path: Path, shipped: list[Observation]
) -> None:
    own = read(write(tmp_path, {"年份": "2021", "数值": "125"}))
    rows = lay_over(shipped, own.observations).provenance()
    assert len(rows) == 7
    (mine,) = (row for row in rows if row["own"])
    assert (mine["file"], mine["place"], mine["grade"]) == ("账目.csv", "2:4", "published")
    assert mine["replaced"] == "122.65亿元" and "thesis" in mine["replaced_source"]
    ours = [row for row in rows if not row["own"]]
    assert all(row["file"] == "history.csv" and row["source_title"] for row in ours)
    assert {row["grade"] for row in ours} >= {"published", "derived", "proxy"}


def test_an_own_row_that_is_not_used_puts_ours_out_of_use(
    tmp_path: Path, shipped: list[Observation]
) -> None:
    own = read(write(tmp_path, {"年份": "2021", "用途": "不用"}))
    merged = lay_over(shipped, own.observations)
    assert [o.published for o in merged.dropped] == ["122.65亿元"]
    assert len(merged.fit) == 6


def test_an_own_number_kept_beside_the_one_in_use_drops_nothing(
    tmp_path: Path, shipped: list[Observation]
) -> None:
    rows = [{"年份": "2021", "数值": "125"}, {"年份": "2021", "数值": "130", "用途": "了解"}]
    counts = lay_over(shipped, read(write(tmp_path, *rows)).observations).counts()
    assert counts == {"own": 1, "shipped": 6, "replaced": 1, "dropped": 0}


def test_another_operator_year_or_indicator_replaces_nothing(
    tmp_path: Path, shipped: list[Observation]
) -> None:
    growth = {"年份": "2021", "算子": "增速", "单位": "%", "数值": "5"}
    own = read(write(tmp_path, growth, {"年份": "2019", "数值": "115"}))
    assert lay_over(shipped, own.observations).counts()["replaced"] == 0


def test_an_own_number_that_contradicts_one_of_ours_is_told(
    tmp_path: Path, shipped: list[Observation]
) -> None:
    own = read(write(tmp_path, {"指标": "工业增加值", "年份": "2017", "数值": "25"}))
    told, _ = lay_over(shipped, own.observations).notices()
    assert "超过上限" in told.zh and "history.csv" in told.zh and "用途为 不用" in told.zh
    assert "above the upper bound" in told.en and told.en.endswith("with use no")


def test_nothing_of_ones_own_leaves_ours_as_it_is(shipped: list[Observation]) -> None:
    merged = lay_over(shipped, [])
    assert merged.observations == shipped and merged.notices() == []


def test_with_no_number_left_the_posterior_is_the_prior(shipped: list[Observation]) -> None:
    none = [replace(o, use="context") for o in shipped]
    (told,) = lay_over(none, []).notices()
    assert told.zh == "没有用于对照(fit)的数:后验就是先验"


# An observation is a row of data, never code.


def test_a_row_of_every_operator_added_to_the_record_is_used(
    tmp_path: Path, shipped: list[Observation]
) -> None:
    rows = [
        {"indicator": "industrial_va", "year": "2021", "value": "8", "unit": "亿元",
         "operator": "level"},
        {"indicator": "industrial_va", "year": "2022", "value": "6", "unit": "%",
         "operator": "growth"},
        {"indicator": "industrial_va", "year": "2021", "value": "5", "unit": "%",
         "operator": "mean_growth", "span": "3"},
        {"indicator": "revenue_above_scale_q1", "year": "2022", "quarter": "1", "value": "1.6",
         "unit": "亿元", "operator": "q1_level"},
        {"indicator": "revenue_above_scale_q1", "year": "2022", "quarter": "1", "value": "9",
         "unit": "%", "operator": "q1_growth"},
        {"indicator": "manufacturing_va", "year": "2021", "value": "6", "unit": "亿元",
         "operator": "lower_bound"},
        {"indicator": "manufacturing_va", "year": "2021", "value": "7", "unit": "亿元",
         "operator": "upper_bound"},
        {"indicator": "industrial_va/gdp", "year": "2021", "value": "6.5", "unit": "%",
         "operator": "ratio"},
        {"indicator": "firms_above_scale", "year": "2021", "value": "15", "unit": "家",
         "operator": "count"},
    ]  # fmt: skip
    assert {row["operator"] for row in rows} == set(OPERATORS)
    path = tmp_path / "history.csv"
    with (SHIPPED / "history.csv").open(encoding="utf-8", newline="") as file:
        old = list(csv.DictReader(file))
    new = [
        dict.fromkeys(old[0], "") | row
        | {"variable": "new", "grade": "published", "use": "fit", "source_title": "本县年鉴"}
        for row in rows
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(old[0]))
        table.writeheader()
        table.writerows([*old, *new])
    fit = [o for o in load_history(path) if o.use == "fit"]
    assert len(fit) == 7 + len(rows)
    rng = np.random.default_rng(1)
    series = {code: 6.5e4 * np.exp(rng.normal(0.0, 0.3, (30, 6))) for code in CODES}
    years = range(2017, 2023)
    found = log_likelihood_by_observation(fit, series, years)
    for at, obs in enumerate(fit):
        if obs.variable == "new" and obs.operator != "count":
            assert np.ptp(found[:, at]) > 0.0, obs.operator
    counted = next(o for o in fit if o.operator == "count")
    few = {"firms_above_scale": np.array([[0.0] * 6, [15.0] * 6])}
    assert observe(counted, few, years).tolist() == [0.0, 15.0]
    assert np.ptp(log_likelihood_by_observation([counted], few, years)) > 10.0
