"""Finding a portfolio: searched on one set of draws, chosen on a second, confirmed on a third.

A search picks what did best on its own draws, so its own estimate is too good (the winner's
curse: Smith & Winkler, "The optimizer's curse", Management Science 52, 2006).  The front is
therefore judged anew on draws of another seed, the answer is taken from those numbers, and what is
said of the answer comes from a third set that nothing was chosen by.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from calibration.county import SHIPPED
from model.spec import CountySpec
from scenarios.forecast import Engine
from scenarios.portfolio.answer import (
    Binding,
    Checked,
    Portfolio,
    Question,
    falls_short,
    likelier,
    verdict_on,
)
from scenarios.portfolio.binding import what_binds
from scenarios.portfolio.check import Checker
from scenarios.portfolio.evaluations import Evaluations, Score
from scenarios.portfolio.genetic import evolve
from scenarios.portfolio.ladders import Point
from scenarios.portfolio.polish import Rank, cheapest, polish
from scenarios.portfolio.setting import Setting, prepare
from scenarios.portfolio.simplest import simplest
from scenarios.probability import Estimate
from scenarios.roster_input import RosterInput

if TYPE_CHECKING:
    from calibration.posterior import Posterior

# Told as the search goes on: points evaluated, points in all.
Progress = Callable[[int, int], None]
# Share of the points that the genetic search may ask for; the rest is for polishing.
_GENETIC = 0.6
# Points of the front that are judged anew: near the goal, and over the rest of it.
_NEAR, _REST = 12, 12
# Sets that are judged anew at most: those, the likeliest within the budget, no lever moved, and the
# four of the confirming draws; putting levers back adds a few for every lever that is moved.
JUDGED_ANEW = _NEAR + _REST + 2 + 4


def find_portfolio(
    spec: CountySpec,
    question: Question,
    posterior: Posterior | None = None,
    *,
    county: Path = SHIPPED,
    enterprises: RosterInput | None = None,
    jobs: int = 1,
    log: Path | None = None,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> Portfolio:
    """The cheapest lever values with which the targets of `question` are met likely enough.

    `spec` is read from the folder `county`, whose `lever_costs.csv` and `targets.csv` are used;
    `posterior` is where draws come from (None: the priors), `enterprises` a roster in place of a
    synthetic population.  With a `log` a search that was stopped goes on from it to the same
    answer.  Raises DataError for faulty tables and RunError for a question that cannot be asked.
    """
    taken = enterprises or RosterInput()
    setting = prepare(spec, question, posterior, county, taken, jobs, engine)

    meter = _Meter(question, progress)
    asked = Evaluations(setting.scores, log, meter.searched, setting.space.tops)
    search(setting, asked)
    return answer(setting, asked.asked, meter.checked)


@dataclass
class _Meter:
    """Progress in points of the search; one that is judged anew counts by its draws."""

    question: Question
    progress: Progress | None
    anew: int = 0

    def searched(self, done: int) -> None:
        """So many points of the search are done."""
        self._tell(min(done, self.question.evaluations))

    def checked(self, more: int) -> None:
        """So many more points were judged anew."""
        self.anew += more
        self._tell(self.question.evaluations)

    def _tell(self, done: int) -> None:
        size = self.question.draws / self.question.search_draws
        total = self.question.evaluations + math.ceil(size * JUDGED_ANEW)
        if self.progress is not None:
            self.progress(min(total, done + int(size * self.anew)), total)


def search(setting: Setting, asked: Evaluations) -> None:
    """Search the front, then polish the points that answer the question."""
    question, tops = setting.question, setting.space.tops
    most = max(8, int(_GENETIC * question.evaluations))
    evolve(setting.space, setting.plan_point, asked, most, question.seed)
    ranks = _ranks(asked.asked, question)
    room = question.evaluations - len(asked.asked)
    for left, rank in zip(range(len(ranks) - 1, -1, -1), ranks, strict=True):
        best = min(asked.asked, key=lambda point: (rank(asked.asked[point]), point))
        polish(best, tops, rank, asked, question.evaluations - room * left // len(ranks))


def _ranks(asked: Mapping[Point, Score], question: Question) -> list[Rank]:
    """What to polish for: the goal, and a standard error above it, where it holds on other draws.

    Where the budget seems to be in the way, also what the goal takes without one.
    """
    spread = question.at_least * (1.0 - question.at_least) / question.search_draws
    above = min(0.999, question.at_least + math.sqrt(spread))
    ranks = [cheapest(goal, question.budget) for goal in (question.at_least, above)]
    within = (item for item in asked.values() if _within(item.cost, question))
    if all(item.probability < question.at_least for item in within):
        ranks.append(cheapest(above, None))
    return ranks


def answer(
    setting: Setting, asked: Mapping[Point, Score], told: Callable[[int], None] = lambda _: None
) -> Portfolio:
    """The portfolio from the points of a search: judged anew, chosen, confirmed."""
    question = setting.question
    seconds = Checker(setting, setting.samples[1], told)
    front, chosen, reaches = _choice(setting, seconds, asked)
    thirds = Checker(setting, setting.samples[2], told)
    plans = [("plan", setting.plan.levers), ("no_plan", setting.without.levers)]
    best = None if reaches else likelier(front, chosen, question)
    others = [] if best is None else [("highest", best.levers)]
    confirmed, plan, no_plan, *rest = thirds.named([("portfolio", chosen.levers), *plans, *others])
    highest = rest[0] if rest else None
    short = falls_short(verdict_on(confirmed, highest, question.at_least), reaches)
    return Portfolio(
        question=question,
        spec=setting.trial.spec,
        targets=setting.trial.targets,
        conditions=setting.trial.conditions,
        space=setting.space,
        asked=dict(asked),
        front=tuple(front),
        chosen=chosen,
        chosen_reaches=reaches,
        searched=_searched(setting, chosen),
        confirmed=confirmed,
        highest=highest,
        plan=plan,
        no_plan=no_plan,
        over_no_plan=thirds.change(no_plan, confirmed),
        over_plan=thirds.change(plan, confirmed),
        over_highest=None if highest is None else thirds.change(highest, confirmed),
        dearer=_dearer(front, question) if short and not reaches else None,
        binding=_binding(setting, front, chosen) if short else (),
        origin=setting.origin,
        basis=setting.basis,
        few=setting.few,
        costs=setting.costs,
    )


def _choice(
    setting: Setting, seconds: Checker, asked: Mapping[Point, Score]
) -> tuple[list[Checked], Checked, bool]:
    """The front judged anew by rising cost, what is chosen, and whether that reaches the goal."""
    question, nothing = setting.question, setting.space.nothing
    checked = to_check(asked, question, nothing)
    front = seconds.points([(point, asked[point]) for point in checked])
    picked, reaches = choose(front, question, nothing)
    baseline = next(item for item in front if item.point == nothing)
    chosen = _scored(setting, asked, simplest(seconds, picked, baseline))
    if all(item.point != chosen.point for item in front):
        front.append(chosen)
    front.sort(key=lambda item: (item.cost, len(item.lines)))
    return front, chosen, reaches


def _scored(setting: Setting, asked: Mapping[Point, Score], item: Checked) -> Checked:
    """A set of lever values with the search's score of it, played where the search never met it."""
    if item.search is not None or item.point is None:
        return item
    known = asked.get(item.point)
    return replace(item, search=known or setting.scores([item.point])[0])


