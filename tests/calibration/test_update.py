"""A new year arrives: small posteriors of synthetic counties, updated by synthetic accounts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from calibration import update as module
from calibration.calibrate import FUTURE_MOVES, ReachError, calibrate
from calibration.conditioning import CountyRuns, indicator_codes, usable
from calibration.county import SHIPPED, load_shipped
from calibration.evidence import Evidence, weigh
from calibration.faults import Words
from calibration.history import load_history
from calibration.importance import WeightError, effective_size
from calibration.likelihood import simulate_observations, with_values
from calibration.lineages import independent_size, lineages, weight_of_sets
from calibration.observations import Observation
from calibration.particles import Settings
from calibration.posterior import FILE_NAME, Posterior, check_replay, read_posterior, runs_of
from calibration.retempering import Start
from calibration.update import Told, Updated, lead, settings_of, update
from model.policy import build_policy
from model.units import FIRST_YEAR

SETTINGS = Settings(seed=5, start=256, particles=64, budget=40_000, ess_floor=32.0)


def number(indicator: str, value: float, error: float, year: int = 2023, **other) -> Observation:
    """A synthetic number of a new year (示例数据)."""
    unit = "家" if other.get("operator") == "count" else "万元"
    plain = dict(quarter=None, basis="", grade="derived", use="fit", operator="level", span=1)
    text = dict(source_title="示例数据", source_url="", note="")
    return Observation(
        **{
            **dict(variable=indicator, indicator=indicator, year=year, value=value, unit=unit),
            **dict(published_value=value, published_unit=unit, error=error),
            **plain,
            **text,
            **other,
        }
    )


def accounts(
    runs: CountyRuns, wanted: list[Observation], truth: int
) -> tuple[list[Observation], list[Observation]]:
    """The shipped pattern and new numbers as a county drawn from the prior would publish them."""
    rng = np.random.default_rng(truth)
    record = list(runs.observations)
    policy = build_policy(runs.spec, runs.spec.plan, last_year=2023)
    u = rng.uniform(0.2, 0.8, size=(1, len(runs.codes)))
    draws = runs.draws(u, rng.integers(0, 2**62, 1))
    series = runs.series(draws, policy, indicator_codes([*record, *wanted]))
    years = range(FIRST_YEAR, 2024)
    values = simulate_observations([*record, *wanted], series, years, rng)[0]
    found = with_values([*record, *wanted], values)
    return found[: len(record)], found[len(record) :]


@pytest.fixture(scope="module")
def shipped() -> CountyRuns:
    observations, _ = usable(load_history(SHIPPED / "history.csv"), 2022)
    return CountyRuns(load_shipped(), tuple(observations), jobs=2)


@pytest.fixture(scope="module")
def synthetic(shipped: CountyRuns) -> tuple[CountyRuns, list[Observation]]:
    """A synthetic county's record up to 2022, and what it publishes for 2023."""
    wanted = [number("gdp", 1.0, 0.05), number("revenue_above_scale", 1.0, 0.25)]
    record, new = accounts(shipped, wanted, truth=3)
    return replace(shipped, observations=tuple(record)), new


@pytest.fixture(scope="module")
def old(synthetic: tuple[CountyRuns, list[Observation]]) -> Posterior:
    return calibrate(synthetic[0], SETTINGS, notes={"roster": False})


@pytest.fixture(scope="module")
def moved(synthetic, old: Posterior) -> Updated:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "HISTORIES", 2.0)
        return update(old, synthetic[0], weigh(old.observations, synthetic[1]), seed=7)


def kinds(evidence: Evidence) -> list[str]:
    return [change.kind for change in evidence.changes]


def test_numbers_that_say_little_only_change_weights(synthetic, old: Posterior) -> None:
    middle = median_of(synthetic[0], old, "gdp")
    before = old.to_bytes()
    found = update(old, synthetic[0], weigh(old.observations, [number("gdp", middle, 0.5)]), 7)
    assert found.method == "weights" and np.array_equal(found.posterior.u, old.u)
    assert not np.array_equal(found.posterior.weights, old.weights)
    assert found.posterior.weights.sum() == pytest.approx(1.0)
    assert found.ancestors is not None and found.ancestors.tolist() == list(range(len(old)))
    assert len(found.posterior.observations) == len(old.observations) + 1
    sets = weight_of_sets(found.posterior.u, found.posterior.weights)
    assert found.one_step.ess == pytest.approx(effective_size(sets))
    assert found.posterior.manifest["ess"] == found.posterior.ess < found.one_step.ess
    check_replay(found.posterior, runs_of(found.posterior, synthetic[0].spec, 2))
    assert old.to_bytes() == before


def test_weights_alone_must_leave_independent_histories_too(synthetic, old: Posterior) -> None:
    """Many parameter sets with the luck of a few histories are not enough to go by."""
    middle = median_of(synthetic[0], old, "gdp")
    evidence = weigh(old.observations, [number("gdp", middle, 0.5)])
    few = replace(old, ancestry=np.arange(len(old)) % 9)
    told: list[Words] = []
    found = update(few, synthetic[0], evidence, 7, told=Told(rerun=told.append))
    assert few.ess < 10 and found.one_step.ess == pytest.approx(
        update(old, synthetic[0], evidence, 7).one_step.ess
    )
    assert found.method == "rerun" and "独立的历史只剩" in told[0].zh


