"""The report on a calibration, part one: what it found, forecasts by way, parameters, pairs."""

from __future__ import annotations

import math

from calibration.contraction import INFORMED, WIDER, ParameterChange
from calibration.diagnostics import Diagnosis
from calibration.forecast_comparison import ADJUSTED, PLAIN, PRIOR, Compared
from calibration.information import Information
from calibration.let_in import share_let_in, told
from calibration.lineages import HISTORIES
from calibration.sampler_record import SamplerRecord, error_factor
from shengsi.calibration_words import (
    chance_text,
    goal_name,
    indicator_name,
    indicator_unit,
    interval_text,
    listed,
    observation_label,
    parameter_name,
    parameter_unit,
    say,
    share_text,
    with_error,
)
from shengsi.sections import Section

_CLEAR = 2.0


def findings(found: Diagnosis, lang: str) -> Section:
    """What the diagnosis says, in sentences made from its numbers."""
    lines = []
    if not found.posterior.conditioned:
        lines.append(say("is_prior", lang))
    lines.append(_let_in(found, lang))
    lines += [_chance(found, lang), _informed(found, lang), _cannot_tell(found, lang)]
    lines += [_best_series(found, lang), _agreement(found, lang), _surprises(found, lang)]
    lines.append(_trust(found.sampler, lang))
    return Section(say("head.findings", lang), [line for line in lines if line])


def _let_in(found: Diagnosis, lang: str) -> str:
    """How far a cautious calibration let its numbers in."""
    power = share_let_in(found.posterior.observations)
    if power == 1.0:
        return ""
    return say("let_in", lang, **told(power))


def _chance(found: Diagnosis, lang: str) -> str:
    """The probability of the goal by way, and whether the observations moved it."""
    chances = found.comparison.chances
    text = say(
        "chance",
        lang,
        goal=goal_name(found.goal, lang),
        prior=chance_text(chances[PRIOR]),
        plain=chance_text(chances[PLAIN]),
        adjusted=chance_text(chances.get(ADJUSTED)),
    )
    if not found.posterior.conditioned:
        return text
    change = chances[PLAIN].value - chances[PRIOR].value
    error = math.hypot(chances[PLAIN].error, chances[PRIOR].error)
    key = "chance_moved" if abs(change) > _CLEAR * error else "chance_kept"
    words = {"change": f"{100 * change:+.0f}", "error": f"{100 * _CLEAR * error:.0f}"}
    return _joined([text, say(key, lang, **words)], lang)


def _informed(found: Diagnosis, lang: str) -> str:
    """What the data tell, apart from what they may tell within error of the limit."""
    if not found.posterior.conditioned:
        return ""
    if not found.informed:
        return say("informed_none", lang, limit=INFORMED)
    told = []
    for key, clear in (("informed", True), ("informed_unclear", False)):
        items = [item for item in found.informed if item.clear == clear]
        names = [f"{parameter_name(p.code, lang)} ({p.contraction:.2f})" for p in items]
        told += [say(key, lang, names=listed(names, lang), limit=INFORMED)] if names else []
    return _joined(told, lang)


def _cannot_tell(found: Diagnosis, lang: str) -> str:
    """Which parameters stay prior-driven, which intervals hardly move."""
    year = found.goal.year
    same = [indicator_name(item.code, lang) for item in found.unmoved]
    unmoved = (
        say("unmoved", lang, year=year, names=listed(same, lang))
        if same
        else say("unmoved_none", lang, year=year)
    )
    driven = [parameter_name(item.code, lang) for item in found.prior_driven]
    if not driven:
        return say("cannot_tell_none", lang, unmoved=unmoved)
    counts = {"n": len(found.parameters), "driven": len(driven)}
    return say("cannot_tell", lang, names=listed(driven, lang), unmoved=unmoved, **counts)


