"""`shengsi data` as a planner uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from calibration.county import SHIPPED
from calibration.templates import KINDS, SUFFIXES
from shengsi.cli import app
from shengsi.text import set_language
from shengsi.wording.data import TEXTS

runner = CliRunner()
HEADER = "编号,名称,行业,状态,园区,年营业收入(万元),用地"
ROWS = (
    "1,海味水产,贻贝加工,在营,马关中柱山小微园,2600,6",
    "2,东海食品,水产精深加工,,,900,",
    "3,旧船厂,海工与临港装备,停业,,,20",
)


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    yield
    set_language("zh")


@pytest.fixture
def roster(tmp_path):
    path = tmp_path / "名录.csv"
    path.write_text("\n".join([HEADER, *ROWS]) + "\n", encoding="gbk")
    return path


def run(*words, code=0):
    result = runner.invoke(app, ["data", *map(str, words)])
    assert result.exit_code == code, result.output
    return result


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_of_every_kind(tmp_path, kind):
    result = run("template", "--kind", kind)
    name = f"{kind}_template{SUFFIXES[0]}"
    assert (tmp_path / name).is_file() and name in result.stdout
    assert f"shengsi data check {name}" in result.stderr


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_template_passes_its_check_or_says_in_one_line_that_it_is_blank(kind, suffix):
    run("template", "--kind", kind, "-o", f"t{suffix}", "-q")
    empty = kind in ("roster", "accounts")
    result = run("check", f"t{suffix}", code=3 if empty else 0)
    if empty:
        (line,) = result.stderr.splitlines()
        assert "没有企业" in line or "还没有填写数值" in line
    else:
        assert "没有错误" in result.stdout and result.stderr == ""


def test_check_of_a_countys_own_accounts():
    lines = [
        "指标,年份,数值,单位,等级,用途,算子,出处",
        "地区生产总值,2020,119,亿元,公布,对照,水平,年鉴",
    ]
    Path("账目.csv").write_text("\n".join(lines), encoding="gbk")
    result = run("check", "账目.csv")
    assert "1 个数,其中用于对照(fit)的 1 个,2020至2020年" in result.stdout
    assert "只有一个用于对照(fit)的数;其余" in result.stderr
    document = json.loads(run("check", "账目.csv", "--json", "--lang", "en").stdout)
    assert (
        document["summary"]["uses"] == {"fit": 1}
        and "one number of use fit; the other" in document["notices"][0]
    )
    Path("账目.csv").write_text("\n".join(lines).replace("119", "1190000"), encoding="gbk")
    said = run("check", "账目.csv", "--lang", "en", code=3).stderr
    assert (
        "账目.csv:2:3: GDP 2020 of 1190000 100m yuan is 10^4 times" in said
        and "should it be" in said
    )


def test_a_template_is_never_overwritten_unless_asked(tmp_path):
    path = tmp_path / "企业.csv"
    run("template", "-o", path)
    path.write_text("填了一半", encoding="utf-8")
    assert "已经存在" in run("template", "-o", path, code=1).stderr
    assert path.read_text(encoding="utf-8") == "填了一半"
    run("template", "-o", path, "--force")
    assert path.read_text(encoding="utf-8-sig").startswith("编号,名称")


def test_a_template_with_a_wrong_suffix(tmp_path):
    said = run("template", "--kind", "parks", "-o", "parks.docx", code=2).stderr
    assert "parks 模板的扩展名应为 .xlsx, .csv" in said and not (tmp_path / "parks.docx").exists()


def test_an_english_template_has_english_headers():
    run("template", "-o", "r.csv", "--lang", "en")
    with open("r.csv", encoding="utf-8-sig") as file:
        assert file.read().startswith("id,name,sector,status,park,revenue_wan_yuan")


def test_check_tells_what_a_roster_holds(roster):
    text = run("check", roster).stdout
    assert "企业 3 家,其中停业 1 家、在园区 1 家、规上(年营业收入不低于 2,000 万元) 1 家" in text
    assert "规上营业收入 0.26亿元" in text and "贻贝加工" in text
    assert "用地(亩) 6" in text and "从业人员 2" in text
    assert "2017年初" in text


def test_check_as_json_is_one_document(roster):
    document = json.loads(run("check", roster, "--json").stdout)
    assert document["valid"] and document["kind"] == "roster" and document["problems"] == []
    assert len(document["sha256"]) == 64
    assert document["summary"]["above_scale"] == 1
    assert document["summary"]["unknown"]["park"] == 1


def test_check_tells_every_fault_on_stderr_and_ends_with_3(roster):
    roster.write_text(f"{HEADER}\n1,甲,贻贝,,,500,\n1,乙,ore,,,x,\n", encoding="utf-8")
    result = run("check", roster, code=3)
    lines = result.stderr.splitlines()
    assert [line.split(": ")[0].removeprefix(str(roster)) for line in lines[:3]] == [
        ":2:3",
        ":3:1",
        ":3:6",
    ]
    assert lines[3].endswith("3 处错误") and result.stdout == ""


def test_faults_as_json_keep_stdout_to_one_document(roster):
    roster.write_text(f"{HEADER}\n1,甲,贻贝,,,500,\n", encoding="utf-8")
    document = json.loads(run("check", roster, "--json", "--lang", "en", code=3).stdout)
    assert not document["valid"] and 'unknown sector "贻贝"' in document["problems"][0]


def test_check_of_a_file_that_is_not_there():
    assert "找不到文件" in run("check", "没有.csv", code=3).stderr


def test_check_asks_for_the_kind_when_it_cannot_tell(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert "用 --kind 指明" in run("check", "x.csv", code=3).stderr
    assert "缺少列" in run("check", "x.csv", "--kind", "roster", code=3).stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [("history.csv", "账目"), ("known_projects.csv", "已知项目"), ("parks.csv", "园区")],
)
def test_check_of_the_shipped_tables(name, said):
    assert f"{said},没有错误" in run("check", SHIPPED / name).stdout


def test_notices_go_to_stderr_and_stop_nothing(roster):
    text = roster.read_text(encoding="gbk").replace("停业,,,20", "停业,,500,20")
    roster.write_text(text, encoding="utf-8")
    result = run("check", roster)
    assert "停业企业只用到用地" in result.stderr and "停业企业只用到用地" not in result.stdout
    assert run("check", roster, "-q").stderr == ""


def test_sources_give_rows_by_grade():
    text = run("sources").stdout
    assert "published" in text and "嵊泗县" in text
    document = json.loads(run("sources", "--json").stdout)
    assert sum(document["grades"].values()) == document["rows"]
    assert sum(source["rows"] for source in document["sources"]) == document["rows"]


@pytest.mark.parametrize("words", [("sources",), ("template",), ("check", SHIPPED / "parks.csv")])
def test_everything_prints_on_a_gbk_terminal(words):
    result = run(*words)
    (result.stdout + result.stderr).encode("gbk")


def test_every_sentence_has_both_languages_and_prints_on_a_gbk_terminal():
    for zh, en in TEXTS.values():
        assert zh.strip() and en.strip()
        zh.encode("gbk")
        en.encode("gbk")


def test_a_traced_draw_starts_from_the_roster_and_keeps_it(tmp_path, roster):
    words = ["run", "--roster", str(roster), "-e", "1", "-o", "trace", "--years", "2023"]
    result = runner.invoke(app, words)
    assert result.exit_code == 0, result.output
    assert "企业取自名录" in result.stdout and "贻贝加工企业 1" in result.stdout
    assert (tmp_path / "trace" / "roster.csv").read_bytes() == roster.read_bytes()


def test_a_faulty_roster_stops_a_traced_draw(roster):
    roster.write_text(f"{HEADER}\n1,甲,贻贝,,,500,\n", encoding="utf-8")
    result = runner.invoke(app, ["run", "--roster", str(roster), "--dry-run"])
    assert result.exit_code == 3 and "是否想写 贻贝加工?" in result.stderr
