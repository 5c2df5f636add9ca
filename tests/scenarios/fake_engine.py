"""A stand-in for the compiled ensemble: the same form of blocks, numbers made up per draw.

Like the real one, a draw's numbers depend on its seed and its number alone, so any chunk or
range of draws gives the same values.  Run as a program, it is `shengsi` with this engine:
`FAKE_DELAY` seconds pass per chunk, and `FAKE_STOP` names a moment at which it hangs after
writing a file of that name, so that a test can kill it there.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from model.indicators import CODES

CHUNK = 7
PART = 16
# Typical values in the indicator's unit; everything else is around 10.
LEVELS = {
    "revenue_above_scale": 200_000.0,
    "gdp": 1_400_000.0,
    "industrial_va_share": 0.09,
    "manufacturing_va_share": 0.02,
    "labour_productivity": 100.0,
    "tax_per_mu": 12.0,
    "va_per_mu": 140.0,
    "rnd_intensity": 0.015,
    "patents_per_10k": 5.0,
    "small_parks_in_service": 2.0,
    "projects_landed": 4.0,
    "manufacturing_investment_share": 0.02,
    "digital_coverage": 0.95,
    "technology_trade": 9_000.0,
    "industrial_land_grant_share": 0.3,
}


@dataclass(frozen=True)
class Block:
    """What the ensemble yields."""

    start: int
    stop: int
    values: np.ndarray
    failed: np.ndarray
    reason: np.ndarray


def fake_engine(
    spec: Any, draws: Any, policies: Sequence[Any], *, jobs: int = 1, chunk: int = CHUNK
) -> Iterator[Block]:
    """Blocks of made-up results; draw 5 of every 17 breaks off under the second scenario."""
    years = policies[0].quarters // 4
    for start in range(0, len(draws), chunk):
        part = draws[start : start + chunk]
        values = np.stack([_one(seed, i, len(policies), years) for seed, i in
                           zip(part.seeds, part.ids, strict=True)])  # fmt: skip
        failed = np.full(values.shape[:2], -1, np.int64)
        if len(policies) > 1:
            failed[part.ids % 17 == 5, 1] = 30
        time.sleep(float(os.environ.get("FAKE_DELAY", "0")))
        yield Block(start, start + len(part), values, failed, (failed >= 0).astype(np.int64))


def _one(seed: int, number: int, scenarios: int, years: int) -> np.ndarray:
    """Values [scenarios, years, indicators] of one draw."""
    random = np.random.default_rng([int(seed), int(number)])
    level = np.array([LEVELS.get(code, 10.0) for code in CODES])
    luck = np.exp(random.normal(0.0, 0.3, (years, len(CODES))).cumsum(axis=0) / years)
    policy = 1.0 + 0.05 * np.arange(scenarios)
    return np.asarray(level * luck * policy[:, None, None])


def hang(moment: str) -> None:
    """Stand still at a named moment until killed, if this is the one asked for."""
    if os.environ.get("FAKE_STOP") == moment:
        Path(os.environ["FAKE_SIGN"]).touch()
        time.sleep(600)


def main() -> None:
    """Run the command line with the made-up engine."""
    # A suite that runs in the background of a shell inherits that Ctrl-C is ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    from scenarios import forecast, parts, store
    from shengsi.cli import main as shengsi

    forecast._engine = lambda: fake_engine  # type: ignore[assignment]
    forecast.usual_part_draws = lambda *_: PART
    write_part, write_tables = parts.write_part, forecast.write_tables
    write_atomic, rename = parts.write_atomic, store.os.rename

    def slow_part(folder: Path, work: Any, index: int, *rest: Any) -> None:
        write_part(folder, work, index, *rest)
        if index == 1:
            hang("after a part")

    def slow_write(path: Path, data: bytes) -> None:
        write_atomic(path, data)
        if path.parent.name == parts.FOLDER and path.name == parts.part_name(2):
            hang("part without its check")

    def half_written(path: Path, data: bytes) -> None:
        if path.parent.name == parts.FOLDER and path.name == parts.part_name(1):
            path.with_name(f".tmp-{path.name}").write_bytes(data[: len(data) // 2])
            hang("half a part")
        slow_write(path, data)

    def slow_tables(run: Any, *rest: Any) -> None:
        write_tables(run, *rest)
        hang("tables written")

    def slow_rename(source: Any, target: Any) -> None:
        if not str(target).endswith(".partial"):
            hang("before the last rename")
        rename(source, target)

    parts.write_part = slow_part
    parts.write_atomic = half_written
    forecast.write_tables = slow_tables
    store.os.rename = slow_rename
    shengsi()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main()
