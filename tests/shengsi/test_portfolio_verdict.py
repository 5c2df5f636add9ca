"""One verdict: headline, sentence below it and JSON say the same of a goal, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calibration.county import load_shipped
from scenarios.portfolio.answer import Question
from scenarios.portfolio.search import find_portfolio
from scenarios.probability import Estimate
from shengsi.portfolio_documents import portfolio_document
from shengsi.portfolio_report import portfolio_text
from shengsi.portfolio_verdict import headline
from shengsi.portfolio_words import chance
from tests.scenarios.portfolio.toy_engine import toy_engine

SPEC = load_shipped()
LEVERS = ("quality_brand", "product_upgrading")
ASKED = Question(("T1",), 0.7, levers=LEVERS, evaluations=40, search_draws=100, draws=300)
# Intervals above the goal, around it and below it.
MET, UNCLEAR, MISSED = (0.8, 0.76, 0.84), (0.69, 0.64, 0.74), (0.5, 0.44, 0.56)
SAID = {
    "met": ("找到:", "Found:", "整个不低于 70 %:达到", "or more: met"),
    "unclear": ("分辨不出", "cannot be told", "区间含 70 %", "the interval holds 70 %"),
    "missed": ("达", "70 %", "整个低于 70 %:没有达到", "below 70 %: missed"),
}
# Where nothing reached the goal when chosen it is the highest that decides.
MOST = ("分辨不出", "cannot be told", "没有整个低于 70 %", "not wholly below 70 %")
# Words that only one verdict may use in the first sentence.
ONLY = {
    "met": ("找到:", "Found:", "Nothing need be done", "不必做什么"),
    "unclear": ("分辨不出", "cannot be told"),
    "missed": ("达不到 70 %", "没有达到 70 %", "out of reach", "is missed"),
}


@pytest.fixture(scope="module")
def found():
    return find_portfolio(SPEC, ASKED, engine=toy_engine())


def judged(found, ends, reaches):
    """The answer had the draws that confirm it said so."""
    value, low, high = ends
    share = Estimate(value, low, high, round(300 * value), 300, 300.0)
    return replace(
        found, chosen_reaches=reaches, confirmed=replace(found.confirmed, probability=share)
    )


@pytest.mark.parametrize("reaches", [True, False])
@pytest.mark.parametrize(
    ("ends", "verdict"), [(MET, "met"), (UNCLEAR, "unclear"), (MISSED, "missed")]
)
def test_the_first_sentence_the_second_and_the_document_agree(found, ends, verdict, reaches):
    answer = judged(found, ends, reaches)
    told = portfolio_document(answer, "folder")
    portfolio_text(answer, "zh").encode("gbk")
    assert told["verdict"] == answer.verdict == verdict
    assert told["reached"] is {"met": True, "missed": False, "unclear": None}[verdict]
    for at, lang in enumerate(("zh", "en")):
        first, second, *_ = headline(answer, lang)
        said = MOST if verdict == "unclear" and not reaches else SAID[verdict]
        assert said[at] in first and said[2 + at] in second
        others = [word for name, words in ONLY.items() if name != verdict for word in words]
        assert not [word for word in others if word in first]
        assert any(word in first for word in ONLY[verdict])


def test_a_goal_at_the_edge_of_what_can_be_had_is_not_called_out_of_reach():
    engine = toy_engine({"quality_brand": 20_000.0})
    asked = replace(ASKED, at_least=0.24, levers=("quality_brand",), draws=400)
    found = find_portfolio(SPEC, asked, engine=engine)
    assert not found.chosen_reaches and found.verdict == "unclear" and found.short
    zh, en = (" ".join(portfolio_text(found, lang).split()) for lang in ("zh", "en"))
    assert "达不到" not in zh and "界限与预算之内能否达到 24 %,分辨不出" in zh
    assert "out of reach" not in en and "cannot be told: the most is" in en
    assert "什么挡住了" in zh


def test_a_likelier_set_that_cannot_be_told_from_the_portfolio_is_named():
    engine = toy_engine({}, start=246_000.0, chance=4_000.0)
    asked = replace(ASKED, at_least=0.9, search_draws=60, evaluations=100)
    found = find_portfolio(SPEC, asked, engine=engine)
    best = found.highest
    assert best is not None and found.likeliest is not None and found.moved == []
    # What is said of it comes from draws that it was not chosen by.
    assert best.levers == found.likeliest.levers
    assert best.probability.value < found.likeliest.probability.value
    assert f"确认为 {chance(best.probability)}" in headline(found, "zh")[2]
    assert found.most.value == max(best.probability.value, found.confirmed.probability.value)
    assert portfolio_document(found, "folder")["most"]["value"] == found.most.value
    assert "取其中最简单的" in portfolio_text(found, "zh")
    assert "the simplest of such is taken" in " ".join(portfolio_text(found, "en").split())


def test_a_goal_that_another_set_may_reach_is_not_called_out_of_reach(found):
    missed = judged(found, MISSED, False)
    assert missed.verdict == "missed"
    value, low, high = UNCLEAR
    share = Estimate(value, low, high, round(300 * value), 300, 300.0)
    other = replace(missed.confirmed, probability=share)
    both = replace(missed, highest=other, over_highest=missed.over_plan)
    assert both.verdict == "unclear" and both.most == share
    assert "达不到" not in headline(both, "zh")[0]


def test_where_no_plan_meets_the_goal_nothing_is_said_to_have_been_found_or_spent():
    engine = toy_engine({"quality_brand": 1.0}, start=270_000.0)
    found = find_portfolio(SPEC, ASKED, engine=engine)
    zh, en = (portfolio_text(found, lang) for lang in ("zh", "en"))
    assert "不必做什么:无规划的概率已是" in zh and "Nothing need be done" in en
    assert "找到" not in zh and "只有规定" not in zh and "only rules move" not in en
    assert portfolio_document(found, "folder")["moved"] == []


def test_the_budget_is_blamed_only_where_it_binds_and_the_goal_is_missed(found):
    short = find_portfolio(SPEC, replace(ASKED, budget=300.0), engine=toy_engine())
    assert short.verdict == "missed" and "预算挡住了" in portfolio_text(short, "zh")
    unclear = judged(short, UNCLEAR, False)
    said = portfolio_text(unclear, "zh")
    assert "预算挡住了" not in said and "超出预算 300万元的组合中" in said
