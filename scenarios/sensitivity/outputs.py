"""What a sensitivity analysis explains: whether targets are met, and headline indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.indicators import BY_CODE, CODES, HEADLINES
from model.units import FIRST_YEAR
from scenarios.files import RunError
from scenarios.targets import Target, evaluate


@dataclass(frozen=True)
class Output:
    """A target (met or not) or an indicator in `year`; `code` is its id or code."""

    code: str
    year: int
    target: Target | None = None

    @property
    def unit(self) -> str:
        """Unit of the value that decides."""
        return BY_CODE[self.code].unit if self.target is None else self.target.unit

    def name(self, lang: str) -> str:
        """Its name in `zh` or `en`."""
        if self.target is not None:
            return self.target.name(lang)
        item = BY_CODE[self.code]
        return item.name_en if lang == "en" else item.name_zh


def chosen_outputs(
    targets: Sequence[Target],
    last_year: int,
    ids: Sequence[str] | None = None,
    indicators: Sequence[str] | None = None,
) -> tuple[Output, ...]:
    """Targets `ids` (default: the headline ones that count) and `indicators` of the last year
    (default: the headline ones).

    Raises RunError (exit 2) for one that is not known, cannot be tested or needs later years.
    """
    by_id = {item.id: item for item in targets}
    reached = [item for item in targets if item.testable and max(item.years_needed) <= last_year]
    wanted = [item.id for item in reached if item.headline and item.counted] if ids is None else ids
    able = [item.id for item in reached]
    for code in wanted:
        if code not in able:
            raise _refused("--target", code, able, outside=code in by_id)
    codes = HEADLINES if indicators is None else indicators
    for code in codes:
        if code not in BY_CODE:
            raise _refused("--indicator", code, CODES)
    found = [Output(code, by_id[code].years[-1], by_id[code]) for code in dict.fromkeys(wanted)]
    return (*found, *(Output(code, last_year) for code in dict.fromkeys(codes)))


def _refused(option: str, code: str, allowed: Sequence[str], outside: bool = False) -> RunError:
    """One line for an output that there is not."""
    names = ", ".join(allowed)
    if outside:
        return RunError(
            f"{option} {code}: 这个目标在模型之外,或所需年份在 --years 之后; 可取: {names}",
            f"{option} {code}: outside the model, or of years after --years; allowed: {names}",
            2,
        )
    return RunError(
        f"{option} {code}: 没有这一项; 可取: {names}",
        f"{option} {code}: there is none; allowed: {names}",
        2,
    )


def measured(outputs: Sequence[Output], values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two tables float64[rows, outputs] of indicators [rows, years, indicators].

    The first has 1 or 0 for a target that is met or not, the second its signed distance to the
    edge, which tells more where it is seldom met; both have the value of an indicator.  NaN where
    a run broke off or the indicator has no value.
    """
    years = range(FIRST_YEAR, FIRST_YEAR + values.shape[1])
    told, distance = np.empty((2, len(values), len(outputs)))
    for column, output in enumerate(outputs):
        if output.target is None:
            one = values[:, years.index(output.year), CODES.index(output.code)]
            told[:, column] = distance[:, column] = np.where(np.isfinite(one), one, np.nan)
            continue
        found = evaluate(
            output.target, values[:, :, CODES.index(output.target.indicator)], tuple(years)
        )
        told[:, column] = np.where(found.valid, found.passed, np.nan)
        distance[:, column] = np.where(found.valid, found.margin, np.nan)
    return told, distance
