"""A file as a planner saves it: encodings, tabs, misspelt keys; every fault is said at once."""

from __future__ import annotations

import pytest

from scenarios.loader import load_scenario, load_scenarios
from scenarios.problems import LANGUAGES, ScenarioError
from scenarios.wording import KINDS, WORDING

GOOD = "schema_version: 1\nname_zh: 试验\nextends: plan\n"


def test_a_short_file_is_enough(load):
    scenario = load("extends: plan\n")
    assert (scenario.id, scenario.name_zh, scenario.name_en) == ("trial", "试验", "trial")
    assert scenario.extends == ("plan",)


def test_an_empty_section_is_allowed(load):
    assert load("extends: plan\nlevers:\nassumptions:\nuncertainty:\n").assumptions == {}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_windows_notepad_is_welcome(load, mark, ending):
    data = mark + GOOD.replace("\n", ending).encode()
    assert load(data=data).name_zh == "试验"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (GOOD.encode("gbk"), "2:10: 不是 UTF-8 编码(看起来是 GBK);请用 UTF-8 另存"),
        (GOOD.encode("utf-16"), "1:1: 不是 UTF-8 编码(看起来是 UTF-16);请用 UTF-8 另存"),
        (b"name_zh: \xff\xff\n", "1:10: 不是 UTF-8 编码;请用 UTF-8 另存"),
        (b"", "1:1: 文件是空的;至少要有 schema_version 和 name_zh"),
        (b"# only a remark\n", "1:1: 文件是空的;至少要有 schema_version 和 name_zh"),
        (b"- a\n- b\n", "1:1: 情景文件 应为 键: 值 的形式,这里是列表"),
        (b"just words\n", "1:1: 情景文件 应为 键: 值 的形式,这里是文字"),
        (b"a: 1\x00\n", "1:5: 有不可见的控制字符 U+0000"),
        (b"a: 1\n---\nb: 2\n", "2:1: 一个文件只能有一个情景(多了 ---)"),
        (b"a: b: c\n", "1:5: YAML 写法有误:这里不该有冒号;文字里含冒号时加引号,或检查缩进"),
        (b"a: 'b\n", "2:1: YAML 写法有误:引号没有成对"),
        (b"a: {b: 1\n", "2:1: YAML 写法有误:花括号 { } 里少了逗号或没有成对"),
        (b"a: *b\n", "1:4: YAML 写法有误:引用了没有定义的 *别名"),
        (b"[" * 3000, "1:1: YAML 写法有误:嵌套太深"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(complaints, data, said):
    assert complaints(data=data) == [said]


def test_every_tab_is_named(complaints):
    text = "schema_version: 1\nlevers:\n\tupgrade_subsidy: 0.1\n\trobot_subsidy: 0.1\n"
    said = "缩进用了制表符 Tab,请改用空格"
    assert complaints(text=text) == [f"3:1: {said}", f"4:1: {said}"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("nam_en: x\n", "3:1: 不认识的键 nam_en;可用:"),
        ("name_zh: again\n", "3:1: name_zh 重复,第一次在第 2 行"),
        ("upgrade_subsidy: 0.1\n", "3:1: upgrade_subsidy 是政策杠杆,要写在 levers 下面"),
        ("growth_shift: 0.1\n", "3:1: growth_shift 是外部假设,要写在 assumptions 下面"),
        ("levers: 3\n", "3:9: levers 应为 键: 值 的形式,这里是整数"),
        ("levers: {growth_shift: 0.1}\n", "3:10: growth_shift 是外部假设,要写在 assumptions 下面"),
        (
            "assumptions: {upgrade_subsidy: 0.1}\n",
            "3:15: upgrade_subsidy 是政策杠杆,要写在 levers 下面",
        ),
        ("levers: {upgrade_subsidi: 0.1}\n", "3:10: 没有政策杠杆 upgrade_subsidi。是否想写 upgrade_subsidy?"),
        ("levers: {技术改造补助率: 0.1}\n", "3:10: 没有政策杠杆 技术改造补助率。是否想写 upgrade_subsidy?"),
        ("levers: {park_land: 90}\n", "3:10: park_land 要写明园区:park_land_mazhu, "),
        ("levers: {chain_weight: 2}\n", "3:10: chain_weight 要写明行业:chain_weight_mussel, "),
        ("levers: {<<: 2}\n", "3:10: levers 不能作键(不支持的类型)"),
        ("levers: {[a]: 2}\n", "3:10: levers 不能作键(列表)"),
        ("description: 3\n", "3:14: description 应为文字,这里是整数"),
        ("description: ' '\n", "3:14: description 是空的"),
        ("description:\n", "3:1: description 应为文字,这里是空值"),
        ("base: plam\n", "3:7: base = plam 不认识;可取:no_plan, plan, ambitious。是否想写 plan?"),
        ("base: plan\nextends: plan\n", "4:1: base 和 extends 只能写一个(第 3 行已有 base)"),
        ("extends: plam\n", "3:10: extends 的情景 plam 不存在。是否想写 plan?"),
        ("extends: ../plan\n", "3:10: extends 的情景 ../plan 不存在"),
        ("extends: trial\n", "3:10: extends 不能指向自己(trial)"),
        ("switch_off: space\n", "3:13: switch_off 应为列表,例如 [space],这里是文字"),
        ("switch_off: [空间腾换]\n", "3:14: switch_off = 空间腾换 不认识;可取:"),
        ("switch_off: [space, space]\n", "3:21: switch_off 中 space 出现两次"),
        (
            "switch_off: [space]\nswitch_on: [space]\n",
            "4:12: space 同时在 switch_on 和 switch_off 中",
        ),
        ("scale: 50\n", "3:8: scale = 50 超出 [0, 1](单位:比例)。是否想写 0.5?"),
        ("delay_years: 1.5\n", "3:14: delay_years = 1.5 不是整数"),
        ("delay_years: 9\n", "3:14: delay_years = 9 超出 [0, 7](单位:无)"),
        ("uncertainty: {parameters: guess}\n", "3:27: uncertainty.parameters = guess 不认识;可取:"),
        ("uncertainty: {seed: 1}\n", "3:15: 不认识的键 uncertainty.seed;可用:parameters, prior_width"),
        ("uncertainty: {prior_width: 4, parameters: prior}\n", "3:28: uncertainty.prior_width = 4 超出"),
        (
            "uncertainty: {prior_width: 2, parameters: mean}\n",
            "3:28: uncertainty.prior_width 只在 parameters: prior 时有用",
        ),
        ("uncertainty: {prior_width: 2}\n", "3:28: uncertainty.prior_width 只在 parameters: prior 时有用"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_named_at_its_place(complaints, body, said):
    (line,) = complaints(body)
    assert line.startswith(said), line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name_zh: x\n", "1:1: 缺少 schema_version。是否想写 schema_version: 1?"),
        ("schema_version: 1\n", "1:1: 缺少 name_zh"),
        ("schema_version: 2\nname_zh: x\n", "1:17: schema_version = 2,本程序只认 1。是否想写 1?"),
        ("schema_version: '1'\nname_zh: x\n", "1:17: schema_version = 1,本程序只认 1。是否想写 1?"),
        (
            "schema_version: 1.0\nname_zh: x\n",
            "1:17: schema_version = 1.0,本程序只认 1。是否想写 1?",
        ),
    ],
)
def test_version_and_name_are_required(complaints, text, said):
    assert complaints(text=text) == [said]


def test_all_faults_come_at_once_in_file_order(complaints):
    lines = complaints(
        "extends: plam\nlevers:\n  upgrade_subsidy: 1.5\n  robot_subsidy: 30%\n  nothing: 1\n"
        "assumptions:\n  growth_shift: 9\n"
    )
    assert [line.split(":")[0] for line in lines] == ["3", "5", "6", "7", "9"]


def test_faults_of_the_parent_are_told_with_its_own_file(write, spec):
    write("levers:\n  robot_subsidy: 9\n", name="parent")
    child = write("extends: parent\nlevers:\n  upgrade_subsidy: 9\n", name="child")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(child, spec)
    first, second = caught.value.lines()
    assert "child.yaml:5:20" in first
    assert "parent.yaml:4:18" in second


def test_a_circle_of_extends_is_shown(write, spec):
    for name, parent in (("a", "b"), ("b", "c"), ("c", "a")):
        write(f"extends: {parent}\n", name=name)
    with pytest.raises(ScenarioError, match=r"c\.yaml:3:10: extends 绕成了圈:a > b > c > a"):
        load_scenario(write("extends: b\n", name="a"), spec)


def test_a_file_beside_it_goes_before_the_library(write, spec):
    write("base: ambitious\n", name="plan")
    assert load_scenario(write("extends: plan\n"), spec).base == "ambitious"
    assert load_scenario(write("extends: plan\n", name="plan"), spec).base == "plan"


def test_names_that_do_not_exist(spec, tmp_path):
    with pytest.raises(ScenarioError, match=r"plam: 没有这个情景.*是否想写 plan"):
        load_scenario("plam", spec)
    with pytest.raises(ScenarioError, match="找不到文件"):
        load_scenario(tmp_path / "none.yaml", spec)
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(ScenarioError, match="无法读取"):
        load_scenario(tmp_path / "folder.yaml", spec)


def test_a_chinese_file_name_is_an_id_and_a_blank_is_not(write, spec):
    assert load_scenario(write(name="我的方案-2"), spec).id == "我的方案-2"
    with pytest.raises(ScenarioError, match="不能作情景代码"):
        load_scenario(write(name="my plan"), spec)


def test_the_same_id_twice_is_refused(write, spec):
    with pytest.raises(ScenarioError, match="plan 出现两次"):
        load_scenarios(["plan", write(name="plan")], spec)


def test_every_sentence_prints_on_a_gbk_terminal_in_both_languages():
    for zh, en in [*WORDING.values(), *KINDS.values()]:
        zh.encode("gbk")
        en.encode("ascii")
    assert LANGUAGES == ("zh", "en")
