"""A county's own list of enterprises: what is understood, and what is said of the rest."""

from __future__ import annotations

import csv
import math
import random

import numpy as np
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calibration.county import load_shipped
from calibration.faults import FileError
from calibration.roster_columns import COLUMNS, NUMBERS
from calibration.roster_file import ID_BITS, read_roster, stable_id
from calibration.roster_summary import summarise
from calibration.roster_words import find_column
from model.policy import build_policy
from model.randomness import PROJECT_BASE, ROSTER_BASE
from model.records import IDLE
from model.roster import ROSTER
from tests.model.worlds import start_run

SPEC = load_shipped()
HEADER = "编号,名称,行业,状态,园区,年营业收入(万元),从业人员,用地,研发强度"


def write_csv(folder, rows, header=HEADER, encoding="utf-8", name="名录.csv"):
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding=encoding)
    return path


def write_xlsx(folder, rows, header=HEADER, sheet="企业名录"):
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    page.append(header.split(","))
    for row in rows:
        page.append(row)
    return book, page, folder / "名录.xlsx"


def problems(path, lang="zh"):
    with pytest.raises(FileError) as caught:
        read_roster(path, SPEC)
    return [line.removeprefix(f"{path}") for line in caught.value.lines(lang)]


def only_problem(path, lang="zh"):
    found = problems(path, lang)
    assert len(found) == 1, found
    return found[0]


# What is understood.


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_list_saved_from_excel_is_read_whatever_its_encoding(tmp_path, encoding):
    path = write_csv(
        tmp_path, ["001,海味水产,贻贝加工,在营,马关中柱山小微园,1200,35,6,1.5%"], encoding=encoding
    )
    roster = read_roster(path, SPEC)
    row = roster.rows[0]
    assert roster.ids == ("001",) and roster.names == ("海味水产",)
    assert row["sector"] == 0 and row["park"] == 0 and row["idle"] == 0
    assert (row["revenue"], row["staff"], row["site_mu"]) == (1200, 35, 6)
    assert row["rnd_intensity"] == pytest.approx(0.015)
    assert math.isnan(row["capital"]) and math.isnan(row["robots"])


def test_english_headers_and_codes_are_understood(tmp_path):
    path = write_csv(
        tmp_path, ["a,Ore works,ORE,idle,,,"], "id,name,sector,status,park,revenue_wan_yuan,capital"
    )
    row = read_roster(path, SPEC).rows[0]
    assert SPEC.sector_items[row["sector"]].code == "ore"
    assert row["idle"] == 1 and math.isnan(row["revenue"]) and math.isnan(row["park"])


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1200", 1200),
        ('"1,200"', 1200),
        ("１２００", 1200),
        ('"１，２００．５"', 1200.5),
        (" 1 200 ", 1200),
    ],
)
def test_numbers_in_chinese_habits(tmp_path, written, number):
    path = write_csv(tmp_path, [f"1,甲,mussel,,,{written},,,"])
    assert read_roster(path, SPEC).rows[0]["revenue"] == number


def test_a_workbook_gives_the_same_as_a_csv(tmp_path):
    cells = ["7", "甲", "贻贝加工", "在营", "", "1,200", "35", None, 0.015]
    book, page, path = write_xlsx(tmp_path, [cells])
    page["I2"].number_format = "0.0%"
    book.save(path)
    twin = write_csv(tmp_path, ['7,甲,贻贝加工,在营,,"1,200",35,,1.5%'])
    assert read_roster(path, SPEC).rows.tobytes() == read_roster(twin, SPEC).rows.tobytes()


def test_a_number_as_id_is_the_same_enterprise_in_csv_and_workbook(tmp_path):
    book, _, path = write_xlsx(tmp_path, [[1001, "甲", "mussel", "", "", 500]])
    book.save(path)
    twin = write_csv(tmp_path, ["1001,甲,mussel,,,500,,,"])
    assert read_roster(path, SPEC).ids == read_roster(twin, SPEC).ids == ("1001",)


def test_titles_above_the_header_and_blank_rows_are_left_aside(tmp_path):
    rows = [HEADER, "1,甲,mussel,,,500,,,", ",,,,,,,,", "2,乙,mussel,,,500,,,"]
    path = write_csv(tmp_path, rows, header="嵊泗县企业名录,,,,,,,,")
    roster = read_roster(path, SPEC)
    assert roster.lines == (3, 5)


def test_the_named_sheet_is_read_even_when_it_is_not_the_first(tmp_path):
    book, _, path = write_xlsx(tmp_path, [["1", "甲", "mussel", "", "", 500]])
    book.create_sheet("封面", 0)["A1"] = "某县"
    book.save(path)
    assert len(read_roster(path, SPEC)) == 1


