"""One target of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["point", "approx", "direction", "every_year", "cumulative", "outside"]
Op = Literal[">", ">=", "approx", "rises", ""]
KINDS: tuple[Kind, ...] = (
    "point",
    "approx",
    "direction",
    "every_year",
    "cumulative",
    "outside",
)
# The comparisons that a kind may carry.
OPS: dict[Kind, tuple[Op, ...]] = {
    "point": (">=", ">"),
    "approx": ("approx",),
    "direction": ("rises",),
    "every_year": (">=", ">"),
    "cumulative": (">=", ">"),
    "outside": ("",),
}


@dataclass(frozen=True)
class Target:
    """One row of a county's `targets.csv`.

    `value` and `tolerance` are in `unit`, the unit of the indicator.  `years` is the year or
    the window that decides; `baseline_year` the year before the plan.  `headline` marks the
    plan's main objectives; `counted` is False for a second reading of a target that is already
    counted, and for what lies outside the model, whose `reason` says why.
    """

    id: str
    clause: str
    wording: str
    name_zh: str
    name_en: str
    kind: Kind
    indicator: str
    scope_zh: str
    scope_en: str
    unit: str
    op: Op
    value: float
    tolerance: float
    years: tuple[int, ...]
    baseline_year: int
    headline: bool
    counted: bool
    note_zh: str
    note_en: str
    reason_zh: str
    reason_en: str

    @property
    def testable(self) -> bool:
        """Whether the model has something to compare it with."""
        return self.kind != "outside"

    @property
    def years_needed(self) -> tuple[int, ...]:
        """Years whose values decide, the baseline of a direction included."""
        if self.kind == "direction":
            return (self.baseline_year, *self.years)
        return self.years

    @property
    def years_text(self) -> str:
        """`2027` or `2023-2027`; empty outside the model."""
        if len(self.years) < 2:
            return "".join(map(str, self.years))
        return f"{self.years[0]}-{self.years[-1]}"

    def name(self, lang: str) -> str:
        """Its name in `zh` or `en`."""
        return self.name_en if lang == "en" else self.name_zh

    def scope(self, lang: str) -> str:
        """Its scope (口径)."""
        return self.scope_en if lang == "en" else self.scope_zh

    def note(self, lang: str) -> str:
        """How its wording is read."""
        return self.note_en if lang == "en" else self.note_zh

    def reason(self, lang: str) -> str:
        """Why it lies outside the model; empty otherwise."""
        return self.reason_en if lang == "en" else self.reason_zh
