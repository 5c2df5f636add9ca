"""A portfolio as a report: headline, tables, notes."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from calibration.lever_costs import KINDS
from model.unit_names import unit_name
from scenarios.basis import CAUTION
from scenarios.portfolio.answer import Checked, Portfolio
from scenarios.portfolio.trial import WORST
from shengsi.portfolio_verdict import by_condition, headline, in_the_way
from shengsi.portfolio_words import (
    assumed_share,
    budget_text,
    chance,
    counted,
    goal,
    money,
    money_unit,
    path_ends,
    percent,
    points,
    span,
    target_words,
)
from shengsi.sections import Section, terminal_text
from shengsi.tables import cut_name
from shengsi.text import t

# Columns that the name of a lever takes in the table of levers.
_NAME = 24


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
        *([by_condition(found, lang)] if found.confirmed.under else []),
        _levers(found, lang),
        _samples(found, lang),
        _front(found, lang),
    ]
    if found.short:
        made.append(in_the_way(found, lang))
    return [*made, Section(t("portfolio.sec.notes", lang), list(notes(found, lang)))]


def _head(found: Portfolio, lang: str) -> str:
    """Budget, outside conditions, last year, seed, version."""
    asked = found.question
    outside = t(f"portfolio.outside.{asked.robust}", lang, n=len(found.conditions))
    return t(
        "portfolio.head", lang, budget=budget_text(asked.budget, lang), outside=outside,
        year=asked.last_year, seed=asked.seed, version=version("shengsi"),
    )  # fmt: skip


def _samples(found: Portfolio, lang: str) -> Section:
    """The three estimates of the chosen portfolio, and the winner's curse."""
    asked, rows = found.question, []
    one, two, three = asked.seeds
    step = t("portfolio.step.search", lang)
    rows.append([step, str(one), str(asked.search_draws), chance(found.searched)])
    for key, seed, item in (("choose", two, found.chosen), ("confirm", three, found.confirmed)):
        step = t(f"portfolio.step.{key}", lang)
        rows.append([step, str(seed), str(asked.draws), chance(item.probability)])
    names = ("step", "seed", "draws", "probability")
    gaps = {"search": found.optimism, "choice": found.optimism_of_choice}
    words = {name: points(gap) for name, gap in gaps.items()}
    # Above what is confirmed, on either set of draws: whoever picks, picks luck as well.
    above = any(gap.value > 0 for gap in gaps.values())
    said = [t("portfolio.curse" if above else "portfolio.no_curse", lang, **words)]
    return Section(
        t("portfolio.sec.samples", lang), said,
        [t(f"portfolio.col.{name}", lang) for name in names], rows, "lrrr",
    )  # fmt: skip


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
        [t("portfolio.row.refused", lang), *(counted(item.refused) for item in items)],
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
            cut_name(lever.name_zh if lang == "zh" else lever.name_en, _NAME),
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
            money(item.cost, lang), span(*item.cost_range, lang), search, chance(item.probability),
            str(len(item.lines)), _mark(found, item, lang),
        ])  # fmt: skip
    names = ("front_cost", "range", "search", "again", "moved", "mark")
    heads = [t(f"portfolio.col.{name}", lang, unit=money_unit(lang)) for name in names]
    _, seed, _ = found.question.seeds
    said = t("portfolio.front_note", lang, seed=seed, draws=found.question.draws)
    return Section(
        t("portfolio.sec.front", lang), [said, *_note(found, lang)], heads, rows, "rrrrrl"
    )


def _mark(found: Portfolio, item: Checked, lang: str) -> str:
    """Which point is the portfolio, which are over the budget."""
    if item.point == found.chosen.point:
        return t("portfolio.mark.chosen", lang)
    budget = found.question.budget
    return t("portfolio.mark.over", lang) if budget is not None and item.cost > budget else ""


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
