"""The results of a run as a folder of parts: scenario, draw, year, indicator, value.

A part holds a fixed range of draws, all scenarios interleaved, in the order draw, scenario,
year, indicator; its bytes depend on nothing but that range.  A part counts as written only
once its digest lies beside it, so a process may be killed at any moment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from calibration.arrow_columns import labels_to_arrow, to_arrow, to_numpy
from scenarios.files import digest_bytes, digest_file, write_atomic
from scenarios.manifest import Work
from scenarios.parquet_files import open_parquet

FOLDER = "results.parquet"
CHECKS = "checks"
REASONS = {0: "", 1: "not finite", 2: "slot table full"}
_KEY = b"shengsi"


@dataclass(frozen=True)
class Failure:
    """A run that broke off: position of its draw, its scenario, the quarter index, and why."""

    position: int
    scenario: str
    quarter: int
    reason: str


def part_name(index: int) -> str:
    """File name of a part."""
    return f"part-{index:05d}.parquet"


def part_ranges(work: Work) -> list[tuple[int, int]]:
    """Positions [start, stop) of the draws in each part."""
    step = work.part_draws
    return [(start, min(start + step, work.draws)) for start in range(0, work.draws, step)]


def write_part(
    folder: Path,
    work: Work,
    index: int,
    ids: np.ndarray,
    values: np.ndarray,
    failed: np.ndarray,
    reason: np.ndarray,
) -> None:
    """Write one part, then its digest.

    `ids` int[draws]; `values` float[draws, scenarios, years, indicators]; `failed` and
    `reason` int[draws, scenarios].  Values of a failed run are written as NaN, all of them, so
    that no half of a trajectory is ever averaged.  Raises OSError as the disk does.
    """
    start, _ = part_ranges(work)[index]
    clean = np.where((failed >= 0)[:, :, None, None], np.nan, values)
    note = {
        "format": 1,
        "start": start,
        "draws": len(ids),
        "parameters": work.origin,
        "failures": [
            [start + int(draw), int(scenario), int(failed[draw, scenario]),
             int(reason[draw, scenario])]
            for draw, scenario in np.argwhere(failed >= 0)
        ],
    }  # fmt: skip
    data = _encode(work, ids, clean, json.dumps(note).encode())
    (folder / FOLDER).mkdir(exist_ok=True)
    (folder / CHECKS).mkdir(exist_ok=True)
    write_atomic(folder / FOLDER / part_name(index), data)
    write_atomic(folder / CHECKS / part_name(index), digest_bytes(data).encode())


def _encode(work: Work, ids: np.ndarray, values: np.ndarray, note: bytes) -> bytes:
    """One part as parquet bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    draws, scenarios, years, indicators = values.shape
    per_year, per_scenario = indicators, years * indicators
    rows = np.arange(values.size)

    scenario = rows // per_scenario % scenarios
    columns = {
        "scenario": labels_to_arrow(scenario, [item.id for item in work.scenarios]),
        "draw": to_arrow(np.repeat(ids.astype(np.int64), scenarios * per_scenario)),
        "year": to_arrow(
            np.tile(np.repeat(np.array(work.years, np.int32), per_year), draws * scenarios)
        ),
        "indicator": labels_to_arrow(rows % indicators, work.indicators),
        "value": to_arrow(values.reshape(-1).astype(np.float64)),
    }
    table = pa.table(list(columns.values()), names=list(columns))
    table = table.replace_schema_metadata({_KEY: note})
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        compression="zstd",
        use_dictionary=["scenario", "draw", "year", "indicator"],
        column_encoding={"value": "BYTE_STREAM_SPLIT"},
        write_statistics=False,
    )
    return bytes(sink.getvalue().to_pybytes())


def is_whole(folder: Path, index: int) -> bool:
    """Whether a part lies there with the content it was written with."""
    part, check = folder / FOLDER / part_name(index), folder / CHECKS / part_name(index)
    if not part.is_file() or not check.is_file():
        return False
    return check.read_text(encoding="utf-8") == digest_file(part)


def kept_draws(folder: Path, work: Work) -> int:
    """Draws whose part has been written, going by the names alone."""
    ranges = enumerate(part_ranges(work))
    checks = folder / CHECKS
    return sum(b - a for index, (a, b) in ranges if (checks / part_name(index)).is_file())


def missing_ranges(folder: Path, work: Work) -> list[tuple[int, int]]:
    """Ranges of draws still to be run, neighbouring parts joined."""
    joined: list[tuple[int, int]] = []
    for index, (start, stop) in enumerate(part_ranges(work)):
        if is_whole(folder, index):
            continue
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    return joined


def read_values(folder: Path, work: Work) -> Iterator[tuple[int, np.ndarray]]:
    """First position and values [draws, scenarios, years, indicators] of each part, in order.

    Only one part is in memory at a time.  Raises RunError when a part is missing or damaged.
    """
    shape = (-1, len(work.scenarios), len(work.years), len(work.indicators))
    for index, (start, _) in enumerate(part_ranges(work)):
        # The file alone, or pyarrow would take the folder's name for a partition.
        with open_parquet(folder / FOLDER / part_name(index)) as file:
            column = file.read(columns=["value"])["value"]
        yield start, to_numpy(column).reshape(shape)


def read_failures(folder: Path, work: Work) -> list[Failure]:
    """Every run that broke off, by draw and scenario, from the footers alone."""
    found = []
    for index in range(len(part_ranges(work))):
        with open_parquet(folder / FOLDER / part_name(index)) as file:
            note: Mapping[str, Any] = json.loads(file.schema_arrow.metadata[_KEY])
        found += [
            Failure(position, work.scenarios[scenario].id, quarter, REASONS.get(reason, "?"))
            for position, scenario, quarter, reason in note["failures"]
        ]
    return found
