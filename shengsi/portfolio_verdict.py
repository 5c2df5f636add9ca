"""What a portfolio comes to: whether the goal is met, at what cost, and what stands in the way.

One verdict decides every sentence: that of the draws that confirm, which nothing was chosen by.
"""

from __future__ import annotations

from scenarios.portfolio.answer import BUDGET, LEVER, MET, MISSED, Binding, Portfolio
from scenarios.portfolio.trial import WORST
from scenarios.probability import LEVEL
from shengsi.portfolio_words import (
    assumed_share,
    budget_text,
    chance,
    goal,
    money,
    money_text,
    path_ends,
    percent,
    points,
)
from shengsi.sections import Section
from shengsi.tables import cut_name
from shengsi.text import t

# Columns that the name of a lever takes in the table of limits.
_NAME = 40


def headline(found: Portfolio, lang: str) -> list[str]:
    """What was found, whether it holds, how much of its cost is assumed."""
    case = verdict_case(found)
    said = [t(f"portfolio.answer.{case}", lang, **_words(found, lang))]
    said.append(t(f"portfolio.verdict.{case}", lang, goal=goal(found)))
    if found.verdict != MET and found.highest is not None and found.over_highest is not None:
        words = {"probability": chance(found.highest.probability)}
        words |= {"cost": money_text(found.highest.cost, lang)}
        words |= {
            "change": points(found.over_highest),
            "after": chance(found.confirmed.probability),
        }
        said.append(t("portfolio.likeliest", lang, **words))
    decides = found.confirmed.worst
    if found.question.robust == WORST and decides is not None:
        words = {"condition": decides.condition.name(lang), "n": str(len(found.conditions))}
        said.append(t("portfolio.decides", lang, **words, probability=chance(decides.probability)))
    if found.verdict != MET and found.sure is not None:
        words = {"cost": money_text(found.sure.cost, lang), "goal": goal(found)}
        words["probability"] = chance(found.sure.probability)
        said.append(t("portfolio.sure", lang, **words))
    return [*said, *_assumed(found, lang)]


def verdict_case(found: Portfolio) -> str:
    """The verdict, as `unneeded` where it is met with no lever moved; one that is not met says as
    well whether it is the cheapest that seemed to reach the goal or the `most` that can be had.
    """
    if found.verdict == MET:
        return MET if found.moved else "unneeded"
    return found.verdict if found.chosen_reaches else f"{found.verdict}_most"


def _words(found: Portfolio, lang: str) -> dict[str, str]:
    """Numbers of the answer, of no plan and of the plan."""
    item = found.confirmed
    low, high = item.cost_range
    moved = t(
        "portfolio.moved" if found.moved else "portfolio.none_moved", lang, n=len(found.moved)
    )
    return {
        "goal": goal(found),
        "cost": money_text(item.cost, lang),
        "low": money(low, lang).replace(",", ""),
        "high": money_text(high, lang),
        "before": chance(found.no_plan.probability),
        "after": chance(item.probability),
        "most": chance(found.most),
        "plan": chance(found.plan.probability),
        "plan_cost": money_text(found.plan.cost, lang),
        "moved": moved,
    }


def _assumed(found: Portfolio, lang: str) -> list[str]:
    """How much of the cost is assumed; nothing where no lever differs from no plan."""
    item = found.confirmed
    if not item.lines:
        return []
    share = assumed_share(item)
    if share is None:
        return [t("portfolio.assumed_none", lang)]
    runs = percent(max(0.0, item.paid.value) / item.cost)
    return [t("portfolio.assumed", lang, share=percent(share), runs=runs)]


def by_condition(found: Portfolio, lang: str) -> Section:
    """No plan, the plan and the portfolio under each outside condition; which of them decides."""
    worst = found.confirmed.worst
    rows = []
    for three in zip(found.no_plan.under, found.plan.under, found.confirmed.under, strict=True):
        mine = three[-1]
        mark = "lowest" if mine is worst else "more" if mine.over_worst.clear else "same"
        if mine is worst and found.question.robust == WORST:
            mark = "decides"
        rows.append([
            mine.condition.name(lang), *(chance(item.probability) for item in three),
            "-" if mine is worst else points(mine.over_worst), t(f"portfolio.under.{mark}", lang),
        ])  # fmt: skip
    heads = [
        t(f"portfolio.col.{name}", lang)
        for name in ("condition", "no_plan", "plan", "portfolio", "over_worst", "mark")
    ]
    said = [t("portfolio.under_note", lang), t("word.note", lang, text=found.basis[lang == "en"])]
    return Section(t("portfolio.sec.conditions", lang), said, heads, rows, "lrrrrl")


def in_the_way(found: Portfolio, lang: str) -> Section:
    """What stands in the way of the goal, or of being sure of it."""
    rows = [
        [binding_name(found, item, lang), "-" if item.gain is None else points(item.gain),
         t(f"portfolio.binds.{_answer(item)}", lang)]
        for item in found.binding
    ]  # fmt: skip
    said = [t("portfolio.binding_note", lang)]
    if found.judged > 1:
        luck = found.judged * (1.0 - LEVEL) / 2
        said.append(t("portfolio.note_many", lang, n=found.judged, chance=f"{luck:.1f}"))
    if not any(item.binds for item in found.binding):
        said.append(t("portfolio.nothing_binds", lang))
    if found.dearer is not None:
        binds = any(item.kind == BUDGET and item.binds for item in found.binding)
        key = "binds" if binds and found.verdict == MISSED else "above"
        cost = money_text(found.dearer.cost, lang)
        words = {"cost": cost, "probability": chance(found.dearer.probability)}
        words |= {"goal": goal(found), "budget": budget_text(found.question.budget, lang)}
        said.append(t(f"portfolio.dearer.{key}", lang, **words))
    names = ("limit", "gain", "binds")
    heads = [t(f"portfolio.col.{name}", lang) for name in names]
    return Section(t("portfolio.sec.binding", lang), said, heads, rows, "lrl")


def _answer(item: Binding) -> str:
    return "never" if item.gain is None else "yes" if item.binds else "no"


def binding_name(found: Portfolio, item: Binding, lang: str) -> str:
    """A limit in words."""
    if item.kind != LEVER:
        return t(f"portfolio.bind.{item.kind}", lang)
    lever = found.spec.levers[item.code]
    name = cut_name(lever.name_zh if lang == "zh" else lever.name_en, _NAME)
    if item.path is None:
        return t("portfolio.bind.registry", lang, lever=name)
    return t(
        "portfolio.bind.lever",
        lang,
        lever=name,
        value=path_ends(item.path, found.question.last_year),
    )
