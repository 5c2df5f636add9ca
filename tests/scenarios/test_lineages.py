"""Draws of one lineage share their history or their parameters, and errors know it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from calibration.conditioning import CountyRuns
from calibration.lineages import history_luck
from calibration.posterior import FILE_NAME, Posterior
from model.randomness import HISTORY_BITS
from model.spec import CountySpec
from scenarios.draws_file import lineage_of, read_columns, write_draws
from scenarios.probability import clustered_size, effective_size, estimate
from scenarios.run import Run
from scenarios.runs import open_run
from scenarios.targets import conflicts, evaluate
from tests.scenarios.conftest import Shengsi
from tests.scenarios.test_targets import TARGETS

PAIRS = 120
QUICK = ("-n", "60", "-s", "no_plan", "-s", "plan", "--no-figures", "-q")
FEW = {
    "zh": "后验只含 10 段独立历史,少于宜有的 50 段",
    "en": "the posterior holds only 10 independent histories, fewer than the 50 it should",
}
FIX = {"zh": "shengsi calibrate -n", "en": "shengsi calibrate -n"}


def posterior(spec: CountySpec, histories: int) -> Posterior:
    """Pairs of different parameters; their seeds share `histories` pasts and no future."""
    codes = CountyRuns(spec, ()).codes
    u = np.random.default_rng(4).uniform(size=(PAIRS, len(codes)))
    number = np.arange(PAIRS)
    seeds = number % histories + (number << HISTORY_BITS)
    weights = np.full(PAIRS, 1.0 / PAIRS)
    return Posterior(codes, u, seeds, weights, np.zeros(PAIRS), (), {"status": "no_information"})


@pytest.fixture
def forecast(shengsi: Shengsi, spec: CountySpec, tmp_path: Path):
    """Forecast from a posterior of so many histories: (what is printed, the run)."""

    def _forecast(histories: int, *words: str) -> tuple[str, Run]:
        (tmp_path / FILE_NAME).write_bytes(posterior(spec, histories).to_bytes())
        code, out, err = shengsi("forecast", "--posterior", FILE_NAME, *QUICK, *words)
        assert code in (0, None), err
        return out, open_run("latest", tmp_path / "outputs")

    return _forecast


def test_copies_of_one_draw_are_worth_one_draw() -> None:
    once = np.arange(40) < 13
    one, many = estimate(once), estimate(np.repeat(once, 25), clusters=np.repeat(np.arange(40), 25))
    assert one is not None and many is not None
    assert many.ess == pytest.approx(40.0) and many.error == pytest.approx(one.error)
    assert (many.value, many.n) == (one.value, 1000)


def test_independent_draws_keep_their_error_to_the_last_bit() -> None:
    rng = np.random.default_rng(2)
    hits, weights = rng.uniform(size=300) < 0.3, rng.uniform(size=300)
    assert estimate(hits, weights, np.arange(300)) == estimate(hits, weights)


def test_draws_that_share_a_part_of_their_luck_are_worth_something_between() -> None:
    rng = np.random.default_rng(3)
    lines = np.repeat(np.arange(400), 5)
    common = np.repeat(rng.standard_normal(400), 5)
    sizes = []
    for share in (0.0, 0.5, 0.95):
        own = rng.standard_normal(2000)
        hits = np.sqrt(share) * common + np.sqrt(1 - share) * own > 0.2
        sizes.append(clustered_size(hits.astype(float), np.ones(2000), lines))
    assert 2000 >= sizes[0] > 1700 and 600 < sizes[1] < 1300 and 400 <= sizes[2] < 650


def test_the_clustered_error_is_the_scatter_of_the_probability() -> None:
    rng = np.random.default_rng(6)
    lines = np.repeat(np.arange(100), 4)
    values, errors = [], []
    for _ in range(400):
        common = np.repeat(rng.standard_normal(100), 4)
        hits = common + rng.standard_normal(400) > 0.5
        found = estimate(hits, clusters=lines)
        assert found is not None
        values.append(found.value)
        errors.append(found.value * (1 - found.value) / found.ess)
    assert np.sqrt(np.mean(errors)) == pytest.approx(np.std(values), rel=0.12)


@pytest.mark.parametrize("answer", [False, True])
def test_where_all_draws_agree_the_lineages_count(answer: bool) -> None:
    lines = np.array([0, 0, 0, 0, 1, 1, 2, 3])
    found = estimate(np.full(8, answer), clusters=lines)
    assert found is not None
    assert found.ess == pytest.approx(effective_size(np.ones(8), lines)) == pytest.approx(64 / 22)


def test_a_single_hit_is_no_surer_than_none_by_much() -> None:
    lines = np.repeat(np.arange(20), 50)
    never, once = np.zeros(1000, bool), np.arange(1000) == 0
    none, one = estimate(never, clusters=lines), estimate(once, clusters=lines)
    assert none is not None and one is not None
    assert none.ess == pytest.approx(20.0) and one.ess < 25.0 and one.high > 0.1


def test_targets_that_pull_apart_in_a_few_histories_alone_are_not_clear() -> None:
    rng = np.random.default_rng(8)
    base = rng.standard_normal(12)
    lines = np.repeat(np.arange(12), 50)
    noise = 0.01 * rng.standard_normal(600)
    one = np.repeat(base, 50) + noise
    other = np.repeat(-0.7 * base + rng.standard_normal(12), 50) + noise
    series = [250_000 + 20_000 * one, 0.0 + 4 + other]
    years = range(2017, 2028)
    results = []
    for target, values in zip((TARGETS["T1"], TARGETS["T8"]), series, strict=True):
        table = np.repeat(values[:, None], len(years), axis=1)
        results.append(evaluate(target, table, years))
    (apart,), (clustered,) = conflicts(results), conflicts(results, None, lines)
    assert apart.clear and not clustered.clear
    assert (apart.phi, apart.rank_correlation) == (clustered.phi, clustered.rank_correlation)


def test_a_forecast_keeps_the_lineage_of_every_draw(forecast, spec: CountySpec) -> None:
    _, run = forecast(60)
    lineage, seeds = run.draw_columns["lineage"], run.draw_columns["seed"]
    assert tuple(run.draw_columns)[:5] == ("draw", "replication", "seed", "weight", "lineage")
    past = history_luck(seeds)
    assert all(len(set(past[lineage == line])) == 1 for line in set(lineage))
    assert len(set(lineage)) == len(set(past)) < 60
    assert run.clusters is not None and run.clusters.tolist() == lineage.tolist()
    assert run.draws.seeds.tolist() == seeds.tolist()


def test_draws_of_the_priors_are_each_their_own_lineage(shengsi: Shengsi, tmp_path: Path) -> None:
    shengsi("forecast", *QUICK)
    run = open_run("latest", tmp_path / "outputs")
    assert run.draw_columns["lineage"].tolist() == list(range(60))
    assert run.clusters is None and run.manifest.posterior is None


def test_draws_written_without_lineages_are_told_apart_by_seed_and_parameters(
    spec: CountySpec, tmp_path: Path
) -> None:
    draws = posterior(spec, 30).draws(spec, PAIRS, 1)
    write_draws(tmp_path / "draws.parquet", PAIRS, lambda start, stop: draws[start:stop])
    columns = read_columns(tmp_path / "draws.parquet")
    del columns["lineage"]
    assert len(set(lineage_of(columns))) == len(set(history_luck(draws.seeds))) < 31


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_posterior_of_few_histories_says_so_and_what_to_do(forecast, lang: str) -> None:
    out, run = forecast(10, "--lang", lang)
    text = " ".join(out.split()) if lang == "en" else "".join(out.split())
    said = FEW[lang] if lang == "en" else FEW[lang].replace(" ", "")
    fix = FIX[lang] if lang == "en" else FIX[lang].replace(" ", "")
    assert said in text and fix in text[text.index(said) :]
    kept = json.loads((run.folder / "manifest.json").read_bytes())["posterior"]
    assert kept["few"][lang].startswith(FEW[lang]) and kept["ess"] == pytest.approx(10.0)
    assert (kept["pairs"], kept["parameter_sets"], kept["lineages"]) == (PAIRS, PAIRS, 10)


def test_the_document_of_a_forecast_says_it_too(forecast) -> None:
    document = json.loads(forecast(10, "--json")[0])
    sizes = document["parameters"]["posterior"]
    assert all(sizes["few"][lang].startswith(FEW[lang]) for lang in ("zh", "en"))
    assert all(item["probability"]["effective_draws"] <= 60 for item in document["joint"])


def test_enough_histories_need_no_word(forecast) -> None:
    out, run = forecast(60)
    assert "独立历史" not in out
    assert run.manifest.posterior is not None and run.manifest.posterior["few"] is None
