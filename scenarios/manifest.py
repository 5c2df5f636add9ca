"""What a run's manifest records: the plan of work, versions, digests of inputs and files.

Only the manifest and the log carry times; every other file of a run is the same bytes for the
same command, seed and inputs.
"""

from __future__ import annotations

import json
import platform
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from scenarios.files import RunError, canonical_json, digest_bytes, write_atomic
from scenarios.system_errors import system_reason

FORMAT = 1
FILE_NAME = "manifest.json"
RUNNING, INTERRUPTED, FAILED, COMPLETE = "running", "interrupted", "failed", "complete"
# Versions that decide the bytes of a run; `shengsi` is ours, the rest compute or write.
PACKAGES = ("shengsi", "numpy", "numba", "pyarrow", "pandas", "scipy", "matplotlib")
# A part of the results holds about this many numbers, whatever the number of scenarios.
PART_VALUES = 400_000
# Fields of the plan of work that leave the results as they are.
_ASIDE = ("name", "figures")


@dataclass(frozen=True)
class ScenarioWork:
    """One scenario of a run.

    `digest` covers its values; `assumptions` are the outside conditions it sets: two scenarios
    that differ in them are not a comparison of policies.  `begins` is the first quarter in which
    any lever differs from its value without the plan, such as 2023Q2; empty when none does.
    """

    id: str
    name_zh: str
    name_en: str
    digest: str
    assumptions: tuple[str, ...] = ()
    begins: str = ""

    def name(self, lang: str) -> str:
        """Its name in `zh` or `en`."""
        return self.name_en if lang == "en" else self.name_zh


