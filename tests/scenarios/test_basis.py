"""A forecast says truly what its posterior was conditioned on: nothing, published, own numbers."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes

from calibration.conditioning import CountyRuns, usable
from calibration.county import SHIPPED
from calibration.history import load_history
from calibration.observations import Observation, Origin
from calibration.posterior import FILE_NAME, Posterior
from model.spec import CountySpec
from scenarios import posterior_input
from scenarios.basis import basis
from scenarios.run import Run
from scenarios.runs import open_run
from shengsi.fan_charts import draw_fans
from tests.scenarios.conftest import Shengsi

QUICK = ("-n", "40", "-s", "no_plan", "-s", "plan", "--no-figures", "-q")
PAIRS = 80
PUBLISHED = usable(load_history(SHIPPED / "history.csv"), 2022)[0]
# 示例数据: a published number told again by the county's own books.
OWN = [
    replace(item, origin=Origin("示例账目.xlsx", "账目!D2"))
    for item in PUBLISHED
    if item.variable == "gdp"
][:2]

Forecast = Callable[..., tuple[str, Run]]


@pytest.fixture
def forecast(
    shengsi: Shengsi, spec: CountySpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Forecast:
    """Forecast from a posterior of these numbers: (what is printed, the run).

    Its pairs are not led to the numbers, so that they are not replayed either.
    """
    monkeypatch.setattr(posterior_input, "check_replay_once", lambda *_, **__: None)

    def _forecast(numbers: list[Observation], *words: str) -> tuple[str, Run | None]:
        codes = CountyRuns(spec, ()).codes
        u = np.random.default_rng(4).uniform(size=(PAIRS, len(codes)))
        even = np.full(PAIRS, 1.0 / PAIRS)
        manifest = {"roster": False, "accounts": any(item in OWN for item in numbers)}
        posterior = Posterior(
            codes, u, np.arange(PAIRS), even, np.zeros(PAIRS), tuple(numbers), manifest
        )
        (tmp_path / FILE_NAME).write_bytes(posterior.to_bytes())
        code, out, err = shengsi("forecast", "--posterior", FILE_NAME, *QUICK, *words)
        assert code in (0, None), err
        return out, None if "--dry-run" in words else open_run("latest", tmp_path / "outputs")

    return _forecast


def plain(text: str) -> str:
    """Text without its line ends, so that sentences are found whole."""
    return "".join(text.split())


CASES = {
    "no number": (
        [],
        "参数取自先验(后验没有用到任何数),未经校准",
        "parameters from priors (the posterior holds no number), not calibrated",
        "概率只说明模型与先验,不是对嵊泗的校准预测",
        "not a calibrated forecast of the county",
    ),
    "published numbers": (
        PUBLISHED,
        "参数取自校准后验",
        "parameters from the calibrated posterior",
        "参数以嵊泗已公布的数为条件;公布的数很少",
        "conditioned on what is published of the county; that is little",
    ),
    "published and own numbers": (
        [*PUBLISHED[2:], *OWN],
        f"参数取自校准后验(公布数{len(PUBLISHED) - 2}个,本县账目2个)",
        f"posterior (published numbers {len(PUBLISHED) - 2}, own accounts 2)",
        "本县账目的数(2个)为条件",
        "on its own accounts (numbers: 2)",
    ),
    "own numbers alone": (
        OWN,
        "参数取自校准后验(本县账目2个,不含公布数)",
        "posterior (own accounts 2, nothing published)",
        "没有用已公布的数",
        "on nothing published",
    ),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_forecast_tells_what_its_posterior_was_conditioned_on(
    forecast: Forecast, case: str, lang: str
) -> None:
    numbers, *said = CASES[case]
    short, long = said[lang == "en" :: 2]
    out, run = forecast(numbers, "--lang", lang)
    out.encode("gbk")
    assert plain(short) in plain(out) and plain(long) in plain(out)
    assert basis(run, lang).endswith(short)
    if case != "published numbers":
        assert plain("以嵊泗已公布的数为条件") not in plain(out)
    if case == "no number":
        assert "校准后验" not in out and "calibrated posterior" not in out
    with (run.folder / "targets.csv").open(encoding="utf-8-sig") as file:
        assert {row[f"parameters_{lang}"] for row in csv.DictReader(file)} == {basis(run, lang)}


@pytest.mark.parametrize("case", CASES)
def test_the_document_and_the_dry_run_tell_it_too(forecast: Forecast, case: str) -> None:
    numbers, zh, en, *_ = CASES[case]
    for words in (("--json",), ("--json", "--dry-run")):
        parameters = json.loads(forecast(numbers, *words)[0])["parameters"]
        assert parameters["zh"] == zh and parameters["en"].endswith(en)
    counted = json.loads(forecast(numbers, "--json")[0])["parameters"]["posterior"]["numbers"]
    own = sum(item in OWN and item.origin == OWN[0].origin for item in numbers)
    assert counted == {"published": len(numbers) - own, "own": own, "let_in": 1.0}


def test_a_run_of_an_earlier_version_speaks_as_it_did(forecast: Forecast) -> None:
    _, run = forecast(PUBLISHED)
    del run.manifest.posterior["numbers"]
    assert basis(run, "zh") == "参数取自校准后验"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_figure_names_own_accounts_apart_from_published_history(
    forecast: Forecast, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    known = [item for item in PUBLISHED if item.indicator == "gdp" and item.operator == "level"]
    own = replace(known[0], origin=OWN[0].origin)
    _, run = forecast([own, *known[1:]])
    labels: list[str] = []
    legend = Axes.legend

    def kept(axes: Axes, *words: object, **options: object) -> object:
        labels.extend(axes.get_legend_handles_labels()[1])
        return legend(axes, *words, **options)

    monkeypatch.setattr(Axes, "legend", kept)
    draw_fans(run, lang, ("gdp",))
    own_name, record = ("own accounts", "record") if lang == "en" else ("本县账目", "历史数据")
    assert sum(label.startswith(own_name) for label in labels) == 1
    assert sum(label.startswith(record) for label in labels) == (len(known) > 1)
