"""What a pattern is, what it is measured on, and how it is judged."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from calibration.traces import Traces

HIT, EDGE, MISSED, SHOWN = "hit", "edge", "missed", "shown"


@dataclass(frozen=True)
class Evidence:
    """Traces of the same draws without and with the investment-tax reform."""

    base: Traces
    reform: Traces

    def part(self, start: int, stop: int) -> Evidence:
        """The draws start..stop-1 of both."""
        return Evidence(self.base.part(start, stop), self.reform.part(start, stop))


@dataclass(frozen=True)
class Pattern:
    """One fact: `literature` as printed, [low, high] the range that counts as met.

    Without a range the row is shown for comparison and not judged.  `single` tells whether one
    draw alone (about eighty enterprises) is enough to measure it, `percent` how it is printed.
    """

    code: str
    name: tuple[str, str]
    literature: tuple[str, str]
    low: float
    high: float
    source: str
    measure: Callable[[Evidence], float]
    note: tuple[str, str] = ("", "")
    single: bool = True
    percent: bool = False


@dataclass(frozen=True)
class Measured:
    """A pattern as the model has it.

    `value` pools all draws; `low`..`high` is its 90 % interval from groups of draws, `draw_low`
    ..`draw_high` holds four fifths of the single draws (NaN where one draw is too little).
    """

    pattern: Pattern
    value: float
    low: float
    high: float
    draw_low: float
    draw_high: float

    @property
    def verdict(self) -> str:
        """`hit`, `edge` (the interval crosses an end of the range), `missed` or `shown`.

        A pattern without a range, or measured without an interval, is not judged.
        """
        bottom, top = self.pattern.low, self.pattern.high
        if any(math.isnan(x) for x in (bottom, top, self.low, self.high)):
            return SHOWN
        if bottom <= self.low and self.high <= top:
            return HIT
        return EDGE if self.low <= top and self.high >= bottom else MISSED
