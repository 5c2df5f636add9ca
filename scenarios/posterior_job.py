"""A calibration as a folder that can be continued, and its posterior when it is whole.

`outputs/<UTC>_calibrate_<hash8>/` holds the posterior, a manifest and copies of the inputs.
While the work goes on the folder carries the suffix `.partial` and a checkpoint after every
temperature; going on from it gives the same bytes.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from calibration.calibrate import CHECKED, StoppedError, calibrate
from calibration.checkpoint import FILE_NAME as STATE
from calibration.checkpoint import read_state, state_bytes
from calibration.conditioning import CountyRuns, Progress
from calibration.county import county_files, load_county
from calibration.importance import WeightError
from calibration.observations import Observation
from calibration.particles import Settings, State
from calibration.posterior import FILE_NAME as POSTERIOR
from calibration.posterior import Posterior, observation_of
from calibration.roster_file import read_roster
from scenarios.analyses import file_entries
from scenarios.files import (
    RunError,
    canonical_json,
    digest_bytes,
    disk_error,
    remove_temporaries,
    take_lock,
    write_atomic,
)
from scenarios.manifest import FILE_NAME as MANIFEST
from scenarios.manifest import git_state, now, versions
from scenarios.run import COUNTY, LOCK, PARTIAL, ROSTER

NAME = "calibrate"
FORMAT = 1


class CalibrationStopped(KeyboardInterrupt):
    """The calibration was stopped; `folder` is where it goes on from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(str(folder))


@dataclass(frozen=True)
class Job:
    """What a calibration is made from; `files` are the inputs to copy, by their path in the folder.

    The roster, when there is one, is the file `roster.*` among them.
    """

    settings: Settings
    observations: tuple[Observation, ...]
    files: Mapping[str, bytes]
    command: Sequence[str] = ()
    notes: Mapping[str, Any] | None = None

    @property
    def digest(self) -> str:
        """Eight hex digits shared by jobs with the same result."""
        decisive = {
            "settings": {**asdict(self.settings), "chunk": 0},
            "observations": [asdict(item) for item in self.observations],
            "files": {name: digest_bytes(data) for name, data in self.files.items()},
        }
        return digest_bytes(canonical_json(decisive).encode())[:8]


def inputs_of(
    county: Path, roster: Path | None = None, accounts: Path | None = None
) -> dict[str, bytes]:
    """Files of a job: the county's tables, a roster and the user's own accounts if given."""
    files = {f"{COUNTY}/{path.name}": path.read_bytes() for path in county_files(county)}
    if roster is not None:
        files[f"{ROSTER}{roster.suffix.lower()}"] = roster.read_bytes()
    if accounts is not None:
        files[f"accounts{accounts.suffix.lower()}"] = accounts.read_bytes()
    return files


def begin(out: Path, job: Job) -> Path:
    """Lay out the folder of a new calibration and return it (`.partial`).

    Raises RunError when it cannot be written.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    base = f"{stamp}_{NAME}_{job.digest}"
    try:
        out.mkdir(parents=True, exist_ok=True)
        name, count = base, 1
        while (out / name).exists() or (out / f"{name}{PARTIAL}").exists():
            count += 1
            name = f"{base}-{count}"
        folder = out / f"{name}{PARTIAL}"
        folder.mkdir()
        for path, data in job.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            write_atomic(folder / path, data)
        _write_manifest(folder, _manifest_of(name, job))
    except OSError as error:
        raise disk_error(out, error) from error
    return folder


def _manifest_of(name: str, job: Job) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "kind": NAME,
        "name": name,
        "status": "running",
        "command": list(job.command),
        "settings": asdict(job.settings),
        "observations": [asdict(item) for item in job.observations],
        "notes": dict(job.notes or {}),
        "inputs": {path: digest_bytes(data) for path, data in job.files.items()},
        "versions": versions(),
        "git": git_state(Path(__file__).resolve().parents[1]),
        "sessions": [],
    }


def _write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    write_atomic(folder / MANIFEST, (text + "\n").encode())


def _read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a calibration; RunError (exit 3) when it is not one."""
    try:
        content: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        if content.get("format") == FORMAT and content.get("kind") == NAME:
            return content
    except (OSError, ValueError):
        pass
    raise RunError(
        f"{folder}: 不是校准的文件夹或已损坏; 请给出 shengsi calibrate 留下的 .partial 文件夹",
        f"{folder}: not the folder of a calibration, or damaged; give the .partial folder that "
        "shengsi calibrate left",
        3,
    )


def _unfinished(folder: Path) -> dict[str, Any]:
    """The manifest of a calibration with work left; RunError (exit 2) when it is finished."""
    manifest = _read_manifest(folder)
    if manifest["status"] != "complete":
        return manifest
    raise RunError(
        f"{folder}: 这次校准已经做完,没有可接着做的; 用于预测: shengsi forecast --posterior {folder}; "
        "要重新校准,去掉 --resume",
        f"{folder}: this calibration is finished, there is nothing to go on with; to forecast with "
        f"it: shengsi forecast --posterior {folder}; to calibrate again leave out --resume",
        2,
    )


