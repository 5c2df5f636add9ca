"""What was probably meant: the beginning of a word, then the fewest slips of the pen."""

from __future__ import annotations

import pytest

from calibration.plain_text import closest

SCENARIOS = ["stress_credit", "stress_ore_price", "stress_typhoon", "plan", "plan_half"]
ASSUMPTIONS = ["price_shift_ore", "price_shift_power", "price_shift_food"]


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("stress_ore", SCENARIOS, "stress_ore_price"),
        ("price_shift_oer", ASSUMPTIONS, "price_shift_ore"),
        ("PLAN_HALV", SCENARIOS, "plan_half"),
        ("plna", SCENARIOS, "plan"),
        ("nothing_like_it", SCENARIOS, ""),
        ("", SCENARIOS, ""),
    ],
)
def test_the_word_that_was_meant(word: str, known: list[str], meant: str) -> None:
    assert closest(word, known) == meant
