"""Levers and assumptions over time, as the engine reads them: one row per quarter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from model.assumptions import ASSUMPTION, ASSUMPTIONS
from model.levers import LEVER, SCALARS
from model.spec import CountySpec
from model.units import FIRST_YEAR, POLICY_QUARTER, quarters_until

Path = float | Mapping[int, float]


@dataclass(frozen=True)
class Policy:
    """Arrays over quarters t = 0..T-1 (0 is 2017Q1).

    `levers` LEVER[T], `park_land` float[T, parks], `chain_weight` float[T, sectors],
    `assumptions` ASSUMPTION[T].
    """

    levers: np.ndarray
    park_land: np.ndarray
    chain_weight: np.ndarray
    assumptions: np.ndarray

    @property
    def quarters(self) -> int:
        """Number of quarters."""
        return len(self.levers)

    def same_until(self, other: Policy) -> int:
        """First quarter in which the two differ (T when they never do)."""
        mine = np.concatenate([_rows(a) for a in self._arrays()], axis=1)
        theirs = np.concatenate([_rows(a) for a in other._arrays()], axis=1)
        differs = np.flatnonzero((mine != theirs).any(axis=1))
        return int(differs[0]) if len(differs) else self.quarters

    def _arrays(self) -> tuple[np.ndarray, ...]:
        return self.levers, self.park_land, self.chain_weight, self.assumptions


def _rows(array: np.ndarray) -> np.ndarray:
    """A [T, columns] float view of a record or plain array."""
    return array.view(np.float64).reshape(len(array), -1)


def path_values(path: Path, interpolation: str, years: range) -> np.ndarray:
    """Yearly values [len(years)] of a number or of {year: value} points.

    Before the first point the first value holds, after the last the last; in between
    the last point holds (`step`) or a straight line joins them (`linear`).
    """
    if not isinstance(path, Mapping):
        return np.full(len(years), float(path))
    points = sorted((int(y), float(v)) for y, v in path.items())
    at = np.array([y for y, _ in points], float)
    value = np.array([v for _, v in points])
    wanted = np.arange(years.start, years.stop, dtype=float)
    if interpolation == "linear":
        return np.asarray(np.interp(wanted, at, value))
    index = np.clip(np.searchsorted(at, wanted, side="right") - 1, 0, None)
    return np.asarray(value[index])


def build_policy(
    spec: CountySpec,
    levers: Mapping[str, Path] | None = None,
    assumptions: Mapping[str, Path] | None = None,
    last_year: int = 2027,
) -> Policy:
    """Policy of a county from lever and assumption paths, both by code.

    What is not named stays at the county's no-plan value.  A lever named here acts from
    2023Q2 on; before that the no-plan value holds whatever the path says, so that all
    scenarios share one history.  Raises KeyError for an unknown code, ValueError for a value
    outside its lever's bounds.
    """
    quarters = quarters_until(last_year)
    years = range(FIRST_YEAR, last_year + 1)
    chosen, outside = dict(levers or {}), dict(assumptions or {})
    columns = {
        code: _lever_column(spec, code, chosen.pop(code, None), years) for code in spec.levers
    }
    if chosen:
        raise KeyError(_unknown("lever", sorted(chosen)[0], spec.levers))
    table = np.zeros(quarters, LEVER)
    for code in SCALARS:
        table[code] = columns[code]
    parks = [columns[f"park_land_{item.code}"] for item in spec.park_items]
    chain = [columns[f"chain_weight_{item.code}"] for item in spec.sector_items]
    world = np.zeros(quarters, ASSUMPTION)
    for item in ASSUMPTIONS:
        world[item.code] = _assumption_column(item.code, outside.pop(item.code, None), years)
    if outside:
        raise KeyError(
            _unknown("assumption", sorted(outside)[0], [item.code for item in ASSUMPTIONS])
        )
    return Policy(table, np.array(parks).T.copy(), np.array(chain).T.copy(), world)


def _lever_column(spec: CountySpec, code: str, path: Path | None, years: range) -> np.ndarray:
    """Quarterly values of one lever [T]."""
    lever = spec.levers[code]
    base = np.repeat(path_values(spec.no_plan[code], lever.interpolation, years), 4)
    if path is None:
        return base
    values = path_values(path, lever.interpolation, years)
    if values.min() < lever.minimum or values.max() > lever.maximum:
        raise ValueError(f"{code} outside [{lever.minimum}, {lever.maximum}]")
    column = np.repeat(values, 4)
    column[:POLICY_QUARTER] = base[:POLICY_QUARTER]
    return column


def _assumption_column(code: str, path: Path | None, years: range) -> np.ndarray:
    """Quarterly values of one assumption [T]; neutral before 2023Q2."""
    from model.assumptions import BY_CODE

    item = BY_CODE[code]
    column = np.full(len(years) * 4, item.default)
    if path is not None:
        values = path_values(path, "step", years)
        if values.min() < item.minimum or values.max() > item.maximum:
            raise ValueError(f"{code} outside [{item.minimum}, {item.maximum}]")
        column[POLICY_QUARTER:] = np.repeat(values, 4)[POLICY_QUARTER:]
    return column


def _unknown(kind: str, code: str, known: Iterable[str]) -> str:
    """What to say of a code that is none, with the one it is nearest to."""
    near = get_close_matches(code, list(known), 1)
    return f"unknown {kind}: {code}" + (f" ({near[0]}?)" if near else "")
