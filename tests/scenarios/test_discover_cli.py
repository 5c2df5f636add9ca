"""`shengsi discover` and `shengsi targets gap` as an analyst uses them."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from calibration.county import SHIPPED
from scenarios import forecast as job
from scenarios.targets import load_targets
from tests.scenarios.conftest import Shengsi
from tests.scenarios.known_engine import by_coin, by_credit, engine
from tests.shengsi.sound import check_verified

DISCOVER = ("discover", "--target", "T1", "--resamples", "20", "--boxes", "1")
SMALL = ("forecast", "-s", "plan", "-n", "500", "--no-figures", "-q")


@pytest.fixture
def credit(shengsi: Shengsi, monkeypatch: pytest.MonkeyPatch) -> Shengsi:
    """The command line beside a run in which T1 is missed where credit is short."""
    monkeypatch.setattr(job, "_engine", lambda: engine(by_credit))
    assert shengsi(*SMALL)[0] in (0, None)
    return shengsi


@pytest.fixture
def coin(shengsi: Shengsi, monkeypatch: pytest.MonkeyPatch) -> Shengsi:
    """The command line beside a run in which T1 is missed by chance."""
    monkeypatch.setattr(job, "_engine", lambda: engine(by_coin))
    assert shengsi(*SMALL)[0] in (0, None)
    return shengsi


def only(pattern: str) -> Path:
    """The one folder of that name."""
    (found,) = Path("outputs").glob(pattern)
    return found


def test_a_box_is_said_in_a_sentence_with_every_share_and_its_error(credit: Shengsi) -> None:
    code, out, err = credit(*DISCOVER)
    assert code in (0, None)
    assert "1. 当 信贷额度/资本 < 4" in out and "的抽样未达到" in out
    sentence = out[out.index("1. 当") : out.index("框  条件")]
    assert sentence.count("±") >= 4 and "95%区间" in sentence
    assert "注:参数取自先验,未经校准" in out and "/20" in out and "假设" in out
    assert "100 %" not in out and " 0 %" not in out
    assert "情景发现" in err
    out.encode("gbk")


def test_the_same_in_english(credit: Shengsi) -> None:
    _, out, _ = credit(*DISCOVER, "--lang", "en", "-q")
    flat = " ".join(out.split())
    assert (
        "1. fails in" in flat
        and "debt allowed over capital < 4" in flat
        and "of all failures" in flat
    )
    assert not any("\u4e00" <= char <= "\u9fff" for char in out)
    _, out, _ = credit(*DISCOVER, "--lang", "en", "-q", "--meets")
    assert "1. meets the target in" in out and "of all draws meet it" in out.replace("\n", " ")


def test_the_folder_holds_tables_figure_and_what_it_was_made_of(credit: Shengsi) -> None:
    credit(*DISCOVER, "-q")
    folder = only("*_discover_*")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["kind"] == "discover" and manifest["options"]["targets"] == ["T1"]
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {
        "manifest.json", "boxes.csv", "inputs.csv", "report.txt", "figures/discover.png",
        "figures/trajectory.csv",
    }  # fmt: skip
    boxes = list(csv.DictReader(io.StringIO((folder / "boxes.csv").read_text("utf-8-sig"))))
    assert boxes[0]["input"] == "credit_limit" and boxes[0]["confirmed"] == "1"
    assert float(boxes[0]["density_low95"]) < float(boxes[0]["density"])
    assert boxes[0]["parameters_zh"] == "参数取自先验,未经校准"
    steps = list(
        csv.DictReader(io.StringIO((folder / "figures/trajectory.csv").read_text("utf-8-sig")))
    )
    assert {row["half"] for row in steps} == {"looked_in", "counted_in"}
    assert sum(row["chosen"] == "1" for row in steps) == 2
    assert (folder / "figures/discover.png").read_bytes().startswith(b"\x89PNG")


def test_json_is_one_document_with_numbers(credit: Shengsi) -> None:
    _, out, err = credit(*DISCOVER, "--json", "-q")
    assert err == ""
    document = json.loads(out)
    box = document["boxes"][0]
    assert document["reason"] == "found" and box["confirmed"]
    assert box["limits"][0]["input"] == "credit_limit" and box["limits"][0]["side"] == "below"
    assert box["density"]["low95"] < box["density"]["value"] < box["density"]["high95"]
    assert box["sentence"]["zh"].startswith("1. 当") and box["sentence"]["en"].startswith("1. f")
    assert len(box["trajectory"]) > 10 and Path(document["output"]).is_dir()
    grades = {item["code"]: item["grade"] for item in document["inputs"]}
    assert grades["credit_limit"] == "assumption" and grades["mean_price_ore"] == "proxy"


def test_where_nothing_separates_them_it_says_so(coin: Shengsi) -> None:
    _, out, _ = coin(*DISCOVER, "-q")
    assert "分辨不出" in out and "1. 当" not in out and "框  条件" not in out
    _, out, _ = coin(*DISCOVER, "-q", "--lang", "en", "--json")
    document = json.loads(out)
    assert document["reason"] in ("nothing", "unconfirmed") and document["together"] is None
    assert all(not box["confirmed"] and box["sentence"] is None for box in document["boxes"])


def test_too_few_draws_are_said_with_the_remedy(shengsi: Shengsi) -> None:
    shengsi("forecast", "-s", "plan", "-n", "20", "--no-figures", "-q")
    _, out, _ = shengsi(*DISCOVER, "-q")
    assert "抽样太少" in out and "forecast -n" in out
    _, out, _ = shengsi(*DISCOVER, "-q", "--json")
    assert json.loads(out)["reason"] == "few"


def test_dry_run_says_what_would_be_done_and_writes_nothing(credit: Shengsi) -> None:
    _, out, _ = credit(*DISCOVER, "--dry-run")
    assert "目标 T1" in out and "未达到的占全部抽样" in out
    _, out, _ = credit(*DISCOVER, "--dry-run", "--json", "--meets")
    document = json.loads(out)
    assert document["dry_run"] and document["case"] == "meets"
    assert not list(Path("outputs").glob("*_discover_*"))


def test_a_box_as_dense_as_asked_for_or_the_word_that_there_is_none(credit: Shengsi) -> None:
    _, out, _ = credit(*DISCOVER, "-q", "--density", "0.8", "--json")
    box = json.loads(out)["boxes"][0]
    assert box["where_it_was_found"]["density"] >= 0.8
    _, out, _ = credit(*DISCOVER, "-q", "--density", "0.999")
    assert "没有更密的框" in out


def test_several_targets_are_met_where_all_are(credit: Shengsi) -> None:
    code, out, _ = credit(*DISCOVER, "--target", "t1，T5", "-q", "--no-figures")
    assert code in (0, None) and "T1, T5 (2 条须全部达到才算达到)" in out
    _, out, _ = credit(*DISCOVER, "--target", "T1,T5", "-q", "--json")
    both = json.loads(out)
    assert [target["id"] for target in both["targets"]] == ["T1", "T5"]
    _, out, _ = credit(*DISCOVER, "-q", "--json")
    assert both["rate"]["value"] >= json.loads(out)["rate"]["value"]
    _, out, _ = credit(*DISCOVER, "--target", "T1,T5", "--dry-run", "--lang", "en")
    assert "target T1,T5" in out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--target", "T77"), 2, "T77"),
        (("--target", "O1"), 2, "无法判定"),
        (("--target", "T1,T55"), 2, "没有目标 T55"),
        (("--target", " , ", "--dry-run"), 2, "没有目标"),
        (("--target", "T1,O1"), 2, "目标 O1"),
        (("--target", "T1", "-s", "no_plan"), 2, "no_plan"),
        (("--target", "T1", "--density", "80"), 2, "0.8"),
        (("--target", "T1", "nothing_of_that_name"), 2, "runs list"),
        (("--target", "T1", "--inputs", "luck"), 2, "--inputs"),
        ((), 2, "--target"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    credit: Shengsi, words: tuple[str, ...], code: int, said: str
) -> None:
    found, out, err = credit("discover", *words)
    assert found == code and said in err and err.count("\n") == 1 and out == ""


def test_a_discovery_is_verified_and_a_damaged_manifest_named(credit: Shengsi) -> None:
    credit(*DISCOVER, "-q")
    folder = only("*_discover_*")
    check_verified(folder.absolute(), "discover", "report.txt")
    path = folder / "manifest.json"
    content = json.loads(path.read_bytes())
    for wrong, said in (
        ({**content, "files": {"report.txt": {}}}, "已损坏"),
        ({**content, "status": "running"}, "尚未做完"),
        ({key: one for key, one in content.items() if key != "files"}, "没有列出文件"),
    ):
        path.write_text(json.dumps(wrong), encoding="utf-8")
        for command in ("verify", "show"):
            code, out, err = credit("runs", command, str(folder))
            assert code in (1, 3) and out == "" and said in err and err.count("\n") == 1


def test_an_analysis_is_no_run(credit: Shengsi) -> None:
    credit(*DISCOVER, "-q")
    _, out, _ = credit("runs", "list", "--json")
    assert len(json.loads(out)["runs"]) == 1
    # Its folder is whole; it is of another kind.
    folder = str(only("*_discover_*"))
    for words in (("discover", folder, "--target", "T1"), ("targets", "gap", folder)):
        code, out, err = credit(*words)
        assert code == 3 and out == "" and err.count("\n") == 1
        assert "这是分析结果(discover),不是运行" in err and "损坏" not in err


# Gaps.


def test_gaps_are_told_with_errors_growth_and_what_is_on_record(credit: Shengsi) -> None:
    _, out, _ = credit("targets", "gap", "--target", "T1,T3,T9")
    assert "T1 规上企业营业收入突破25亿元" in out and "T9" in out and "T5" not in out
    assert out.count("±") > 5 and "多半" in out and "其中未达到的" in out
    assert "舟山市规上工业总产值 2004-2011:每年 27.6%" in out and "转载" in out
    assert "记录中没有该指标的全年数" in out
    assert "注:参数取自先验,未经校准" in out
    out.encode("gbk")
    _, english, _ = credit("targets", "gap", "--lang", "en", "--target", "T1,T2b,T10,T23,O1")
    assert re.search(r"T23 .* number +30% +", english)
    assert re.search(r"T2b .* change +>0 ", english) and "missed by no draw: T10" in english
    assert (
        "T1, T2b, T10, T23: no yearly number" in english
        and "T10, T23: the record has no growth" in english
    )
    assert "growth on record" in english and "not tested: O1" in english
    assert not any("\u4e00" <= char <= "\u9fff" for char in english)


def test_the_folder_of_gaps(credit: Shengsi) -> None:
    _, out, err = credit("targets", "gap", "--json", "-q", "--target", "T1,T3,O1")
    document = json.loads(out)
    assert err == "" and document["untested"] == ["O1"]
    first = document["gaps"][0]
    assert first["target"]["id"] == "T1" and set(first["shortfall"]) == {
        "0.1", "0.25", "0.5", "0.75", "0.9",
    }  # fmt: skip
    assert first["growth"]["kind"] == "rate" and first["on_record"] is None
    assert first["growth_on_record"][0]["rate"] == pytest.approx(-0.328)
    folder = only("*_gap_*")
    assert str(folder) == document["output"]
    rows = list(csv.DictReader(io.StringIO((folder / "shortfalls.csv").read_text("utf-8-sig"))))
    assert {row["quantity"] for row in rows} == {"shortfall", "deciding_value"}
    bars = list(csv.DictReader(io.StringIO((folder / "figures/gaps.csv").read_text("utf-8-sig"))))
    shares = sum(
        float(row["weight_met"]) + float(row["weight_missed"])
        for row in bars
        if row["target"] == "T1"
    )
    assert shares == pytest.approx(1.0)
    assert (folder / "figures/gaps.png").read_bytes().startswith(b"\x89PNG")
    growth = list(csv.DictReader(io.StringIO((folder / "growth.csv").read_text("utf-8-sig"))))
    assert {row["what"] for row in growth} == {
        "base", "needed", "ahead", "before", "missing_needed", "missing_ahead",
    }  # fmt: skip
    missing = first["growth"]["of_draws_that_miss"]
    assert missing["needed"]["median"]["value"] > first["growth"]["needed"]["median"]["value"]
    check_verified(folder.absolute(), "gap", "growth.csv")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_have_a_glyph_for_every_character(credit: Shengsi, lang: str) -> None:
    """A missing glyph is a warning, and warnings are errors here."""
    credit("targets", "gap", "--lang", lang, "-q", "--target", "T1,T2a,T3,T4,T8,T12")
    credit(*DISCOVER, "--lang", lang, "-q")
    assert (only("*_gap_*") / "figures/gaps.png").is_file()
    assert (only("*_discover_*") / "figures/discover.png").is_file()


def test_the_gap_of_no_target_and_of_none_that_is_there(credit: Shengsi) -> None:
    for words in (("--target", "T77"), ("-s", "no_plan"), ("--target", ",")):
        code, out, err = credit("targets", "gap", *words)
        assert code == 2 and out == "" and err.count("\n") == 1
    _, out, _ = credit("targets", "gap", "--dry-run")
    able = sum(goal.testable for goal in load_targets(SHIPPED))
    assert f"{able} 条目标" in out
    _, out, _ = credit("targets", "gap", "--target", "O1,T1", "-q", "--no-figures")
    assert "未检验:O1" in out


def test_a_target_due_after_the_run_alone_has_no_gap_and_that_is_said(credit: Shengsi) -> None:
    credit("forecast", "-s", "plan", "-n", "24", "--years", "2023-2025", "-o", "short",
           "--no-figures", "-q")  # fmt: skip
    code, out, err = credit("targets", "gap", "--target", "T1", "-o", "short", "-q")
    assert code == 2 and out == "" and "T1:这次运行无法判定" in err and err.count("\n") == 1
    assert not list(Path("short").glob("*_gap_*"))


@pytest.mark.parametrize("more", [(), ("--dry-run",), ("--json",)])
def test_targets_outside_the_model_alone_have_no_gap_and_the_reason_is_said(
    credit: Shengsi, more: tuple[str, ...]
) -> None:
    code, out, err = credit("targets", "gap", "--target", "O1,O2", "-q", *more)
    said = json.loads(out)["problems"] if "--json" in more else err.splitlines()
    assert code == 2 and len(said) == 1 and "没有管理评价" in said[0] and "O2" in said[0]
    assert not list(Path("outputs").glob("*_gap_*"))
    _, _, english = credit("targets", "gap", "--target", "O1", "--lang", "en")
    assert "lies outside the model" in english and "management rating" in english
