"""The tables of targets as text: one scenario in detail, all of them side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from model.indicators import BY_CODE
from scenarios.assessment import ALL, HEADLINE, Assessment, basis, focus_scenario, note
from scenarios.probability import Estimate, of_twenty, percent_text
from scenarios.run import Run
from scenarios.targets import Pair, Target, TargetResult
from shengsi.display import Shown, goal_text, letters, shown
from shengsi.tables import table, text_width
from shengsi.text import t

PAIRS_SHOWN = 5
COLUMNS_SHOWN = 8
WIDTH = 110


def listing(targets: Sequence[Target], lang: str) -> str:
    """Every target with its clause, kind, years, goal and the plan's wording."""
    columns = ("id", "clause", "kind", "years", "goal", "wording")
    rows = [
        [
            target.id + ("*" if target.headline else ""),
            target.clause,
            t(f"targets.kind.{target.kind}", lang),
            target.years_text or "-",
            goal_text(target, lang),
            target.wording,
        ]
        for target in targets
    ]
    counts = {
        "n": len(targets),
        "tested": sum(target.testable for target in targets),
        "counted": sum(target.counted for target in targets),
        "headline": sum(target.headline for target in targets),
        "outside": sum(not target.testable for target in targets),
    }
    lines = [table([t(f"targets.col.{name}", lang) for name in columns], rows)]
    lines += ["", t("targets.count", lang, **counts), *_second_readings(targets, lang)]
    return "\n".join([*lines, *_outside(targets, lang)])


def detailed(run: Run, found: Assessment, lang: str) -> str:
    """The target table of one scenario, its joint probabilities, and what to know beside it."""
    scenario = next(item for item in run.work.scenarios if item.id == found.scenario)
    targets = [result.target for result in found.results]
    columns = ("name", "years", "median", "interval", "probability", "twenty", "shortfall")
    rows = [_detail_row(result, lang) for result in found.results if result.tested]
    lines = [
        t(
            "targets.title",
            lang,
            name=scenario.name(lang),
            id=scenario.id,
            draws=run.work.draws,
            seed=run.work.seed,
            basis=basis(run, lang),
        ),
        table([t(f"targets.col.{name}", lang) for name in columns], rows, "llrrrrr"),
        *wrap(t("targets.how", lang)),
        "",
        *_by_year(found, lang),
        *_never(run, found, lang),
        *_growth(found, lang),
        *_joint(found, lang),
        *_caveats(found, lang),
        *_second_readings(targets, lang),
        *_outside(targets, lang),
    ]
    return "\n".join(lines)


def matrix(run: Run, found: Sequence[Assessment], lang: str) -> str:
    """Probability of every target under every scenario, in letters with a legend."""
    names = letters(len(found))
    lines = [t("targets.matrix", lang)]
    for start in range(0, len(found), COLUMNS_SHOWN):
        part = slice(start, start + COLUMNS_SHOWN)
        rows = _matrix_rows(found[part], lang)
        header = [t("targets.col.name", lang), *names[part]]
        lines.append(table(header, rows, "l" + "r" * (len(header) - 1)))
    return "\n".join([*lines, *_legend(run, found, names, lang)])


def _matrix_rows(found: Sequence[Assessment], lang: str) -> list[list[str]]:
    """Rows of one block of scenarios: targets, the two sets, the mean number met."""
    rows = []
    for index, result in enumerate(found[0].results):
        if any(item.results[index].tested for item in found):
            cells = [_short(item.results[index].probability) for item in found]
            rows.append([f"{result.target.id} {result.target.name(lang)}", *cells])
    for name in (ALL, HEADLINE):
        joints = [item.joint.get(name) for item in found]
        if any(joints):
            size = max(len(joint.ids) for joint in joints if joint)
            cells = [_short(joint.probability if joint else None) for joint in joints]
            rows.append([t(f"targets.joint_{name}", lang, n=size), *cells])
    means = [f"{item.joint[ALL].expected:.1f}" if ALL in item.joint else "-" for item in found]
    return [*rows, [t("targets.mean_met", lang), *means]]