def test_what_is_blank_is_unknown_and_told_so(tmp_path):
    path = write_csv(tmp_path, ["1,甲,mussel,,,500,,3,", "2,乙,mussel,停业,,,,9,"])
    roster = read_roster(path, SPEC)
    stated = {c.code for c, given in zip(NUMBERS, roster.given[0], strict=True) if given}
    assert stated == {"revenue_wan_yuan", "site_mu"}
    found = summarise(roster, SPEC)
    assert found.unknown["staff"] == 1 and found.unknown["site_mu"] == 0
    assert "robots" not in found.unknown
    assert (found.enterprises, found.idle, found.sums["site_mu"]) == (2, 1, 3)


def test_the_summary_counts_above_scale_enterprises_by_sector(tmp_path):
    rows = ["1,甲,mussel,,,2000,,,", "2,乙,mussel,,,1999,,,", "3,丙,ore,,,5000,,,"]
    found = summarise(read_roster(write_csv(tmp_path, rows), SPEC), SPEC)
    assert [(s.sector, s.enterprises, s.above_scale) for s in found.sectors] == [
        ("mussel", 2, 1),
        ("ore", 1, 1),
    ]
    assert found.revenue_above_scale == 7000


def test_every_number_column_fills_a_field_of_the_model():
    assert {c.field for c in NUMBERS} | {"id", "sector", "idle", "park"} == set(ROSTER.names or ())
    assert len({find_column(c.header(lang)) for c in COLUMNS for lang in ("zh", "en")}) == len(
        COLUMNS
    )


# Random numbers.


def test_the_number_of_an_id_never_changes():
    assert stable_id("001") == 262516607845
    assert stable_id("浙嵊-7") == stable_id(" 浙嵊－７ ") == 298065359875
    assert 0 <= stable_id("x") < 1 << ID_BITS
    assert ROSTER_BASE + (1 << ID_BITS) <= PROJECT_BASE


def test_adding_and_moving_rows_keeps_everybody_elses_number(tmp_path):
    rows = [f"{n},企业{n},mussel,,,{500 + n},,," for n in range(20)]
    before = read_roster(write_csv(tmp_path, rows), SPEC)
    after = read_roster(
        write_csv(tmp_path, [rows[7], "新,新,ore,,,900,,,", *rows[::-1][:12]]), SPEC
    )
    known = dict(zip(before.ids, before.rows["id"], strict=True))
    assert all(known[i] == n for i, n in zip(after.ids, after.rows["id"], strict=True) if i != "新")


def trajectories(roster):
    """Every enterprise's state after each year, by identity, and the indicators."""
    policy = build_policy(SPEC, SPEC.plan)
    run = start_run(SPEC, policy, SPEC.prior_means(), 5, 0, roster.rows)
    years = []
    for _, t in run.quarters():
        if t % 4 == 3:
            firms = run.firms[run.firms["status"] != IDLE]
            years.append({int(firm["uid"]): firm.tobytes() for firm in firms})
    return years, run.world.out.tobytes()


@pytest.mark.parametrize("place", [0, 12, 30])
def test_one_idle_enterprise_changes_no_other_trajectory_by_one_bit(tmp_path, place):
    sectors = ("mussel", "seafood", "minerals", "marine_equipment")
    rows = [f"{n},企业{n},{sectors[n % 4]},,,{300 + 97 * n},,{n % 3 * 4 or ''}," for n in range(30)]
    plain = read_roster(write_csv(tmp_path, rows), SPEC)
    rows.insert(place, "闲置厂,闲置厂,seafood,停业,,,,25,")
    more = read_roster(write_csv(tmp_path, rows, name="又一份.csv"), SPEC)
    assert len(more) == len(plain) + 1
    assert trajectories(more) == trajectories(plain)


# What is refused, and how it is said.


def test_all_faults_are_told_at_once_in_file_order(tmp_path):
    rows = ["1,甲,贻贝,,,500,,,", "1,乙,mussel,营业中,渔港,三百,,-3,", "2,丙,ore,,,,,,"]
    found = problems(write_csv(tmp_path, rows))
    places = [line.split(": ")[0] for line in found]
    assert places == [":2:3", ":3:1", ":3:4", ":3:5", ":3:6", ":3:8", ":4:6"]
    assert all("允许: " in line and "改法: " in line for line in found)


