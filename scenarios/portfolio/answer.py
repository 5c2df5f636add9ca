"""What is asked of a search for a portfolio, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from calibration.lever_costs import LeverCost
from model.spec import CountySpec
from model.units import LAST_YEAR
from scenarios.portfolio.evaluations import Score
from scenarios.portfolio.ladders import AMBITIOUS, Point, Space
from scenarios.portfolio.spending import ASSUMPTION, CostLine, declared_total
from scenarios.portfolio.trial import PLAIN, Condition
from scenarios.probability import Estimate, apart
from scenarios.resampling import Interval
from scenarios.scenario import YearPath
from scenarios.targets import Target

# Verdicts on the chosen portfolio, from draws that were never used before.
MET, MISSED, UNCLEAR = "met", "missed", "unclear"
# What may stand in the way of a higher probability.
LEVER, ALL_LEVERS, MONEY, BUDGET = "lever", "all_levers", "money", "budget"


@dataclass(frozen=True)
class Question:
    """What is asked: the cheapest lever values with P(all `targets`) >= `at_least`.

    `budget` in 万元 above no plan (None: no limit), `levers` the actions and levers that may move
    (none: all), `limit` and `bounds` how far, `sets` overrides as of `--set` that stay fixed,
    `robust` "" (the outside as assumed), `worst` or `mean` over the stress conditions as well.
    """

    targets: tuple[str, ...]
    at_least: float = 0.6
    budget: float | None = None
    robust: str = PLAIN
    levers: tuple[str, ...] = ()
    limit: str = AMBITIOUS
    bounds: Mapping[str, float] = field(default_factory=dict)
    sets: tuple[str, ...] = ()
    evaluations: int = 3000
    search_draws: int = 200
    draws: int = 1000
    seed: int = 2023
    last_year: int = LAST_YEAR

    @property
    def seeds(self) -> tuple[int, int, int]:
        """Seeds of the draws that are searched on, chosen on, and confirmed on."""
        return self.seed, self.seed + 1, self.seed + 2


@dataclass(frozen=True)
class Under:
    """The probability that all targets are met under one outside condition.

    `over_worst` is the paired change from the condition in which it is lowest to this one.
    """

    condition: Condition
    probability: Estimate
    over_worst: Interval


@dataclass(frozen=True)
class Checked:
    """A set of lever values on draws that were not searched on.

    `search` is what the search thought of it (None for the plan and no plan); `each` are the
    targets one by one; `paid` is what the model pays above no plan, 万元, `lines` the declared
    costs; `refused` the applications a draw that government could not pay in the years of the
    plan, `unjudged` the runs that gave no answer; `shares` float[n] what each draw adds to the
    probability, `payments` float[n] to `paid`.  Of several outside conditions
    `under` has each (not for points of the front), in the order in which they are played.
    """

    name: str
    point: Point | None
    levers: Mapping[str, YearPath]
    search: Score | None
    probability: Estimate
    each: tuple[Estimate, ...]
    paid: Interval
    lines: tuple[CostLine, ...]
    refused: Interval
    unjudged: int
    shares: np.ndarray = field(repr=False, compare=False)
    payments: np.ndarray = field(repr=False, compare=False)
    under: tuple[Under, ...] = ()

    @property
    def worst(self) -> Under | None:
        """The condition in which the probability is lowest, the first of equals."""
        return min(self.under, key=lambda item: item.probability.value, default=None)

    @property
    def declared(self) -> float:
        """Declared cost, 万元."""
        return declared_total(self.lines)

    @property
    def cost(self) -> float:
        """Cost above no plan, 万元: paid in the runs and declared."""
        return self.declared + self.paid.value

    @property
    def cost_range(self) -> tuple[float, float]:
        """Least and most: both ends of every declared range, with the interval of what is paid."""
        low = sum(line.low for line in self.lines) + self.paid.low
        high = sum(line.high for line in self.lines) + self.paid.high
        return low, high

    @property
    def assumed(self) -> float:
        """Declared cost that is an assumption, 万元."""
        return declared_total([line for line in self.lines if line.cost.grade == ASSUMPTION])

    @property
    def assumed_share(self) -> float | None:
        """Share of the cost that is an assumption; None where nothing is paid."""
        return self.assumed / self.cost if self.cost > 0 else None


@dataclass(frozen=True)
class Binding:
    """What a limit costs in probability: `gain` is the paired change were it relaxed.

    `kind` is LEVER (one bound, `code`), ALL_LEVERS, MONEY (fund and appropriation at their
    legal most), or BUDGET; `path` the relaxed value of a lever.  A lever whose registry allows no
    more has no gain.
    """

    kind: str
    code: str
    path: YearPath | None
    gain: Interval | None

    @property
    def binds(self) -> bool:
        """Whether more would be reached without it, beyond chance."""
        return self.gain is not None and self.gain.low > 0.0


@dataclass(frozen=True)
class Portfolio:
    """The answer.

    `front` are sets of lever values that no other of the search beats in cost and probability,
    judged anew on the second draws, with no lever moved and with `chosen` among them.  `chosen`
    moves no lever if the goal is reached there without; else it is the cheapest that reaches it
    within the budget (`chosen_reaches`), else the likeliest within the budget, without the levers that do
    nothing for it; `searched` is its probability on the search's own draws, `confirmed`, `plan` and
    `no_plan` are on the third draws, which nothing was chosen by; `over_no_plan` and `over_plan`
    are the paired changes of the probability there.  `highest` is `likeliest` on those draws and
    `over_highest` the portfolio's change from it, None where there is none.  `dearer` is the cheapest that
    reaches the goal above the budget, if that is what stands in the way.  `asked` are all points
    of the search.
    """

    question: Question
    spec: CountySpec
    targets: tuple[Target, ...]
    conditions: tuple[Condition, ...]
    space: Space
    asked: Mapping[Point, Score]
    front: tuple[Checked, ...]
    chosen: Checked
    chosen_reaches: bool
    searched: Estimate
    confirmed: Checked
    highest: Checked | None
    plan: Checked
    no_plan: Checked
    over_no_plan: Interval
    over_plan: Interval
    over_highest: Interval | None
    dearer: Checked | None
    binding: tuple[Binding, ...]
    origin: str
    basis: tuple[str, str]
    few: Mapping[str, str] | None
    costs: Mapping[str, LeverCost]

    @property
    def moved(self) -> list[str]:
        """Codes of the levers that the answer moves."""
        return [] if self.chosen.point is None else self.space.moved(self.chosen.point)

    @property
    def verdict(self) -> str:
        """Whether the goal is met on draws that nothing was chosen by: met, missed or unclear."""
        return verdict_on(self.confirmed, self.highest, self.question.at_least)

    @property
    def most(self) -> Estimate:
        """The highest probability found, on draws that nothing was chosen by."""
        every = [self.confirmed, *([] if self.highest is None else [self.highest])]
        return max((item.probability for item in every), key=lambda found: found.value)

    @property
    def short(self) -> bool:
        """Whether the answer falls short, so that what stands in the way is looked into."""
        return falls_short(self.verdict, self.chosen_reaches)

    @property
    def sure(self) -> Checked | None:
        """The cheapest of the front within the budget whose whole interval is at the goal or more."""
        most = float("inf") if self.question.budget is None else self.question.budget
        good = [
            item
            for item in self.front
            if item.cost <= most and verdict_of(item.probability, self.question.at_least) == MET
        ]
        return min(good, key=lambda item: item.cost) if good else None

    @property
    def likeliest(self) -> Checked | None:
        """Where the answer falls short, the set of the front within the budget that seemed likelier.

        It could not be told from the chosen one, which is the simpler; None where
        there is none.
        """
        return None if self.chosen_reaches else likelier(self.front, self.chosen, self.question)

    @property
    def judged(self) -> int:
        """Limits that were relaxed, each judged by itself."""
        return sum(item.gain is not None for item in self.binding)

    @property
    def optimism(self) -> Interval:
        """The winner's curse: what the search thought of the chosen one, less what is confirmed."""
        return apart(self.searched, self.confirmed.probability)

    @property
    def optimism_of_choice(self) -> Interval:
        """The same of the draws that the portfolio was chosen on."""
        return apart(self.chosen.probability, self.confirmed.probability)


def falls_short(verdict: str, chosen_reaches: bool) -> bool:
    """Whether a goal is missed, or unclear where nothing seemed to reach it when chosen."""
    return verdict == MISSED or (verdict == UNCLEAR and not chosen_reaches)


def likelier(front: Sequence[Checked], chosen: Checked, question: Question) -> Checked | None:
    """The likeliest of a front within the budget, where it seemed likelier than the chosen one."""
    most = float("inf") if question.budget is None else question.budget
    within = [item for item in front if item.cost <= most]
    best = max(within, key=lambda item: (item.probability.value, -item.cost), default=None)
    if best is None or best.probability.value <= chosen.probability.value:
        return None
    return best


def verdict_on(confirmed: Checked, highest: Checked | None, at_least: float) -> str:
    """The verdict on a portfolio; a goal that another set may reach is not called missed."""
    own = verdict_of(confirmed.probability, at_least)
    if own == MISSED and highest is not None:
        return MISSED if verdict_of(highest.probability, at_least) == MISSED else UNCLEAR
    return own


def verdict_of(found: Estimate, at_least: float) -> str:
    """Whether an interval lies above the goal, below it, or holds it."""
    if found.low >= at_least:
        return MET
    return MISSED if found.high < at_least else UNCLEAR