def _raise_budget(settings: dict[str, Any], budget: int) -> None:
    """Put a budget in place of that of a calibration; RunError (exit 2) when it is smaller."""
    if budget < settings["budget"]:
        raise RunError(
            f"--budget {budget} 小于这次校准原有的运行上限 {settings['budget']}; "
            "允许: 不小于原有的; 改法: 加大 --budget 或去掉它",
            f"--budget {budget} is under the {settings['budget']} that this calibration has; "
            "allowed: as many or more; fix: raise --budget or leave it out",
            2,
        )
    settings["budget"] = budget


def _refused(folder: Path, error: WeightError) -> RunError:
    """One line for weights that cannot be trusted: what, at which stage, how to go on."""
    if isinstance(error, StoppedError):
        zh, en = error.words.zh, error.words.en
    else:
        state = read_state(folder / STATE)
        stage, temperature = (0, 0.0) if state is None else (len(state.stages), state.temperature)
        zh = f"做完第 {stage} 步、温度 {temperature:.3f} 后停下: {error.words.zh}"
        en = f"stopped after stage {stage}, temperature {temperature:.3f}: {error.words.en}"
    if isinstance(error, StoppedError) and error.status == "budget":
        return RunError(
            f"{zh}; 做完的保留,接着做: shengsi calibrate --resume {folder} --budget N",
            f"{en}; what is done is kept, to go on: shengsi calibrate --resume {folder} --budget N",
        )
    return RunError(f"{zh}; 做完的保留在 {folder}", f"{en}; what is done is kept in {folder}")


def work(
    folder: Path,
    jobs: int = 1,
    progress: Progress | None = None,
    on_stage: Callable[[State], None] | None = None,
    finish: Callable[[Path, Posterior, CountyRuns], None] | None = None,
    budget: int | None = None,
) -> tuple[Path, Posterior]:
    """Do what is left of a calibration; returns its final folder and the posterior.

    `finish` adds reports before the folder gets its final name; `budget` replaces that of the
    calibration, which it must not fall short of.  Raises CalibrationStopped on Ctrl-C (what is
    done is kept), RunError when the folder cannot be read or written, is finished, another
    process works on it or the weights cannot be trusted, and as `calibrate`.
    """
    manifest = _unfinished(folder)
    if budget is not None:
        _raise_budget(manifest["settings"], budget)
    lock = take_lock(folder / LOCK)
    if lock is None:
        raise RunError(
            f"{folder}: 另一个进程正在做这次校准; 等它结束后再试",
            f"{folder}: another process works on this calibration; wait for it to end",
        )
    try:
        manifest["sessions"].append({"started": now(), "jobs": jobs})
        _write_manifest(folder, manifest)
        runs, settings = _runs(folder, manifest, jobs, progress)

        def save(state: State) -> None:
            write_atomic(folder / STATE, state_bytes(state))

        def keep(state: State) -> None:
            save(state)
            if on_stage is not None:
                on_stage(state)

        resume, notes = read_state(folder / STATE), manifest["notes"]
        posterior = calibrate(
            runs, settings, resume=resume, on_start=save, on_stage=keep, notes=notes
        )
        return _publish(
            folder, manifest, posterior, replace(runs, progress=None), finish
        ), posterior
    except KeyboardInterrupt as stopped:
        raise CalibrationStopped(folder) from stopped
    except WeightError as error:
        raise _refused(folder, error) from error
    except OSError as error:
        raise disk_error(folder, error) from error
    finally:
        lock.close()


def _runs(
    folder: Path, manifest: Mapping[str, Any], jobs: int, progress: Progress | None
) -> tuple[CountyRuns, Settings]:
    """The county, the observations and the settings, read back from the folder alone."""
    spec = load_county(folder / COUNTY)
    rosters = sorted(folder.glob(f"{ROSTER}.*"))
    rows = read_roster(rosters[0], spec).rows if rosters else None
    observations = tuple(observation_of(item) for item in manifest["observations"])
    return CountyRuns(spec, observations, jobs, rows, progress), Settings(**manifest["settings"])


def _publish(
    folder: Path,
    manifest: dict[str, Any],
    posterior: Posterior,
    runs: CountyRuns,
    finish: Callable[[Path, Posterior, CountyRuns], None] | None,
) -> Path:
    """Write the posterior and give the folder its final name."""
    write_atomic(folder / POSTERIOR, posterior.to_bytes())
    if finish is not None:
        finish(folder, posterior, runs)
    manifest["sessions"][-1]["ended"] = now()
    manifest |= {"status": "complete", "posterior": digest_bytes(posterior.to_bytes())}
    remove_temporaries(folder)
    manifest["files"] = file_entries(folder, (MANIFEST, STATE, LOCK))
    _write_manifest(folder, manifest)
    (folder / STATE).unlink(missing_ok=True)
    (folder / LOCK).unlink(missing_ok=True)
    final = folder.with_name(folder.name.removesuffix(PARTIAL))
    os.rename(folder, final)
    return final


def planned_start(folder: Path) -> int:
    """Runs that a calibration has still to make before its first temperature."""
    manifest = _unfinished(folder)
    if (folder / STATE).exists() or not manifest["observations"]:
        return 0
    start = int(manifest["settings"]["start"])
    return start + min(CHECKED, start)


def discard(folder: Path) -> None:
    """Remove the folder of a calibration that could not begin (its data were refused)."""
    with suppress(OSError):
        if not (folder / STATE).exists():
            shutil.rmtree(folder)
