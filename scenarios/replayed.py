"""A posterior is replayed once for each version of the program, and that it agreed is remembered.

Replaying takes half a second that every forecast would pay before its first draw.  What is kept
beside the compiled code is an empty file, named by a digest of all that decides the answer; where
nothing can be kept the pairs are replayed every time.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import platform
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

from calibration.conditioning import CountyRuns
from calibration.posterior import Posterior, check_replay
from model.kernel import CACHE
from scenarios.manifest import versions


def check_replay_once(posterior: Posterior, runs: CountyRuns, file: Path | None = None) -> None:
    """As `check_replay`, left out when the same check has passed before.

    Raises PosteriorError as `check_replay`; a failure is never remembered.
    """
    mark = None
    if CACHE is not None:
        mark = CACHE / f"replayed-{_digest(posterior, runs)}"
        if mark.exists():
            return
    check_replay(posterior, runs, file=file)
    if mark is not None:
        # Without the mark the next command replays again, which is slower and as right.
        with suppress(OSError):
            mark.touch()


def _digest(posterior: Posterior, runs: CountyRuns) -> str:
    """Digest of what decides whether pairs replay: the pairs, county, enterprises, program."""
    said = [
        versions(),
        platform.platform(),
        platform.node(),
        posterior.codes,
        list(map(repr, posterior.observations)),
    ]
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
    # Field by field: what a county has worked out for itself by now is no part of it.
    spec = [(item.name, getattr(runs.spec, item.name)) for item in fields(runs.spec)]
    for decisive in (posterior.u, posterior.seeds, posterior.log_likelihood, runs.roster, *spec):
        digest.update(pickle.dumps(decisive, protocol=5))
    return digest.hexdigest()[:32]
