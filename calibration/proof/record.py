"""Patterns of observation: what the shipped county has on record, and what a denser record adds.

A pattern says which indicators are published in which years, how, and with what error; the
numbers themselves come from a truth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from calibration.conditioning import usable
from calibration.county import SHIPPED
from calibration.history import load_history
from calibration.observations import GRADE_ERRORS, Observation
from model.indicators import BY_CODE
from model.units import FIRST_YEAR

# The last year that truths publish, and the year that is forecast.
LAST_OBSERVED, FORECAST = 2022, 2027
RECORD_YEARS = range(FIRST_YEAR, LAST_OBSERVED + 1)
# Six series of the annual accounts that a county's statistics bureau holds.
ACCOUNT_SERIES = (
    "revenue_above_scale",
    "industrial_va",
    "tax_above_scale",
    "staff_above_scale_manufacturing",
    "firms_above_scale",
    "manufacturing_investment",
)
ACCOUNTS_FROM = 2020
_COUNTS = frozenset({"firms_above_scale"})


@dataclass(frozen=True)
class Pattern:
    """A named pattern: `rows` are the places of its observations in `full_record`."""

    code: str
    name: tuple[str, str]
    rows: tuple[int, ...]

    def of(self, observations: Sequence[Observation]) -> list[Observation]:
        """Its observations, out of all of them."""
        return [observations[row] for row in self.rows]


def shipped_record() -> tuple[Observation, ...]:
    """The observations that the shipped county is conditioned on."""
    found, left_out = usable(load_history(SHIPPED / "history.csv"), LAST_OBSERVED)
    if left_out:
        raise ValueError(f"not usable up to {LAST_OBSERVED}: {left_out[0]}")
    return tuple(found)


def accounts(years: range = RECORD_YEARS) -> tuple[Observation, ...]:
    """Yearly accounts of the six series, published; their values stand for nothing yet."""
    return tuple(_account(code, year) for code in ACCOUNT_SERIES for year in years)


def _account(code: str, year: int) -> Observation:
    """One number of the accounts, in the indicator's own unit."""
    unit = BY_CODE[code].unit
    return Observation(
        variable=code,
        year=year,
        quarter=None,
        value=1.0,
        unit=unit,
        published_value=1.0,
        published_unit=unit,
        basis="nominal",
        grade="published",
        use="fit",
        indicator=code,
        operator="count" if code in _COUNTS else "level",
        error=GRADE_ERRORS["published"],
        span=1,
        source_title="annual accounts",
        source_url="",
        note="",
    )


def full_record() -> tuple[Observation, ...]:
    """The shipped observations, then six years of accounts."""
    return (*shipped_record(), *accounts())


def patterns(observations: Sequence[Observation]) -> tuple[Pattern, ...]:
    """Shipped, with three and with six years of accounts; `observations` are `full_record`'s."""
    few = len(observations) - len(ACCOUNT_SERIES) * len(RECORD_YEARS)
    late = [at for at, item in enumerate(observations) if at < few or item.year >= ACCOUNTS_FROM]
    return (
        Pattern("shipped", ("现有记录", "shipped record"), tuple(range(few))),
        Pattern("three_years", ("加三年账", "three years of accounts"), tuple(late)),
        Pattern(
            "six_years", ("加六年账", "six years of accounts"), tuple(range(len(observations)))
        ),
    )