def test_faults_in_english(tmp_path):
    found = problems(write_csv(tmp_path, ["1,a,musel,,,500,,,"]), "en")
    assert found == [
        ':2:3: unknown sector "musel"; allowed: mussel, seafood, ore, power, lng, '
        "energy_equipment, marine_equipment, hydrogen, minerals; fix: did you mean mussel?"
    ]


@pytest.mark.parametrize(
    ("row", "meant"),
    [
        ("1,a,贻贝,,,500,,,", "mussel"),
        ("1,a,mussel,,中柱山,500,,,", "mazhu"),
        ("1,a,mussel,,中柱山小微园区,500,,,", "mazhu"),
        ("1,a,mussel,,mazu,500,,,", "mazhu"),
        ("1,a,mussel,,LNG-park,500,,,", "LNG park"),
        ("1,a,mussel,,园区以外,500,,,", "none"),
        ("1,a,mussel,停产中,,500,,,", "idle"),
        ("1,a,mussel,正常营业,,500,,,", "operating"),
    ],
)
def test_who_reads_english_is_asked_for_a_word_that_can_be_typed(tmp_path, row, meant):
    (said,) = problems(write_csv(tmp_path, [row]), "en")
    assert said.endswith(f"fix: did you mean {meant}?")


def test_a_header_is_suggested_in_the_readers_language(tmp_path):
    header = "编号,行业,年营业收入,研发强渡"
    (said,) = problems(write_csv(tmp_path, ["1,mussel,500,1"], header), "en")
    assert said.endswith("did you mean rnd_intensity? else delete it")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,甲,贻贝,,,500,,,", "是否想写 贻贝加工?"),
        (",甲,mussel,,,500,,,", "没有编号"),
        ("9.13309E+17,甲,mussel,,,500,,,", "超过15位"),
        ("1,甲,mussel,注销,,500,,,", "已关停的删去该行"),
        ("1,甲,mussel,,中柱山,500,,,", "是否想写 马关中柱山小微园?"),
        ("1,甲,mussel,,,不详,,,", "未知就留空"),
        ("1,甲,mussel,,,500万元,,,", "带了单位 万元; 允许: [0, 100000000](单位:万元),未知留空; 改法: 是否想写 500?"),
        ("1,甲,mussel,,,0.3亿元,,,", "是否想写 3000?"),
        ("1,甲,mussel,,,50%,,,", "带了百分号"),
        ('1,甲,mussel,,,"5,00",,,', "逗号位置不对"),
        ("1,甲,mussel,,,-500,,,", "不能为负"),
        ("1,甲,mussel,,,,,,", "在营企业没有年营业收入"),
        ("1,甲,mussel,,,0,,,", "把状态写成 停业"),
        ("1,甲,mussel,,,500,,,1.5", "是否想写 1.5%?"),
        ("1,甲,mussel,,,500,,0,", "未知留空"),
        ("1,甲,mussel,,,500,,2000平方米,", "是否想写 3?"),
        ("1,甲,mussel,,,4800000,,,", "看来单位是 元; 允许: 单位:万元; 改法: 是否想写 480?"),
        ("1,甲,mussel,,,0.12,,,", "看来单位是 亿元; 允许: 单位:万元; 改法: 是否想写 1200?"),
        ("1,甲,mussel,,,5e9,,,", "看来单位是元,是否想写 500000?"),
        ("合计,,,,,500,,,", "看来是合计行"),
        ("1,甲,mussel,,,500,,", "本行有 8 格"),
    ],
)  # fmt: skip
def test_one_cell_one_sentence(tmp_path, row, said):
    assert said in only_problem(write_csv(tmp_path, [row]))


def test_the_founding_year_in_place_of_the_age(tmp_path):
    path = write_csv(tmp_path, ["1,mussel,500,2009"], "编号,行业,年营业收入,企业年龄")
    assert "应填到2017年初的年数 8" in only_problem(path)


def test_a_whole_column_in_yuan_is_one_fault_at_its_header(tmp_path):
    rows = [f"{n},企业{n},mussel,,,{n}00000,,," for n in range(1, 9)]
    found = only_problem(write_csv(tmp_path, rows))
    assert found.startswith(":1:6: 年营业收入整列看来单位是 元") and "全列乘以 0.0001" in found


def test_a_whole_column_in_yi_yuan_is_one_fault_at_its_header(tmp_path):
    rows = [f"{n},企业{n},mussel,,,0.0{n},,," for n in range(1, 9)]
    assert "整列看来单位是 亿元" in only_problem(write_csv(tmp_path, rows))


