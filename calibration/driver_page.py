"""The page of the driver records: what stands between the markers of docs/drivers.md."""

from __future__ import annotations

import math
import re

import numpy as np

from calibration.driver_checks import power
from calibration.driver_fits import Fit
from calibration.driver_process import TRUTHS, coverage
from calibration.driver_record import DriverRecords, Season
from calibration.driver_sections import (
    codes,
    coefficients,
    interval,
    names,
    section,
    standard_error,
)
from calibration.driver_words import FORMS, TITLES, number, say, table
from model.units import LATEST_YEAR

# Made-up series for each row of the coverage table.
SAMPLES = 200
_BLOCK = re.compile(r"(<!-- drivers:(zh|en|sources) -->\n).*?(<!-- drivers:end -->)", re.DOTALL)
_EMPTY = "\n".join(
    f"{head}<!-- drivers:{name} -->\n<!-- drivers:end -->\n"
    for name, head in (
        ("zh", "# 外部驱动的拟合记录\n\n"),
        ("en", "# Record of the driver fits\n\n"),
        ("sources", ""),
    )
)


def fill_page(old: str, records: DriverRecords) -> str:
    """The page `old` with its blocks made anew; a page without any gets all of them."""
    blocks = {
        "zh": "\n\n".join(_parts(records, 0)),
        "en": "\n\n".join(_parts(records, 1)),
        "sources": _sources(records),
    }
    text = old if _BLOCK.search(old) else f"{old}\n{_EMPTY}".lstrip()
    return _BLOCK.sub(lambda found: f"{found[1]}\n{blocks[found[2]]}\n\n{found[3]}", text)


def _parts(records: DriverRecords, lang: int) -> list[str]:
    """The sections of one language."""
    return [
        f"## {TITLES['overview'][lang]}",
        _overview(records, lang),
        *(section(record, records, lang) for record in records.fitted),
        f"## {TITLES['assumed'][lang]}",
        _assumed(records, lang),
        f"## {TITLES['seasons'][lang]}",
        _seasons(records.seasons, lang),
        f"## {TITLES['power'][lang]}",
        _power(records, lang),
        f"## {TITLES['coverage'][lang]}",
        say("coverage", lang, samples=SAMPLES),
        _coverage(lang),
    ]


def _overview(records: DriverRecords, lang: int) -> str:
    """One row a fit."""
    rows = []
    for record in records.fitted:
        fit, changes = record.first.fit, record.first.changes
        rows.append(
            [
                f"{names(record.members, lang)} {codes(record.members)}",
                FORMS[fit.form][lang],
                str(fit.n_obs),
                f"{min(c.first for c in changes)}-{max(c.last for c in changes)}",
                *(_pair(fit, name) for name in ("mu", "phi", "kappa", "sigma")),
                record.first.spec.grade,
            ]
        )
    return "\n\n".join([table("overview", lang, rows), *_nearest(records, lang)])


def _nearest(records: DriverRecords, lang: int) -> list[str]:
    """The local trend that comes nearest to the form used, or beats it by most."""
    gaps = [
        (series.trend_gap, series)
        for record in records.fitted
        for series in filter(None, (record.compared,))
        if math.isfinite(series.trend_gap)
    ]
    if not gaps:
        return []
    gap, series = min(gaps, key=lambda pair: pair[0])
    trend = min((c for c in series.candidates if not c.runs and c.admitted), key=lambda c: c.aicc)
    name = "nearest" if gap >= 0.0 else "wins"
    form = FORMS[trend.form][lang]
    return [say(name, lang, variable=series.variable, form=form, gap=abs(gap))]


def _pair(fit: Fit, name: str) -> str:
    """An estimate with its standard error in parentheses, 0 for a coefficient left out."""
    value = float(getattr(fit, name))
    if name not in coefficients(fit):
        return "0"
    return f"{number(value)} ({number(standard_error(fit, name))})"


def _assumed(records: DriverRecords, lang: int) -> str:
    """Drivers that are assumptions throughout."""
    rows = []
    for item in records.assumed:
        fit, quantiles = item.fit, records.fans.quantiles(item.spec.code)[-1]
        level = item.spec.kind == "level"
        shown = interval(100.0 * (quantiles if level else np.expm1(quantiles)))
        rows.append(
            [
                f"{names((item,), lang)} {codes((item,))}",
                *(_stated(fit, name) for name in ("mu", "phi", "kappa", "sigma")),
                f"{shown} %",
                item.spec.grade,
            ]
        )
    lines = [table("assumed", lang, rows, year=LATEST_YEAR)]
    if lang == 0:
        lines.append("\n".join(f"- `{m.spec.code}`: {m.spec.note}" for m in records.assumed))
    return "\n\n".join(lines)


def _stated(fit: Fit, name: str) -> str:
    """An assumed coefficient with the error declared for it."""
    error = 0.0 if name == "kappa" else standard_error(fit, name)
    value = number(float(getattr(fit, name)))
    return f"{value} ({number(error)})" if error else value


def _seasons(seasons: tuple[Season, ...], lang: int) -> str:
    """Quarterly factors of every sector, and where they come from."""
    rows = [
        [
            f"{s.name_en if lang else s.name_zh} `{s.code}`",
            f"`price_{s.price}`",
            number(s.growth_beta),
            *(f"{factor:g}" for factor in s.factors),
            s.grade,
        ]
        for s in seasons
    ]
    source = "; ".join(dict.fromkeys(s.source for s in seasons))
    return f"{table('seasons', lang, rows)}\n\n{say('source', lang)}: {source}"


def _power(records: DriverRecords, lang: int) -> str:
    """Shares of made-up series in which the tests notice what is wrong."""
    sizes = sorted({len(r.residuals.values) for r in records.fitted if r.residuals.ljung_box})
    rows = []
    for n in sizes:
        memory, tails = power(n)
        rows.append([str(n), f"{100 * memory:.0f}%", f"{100 * tails:.0f}%"])
    return table("power", lang, rows)


def _coverage(lang: int) -> str:
    """How the rules fare on made-up series as short as the county's."""
    rows = []
    for truth in TRUTHS:
        found = coverage(truth, SAMPLES)
        extra = {"ar1": f" `phi` {truth.phi:g}", "reverting": f" `kappa` {truth.kappa:g}"}
        rows.append(
            [
                f"{FORMS[truth.form][lang]}{extra.get(truth.form, '')}",
                str(truth.years),
                f"{100 * found.found:.0f}%",
                *(f"{100 * share:.0f}%" for share in found.covered),
            ]
        )
    return table("coverage", lang, rows)


def _sources(records: DriverRecords) -> str:
    """Titles and first addresses, both languages at once."""
    rows = []
    for record in records.fitted:
        grouped: dict[tuple[str, str], list[str]] = {}
        for variable, title, address in record.sources:
            grouped.setdefault((variable, title), []).append(address)
        for (variable, title), addresses in grouped.items():
            where = _linked(title.replace("|", "/"), addresses[0])
            if len(addresses) > 1:
                where += f" ({say('more', 0, n=len(addresses))})"
            rows.append([codes(record.members), f"`{variable}`", where])
    return f"## {TITLES['sources'][0]}\n\n{table('sources', 0, rows)}"


def _linked(title: str, address: str) -> str:
    """A title with its address: a link where it is one of the web."""
    if address.startswith("http"):
        return f"[{title}]({address.replace(' ', '%20')})"
    return f"{title}, `{address}`" if address else title
