"""`shengsi scenario` as a planner uses it."""

from __future__ import annotations

import errno
import json

import pytest
from typer.testing import CliRunner

from scenarios.loader import library_ids
from shengsi.cli import app
from shengsi.text import set_language

runner = CliRunner()


@pytest.fixture(autouse=True)
def chinese_again():
    yield
    set_language("zh")


def run(*words, code=0):
    result = runner.invoke(app, ["scenario", *map(str, words)])
    assert result.exit_code == code, result.output
    return result


def test_list_names_every_shipped_scenario():
    lines = run("list").stdout.splitlines()
    assert [line.split()[0] for line in lines[2:]] == library_ids()
    assert "方案实施" in run("list").stdout
    assert "plan delayed by a year" in run("list", "--lang", "en").stdout


def test_list_as_json_is_one_document():
    document = json.loads(run("list", "--json").stdout)
    assert [item["id"] for item in document] == library_ids()
    assert document[2]["extends"] == ["plan"]


def test_show_gives_what_differs_from_no_plan():
    text = run("show", "only_digital").stdout
    assert "只做数字赋能" in text
    assert "与无规划不同的杠杆 3 个" in text
    assert "digital_subsidy" in text and "upgrade_subsidy" not in text


def test_show_resolved_gives_every_value_with_file_and_line():
    text = run("show", "stress_ore_price", "--resolved").stdout
    lines = [line for line in text.splitlines() if "levers.csv:" in line]
    assert len(lines) == 47
    assert "scenarios/library/stress_ore_price.yaml:" in text


def test_show_as_json_is_the_whole_scenario():
    document = json.loads(run("show", "plan_half", "--json").stdout)
    assert document["levers"]["upgrade_subsidy"] == {"2023": 0.1}
    assert document["origin"]["levers.upgrade_subsidy"].startswith("scenarios/library/plan_half")
    assert len(document["digest"]) == 64


def test_show_with_a_changed_lever():
    text = run("show", "plan", "--set", "upgrade_subsidy=0.33", "--resolved").stdout
    assert "--set upgrade_subsidy=0.33" in text


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["show", "plam"], 3, "plam: 没有这个情景"),
        (["show", "plan", "--set", "upgrade_subsidy=1.5"], 3, "是否想写 0.15?"),
        (["show", "plan", "--set", "upgrade_subsidy"], 2, "应写成 杠杆=值"),
        (["show", ""], 3, '"": 没有这个情景'),
        (["diff", "plan", "plam"], 3, "是否想写 plan?"),
        (["new", "my plan"], 2, "不能作情景代码"),
        (["new", "mine", "--extends", "plam"], 3, "是否想写 plan?"),
        (["levers", "--group", "nothing"], 2, "--group 的值不对"),
    ],
)
def test_errors_are_one_line_with_their_code(words, code, said):
    result = run(*words, code=code)
    assert len(result.stderr.splitlines()) == 1
    assert said in result.stderr
    assert result.stdout == ""


def test_diff_shows_both_values():
    text = run("diff", "no_plan", "only_digital").stdout
    assert "不同的杠杆 3 个" in text
    row = next(line for line in text.splitlines() if line.startswith("digital_subsidy"))
    assert row.split()[-2:] == ["0.05", "0.15"]


def test_diff_warns_when_the_world_differs():
    result = run("diff", "plan", "stress_credit")
    assert "不全是政策的作用" in result.stderr
    assert json.loads(run("diff", "plan", "stress_credit", "--json").stdout)["policy_only"] is False
    assert run("diff", "plan", "plan_half").stderr == ""


def test_diff_of_the_same_says_so():
    assert "完全相同" in run("diff", "plan", "plan").stdout