def test_a_site_in_square_metres_is_told(tmp_path):
    rows = [f"{n},企业{n},mussel,,,500,,{n}500," for n in range(1, 9)]
    assert "用地整列看来单位是 平方米" in only_problem(write_csv(tmp_path, rows))


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("编号,名称,行业", "缺少列 年营业收入(万元)"),
        ("编号,行业,年营业收入(亿元)", "数值乘以 10000,表头改为 年营业收入(万元)"),
        ("编号,行业,年营业收入,研发强渡", "是否想写 研发强度?"),
        ("编号,行业,年营业收入,联系人", "删去该列"),
        ("编号,行业,年营业收入,营业收入", '列 "营业收入" 与第 3 列重复'),
        ("编号,行业,年营业收入,", "有内容但没有表头"),
        ("编号,行业,年营业收入,研发强度(%)", "数值写 0.015 或 1.5%"),
    ],
)
def test_header_faults(tmp_path, header, said):
    row = ",".join(["1", "mussel", "500", "1"][: header.count(",") + 1])
    found = only_problem(write_csv(tmp_path, [row], header))
    assert found.startswith(":1:") and said in found


def test_two_ids_with_one_number_cannot_both_stand(tmp_path, monkeypatch):
    monkeypatch.setattr("calibration.roster_file.stable_id", lambda text: 5)
    path = write_csv(tmp_path, ["1,甲,mussel,,,500,,,", "2,乙,mussel,,,500,,,"])
    assert "与第 2 行的 1 冲突" in only_problem(path)


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("F2", "=E2*2", "公式没有计算结果"),
        ("F2", "#REF!", "不是数"),
        ("F2", True, "逻辑值"),
        ("A2", 913309000000000000, "超过15位"),
    ],
)
def test_faults_of_a_workbook_name_sheet_and_cell(tmp_path, cell, value, said):
    book, page, path = write_xlsx(tmp_path, [["1", "甲", "mussel", "", "", 500]])
    page[cell] = value
    if value == "#REF!":
        page[cell].data_type, said = "e", "错误值"
    book.save(path)
    found = only_problem(path)
    assert found.startswith(f":企业名录!{cell}: ") and said in found


def test_a_date_where_a_number_should_be(tmp_path):
    import datetime

    book, page, path = write_xlsx(tmp_path, [["1", "甲", "mussel", "", "", 500]])
    page["G2"] = datetime.datetime(2016, 1, 2)
    book.save(path)
    assert "日期 2016-01-02" in only_problem(path)


def test_a_percent_cell_in_a_money_column(tmp_path):
    book, page, path = write_xlsx(tmp_path, [["1", "甲", "mussel", "", "", 500]])
    page["F2"].number_format = "0%"
    book.save(path)
    assert "百分数格式" in only_problem(path)


def test_merged_cells_are_named(tmp_path):
    rows = [["1", "甲", "mussel", "", "", 500], ["2", "乙", "mussel", "", "", 500]]
    book, page, path = write_xlsx(tmp_path, rows)
    page.merge_cells("C2:C3")
    book.save(path)
    assert any(line.startswith(":企业名录!C2:C3: 合并单元格") for line in problems(path))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"\xd0\xcf\x11\xe0rest", "旧式 .xls"),
        (b"PK\x03\x04broken", "不是完好的 .xlsx"),
        (b"\x81\xff\xff\xff", "编码无法识别"),
        (HEADER.encode(), "没有企业"),
    ],
)
def test_files_that_hold_no_roster(tmp_path, content, said):
    path = tmp_path / "名录.csv"
    path.write_bytes(content)
    assert said in only_problem(path)


