"""A comparison as text: what differs, targets, indicators, which is best, and how to read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from model.indicators import BY_CODE
from scenarios.assessment import few_histories
from scenarios.basis import basis, caution, run_basis
from scenarios.best import Best
from scenarios.compare import Comparison
from scenarios.paired import BEYOND, MORE, Settle
from scenarios.probability import percent_text
from scenarios.versus import SAME, UNCLEAR, Difference, TargetChange, Versus
from shengsi.compare_settings import settings_text
from shengsi.display import Shown, basis_note, letters, shown
from shengsi.interval_text import change_interval, change_text, interval_text
from shengsi.tables import INDENT, WIDEST, Rows, cut, fitted, grouped_tables, table, wrap
from shengsi.target_tables import SCREEN
from shengsi.text import t

_COLUMNS = 5
_BEST_COLUMNS = 8


@dataclass(frozen=True)
class Told:
    """A comparison in the language it is told in; scenarios go by letters where there are several."""

    found: Comparison
    lang: str

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of each scenario."""
        return {item.id: item.name(self.lang) for item in self.found.run.work.scenarios}

    @cached_property
    def letters(self) -> dict[str, str]:
        """Letter of each scenario that is compared with the base."""
        ids = [item.scenario for item in self.found.versus]
        return dict(zip(ids, letters(len(ids)), strict=True))

    def label(self, scenario: str) -> str:
        """`A 方案实施`."""
        return f"{self.letters[scenario]} {self.names[scenario]}"

    def table(self, headers: Sequence[str], rows: Rows, align: str) -> str:
        """A table with where its numbers come from."""
        return f"{table(headers, fitted(headers, rows), align)}\n{self.note}"

    def tables(
        self, title: str, headers: Sequence[str], groups: Sequence[tuple[str, Rows]], align: str
    ) -> str:
        """Titled groups of rows below a title, in tables of about a screen."""
        if not groups:
            return ""
        every = iter(fitted(headers, [row for _, rows in groups for row in rows], indent=INDENT))
        made = [(cut(name, WIDEST), [next(every) for _ in rows]) for name, rows in groups]
        pages = grouped_tables(headers, made, align, SCREEN)
        return title + "\n" + "\n\n".join(f"{page}\n{self.note}" for page in pages)

    @cached_property
    def note(self) -> str:
        """Where parameters and enterprises come from."""
        return basis_note(run_basis(self.found.run), self.lang)

    def heads(self, *columns: str) -> list[str]:
        """Headers of a table."""
        return [t(f"compare.col.{name}", self.lang) for name in columns]


def compare_text(found: Comparison, lang: str) -> str:
    """The whole comparison."""
    told = Told(found, lang)
    changes = [_headline(told), _matrix(told)] if found.versus[0].targets else [_no_targets(told)]
    blocks = [
        _head(told),
        *changes,
        _indicators(told),
        _best(told),
        settings_text(told),
        _notes(told),
        "\n".join(wrap(caution(found.run, lang))),
        "\n".join(wrap(few_histories(found.run, lang))),
    ]
    return "\n\n".join(block for block in blocks if block)


def _head(told: Told) -> str:
    """What is compared, the letters, and what is not to be taken for an effect of policy."""
    found, lang = told.found, told.lang
    work = found.run.work
    key = "compare.title_one" if len(found.versus) == 1 else "compare.title"
    title = t(
        key, lang, n=len(found.versus), base=told.names[found.base],
        draws=work.draws, seed=work.seed, basis=basis(found.run, lang),
    )  # fmt: skip
    lines = [
        t("compare.legend", lang, letter=letter, name=told.names[name], id=name)
        for name, letter in told.letters.items()
    ]
    for key, chosen in (
        ("compare.same", [v for v in found.versus if v.same]),
        ("compare.world", [v for v in found.versus if v.assumptions]),
    ):
        if chosen:
            names = ", ".join(told.letters[item.scenario] for item in chosen)
            lines += wrap(t(key, lang, names=names))
    return "\n".join([*wrap(title), *lines])


def _no_targets(told: Told) -> str:
    """That no target is due within the years."""
    last = told.found.run.years[-1]
    return "\n".join(wrap(t("compare.no_targets", told.lang, last=last)))


def _matrix(told: Told) -> str:
    """Change of every target under every scenario."""
    lang, versus = told.lang, told.found.versus
    blocks = [t("compare.matrix", lang)]
    for start in range(0, len(versus), _COLUMNS):
        part = versus[start : start + _COLUMNS]
        header = [*told.heads("target"), *(told.letters[item.scenario] for item in part)]
        rows = [
            [
                f"{change.target.id} {change.target.name(lang)}",
                *(_short(item.targets[at], lang) for item in part),
            ]
            for at, change in enumerate(part[0].targets)
        ]
        blocks.append(told.table(header, rows, "l" + "r" * len(part)))
    return "\n".join(blocks)


def _short(change: TargetChange, lang: str) -> str:
    """`+12 ±3*`: the change, marked where it can be told from none; 0 for the same policy."""
    if change.verdict == SAME:
        return "0 "
    mark = "*" if change.verdict != UNCLEAR else " "
    return f"{change_text(change.change, lang)}{mark}"


def _headline(told: Told) -> str:
    """The headline targets in full."""
    lang = told.lang
    columns = ("group", "before", "after", "change", "moved", "verdict", "settle")
    groups = [
        (
            f"{change.target.id} {change.target.name(lang)}  {change.target.years_text}",
            [_target_row(told, item, item.targets[at]) for item in told.found.versus],
        )
        for at, change in enumerate(told.found.versus[0].targets)
        if change.target.headline
    ]
    return told.tables(t("compare.headline", lang), told.heads(*columns), groups, "lrrrrll")