def median_of(runs: CountyRuns, posterior: Posterior, code: str) -> float:
    policy = build_policy(runs.spec, runs.spec.plan, last_year=2023)
    draws = runs.draws(posterior.u, posterior.seeds)
    return float(np.median(runs.series(draws, policy, [code])[code][:, -1]))


def written(posterior: Posterior, folder: Path) -> Path:
    """The posterior as a file in `folder`."""
    path = folder / FILE_NAME
    path.write_bytes(posterior.to_bytes())
    return path


def test_sharper_numbers_move_the_pairs(
    synthetic, old: Posterior, moved: Updated, tmp_path: Path
) -> None:
    runs, new = synthetic
    assert moved.method == "moves" and moved.posterior.manifest["update"]["added"] == 2
    assert moved.posterior.observations == (*runs.observations, *new)
    sets = weight_of_sets(moved.posterior.u, moved.posterior.weights)
    assert effective_size(sets) >= SETTINGS.ess_floor
    own = moved.posterior.manifest["stages"][-moved.posterior.manifest["update"]["stages"] :]
    left = independent_size(old.lines[moved.ancestors], moved.posterior.weights)
    assert own[-1]["lineages"] == pytest.approx(left)
    # On file too they are worth no more than the old histories they came from.
    again = read_posterior(written(moved.posterior, tmp_path))
    assert again.lines.tolist() == moved.posterior.lines.tolist()
    assert again.ess == moved.posterior.ess <= left * (1 + 1e-9)
    assert again.codes == moved.posterior.codes and again.manifest["ess"] == again.ess
    assert moved.one_step.ess < SETTINGS.keep * SETTINGS.particles
    stages = moved.posterior.manifest["stages"]
    own = moved.posterior.manifest["update"]["stages"]
    assert stages[:-own] == old.manifest["stages"] and stages[-1]["temperature"] == 1.0
    again = runs_of(moved.posterior, runs.spec, 2)
    loglik = again.log_likelihood(moved.posterior.u, moved.posterior.seeds)
    assert np.allclose(loglik, moved.posterior.log_likelihood, rtol=1e-12)
    gap = abs(median_of(runs, moved.posterior, "gdp") / new[0].value - 1.0)
    assert gap < 0.10


def test_history_up_to_the_old_record_stays_as_it_was(synthetic, old: Posterior) -> None:
    longer = replace(synthetic[0], observations=(*old.observations, *synthetic[1]))
    columns = longer.by_observation(old.u, old.seeds)[:, : len(old.observations)]
    total = np.zeros(len(old))
    for column in columns.T:
        total += column
    assert total.tobytes() == old.log_likelihood.tobytes()