@pytest.mark.parametrize("kind", ["garbage", "cut short", "overwritten", "nothing but noughts"])
def test_a_damaged_workbook_is_called_damaged(tmp_path, kind):
    book, _, path = write_xlsx(tmp_path, [["1", "甲", "mussel", "", "", 500]])
    book.save(path)
    whole = path.read_bytes()
    path.write_bytes(
        {
            "garbage": bytes(random.Random(1).randbytes(4000)),
            "cut short": whole[: len(whole) // 2],
            "overwritten": b"\x00" * 60 + whole[60:],
            "nothing but noughts": bytes(len(whole)),
        }[kind]
    )
    assert only_problem(path).startswith(": 工作簿已损坏,不是完好的 .xlsx; 允许: ")


def test_a_workbook_damaged_anywhere_is_one_line(tmp_path):
    book, _, path = write_xlsx(tmp_path, [[str(i), "甲", "mussel", "", "", 500] for i in range(30)])
    book.save(path)
    whole, chance = path.read_bytes(), random.Random(2)
    for _ in range(120):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(bytes(data))
        try:
            read_roster(path, SPEC)
        except FileError as error:
            assert all("\n" not in line for line in error.lines("zh"))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("名录.xlsx", HEADER.encode(), "没有企业"),
        ("名录.xlsx", b"<html><table><tr><td>id</td></tr></table></html>", "这是网页或 XML 文件"),
        ("名录.csv", b"\x00\x01\x02" * 50, "不是文字文件"),
    ],
)
def test_what_is_no_workbook_is_called_what_it_is(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    assert said in only_problem(path)


def test_a_missing_file(tmp_path):
    assert "找不到文件" in only_problem(tmp_path / "没有.csv")


def test_faults_print_on_a_gbk_terminal(tmp_path):
    rows = ["1,甲,贻贝,,,500,,,", "1,乙,mussel,营业中,渔港,三百,,-3,", "2,丙,ore,,,4e9,,x,9"]
    for line in problems(write_csv(tmp_path, rows)):
        line.encode("gbk")


# What is said but stops nothing.


def test_things_to_know(tmp_path):
    rows = [
        "1,甲,mussel,停业,,500,,,",
        "2,乙,ore,,马关中柱山小微园,900,,,",
        "3,丙,mussel,,新中心渔港经济产业园,900,,90,",
        "4,嵊泗2号海上风电,power,,,40000,,,",
        "5,戊,mussel,,,60000,,,",
    ]
    notices = [n.text("zh") for n in read_roster(write_csv(tmp_path, rows), SPEC).notices]
    for said, notice in zip(
        (
            "停业企业只用到用地",
            "主导行业不含 铁矿石加工",
            "超过2017年已整备的 80 亩",
            "重复计算",
            "125 倍",
        ),
        notices,
        strict=True,
    ):
        assert said in notice


def test_any_roster_that_is_read_runs_to_the_end(tmp_path):
    chance = np.random.default_rng(4)
    rows = [
        f"{n},企业{n},{SPEC.sector_items[n % 9].code},{'停业' if n % 7 == 0 else ''},,"
        f"{chance.lognormal(6, 1):.1f},{chance.integers(0, 60)},{chance.lognormal(1.5, 1):.2f},"
        f"{chance.uniform(0, 0.1):.4f}"
        for n in range(40)
    ]
    roster = read_roster(write_csv(tmp_path, rows), SPEC)
    run = start_run(SPEC, build_policy(SPEC, SPEC.plan), SPEC.prior_means(), 3, 0, roster.rows)
    *_, (world, t) = run.quarters()
    assert t == 43 and np.isfinite(world.out["gdp"]).all() and world.out["revenue_industry"][0] > 0


_CELL = st.one_of(
    st.sampled_from(
        ["贻贝加工", "ore", "停业", "在营", "1,200", "１２", "5%", "-", "1e400", "", '"']
    ),
    st.text(max_size=6),
    st.floats().map(repr),
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(_CELL, min_size=9, max_size=9), max_size=4))
def test_whatever_is_typed_is_read_or_refused_in_words(tmp_path, rows):
    with (tmp_path / "名录.csv").open("w", encoding="utf-8", newline="", errors="replace") as file:
        csv.writer(file).writerows([HEADER.split(","), *rows])
    try:
        roster = read_roster(tmp_path / "名录.csv", SPEC)
    except FileError as error:
        assert all("改法: " in line and "fix: " not in line for line in error.lines("zh"))
        assert len(error.lines("en")) == len(error.lines("zh"))
    else:
        operating = roster.rows[roster.rows["idle"] == 0]
        assert (operating["revenue"] > 0).all()


def test_an_unknown_column_hides_no_other_fault(tmp_path):
    header = "编号,行业,年营业收入,联系人"
    path = write_csv(tmp_path, ["1,mussel,500,张", "2,没有的行业,-3,李"], header)
    with pytest.raises(FileError) as caught:
        read_roster(path, load_shipped())
    said = caught.value.lines()
    assert any('不认识的列 "联系人"' in line for line in said)
    assert any("没有的行业" in line for line in said) and len(said) >= 3


def test_a_fault_of_nought_names_the_column_in_the_readers_language(tmp_path):
    path = write_csv(tmp_path, ["1,mussel,500,0"], "编号,行业,年营业收入,生产性资本")
    with pytest.raises(FileError) as caught:
        read_roster(path, load_shipped())
    assert "生产性资本 为 0" in caught.value.lines()[0]
    assert "capital_wan_yuan is 0" in caught.value.lines("en")[0]
