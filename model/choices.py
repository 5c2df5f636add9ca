"""What a county may be given, in the forms that are handy, and as what it is run with."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Protocol

import numpy as np

from model.draws import Draws
from model.parameters import BY_CODE, PARAMETER
from model.policy import Path, Policy, build_policy
from model.spec import CountySpec
from model.units import FIRST_YEAR, quarters_until


class GivenRoster(Protocol):
    """A roster with its owner's ids: `rows` ROSTER[n] and `ids` [n]."""

    @property
    def rows(self) -> np.ndarray:
        """ROSTER[n]."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids as their owner writes them."""


def roster_of(
    roster: np.ndarray | GivenRoster | None,
) -> tuple[np.ndarray | None, dict[int, str] | None]:
    """Rows of a roster and its ids by number; `roster-<number>` where it has none."""
    if roster is None:
        return None, None
    if not isinstance(roster, np.ndarray) and not hasattr(roster, "rows"):
        raise TypeError(
            f"roster={roster!r}: ROSTER[n], or what calibration.roster_file.read_roster gives"
        )
    rows: np.ndarray = roster if isinstance(roster, np.ndarray) else roster.rows
    numbers = [int(number) for number in rows["id"]]
    ids = [f"roster-{number}" for number in numbers]
    if not isinstance(roster, np.ndarray):
        ids = list(roster.ids)
    return rows, dict(zip(numbers, ids, strict=True))


def parameter_record(
    spec: CountySpec,
    parameters: str | Mapping[str, float] | np.ndarray | np.void | None,
    seed: int,
    draw: int,
) -> np.ndarray:
    """PARAMETER[1]: prior means (None), those with some replaced (a mapping), the prior's
    `draw` ("prior"), or a record as given.

    Raises KeyError for an unknown code, ValueError for a value outside its bounds or
    another word than "prior".
    """
    if isinstance(parameters, str):
        if parameters != "prior":
            raise ValueError(f'parameters="{parameters}": "prior", a mapping or a record')
        return Draws.from_prior(spec, 1, seed, first=draw).parameters
    if isinstance(parameters, np.ndarray | np.void):
        return np.array(parameters, PARAMETER).reshape(-1)[:1].copy()
    record = spec.prior_means()
    for code, value in (parameters or {}).items():
        if code not in BY_CODE:
            near = get_close_matches(code, BY_CODE, 1)
            raise KeyError(f"unknown parameter: {code}" + (f" ({near[0]}?)" if near else ""))
        known = BY_CODE[code]
        if not known.minimum <= value <= known.maximum:
            raise ValueError(f"{code} = {value} outside [{known.minimum}, {known.maximum}]")
        record[code] = value
    return record


def policy_of(
    spec: CountySpec,
    policy: str | Policy | Mapping[str, Path] | None,
    assumptions: Mapping[str, Path] | None,
    last_year: int,
) -> Policy:
    """The policy to run: none, "plan", levers by code, or one that is built already.

    Raises KeyError for an unknown lever or assumption, ValueError for a value out of bounds,
    another word, or a built policy that does not fit `last_year` or comes with assumptions.
    """
    if isinstance(policy, Policy):
        if assumptions is not None:
            raise ValueError("a built Policy holds its assumptions already")
        if policy.quarters != quarters_until(last_year):
            year = FIRST_YEAR + policy.quarters // 4 - 1
            raise ValueError(f"the Policy ends with {year}; give last_year={year}")
        return policy
    if isinstance(policy, str):
        named: dict[str, Mapping[str, Path]] = {"no_plan": {}, "plan": spec.plan}
        if policy not in named:
            raise ValueError(f'policy="{policy}": "plan", "no_plan", levers by code or a Policy')
        policy = named[policy]
    return build_policy(spec, policy, assumptions, last_year)
