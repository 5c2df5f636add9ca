"""The shipped county, a way to write a scenario file and to hear what is wrong with it, and the
command line on a made-up engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from calibration.county import load_shipped
from scenarios import forecast as job
from scenarios import posterior_input
from scenarios.loader import load_scenario
from scenarios.problems import ScenarioError
from shengsi.cli import app
from shengsi.text import set_language
from tests.scenarios.fake_engine import PART, fake_engine

HEAD = "schema_version: 1\nname_zh: 试验\n"


@pytest.fixture(scope="session")
def spec():
    return load_shipped()


@pytest.fixture
def write(tmp_path):
    """Write a scenario file: `body` after the two required keys (or `text`, or `data`)."""

    def _write(body="", name="trial", *, text=None, data=None):
        path = tmp_path / f"{name}.yaml"
        content = (HEAD + body if text is None else text).encode() if data is None else data
        path.write_bytes(content)
        return path

    return _write


@pytest.fixture
def load(write, spec):
    """The scenario of a body."""
    return lambda body="", **kwargs: load_scenario(write(body, **kwargs), spec)


@pytest.fixture
def complaints(write, spec):
    """What is said about a body, without the folder: `trial.yaml:3:5: ...` becomes `3:5: ...`."""

    def _complaints(body="", lang="zh", **kwargs):
        path = write(body, **kwargs)
        with pytest.raises(ScenarioError) as caught:
            load_scenario(path, spec)
        lines = caught.value.lines(lang)
        assert all("\n" not in line for line in lines)
        return [line.replace(f"{path}:", "") for line in lines]

    return _complaints


Shengsi = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shengsi(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shengsi:
    """`shengsi(*words)` in an empty folder, on the made-up engine: (exit code, stdout, stderr).

    Draws come from the priors, as if the county had no posterior of its own.
    """
    from typer.main import get_command

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SHENGSI_LANG", raising=False)
    monkeypatch.setattr(job, "_engine", lambda: fake_engine)
    monkeypatch.setattr(posterior_input, "shipped_posterior", lambda county: None)
    monkeypatch.setattr(job, "usual_part_draws", lambda *_: PART)

    def call(*words: str) -> tuple[int, str, str]:
        code = get_command(app).main(list(words), standalone_mode=False)
        said = capsys.readouterr()
        set_language("zh")
        return code, said.out, said.err

    return call
