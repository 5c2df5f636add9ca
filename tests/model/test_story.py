"""The story of one enterprise adds up to what the county reports, and reads as sentences."""

from __future__ import annotations

import pytest

from model import County
from model.story import ACTS, ROW_COLUMNS, Trace
from model.story_text import TEXTS, story, title

SEED = 11


@pytest.fixture(scope="module")
def trace() -> Trace:
    return Trace.of(County(SEED, parameters="prior", policy="plan"))


@pytest.fixture(scope="module")
def frame(trace):
    return trace.frame()


def by_year(frame, mask):
    """How many of the rows fall into each year."""
    return frame[mask].groupby(frame["quarter"].str[:4].astype(int)).size()


def test_decisions_add_up_to_the_countys_counts(trace, frame):
    years = trace.county.yearly()
    done = by_year(frame, frame["upgrade"] == "upgraded").reindex(years.index, fill_value=0)
    gone = by_year(frame, frame["acts"].str.contains("exited")).reindex(years.index, fill_value=0)
    assert (done == years["upgrades"]).all() and done.sum() > 20
    assert (gone == years["exits"]).all() and gone.sum() > 10
    postponed = by_year(frame, frame["investment"].isin(["no_parcel", "site_too_dear"]))
    assert (postponed.reindex(years.index, fill_value=0) == years["postponed_land"]).all()


def test_every_yuan_of_revenue_is_somebodys(trace, frame):
    year = frame["quarter"].str[:4].astype(int)
    told = frame.groupby(year)["revenue"].sum()
    assert told.to_numpy() == pytest.approx(trace.county.yearly()["revenue_industry"].to_numpy())


def test_who_invests_was_dealt_a_lot_below_the_chance(frame):
    had = frame["invest_hazard"] > 0
    assert (frame["invest_lot"].notna() == had).all()
    invested, waited = frame["investment"] == "invested", frame["investment"] == "waited"
    assert (frame["invest_lot"] < frame["invest_hazard"])[invested].all()
    assert (frame["invest_lot"] >= frame["invest_hazard"])[waited].all()
    stayed = frame["status"] != "closed"
    assert (frame["amount"] > 0).eq(invested)[stayed].all()
    short = frame["investment"] == "short_of_funds"
    assert frame["acts"][short].str.contains("short_of_funds").all()
    upgraded = frame["upgrade"] == "upgraded"
    assert (frame["upgrade_lot"] < frame["upgrade_hazard"])[upgraded].all()
    assert (frame["upgrade_lot"] >= frame["upgrade_hazard"])[frame["upgrade"] == "waited"].all()


def test_every_kind_of_decision_is_met_and_told(trace, frame):
    assert set(frame["investment"]) >= {
        "known", "absent", "building", "enough", "waited", "invested", "short_of_funds",
    }  # fmt: skip
    told = {act for acts in frame["acts"] for act in acts.split("|") if act}
    assert told <= set(ACTS)
    assert told >= {"commissioned", "invested", "upgraded", "subsidised", "exited"}
    assert list(frame.columns) == list(ROW_COLUMNS)


def test_the_rows_of_one_are_its_part_of_all(trace, frame):
    code = frame[frame["acts"].str.contains("exited")]["code"].iloc[0]
    rows = trace.rows(code)
    assert [row["quarter"] for row in rows] == frame["quarter"][frame["code"] == code].tolist()
    assert rows[-1]["status"] == "closed"
    assert all(list(row) == list(ROW_COLUMNS) for row in rows)
    with pytest.raises(KeyError):
        trace.rows("mussel-999")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_story_reads_as_sentences_on_any_terminal(trace, lang):
    for code in trace.codes():
        lines = story(trace, code, lang)
        assert code in title(trace, code, lang)
        text = "\n".join(lines)
        text.encode("gbk")
        assert "nan" not in text and "None" not in text and "inf" not in text.replace("info", "")
        assert all(line[:4].isdigit() and line[4] == "Q" and len(line) > 8 for line in lines)
        if lang == "en":
            assert text.isascii()


def test_an_attracted_project_tells_of_its_review_first(trace):
    landed = next(
        code
        for code, uid in trace.codes().items()
        if code.startswith("project-") and any(True for _ in trace.moments(uid))
    )
    lines = story(trace, landed, "zh")
    assert "来洽谈" in lines[0] or "在建" in lines[0]
    assert any("在建" in line for line in lines)
    quarters = [line[:6] for line in lines]
    assert quarters == sorted(set(quarters))


def test_a_refused_project_tells_why(trace):
    refused = [
        code
        for code, uid in trace.codes().items()
        if code.startswith("project-") and not any(True for _ in trace.moments(uid))
    ]
    ends = [story(trace, code, "zh")[-1] for code in refused]
    assert ends and any("没有落地" in end or "不来了" in end for end in ends)


def test_a_known_project_tells_of_its_construction_and_takes_no_decisions():
    trace = Trace.of(County(2))
    known = [c for c, uid in trace.codes().items() if c in ("wind_2", "wind_5_6", "lng_expansion")]
    lines = story(trace, known[0], "zh")
    assert "尚未开工" in lines[0] and any("新增资本投产" in line for line in lines)
    assert "不再作投资决定" in lines[-1]


def test_a_trace_begins_at_the_beginning():
    county = County(1)
    county.step()
    with pytest.raises(ValueError, match="before the first step"):
        Trace(county)
    assert Trace(County(1)).codes() == {}


def test_every_sentence_is_there_in_both_languages():
    for key, (zh, en) in TEXTS.items():
        assert zh and en and en.isascii(), key
        zh.encode("gbk")
