"""Scenarios with some of a plan's measures switched on: the sets of players of an attribution.

Players are the actions of the plan, or the levers of one of them.  A set that is on takes its
levers from the whole (the plan), all others from the base (no plan).  Outside conditions and the
way parameters are drawn are those of the whole in every set, so that only measures differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from calibration.lever_values import GROUPS
from model.spec import CountySpec
from scenarios.files import RunError
from scenarios.loader import load_scenario
from scenarios.scenario import Scenario, differing_levers, digest_of
from scenarios.shapley import MOST_COMBINED, MOST_EXACT, ORDERS, Orders, sampled_orders


@dataclass(frozen=True)
class Player:
    """A measure or group of measures that is on or off as a whole."""

    code: str
    name_zh: str
    name_en: str
    levers: tuple[str, ...]

    def name(self, lang: str) -> str:
        """Its name in `zh` or `en`."""
        return self.name_en if lang == "en" else self.name_zh


@dataclass(frozen=True)
class Design:
    """What an attribution runs: `scenarios` are the sets numbered `sets` (see `shapley`).

    `within` is the action whose levers are the players (empty: the actions are); `alone` says
    that the other actions are off then, not on.  `unchanged` are actions or levers that the whole
    leaves as in the base.  `orders` are the sampled ones where there are too many players to combine.
    """

    whole: Scenario
    base: Scenario
    players: tuple[Player, ...]
    sets: tuple[int, ...]
    scenarios: tuple[Scenario, ...]
    within: str = ""
    alone: bool = False
    unchanged: tuple[Player, ...] = ()
    orders: Orders | None = None


def design(
    spec: CountySpec,
    whole: Scenario | None = None,
    base: Scenario | None = None,
    *,
    within: str = "",
    alone: bool = False,
    orders: int = ORDERS,
    seed: int = 0,
) -> Design:
    """The sets to be run to attribute the effect of `whole` (the plan) over `base` (no plan).

    By action, or by lever `within` one action; then the other actions are on as in the whole,
    or off where `alone`.  Up to ten players all their sets are run; of more, those on the way of
    2 x `orders` orders drawn by `seed`, or with 0 orders all of them as well.  Raises RunError when
    nothing differs, or where all sets are asked for and are too many.
    """
    whole = load_scenario("plan", spec) if whole is None else whole
    base = load_scenario("no_plan", spec) if base is None else base
    known, unchanged = _players(spec, whole, base, within)
    if not known:
        what = within or whole.id
        raise RunError(
            f"{what}: 与 {base.id} 没有任何杠杆不同,无可归因; 请换一个情景或行动",
            f"{what}: no lever differs from {base.id}, nothing to attribute; "
            "name another scenario or action",
            2,
        )
    count = len(known)
    if orders == 0 and count > MOST_EXACT:
        raise _too_many(count)
    sampled = sampled_orders(count, orders, seed) if orders and count > MOST_COMBINED else None
    sets = range(2**count) if sampled is None else sampled.sets()
    rest = _rest(spec, whole, base, within, alone)
    made = [_combination(number, known, whole, rest) for number in sets]
    return Design(
        whole=whole,
        base=base,
        players=known,
        sets=tuple(sets),
        scenarios=tuple(made),
        within=within,
        alone=alone,
        unchanged=unchanged,
        orders=sampled,
    )


def _too_many(count: int) -> RunError:
    return RunError(
        f"{count} 项有 {2**count} 个组合,太多; 全部组合最多 {MOST_EXACT} 项; 请抽取次序,如 24",
        f"{count} of them have {2**count} combinations, too many; all are run for up to "
        f"{MOST_EXACT}; fix: sample orders, such as 24",
        2,
    )


def _players(
    spec: CountySpec, whole: Scenario, base: Scenario, within: str
) -> tuple[tuple[Player, ...], tuple[Player, ...]]:
    """Actions, or levers of one, that differ between the two; and those that do not."""
    differing = differing_levers(whole, base, spec)
    if within:
        codes = [code for code, group in spec.lever_groups.items() if group == within]
        items = {code: spec.levers[code] for code in codes}
        made = [Player(code, items[code].name_zh, items[code].name_en, (code,)) for code in codes]
    else:
        made = [
            Player(
                code, *names, tuple(c for c, group in spec.lever_groups.items() if group == code)
            )
            for code, names in GROUPS.items()
        ]
    players = tuple(player for player in made if set(player.levers) & set(differing))
    return players, tuple(player for player in made if player not in players)


def _rest(
    spec: CountySpec, whole: Scenario, base: Scenario, within: str, alone: bool
) -> dict[str, dict[int, float]]:
    """Levers when no player is on."""
    others_on = bool(within) and not alone
    return {
        code: dict(
            (whole if others_on and spec.lever_groups[code] != within else base).levers[code]
        )
        for code in spec.levers
    }


def _combination(
    number: int, players: Sequence[Player], whole: Scenario, rest: dict[str, dict[int, float]]
) -> Scenario:
    """The scenario of one set of players."""
    on = [player for i, player in enumerate(players) if number >> i & 1]
    levers = dict(rest)
    for player in on:
        levers |= {code: dict(whole.levers[code]) for code in player.levers}
    bits = "".join(str(number >> i & 1) for i in range(len(players)))
    return Scenario(
        id=f"set_{bits}",
        name_zh="、".join(player.name_zh for player in on) or "全部不做",
        name_en=", ".join(player.name_en for player in on) or "none of them",
        description="",
        description_en="",
        base=whole.base,
        extends=(),
        levers=levers,
        assumptions=whole.assumptions,
        uncertainty=whole.uncertainty,
        origin={},
        digest=digest_of(levers, whole.assumptions, whole.uncertainty),
    )


def scenario_of(design: Design, on: Iterable[str]) -> Scenario:
    """The scenario in which the players with these codes are on, and no other.

    Raises KeyError for a set that the design does not hold.
    """
    codes = [player.code for player in design.players]
    number = sum(1 << codes.index(code) for code in on)
    try:
        return design.scenarios[design.sets.index(number)]
    except ValueError:
        raise KeyError(number) from None
