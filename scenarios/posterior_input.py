"""The posterior that a forecast takes its draws from: the county's own, or one named by the user."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.accounts import HISTORY
from calibration.history import load_history
from calibration.let_in import share_let_in
from calibration.lineages import HISTORIES
from calibration.posterior import (
    FILE_NAME,
    Posterior,
    observation_of,
    read_posterior,
    runs_of,
)
from scenarios.files import RunError
from scenarios.replayed import check_replay_once

if TYPE_CHECKING:
    import numpy as np

    from calibration.observations import Observation
    from model.spec import CountySpec
    from scenarios.run import Run

# What it was conditioned on, as copied into a run.
RECORD = "inputs/posterior.json"
# Said of everything made from a posterior that holds fewer independent histories than it should.
FEW = (
    "后验只含 {n} 段独立历史,少于宜有的 {floor} 段:概率的误差已按此放大,仍可能偏小;"
    "改法:以更多的对求后验(shengsi calibrate -n),再以 --posterior 指定",
    "the posterior holds only {n} independent histories, fewer than the {floor} it should: errors of "
    "probabilities are widened accordingly and may still be too small; fix: a posterior of more "
    "pairs (shengsi calibrate -n), named by --posterior",
)


def shipped_posterior(county: Path) -> Path | None:
    """The posterior that lies beside a county's tables, if there is one."""
    path = county / FILE_NAME
    return path if path.is_file() else None


def take_posterior(
    path: Path | None, county: Path, spec: CountySpec, roster: np.ndarray | None, jobs: int = 1
) -> Posterior | None:
    """The posterior at `path`, or the county's own; None when there is none that applies.

    A posterior was found for one set of enterprises: the county's own is left aside for a
    run with a roster, and a named one must have been calibrated with the same.  Some of its pairs
    are replayed, once a version, so that it cannot belong to another model or other data.  Raises
    PosteriorError, and RunError (exit 3) for another set of enterprises.
    """
    chosen = path or shipped_posterior(county)
    if chosen is None or (path is None and roster is not None):
        return None
    posterior = read_posterior(chosen)
    if bool(posterior.manifest.get("roster")) != (roster is not None):
        raise RunError(
            f"{chosen}: 后验与本次运行的企业不是同一套; 请用 shengsi calibrate --roster 以同一名录求后验,"
            "或去掉其中一个",
            f"{chosen}: this posterior was found for other enterprises; calibrate with the same "
            "--roster, or leave one of the two out",
            3,
        )
    check_replay_once(posterior, runs_of(posterior, spec, jobs, roster), chosen)
    return posterior


def record_in(run: Run) -> list[Observation]:
    """What the history of a run was held to, or would be: the record as its figures show it.

    The posterior's own observations where the run has one, else the county's usable history.
    """
    path = run.folder / RECORD
    if path.is_file():
        kept = json.loads(path.read_bytes())["observations"]
        return [observation_of(item) for item in kept]
    return load_history(run.county_folder / HISTORY)


def sizes_of(posterior: Posterior) -> dict[str, Any]:
    """How many pairs and independent histories a posterior holds, as a run's manifest keeps it.

    `numbers` are those it was conditioned on.  `few` is what to say, in both languages, when the
    histories are under the `floor`; else None.
    """
    few = None
    if posterior.ess < HISTORIES:
        words = {"n": f"{posterior.ess:.0f}", "floor": f"{HISTORIES:.0f}"}
        few = {lang: text.format(**words) for lang, text in zip(("zh", "en"), FEW, strict=True)}
    numbers = numbers_of(posterior)
    return {**posterior.sizes, "numbers": numbers, "floor": HISTORIES, "few": few}


def is_own(item: Observation) -> bool:
    """Whether a number comes from a user's own accounts and not from the county's record."""
    return item.origin is not None and item.origin.file != HISTORY


def numbers_of(posterior: Posterior) -> dict[str, float]:
    """How many numbers a posterior was conditioned on: `published` ones and the user's `own`.

    `let_in` is the share, in (0, 1], of their likelihood that was let in.
    """
    own = sum(map(is_own, posterior.observations))
    let_in = share_let_in(posterior.observations)
    return {"published": len(posterior.observations) - own, "own": own, "let_in": let_in}


def record_of(posterior: Posterior) -> bytes:
    """What a posterior was conditioned on and how it was found, as JSON."""
    content: dict[str, Any] = {
        **posterior.manifest,
        **posterior.sizes,
        "observations": [asdict(item) for item in posterior.observations],
    }
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
