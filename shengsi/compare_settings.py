"""What differs between scenarios and their base: values of levers and assumptions, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from calibration.county import load_county
from model.assumptions import BY_CODE as ASSUMPTIONS
from model.assumptions import Assumption
from model.levers import Lever
from model.unit_names import unit_name
from scenarios.compare import Comparison
from scenarios.scenario import assumption_years, lever_years
from shengsi.tables import cut, cut_name, table, wrap
from shengsi.text import t

if TYPE_CHECKING:
    from shengsi.compare_tables import Told

LEVER, ASSUMPTION = "lever", "assumption"
_CODES, _NAME = 60, 34
_CODES_SHOWN = 4
# Rows of the table of values: so many, or so many for each scenario where there are several.
ROWS, ROWS_EACH = 12, 4
# Scenarios beside their base in one table of values.
_COLUMNS = 4


@dataclass(frozen=True)
class Setting:
    """A lever or an assumption that differs in some year compared.

    `base` has its yearly values under the base, `others` those under each scenario compared, in the
    registry's unit.
    """

    kind: str
    item: Lever | Assumption
    base: tuple[float, ...]
    others: dict[str, tuple[float, ...]]

    @property
    def code(self) -> str:
        """Its code."""
        return self.item.code

    def name(self, lang: str) -> str:
        """Its name."""
        return self.item.name_en if lang == "en" else self.item.name_zh

    def differs(self, scenario: str) -> bool:
        """Whether it differs from the base under a scenario."""
        return self.others[scenario] != self.base

    def size(self, scenario: str) -> float:
        """Largest difference from the base, as a part of what the lever may be set to."""
        width = self.item.maximum - self.item.minimum
        gap = max(abs(a - b) for a, b in zip(self.others[scenario], self.base, strict=True))
        return gap / width if width > 0.0 else 0.0


def years_of(found: Comparison) -> range:
    """The years whose values are compared."""
    return range(found.years[0], found.years[-1] + 1)


def differing(found: Comparison) -> list[Setting]:
    """Levers, then assumptions, that differ under some scenario in some year."""
    spec, years = load_county(found.run.county_folder), years_of(found)
    made: list[Setting] = []
    names = [item.scenario for item in found.versus]

    def add(kind: str, item: Lever | Assumption, values: dict[str, list[float]]) -> None:
        sides = {name: tuple(one) for name, one in values.items()}
        base = sides.pop(found.base)
        if any(one != base for one in sides.values()):
            made.append(Setting(kind, item, base, sides))

    sides = {name: found.settings[name] for name in (found.base, *names)}
    for code, lever in spec.levers.items():
        values = {name: lever_years(one, spec, code, years) for name, one in sides.items()}
        add(LEVER, lever, values)
    for code, assumption in ASSUMPTIONS.items():
        values = {name: assumption_years(one, code, years) for name, one in sides.items()}
        add(ASSUMPTION, assumption, values)
    return made


def setting_rows(found: Comparison) -> Iterator[list[Any]]:
    """Every difference of every scenario, year by year: the rows of `settings.csv`."""
    settings, years = differing(found), years_of(found)
    for versus in found.versus:
        for item in settings:
            if item.differs(versus.scenario):
                pairs = zip(years, item.base, item.others[versus.scenario], strict=True)
                for year, *pair in pairs:
                    yield [
                        versus.scenario, item.kind, item.code, year, *pair, item.item.unit,
                    ]  # fmt: skip


def setting_documents(
    found: Comparison, settings: Sequence[Setting], scenario: str
) -> list[dict[str, Any]]:
    """The differences of one scenario with their yearly values, as JSON types."""
    years = [str(year) for year in years_of(found)]
    return [
        {
            "kind": item.kind,
            "code": item.code,
            "name_zh": item.item.name_zh,
            "name_en": item.item.name_en,
            "unit": item.item.unit,
            "base": dict(zip(years, item.base, strict=True)),
            "scenario": dict(zip(years, item.others[scenario], strict=True)),
        }
        for item in settings
        if item.differs(scenario)
    ]


def settings_text(told: Told) -> str:
    """How much differs, the values that differ most, and a warning where it is not policy alone."""
    lang, found = told.lang, told.found
    rows = [
        [
            told.label(item.scenario),
            cut(_codes(item.levers, lang), _CODES),
            cut(", ".join(item.assumptions), _CODES) or t("word.none", lang),
        ]
        for item in found.versus
    ]
    lines = [t("compare.settings", lang)]
    lines.append(told.table(told.heads("scenario", "levers", "assumptions"), rows, "lll"))
    lines += _values(told)
    for key, chosen in (
        ("compare.same", [v for v in found.versus if v.same]),
        ("compare.world", [v for v in found.versus if v.assumptions]),
    ):
        if chosen:
            names = ", ".join(told.letters[item.scenario] for item in chosen)
            lines += wrap(t(key, lang, names=names))
    return "\n".join(lines)


def _codes(codes: Sequence[str], lang: str) -> str:
    """How many levers differ, named where they are few."""
    if not codes:
        return t("word.none", lang)
    if len(codes) > _CODES_SHOWN:
        return t("compare.lever_count", lang, n=len(codes))
    return t("compare.lever_few", lang, n=len(codes), codes=", ".join(codes))


def _values(told: Told) -> list[str]:
    """The largest differences with the values of all scenarios beside those of the base."""
    lang, found = told.lang, told.found
    settings = differing(found)
    shown = largest(settings, [item.scenario for item in found.versus])
    if not shown:
        return []
    first, last = found.years[0], found.years[-1]
    lines = [t("compare.values", lang, first=first, last=last, n=len(shown))]
    for start in range(0, len(found.versus), _COLUMNS):
        part = [item.scenario for item in found.versus[start : start + _COLUMNS]]
        heads = [*told.heads("setting", "unit", "before"), *(told.letters[name] for name in part)]
        rows = [
            [
                cut_name(item.name(lang), _NAME),
                unit_name(item.item.unit, lang) or "-",
                path_ends(item.base),
                *(path_ends(item.others[name]) for name in part),
            ]
            for item in shown
        ]
        lines.append(table(heads, rows, "ll" + "r" * (1 + len(part))))
    rest = len(settings) - len(shown)
    if rest:
        lines += wrap(t("compare.values_more", lang, n=rest))
    return lines


def largest(settings: Sequence[Setting], scenarios: Sequence[str]) -> list[Setting]:
    """The settings that differ most, each scenario's in turn, in the order of the registry.

    By turns, so that a scenario with small differences is not left without a row.
    """
    queues = [
        sorted((s for s in settings if s.differs(name)), key=lambda s, n=name: -s.size(n))  # type: ignore[misc]
        for name in scenarios
    ]
    most = max(ROWS, ROWS_EACH * len(scenarios))
    chosen: dict[str, Setting] = {}
    for place in range(len(settings)):
        for queue in queues:
            if place < len(queue) and len(chosen) < most:
                chosen.setdefault(queue[place].code, queue[place])
    return [item for item in settings if item.code in chosen]


def path_ends(values: Sequence[float]) -> str:
    """`0.15`, or first and last of a path that changes: `0 .. 300`."""
    first, last = (f"{value:.4g}" for value in (values[0], values[-1]))
    if all(value == values[0] for value in values):
        return first
    return f"{first} .. {last}"
