"""Units and the calendar of quarters: quarter 0 is 2017Q1, the first with published accounts."""

from __future__ import annotations

FIRST_YEAR = 2017
LAST_YEAR = 2027
LATEST_YEAR = 2030
POLICY_QUARTER = (2023 - FIRST_YEAR) * 4 + 1  # 2023Q2: until then every scenario is one history
BIG_MONEY = 10_000.0  # 万元 in one 亿元


def quarter_index(year: int, quarter: int) -> int:
    """Index of a quarter; `quarter` is 1..4."""
    return (year - FIRST_YEAR) * 4 + quarter - 1


def quarter_name(index: int) -> str:
    """Name such as 2023Q2 of a quarter index."""
    return f"{FIRST_YEAR + index // 4}Q{index % 4 + 1}"


def quarters_until(last_year: int) -> int:
    """Number of quarters from 2017Q1 to the end of `last_year`.

    Raises ValueError outside FIRST_YEAR..LATEST_YEAR.
    """
    if not FIRST_YEAR <= last_year <= LATEST_YEAR:
        raise ValueError(f"last year {last_year} is outside {FIRST_YEAR}..{LATEST_YEAR}")
    return (last_year - FIRST_YEAR + 1) * 4