def _best_series(found: Diagnosis, lang: str) -> str:
    """The series that would tell most about the goal, and those that are as good within error."""
    goal = goal_name(found.goal, lang)
    if found.comparison.chances[PLAIN].hits in (0, found.comparison.chances[PLAIN].n):
        return say("certain", lang, goal=goal)
    clear = [item for item in found.information if item.goal.clear]
    if not clear:
        return say("best_none", lang, goal=goal)
    best = clear[0]
    assert best.goal.value is not None and best.moves is not None
    text = say(
        "best_series",
        lang,
        goal=goal,
        best=indicator_name(best.indicator, lang),
        gain=share_text(best.goal.value),
        moves=f"{100 * best.moves:.0f}",
    )
    tied = [indicator_name(item.indicator, lang) for item in clear[1:] if _as_good(item, best)]
    return _joined([text, say("best_tied", lang, names=listed(tied, lang))], lang) if tied else text


def _as_good(item: Information, best: Information) -> bool:
    """Whether a series is worth as much as the best one, within their errors."""
    one, other = item.goal, best.goal
    if one.value is None or one.error is None or other.value is None or other.error is None:
        return False
    return other.value - one.value < _CLEAR * math.hypot(one.error, other.error)


def _agreement(found: Diagnosis, lang: str) -> str:
    """Whether the two ways of conditioning agree."""
    comparison = found.comparison
    if ADJUSTED not in comparison.chances:
        return ""
    names = [indicator_name(code, lang) for code in comparison.differing]
    if comparison.goal_differs:
        names.append(f"P({found.goal.id})")
    return say("differ", lang, names=listed(names, lang)) if names else say("agree", lang)


def _surprises(found: Diagnosis, lang: str) -> str:
    if not found.predicted:
        return ""
    names = [observation_label(item.observation, lang) for item in found.surprises]
    if names:
        return say("surprises", lang, names=listed(names, lang))
    return say("no_surprise", lang, n=len(found.predicted))


def _trust(record: SamplerRecord, lang: str) -> str:
    """Whether the sampler and its weights pass their checks, and which they fail."""
    failed = []
    if not record.complete:
        failed.append(say("check.status", lang, status=status_text(record, lang)))
    if record.ess_floor is not None and record.sets_ess < record.ess_floor:
        words = {"ess": f"{record.sets_ess:.0f}", "floor": f"{record.ess_floor:.0f}"}
        failed.append(say("check.ess", lang, **words))
    if record.few_histories:
        words = {"ess": f"{record.ess:.0f}", "floor": f"{HISTORIES:.0f}"}
        failed.append(say("check.lineages", lang, **words))
    if not record.weights_fine:
        failed.append(say("check.sum", lang))
    if not failed and not record.trusted:
        failed.append(say("check.tail", lang))
    return say("untrusted", lang, what=listed(failed, lang)) if failed else say("trusted", lang)


def status_text(record: SamplerRecord, lang: str) -> str:
    """How the sampler ended."""
    known = ("complete", "no_information", "budget", "acceptance", "histories")
    return say(f"status.{record.status if record.status in known else 'unknown'}", lang)


def forecasts(found: Diagnosis, lang: str) -> Section:
    """Headline quantities and the probability of the goal by every way."""
    comparison = found.comparison
    columns = ("quantity", "unit", "prior", "posterior", "adjusted", "narrowed",
               "agreement")  # fmt: skip
    rows = [_forecast_row(item, lang) for item in comparison.quantities]
    chances = [chance_text(comparison.chances.get(way)) for way in (PRIOR, PLAIN, ADJUSTED)]
    verdict = "-"
    if ADJUSTED in comparison.chances:
        verdict = say("other" if comparison.goal_differs else "same", lang)
    rows.append([f"P({goal_name(found.goal, lang)})", "-", *chances, "-", verdict])
    notes = []
    if ADJUSTED in comparison.chances:
        notes.append(
            say(
                "read.forecast",
                lang,
                prior=comparison.prior_runs,
                near=comparison.near,
                share=share_text(comparison.share),
                limit=f"{comparison.limit:.1f}",
            )
        )
    elif comparison.why_not is not None:
        notes.append(say("not_adjusted", lang, reason=comparison.why_not.text(lang)))
    else:
        notes.append(say("not_adjusted", lang, reason=say("nothing_to_adjust", lang)))
    if comparison.outside:
        names = [observation_label(item, lang) for item in comparison.outside]
        notes.append(say("outside", lang, names=listed(names, lang)))
    if comparison.failed or comparison.prior_failed:
        counts = {"failed": comparison.failed, "prior": comparison.prior_failed}
        notes.append(say("failed", lang, **counts))
    title = say("head.forecast", lang, year=found.goal.year)
    return Section(title, notes, _heads(columns, lang), rows, "llrrrrl")


