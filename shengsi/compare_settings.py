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
from scenarios.versus import Versus
from shengsi.tables import INDENT, WIDEST, cut, fitted, grouped_tables, wrap
from shengsi.target_tables import SCREEN
from shengsi.text import t

if TYPE_CHECKING:
    from shengsi.compare_tables import Told

LEVER, ASSUMPTION = "lever", "assumption"
# Rows of the table of values: so many in all, and of each scenario so many at least.
ROWS, ROWS_EACH = 12, 4
# Columns of a path, so that two of them leave room for a name.
_PATH = 40


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
        return _name(self.item, lang)

    def differs(self, scenario: str) -> bool:
        """Whether it differs from the base under a scenario."""
        return self.others[scenario] != self.base

    def sides(self, scenario: str, years: Sequence[int]) -> tuple[str, str]:
        """Values under the base and under a scenario, in the years in which they differ."""
        other = self.others[scenario]
        shown = [y for y, a, b in zip(years, self.base, other, strict=True) if a != b]
        return path_text(self.base, years, shown), path_text(other, years, shown)

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
    """What differs under each scenario: how much, and the largest differences with their values."""
    lang, found = told.lang, told.found
    settings, years = differing(found), years_of(found)
    heads = told.heads("setting", "unit", "before", "after")
    groups = [
        (_title(told, item), _rows(largest(settings, item.scenario, len(found.versus)), item, told))
        for item in found.versus
    ]
    every = fitted(heads, [row for _, rows in groups for row in rows], indent=INDENT)
    fit = iter(every)
    cut_down = [(title, [next(fit) for _ in rows]) for title, rows in groups]
    lines = wrap(t("compare.values", lang, first=years[0], last=years[-1]), WIDEST)
    lines.append("\n\n".join(grouped_tables(heads, cut_down, "llrr", SCREEN)))
    most = rows_each(len(found.versus))
    if any(sum(s.differs(v.scenario) for s in settings) > most for v in found.versus):
        lines += wrap(t("compare.values_most", lang, n=most), WIDEST)
    return "\n".join(lines)


def _title(told: Told, item: Versus) -> str:
    """A scenario, how many levers differ, and which assumptions do."""
    lang, counts = told.lang, []
    if item.levers:
        counts.append(t("compare.differs_levers", lang, n=len(item.levers)))
    if item.assumptions:
        listed = [_name(ASSUMPTIONS[code], lang) for code in item.assumptions]
        names = t("compare.names_join", lang).join(listed)
        counts.append(t("compare.differs_assumptions", lang, n=len(listed), names=names))
    text = t("compare.differs_join", lang).join(counts) or t("word.none", lang)
    label = told.label(item.scenario)
    return "\n".join(wrap(t("compare.differs", lang, label=label, counts=text), WIDEST, "  "))


def _rows(settings: Sequence[Setting], item: Versus, told: Told) -> list[list[str]]:
    """Name, unit and the values on both sides of each setting."""
    lang, years = told.lang, years_of(told.found)
    if not settings and not item.same:
        return [[t("compare.differs_no_year", lang), "", "", ""]]
    return [
        [
            setting.name(lang),
            unit_name(setting.item.unit, lang) or "-",
            *(cut(side, _PATH) for side in setting.sides(item.scenario, years)),
        ]
        for setting in settings
    ]


def _name(item: Lever | Assumption, lang: str) -> str:
    """Its name in `lang`."""
    return item.name_en if lang == "en" else item.name_zh


def rows_each(scenarios: int) -> int:
    """Settings listed of each of so many scenarios."""
    return max(ROWS_EACH, ROWS // scenarios)


def largest(settings: Sequence[Setting], scenario: str, scenarios: int = 1) -> list[Setting]:
    """The settings of a scenario that differ most, as many as there are rows for, in registry order.

    Outside assumptions have half of the rows before levers do, since where they differ the
    effect is not that of policy alone.
    """
    rows = rows_each(scenarios)
    differ = sorted((s for s in settings if s.differs(scenario)), key=lambda s: -s.size(scenario))
    world = [item for item in differ if item.kind == ASSUMPTION]
    policy = [item for item in differ if item.kind == LEVER]
    kept = world[: max(rows - rows // 2, rows - len(policy))]
    chosen = [*kept, *policy[: rows - len(kept)]]
    return [item for item in settings if item in chosen]


def path_text(values: Sequence[float], years: Sequence[int], shown: Sequence[int]) -> str:
    """A path of yearly values: `0.15`, or what it is in the years `shown`, `2024-2026 0.7`.

    Years of one value are joined, and so are three or more that only rise or only fall:
    `2024-2027 75..300`, the first and the last of them.
    """
    if all(value == values[0] for value in values):
        return _number(values[0])
    at = dict(zip(years, values, strict=True))
    parts: list[list[int]] = []
    for year in shown:
        if parts and year == parts[-1][-1] + 1 and at[year] == at[parts[-1][0]]:
            parts[-1].append(year)
        else:
            parts.append([year])
    return ", ".join(_stretch(part, at) for part in _slopes(parts, at))


def _slopes(parts: list[list[int]], at: dict[int, float]) -> Iterator[list[int]]:
    """The same years, single ones that follow each other and only rise or only fall joined."""
    found: list[list[int]] = []
    for part in parts:
        if found and len(part) == 1 and _goes_on(found[-1], part[0], at):
            found[-1].append(part[0])
        else:
            found.append(list(part))
    for years in found:
        joined = len(years) > 2 or at[years[0]] == at[years[-1]]
        yield from [years] if joined else [[year] for year in years]


def _goes_on(years: Sequence[int], year: int, at: dict[int, float]) -> bool:
    """Whether `year` follows years of different values and goes the way that they go."""
    if year != years[-1] + 1 or (len(years) > 1 and at[years[0]] == at[years[-1]]):
        return False
    step = at[year] - at[years[-1]]
    return len(years) == 1 or step * (at[years[-1]] - at[years[-2]]) > 0


def _stretch(years: Sequence[int], at: dict[int, float]) -> str:
    """`2024-2026 0.7`, `2024-2027 75..300`."""
    first, last = years[0], years[-1]
    span = f"{first}-{last}" if last > first else f"{first}"
    ends = dict.fromkeys(_number(at[year]) for year in (first, last))
    return f"{span} {'..'.join(ends)}"


def _number(value: float) -> str:
    """A value as a scenario file gives it."""
    return f"{value:.6g}"
