"""A dry run refuses what the run itself would refuse, in the same words, and writes nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from calibration.county import load_shipped
from calibration.posterior import PosteriorError
from scenarios import forecast as job
from scenarios.loader import load_scenario
from shengsi.cli import app
from tests.calibration.toy_county import number
from tests.scenarios.test_lineages import PAIRS, posterior

BLOCKED = {
    "forecast": ("forecast", "--prior", "-n", "8", "-s", "plan"),
    "run": ("run", "--prior", "-s", "plan"),
    "compare": ("compare", "--prior", "-n", "8", "-s", "plan"),
    "attribute": ("attribute", "--prior", "-n", "8", "--within", "digital"),
    "portfolio": ("portfolio", "--prior", "--targets", "T1"),
    "calibrate": ("calibrate",),
    "prior check": ("calibrate", "--prior-check", "-n", "5"),
    "backtest": ("backtest",),
    "new scenario": ("scenario", "new", "mine"),
}
FAULTY = {
    "unknown scenario": (("-s", "nowhere"), "nowhere"),
    "unreadable posterior": (("--posterior", "text.parquet"), "已损坏"),
    "no posterior": (("--posterior", "missing"), "找不到后验"),
    "unknown lever": (("--prior", "--set", "nothing=1"), "nothing"),
    "apart": (("--prior", "-s", "plan", "-s", "mean.yaml"), "不能共用抽样"),
}
MEAN = "schema_version: 1\nname_zh: 中心\nuncertainty:\n  parameters: mean\n"


@pytest.fixture
def shengsi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The command line in a folder with a file where a folder should be: (exit code, stderr)."""
    monkeypatch.chdir(tmp_path)
    for name in ("file", "text.parquet"):
        Path(name).write_text("text", encoding="utf-8")
    Path("mean.yaml").write_text(MEAN, encoding="utf-8")

    def call(*words: str) -> tuple[int, str]:
        before = sorted(tmp_path.rglob("*"))
        found = CliRunner().invoke(app, list(words))
        assert sorted(tmp_path.rglob("*")) == before
        return found.exit_code, found.stderr

    return call


@pytest.mark.parametrize("words", BLOCKED.values(), ids=BLOCKED.keys())
def test_a_folder_that_cannot_be_written(shengsi, words: tuple[str, ...]) -> None:
    code, said = shengsi(*words, "-o", "file/out", "--dry-run")
    assert code == 1 and "无法写入" in said


@pytest.mark.parametrize(("words", "named"), FAULTY.values(), ids=FAULTY.keys())
def test_what_a_forecast_cannot_read_or_run(shengsi, words: tuple[str, ...], named: str) -> None:
    dry, real = (shengsi("forecast", "-n", "8", *words, *extra) for extra in (("--dry-run",), ()))
    assert dry == real
    assert dry[0] in (2, 3) and named in dry[1]


def test_more_draws_than_pairs_of_a_record_that_reaches_into_the_future() -> None:
    spec = load_shipped()
    scenarios = [load_scenario("plan", spec)]
    past = posterior(spec, 20)
    reached = replace(past, observations=(number("gdp", 2023, 1e6, 0.1),))
    job.check(spec, scenarios, PAIRS + 1, 1, 2027, Path("outputs"), past)
    job.check(spec, scenarios, PAIRS, 1, 2027, Path("outputs"), reached)
    with pytest.raises(PosteriorError, match=f"只有 {PAIRS} 对"):
        job.check(spec, scenarios, PAIRS + 1, 1, 2027, Path("outputs"), reached)


def test_there_is_nothing_to_rehearse_of_a_calibration_that_goes_on(shengsi) -> None:
    code, said = shengsi("calibrate", "--resume", "somewhere", "--dry-run")
    assert code == 2 and "--resume" in said
