"""One quarter of the county: the agenda, a line an event."""

from __future__ import annotations

from typing import Any

from model.events import (
    attract_projects,
    commission,
    employ,
    enter_and_exit,
    form_expectations,
    innovate,
    invest,
    judge_year,
    keep_books,
    move_drivers,
    sell_output,
    turn_of_year,
    upgrade,
    use_land,
)
from model.kernel import kernel
from model.randomness import quarter_key
from model.report import report_year


@kernel
def quarter(w: Any, draw_key: Any, t: Any) -> Any:
    """Run quarter `t` (0 is 2017Q1) of world `w` with the random numbers of `draw_key`."""
    key = quarter_key(draw_key, t)
    move_drivers(w, t)
    attract_projects(w, key, t)
    commission(w, key, t)
    sell_output(w, key, t)
    keep_books(w, t)
    employ(w, t)
    form_expectations(w)
    invest(w, key, t)
    upgrade(w, key, t)
    use_land(w, key, t)
    innovate(w, key, t)
    enter_and_exit(w, key, t)
    if t % 4 == 3:
        judge_year(w, key, t)
        report_year(w, t)
        turn_of_year(w)
