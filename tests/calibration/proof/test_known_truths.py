"""Known truths: counties drawn from the prior publish a record, and are forecast from it alone.

The whole study is `python -m calibration.proof`; here a reduced one, with errors of observation
twice as wide so that a few thousand prior runs are enough.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from calibration.conditioning import CountyRuns
from calibration.county import load_shipped
from calibration.importance import effective_size
from calibration.likelihood import BOUNDS
from calibration.particles import Settings
from calibration.proof.__main__ import Progress, main
from calibration.proof.histories import draw_truths, prior_table
from calibration.proof.in_part import in_part
from calibration.proof.page import Figures, filled
from calibration.proof.page_notes import (
    Check,
    by_way,
    flagged,
    pattern_check,
    small_p_note,
    ways,
)
from calibration.proof.posteriors import Conditioned, by_tempering, by_weights, start_from
from calibration.proof.ranks import LEVELS
from calibration.proof.record import ACCOUNT_SERIES, full_record, patterns, shipped_record
from calibration.proof.scores import caught
from calibration.proof.study import Dense, Study, by_summaries, known_truths, set_up
from calibration.proof.toy_answers import sampled
from calibration.proof.toys import toys
from calibration.proof.verdicts import coverage
from calibration.tempering import temper
from model.indicators import HEADLINES
from model.spec import CountySpec

SEED = 2023
# A right posterior fails a test with this probability: seldom enough that a change of the model,
# which draws other truths, raises no false alarm; forecasts of wrong width fail by far more.
ALARM = 0.001


@pytest.fixture(scope="module")
def spec() -> CountySpec:
    return load_shipped()


@pytest.fixture(scope="module")
def study(spec: CountySpec) -> Study:
    observations = full_record()
    count = len(shipped_record())
    wide = [replace(item, error=2.0 * item.error) for item in observations[:count]]
    return set_up(spec, [*wide, *observations[count:]], truths=100, table=4096, seed=SEED, jobs=2)


@pytest.fixture(scope="module")
def known(study: Study):
    return known_truths(study, patterns(study.observations)[0].rows, temper_poor=False)


def test_intervals_of_the_2027_headlines_cover_known_truths(known) -> None:
    scores = known.scores
    assert scores.headlines == HEADLINES and scores.truths == 100
    assert scores.coverage_p().min() > ALARM
    inside = scores.inside[:, scores.parameters :, 0]
    # Indicators of one county go together: the mean is as sure as one of them, at the least.
    for at, level in enumerate(LEVELS):
        hits = round(inside[:, :, at].mean() * 100)
        assert coverage(np.arange(100) < hits, level).p > ALARM


def test_ranks_are_uniform_and_half_or_double_width_is_caught_by_the_same_test(known) -> None:
    p_values = caught(known.scores)
    assert p_values[1.0] > ALARM and known.scores.parameters_p().min() > ALARM
    assert p_values[0.5] < 1e-6 and p_values[2.0] < 1e-6


def test_a_record_narrows_the_forecast_and_tells_of_some_parameters_only(known) -> None:
    contraction = dict(zip(known.scores.names, known.scores.contraction, strict=True))
    assert contraction["initial_scale"] > 0.4 and contraction["revenue_above_scale"] > 0.2
    assert abs(contraction["patent_rate"]) < 0.1


def test_three_and_six_years_of_accounts_contract_parameters_further(study: Study) -> None:
    few = replace(study, truths=replace(
        study.truths, runs=study.truths.runs.rows(slice(0, 50)),
        published=study.truths.published[:50]))  # fmt: skip
    kinds = patterns(few.observations)
    assert len(kinds[1].rows) >= 3 * len(kinds[0].rows)
    shipped, six = (by_summaries(few, kind.rows) for kind in (kinds[0], kinds[2]))
    told = [item.contraction[: item.parameters].mean() for item in (shipped, six)]
    assert told[1] > 1.2 * told[0]
    at = six.names.index("revenue_above_scale")
    assert np.median(six.span[:, at]) < 0.85 * np.median(shipped.span[:, at])
    more, error = six.rise(shipped)
    assert more == pytest.approx(told[1] - told[0]) and more > 3.0 * error > 0.0
    assert six.uniform_p().min() > ALARM > caught(six)[2.0]


def test_truths_are_no_members_of_the_table_and_publish_with_error(study: Study) -> None:
    assert not set(study.truths.runs.seeds) & set(study.table.seeds)
    at = next(i for i, item in enumerate(study.observations) if item.indicator == ACCOUNT_SERIES[0])
    exact = study.truths.runs.series[ACCOUNT_SERIES[0]][:, 0]
    gap = np.log(study.truths.published[:, at] / exact)
    assert 0.015 < gap.std() < 0.025
    again = draw_truths(study.spec, study.observations, 100, SEED, jobs=1)
    assert again.published.tobytes() == study.truths.published.tobytes()
    assert study.record(3, [at])[0].value == study.truths.published[3, at]


def test_the_table_is_what_a_calibration_starts_from(spec: CountySpec) -> None:
    observations = shipped_record()
    table = prior_table(spec, observations, 512, seed=5, jobs=2)
    runs = CountyRuns(spec, observations, jobs=2)
    settings = Settings(seed=5, start=512, particles=60, budget=512 + 60, ess_floor=1.0)
    assert start_from(table, observations, settings).loglik.tobytes() == (
        runs.log_likelihood(table.u, table.seeds).tobytes()
    )
    resumed = temper(
        runs.log_likelihood,
        len(runs.codes),
        settings,
        resume=start_from(table, observations, settings),
    )
    whole = temper(runs.log_likelihood, len(runs.codes), settings)
    # Probit coordinates go through uniforms and back, which may cost their last digit.
    assert resumed.u == pytest.approx(whole.u, abs=1e-9) and resumed.calls == whole.calls
    assert np.array_equal(resumed.seeds, whole.seeds)


def test_a_posterior_is_worth_its_lineages() -> None:
    z = np.arange(8.0).reshape(8, 1)
    found = Conditioned(z, np.repeat([1, 2], 4), z, np.full(8, 0.125), 0.1, tempered=True)
    assert (found.by_parameters, found.size) == pytest.approx((8.0, 2.0)) and not found.enough


def test_weights_on_the_table_leave_out_runs_that_broke_off(study: Study) -> None:
    record = study.record(0, patterns(study.observations)[0].rows)
    found = by_weights(study.table, record)
    assert found.size == pytest.approx(effective_size(found.weights))
    assert len(np.unique(found.seeds)) == len(found.seeds)
    broken = study.table.headlines.copy()
    best = int(np.flatnonzero(study.table.seeds == found.seeds[found.weights.argmax()])[0])
    broken[best] = np.nan
    again = by_weights(replace(study.table, headlines=broken), record)
    assert len(again.weights) == len(found.weights) - 1 and again.weights.sum() == pytest.approx(1)


def test_patterns_share_the_shipped_observations() -> None:
    observations = full_record()
    shipped, three, six = patterns(observations)
    assert shipped.of(observations) == list(shipped_record())
    assert set(shipped.rows) < set(three.rows) < set(six.rows)
    assert len(six.rows) == len(shipped.rows) + 6 * len(ACCOUNT_SERIES)
    assert {observations[row].year for row in set(three.rows) - set(shipped.rows)} == {
        2020,
        2021,
        2022,
    }
    assert any(observations[row].operator in BOUNDS for row in shipped.rows)
    assert {item.grade for item in six.of(observations)[len(shipped.rows) :]} == {"published"}


@pytest.mark.parametrize(
    "wrong", ["--truths 10", "--table 5", "--jobs 0", "--dense 300", "--cautious 300"]
)
def test_numbers_that_cannot_work_are_refused(wrong: str, capsys) -> None:
    with pytest.raises(SystemExit):
        main(wrong.split())
    line = capsys.readouterr().err.strip().splitlines()[-1]
    assert wrong in line and "允许" in line and line.encode("gbk")


def test_a_page_that_is_not_there_is_named(tmp_path, capsys) -> None:
    assert main(["-o", str(tmp_path / "none.md")]) == 2
    assert "none.md" in capsys.readouterr().err


def test_a_page_without_markers_is_refused_before_the_study_begins(tmp_path, capsys) -> None:
    page = tmp_path / "other.md"
    page.write_text("<!-- figures zh --><!-- end zh --><!-- figures en -->", encoding="utf-8")
    assert main(["-o", str(page)]) == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1 and "<!-- end en -->" in line and "figures" not in line


def test_the_page_has_every_table_in_both_languages(study: Study, known, tmp_path) -> None:
    kinds = patterns(study.observations)
    dense = [Dense(0, 12.0, 3.4, None), Dense(1, 30.0, 9.1, study.scored(1, by_weights(
        study.table, study.record(1, kinds[0].rows))))]  # fmt: skip
    answers = {toy.name: sampled(toy, runs=2) for toy in toys()}
    partly = in_part(study, kinds[1], 3, particles=60)
    assert partly is not None and (partly.powers <= 1.0).all() and partly.scores.truths > 1
    figures = Figures(100, 4096, SEED, known, kinds, (known.scores,) * 3, dense, (partly,), answers)
    page = "".join(f"head\n<!-- figures {at} -->\nold\n<!-- end {at} -->\n" for at in ("zh", "en"))
    zh, en = (part.split("<!-- end")[0] for part in filled(page, figures).split("<!-- figures")[1:])
    assert "\nold\n" not in zh + en and zh.count("\n|") == en.count("\n|") > 90
    assert zh.count("**") == en.count("**") == 20 and filled(filled(page, figures), figures)
    assert "本页共 9 组检验" in zh and "The page has 9 families of tests" in en
    assert "拒绝" in zh and "refused" in en and "+0.000 ± 0.000" in en
    # Both languages show the same numbers.
    numbers = [
        [re.findall(r"\d+\.\d+", line) for line in part.splitlines() if line.startswith("|")]
        for part in (zh, en)
    ]
    assert numbers[0] == numbers[1] and sum(map(len, numbers[0])) > 200
    with pytest.raises(ValueError, match="figures zh"):
        filled("no markers", figures)


def test_coverage_is_told_apart_by_how_posteriors_were_found(known) -> None:
    tempered, heavy = np.arange(100) < 20, (np.arange(100) >= 20) & (np.arange(100) < 50)
    inside = known.scores.inside.copy()
    # The tempered truths alone are missed by every interval.
    inside[tempered] = False
    mixed = replace(
        known, tempered=tempered, heavy=heavy, scores=replace(known.scores, inside=inside)
    )
    rows = [line.split(" | ") for line in by_way(mixed, 1).splitlines()[4:]]
    assert [row[1] for row in rows] == ["50", "30", "20", "100"]
    assert all(cell.startswith("0.0% (") for cell in rows[2][2:])
    assert all(not cell.startswith("0.0%") for row in rows[:2] for cell in row[2:])
    parts = [mask for _, mask in ways(mixed)]
    assert np.array_equal(np.sum(parts, axis=0), np.ones(100))
    assert "| - | - | -" in by_way(replace(known, tempered=np.zeros(100, bool)), 0)


def _checks(*p_values: float) -> list[Check]:
    return [pattern_check((f"甲{at}", f"record {at}"), p) for at, p in enumerate(p_values)]


@pytest.mark.parametrize("lang", [0, 1])
def test_a_p_value_under_a_twentieth_is_always_flagged_and_explained(lang: int) -> None:
    assert [flagged(p) for p in (0.03, 0.05, 0.4)] == ["0.03 *", "0.05", "0.40"]
    none = small_p_note(_checks(0.05, 0.4), lang)
    assert "*" not in none and ("没有一组低于 0.05" if lang == 0 else "None does here") in none
    one = small_p_note(_checks(*[1.0] * 8, 0.03), lang)
    assert "p = 0.03" in one and ("甲8" if lang == 0 else "record 8") in one and "37" in one
    assert ("不足以说有错,也不能说无错" if lang == 0 else "no proof that there is none") in one
    assert ("同一栏的收缩和区间宽度也就不能全信" if lang == 0 else "can be relied on") in one
    sure = small_p_note(_checks(*[1.0] * 8, 0.001), lang)
    assert ("应当作有错来查" if lang == 0 else "taken for a fault") in sure


def test_progress_tells_what_is_done_and_how_long_it_will_take(capsys, monkeypatch) -> None:
    clock = iter([0.0, 1.0, 20.0, 40.0])
    monkeypatch.setattr("calibration.proof.__main__.time.monotonic", lambda: next(clock))
    say = Progress()
    for done in (1, 20, 40):
        say("truths", done, 40)
    assert capsys.readouterr().err.splitlines() == [
        "truths 20/40: 20 s, 20 s left",
        "truths 40/40: 40 s",
    ]


@pytest.mark.slow
def test_two_hundred_truths_with_the_sampler_where_weights_are_poor(spec: CountySpec) -> None:
    observations = full_record()
    kinds = patterns(observations)
    study = set_up(spec, observations, truths=200, table=131_072, seed=SEED, jobs=2)
    found = known_truths(study, kinds[0].rows, compared=5)
    scores, p_values = found.scores, caught(found.scores)
    assert found.tempered.sum() >= 5 and found.refused == 0
    assert scores.coverage_p().min() > ALARM
    assert p_values[1.0] > ALARM and p_values[0.5] < 1e-6 and p_values[2.0] < 1e-6
    shift = np.stack([item.shift for item in found.both])
    assert len(found.both) == 5 and np.sqrt(np.mean(shift**2)) < 2.5
    shipped, three, six = (by_summaries(study, kind.rows) for kind in kinds)
    told = [item.contraction[: item.parameters].mean() for item in (shipped, three, six)]
    assert told[0] < told[1] < told[2]
    for item in (shipped, three, six):
        assert item.uniform_p().min() > ALARM and caught(item)[0.5] < 1e-6


@pytest.mark.slow
def test_a_tempered_posterior_meets_the_weighted_one(spec: CountySpec) -> None:
    observations = full_record()
    rows = patterns(observations)[0].rows
    study = set_up(spec, observations, truths=50, table=65_536, seed=SEED + 1, jobs=2)
    runs = CountyRuns(spec, tuple(study.record(0, rows)), jobs=2)
    settings = Settings(seed=9, start=65_536, particles=1000, budget=265_536, ess_floor=1.0)
    found, weighted = (
        by_tempering(runs, study.table, settings),
        by_weights(study.table, runs.observations),
    )
    assert found.tempered and found.temperature == 1.0
    gap = found.weights @ found.headlines - weighted.weights @ weighted.headlines
    sd = np.sqrt(
        weighted.weights @ (weighted.headlines - weighted.weights @ weighted.headlines) ** 2
    )
    assert np.abs(gap / sd).max() < 5.0 * np.sqrt(1.0 / found.size + 1.0 / weighted.size)
