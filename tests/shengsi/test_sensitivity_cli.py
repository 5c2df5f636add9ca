"""`shengsi sensitivity` as an analyst uses it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from calibration.county import load_shipped
from model.indicators import CODES
from scenarios.files import RunError
from scenarios.loader import load_scenario
from scenarios.resampling import Interval
from scenarios.sensitivity import (
    PARTS,
    STAGES,
    Effect,
    Indices,
    Sensitivity,
    Sizes,
    Untold,
    read_evaluations,
    sensitivity,
)
from scenarios.sensitivity import space as spaces
from scenarios.sensitivity.result import Level
from scenarios.sensitivity.space import Space
from shengsi.cli import app
from shengsi.sensitivity_documents import (
    indices_document,
    sensitivity_document,
    share_document,
    tables,
)
from shengsi.sensitivity_figures import figures
from shengsi.sensitivity_panels import drawn_screening, drawn_single, without_text
from shengsi.sensitivity_tables import sensitivity_text
from shengsi.sensitivity_words import effect_unit, input_name, share_text
from shengsi.tables import text_width, two_lines
from shengsi.text import set_language, texts
from tests.scenarios.sensitivity.worlds import MadeUp
from tests.scenarios.test_lineages import posterior
from tests.shengsi.sound import check_verified

runner = CliRunner()
TINY = ("-n", "4", "--blocks", "3", "--trajectories", "1", "--keep", "2", "-j", "1")
FEW = ("--target", "T1", "--indicator", "revenue_above_scale", "--indicator", "gdp")


@pytest.fixture(autouse=True)
def chinese_again():
    yield
    set_language("zh")


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> MadeUp:
    """A made-up county in place of the engine."""
    spec = load_shipped()
    made = MadeUp(Space(spec, load_scenario("plan", spec)), "upgrade_subsidy")
    monkeypatch.setattr(spaces, "_engine", lambda: made)
    return made


@pytest.fixture(scope="module", params=["prior", "posterior"])
def found(request: pytest.FixtureRequest) -> Sensitivity:
    spec = load_shipped()
    plan = load_scenario("plan", spec)
    pairs = posterior(spec, 20) if request.param == "posterior" else None
    made = MadeUp(Space(spec, plan), "upgrade_subsidy")
    return sensitivity(
        spec, plan, Sizes(6, 32, 3, 4), posterior=pairs, targets=["T1", "T3"],
        indicators=["revenue_above_scale", "gdp"], engine=made,
    )  # fmt: skip


def run(*words: object, code: int = 0):
    found = runner.invoke(app, ["sensitivity", *map(str, words)])
    assert found.exit_code == code, found.output
    return found


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_dry_run_states_the_runs_of_every_stage_and_writes_nothing(tmp_path: Path):
    out = tmp_path / "out"
    text = run("--prior", "--dry-run", "-o", out).stdout
    for said in ("30 个输入", "2,480 次", "30,720 次", "25,600 次", "共 58,800 次运行", str(out)):
        assert said in text
    assert "未经校准" in text
    english = run("--dry-run", "--lang", "en", "-o", out).stdout
    assert "8 inputs" in english and "calibrated posterior" in english and "种子" not in english
    document = json.loads(run("--prior", "--dry-run", "--json", *TINY, "-o", out).stdout)
    assert document["runs"] == {"screening": 93, "single": 96, "split": 240}
    assert document["parameters"]["origin"] == "prior"
    assert not out.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-n", "100"), "应为 2 的整数次幂"),
        (("--blocks", "2"), "--blocks"),
        (("-s", "plan", "-s", "no_plan"), "sensitivity 一次只看一个情景"),
        (("--years", "2022"), "最后一年应在 2023 到 2030"),
        (("--target", "T99"), "T99: 没有这一项; 可取: T1"),
        (("--target", "O1"), "在模型之外"),
        (("--indicator", "profit"), "profit: 没有这一项"),
        (("--by", "clause"), "--by"),
        (("--prior", "--posterior", "x"), "--prior"),
    ],
)
def test_what_cannot_work_is_one_line_and_code_2(words, said, tmp_path: Path):
    found = run(*words, "-o", tmp_path / "out", code=2)
    assert said in found.stderr and len(found.stderr.splitlines()) == 1
    assert found.stdout == "" and not (tmp_path / "out").exists()


def test_a_scenario_with_a_fault_is_code_3(tmp_path: Path):
    assert "没有这个情景" in run("-s", "nothing", "-o", tmp_path, code=3).stderr


def test_a_folder_that_is_a_file_is_refused_before_any_run(engine, tmp_path: Path):
    (tmp_path / "file").write_text("x")
    for more in ((), ("--dry-run",)):
        run("--prior", *TINY, *FEW, "-o", tmp_path / "file", *more, code=1)
    assert engine.calls == 0


def test_an_analysis_prints_its_report_and_leaves_tables_figures_and_manifest(engine, tmp_path):
    done = run("--prior", *TINY, *FEW, "-o", tmp_path)
    (folder,) = tmp_path.iterdir()
    assert str(folder) in done.stdout and "共 429 次运行" in done.stderr
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {
        "manifest.json", "report.txt", "outputs.csv", "inputs.csv", "split.csv", "indices.csv",
        "screening.csv", "figures/split.png", "figures/indices.png", "figures/screening.png",
        "evaluations/screening.npz", "evaluations/single.npz", "evaluations/split.npz",
    }  # fmt: skip
    assert (folder / "report.txt").read_text(encoding="utf-8").strip() in done.stdout
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["kind"] == "sensitivity" and manifest["options"]["points"] == 4
    assert manifest["files"]["split.csv"]["bytes"] == (folder / "split.csv").stat().st_size
    check_verified(folder, "sensitivity", "figures/split.png")


def test_every_number_of_a_finished_folder_can_be_computed_again_from_its_runs(engine, tmp_path):
    """Indices and effects of the tables, from the kept runs alone."""
    run("--prior", *TINY, *FEW, "-o", tmp_path, "--no-figures", "-q")
    (folder,) = tmp_path.iterdir()
    for stage, table in (("split", "split.csv"), ("single", "indices.csv")):
        found = read_evaluations(folder, stage).indices()
        told = [row for row in rows((folder / table).read_bytes()) if row["index"] != "second"]
        assert len(told) > 10
        for row in told:
            item = found[row["output"]]
            if row["untold"]:
                assert isinstance(item, Untold) and item.reason == row["untold"]
                continue
            assert isinstance(item, Indices)
            share = (
                item.rest
                if row["index"] == "interactions"
                else (getattr(item, row["index"])[row["input"]])
            )
            assert [share.value, share.low, share.high] == [
                float(row[name]) for name in ("value", "low95", "high95")
            ]
    effects = read_evaluations(folder, "screening").effects()
    for row in rows((folder / "screening.csv").read_bytes()):
        assert effects[row["output"]][row["input"]].size.value == float(row["mu_star"])
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["files"]["evaluations/split.npz"]["bytes"] > 0


def test_the_runs_of_a_folder_say_where_they_were_made_and_damaged_ones_are_refused(
    engine, tmp_path
):
    run("--prior", *TINY, *FEW, "-o", tmp_path, "--no-figures", "-q")
    (folder,) = tmp_path.iterdir()
    split, single = (read_evaluations(folder, stage) for stage in ("split", "single"))
    assert split.columns[-2:] == ("drivers", "enterprises") == split.labels[-2:]
    assert split.points.shape == (3, 80, 32) and split.table.shape == (3, 80, 3)
    assert split.outputs == ("T1", "revenue_above_scale", "gdp")
    assert set(split.table[..., 0].ravel()) == {0.0, 1.0} and np.isnan(split.table[..., 2]).all()
    assert single.labels.count("rest") == 28 and "chi" in single.columns
    assert ((single.points > 0) & (single.points < 1)).all()
    # One and the same point of a block under the same luck is one and the same county.
    space = Space(load_shipped(), load_scenario("plan", load_shipped()), engine=engine)
    again = space.evaluate(single.points[1], STAGES.index("single"), 1)
    place = CODES.index("revenue_above_scale")
    assert (again[:, -1, place] == single.table[1, :, 1]).all()
    path = folder / "evaluations" / "split.npz"
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(RunError) as refused:
        read_evaluations(folder, "split")
    assert refused.value.code == 3 and "已损坏" in refused.value.zh
    path.unlink()
    with pytest.raises(RunError) as missing:
        read_evaluations(folder, "split")
    assert missing.value.code == 1 and str(path) in missing.value.en


def test_json_is_one_document_of_numbers(engine, tmp_path):
    done = run("--prior", *TINY, *FEW, "-o", tmp_path, "--json", "-q", "--no-figures")
    document = json.loads(done.stdout)
    assert done.stderr == "" and document["sizes"]["points"] == 4
    by_code = {item["code"]: item for item in document["outputs"]}
    assert 0 <= by_code["T1"]["probability"]["value"] <= 1 and by_code["T1"]["median"] is None
    split = by_code["revenue_above_scale"]["split"]
    assert set(split["first"]) == {"policy", "parameters", "drivers", "enterprises"}
    assert isinstance(split["first"]["drivers"]["value"], float)
    assert by_code["gdp"]["split"]["untold"] == "no_value"
    assert not list(Path(document["folder"]).glob("figures/*"))


def test_stopped_it_says_how_to_go_on_and_the_same_command_does(
    engine: MadeUp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    words = ("--prior", *TINY, *FEW, "-o", tmp_path / "runs", "--json", "--no-figures")
    monkeypatch.setattr("sys.argv", ["shengsi", "sensitivity", "--prior"])
    engine.stop = 4
    stopped = run(*words, code=130)
    (folder,) = (tmp_path / "runs").iterdir()
    assert "4 块留在" in stopped.stderr and str(folder) in stopped.stderr
    assert "shengsi sensitivity --prior" in stopped.stderr
    assert folder.name.endswith(".partial")
    listed = runner.invoke(app, ["runs", "list", "-o", str(tmp_path / "runs")])
    assert listed.exit_code == 0 and folder.name not in listed.stdout
    engine.stop = None
    gone_on = run(*words)
    assert engine.calls == 9 and "已有 4 块" in gone_on.stderr and not folder.exists()
    whole = json.loads(run(*words).stdout)
    carried = json.loads(gone_on.stdout)
    assert engine.calls == 18
    assert carried["outputs"] == whole["outputs"] and carried["folder"] != whole["folder"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_is_in_one_language_and_prints_on_a_gbk_terminal(found, lang):
    text = sensitivity_text(found, lang)
    text.encode("gbk")
    assert "nan" not in text.split() and "None" not in text
    if lang == "en":
        assert not any("一" <= letter <= "鿿" for letter in text)
        assert found.basis[1] in text
    else:
        assert found.basis[0] in text and "怎样读" in text and "企业运气" in text


def test_the_report_says_what_varies_and_what_is_driven_by_priors(found):
    text = sensitivity_text(found, "zh")
    if found.origin == "prior":
        assert "各按其先验独立取值" in text and "先验等级" in text and "份额也是假设的结果" in text
        assert "其余 26 个输入" in text
    else:
        assert "整对交换" in text and "由先验决定" in text and "参数与历史" in text
        assert "后验只含" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_screening_is_told_by_effect_with_its_error_and_what_was_not_taken(found, lang):
    """One action and, with priors, one parameter act in the made-up county; all others do not."""
    text = sensitivity_text(found, lang)
    part = text[text.index("五、" if lang == "zh" else "5. Screening") :]
    effects = found.screening["revenue_above_scale"]
    acting = [code for code in effects if effects[code].size.value > 0]
    (line,) = [
        x for x in part.splitlines() if x.startswith(f"  {input_name(found, acting[0], lang)}")
    ][:1]
    unit = effect_unit(found.outputs[2], lang)
    size = unit.factor * effects[acting[0]].size.value
    words = line.split()
    told = float(
        words[words.index(next(w for w in words if w.startswith("±"))) - 1].replace(",", "")
    )
    assert abs(told - size) < 0.1 * size and " + " in line
    assert ("逐个" if lang == "zh" else "one by one") in line
    idle = len(effects) - len(acting)
    assert (f"另有 {idle} 个没有作用" if lang == "zh" else f"{idle} more have no effect") in part
    # An output without a value has no effects and says so.
    assert ("有的块里没有值" if lang == "zh" else "without a value in some block") in part


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_input_that_just_missed_keep_is_shown_with_its_effect_and_its_ratio(found, lang):
    left = found.rest[0]
    effects = dict(found.screening["revenue_above_scale"])
    most = max(effects[code].size.value for code in effects)
    size = Interval(0.31 * most, 0.3 * most, 0.32 * most, 0.005 * most)
    effects[left] = Effect(size, size, 0.1 * most)
    changed = replace(
        found,
        screening={**found.screening, "revenue_above_scale": effects},
        score={**found.score, left: 0.31},
    )
    text = sensitivity_text(changed, lang)
    name = input_name(found, left, lang)
    row = [line for line in text.splitlines() if line.startswith(f"  {name} ")]
    assert len(row) == 1 and ("组内" if lang == "zh" else "in the group") in row[0]
    flat = text.replace("\n", "" if lang == "zh" else " ")
    assert (f"{name}(0.31)" if lang == "zh" else f"{name} (0.31)") in flat


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_of_the_report_is_wider_than_120_columns(lang):
    """All outputs with names as long as they come, and shares as wide as they come."""
    spec = load_shipped()
    plan = load_scenario("plan", spec)
    made = MadeUp(Space(spec, plan), "upgrade_subsidy")
    found = sensitivity(spec, plan, Sizes(3, 4, 1, 9), engine=made, by="lever")
    wide = Interval(-0.1234, -1.1234, 0.8766, 0.5)
    shares = dict.fromkeys(PARTS, wide)
    item = Indices(PARTS, shares, shares, {}, wide, 1.0, 12, 12)
    level = Level(None, Interval(12345.6, 11111.1, 13579.0, 617.0), 1e4, 2e4)
    changed = replace(
        found,
        split=dict.fromkeys(found.split, item),
        levels={o.code: found.levels[o.code] if o.target else level for o in found.outputs},
        origin="posterior",
    )
    for one in (found, changed):
        lines = sensitivity_text(one, lang).splitlines()
        assert max(map(text_width, lines)) <= 120
    year = [line for line in lines if " 2027  " in line]
    assert len(year) >= 2 * sum(o.target is None for o in found.outputs)


def test_names_on_two_lines_keep_both_the_park_and_its_lever():
    name = "Xiaohuanglong port-equipment park: serviced land, cumulative"
    first, second = two_lines(name, 27).split("\n")
    assert first.startswith("Xiaohuanglong") and second == "serviced land, cumulative"
    assert two_lines("quarterly upgrade probability at reference payback", 33).split("\n") == [
        "quarterly upgrade probability at", "reference payback",
    ]  # fmt: skip
    assert two_lines("debt", 27) == "debt"
    assert all(
        text_width(line) <= 12
        for line in two_lines("马迹山铁矿石加工产业园:可供工业用地", 12).split("\n")
    )


def test_every_input_and_every_part_of_a_figure_is_named_whole():
    spec = load_shipped()
    for lang in ("zh", "en"):
        for item in Space(spec, load_scenario("plan", spec)).inputs:
            said = two_lines(item.name(lang), 33)
            assert "..." not in said and said.replace("\n", " ").split() == item.name(lang).split()


def test_figures_say_which_outputs_they_leave_out_and_why(found):
    text = without_text(found, {"T1": "sensitivity.short.rare", "gdp": "sensitivity.short.no_value",
                                "T3": "sensitivity.short.rare"}, "en")  # fmt: skip
    assert text == "Not drawn: T1, T3 (varies in a few blocks only); GDP (no value in most runs)"
    assert {o.code for o in drawn_single(found)} == {
        code for code, item in found.single.items() if isinstance(item, Indices)
    }
    assert "gdp" not in {o.code for o in drawn_screening(found)}


def test_lists_of_names_are_parted_by_a_sign_that_no_name_holds():
    spec = load_shipped()
    for by in ("action", "lever"):
        for item in Space(spec, load_scenario("plan", spec), by=by).inputs:
            for lang, sign in (("zh", ";"), ("en", ";")):
                assert sign not in item.name(lang)
                assert texts("sensitivity")["sensitivity.between"][lang == "en"].strip() == sign


def test_tables_hold_what_the_document_does(found):
    document, made = sensitivity_document(found), tables(found)
    json.dumps(document, allow_nan=False)
    split = rows(made["split.csv"])
    one = document["outputs"][2]["split"]["first"]["drivers"]
    (row,) = [
        r for r in split
        if (r["output"], r["index"], r["input"]) == ("revenue_above_scale", "first", "drivers")
    ]  # fmt: skip
    assert float(row["value"]) == one["value"] and row["clear"] == str(int(one["clear"]))
    assert {r["untold"] for r in split if r["output"] == "gdp"} == {"no_value"}
    assert ("parameters.csv" in made) == (found.origin == "posterior")
    assert all(data.startswith(b"\xef\xbb\xbf") for data in made.values())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_are_pictures_and_the_same_ones_every_time(found, lang):
    one, other = (figures(found, lang, "2026-01-01") for _ in range(2))
    assert set(one) == {"split.png", "indices.png", "screening.png"} and one == other
    assert all(data.startswith(b"\x89PNG") for data in one.values())


def test_shares_carry_no_more_digits_than_their_error_and_say_when_they_cannot_be_told():
    def share(value: float, half: float) -> str:
        return share_text(Interval(value, value - half, value + half, half / 2))

    assert share(0.394, 0.0512) == "39 ±6"
    assert share(0.0213, 0.034) == "2 ±4?"
    assert share(0.0031, 0.0012) == "0.3 ±0.2"
    assert share(-0.0001, 0.02) == "0 ±2?"
    assert share(0.0541, 0.0532) == "5.4 ±5.3"
    assert share(0.0, 0.0) == "0"
    # What can be told is never printed as nothing, what cannot be told is marked.
    assert share(0.0003, 0.0001) == "<0.1" and share(0.0003, 0.0004) == "0.0 ±0.1?"


def test_a_share_below_zero_is_never_clear():
    """A short interval below zero is an error of the estimate: there is no share of that size."""
    below = Interval(-0.195, -0.221, -0.170, 0.013)
    assert below.clear and not share_document(below)["clear"]
    assert share_text(below).endswith("?")
    above = Interval(0.195, 0.170, 0.221, 0.013)
    assert share_document(above)["clear"] and not share_text(above).endswith("?")


def test_a_split_with_a_share_below_zero_marks_it_nowhere(found):
    item = found.split["T1"]
    code = item.inputs[0]
    below = Interval(-0.195, -0.221, -0.170, 0.013)
    changed = replace(item, first={**item.first, code: below}, total={**item.total, code: below})
    other = replace(found, split={**found.split, "T1": changed})
    document = indices_document(changed)
    assert document["first"][code]["clear"] is False is document["total"][code]["clear"]
    told = [
        row for row in rows(tables(other)["split.csv"])
        if row["output"] == "T1" and row["input"] == code and row["index"] in ("first", "total")
    ]  # fmt: skip
    assert [row["clear"] for row in told] == ["0", "0"]


def test_every_sentence_is_in_both_languages_and_gbk():
    for key, (zh, en) in texts("sensitivity").items():
        assert zh and en, key
        zh.encode("gbk")
        en.replace("±", "").encode("ascii")
