"""Parks and known projects as planners fill them in, and the county's ranges of the prior."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from calibration.county import SHIPPED, load_shipped
from calibration.county_tables import read_parks, read_projects
from calibration.faults import FileError
from calibration.plain_text import plain
from calibration.prior_predictive import simulate
from calibration.prior_ranges import FILE, load_ranges, prior_ranges
from calibration.table_columns import FORMS
from model.indicators import CODES, HEADLINES

SPEC = load_shipped()
SECTORS = SPEC.sector_items
PROJECT = {
    "代码": "plant", "中文名称": "加工厂", "行业": "贻贝加工", "投产季度": "2025Q2",
    "投资下限(万元)": "5000", "投资上限(万元)": "8000", "年营业收入下限(万元)": "6000",
    "年营业收入上限(万元)": "9000", "从业人员(人)": "80", "用地(亩)": "20", "增加值率": "25%",
    "单位增加值能耗(吨标准煤/万元)": "0.2", "推迟标准差(季)": "2", "计入本县概率": "1",
    "等级": "假设", "出处": "县发改局",
}  # fmt: skip
PARK = {
    "代码": "north", "中文名称": "北部园", "小微企业园": "是", "2017年初已整备用地(亩)": "60",
    "建成起点(亩)": "80", "准入行业": "贻贝加工、水产精深加工", "等级": "公布",
}  # fmt: skip


def write(folder: Path, *rows: dict[str, str], encoding: str = "utf-8") -> Path:
    path = folder / "表.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    return path


def faults(read, path: Path, lang: str = "zh") -> list[str]:
    with pytest.raises(FileError) as caught:
        read(path, SECTORS)
    for line in caught.value.lines(lang):
        line.encode("gbk")
    return [line.removeprefix(f"{path}:") for line in caught.value.lines(lang)]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_project_with_chinese_headers(tmp_path: Path, encoding: str) -> None:
    (found,) = read_projects(write(tmp_path, PROJECT, encoding=encoding), SECTORS)
    assert found.capex == (5000.0, 8000.0) and found.va_rate == 0.25
    assert SECTORS[found.sector].name_zh == "贻贝加工"
    assert found.commission_quarter == 33


@pytest.mark.parametrize(
    "text", ["2025Q2", "2025q2", "２０２５Ｑ２", "2025年二季度", "2025年第2季度", "2025-Q2"]
)
def test_a_quarter_as_people_write_it(tmp_path: Path, text: str) -> None:
    (found,) = read_projects(write(tmp_path, PROJECT | {"投产季度": text}), SECTORS)
    assert found.commission_quarter == 33


def test_a_percent_cell_of_a_workbook_is_a_share(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "已知项目"
    page.append(list(PROJECT))
    page.append(list((PROJECT | {"增加值率": 0.25}).values()))
    page["K2"].number_format = "0%"
    book.save(tmp_path / "项目.xlsx")
    (found,) = read_projects(tmp_path / "项目.xlsx", SECTORS)
    assert found.va_rate == 0.25 and found.staff == 80.0


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"行业": "贻贝"}, "2:3: 行业 = \"贻贝\" 不认识"),
        ({"投产季度": "2025年中"}, "2:4: 投产季度 = \"2025年中\" 不是季度"),
        ({"投产季度": "2041Q1"}, "2017Q1 至 2030Q4"),
        ({"投资上限(万元)": "800"}, "上下限是否填反"),
        ({"从业人员(人)": "-1"}, "超出范围"),
        ({"用地(亩)": "20亩"}, "不是数"),
        ({"增加值率": "25"}, "超出范围"),
        ({"计入本县概率": "120%"}, "超出范围"),
        ({"等级": "大概"}, "公布、转载、推算、替代、假设"),
        ({"代码": "一厂"}, "小写英文字母开头"),
        ({"代码": ""}, "补上代码和名称"),
    ],
)  # fmt: skip
def test_a_faulty_project_is_explained(tmp_path: Path, cells: dict[str, str], said: str) -> None:
    (found,) = faults(read_projects, write(tmp_path, PROJECT | cells))
    assert said in found


def test_two_projects_of_one_code(tmp_path: Path) -> None:
    (found,) = faults(read_projects, write(tmp_path, PROJECT, PROJECT))
    assert found.startswith("3:1: ") and "第 2 行" in found


def test_parks_with_chinese_headers_and_words(tmp_path: Path) -> None:
    items, parks, allows = read_parks(write(tmp_path, PARK), SECTORS)
    assert items[0].name_en == "北部园" and parks["small_park"].tolist() == [1]
    assert parks["serviced"].tolist() == parks["vacant"].tolist() == [60.0]
    named = [SECTORS[i].name_zh for i in np.flatnonzero(allows[0])]
    assert named == ["贻贝加工", "水产精深加工"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"小微企业园": "大概"}, "2:3: 小微企业园 = \"大概\" 不认识; 允许: 是、否"),
        ({"2017年初已整备用地(亩)": ""}, "补上数值"),
        ({"准入行业": "贻贝加工|造纸"}, "行业 \"造纸\" 不认识"),
        ({"准入行业": ""}, "没有准入行业"),
    ],
)  # fmt: skip
def test_a_faulty_park_is_explained(tmp_path: Path, cells: dict[str, str], said: str) -> None:
    assert any(said in line for line in faults(read_parks, write(tmp_path, PARK | cells)))


def test_every_fault_of_projects_comes_at_once_in_english_too(tmp_path: Path) -> None:
    path = write(tmp_path, PROJECT | {"行业": "x", "用地(亩)": "?"}, PROJECT | {"等级": "y"})
    found = faults(read_projects, path, "en")
    assert [line.split(": ")[0] for line in found] == ["2:3", "2:10", "3:1", "3:15"]
    assert all("; allowed: " in line and "; fix: " in line for line in found)


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_no_header_names_two_columns(kind: str) -> None:
    owner: dict[str, str] = {}
    for column in FORMS[kind].columns:
        for word in (column.header(), column.code, column.name_zh, *column.aliases):
            assert owner.setdefault(plain(word), column.code) == column.code


def test_the_ranges_of_the_prior_are_of_the_right_size() -> None:
    """Only powers of ten are judged by them: redo them when an indicator has moved by one."""
    values, _ = simulate(SPEC, 60, 3)
    now, kept = prior_ranges(values), load_ranges(SHIPPED)
    assert set(HEADLINES) <= set(kept) <= set(CODES)
    for code in set(now) & set(kept):
        assert kept[code][0] / 10.0 < now[code][1] and now[code][0] < kept[code][1] * 10.0, code


def test_a_county_without_ranges_has_none_and_a_faulty_file_is_named(tmp_path: Path) -> None:
    assert load_ranges(tmp_path) == {}
    (tmp_path / FILE).write_text("indicator,low,high\ngdp,0,x\n", encoding="utf-8")
    with pytest.raises(FileError, match=f"{FILE}:2:2: .*\n.*{FILE}:2:3: "):
        load_ranges(tmp_path)
