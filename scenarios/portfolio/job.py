"""A search as a folder that can be continued while it goes on.

`<out>/<UTC>_portfolio_<hash8>.partial/` holds the question and a log of every evaluation.  The
question asked again of the folder finds what was evaluated and ends with the same answer; when the
analysis is written the folder is deleted.
"""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from calibration.county import SHIPPED, folder_digest
from calibration.posterior import Posterior
from scenarios.analysis_folder import Analysis, write_analysis
from scenarios.files import RunError, digest_bytes, disk_error, take_lock, write_atomic
from scenarios.manifest import FILE_NAME as MANIFEST
from scenarios.manifest import RUNNING, now
from scenarios.portfolio.answer import Portfolio, Question
from scenarios.portfolio.evaluations import FILE_NAME as LOG
from scenarios.roster_input import RosterInput
from scenarios.run import LOCK, PARTIAL

KIND = "portfolio"
STATE = "search.json"


class SearchStopped(KeyboardInterrupt):
    """The search was stopped; `folder` is where it goes on from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(str(folder))


@dataclass(frozen=True)
class Job:
    """A question, and where its draws and enterprises come from, as kept beside its log.

    `posterior` and `roster` are the files named by the user ("" for the county's own, none);
    `prior` says that no posterior is wanted.
    """

    question: Question
    posterior: str = ""
    prior: bool = False
    roster: str = ""


def inputs_of(posterior: Posterior | None, enterprises: RosterInput) -> dict[str, str]:
    """SHA-256 of what decides the answer besides the question, by name."""
    found = {"county": folder_digest(SHIPPED)}
    if posterior is not None:
        found["posterior"] = digest_bytes(posterior.to_bytes())
    return found | {name: digest_bytes(data) for name, data in enterprises.files}


def analysis_of(
    question: Question, inputs: Mapping[str, str], command: Sequence[str], started: str, jobs: int
) -> Analysis:
    """The analysis that a question makes; its digest is the same for the same answer."""
    return Analysis(KIND, asdict(question), dict(inputs), command, started, jobs)


@dataclass
class Search:
    """An open folder of a search; `started` is when it was begun first."""

    folder: Path
    job: Job
    started: str
    lock: IO[bytes]

    @property
    def log(self) -> Path:
        """The file of its evaluations."""
        return self.folder / LOG

    def answer(self, find: Callable[[Path], Portfolio]) -> Portfolio:
        """What `find` makes of the log; SearchStopped when it is interrupted."""
        try:
            return find(self.log)
        except KeyboardInterrupt as stopped:
            raise SearchStopped(self.folder) from stopped
        except OSError as error:
            raise _full(self.folder, error) from error
        finally:
            self.lock.close()

    def finish(self, analysis: Analysis, files: Mapping[str, bytes]) -> Path:
        """Write the analysis beside the folder, and delete the folder; the analysis' path."""
        written = write_analysis(self.folder.parent, analysis, files)
        shutil.rmtree(self.folder, ignore_errors=True)
        return written


def begin(out: Path, job: Job, digest: str) -> Search:
    """A new folder for a search below `out`.  Raises RunError when it cannot be written."""
    started = now()
    stamp = f"{datetime.fromisoformat(started):%Y%m%dT%H%M%SZ}"
    try:
        out.mkdir(parents=True, exist_ok=True)
        for count in itertools.count(1):
            tail = "" if count == 1 else f"-{count}"
            folder = out / f"{stamp}_{KIND}_{digest}{tail}{PARTIAL}"
            with suppress(FileExistsError):
                folder.mkdir()
                break
        state = {"job": asdict(job), "digest": digest, "started": started}
        text = json.dumps(state, ensure_ascii=False, indent=1)
        write_atomic(folder / STATE, (text + "\n").encode())
        said = {"kind": KIND, "status": RUNNING, "started": started}
        write_atomic(folder / MANIFEST, (json.dumps(said, indent=1) + "\n").encode())
        return Search(folder, job, started, _locked(folder))
    except OSError as error:
        raise disk_error(out, error) from error


def reopen(folder: Path) -> tuple[Search, str]:
    """A search that was stopped, and the digest that its answer must have.

    Raises RunError when `folder` is none or when another process works on it.
    """
    try:
        state: dict[str, Any] = json.loads((folder / STATE).read_text(encoding="utf-8"))
        kept = dict(state["job"])
        question = dict(kept.pop("question"))
        for name in ("targets", "levers", "sets"):
            question[name] = tuple(question[name])
        job = Job(Question(**question), **kept)
        digest, started = str(state["digest"]), str(state["started"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(
            f"{folder}: 不是未完成的组合搜索; 允许: 名称以 {PARTIAL} 结尾、中断时给出的文件夹; "
            "改法: 核对路径,或重新搜索",
            f"{folder}: not an unfinished search; allowed: the folder ending in {PARTIAL} that was "
            "named when it stopped; fix: check the path, or search anew",
            2,
        ) from error
    return Search(folder, job, started, _locked(folder)), digest


def check_same(search: Search, kept: str, digest: str) -> None:
    """RunError when the program or the data changed since a search was begun."""
    if kept != digest:
        search.lock.close()
        raise RunError(
            f"{search.folder.name}: 中断后程序、县数据、后验或名录已变,续搜会混用两个版本; "
            "改法: 重新搜索",
            f"{search.folder.name}: the program, the county's data, the posterior or the roster "
            "changed since; fix: search anew",
        )


def _locked(folder: Path) -> IO[bytes]:
    """The lock of a folder; RunError while another process holds it."""
    lock = take_lock(folder / LOCK)
    if lock is None:
        raise RunError(
            f"{folder.name}: 另一个进程正在搜索; 改法: 等它结束",
            f"{folder.name}: another process is searching; fix: wait until it ends",
        )
    return lock


def _full(folder: Path, error: OSError) -> RunError:
    """A disk that refuses, with the way to go on."""
    said = disk_error(folder, error)
    return RunError(
        f"{said.zh.partition(';')[0]}; 已评估的保留,腾出空间后执行 "
        f"shengsi portfolio --resume {folder}",
        f"{said.en.partition(';')[0]}; what was evaluated is kept: make room, then "
        f"shengsi portfolio --resume {folder}",
    )
