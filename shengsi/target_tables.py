"""The tables of targets as text: every scenario by target, at a glance, and jointly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from model.indicators import BY_CODE
from scenarios.assessment import ALL, HEADLINE, Assessment
from scenarios.probability import Estimate, of_twenty, percent_text
from scenarios.targets import Joint, TargetResult
from shengsi.display import Shown, shown
from shengsi.judged import Judged
from shengsi.tables import grouped_tables, wrap
from shengsi.text import t

COLUMNS_SHOWN = 8
# Lines of one table: about a screen, so that its header stays in sight.
SCREEN = 40


def matrix(judged: Judged) -> str:
    """Probability of every target under every scenario, in letters with a legend."""
    found, lang = judged.found, judged.lang
    blocks = [t("targets.matrix", lang)]
    for start in range(0, len(found), COLUMNS_SHOWN):
        part = found[start : start + COLUMNS_SHOWN]
        header = [t("targets.col.name", lang), *(judged.letters[item.scenario] for item in part)]
        blocks.append(judged.table(header, _matrix_rows(part, lang), "l" + "r" * len(part)))
    return "\n".join([*blocks, *_legend(judged)])


def _matrix_rows(found: Sequence[Assessment], lang: str) -> list[list[str]]:
    """Rows of one block of scenarios, a target each."""
    return [
        [
            f"{result.target.id} {result.target.name(lang)}",
            *(_short(item.results[index].probability) for item in found),
        ]
        for index, result in enumerate(found[0].results)
        if any(item.results[index].tested for item in found)
    ]


def _legend(judged: Judged) -> list[str]:
    """Which letter is which scenario; `+` where the outside world is another one."""
    base = judged.works[judged.focus.scenario].assumptions
    lines = []
    for name, letter in judged.letters.items():
        words = {"letter": letter, "name": judged.name(name), "id": name}
        mark = " +" if judged.works[name].assumptions != base else ""
        lines.append(t("targets.legend", judged.lang, **words, mark=mark))
    if any(line.endswith("+") for line in lines):
        lines.append(t("targets.outside_world", judged.lang))
    return lines


def by_target(judged: Judged) -> str:
    """Every target with a row for each scenario, in tables of about a screen."""
    lang = judged.lang
    columns = ("group", "median", "interval", "probability", "twenty", "shortfall")
    headers = [t(f"targets.col.{name}", lang) for name in columns]
    groups = [
        (
            f"{result.target.id} {result.target.name(lang)}  {result.target.years_text}",
            _target_rows(judged, index),
        )
        for index, result in enumerate(judged.found[0].results)
        if any(item.results[index].tested for item in judged.found)
    ]
    blocks = grouped_tables(headers, groups, "lrrrrr", SCREEN)
    how = "\n".join(wrap(t("targets.how", lang)))
    return "\n\n".join([*map(judged.noted, blocks), how])


def result_unit(result: TargetResult, lang: str) -> Shown:
    """How the deciding value of a target is shown: points for a change of a share."""
    target = result.target
    digits = BY_CODE[target.indicator].digits
    return shown(target.unit, digits, lang, change=target.kind == "direction")


def _target_rows(judged: Judged, index: int) -> list[list[str]]:
    """Rows of one target, a scenario each, all with the decimals that the widest one needs."""
    results = [item.results[index] for item in judged.found]
    spreads = [
        result.high80 - result.low80
        for result in results
        if result.high80 is not None and result.low80 is not None
    ]
    spread = max(spreads, default=None)
    return [
        [judged.label(item.scenario), *_cells(result, spread, judged.lang)]
        for item, result in zip(judged.found, results, strict=True)
    ]


def _cells(result: TargetResult, spread: float | None, lang: str) -> list[str]:
    """Median, interval, probability, times in twenty and gap of one target.

    `spread` is the width of the values it is compared with, which limits the decimals.
    """
    if not result.tested:
        return ["-"] * 5
    unit = result_unit(result, lang)
    digits = BY_CODE[result.target.indicator].digits
    gap = shown(result.target.unit, digits, lang, change=True)
    return [
        unit.text(result.median, spread),
        f"{unit.number(result.low80, spread)}~{unit.number(result.high80, spread)}",
        percent_text(result.probability),
        of_twenty(result.probability),
        gap.text(result.shortfall, spread or None),
    ]


def joint_table(judged: Judged) -> str:
    """Draws, failed draws and joint probabilities of every scenario."""
    lang = judged.lang
    sizes = {
        name: max(len(item.joint[name].ids) for item in judged.found if name in item.joint)
        for name in (ALL, HEADLINE)
        if any(name in item.joint for item in judged.found)
    }
    headers = [t(f"targets.col.{name}", lang) for name in ("scenario", "draws", "failed")]
    headers += [t(f"targets.joint_{name}", lang, n=size) for name, size in sizes.items()]
    headers += [t(f"targets.col.{name}", lang) for name in ("mean_met", "most_met")]
    rows = [_joint_row(judged, item, list(sizes)) for item in judged.found]
    title = t("targets.joint", lang)
    return f"{title}\n{judged.table(headers, rows, 'l' + 'r' * (len(headers) - 1))}"


def _joint_row(judged: Judged, item: Assessment, sets: Sequence[str]) -> list[str]:
    """One scenario of the table of joint probabilities."""
    joints = [item.joint.get(name) for name in sets]
    everything = item.joint.get(ALL)
    return [
        judged.label(item.scenario),
        str(judged.run.work.draws),
        str(_failed(item)),
        *(percent_text(joint.probability if joint else None) for joint in joints),
        "-" if everything is None else f"{everything.expected:.1f}",
        "-" if everything is None else str(everything.most),
    ]


def _failed(item: Assessment) -> int:
    """Runs of a scenario that broke off."""
    return max((result.failed for result in item.results), default=0)


def chosen_table(judged: Judged, joints: Iterable[Joint]) -> str:
    """Joint probability of one chosen set of targets under every scenario."""
    found = list(joints)
    headers = [t("targets.col.scenario", judged.lang)]
    headers.append(t("targets.joint_set", judged.lang, ids=", ".join(found[0].ids)))
    rows = [
        [judged.label(item.scenario), percent_text(joint.probability)]
        for item, joint in zip(judged.found, found, strict=True)
    ]
    return judged.table(headers, rows, "lr")


def by_year(judged: Judged) -> str:
    """Probability of each year alone, for the targets of several years; "" without any."""
    lang = judged.lang
    several = [result for result in judged.focus.results if result.by_year]
    if not several:
        return ""
    years = sorted({year for result in several for year in result.by_year})
    rows = [
        [
            f"{result.target.id} {result.target.name(lang)}",
            *(_short(result.by_year.get(year)) for year in years),
            _short(result.probability),
        ]
        for result in several
    ]
    title = t("targets.by_year", lang, name=judged.name(judged.focus.scenario))
    header = [t("targets.col.name", lang), *map(str, years), t("targets.all_years", lang)]
    return f"{title}\n{judged.table(header, rows, 'l' + 'r' * (len(years) + 1))}"


def _short(share: Estimate | None) -> str:
    """`65 ±4`, `<1`: the title says once that it is in percent."""
    return percent_text(share, count=False).replace(" %", "")
