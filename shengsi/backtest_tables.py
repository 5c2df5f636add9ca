"""What a backtest prints: tables by part, and sentences that say where the model loses."""

from __future__ import annotations

from importlib.metadata import version
from math import isnan
from typing import Any

from calibration.backtest.cases import BENCHMARKS, METHODS, MODEL
from calibration.backtest.county_record import COUNTY
from calibration.backtest.driver_series import DRIVERS
from calibration.backtest.job import Backtest
from calibration.backtest.reliability import RankTest, Share
from calibration.backtest.scores import SHARES
from calibration.backtest.summary import Cell, standing
from calibration.backtest.synthetic import OWN, ROUGH, ROUGHNESS
from shengsi.backtest_words import (
    method_name,
    percent_span,
    place,
    points,
    series_name,
    unit_label,
    value_text,
)
from shengsi.tables import table
from shengsi.text import t


def backtest_text(result: Backtest, lang: str) -> str:
    """All parts that were done, for a terminal."""
    options = result.options
    title = t(
        "backtest.title", lang, seed=options.seed, draws=options.draws, version=version("shengsi")
    )
    blocks = [title, t("backtest.reading", lang)]
    if result.synthetic is not None:
        blocks += [_own(result, lang), _rough(result, lang)]
    if result.county is not None:
        blocks.append(_county(result, lang))
    if result.drivers is not None:
        blocks.append(_drivers(result, lang))
    return "\n\n".join(blocks)


def _own(result: Backtest, lang: str) -> str:
    """Synthetic counties in the model's own world, series by horizon."""
    found = result.synthetic
    assert found is not None
    head = t(
        "backtest.head.synthetic", lang, truths=result.options.truths,
        origins=origins_text(result.options.origins),
    )  # fmt: skip
    about = t(
        "backtest.own_world", lang, ess=f"{max(found.plain_ess.values()):.1f}",
        draws=result.options.draws, left=sum(found.left_out.values()),
    )  # fmt: skip
    body = _scores(result, result.cells[OWN], lang)
    return "\n\n".join([head, body, "\n".join([*_said(result, OWN, lang), about])])


def _rough(result: Backtest, lang: str) -> str:
    """The same counties in a rougher world, horizons together."""
    head = t("backtest.head.rough", lang, factor=ROUGHNESS)
    body = _scores(result, result.pooled[ROUGH], lang)
    said = [*_said(result, ROUGH, lang), t("backtest.rough_world", lang)]
    return "\n\n".join([head, body, "\n".join(said)])


def _drivers(result: Backtest, lang: str) -> str:
    """Outside series, horizons together."""
    body = _scores(result, result.pooled[DRIVERS], lang)
    said = [*_said(result, DRIVERS, lang), t("backtest.driver_note", lang)]
    return "\n\n".join([t("backtest.head.drivers", lang), body, "\n".join(said)])


def origins_text(origins: tuple[int, ...]) -> str:
    """`2019-2022`, or years with commas when they do not follow each other."""
    if len(origins) > 2 and list(origins) == list(range(origins[0], origins[-1] + 1)):
        return f"{origins[0]}-{origins[-1]}"
    return ", ".join(map(str, origins))


def _scores(result: Backtest, cells: list[Cell], lang: str) -> str:
    """CRPS by method, skill, coverage, verdict: a row a cell."""
    by_horizon = any(cell.horizon for cell in cells)
    heads = [t("backtest.col.series", lang)]
    heads += [t("backtest.col.horizon", lang)] if by_horizon else []
    heads += [t("backtest.col.cases", lang)] + [method_name(code, lang) for code in METHODS]
    heads += [t("backtest.col.best", lang), t("backtest.col.skill", lang)]
    heads += [f"{100 * share:.0f}%" for share in SHARES] + [t("backtest.col.verdict", lang)]
    rows = []
    for cell in cells:
        row = [series_name(result, cell.series, lang)]
        row += [str(cell.horizon)] if by_horizon else []
        row += [f"{cell.skill.n}/{cell.skill.clusters}"]
        row += [points(cell.skill.crps.get(code)) for code in METHODS]
        row += [method_name(cell.skill.best, lang) if cell.skill.best else "-"]
        row += [percent_span(cell.skill.value, cell.skill.low, cell.skill.high)]
        row += [_share(cell.coverage[share]) for share in SHARES]
        rows.append([*row, t(f"backtest.verdict.{cell.skill.verdict}", lang)])
    left = "lrr" if by_horizon else "lr"
    return table(heads, rows, left + "r" * len(METHODS) + "lrrrrl")


def _share(share: Share) -> str:
    return percent_span(share.value, share.low, share.high)


def _said(result: Backtest, part: str, lang: str) -> list[str]:
    """Counts of verdicts, where the model loses, coverage, ranks."""
    found = result.standing(part)
    cells = result.cells[part]
    lines = [
        t(
            "backtest.count", lang, n=len(cells), wins=found.wins, loses=found.loses,
            open=found.open, few=found.few,
        )
    ]  # fmt: skip
    if found.lost:
        where = [place(result, cell, lang) for cell in found.lost]
        lines.append(t("backtest.lost", lang, where=_list(where, lang)))
    # Many cells behind are few series behind: the series are named, the cells are in the CSV.
    behind = list(found.behind)
    if len(behind) > 12:
        lost = {cell.series for cell in found.lost}
        behind = [c for c in standing(result.pooled[part]).behind if c.series not in lost]
    if behind:
        where = [place(result, cell, lang) for cell in behind]
        lines.append(t("backtest.behind", lang, where=_list(where, lang)))
    if not found.lost and not found.behind:
        lines.append(t("backtest.none_lost", lang))
    return [*lines, *_reliability(result.whole[part], lang)]


