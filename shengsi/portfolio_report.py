"""A portfolio as a report: headline, tables, notes."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from calibration.lever_costs import KINDS
from model.unit_names import unit_name
from scenarios.basis import CAUTION
from scenarios.portfolio.answer import LEVER, MET, Binding, Checked, Portfolio
from scenarios.portfolio.trial import WORST
from scenarios.probability import LEVEL, Estimate
from shengsi.portfolio_words import (
    assumed_share,
    budget_text,
    chance,
    goal,
    money,
    money_text,
    money_unit,
    path_ends,
    percent,
    points,
    span,
    target_words,
)
from shengsi.sections import Section, terminal_text
from shengsi.text import t


def portfolio_text(found: Portfolio, lang: str) -> str:
    """The whole report as plain text."""
    title = t(
        "portfolio.title", lang, **target_words(found.question.targets, lang), goal=goal(found)
    )
    return terminal_text(title, sections(found, lang))


def sections(found: Portfolio, lang: str) -> list[Section]:
    """The parts of the report in reading order."""
    made = [
        Section(_head(found, lang), headline(found, lang)),
        _compared(found, lang),
        _levers(found, lang),
        _samples(found, lang),
        _front(found, lang),
    ]
    if not found.reached:
        made.append(_binding(found, lang))
    return [*made, Section(t("portfolio.sec.notes", lang), list(notes(found, lang)))]


def _head(found: Portfolio, lang: str) -> str:
    """Budget, outside conditions, last year, seed, version."""
    asked = found.question
    outside = t(f"portfolio.outside.{asked.robust}", lang, n=len(found.conditions))
    return t(
        "portfolio.head", lang, budget=budget_text(asked.budget, lang), outside=outside,
        year=asked.last_year, seed=asked.seed, version=version("shengsi"),
    )  # fmt: skip


def headline(found: Portfolio, lang: str) -> list[str]:
    """What was found, whether it holds, how much of its cost is assumed."""
    item = found.confirmed
    low, high = item.cost_range
    words = {
        "goal": goal(found),
        "cost": money_text(item.cost, lang),
        "low": money(low, lang).replace(",", ""),
        "high": money_text(high, lang),
        "before": chance(found.no_plan.probability),
        "after": chance(item.probability),
        "plan": chance(found.plan.probability),
        "plan_cost": money_text(found.plan.cost, lang),
        "levers": len(item.lines),
    }
    key = "portfolio.found" if found.reached else "portfolio.not_found"
    said = [t(key, lang, **words), t(f"portfolio.verdict.{found.verdict}", lang, goal=goal(found))]
    if found.verdict != MET and found.sure is not None:
        words = {"cost": money_text(found.sure.cost, lang), "goal": goal(found)}
        words["probability"] = chance(found.sure.probability)
        said.append(t("portfolio.sure", lang, **words))
    share = assumed_share(item)
    if share is None:
        return [*said, t("portfolio.assumed_none", lang)]
    runs = percent(max(0.0, item.paid.value) / item.cost)
    return [*said, t("portfolio.assumed", lang, share=percent(share), runs=runs)]


def _samples(found: Portfolio, lang: str) -> Section:
    """The three estimates of the chosen portfolio, and the winner's curse."""
    asked, rows = found.question, []
    one, two, three = asked.seeds
    if found.chosen.search is not None:
        seen = _searched(found)
        step = t("portfolio.step.search", lang)
        rows.append([step, str(one), str(asked.search_draws), chance(seen)])
    for key, seed, item in (("choose", two, found.chosen), ("confirm", three, found.confirmed)):
        step = t(f"portfolio.step.{key}", lang)
        rows.append([step, str(seed), str(asked.draws), chance(item.probability)])
    names = ("step", "seed", "draws", "probability")
    said = []
    if found.optimism is not None:
        gap = f"{100 * found.optimism:+.1f}"
        key = "portfolio.curse" if found.optimism > 0 else "portfolio.no_curse"
        said.append(t(key, lang, gap=gap.removeprefix("+")))
    return Section(
        t("portfolio.sec.samples", lang), said,
        [t(f"portfolio.col.{name}", lang) for name in names], rows, "lrrr",
    )  # fmt: skip


