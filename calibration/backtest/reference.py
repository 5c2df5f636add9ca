"""A table of prior runs: what the model thinks possible, before any observation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.draws import Draws
from model.ensemble import run_ensemble
from model.indicators import CODES
from model.policy import Path, build_policy
from model.spec import CountySpec
from model.units import FIRST_YEAR

Progress = Callable[[int, int, int], None]


@dataclass(frozen=True)
class Reference:
    """Runs of one policy: `values` f8[draws, series, years] of `codes` in model units.

    `years` start with the model's first; draws that failed are left out and counted.
    """

    values: np.ndarray
    codes: tuple[str, ...]
    years: range
    failed: int

    @property
    def series(self) -> dict[str, np.ndarray]:
        """f8[draws, years] by indicator code, as observation operators read them."""
        return {code: self.values[:, index] for index, code in enumerate(self.codes)}


def run_reference(
    spec: CountySpec,
    codes: Sequence[str],
    last_year: int,
    draws: int,
    seed: int,
    *,
    first: int = 0,
    levers: Mapping[str, Path] | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Reference:
    """Run prior draws `first`..`first + draws - 1` to the end of `last_year`.

    `levers` are the policy from 2023Q2 on, none by default.  Only the indicators asked for are
    kept.  Bytes are the same for any `jobs`.  Raises ValueError when every draw fails.
    """
    columns = [CODES.index(code) for code in codes]
    policy = build_policy(spec, levers, last_year=last_year)
    parameters = Draws.from_prior(spec, draws, seed, first=first)
    found, done, failed = [], 0, 0
    for block in run_ensemble(spec, parameters, [policy], jobs=jobs):
        whole = block.failed[:, 0] < 0
        found.append(block.values[whole, 0][:, :, columns].transpose(0, 2, 1))
        done, failed = done + len(whole), failed + int(np.count_nonzero(~whole))
        if progress is not None:
            progress(done, draws, failed)
    if failed == draws:
        raise ValueError(f"all {draws} draws failed")
    years = range(FIRST_YEAR, last_year + 1)
    return Reference(np.ascontiguousarray(np.concatenate(found)), tuple(codes), years, failed)
