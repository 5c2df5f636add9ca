"""The report on a calibration, part two: observations, further series, sampler."""

from __future__ import annotations

from functools import lru_cache
from statistics import median

from calibration.account_findings import same_thing
from calibration.accounts import HISTORY
from calibration.county import SHIPPED
from calibration.diagnostics import Diagnosis
from calibration.history import load_history
from calibration.importance import PARETO_LIMIT
from calibration.information import Gain
from calibration.observations import GRADE_ERRORS, Observation
from calibration.offered_series import GRADE
from calibration.posterior_predictive import ALARM, NONE, SURPRISING, Predicted
from scenarios.posterior_input import is_own
from shengsi.calibration_sections import status_text
from shengsi.calibration_words import (
    goal_name,
    indicator_name,
    interval_text,
    observation_name,
    observation_unit,
    say,
    share_text,
)
from shengsi.sections import Section
from shengsi.text import t

_INFINITE = 99.0


def observations(found: Diagnosis, lang: str) -> Section:
    """Every published number against what the posterior would have published."""
    title = say("head.observations", lang)
    used = found.posterior.observations
    held = len(found.predicted) - len(used)
    notes = [say("left_out", lang, reason=reason) for reason in found.left_out]
    if not found.predicted:
        return Section(title, [say("no_observations", lang), *notes])
    if not held:
        notes.append(say("no_held", lang))
    for item in found.predicted:
        if item.silent:
            name = observation_name(item.observation, lang)
            notes.append(say("silent", lang, name=name, n=item.silent))
    chance = f"{SURPRISING * len(found.predicted):.1f}"
    words = {"limit": PARETO_LIMIT, "n": len(found.predicted), "chance": chance}
    notes.insert(0, say("read.observations", lang, **words))
    columns = ("observation", "operator", "grade", "unit", "published", "simulated", "position",
               "unseen", "unseen_position", "by", "pareto_k", "verdict", "source")  # fmt: skip
    heads = [say(f"col.{name}", lang) for name in columns]
    rows = [_observation_row(item, lang) for item in found.predicted]
    return Section(title, notes, heads, rows, "llllrrrrrlrll")


def _observation_row(item: Predicted, lang: str) -> list[str]:
    seen = item.observation
    unit = observation_unit(seen, lang)
    spread = max(item.posterior.interval[2] - item.posterior.interval[0], seen.sd)
    unseen = ["-", "-"]
    if item.left_out is not None:
        unseen = [
            interval_text(item.left_out.interval, unit, spread),
            share_text(item.left_out.position),
        ]
    elif item.used:
        unseen = [say("cannot", lang), "-"]
    kind = say("used" if item.used else "held", lang)
    return [
        f"{observation_name(seen, lang)} ({kind})",
        t(f"calibrate.op.{seen.operator}", lang),
        t(f"calibrate.grade.{seen.grade}", lang),
        unit.label or "-",
        unit.number(seen.value, seen.sd),
        interval_text(item.posterior.interval, unit, spread),
        share_text(item.posterior.position),
        *unseen,
        "-" if item.by is None else say(f"by.{item.by}", lang),
        k_text(item.pareto_k),
        flag_text(item, lang),
        origin_text(item, lang),
    ]


def flag_text(item: Predicted, lang: str) -> str:
    """Whether the number surprises, by its fairest placing."""
    flag = item.judged.flag
    return say("fine" if flag == NONE else "alarm" if flag == ALARM else "surprise", lang)


def origin_text(item: Predicted, lang: str) -> str:
    """File and place of a number; in Chinese also the title of its source, which is Chinese.

    A number of the user's own is said to be so, with the shipped one that it took the place of.
    """
    seen = item.observation
    place = "" if seen.origin is None else str(seen.origin)
    title = "" if lang == "en" else seen.source_title
    whose = say("own", lang) if is_own(seen) else ""
    before = replaced(seen)
    if before is not None:
        number = before.published_en if lang == "en" else before.published
        whose = say("own_in_place", lang, number=number)
    return " ".join(part for part in (whose, place, title) if part) or "-"