def _target_row(told: Told, item: Versus, change: TargetChange) -> list[str]:
    """One target under one scenario."""
    lang = told.lang
    return [
        told.label(item.scenario),
        percent_text(change.before, count=False),
        percent_text(change.after, count=False),
        change_interval(change.change, lang),
        f"{change.gained}/{change.lost}",
        t(f"compare.verdict.{change.verdict}", lang),
        settle_text(change.settle, lang),
    ]


def settle_text(found: Settle, lang: str) -> str:
    """How many draws would tell, or why none would."""
    numbers = {"draws": found.draws, "histories": found.histories}
    words = {name: "" if n is None else f"{n:,}" for name, n in numbers.items()}
    return t(f"compare.settle.{found.why}", lang, **words)


def indicator_unit(code: str, lang: str) -> Shown:
    """How a difference of an indicator is shown."""
    item = BY_CODE[code]
    return shown(item.unit, item.digits, lang, change=True)


def indicator_name(code: str, lang: str) -> str:
    """`规上工业营业收入(亿元)`."""
    item = BY_CODE[code]
    name = item.name_en if lang == "en" else item.name_zh
    return t("compare.in_unit", lang, name=name, unit=indicator_unit(code, lang).label)


def _indicators(told: Told) -> str:
    """The indicators in the last year."""
    found, lang = told.found, told.lang
    year = found.years[-1]
    columns = ("indicator", "median", "mean", "higher", "verdict", "settle")
    groups = [
        (
            indicator_name(code, lang),
            [_indicator_row(told, item, item.indicator(code, year)) for item in found.versus],
        )
        for code in found.indicators
    ]
    title = t("compare.indicators", lang, year=year)
    return told.tables(title, told.heads(*columns), groups, "lrrrll")


def _indicator_row(told: Told, item: Versus, gap: Difference) -> list[str]:
    """One indicator under one scenario."""
    lang, unit = told.lang, indicator_unit(gap.indicator, told.lang)
    return [
        told.label(item.scenario),
        interval_text(gap.median, unit),
        interval_text(gap.mean, unit),
        f"{gap.higher}/{gap.lower}",
        t(f"compare.verdict.{gap.verdict}", lang),
        settle_text(gap.settle, lang),
    ]


def _best(told: Told) -> str:
    """How often each scenario is on top: headline targets and the indicators."""
    found, lang = told.found, told.lang
    headline = {c.target.id: c.target for c in found.versus[0].targets if c.target.headline}
    rows = []
    for item in found.best:
        if item.kind == "indicator":
            name = f"{indicator_name(item.id, lang)} {item.year}"
        elif item.id in headline:
            name = f"{item.id} {headline[item.id].name(lang)}"
        else:
            continue
        rows.append((name, item))
    columns = list(found.scenarios)
    blocks = [t("compare.best", lang)]
    for start in range(0, len(columns), _BEST_COLUMNS):
        part = columns[start : start + _BEST_COLUMNS]
        header = [*told.heads("best"), *(_column(told, name) for name in part), *told.heads("tied")]
        cells = [[name, *(_chance(item, one) for one in part), _tied(item)] for name, item in rows]
        blocks.append(told.table(header, cells, "l" + "r" * (len(part) + 1)))
    return "\n".join(blocks)


def _column(told: Told, scenario: str) -> str:
    """The letter of a scenario, a word for the base."""
    return told.letters.get(scenario) or t("compare.col.before", told.lang)


def _chance(item: Best, scenario: str) -> str:
    """`65 ±4`, in percent."""
    return percent_text(item.shares[scenario], count=False).replace(" %", "")


def _tied(item: Best) -> str:
    """Share of draws in which several are on top."""
    return f"{100 * item.tied:.0f}"


def _supply_notes(told: Told) -> list[str]:
    """What the posterior can give, where it is said how many draws would settle a difference."""
    lang, sizes = told.lang, told.found.run.manifest.posterior
    settled = {item.settle.why for v in told.found.versus for item in v.judged}
    if sizes is None or not settled & {MORE, BEYOND}:
        return []
    words = {"pairs": f"{sizes['pairs']:,}", "histories": f"{sizes['ess']:,.0f}"}
    lines = wrap(t("compare.note_supply", lang, **words))
    return lines + wrap(t("compare.note_beyond", lang)) if BEYOND in settled else lines


def _notes(told: Told) -> str:
    """How to read it, what was left out."""
    found, lang = told.found, told.lang
    lines = wrap(t("compare.note_interval", lang)) + wrap(t("compare.note_verdict", lang))
    if found.verdicts:
        chance = f"{found.verdicts / 20:.0f}" if found.verdicts >= 20 else "1"
        lines += wrap(t("compare.note_many", lang, n=found.verdicts, chance=chance))
    lines += _supply_notes(told)
    counts = {
        told.letters[v.scenario]: max((item.excluded for item in v.judged), default=0)
        for v in found.versus
    }
    left = ", ".join(f"{letter} {n}" for letter, n in counts.items() if n)
    if left:
        lines += wrap(t("compare.note_excluded", lang, counts=left))
    if found.untested and found.versus[0].targets:
        lines += wrap(t("compare.note_untested", lang, ids=", ".join(found.untested)))
    files = {"differences": "differences.csv", "changes": "changes.csv"}
    return "\n".join([*lines, *wrap(t("compare.note_years", lang, **files))])
