"""Morris's elementary effects over blocks: which inputs matter at all, and which way they push."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from calibration.jackknife import beyond
from scenarios.resampling import LEVEL, Interval
from scenarios.sensitivity.designs import HIGH, LOW


@dataclass(frozen=True)
class Effect:
    """One input on one output, per move from its 5 % to its 95 % point, in the output's unit.

    `mean` keeps the sign (its interval tells the direction), `size` is the mean of absolute
    effects (mu*), `sd` their spread over the other inputs: interactions and curvature.  None where
    no effect could be computed.
    """

    mean: Interval
    size: Interval
    sd: float

    @property
    def sign(self) -> int:
        """1 or -1 where the direction can be told, else 0."""
        return 0 if not self.mean.clear else 1 if self.mean.value > 0 else -1


def elementary_effects(points: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Effects float64[r, d, outputs] of trajectories float64[r, d + 1, d] with y [r, d + 1, outputs].

    NaN where either of the two runs has no value.
    """
    moved = np.diff(points, axis=1)
    which = np.argmax(np.abs(moved), axis=2)
    step = np.take_along_axis(moved, which[..., None], axis=2) / (HIGH - LOW)
    slopes = np.diff(y, axis=1) / step
    found = np.full((len(points), points.shape[2], y.shape[2]), np.nan)
    np.put_along_axis(found, which[..., None], slopes, axis=1)
    return found


def effects(blocks: Sequence[np.ndarray], inputs: Sequence[str]) -> list[dict[str, Effect] | None]:
    """Effects by input for every output, from the `elementary_effects` of the blocks.

    None for an output that has no value in some block.
    """
    found: list[dict[str, Effect] | None] = []
    for output in range(blocks[0].shape[2]):
        parts = [block[:, :, output] for block in blocks]
        if any(np.isnan(part).all(axis=0).any() for part in parts):
            found.append(None)
            continue
        every = np.concatenate(parts)
        mean = np.stack([np.nanmean(part, axis=0) for part in parts])
        size = np.stack([np.nanmean(np.abs(part), axis=0) for part in parts])
        found.append(
            {
                code: Effect(_over(mean[:, i]), _over(size[:, i]), float(np.nanstd(every[:, i])))
                for i, code in enumerate(inputs)
            }
        )
    return found


def _over(values: np.ndarray) -> Interval:
    """The mean over blocks [n] with Student's interval."""
    error = float(values.std(ddof=1) / np.sqrt(len(values)))
    half = beyond(level=LEVEL, groups=len(values)) * error
    centre = float(values.mean())
    return Interval(centre, centre - half, centre + half, error)


def ranked(found: Sequence[dict[str, Effect] | None], inputs: Sequence[str]) -> dict[str, float]:
    """Inputs by the largest size that any output gives them, relative to its largest; largest first.

    Inputs that tie keep their order.
    """
    score = dict.fromkeys(inputs, 0.0)
    for one in found:
        most = 0.0 if one is None else max(item.size.value for item in one.values())
        if one is None or most <= 0.0:
            continue
        for code, item in one.items():
            score[code] = max(score[code], item.size.value / most)
    return dict(sorted(score.items(), key=lambda pair: -pair[1]))
