"""The report on a calibration: what it says, what it writes, and that it says what the numbers say."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from calibration.conditioning import CountyRuns, usable
from calibration.county import SHIPPED, load_shipped
from calibration.diagnostics import Diagnosis, diagnose, runs_needed
from calibration.faults import Words
from calibration.forecast_comparison import ADJUSTED, PLAIN
from calibration.history import load_history
from calibration.importance import normalised
from calibration.information import Gain
from calibration.let_in import in_part
from calibration.observations import Origin
from calibration.posterior import Posterior, PosteriorError
from calibration.proposals import Address, prior_design, to_uniform
from model.parameters import PARAMETERS
from scenarios.files import RunError
from shengsi.calibration_evidence import origin_text
from shengsi.calibration_report import (
    REPORT,
    plan_goal,
    report_document,
    report_text,
    write_report,
)
from shengsi.calibration_sections import findings
from shengsi.calibration_tables import observation_rows
from shengsi.text import texts

PARAMETER_NAMES = {item.code: item.name_en for item in PARAMETERS}
PAIRS, PRIOR_RUNS = 240, 1_024
DATE = "2023-04-01"


@pytest.fixture(scope="module")
def posterior() -> Posterior:
    """Prior runs leaning towards the record: enough to be diagnosed, quick to make."""
    record = load_history(SHIPPED / "history.csv")
    observations = tuple(usable(record, 2022)[0])
    runs = CountyRuns(load_shipped(), observations, jobs=2)
    u = to_uniform(prior_design(PAIRS, len(runs.codes), 7))
    seeds = Address(7).seeds(0, PAIRS)
    seen = runs.log_likelihood(u, seeds)
    stage = {"temperature": 0.3, "ess": 120.0, "pareto_k": 0.2, "acceptance": 0.25, "moved": 0.9,
             "sweeps": 9, "calls": 900}  # fmt: skip
    manifest = {"status": "complete", "calls": 900, "stages": [stage],
                "settings": {"seed": 7, "start": 4096, "ess_floor": 20.0}}  # fmt: skip
    return Posterior(runs.codes, u, seeds, normalised(0.02 * seen), seen, observations, manifest)


def diagnosed(posterior: Posterior, jobs: int = 2, held: int = 1, **more) -> Diagnosis:
    """A diagnosis in which the last `held` observations were not conditioned on."""
    kept = posterior.observations[: len(posterior.observations) - held]
    known = CountyRuns(load_shipped(), kept, jobs)
    seen = replace(
        posterior,
        observations=kept,
        log_likelihood=known.log_likelihood(posterior.u, posterior.seeds),
    )
    return diagnose(
        load_shipped(), seen, posterior.observations[len(kept) :], plan_goal(), seed=3,
        jobs=jobs, prior_runs=PRIOR_RUNS, left_out=["gdp 2031: needs 2031"], **more,
    )  # fmt: skip


@pytest.fixture(scope="module")
def found(posterior: Posterior) -> Diagnosis:
    return diagnosed(posterior)


def test_the_deciding_target_is_read_from_the_countys_file(tmp_path: Path):
    goal = plan_goal()
    assert (goal.id, goal.indicator, goal.year, goal.value, goal.strict) == (
        "T1", "revenue_above_scale", 2027, 250_000.0, True,
    )  # fmt: skip
    lines = (SHIPPED / "targets.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "targets.csv").write_text(
        "\n".join(line for line in lines if not line.startswith("T1,")), encoding="utf-8"
    )
    other = plan_goal(tmp_path)
    assert other.id != "T1" and not other.strict
    (tmp_path / "targets.csv").write_text(
        "\n".join(line for line in lines if ",point," not in line), encoding="utf-8"
    )
    with pytest.raises(RunError, match=r"targets\.csv.*允许"):
        plan_goal(tmp_path)


def test_the_same_diagnosis_for_any_number_of_jobs(posterior: Posterior, found: Diagnosis):
    told: list[int] = []
    again = diagnosed(posterior, jobs=1, progress=told.append)
    assert report_document(again) == report_document(found)
    assert sum(told) == runs_needed(posterior, PRIOR_RUNS) == PAIRS + PRIOR_RUNS


def test_every_part_is_there(found: Diagnosis):
    assert len(found.parameters) == 23 and found.parameters[0].free
    assert len(found.predicted) == 7 and not found.predicted[-1].used
    assert set(found.comparison.chances) == {"prior", PLAIN, ADJUSTED}
    assert found.comparison.quantities[0].code == "revenue_above_scale"
    assert found.sampler.replayed == 1.0 and found.sampler.ess > 20.0
    assert len(found.information) > 20 and found.widened
    asked = {item.indicator: item.years for item in found.information}
    assert asked["gdp"] == (2018, 2019, 2020, 2022)


def test_a_posterior_of_another_county_is_refused(posterior: Posterior):
    stale = replace(posterior, log_likelihood=posterior.log_likelihood - 1.0)
    with pytest.raises(PosteriorError, match="不符"):
        diagnose(load_shipped(), stale, (), plan_goal(), seed=3, prior_runs=50)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_prints_on_a_gbk_terminal_in_either_language(found: Diagnosis, lang: str):
    text = report_text(found, lang)
    assert text.encode("gbk")
    text = text.replace("None of ", "")
    for word in ("None", "nan", "True", "inf", "False"):
        assert not re.search(rf"(?<![A-Za-z-]){word}(?![A-Za-z])", text), word
    assert "gdp 2031: needs 2031" in text
    if lang == "en":
        for item in PARAMETERS:
            text = text.replace(item.name_en, "")
        assert not re.search("[\u4e00-\u9fff]", text)


def test_every_sentence_prints_on_a_gbk_terminal():
    for pair in texts("calibration_report").values():
        assert "".join(pair).encode("gbk")


def test_what_the_data_cannot_tell_is_said_with_names(found: Diagnosis):
    text = report_text(found, "zh").replace("\n", "")
    driven = len(found.prior_driven)
    assert f"23 个参数中有 {driven} 个仍由先验主导" in text
    assert "留出" in text and "先验主导" in text and "说不清" in text


def test_one_folder_with_report_tables_and_figures(found: Diagnosis, tmp_path: Path):
    files = write_report(found, tmp_path / "report", "zh", DATE)
    names = {path.name for path in files}
    assert {REPORT, "parameters.csv", "observations.csv", "forecasts.csv", "information.csv",
            "stages.csv", "parameters.png", "observations.png", "forecasts.png",
            "information.png"} <= names  # fmt: skip
    text = (tmp_path / "report" / REPORT).read_text(encoding="utf-8")
    assert text.startswith("# 校准诊断:嵊泗县") and f"日期 {DATE}" in text and "种子 3" in text
    head = text[: text.index("##")]
    assert "种子 7,先验运行 4096 次" in head and "对照用先验运行 1024 次,种子 3" in head
    assert all(name in text for name in names - {REPORT})
    for path in files:
        data = path.read_bytes()
        if path.suffix == ".csv":
            assert data.startswith(b"\xef\xbb\xbf")
            rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
            assert rows and all(None not in row for row in rows)
        elif path.suffix == ".png":
            assert data.startswith(b"\x89PNG") and len(data) > 15_000


def test_the_english_report_is_whole_and_the_same_bytes_again(found: Diagnosis, tmp_path: Path):
    # A glyph that the font lacks is a warning, and warnings are errors here.
    files = write_report(found, tmp_path / "report", "en", DATE)
    again = write_report(found, tmp_path / "again", "en", DATE)
    assert len(files) >= 10
    assert [path.read_bytes() for path in files] == [path.read_bytes() for path in again]


def test_the_document_is_json_with_every_number_of_the_tables(found: Diagnosis):
    document = json.loads(json.dumps(report_document(found), allow_nan=False))
    assert document["size"] == PAIRS and document["goal"]["id"] == "T1"
    assert len(document["parameters"]) == 23 and len(document["observations"]) == 7
    rows = [row for row in document["forecasts"] if row["quantity"] == "P(T1)"]
    assert [row["way"] for row in rows] == ["prior", "plain", "adjusted"]
    assert document["sampler"]["status"] == "complete"
    first = document["observations"][0]
    assert first["origin"].startswith("history.csv:") and first["source_title"]


def _with_gain(found: Diagnosis, value: float | None, error: float | None) -> Diagnosis:
    items = [replace(item, goal=Gain(value, error, 100.0, 0.2), moves=value)
             for item in found.information]  # fmt: skip
    return replace(found, information=items)


def test_the_sentences_follow_the_numbers(found: Diagnosis):
    def english(changed: Diagnosis) -> str:
        return " ".join(report_text(changed, "en").split())

    comparison = found.comparison
    plain = comparison.chances[PLAIN]
    adjusted = replace(comparison.chances[ADJUSTED], value=0.4, error=0.01)
    sure = replace(plain, value=0.99, error=0.001)
    far = {**comparison.chances, PLAIN: sure, ADJUSTED: adjusted}
    differs = english(replace(found, comparison=replace(comparison, chances=far)))
    assert "differ beyond error: " in differs and "P(T1)" in differs
    assert "The observations moved it by" in differs
    why = Words("缘由", "the reason")
    alone = {way: chance for way, chance in comparison.chances.items() if way != ADJUSTED}
    without = replace(comparison, chances=alone, why_not=why)
    assert "no regression adjustment: the reason" in english(replace(found, comparison=without))
    never = {way: replace(chance, hits=0, value=0.0) for way, chance in far.items()}
    certain = english(replace(found, comparison=replace(comparison, chances=never)))
    assert "nothing to sharpen" in certain
    assert "No candidate series" in english(_with_gain(found, 0.01, 0.02))
    assert "cannot tell" in english(_with_gain(found, None, None))
    assert "Within error of it" in english(_with_gain(found, 0.5, 0.1))
    stopped = replace(found.sampler, status="budget", sets_ess=5.0, ess=4.0, weights_fine=False)
    text = english(replace(found, sampler=stopped))
    assert "status budget spent; effective parameter sets 5 under the floor of 20" in text
    assert "independent histories 4, fewer than the 50 there should be" in text
    heavy = english(replace(found, sampler=replace(found.sampler, worst_k=1.3)))
    assert "a tail of weights too heavy" in heavy
    odd = [replace(item, left_out=None, posterior=replace(item.posterior, tail=0.004))
           for item in found.predicted]  # fmt: skip
    assert "Observations that surprise the posterior: " in english(replace(found, predicted=odd))


@pytest.mark.parametrize("clear", [(True, True), (True, False), (False, False)])
def test_what_the_data_do_tell_is_no_more_than_the_table_says(found: Diagnosis, clear):
    kept = [item for item in found.parameters if item.free][:3]
    error = {True: 0.02, False: 0.2}
    told = [replace(item, contraction=0.4, contraction_error=error[sure])
            for item, sure in zip(kept, clear, strict=False)]  # fmt: skip
    left = replace(kept[2], contraction=0.0, contraction_error=0.02)
    changed = replace(found, parameters=[*told, left])
    names = [PARAMETER_NAMES[item.code] for item in told]
    sentences = next(
        line for line in findings(changed, "en").paragraphs if "contraction in brackets" in line
    )
    sure, _, doubtful = sentences.partition("Contracted by 0.2 or more")
    for name, is_clear in zip(names, clear, strict=True):
        assert (f"{name} (0.40)" in sure) == is_clear
        assert (f"{name} (0.40)" in doubtful) != is_clear
    assert ("What the data do tell" in sentences) == any(clear)
    assert ("within error" in doubtful) == (not all(clear))
    document = report_document(changed)
    assert document["informed"] == [t.code for t, sure in zip(told, clear, strict=True) if sure]
    assert len(document["informed"]) + len(document["informed_within_error"]) == 2


def test_the_page_is_filled_with_sentences_and_tables(found: Diagnosis):
    from tools.calibration_page import filled

    page = "before\n<!-- diagnosis:en -->\nold\n<!-- end -->\nafter"
    text = filled(page, found)
    assert (
        text.startswith("before\n<!-- diagnosis:en -->\n\nposterior: 240 pairs")
        and "old" not in text
    )
    assert "- What the data cannot tell" in text and "| above-scale revenue |" in text
    assert filled(text, found) == text


@pytest.mark.slow
def test_the_page_says_what_the_shipped_posterior_says():
    from tools.calibration_page import PAGE, filled, shipped_diagnosis

    text = PAGE.read_text(encoding="utf-8")
    assert filled(text, shipped_diagnosis(jobs=2)) == text, "run: python -m tools.calibration_page"


def test_without_observations_the_report_says_that_it_is_the_prior(posterior: Posterior):
    prior = replace(
        posterior,
        observations=(),
        weights=np.full(PAIRS, 1.0 / PAIRS),
        log_likelihood=np.zeros(PAIRS),
        manifest={"status": "no_information"},
    )
    found = diagnose(load_shipped(), prior, (), plan_goal(), seed=3, jobs=2, prior_runs=256)
    text = report_text(found, "zh")
    assert "后验就是先验" in text and "没有观测,无从调整" in text
    assert found.predicted == [] and found.pairs == [] and found.sampler.trusted
    assert len(found.prior_driven) == 23
    json.dumps(report_document(found), allow_nan=False)


@pytest.mark.parametrize(("lang", "words"), [("zh", "只放进了 9%"), ("en", "let in to 9 %")])
def test_the_report_says_how_far_a_cautious_calibration_came(
    found: Diagnosis, lang: str, words: str
) -> None:
    whole = " ".join(findings(found, lang).paragraphs)
    posterior = replace(found.posterior, observations=in_part(found.posterior.observations, 0.09))
    partly = " ".join(findings(replace(found, posterior=posterior), lang).paragraphs)
    assert words in partly and words not in whole and "3.3" in partly and partly.encode("gbk")


def test_the_report_names_own_numbers_and_what_they_took_the_place_of(found: Diagnosis) -> None:
    at = next(i for i, x in enumerate(found.predicted) if x.observation.indicator == "gdp")
    shipped = found.predicted[at]
    mine = replace(shipped.observation, origin=Origin("own.csv", "2:3"), published_value=111.0)
    own = replace(shipped, observation=mine)
    for lang, words in (("zh", "本县账目,替换内置的"), ("en", "own account, in place of")):
        assert words in origin_text(own, lang) and "own.csv:2:3" in origin_text(own, lang)
        assert words not in origin_text(shipped, lang)
        assert origin_text(own, lang).encode("gbk")
    changed = replace(found, predicted=(*found.predicted[:at], own, *found.predicted[at + 1 :]))
    row = observation_rows(changed)[at]
    assert row["own"] == 1 and row["replaced"] == shipped.observation.published
    assert observation_rows(found)[at]["own"] == 0
