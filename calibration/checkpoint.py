"""What the sampler knows between two stages, as one file to go on from."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict
from pathlib import Path

import numpy as np

from calibration.particles import Settings, Stage, State

FILE_NAME = "state.npz"


def state_bytes(state: State) -> bytes:
    """A state as the bytes of a compressed numpy archive; exact to the last bit."""
    rest = {
        "settings": asdict(state.settings),
        "stages": [asdict(stage) for stage in state.stages],
        # As text of the exact number, not of its first digits.
        "temperature": float(state.temperature).hex(),
        "scale": float(state.scale).hex(),
        "calls": state.calls,
    }
    sink = io.BytesIO()
    np.savez_compressed(
        sink,
        z=state.z,
        seeds=state.seeds,
        loglik=state.loglik,
        rest=np.array(json.dumps(rest)),
    )
    return sink.getvalue()


def read_state(path: Path) -> State | None:
    """The state kept at `path`; None when there is none, or only a damaged one: begin again."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            rest = json.loads(str(kept["rest"]))
            return State(
                Settings(**rest["settings"]),
                kept["z"],
                kept["seeds"],
                kept["loglik"],
                float.fromhex(rest["temperature"]),
                float.fromhex(rest["scale"]),
                rest["calls"],
                tuple(Stage(**stage) for stage in rest["stages"]),
            )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, EOFError):
        # Checkpoints are written whole or not at all; what is left of a failing disk is no state.
        return None