def _reliability(cell: Cell, lang: str) -> list[str]:
    """Coverage and ranks of a part as sentences."""
    shares = {
        f"c{100 * share:.0f}": percent_span(found.value, found.low, found.high)
        for share, found in cell.coverage.items()
    }
    return [t("backtest.coverage", lang, **shares), ranks_text(cell.ranks, lang)]


def ranks_text(ranks: RankTest, lang: str) -> str:
    """Shares of ranks, with the test where there is one."""
    shares = " ".join("-" if isnan(share) else f"{100 * share:.0f}%" for share in ranks.shares)
    if isnan(ranks.p):
        return t("backtest.ranks_untested", lang, shares=shares, n=ranks.clusters)
    p = f"= {ranks.p:.3f}" if ranks.p >= 0.001 else "< 0.001"
    return t("backtest.ranks", lang, shares=shares, p=p)


def _list(items: list[str], lang: str) -> str:
    return (", " if lang == "en" else "、").join(items)


def _county(result: Backtest, lang: str) -> str:
    """Every later number of the record from every origin."""
    found = result.county
    assert found is not None
    rows = county_rows(result)
    head = t(
        "backtest.head.county", lang, origins=len(found.known),
        numbers=len({row["series"] for row in rows}),
    )  # fmt: skip
    names = ("number", "origin", "known", "observed", "median", "interval", "pit", "crps", "best")
    heads = [t(f"backtest.col.{name}", lang) for name in names]
    cells = [_county_cells(result, row, lang) for row in rows]
    body = table([*heads, t("backtest.col.verdict", lang)], cells, "lrrrrrrrrl")
    return "\n\n".join([head, body, "\n".join(_county_said(result, rows, lang))])


def county_rows(result: Backtest) -> list[dict[str, Any]]:
    """One row a forecast of the model: its scores, the best benchmark and that one's CRPS."""
    frame = result.cases[result.cases["part"] == COUNTY]
    rows = []
    for (series, origin), group in frame.groupby(["series", "origin"], sort=False):
        by_method = {str(row["method"]): row for _, row in group.iterrows()}
        if MODEL not in by_method:
            continue
        rivals = {code: float(by_method[code]["crps"]) for code in BENCHMARKS if code in by_method}
        best = min(rivals, key=lambda code: rivals[code]) if rivals else ""
        scores = {code: float(row["crps"]) for code, row in by_method.items()}
        rows.append(
            {"series": str(series), "origin": int(origin), "best": best, "scores": scores}
            | {name: float(by_method[MODEL][name]) for name in _MODEL_COLUMNS}
        )
    return rows


_MODEL_COLUMNS = ("observed", "median", "low80", "high80", "pit")


def _county_cells(result: Backtest, row: dict[str, Any], lang: str) -> list[str]:
    """Cells of one row."""
    assert result.county is not None
    target = result.county.targets[row["series"]]
    spread = row["high80"] - row["low80"]
    shown = {name: value_text(target, row[name], spread, lang) for name in _MODEL_COLUMNS[:-1]}
    unit = unit_label(target, lang)
    name = series_name(result, row["series"], lang)
    best = row["best"]
    rival = f"{method_name(best, lang)} {points(row['scores'][best])}" if best else "-"
    return [
        f"{name} ({unit})" if unit else name,
        str(row["origin"]),
        str(result.county.known[row["origin"]]),
        shown["observed"],
        shown["median"],
        f"{shown['low80']} .. {shown['high80']}",
        f"{row['pit']:.2f}",
        points(row["scores"][MODEL]),
        rival,
        _county_verdict(row, lang),
    ]


def _farther(row: dict[str, Any]) -> bool:
    return bool(row["best"]) and row["scores"][MODEL] > row["scores"][row["best"]]


def _county_verdict(row: dict[str, Any], lang: str) -> str:
    """Nearer or farther than the best benchmark; a single forecast wins nothing."""
    if not row["best"]:
        return t("backtest.alone", lang)
    return t("backtest.farther" if _farther(row) else "backtest.nearer", lang)


def _county_said(result: Backtest, rows: list[dict[str, Any]], lang: str) -> list[str]:
    """Counts, where the model does worse, coverage, and what a few origins can tell."""
    assert result.county is not None
    compared = [row for row in rows if row["best"]]
    behind = [row for row in compared if _farther(row)]
    words = {"n": len(compared), "nearer": len(compared) - len(behind), "farther": len(behind)}
    lines = [t("backtest.county_count", lang, **words)]
    if behind:
        where = [
            t(
                "backtest.county_place", lang, number=series_name(result, row["series"], lang),
                origin=row["origin"], best=method_name(row["best"], lang),
            )
            for row in behind
        ]  # fmt: skip
        lines.append(t("backtest.county_farther", lang, where=_list(where, lang)))
    lines += _reliability(result.whole[COUNTY], lang)
    for origin, reason in result.county.unused.items():
        lines.append(t("backtest.unused", lang, origin=origin, reason=reason[lang == "en"]))
    return [*lines, t("backtest.power", lang), t("backtest.leak", lang)]
