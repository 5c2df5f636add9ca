"""The record of one driver's fit as Markdown, in Chinese (0) or English (1)."""

from __future__ import annotations

import numpy as np

from calibration.driver_checks import LEVEL, Candidate, Compared, Residuals, residuals
from calibration.driver_fans import MEDIAN, QUANTILES, Fans
from calibration.driver_fits import Fit
from calibration.driver_record import DriverRecord, DriverRecords
from calibration.driver_trends import Trend, trend_note
from calibration.driver_words import COEFFICIENTS, DRAWN, FORMS, PARAMETERS, number, say, table
from calibration.drivers import FittedDriver
from model.parameters import BY_CODE as PARAMETER_CODES
from model.units import FIRST_YEAR, LAST_YEAR, LATEST_YEAR

# The first whole year of the plan, its middle, its end, and the last year of the engine.
SHOWN_YEARS = (2023, 2025, LAST_YEAR, LATEST_YEAR)
_LOW, _HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)


def names(members: tuple[FittedDriver, ...], lang: int) -> str:
    """Names of drivers in one line."""
    listed = [m.spec.name_en if lang else m.spec.name_zh for m in members]
    return ("、", ", ")[lang].join(listed)


def codes(members: tuple[FittedDriver, ...]) -> str:
    """Codes of drivers in one line."""
    return ", ".join(f"`{m.spec.code}`" for m in members)


def section(record: DriverRecord, records: DriverRecords, lang: int) -> str:
    """The record of one fit."""
    one = record.first
    file = f"{one.spec.code}.png"
    lines = [f"## {names(record.members, lang)} {codes(record.members)}"]
    about = [say("figure", lang, file=file)]
    if lang == 0:
        about.append(one.spec.note)
    changes = ", ".join(f"{_spell(c.first, c.last)} {number(c.value)}" for c in one.changes)
    about.append(say("evidence", lang, changes=changes))
    about += _sharing(record, records, lang)
    lines.append("\n".join(f"- {text}" for text in about))
    lines += [choice(record, lang), _coefficient_table(record, lang)]
    if record.compared is not None:
        lines.append(say("forms", lang, variable=record.compared.variable))
        lines.append(_candidate_table(record.compared, lang))
    lines += _residual_part(record, lang)
    for title, found in (("parts", record.parts), ("beside", record.beside)):
        if found:
            lines += [say(title, lang), _side_table(found, lang)]
    lines += _known(record, lang)
    lines.append(say("forecast", lang, draws=records.fans.draws, seed=records.fans.seed))
    lines.append(_forecast(records.fans, one.spec.code, lang))
    return "\n\n".join(lines)


def _sharing(record: DriverRecord, records: DriverRecords, lang: int) -> list[str]:
    """Which members have the same shocks, said once for each pair."""
    said = []
    for member in record.members:
        others = [other for other in records.shared[member.spec.code] if other > member.spec.code]
        if others:
            text = say("shared", lang, codes=", ".join(f"`{code}`" for code in others))
            said.append(f"`{member.spec.code}`: {text}")
    return said


def _spell(first: int, last: int) -> str:
    """A year, or the years of a mean change."""
    return str(last) if first == last else f"{first}-{last}"


def choice(record: DriverRecord, lang: int) -> str:
    """Which form was taken and why."""
    fit, compared = record.first.fit, record.compared
    if compared is None:
        return say("mean_assumed" if "sigma" in record.first.spec.assumed else "mean", lang)
    if compared.fit.form == fit.form:
        return _why(compared, lang)
    return say("borrowed", lang, variable=compared.variable, why=_why(compared, lang))


def _why(compared: Compared, lang: int) -> str:
    """Why this form for a series."""
    own = next(c for c in compared.candidates if c.form == compared.fit.form)
    best, form = compared.best, FORMS[own.form][lang]
    if best.form == own.form:
        return say("lowest", lang, form=form)
    gap, name = own.aicc - best.aicc, FORMS[best.form][lang]
    if compared.trend_wins:
        trend = Trend(best.form, best.aicc, best.parameters)
        return f"{form}: {trend_note(trend, own.aicc, lang)}"
    tie = "tie" if best.runs else "trend_tie"
    return say(tie, lang, form=form, best=name, gap=gap)


def standard_error(fit: Fit, name: str) -> float:
    """Standard error of a coefficient: that of lbar is carried by mu, of sigma by its logarithm."""
    if name == "lbar":
        return fit.mu_sd / fit.kappa if fit.kappa else 0.0
    return {
        "mu": fit.mu_sd,
        "phi": fit.phi_sd,
        "kappa": fit.kappa_sd,
        "sigma": fit.sigma * fit.log_sigma_sd,
    }[name]


def coefficients(fit: Fit) -> list[str]:
    """Names of the coefficients that a fit has; a level that reverts has no mean of its own."""
    if fit.kappa:
        return ["kappa", "lbar", "sigma"]
    return ["mu", "phi", "sigma"] if fit.phi or fit.phi_sd else ["mu", "sigma"]


