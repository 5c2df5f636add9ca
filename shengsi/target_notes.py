"""What to know beside the tables of targets: growth needed, what was left out, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scenarios.assessment import ALL, note
from scenarios.targets import Target, TargetResult
from shengsi.judged import Judged
from shengsi.tables import wrap
from shengsi.target_tables import result_unit
from shengsi.text import t

_HANG = "    "


def notes(judged: Judged) -> str:
    """Everything that is said below the tables, a line or more each."""
    targets = [result.target for result in judged.focus.results]
    return "\n".join(
        [
            *_joint(judged),
            *_growth(judged),
            *_never(judged),
            *_untested(judged),
            *_left_out(judged),
            *second_readings(targets, judged.lang),
            *outside(targets, judged.lang),
        ]
    )


def _hung(text: str) -> list[str]:
    """Lines of a note, those after the first indented."""
    return wrap(text, indent=_HANG)


def _joint(judged: Judged) -> list[str]:
    """How joint probabilities are made, and the draws they leave out."""
    lines = wrap(t("targets.joint_note", judged.lang))
    excluded = {
        item.scenario: item.joint[ALL].excluded for item in judged.found if ALL in item.joint
    }
    counts = judged.counts(excluded)
    if not counts:
        return lines
    return lines + _hung(t("targets.excluded", judged.lang, counts=counts))


def _growth(judged: Judged) -> list[str]:
    """Growth needed beside growth seen, for the headline targets that have one."""
    lang = judged.lang
    items = [
        t(
            "targets.growth_item",
            lang,
            id=result.target.id,
            needed=f"{100 * result.growth_needed:.0f}",
            seen=f"{100 * result.growth_seen:.0f}",
        )
        for result in judged.focus.results
        if result.target.headline
        and result.growth_needed is not None
        and result.growth_seen is not None
    ]
    head = t("targets.growth", lang, name=judged.name(judged.focus.scenario))
    return _hung(f"{head} {', '.join(items)}") if items else []


def _never(judged: Judged) -> list[str]:
    """A sentence on every target that no draw meets in some year, with the reason if it is known."""
    lang, scenario = judged.lang, judged.focus.scenario
    lines = []
    for result in judged.focus.results:
        if result.never:
            text = note(judged.run, scenario, result, lang, result_unit(result, lang).text)
            lines += _hung(t("targets.never_line", lang, id=result.target.id, text=text))
    head = t("targets.never_title", lang, name=judged.name(scenario))
    return [head, *lines] if lines else []


def _untested(judged: Judged) -> list[str]:
    """Targets due after the last year, and those that no draw has a value of."""
    lang = judged.lang
    late = [result.target.id for result in judged.focus.results if result.not_covered]
    lines = _hung(t("targets.not_covered", lang, ids=", ".join(late))) if late else []
    for index, result in enumerate(judged.focus.results):
        if not result.target.testable or result.not_covered:
            continue
        empty = [item.scenario for item in judged.found if not item.results[index].tested]
        if empty:
            words = {"id": result.target.id, "where": judged.where(empty)}
            lines += _hung(t("targets.no_value", lang, **words))
    return lines


def _left_out(judged: Judged) -> list[str]:
    """Draws that were left out, and those that miss on the high side, by scenario."""
    lang = judged.lang
    failed = {
        item.scenario: max((result.failed for result in item.results), default=0)
        for item in judged.found
    }
    counts = judged.counts(failed)
    lines = _hung(t("targets.failed", lang, counts=counts)) if counts else []
    lines += _counted(judged, "targets.undefined", lambda result: result.undefined)
    return lines + _counted(
        judged,
        "targets.too_high",
        lambda result: result.missed_high if result.target.op == "approx" else 0,
    )


def _counted(judged: Judged, key: str, number: Callable[[TargetResult], int]) -> list[str]:
    """A line for each target of which `number` is not nought under some scenario."""
    lines = []
    for index, result in enumerate(judged.focus.results):
        numbers = {
            item.scenario: number(item.results[index])
            for item in judged.found
            if item.results[index].tested
        }
        if counts := judged.counts(numbers):
            lines += _hung(t(key, judged.lang, id=result.target.id, counts=counts))
    return lines


def second_readings(targets: Iterable[Target], lang: str) -> list[str]:
    """Targets that are stricter readings of others."""
    ids = [target.id for target in targets if target.testable and not target.counted]
    return [t("targets.second_reading", lang, ids=", ".join(ids))] if ids else []


def outside(targets: Iterable[Target], lang: str) -> list[str]:
    """What lies outside the model, with the reason: never dropped."""
    lines = []
    for target in targets:
        if not target.testable:
            words = {"id": target.id, "clause": target.clause, "name": target.name(lang)}
            line = t("targets.outside_line", lang, **words, reason=target.reason(lang))
            lines += wrap(line, indent=_HANG)
    return [t("targets.outside", lang), *lines] if lines else []
