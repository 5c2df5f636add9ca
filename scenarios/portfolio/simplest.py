"""The simplest set of lever values among those that cannot be told from the chosen one.

A search keeps whatever was lucky on its own draws, and so moves levers that gain nothing.  Whoever
reads the answer would take each of them for a means to the end.  A lever is therefore put back to
its value without the plan when the set without it is as good: the same verdict, a probability that
is not lower beyond error, and no higher cost.  Everything is judged on the draws of the choice, and
always against the set as chosen, so that small losses do not add up unseen.

Where the goal is out of reach, error is the 95 % interval: what cannot be told apart is the same.
Where the chosen set reaches it, every point above the goal is what makes it hold on other draws;
error is then one standard error, the rule by which trees are pruned (Breiman, Friedman, Olshen &
Stone, "Classification and Regression Trees", 1984).
"""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.portfolio.answer import MET, MISSED, UNCLEAR, Checked, Question, verdict_of
from scenarios.portfolio.check import Checker
from scenarios.portfolio.ladders import Point

_RANK = {MISSED: 0, UNCLEAR: 1, MET: 2}
# How many levers are put back together, fewest first; all of them are tried as well.
_TOGETHER = (2, 3, 5, 8, 13, 21, 34)


def simplest(checker: Checker, chosen: Checked, baseline: Checked) -> Checked:
    """`chosen` without the levers that do nothing for it; `baseline` if that is as good.

    Both are judged on the draws of `checker`, and so is what comes back; its `search` is None
    where levers were put back.
    """
    if _as_good(checker, chosen, baseline):
        return baseline
    best = chosen
    while True:
        fewer = _fewer(checker, chosen, best)
        if fewer is None:
            return best
        best = fewer


def _fewer(checker: Checker, chosen: Checked, best: Checked) -> Checked | None:
    """`best` with as many levers put back as leaves it as good as `chosen`; None: not one can be."""
    point = best.point or ()
    moved = [at for at, rung in enumerate(point) if rung]
    alone = checker.points([(_back(point, [at]), None) for at in moved])
    spare = [
        (item.cost - best.cost, -checker.change(chosen, item).value, at, item)
        for at, item in zip(moved, alone, strict=True)
        if _as_good(checker, chosen, item)
    ]
    if not spare:
        return None
    # Those that lose least first, of these the dearest.
    spare.sort(key=lambda entry: (entry[1], entry[0], entry[2]))
    order = [at for _, _, at, _ in spare]
    lengths = sorted({*(n for n in _TOGETHER if n < len(order)), len(order)} - {1})
    rows = checker.points([(_back(point, order[:length]), None) for length in lengths])
    good = [item for item in rows if _as_good(checker, chosen, item)]
    return good[-1] if good else spare[0][3]


def _back(point: Point, levers: Sequence[int]) -> Point:
    """A point with some of its levers at their values without the plan."""
    return tuple(0 if at in levers else rung for at, rung in enumerate(point))


def _as_good(checker: Checker, chosen: Checked, item: Checked) -> bool:
    """Whether a set may stand for the chosen one: verdict, probability and cost are no worse."""
    question = checker.setting.question
    if not _keeps_verdict(question, chosen, item):
        return False
    change = checker.change(chosen, item)
    reaches = chosen.probability.value >= question.at_least
    if (change.value + change.sd if reaches else change.high) < 0.0:
        return False
    return not checker.extra_cost(chosen, item).low > 0.0


def _keeps_verdict(question: Question, chosen: Checked, item: Checked) -> bool:
    """Whether a set is within the budget, at the goal, and sure of it, wherever the chosen one is."""
    goal, most = question.at_least, question.budget
    if most is not None and chosen.cost <= most < item.cost:
        return False
    if item.probability.value < goal <= chosen.probability.value:
        return False
    before, after = (_RANK[verdict_of(each.probability, goal)] for each in (chosen, item))
    return after >= before