@dataclass(frozen=True)
class Work:
    """The complete plan of a run, fixed before the first draw.

    `first_year`..`last_year` are the years written, `origin` where the parameters come from
    (prior, posterior, fixed), `model` the digest of the model's sources, `inputs` the SHA-256
    of every file copied into the run, `part_draws` the draws in one part of the results (set
    by the shape of the run, never by chunk or jobs), `figures` the language of its figures
    (empty: none), `roster` where its enterprises come from (empty: synthetic, own: a roster,
    example: a roster with example data).
    """

    name: str
    county: str
    scenarios: tuple[ScenarioWork, ...]
    indicators: tuple[str, ...]
    first_year: int
    last_year: int
    draws: int
    seed: int
    origin: str
    prior_width: float
    model: str
    inputs: dict[str, str]
    part_draws: int
    figures: str = ""
    roster: str = ""

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the results."""
        return tuple(range(self.first_year, self.last_year + 1))

    @property
    def digest(self) -> str:
        """Eight hex digits shared by runs with the same results."""
        decisive = {key: value for key, value in asdict(self).items() if key not in _ASIDE}
        return digest_bytes(canonical_json(decisive).encode())[:8]


@dataclass
class Manifest:
    """The manifest as it grows: `sessions` are the times of each start, `files` their digests.

    `posterior` tells how many independent histories the draws' posterior holds
    (`posterior_input.sizes_of`); None for other draws and in runs of earlier versions.
    """

    run: str
    status: str
    work: Work
    command: list[str]
    versions: dict[str, str]
    git: dict[str, Any] | None
    sessions: list[dict[str, Any]] = field(default_factory=list)
    failed: int | None = None
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    posterior: dict[str, Any] | None = None

    @property
    def started(self) -> str:
        """UTC time of the first start."""
        return str(self.sessions[0]["started"]) if self.sessions else ""

    @property
    def finished(self) -> str:
        """UTC time of the last end; empty while it runs or when it was killed."""
        return str(self.sessions[-1].get("ended", "")) if self.sessions else ""

    @property
    def date(self) -> str:
        """Day of the first start, as figures and tables show it."""
        return self.started[:10]

    def write(self, folder: Path) -> None:
        """Write `manifest.json` into `folder`, atomically."""
        content = {"format": FORMAT, **asdict(self)}
        text = json.dumps(content, ensure_ascii=False, indent=1)
        write_atomic(folder / FILE_NAME, (text + "\n").encode())


def usual_part_draws(scenarios: int, years: int, indicators: int, draws: int) -> int:
    """Draws in one part of the results of a run of this shape."""
    return max(1, min(draws, PART_VALUES // (scenarios * years * indicators)))


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a run folder.

    Raises RunError (exit 3) when it is missing, damaged, or of a later format.
    """
    path = folder / FILE_NAME
    try:
        content = json.loads(path.read_bytes())
        if "work" not in content and isinstance(content.get("kind"), str):
            raise _no_run(folder, content["kind"], content.get("status"))
        if content.pop("format") != FORMAT:
            raise ValueError("unknown format")
        work = content.pop("work")
        work["scenarios"] = tuple(
            ScenarioWork(**{**item, "assumptions": tuple(item["assumptions"])})
            for item in work["scenarios"]
        )
        work["indicators"] = tuple(work["indicators"])
        return Manifest(work=Work(**work), **content)
    except OSError as error:
        zh, en = system_reason(error)
        raise RunError(
            f"{path}: 无法读取运行清单({zh}); 请确认这是 shengsi 的运行文件夹",
            f"{path}: the manifest cannot be read ({en}); is this a run folder?",
            3,
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(
            f"{path}: 运行清单已损坏或版本不符; 请从备份恢复,或重新运行",
            f"{path}: the manifest is damaged or of another version; restore it or run again",
            3,
        ) from error


def _no_run(folder: Path, kind: str, status: object) -> RunError:
    """What is asked for is the folder of an analysis, or of one that was stopped."""
    if status == COMPLETE:
        return RunError(
            f"{folder}: 这是分析结果({kind}),不是运行; 允许: forecast 等写出的运行; "
            "改法: 用 shengsi runs list 看有哪些运行,分析用 shengsi runs show 看",
            f"{folder}: the results of an analysis ({kind}), not a run; allowed: what forecast "
            "writes; fix: see shengsi runs list; shengsi runs show tells of an analysis",
            3,
        )
    zh, en = going_on(folder, kind)
    return RunError(
        f"{folder}: 这是没有做完的分析({kind}),不是运行; 改法: {zh}",
        f"{folder}: an unfinished analysis ({kind}), not a run; fix: {en}",
        3,
    )


def going_on(folder: Path, kind: str) -> tuple[str, str]:
    """How an unfinished analysis goes on."""
    if kind == "portfolio":
        command = f"shengsi portfolio --resume {folder}"
        return f"执行 {command}", f"run {command}"
    return "用同样的命令接着做", "go on with the same command"


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def versions() -> dict[str, str]:
    """Versions of Python and of every package that decides the bytes of a run.

    `program` is a digest of our own sources, which tells apart two edits of one version.
    """
    found = {"python": platform.python_version(), "program": program_digest()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            # Run from a checkout that was never installed.
            found[name] = "not installed"
    return found


def program_digest() -> str:
    """Digest (12 hex digits) of the sources that a run's results pass through."""
    from model.kernel import sources_digest

    root = Path(__file__).resolve().parents[1]
    digests = [sources_digest(root / name) for name in ("model", "calibration", "scenarios")]
    return digest_bytes("".join(digests).encode())[:12]


def git_state(root: Path) -> dict[str, Any] | None:
    """Commit of the checkout at `root` and whether it was edited since; None outside one."""
    if not (root / ".git").exists():
        return None
    try:
        commit = _git(root, "rev-parse", "HEAD")
        return {"commit": commit, "edited": bool(_git(root, "status", "--porcelain"))}
    except (OSError, subprocess.SubprocessError):
        # git is not installed, or the checkout has no commit yet.
        return None


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=root, capture_output=True, check=True, timeout=10, encoding="utf-8"
    )
    return done.stdout.strip()
