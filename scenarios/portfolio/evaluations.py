"""Every evaluation of a search, kept as it is made, so that a stopped search goes on.

The log has a line for each point: JSON with the rungs, the probability and the cost.  A search is
decided by its seed and its evaluations alone; run again over a log it asks for the same points in
the same order, finds the answers of those that were done, and goes on with the rest.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios.files import RunError
from scenarios.portfolio.ladders import Point

FILE_NAME = "evaluations.jsonl"
# Points that are played in one call of the engine, and kept together.
BATCH = 48


@dataclass(frozen=True)
class Score:
    """What a search knows of a point: probability on its draws and cost, 万元."""

    probability: float
    cost: float


Evaluate = Callable[[Sequence[Point]], list[Score]]
# Told after every batch: points evaluated so far.
Told = Callable[[int], None]


class Evaluations:
    """Answers questions about points, each played once; `asked` holds them in order."""

    def __init__(
        self,
        evaluate: Evaluate,
        log: Path | None = None,
        told: Told | None = None,
        tops: Point | None = None,
    ):
        """`tops` are the last rungs of the ladders, which the points of the log must be on."""
        self._evaluate, self._log, self._told = evaluate, log, told
        self._known = read_log(log, tops) if log is not None and log.is_file() else {}
        self.asked: dict[Point, Score] = {}

    def __call__(self, points: Sequence[Point]) -> list[Score]:
        """Scores of points, those not yet known played in batches."""
        new = [p for p in dict.fromkeys(points) if p not in self._known]
        for start in range(0, len(new), BATCH):
            part = new[start : start + BATCH]
            found = dict(zip(part, self._evaluate(part), strict=True))
            self._known |= found
            if self._log is not None:
                append_log(self._log, found)
            self._tell(len({*self.asked, *points} & self._known.keys()))
        for point in points:
            self.asked[point] = self._known[point]
        self._tell(len(self.asked))
        return [self._known[point] for point in points]

    def _tell(self, done: int) -> None:
        if self._told is not None:
            self._told(done)


def append_log(path: Path, found: dict[Point, Score]) -> None:
    """Add evaluations to a log; they are on disk when this returns."""
    lines = [
        json.dumps({"rungs": point, "probability": score.probability, "cost": score.cost})
        for point, score in found.items()
    ]
    with path.open("a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())


def read_log(path: Path, tops: Point | None = None) -> dict[Point, Score]:
    """The evaluations of a log; what a crash left half written at its end is dropped for good.

    Raises RunError (exit 3) for a line that is no evaluation, or one off the ladders `tops`.
    """
    text = path.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        path.write_text(whole, encoding="utf-8")
    found: dict[Point, Score] = {}
    for number, line in enumerate(whole.splitlines(), 1):
        try:
            point, score = _evaluation(line, tops)
            found[point] = score
        except (ValueError, KeyError, TypeError) as error:
            raise RunError(
                f"{path}:{number}: 这一行不是评估记录(已损坏或被改过); 允许: 搜索时写下的行; "
                "改法: 删去这一行后再续搜,它会重算",
                f"{path}:{number}: this line is no evaluation (damaged or edited); allowed: what "
                "the search wrote; fix: delete the line and resume, it is played again",
                3,
            ) from error
    return found


def _evaluation(line: str, tops: Point | None) -> tuple[Point, Score]:
    """A line of the log; ValueError, KeyError or TypeError for anything else."""
    item = json.loads(line)
    point = tuple(item["rungs"])
    score = Score(float(item["probability"]), float(item["cost"]))
    if not all(type(rung) is int and rung >= 0 for rung in point):
        raise ValueError(line)
    if tops is not None and (len(point) != len(tops) or any(map(int.__gt__, point, tops))):
        raise ValueError(line)
    if not (0.0 <= score.probability <= 1.0 and math.isfinite(score.cost)):
        raise ValueError(line)
    return point, score