def _forecast_row(item: Compared, lang: str) -> list[str]:
    unit = indicator_unit(item.code, lang)
    spread = item.by_way[PRIOR].width
    cells = [
        interval_text(item.by_way[way].interval, unit, spread) if way in item.by_way else "-"
        for way in (PRIOR, PLAIN, ADJUSTED)
    ]
    verdict = "-"
    if ADJUSTED in item.by_way:
        verdict = say("other" if item.differs else "same", lang)
    name = indicator_name(item.code, lang)
    return [name, unit.label or "-", *cells, share_text(item.narrowed), verdict]


def parameters(found: Diagnosis, lang: str) -> Section:
    """Every parameter before and after."""
    columns = ("parameter", "unit", "grade", "prior", "posterior", "contraction", "shift",
               "verdict", "widened")  # fmt: skip
    effect = {item.code: item for item in found.widened}
    rows = []
    for item in found.parameters:
        unit = parameter_unit(item.code, lang)
        spread = item.before[2] - item.before[0]
        wider = effect.get(item.code)
        change = "-"
        if wider is not None and wider.change is not None and wider.error is not None:
            change = with_error(100 * wider.change, 100 * wider.error, 1)
        elif wider is not None:
            change = say("cannot", lang)
        rows.append(
            [
                parameter_name(item.code, lang),
                unit.label or "-",
                say(f"grade.{found.spec.priors[item.code].grade}", lang),
                interval_text(item.before, unit, spread),
                interval_text(item.after, unit, spread),
                with_error(item.contraction, item.contraction_error),
                with_error(item.shift, item.shift_error),
                verdict_text(item, lang),
                change,
            ]
        )
    factor = f"{error_factor(found.posterior):.1f}"
    notes = [
        say("read.parameters", lang, limit=INFORMED, factor=factor),
        say("read.widened", lang, goal=goal_name(found.goal, lang), width=WIDER),
    ]
    return Section(say("head.parameters", lang), notes, _heads(columns, lang), rows, "lllrrrrlr")


def verdict_text(item: ParameterChange, lang: str) -> str:
    """`先验主导` and its shades."""
    if item.prior_driven and item.clear and item.shifted:
        return say("moved_only", lang)
    key = "prior_driven" if item.prior_driven else "data_driven"
    return say(key if item.clear else f"{key}_unclear", lang)


def trade_off_section(found: Diagnosis, lang: str) -> Section:
    """Pairs of parameters that the observations tie together."""
    d = len(found.parameters)
    count = d * (d - 1) // 2
    if not found.pairs:
        return Section(say("head.pairs", lang), [say("no_pairs", lang, n=count)])
    rows = [
        [
            f"{parameter_name(pair.first, lang)} - {parameter_name(pair.second, lang)}",
            f"{pair.correlation:.2f}",
            f"{pair.low:.2f}~{pair.high:.2f}",
        ]
        for pair in found.pairs
    ]
    notes = [say("read.pairs", lang, n=count)]
    columns = ("pair", "correlation", "interval")
    return Section(say("head.pairs", lang), notes, _heads(columns, lang), rows, "lrr")


def _joined(sentences: list[str], lang: str) -> str:
    """Sentences one after the other, with a blank between them in English."""
    return (" " if lang == "en" else "").join(sentences)


def _heads(columns: tuple[str, ...], lang: str) -> list[str]:
    return [say(f"col.{name}", lang) for name in columns]