def test_validate_accepts_files_and_names(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("schema_version: 1\nname_zh: 我的\nextends: plan\n", encoding="utf-8")
    lines = run("validate", path, "plan").stdout.splitlines()
    assert len(lines) == 2
    assert lines[0] == f"通过 {path}: 我的,与无规划不同的杠杆 44 个,外部假设 0 个"
    assert run("validate", path, "-q").stdout == ""


def test_validate_reports_every_problem_of_every_file(tmp_path):
    for name in ("a", "b"):
        text = "schema_version: 1\nname_zh: x\nlevers:\n    upgrade_subsidy: 1.5\n    nothing: 1\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    a, b = tmp_path / "a.yaml", tmp_path / "b.yaml"
    lines = run("validate", a, b, code=3).stderr.splitlines()
    assert lines[0] == (
        f"{a}:4:22: levers.upgrade_subsidy = 1.5 超出 [0, 0.5](单位:比例)。是否想写 0.15?"
    )
    assert [line.split(":")[0] for line in lines] == [
        str(a),
        str(a),
        str(b),
        str(b),
        "2 个文件有误,共 4 处",
    ]
    document = json.loads(run("validate", a, "plan", "--json", code=3).stdout)
    assert document["valid"] is False
    assert [item["valid"] for item in document["files"]] == [False, True]
    assert len(document["files"][0]["problems"]) == 2


def test_a_new_scenario_is_valid_and_changes_nothing(tmp_path):
    for lang in ("zh", "en"):
        made = run("new", f"mine_{lang}", "-o", tmp_path, "--lang", lang)
        path = tmp_path / f"mine_{lang}.yaml"
        assert str(path) in made.stdout
        run("validate", path)
        document = json.loads(run("show", path, "--json").stdout)
        plan = json.loads(run("show", "plan", "--json").stdout)
        assert document["digest"] == plan["digest"]


def test_every_line_of_a_new_scenario_can_be_switched_on(tmp_path):
    run("new", "all", "-o", tmp_path, "--extends", "no_plan")
    path = tmp_path / "all.yaml"
    text = path.read_text(encoding="utf-8")
    codes = [line for line in text.splitlines() if line.startswith("  # ") and ": " in line]
    for line in codes:
        if line.split()[1].rstrip(":").replace("_", "").isascii() and line.split()[1].endswith(":"):
            text = text.replace(line, line.replace("  # ", "  ", 1), 1)
    path.write_text(text, encoding="utf-8")
    document = json.loads(run("show", path, "--json").stdout)
    plan = json.loads(run("show", "plan", "--json").stdout)
    assert document["levers"] == plan["levers"]
    assert len(document["assumptions"]) == 13


def test_an_existing_file_is_not_overwritten_unless_told(tmp_path):
    run("new", "mine", "-o", tmp_path)
    before = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert "--force" in run("new", "mine", "-o", tmp_path, "--extends", "no_plan", code=1).stderr
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == before
    run("new", "mine", "-o", tmp_path, "--extends", "no_plan", "--force")
    assert "extends: no_plan" in (tmp_path / "mine.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [["plan"], ["./plan.yaml"], ["no_plan", "--force"]])
def test_the_id_of_a_shipped_scenario_cannot_be_taken(tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    result = run("new", *words, code=2)
    assert len(result.stderr.splitlines()) == 1 and "是内置情景的代码,请另取一个" in result.stderr
    assert "is the id of a shipped scenario" in run("new", *words, "--lang", "en", code=2).stderr
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_no_half_a_file(tmp_path, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    run("new", "mine", "-o", tmp_path)
    before = (tmp_path / "mine.yaml").read_bytes()
    monkeypatch.setattr("scenarios.files.os.fsync", full)
    words = ["new", "mine", "--extends", "no_plan", "--force", "-o", tmp_path]
    assert run(*words, code=1).stderr.splitlines() == [
        f"错误:{tmp_path / 'mine.yaml'}: 无法写入(磁盘已满); 请用 -o 换一个可写的文件夹"
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]
    assert (tmp_path / "mine.yaml").read_bytes() == before


def test_a_new_scenario_as_json(tmp_path):
    path = tmp_path / "mine.yaml"
    words = ["new", "mine", "-o", tmp_path, "--json"]
    expected = {"id": "mine", "file": str(path), "extends": "plan"}
    assert json.loads(run(*words, "--dry-run").stdout) == {**expected, "written": False}
    assert not path.exists()
    assert json.loads(run(*words).stdout) == {**expected, "written": True}
    assert path.exists()


def test_a_dry_run_writes_nothing(tmp_path):
    assert "将写入" in run("new", "mine", "-o", tmp_path / "deep", "--dry-run").stdout
    assert not (tmp_path / "deep").exists()


def test_a_new_scenario_may_start_from_one_beside_it(tmp_path):
    run("new", "first", "-o", tmp_path)
    run("new", "second", "-o", tmp_path, "--extends", "first")
    assert "extends: first" in (tmp_path / "second.yaml").read_text(encoding="utf-8")
    said = run("validate", tmp_path / "second.yaml", "--json").stdout
    assert json.loads(said)["valid"] is True


def test_levers_lists_the_registry():
    text = run("levers").stdout
    assert text.splitlines()[-1] == "共 47 项"
    document = json.loads(run("levers", "--json", "--group", "policy").stdout)
    assert len(document) == 9
    first = document[0]
    assert (first["code"], first["clause"], first["grade"]) == ("fund_share", "三(一)", "published")
    assert first["plan"] == {"2023": 0.005}


def test_a_new_scenario_explains_values_in_a_form_that_is_valid(tmp_path, monkeypatch):
    """What the comment at the top shows can be typed as it stands."""
    monkeypatch.chdir(tmp_path)
    assert runner.invoke(app, ["scenario", "new", "mine"]).exit_code == 0
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert "{{" not in text and '{value: 30, unit: "%"}' in text