def conflict_lines(run: Run, found: Assessment, lang: str) -> str:
    """The pairs that pull apart most, and the targets of which nothing can be said."""
    name = next(item for item in run.work.scenarios if item.id == found.scenario).name(lang)
    worst = [p for p in found.pairs if p.clear and p.phi is not None and p.phi < 0][:PAIRS_SHOWN]
    lines = [t("targets.conflicts", lang, name=name, n=PAIRS_SHOWN)]
    if worst:
        columns = [t("targets.col.pair", lang), "P(A)", "P(B)"]
        columns += [t(f"targets.col.{key}", lang) for key in ("both", "product", "phi")]
        lines.append(table(columns, [_pair_row(pair) for pair in worst], "lrrrrr"))
    else:
        lines.append(t("targets.no_conflicts", lang))
    never = [
        result.target.id
        for result in found.results
        if result.target.counted and result.probability and result.probability.hits == 0
    ]
    if never:
        lines += wrap(t("targets.never", lang, ids=", ".join(never)))
    return "\n".join(lines)


def joint_line(ids: Iterable[str], probability: Estimate | None, lang: str) -> str:
    """One joint probability of a chosen set."""
    label = t("targets.joint_set", lang, ids=", ".join(ids))
    return f"{label}: {percent_text(probability)}"


