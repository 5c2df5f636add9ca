"""What can be wrong with an observation beside others, and how it is called."""

from __future__ import annotations

import math
from dataclasses import dataclass

from calibration.faults import Words
from calibration.observations import Observation
from model.indicators import BY_CODE


@dataclass(frozen=True)
class Finding:
    """Something wrong with `obs`, in the cell under `column`; `other` is what it clashes with."""

    obs: Observation
    column: str
    what: Words
    allowed: Words
    fix: Words
    other: Observation | None = None


def name_of(obs: Observation) -> Words:
    """What an observation is of, with its year or years: in words where it has an indicator."""
    years = f"{obs.year - obs.span + 1}-{obs.year}" if obs.span > 1 else f"{obs.year}"
    if not obs.indicator:
        return Words(f"{obs.variable} {years}年", f"{obs.variable} {years}")
    items = [BY_CODE[part] for part in obs.indicator.split("/")]
    zh = "/".join(item.name_zh for item in items)
    en = " / ".join(item.name_en for item in items)
    return Words(f"{zh} {years}年", f"{en} {years}")


def same_thing(obs: Observation) -> tuple[object, ...]:
    """What makes two observations numbers of the same thing."""
    name = obs.indicator or obs.variable
    return name, obs.year, obs.quarter, obs.operator, obs.span


def gap_between(one: Observation, other: Observation) -> float:
    """Difference of two numbers in standard deviations of the difference; inf without any."""
    if one.in_logs and other.in_logs:
        apart = abs(math.log(one.value) - math.log(other.value))
        error = math.hypot(one.log_sd, other.log_sd)
    else:
        apart, error = abs(one.value - other.value), math.hypot(one.sd, other.sd)
    return apart / error if error > 0.0 else math.inf


def place_of(obs: Observation) -> str:
    """Where another number stands."""
    return str(obs.origin) if obs.origin is not None else obs.source_title
