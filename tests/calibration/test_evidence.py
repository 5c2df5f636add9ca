"""An old record and a county's own accounts: what is new in them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from calibration.county import SHIPPED
from calibration.evidence import NothingNewError, weigh
from calibration.history import load_history
from calibration.observations import Observation


@pytest.fixture(scope="module")
def known() -> list[Observation]:
    return [obs for obs in load_history(SHIPPED / "history.csv") if obs.use == "fit"]


def gdp(known: list[Observation], year: int, **other: object) -> Observation:
    found = next(obs for obs in known if obs.variable == "gdp" and obs.year == 2021)
    return replace(found, **{"year": year, **other})  # type: ignore[arg-type]


def test_a_number_of_a_new_year_is_added_at_the_end(known: list[Observation]) -> None:
    new = gdp(known, 2023)
    found = weigh(known, [new])
    assert [change.kind for change in found.changes] == ["added"]
    assert found.changes[0].obs is new and found.changes[0].old is None
    assert found.record == (*known, new) and found.last_year == 2023


def test_a_revision_takes_the_place_of_what_it_revises(known: list[Observation]) -> None:
    new = gdp(known, 2021, value=1.3e6)
    found = weigh(known, [new])
    assert [change.kind for change in found.changes] == ["revised"]
    assert found.changes[0].old == gdp(known, 2021) and len(found.record) == len(known)
    assert new in found.record and gdp(known, 2021) not in found.record
    # A better grade of the same number is a revision too.
    assert weigh(known, [gdp(known, 2021, error=0.01)]).changes[0].kind == "revised"


def test_a_number_put_out_of_use_is_withdrawn(known: list[Observation]) -> None:
    found = weigh(known, [gdp(known, 2021, use="no"), gdp(known, 2016, use="context")])
    assert [change.kind for change in found.changes] == ["withdrawn"]
    assert found.changes[0].obs == gdp(known, 2021) and found.changes[0].new is None
    assert len(found.record) == len(known) - 1


def test_what_is_known_already_is_no_change(known: list[Observation]) -> None:
    found = weigh(known, [gdp(known, 2021, source_title="本县账目"), gdp(known, 2023)])
    assert [change.kind for change in found.changes] == ["added"]
    assert len(found.record) == len(known) + 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_accounts_that_bring_nothing_new_are_refused_in_one_line(
    known: list[Observation], lang: str
) -> None:
    for own, said in (([gdp(known, 2021)], "1"), ([gdp(known, 2023, use="context")], "fit")):
        with pytest.raises(NothingNewError) as caught:
            weigh(known, own)
        (line,) = caught.value.lines(lang)
        line.encode("gbk")
        assert said in line


def test_likelihoods_are_put_together_by_what_is_known(known: list[Observation]) -> None:
    found = weigh(known, [gdp(known, 2021, value=1.3e6), gdp(known, 2023)])
    rng = np.random.default_rng(1)
    columns = rng.normal(size=(5, len(found.all)))
    old = columns[:, : len(known)].sum(axis=1)
    assert np.allclose(found.given(columns, ()), old)
    after = columns[:, list(found.after)].sum(axis=1)
    assert np.allclose(found.given(columns, found.every), after)
    place = known.index(gdp(known, 2021))
    half = old - columns[:, place] + columns[:, len(known)]
    assert np.allclose(found.given(columns, {0}), half)
    # A run that the withdrawn number excludes counts again when it is out of use.
    gone = weigh(known, [gdp(known, 2021, use="no")])
    columns = np.zeros((2, len(gone.all)))
    columns[0, place] = -np.inf
    assert gone.given(columns, ()).tolist() == [-np.inf, 0.0]
    assert gone.given(columns, gone.every).tolist() == [0.0, 0.0]