def _searched(found: Portfolio) -> Estimate:
    """The search's estimate of the chosen portfolio with its naive error."""
    from scenarios.probability import wilson

    n = found.question.search_draws
    value = 0.0 if found.chosen.search is None else found.chosen.search.probability
    low, high = wilson(value, n)
    return Estimate(value, low, high, round(value * n), n, n)


def _compared(found: Portfolio, lang: str) -> Section:
    """No plan, the plan and the portfolio on the draws that confirm."""
    items = (found.no_plan, found.plan, found.confirmed)
    rows = [[t("portfolio.row.all", lang), *(chance(item.probability) for item in items)]]
    for at, target in enumerate(found.targets):
        name = f"{target.id} {target.name(lang)}"
        rows.append([name, *(chance(item.each[at]) for item in items)])
    rows += [
        [t("portfolio.row.cost", lang, unit=money_unit(lang)),
         *(money(item.cost, lang) for item in items)],
        [t("portfolio.row.range", lang), *(span(*item.cost_range, lang) for item in items)],
        [t("portfolio.row.paid", lang), *(money(item.paid.value, lang) for item in items)],
        [t("portfolio.row.declared", lang), *(money(item.declared, lang) for item in items)],
        [t("portfolio.row.assumed", lang), *(percent(assumed_share(item)) for item in items)],
        [t("portfolio.row.refused", lang), *(f"{item.refused:,.0f}" for item in items)],
    ]  # fmt: skip
    names = ("what", "no_plan", "plan", "portfolio")
    return Section(
        t("portfolio.sec.compared", lang), [_paired(found, lang), *_note(found, lang)],
        [t(f"portfolio.col.{name}", lang) for name in names], rows, "lrrr",
    )  # fmt: skip


def _paired(found: Portfolio, lang: str) -> str:
    """The portfolio against no plan and the plan on the same draws."""
    words: dict[str, str] = {}
    for name, gain in (("no_plan", found.over_no_plan), ("plan", found.over_plan)):
        side = "same" if not gain.clear else "more" if gain.value > 0 else "less"
        words |= {name: points(gain), f"{name}_verdict": t(f"portfolio.change.{side}", lang)}
    return t("portfolio.paired", lang, **words)


def _note(found: Portfolio, lang: str) -> list[str]:
    """Where parameters come from, below a table."""
    return [t("word.note", lang, text=found.basis[lang == "en"])]


def _levers(found: Portfolio, lang: str) -> Section:
    """Every lever that the portfolio moves, beside no plan and the plan, with its cost."""
    item, spec = found.confirmed, found.spec
    rows = []
    for line in item.lines:
        lever = spec.levers[line.code]
        priced = line.cost.priced
        rows.append([
            lever.name_zh if lang == "zh" else lever.name_en,
            unit_name(lever.unit, lang) or "-",
            *(path_ends(values[line.code], found.question.last_year)
              for values in (spec.no_plan, spec.plan, item.levers)),
            money(line.amount, lang) if priced else "-",
            span(line.low, line.high, lang) if priced else "-",
            t(f"portfolio.grade.{line.cost.grade}", lang) if priced else "-",
            KINDS[line.cost.kind][lang == "en"],
        ])  # fmt: skip
    runs = [money(item.paid.value, lang), span(item.paid.low, item.paid.high, lang)]
    rows.append([t("portfolio.row.runs", lang), "", "", "", "", *runs,
                 t("portfolio.grade.derived", lang), ""])  # fmt: skip
    total = [money(item.cost, lang), span(*item.cost_range, lang)]
    rows.append([t("portfolio.row.total", lang), "", "", "", "", *total, "", ""])
    names = ("lever", "unit", "no_plan", "plan", "portfolio", "cost", "range", "grade", "payer")
    rest = t(
        "portfolio.levers_rest", lang, unit=money_unit(lang), year=found.question.last_year,
        n=len(spec.levers) - len(item.lines),
    )  # fmt: skip
    return Section(
        t("portfolio.sec.levers", lang), [rest, *_note(found, lang)],
        [t(f"portfolio.col.{name}", lang) for name in names], rows, "llrrrrrll",
    )  # fmt: skip


