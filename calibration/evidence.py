"""An old record and a new one: which numbers were added, revised or withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from calibration.account_findings import same_thing
from calibration.accounts import lay_over
from calibration.errors import DataError
from calibration.faults import Words
from calibration.observations import Observation

Kind = Literal["added", "revised", "withdrawn"]


class NothingNewError(DataError):
    """Accounts that hold nothing which the posterior does not know."""

    def __init__(self, numbers: int) -> None:
        zh, en = "没有用于对照(fit)的数", "no number is of use fit"
        if numbers:
            zh = f"{numbers} 个用于对照(fit)的数,后验都已用过"
            en = f"numbers of use fit: {numbers}, all of them known to the posterior"
        self.words = Words(
            f"账目没有带来新的信息:{zh}; 允许: 至少一个新的、改过的或停用的数; "
            "改法: 核对年份、数值与用途(use)",
            f"the accounts bring nothing new: {en}; allowed: at least one number that is new, "
            "revised or put out of use; fix: check years, values and use",
        )
        super().__init__(self.lines("zh"))

    def lines(self, lang: str = "zh") -> list[str]:
        """The one line in `lang`."""
        return [self.words.text(lang)]


@dataclass(frozen=True)
class Change:
    """One number in which the new record differs: `old` is what it takes the place of (None:
    nothing), `new` what it is now (None: out of use)."""

    old: Observation | None
    new: Observation | None

    @property
    def kind(self) -> Kind:
        """Added, revised or withdrawn."""
        if self.old is None:
            return "added"
        return "withdrawn" if self.new is None else "revised"

    @property
    def obs(self) -> Observation:
        """The number as it is now, or as it was when it is out of use."""
        found = self.new or self.old
        assert found is not None
        return found


@dataclass(frozen=True)
class Evidence:
    """Both records: `all` holds every number of either, those of the old record first.

    `after` are the positions in `all` of the new record, in its order; `changes` is what
    differs, with the `places` of each (as it was, as it is) in `all`, -1 for none.
    """

    all: tuple[Observation, ...]
    after: tuple[int, ...]
    changes: tuple[Change, ...]
    places: tuple[tuple[int, int], ...]

    @property
    def record(self) -> tuple[Observation, ...]:
        """The new record."""
        return tuple(self.all[at] for at in self.after)

    @property
    def last_year(self) -> int:
        """The last year that a number of either record needs."""
        return max(item.year for item in self.all)

    @property
    def unchanged(self) -> list[int]:
        """Positions in `all` of what both records hold."""
        changed = {at for places in self.places for at in places}
        return [at for at in range(len(self.all)) if at not in changed]

    def given(self, columns: np.ndarray, inside: Collection[int]) -> np.ndarray:
        """Log-likelihood [n] of the old record in which the changes `inside` were made.

        `columns` [n, all] are the log-likelihoods of every number.  Term after term in one order:
        the same bits however runs are chunked.
        """
        places = self.unchanged
        places += [pair[at in inside] for at, pair in enumerate(self.places)]
        total = np.zeros(len(columns))
        for place in places:
            if place >= 0:
                total += columns[:, place]
        return total

    @property
    def every(self) -> frozenset[int]:
        """All changes."""
        return frozenset(range(len(self.changes)))


def weigh(known: Sequence[Observation], own: Sequence[Observation]) -> Evidence:
    """Lay a county's `own` numbers over those that a posterior knows, and find what differs.

    Theirs win.  A number that is the same in value and error is no change.  Raises
    NothingNewError when nothing is.
    """
    merged = lay_over(known, own)
    every, changes, places = list(known), list[Change](), list[tuple[int, int]]()
    at = {same_thing(obs): index for index, obs in enumerate(known)}
    after = []
    for laid in merged.rows:
        if laid.obs.use != "fit":
            continue
        place = at.get(same_thing(laid.obs), -1)
        if laid.own and (laid.replaced is None or not _agree(laid.replaced, laid.obs)):
            changes.append(Change(laid.replaced, laid.obs))
            places.append((place, len(every)))
            place = len(every)
            every.append(laid.obs)
        after.append(place)
    for obs in merged.dropped:
        changes.append(Change(obs, None))
        places.append((at[same_thing(obs)], -1))
    if not changes:
        raise NothingNewError(sum(obs.use == "fit" for obs in own))
    return Evidence(tuple(every), tuple(after), tuple(changes), tuple(places))


def _agree(one: Observation, other: Observation) -> bool:
    """Whether two numbers of the same thing say the same."""
    return (one.value, one.error, one.unit) == (other.value, other.error, other.unit)