def _coefficient_table(record: DriverRecord, lang: int) -> str:
    """Estimates, standard errors, and how they enter the draws."""
    fit, code = record.first.fit, record.first.spec.code
    drawn = {
        "mu": "parameter" if code in PARAMETER_CODES else "once",
        "phi": "bounded" if fit.phi_sd else "fixed",
        "kappa": "bounded",
        "lbar": "once",
        "sigma": "lognormal",
    }
    rows = [
        [
            COEFFICIENTS[name][lang],
            number(float(getattr(fit, name))),
            number(standard_error(fit, name)),
            DRAWN[drawn[name]][lang].format(code=code),
        ]
        for name in coefficients(fit)
    ]
    return table("coefficients", lang, rows)


def _candidate_table(series: Compared, lang: int) -> str:
    """All forms tried on the same years, the one taken in bold."""
    lowest, rows = series.best.aicc, []
    for item in sorted(series.candidates, key=lambda c: c.aicc):
        mark = "**" if item.form == series.fit.form else ""
        rows.append(
            [
                f"{mark}{FORMS[item.form][lang]}{mark}",
                *_score(item, lowest, lang),
                _parameters(item, lang),
                say("yes" if item.runs else "no", lang),
            ]
        )
    return table("candidates", lang, rows)


def _score(item: Candidate, lowest: float, lang: int) -> tuple[str, str]:
    """AICc and its distance to the lowest, or why there is none."""
    if not np.isfinite(item.aicc):
        return "-", say("nowhere", lang)
    if not item.admitted:
        return f"{item.aicc:.1f}", say("negative", lang)
    return f"{item.aicc:.1f}", f"{item.aicc - lowest + 0.0:.1f}"


def _parameters(item: Candidate, lang: int) -> str:
    """Parameters of a candidate; two digits are more than so few years can tell."""
    shown = (
        # What trends call phi is the persistence of their drift, not of growth.
        f"{PARAMETERS['rho' if name == 'phi' and not item.runs else name][lang]} {value:.2g}"
        for name, value in item.parameters.items()
    )
    return ("、", ", ")[lang].join(shown) or "-"


def _residual_part(record: DriverRecord, lang: int) -> list[str]:
    """Residuals of the driver and of the series that lends it its swing, and what they fail."""
    listed = [(record.first.spec.code, record.residuals)]
    if record.compared is not None and record.compared.variable != record.first.spec.code:
        lent = record.compared
        listed.append((lent.variable, residuals(lent.changes, lent.fit)))
    lines = [table("residuals", lang, [_residual_row(name, r, lang) for name, r in listed])]
    for name, found in listed:
        lowest = min(found.ljung_box.values(), default=1.0)
        if lowest < LEVEL:
            lines.append(say("memory", lang, series=name, p=lowest))
        if found.shapiro < LEVEL:
            year, _ = found.largest
            lines.append(say("tails", lang, series=name, p=found.shapiro, year=year))
    return lines


def _residual_row(name: str, found: Residuals, lang: int) -> list[str]:
    """One series."""
    year, largest = found.largest
    boxes = ", ".join(f"{p:.2f} ({lag})" for lag, p in found.ljung_box.items())
    normal = f"{found.shapiro:.2f}" if np.isfinite(found.shapiro) else say("too_few", lang)
    return [
        f"`{name}`",
        str(len(found.values)),
        f"{found.values.mean() + 0.0:.2f}".replace("-0.00", "0.00"),
        f"{np.sqrt(np.mean(found.values**2)):.2f}",
        f"{largest:.1f} ({year})",
        boxes or say("gaps", lang),
        normal,
    ]


def _side_table(found: tuple[Compared, ...], lang: int) -> str:
    """Series that are shown beside."""
    rows = []
    for series in found:
        scores = ", ".join(
            f"{FORMS[item.form][lang]} {item.aicc:.1f}"
            for item in sorted(series.candidates, key=lambda c: c.aicc)
            if item.admitted
        )
        fit = series.fit
        rows.append(
            [
                f"`{series.variable}`",
                f"{series.changes[0].first}-{series.changes[-1].last}",
                FORMS[fit.form][lang],
                f"{number(fit.phi)} ({number(fit.phi_sd)})" if fit.phi else "0",
                f"{number(fit.kappa)} ({number(fit.kappa_sd)})" if fit.kappa else "0",
                scores,
            ]
        )
    return table("side", lang, rows)


def _known(record: DriverRecord, lang: int) -> list[str]:
    """The years that are not drawn."""
    if not record.known:
        return [say("unknown", lang, year=FIRST_YEAR - 1)]
    rows = [
        [str(year), number(value), " / ".join(number(error) for error in errors), grade]
        for year, value, errors, grade in record.known
    ]
    return [say("known", lang), table("known", lang, rows)]


def interval(row: np.ndarray, digits: int = 1) -> str:
    """Median and 80 % interval from a row of QUANTILES."""
    middle, low, high = (f"{row[at]:.{digits}f}" for at in (MEDIAN, _LOW, _HIGH))
    return f"{middle} [{low}, {high}]".replace("-0.0 ", "0.0 ").replace("[-0.0,", "[0.0,")


def _forecast(fans: Fans, code: str, lang: int) -> str:
    """What the engine draws in the years of the plan."""
    yearly = fans.quantiles(code)
    levels = np.quantile(fans.levels(code), QUANTILES, axis=0).T
    rows = [
        [
            str(year),
            interval(100.0 * np.expm1(yearly[fans.years.index(year)])),
            interval(100.0 * np.exp(levels[fans.level_years.index(year)]), 0),
        ]
        for year in SHOWN_YEARS
    ]
    return table("forecast", lang, rows)