def _searched(setting: Setting, chosen: Checked) -> Estimate:
    """What the search's own draws say of the chosen portfolio, with the error of those draws."""
    sample = setting.samples[0]
    return setting.trial.probability(sample, setting.trial.play(sample, [chosen.levers])[0])


def _binding(setting: Setting, front: Sequence[Checked], chosen: Checked) -> tuple[Binding, ...]:
    """What keeps the chosen portfolio from the goal."""
    likeliest = max(front, key=lambda item: (item.probability.value, -item.cost))
    dearer = None if _within(likeliest.cost, setting.question) else likeliest
    return what_binds(setting.trial, setting.samples[1], setting.space, chosen, dearer)


def front_of(asked: Mapping[Point, Score]) -> list[Point]:
    """Points that no other beats in cost and probability, by rising cost."""
    order = sorted(asked, key=lambda point: (asked[point].cost, -asked[point].probability, point))
    found: list[Point] = []
    for point in order:
        if not found or asked[point].probability > asked[found[-1]].probability:
            found.append(point)
    return found


def to_check(asked: Mapping[Point, Score], question: Question, nothing: Point) -> list[Point]:
    """Points of the front to judge anew: the cheapest that reach the goal, and some of the rest.

    The likeliest within the budget is always among them, and so is `nothing`, the point at which no
    lever is moved, though another may have beaten it on the search's draws.
    """
    front = front_of(asked)
    near = [point for point in front if asked[point].probability >= question.at_least][:_NEAR]
    rest = [point for point in front if point not in near]
    spread = [rest[at] for at in _even(len(rest), _REST)]
    within = [point for point in front if _within(asked[point].cost, question)]
    return list(dict.fromkeys([nothing, *spread, *near, *within[-1:]]))


def _even(count: int, most: int) -> list[int]:
    """Up to `most` indices spread evenly over `count`, first and last included."""
    if count <= most:
        return list(range(count))
    return sorted({round(step * (count - 1) / (most - 1)) for step in range(most)})


def _within(cost: float, question: Question) -> bool:
    return question.budget is None or cost <= question.budget


def choose(front: Sequence[Checked], question: Question, nothing: Point) -> tuple[Checked, bool]:
    """The cheapest that reaches the goal within the budget, and True; else the likeliest within it.

    The point `nothing`, at which no lever is moved, is taken where it reaches the goal, even if
    another is cheaper: nobody need do what is not needed.  Where nothing is within the budget, the
    cheapest of all.
    """
    within = [item for item in front if _within(item.cost, question)]
    good = [item for item in within if item.probability.value >= question.at_least]
    if good:
        return min(good, key=lambda item: (item.point != nothing, item.cost)), True
    if within:
        return max(within, key=lambda item: (item.probability.value, -item.cost)), False
    return min(front, key=lambda item: item.cost), False


def _dearer(front: Sequence[Checked], question: Question) -> Checked | None:
    """The cheapest that reaches the goal, whatever the budget."""
    good = [item for item in front if item.probability.value >= question.at_least]
    return min(good, key=lambda item: item.cost) if good else None
