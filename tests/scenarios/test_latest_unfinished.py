"""`runs resume latest` goes on with the last run that is not finished, never with a finished one."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.files import RunError
from scenarios.manifest import FILE_NAME
from scenarios.run import LATEST, PARTIAL
from scenarios.runs import find_run, find_unfinished


def folder(out: Path, name: str) -> Path:
    """A folder that looks like a run's."""
    made = out / name
    made.mkdir(parents=True)
    (made / FILE_NAME).write_text("{}", encoding="utf-8")
    return made


def test_the_last_begun_of_the_unfinished(tmp_path: Path) -> None:
    folder(tmp_path, f"20230101T000000Z_forecast_aaaaaaaa{PARTIAL}")
    wanted = folder(tmp_path, f"20230102T000000Z_forecast_bbbbbbbb{PARTIAL}")
    done = folder(tmp_path, "20230103T000000Z_forecast_cccccccc")
    (tmp_path / LATEST).write_text(done.name, encoding="utf-8")
    assert find_unfinished(LATEST, tmp_path) == wanted
    assert find_run(LATEST, tmp_path) == done
    # By name or by path anything can be asked for, as before.
    assert find_unfinished(done.name, tmp_path) == done


def test_where_all_are_finished_it_is_the_last_of_them(tmp_path: Path) -> None:
    done = folder(tmp_path, "20230103T000000Z_forecast_cccccccc")
    (tmp_path / LATEST).write_text(done.name, encoding="utf-8")
    assert find_unfinished(LATEST, tmp_path) == done


def test_where_there_is_none_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="还没有完成的运行"):
        find_unfinished(LATEST, tmp_path)