def test_the_same_bytes_for_any_number_of_jobs(
    synthetic, old: Posterior, moved: Updated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HISTORIES", 2.0)
    alone = replace(synthetic[0], jobs=1)
    again = update(old, alone, weigh(old.observations, synthetic[1]), seed=7)
    assert again.posterior.to_bytes() == moved.posterior.to_bytes()


def test_too_few_histories_lead_to_a_calibration_afresh(
    synthetic, old: Posterior, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HISTORIES", 1e9)
    asked: list[tuple[CountyRuns, Settings]] = []
    reasons: list[Words] = []

    def afresh(runs, settings, *, on_stage, notes):
        asked.append((runs, settings))
        return replace(old, observations=runs.observations, manifest=dict(notes))

    monkeypatch.setattr(module, "calibrate", afresh)
    monkeypatch.setattr(
        module, "independent_size", lambda lines, weights: 10.0 if weights is old.weights else 4.0
    )
    evidence = weigh(old.observations, synthetic[1])
    found = update(old, synthetic[0], evidence, 7, told=Told(rerun=reasons.append))
    assert found.method == "rerun" and found.ancestors is None and found.why in reasons
    assert "独立的历史" in reasons[0].zh and "histories" in reasons[0].en
    assert asked[0][0].observations == evidence.record
    assert asked[0][1] == replace(SETTINGS, seed=7, future=FUTURE_MOVES)
    assert found.posterior.manifest["update"]["method"] == "rerun"


def test_a_revision_and_a_withdrawal_are_divided_out(
    synthetic, old: Posterior, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HISTORIES", 2.0)
    at = next(o for o in old.observations if o.variable == "gdp" and o.year == 2021)
    revised = weigh(old.observations, [replace(at, value=at.value * 1.05)])
    gone = weigh(old.observations, [replace(at, use="no")])
    assert (kinds(revised), kinds(gone)) == (["revised"], ["withdrawn"])
    higher = update(old, synthetic[0], revised, 7)
    without = update(old, synthetic[0], gone, 7)
    assert len(higher.posterior.observations) == len(old.observations)
    assert len(without.posterior.observations) == len(old.observations) - 1
    gdp = [median_of(synthetic[0], found.posterior, "gdp") for found in (higher, without)]
    assert gdp[0] > median_of(synthetic[0], old, "gdp")
    for found in (higher, without):
        check_replay(found.posterior, runs_of(found.posterior, synthetic[0].spec, 2))


def test_a_number_that_nothing_reaches_is_named_and_the_old_posterior_stays(
    synthetic, old: Posterior
) -> None:
    before = old.to_bytes()
    slip = number("gdp", median_of(synthetic[0], old, "gdp") * 1e4, 0.02)
    with pytest.raises(ReachError, match="核对单位") as caught:
        update(old, synthetic[0], weigh(old.observations, [slip]), 7)
    assert len(caught.value.lines("en")) == 1 and "GDP 2023" in caught.value.lines("en")[0]
    assert old.to_bytes() == before


def test_a_posterior_without_numbers_learns_its_first(
    shipped: CountyRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HISTORIES", 2.0)
    prior = calibrate(replace(shipped, observations=()), SETTINGS)
    middle = median_of(shipped, prior, "gdp")
    found = update(prior, shipped, weigh((), [number("gdp", middle, 0.02)]), 7)
    assert found.posterior.conditioned and found.method == "moves"
    assert found.posterior.observations[0].year == 2023
    assert settings_of(prior, 7).start > SETTINGS.start


def test_two_updates_never_use_the_same_random_numbers(
    synthetic, old: Posterior, moved: Updated, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds = []

    def stop(loglik, start, settings, *, on_stage):
        seeds.append(settings.seed)
        raise WeightError(Words("", ""), 1.0, 1.0)

    monkeypatch.setattr(module, "retemper", stop)
    columns, every = old.log_likelihood, weigh(old.observations, synthetic[1])
    for posterior in (old, moved.posterior):
        for after in ({0}, {0, 1}):
            start = Start(posterior.u, posterior.seeds, posterior.weights)
            with pytest.raises(WeightError):
                lead(start, lambda u, seeds: columns, every, (), after, SETTINGS)
    assert len({*seeds, SETTINGS.seed}) == 5


# Against a calibration from the prior, and in one step or two.


def summary(posterior: Posterior) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Means and standard deviations of the parameters in prior probits, the Monte Carlo variance
    of the means by lineages, and their number."""
    from scipy.special import ndtri

    z = ndtri(posterior.u)
    mean = posterior.weights @ z
    pull = posterior.weights[:, None] * (z - mean)
    groups = lineages(posterior.u, posterior.seeds)
    by_group = np.stack([np.bincount(groups, column) for column in pull.T])
    size = 1.0 / np.sum(np.bincount(groups, posterior.weights) ** 2)
    sd = np.sqrt(posterior.weights @ (z - mean) ** 2)
    return mean, sd, np.sum(by_group**2, axis=1), size


@pytest.mark.slow
def test_in_one_step_in_two_and_from_the_prior_the_answer_is_the_same(
    shipped: CountyRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Means in standard errors and standard deviations in ratio, over several synthetic truths."""
    monkeypatch.setattr(module, "HISTORIES", 10.0)
    wanted = [
        number("gdp", 1.0, 0.03),
        number("revenue_above_scale", 1.0, 0.2),
        number("firms_above_scale", 1.0, 0.2, operator="count"),
    ]
    settings = replace(SETTINGS, start=16_384, particles=500, budget=200_000, ess_floor=125.0)
    shifts, ratios, methods = [], [], set()
    for truth in range(3):
        record, new = accounts(shipped, wanted, truth)
        runs = replace(shipped, observations=tuple(record))
        old = calibrate(runs, replace(settings, seed=truth))
        whole = update(old, runs, weigh(record, new), 50 + truth)
        half = update(old, runs, weigh(record, new[:1]), 60 + truth).posterior
        two = update(half, runs, weigh(half.observations, new[1:]), 70 + truth)
        every = replace(runs, observations=(*record, *new))
        scratch = calibrate(every, replace(settings, seed=80 + truth))
        assert whole.posterior.observations == two.posterior.observations == every.observations
        methods |= {whole.method, two.method}
        means = [summary(found) for found in (whole.posterior, two.posterior, scratch)]
        for one, other in ((0, 1), (0, 2), (1, 2)):
            error = np.sqrt(means[one][2] + means[other][2])
            shifts.append((means[one][0] - means[other][0]) / error)
            ratios.append(np.log(means[one][1] / means[other][1]))
    # Pairs of one lineage count as one: the size of the differences is that of chance.  Both
    # updates begin with the same pairs, so that they lie closer together.
    spread = float(np.sqrt(np.mean(np.square(shifts))))
    assert "moves" in methods
    assert 0.6 < spread < 1.4, spread
    assert np.abs(np.mean(shifts, axis=0)).max() < 1.4
    assert np.abs(np.mean(ratios, axis=0)).max() < 0.25