def _front(found: Portfolio, lang: str) -> Section:
    """Points of the front, by cost, judged anew."""
    rows = []
    for item in found.front:
        search = "-" if item.search is None else f"{100 * item.search.probability:.0f} %"
        rows.append([
            money(item.cost, lang), search, chance(item.probability), str(len(item.lines)),
            _mark(found, item, lang),
        ])  # fmt: skip
    names = ("front_cost", "search", "again", "moved", "mark")
    heads = [t(f"portfolio.col.{name}", lang, unit=money_unit(lang)) for name in names]
    _, seed, _ = found.question.seeds
    said = t("portfolio.front_note", lang, seed=seed, draws=found.question.draws)
    return Section(
        t("portfolio.sec.front", lang), [said, *_note(found, lang)], heads, rows, "rrrrl"
    )


def _mark(found: Portfolio, item: Checked, lang: str) -> str:
    """Which point is the portfolio, which are over the budget."""
    if item.point == found.chosen.point:
        return t("portfolio.mark.chosen", lang)
    budget = found.question.budget
    return t("portfolio.mark.over", lang) if budget is not None and item.cost > budget else ""


def _binding(found: Portfolio, lang: str) -> Section:
    """What stands in the way of the goal."""
    rows = [
        [binding_name(found, item, lang), "-" if item.gain is None else points(item.gain),
         t(f"portfolio.binds.{_answer(item)}", lang)]
        for item in found.binding
    ]  # fmt: skip
    said = [t("portfolio.binding_note", lang)]
    if found.judged > 1:
        chance_of = max(1.0, found.judged * (1.0 - LEVEL) / 2)
        said.append(t("portfolio.note_many", lang, n=found.judged, chance=f"{chance_of:.0f}"))
    if not any(item.binds for item in found.binding):
        said.append(t("portfolio.nothing_binds", lang))
    if found.dearer is not None:
        cost = money_text(found.dearer.cost, lang)
        words = {"cost": cost, "probability": chance(found.dearer.probability)}
        said.append(t("portfolio.dearer", lang, goal=goal(found), **words))
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
    name = lever.name_zh if lang == "zh" else lever.name_en
    if item.path is None:
        return t("portfolio.bind.registry", lang, lever=name)
    return t(
        "portfolio.bind.lever",
        lang,
        lever=name,
        value=path_ends(item.path, found.question.last_year),
    )


def notes(found: Portfolio, lang: str) -> Iterator[str]:
    """What a reader must know beside the numbers."""
    at = int(lang == "en")
    yield t("portfolio.note.basis", lang, basis=found.basis[at])
    if found.origin in ("prior", "fixed"):
        yield CAUTION[found.origin][at]
    if found.few is not None:
        yield found.few[lang]
    if found.origin == "posterior":
        yield t("portfolio.note.posterior", lang)
    yield t("portfolio.note.costs", lang)
    yield t("portfolio.note.money", lang)
    if found.question.robust:
        names = "、" if lang == "zh" else ", "
        said = names.join(item.name(lang) for item in found.conditions)
        yield t("portfolio.note.conditions", lang, names=said)
    if found.question.robust == WORST:
        yield t("portfolio.note.worst", lang)
    if found.confirmed.unjudged:
        yield t("portfolio.note.unjudged", lang, n=found.confirmed.unjudged)
    yield t("portfolio.note.best", lang, n=len(found.asked))
