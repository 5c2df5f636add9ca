"""`--accounts FILE`: what is said of it, and the table that names every number's origin."""

from __future__ import annotations

import csv
import io

import pytest

from calibration.county import SHIPPED
from calibration.faults import FileError
from shengsi.accounts_option import (
    PROVENANCE_COLUMNS,
    given_accounts,
    provenance_csv,
    provenance_text,
)
from shengsi.text import set_language

HEADER = "指标,年份,数值,单位,等级,用途,算子,出处"


@pytest.fixture
def accounts(tmp_path):
    path = tmp_path / "2023.csv"
    rows = (
        "地区生产总值,2021,125,亿元,公布,对照,水平,年鉴",
        "地区生产总值,2017,97,亿元,公布,不用,水平,年鉴",
    )
    path.write_text("\n".join([HEADER, *rows]), encoding="gbk")
    return path


@pytest.fixture(autouse=True)
def in_chinese():
    yield
    set_language("zh")


def test_without_accounts_every_number_is_the_shipped_one(capsys):
    merged = given_accounts(None, SHIPPED, quiet=False)
    assert merged.counts()["own"] == 0 and len(merged.fit) == merged.counts()["shipped"]
    assert capsys.readouterr().err == ""


def test_it_is_said_how_many_numbers_are_whose(accounts, capsys):
    given_accounts(accounts, SHIPPED, quiet=False)
    said = capsys.readouterr().err
    assert "用于对照 1 个数,替换内置 1 个,停用内置 1 个;其余 5 个来自内置历史" in said
    given_accounts(accounts, SHIPPED, quiet=True)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_names_whose_every_number_is(accounts, lang):
    text = provenance_text(given_accounts(accounts, SHIPPED, quiet=True), lang)
    text.encode("gbk")
    (mine,) = (line for line in text.splitlines() if "2023.csv:2:3" in line)
    words = (
        ("本县账目", "122.65亿元(公布)")
        if lang == "zh"
        else ("own accounts", "122.65 100m yuan (published)")
    )
    assert all(word in mine for word in words)
    assert text.count("history.csv:") == 5


def test_the_file_beside_the_results_holds_every_field(accounts):
    data = provenance_csv(given_accounts(accounts, SHIPPED, quiet=True))
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert list(rows[0]) == list(PROVENANCE_COLUMNS) and len(rows) == 6
    assert [row["file"] for row in rows if row["own"] == "True"] == ["2023.csv"]


def test_faulty_accounts_stop_with_every_fault(accounts):
    accounts.write_text(HEADER + "\nGDP,2021,x,亿元,公布,对照,水平,年鉴\n", encoding="utf-8")
    with pytest.raises(FileError, match=r"2023\.csv:2:3: "):
        given_accounts(accounts, SHIPPED, quiet=True)
