"""A posterior is checked against the model once, and again whenever anything has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calibration.county import SHIPPED
from calibration.posterior import Posterior, PosteriorError, read_posterior, runs_of
from model.roster import ROSTER
from model.spec import CountySpec
from scenarios import replayed
from scenarios.replayed import check_replay_once


@pytest.fixture(scope="module")
def shipped() -> Posterior:
    return read_posterior(SHIPPED)


@pytest.fixture
def replays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Posterior]:
    """The posteriors that were replayed, in turn; what is remembered is kept in a folder apart."""
    seen: list[Posterior] = []
    real = replayed.check_replay

    def counted(posterior: Posterior, *arguments: Any, **named: Any) -> None:
        seen.append(posterior)
        real(posterior, *arguments, **named)

    monkeypatch.setattr(replayed, "check_replay", counted)
    monkeypatch.setattr(replayed, "CACHE", tmp_path)
    return seen


def test_the_second_forecast_need_not_replay_the_pairs_again(
    shipped: Posterior, spec: CountySpec, replays: list[Posterior]
) -> None:
    for _ in range(2):
        check_replay_once(shipped, runs_of(shipped, spec, 2))
    check_replay_once(read_posterior(SHIPPED), runs_of(shipped, spec, 1))
    assert len(replays) == 1


CHANGES: dict[str, Callable[[CountySpec, Posterior], tuple[CountySpec, Any]]] = {
    "a prior": lambda spec, _: (
        replace(
            spec,
            priors=spec.priors
            | {"initial_scale": replace(spec.priors["initial_scale"], second=0.31)},
        ),
        None,
    ),
    "the land of a park": lambda spec, _: (_with_more_land(spec), None),
    "the enterprises": lambda spec, _: (spec, np.zeros(1, ROSTER)),
}


def _with_more_land(spec: CountySpec) -> CountySpec:
    parks = spec.parks.copy()
    parks["serviced"] += 1.0
    return replace(spec, parks=parks)


@pytest.mark.parametrize("change", CHANGES)
def test_another_county_is_replayed_anew(
    shipped: Posterior,
    spec: CountySpec,
    replays: list[Posterior],
    monkeypatch: pytest.MonkeyPatch,
    change: str,
) -> None:
    monkeypatch.setattr(replayed, "check_replay", lambda found, *_, **__: replays.append(found))
    other, roster = CHANGES[change](spec, shipped)
    check_replay_once(shipped, runs_of(shipped, spec, 2))
    check_replay_once(shipped, runs_of(shipped, other, 2, roster))
    assert len(replays) == 2


def test_another_version_of_the_program_is_replayed_anew(
    shipped: Posterior,
    spec: CountySpec,
    replays: list[Posterior],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    check_replay_once(shipped, runs_of(shipped, spec, 2))
    monkeypatch.setattr(replayed, "versions", lambda: {"program": "another"})
    check_replay_once(shipped, runs_of(shipped, spec, 2))
    assert len(replays) == 2


def test_a_posterior_that_does_not_fit_is_refused_every_time(
    shipped: Posterior, spec: CountySpec, replays: list[Posterior]
) -> None:
    stale = replace(shipped, seeds=shipped.seeds + 1)
    for _ in range(2):
        with pytest.raises(PosteriorError):
            check_replay_once(stale, runs_of(stale, spec, 2))
    check_replay_once(shipped, runs_of(shipped, spec, 2))
    assert len(replays) == 3


@pytest.mark.parametrize("kept", ["nowhere to keep it", "a folder that is gone"])
def test_where_nothing_can_be_kept_pairs_are_replayed_every_time(
    shipped: Posterior,
    spec: CountySpec,
    replays: list[Posterior],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    kept: str,
) -> None:
    gone = None if kept == "nowhere to keep it" else tmp_path / "gone"
    monkeypatch.setattr(replayed, "CACHE", gone)
    for _ in range(2):
        check_replay_once(shipped, runs_of(shipped, spec, 2))
    assert len(replays) == 2