def wrap(text: str, width: int = WIDTH, indent: str = "") -> list[str]:
    """Lines of at most `width` columns, broken after punctuation or a blank."""
    lines, line = [], ""
    for piece in re.findall(r".+?(?:[,;:,;:、] ?|[ ]|$)", text):
        if line.strip() and text_width(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = indent
        line += piece
    return [*lines, line.rstrip()]


def result_unit(result: TargetResult, lang: str) -> Shown:
    """How the deciding value of a target is shown: points for a change of a share."""
    target = result.target
    digits = BY_CODE[target.indicator].digits
    return shown(target.unit, digits, lang, change=target.kind == "direction")


def _detail_row(result: TargetResult, lang: str) -> list[str]:
    unit = result_unit(result, lang)
    target = result.target
    spread = None
    if result.high80 is not None and result.low80 is not None:
        spread = result.high80 - result.low80
    gap = shown(target.unit, BY_CODE[target.indicator].digits, lang, change=True)
    interval = f"{unit.number(result.low80, spread)}~{unit.number(result.high80, spread)}"
    return [
        f"{target.id} {target.name(lang)}",
        target.years_text,
        unit.text(result.median, spread),
        interval,
        percent_text(result.probability),
        of_twenty(result.probability),
        gap.text(result.shortfall, spread or None),
    ]


def _short(share: Estimate | None) -> str:
    """`65 ±4`, `<1`: the matrix says once that it is in percent."""
    return percent_text(share, count=False).replace(" %", "")


def _growth(found: Assessment, lang: str) -> list[str]:
    """Growth needed beside growth seen, for the headline targets that have one."""
    items = [
        t(
            "targets.growth_item",
            lang,
            id=result.target.id,
            needed=f"{100 * result.growth_needed:.0f}",
            seen=f"{100 * result.growth_seen:.0f}",
        )
        for result in found.results
        if result.target.headline
        and result.growth_needed is not None
        and result.growth_seen is not None
    ]
    return wrap(f"{t('targets.growth', lang)} {', '.join(items)}", indent="  ") if items else []


def _by_year(found: Assessment, lang: str) -> list[str]:
    """Probability of each year alone, for the targets of several years."""
    several = [result for result in found.results if result.by_year]
    if not several:
        return []
    years = sorted({year for result in several for year in result.by_year})
    rows = [
        [
            f"{result.target.id} {result.target.name(lang)}",
            *(_short(result.by_year.get(year)) for year in years),
            _short(result.probability),
        ]
        for result in several
    ]
    header = [t("targets.by_year", lang), *map(str, years), t("targets.all_years", lang)]
    return [table(header, rows, "l" + "r" * (len(years) + 1)), ""]


def _never(run: Run, found: Assessment, lang: str) -> list[str]:
    """A sentence on every target that no draw meets in some year."""
    lines = []
    for result in found.results:
        if result.never:
            text = note(run, found.scenario, result, lang, result_unit(result, lang).text)
            line = t("targets.never_line", lang, id=result.target.id, text=text)
            lines += wrap(line, indent="  ")
    return [t("targets.never_title", lang), *lines] if lines else []


def _joint(found: Assessment, lang: str) -> list[str]:
    lines = [
        f"{t(f'targets.joint_{name}', lang, n=len(joint.ids))}: {percent_text(joint.probability)}"
        for name, joint in found.joint.items()
    ]
    if ALL in found.joint:
        joint = found.joint[ALL]
        mean = f"{joint.expected:.1f}"
        lines += wrap(t("targets.joint_note", lang, mean=mean, most=joint.most))
        if joint.excluded:
            lines.append(t("targets.excluded", lang, n=joint.excluded))
    return lines


def _caveats(found: Assessment, lang: str) -> list[str]:
    """What was left out of the numbers and why."""
    lines = []
    late = [result.target.id for result in found.results if result.not_covered]
    empty = [r.target.id for r in found.results if r.target.testable and not r.tested]
    empty = [name for name in empty if name not in late]
    for key, ids in (("not_covered", late), ("no_value", empty)):
        if ids:
            lines.append(t(f"targets.{key}", lang, ids=", ".join(ids)))
    failed = max((result.failed for result in found.results), default=0)
    if failed:
        lines.append(t("targets.failed", lang, n=failed))
    for result in found.results:
        if result.tested and result.undefined:
            lines.append(t("targets.undefined", lang, id=result.target.id, n=result.undefined))
        if result.target.op == "approx" and result.missed_high:
            lines.append(t("targets.too_high", lang, id=result.target.id, n=result.missed_high))
    return lines


def _second_readings(targets: Iterable[Target], lang: str) -> list[str]:
    ids = [target.id for target in targets if target.testable and not target.counted]
    return [t("targets.second_reading", lang, ids=", ".join(ids))] if ids else []


def _outside(targets: Iterable[Target], lang: str) -> list[str]:
    """What lies outside the model, with the reason: never dropped."""
    lines = []
    for target in targets:
        if not target.testable:
            words = {"id": target.id, "clause": target.clause, "name": target.name(lang)}
            line = t("targets.outside_line", lang, **words, reason=target.reason(lang))
            lines += wrap(line, indent="    ")
    return [t("targets.outside", lang), *lines] if lines else []


def _legend(run: Run, found: Sequence[Assessment], names: Sequence[str], lang: str) -> list[str]:
    """Which letter is which scenario; `+` where the outside world is another one."""
    work = {item.id: item for item in run.work.scenarios}
    base = work[focus_scenario(run)].assumptions
    lines = []
    for letter, item in zip(names, found, strict=True):
        scenario = work[item.scenario]
        mark = " +" if scenario.assumptions != base else ""
        name = scenario.name(lang)
        lines.append(t("targets.legend", lang, letter=letter, name=name, id=scenario.id, mark=mark))
    if any(line.endswith("+") for line in lines):
        lines.append(t("targets.outside_world", lang))
    return lines


def _pair_row(pair: Pair) -> list[str]:
    return [
        f"{pair.first} - {pair.second}",
        percent_text(pair.p_first),
        percent_text(pair.p_second),
        percent_text(pair.both),
        f"{100 * pair.product:.0f} %",
        "-" if pair.phi is None else f"{pair.phi:.2f}",
    ]
