"""Every run of a stage as it was: where in the space of inputs, and what came of it.

Indices and effects are computed from these records alone, by the analysis as by anyone who opens
a finished folder, so that none has to be taken on trust.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scenarios.files import RunError, read_error
from scenarios.sensitivity.designs import distinct
from scenarios.sensitivity.effects import Effect, effects, elementary_effects
from scenarios.sensitivity.indices import Indices, Untold, base_rows, block_parts, pooled

FOLDER = "evaluations"
SCREENING, SINGLE, SPLIT = "screening", "single", "split"
STAGES = (SCREENING, SINGLE, SPLIT)


@dataclass(frozen=True, eq=False)
class Evaluations:
    """The runs of one stage, block by block.

    `points` float64[blocks, rows, columns] are in the unit cube: of an action the share of the way
    from no plan to the scenario, of a parameter the quantile of its prior, of pairs and of luck a
    place among them.  `table` float64[blocks, rows, outputs] has 1 or 0 for a target (in the
    screening its distance to the edge), an indicator's value in the registry's unit, NaN where a
    run has none.  `columns` and `outputs` are codes; `labels` tells as which input each column
    counts ("" for one that a trajectory holds).  `failed` int64[blocks] counts broken runs.
    """

    columns: tuple[str, ...]
    labels: tuple[str, ...]
    outputs: tuple[str, ...]
    points: np.ndarray
    table: np.ndarray
    failed: np.ndarray

    def indices(self) -> dict[str, Indices | Untold]:
        """Sobol indices by output, of a stage of Saltelli blocks."""
        names = distinct(self.labels)
        found = {}
        for place, code in enumerate(self.outputs):
            parts = [block_parts(table[:, place], len(names)) for table in self.table]
            found[code] = pooled(parts, names)
        return found

    def effects(self) -> dict[str, dict[str, Effect] | None]:
        """Elementary effects by output, of a stage of Morris trajectories."""
        moving = [place for place, label in enumerate(self.labels) if label]
        shape = (-1, len(moving) + 1)
        blocks = [
            elementary_effects(
                points[:, moving].reshape(*shape, len(moving)),
                table.reshape(*shape, len(self.outputs)),
            )
            for points, table in zip(self.points, self.table, strict=True)
        ]
        found = effects(blocks, [self.labels[place] for place in moving])
        return dict(zip(self.outputs, found, strict=True))

    def base(self) -> tuple[np.ndarray, np.ndarray]:
        """Base points [n, columns] of Saltelli blocks and their outputs [n, outputs]: a plain sample."""
        count = len(distinct(self.labels))
        points, tables = (
            np.concatenate([base_rows(block, count) for block in blocks])
            for blocks in (self.points, self.table)
        )
        return points, tables

    def to_bytes(self) -> bytes:
        """The record as a compressed NumPy archive; the same record gives the same bytes."""
        data = io.BytesIO()
        np.savez_compressed(
            data,
            columns=np.array(self.columns, np.str_),
            labels=np.array(self.labels, np.str_),
            outputs=np.array(self.outputs, np.str_),
            points=self.points,
            table=self.table,
            failed=self.failed,
        )
        return data.getvalue()


def read_evaluations(folder: Path | str, stage: str) -> Evaluations:
    """The runs of a stage (`screening`, `single` or `split`) of a finished analysis in `folder`.

    Raises ValueError for another stage, RunError where there are none (exit 1) or they cannot be
    read (exit 3).
    """
    if stage not in STAGES:
        raise ValueError(f"{stage}: no stage; one of: {', '.join(STAGES)}")
    path = Path(folder) / FOLDER / f"{stage}.npz"
    try:
        # Read whole: NumPy leaves a file open that is no archive.
        with np.load(io.BytesIO(path.read_bytes())) as found:
            names = {
                name: tuple(map(str, found[name])) for name in ("columns", "labels", "outputs")
            }
            return Evaluations(
                names["columns"],
                names["labels"],
                names["outputs"],
                found["points"],
                found["table"],
                found["failed"],
            )
    except OSError as error:
        raise read_error(path, error) from error
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise RunError(
            f"{path}: 已损坏; 用同样的命令重新做",
            f"{path}: damaged; run the same command again",
            3,
        ) from error


def gathered(
    columns: Sequence[str],
    labels: Sequence[str],
    outputs: Sequence[str],
    blocks: Sequence[tuple[np.ndarray, np.ndarray, int]],
) -> Evaluations:
    """One record of blocks: points [rows, columns], table [rows, outputs], broken runs."""
    points, tables, failed = zip(*blocks, strict=True)
    return Evaluations(
        tuple(columns),
        tuple(labels),
        tuple(outputs),
        np.stack(points),
        np.stack(tables),
        np.array(failed, np.int64),
    )