def replaced(seen: Observation) -> Observation | None:
    """The fitted number of the shipped record that an own one took the place of, if any."""
    if not is_own(seen):
        return None
    return _shipped().get(same_thing(seen))


@lru_cache(maxsize=1)
def _shipped() -> dict[tuple[object, ...], Observation]:
    """The fitted numbers of the shipped record by what they are numbers of."""
    return {same_thing(x): x for x in load_history(SHIPPED / HISTORY) if x.use == "fit"}


def k_text(k: float | None) -> str:
    """A shape of a tail; `-` where there is none."""
    if k is None:
        return "-"
    return f">{_INFINITE:.0f}" if k > _INFINITE else f"{k:.2f}"


def information(found: Diagnosis, lang: str) -> Section:
    """What each further series would be worth."""
    columns = ("series", "years", "gain_goal", "moves", "gain_quantity", "ess")
    rows = [
        [
            indicator_name(item.indicator, lang),
            years_text(item.years),
            gain_text(item.goal, lang),
            "-" if item.moves is None else f"{100 * item.moves:.0f}",
            gain_text(item.quantity, lang),
            f"{item.goal.ess:.0f}",
        ]
        for item in found.information
    ]
    notes = []
    if rows:
        direct = median(item.direct_ess for item in found.information)
        error = share_text(GRADE_ERRORS[GRADE])
        notes.append(say("read.information", lang, error=error, direct=f"{direct:.0f}"))
    heads = [say(f"col.{name}", lang) for name in columns]
    title = f"{say('head.information', lang)} ({goal_name(found.goal, lang)})"
    return Section(title, notes, heads, rows, "llrrrr")


def gain_text(gain: Gain, lang: str) -> str:
    """Share of variance with its error, in percent."""
    if gain.value is None or gain.error is None:
        return say("cannot", lang)
    return f"{share_text(gain.value)} ±{100 * gain.error:.0f}"


def years_text(years: tuple[int, ...]) -> str:
    """`2018-2022`, or the years one by one where some are missing."""
    if len(years) > 1 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}-{years[-1]}"
    return " ".join(map(str, years))


def sampler(found: Diagnosis, lang: str) -> Section:
    """How the posterior was found and what its weights are worth."""
    record = found.sampler
    rows = [
        [
            str(number),
            f"{stage.temperature:.3f}",
            f"{stage.ess:.0f}",
            k_text(stage.pareto_k),
            share_text(stage.acceptance),
            share_text(stage.moved),
            str(stage.sweeps),
            "-" if stage.parameter_sets is None else str(stage.parameter_sets),
            "-" if stage.lineages is None else f"{stage.lineages:.0f}",
            str(stage.calls),
        ]
        for number, stage in enumerate(record.stages, start=1)
    ]
    notes = [
        say(
            "sampler",
            lang,
            status=status_text(record, lang),
            calls=record.calls,
            pairs=record.pairs,
            sets=record.parameter_sets,
        ),
        say(
            "sizes",
            lang,
            lines=record.lineages,
            ess=f"{record.ess:.0f}",
            ancestors=f"{record.ancestor_ess:.0f}",
        ),
        say(
            "weights",
            lang,
            fine=say("yes" if record.weights_fine else "no", lang),
            largest=f"{100 * record.largest:.2f}%",
            k=k_text(record.pareto_k),
            worst=k_text(record.worst_k),
        ),
        say("replayed", lang, share=share_text(record.replayed)),
    ]
    columns = ("stage", "temperature", "ess", "pareto_k", "acceptance", "moved", "sweeps", "sets",
               "lineages", "calls")  # fmt: skip
    heads = [say(f"col.{name}", lang) for name in columns]
    return Section(say("head.sampler", lang), notes, heads, rows, "r" * len(heads))
