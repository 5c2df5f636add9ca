"""A record let in only in part: what a cautious calibration does when the whole is too sharp.

Dozens of numbers published to within 2 % fit no more than a handful of the histories that any
affordable number of runs can try, and a handful of histories gives neither chances nor intervals.
A cautious calibration therefore stops raising the temperature while enough independent histories
are left, and publishes prior x likelihood^t.  For normal errors that is the posterior of the same
numbers with errors 1 / sqrt(t) times as wide: wider than what the record could tell, and where
the model is right never narrower.  The power stays with each observation (`Observation.power`),
so that whatever goes on from the posterior (replays, updates, reports) holds it to the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from calibration.lineages import HISTORIES
from calibration.observations import Observation
from calibration.particles import Settings


def cautious(settings: Settings) -> Settings:
    """Settings that stop while enough histories are left; of few particles a quarter."""
    return replace(settings, histories_floor=min(HISTORIES, settings.particles / 4))


def bold(settings: Settings) -> Settings:
    """Settings that let the whole record in or fail."""
    return replace(settings, histories_floor=0.0)


def in_part(observations: Sequence[Observation], power: float) -> tuple[Observation, ...]:
    """The same observations, each with a `power` in (0, 1] times that it had."""
    return tuple(replace(item, power=item.power * power) for item in observations)


def in_whole(observations: Sequence[Observation]) -> tuple[Observation, ...]:
    """The same observations, each let in to the whole."""
    return tuple(replace(item, power=1.0) for item in observations)


def share_let_in(observations: Sequence[Observation]) -> float:
    """The least power of any of them; 1 when there are none."""
    return min((item.power for item in observations), default=1.0)


def widening(power: float) -> float:
    """How many times as wide errors are in effect: normal densities to a power are wider ones."""
    return 1.0 / math.sqrt(power)


def told(power: float) -> dict[str, str]:
    """How far a record was let in, for sentences: `share` in percent, `wider` as `widening`."""
    return {"share": f"{100 * power:.2g}", "wider": f"{widening(power):.1f}"}
