"""The targets of a run under some of its scenarios, as they are to be printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from scenarios.assessment import Assessment, focus_scenario
from scenarios.basis import run_basis
from scenarios.manifest import ScenarioWork
from scenarios.run import Run
from shengsi.display import basis_note, letters
from shengsi.tables import Rows, cut, table

# A scenario's name where the legend gives it in full.
_NAME_WIDTH = 36


@dataclass(frozen=True)
class Judged:
    """Assessments `found` of one run, in the language `lang`.

    Several scenarios go by letters, in the order of `found`; a single one needs none.
    """

    run: Run
    found: Sequence[Assessment]
    lang: str

    @cached_property
    def works(self) -> dict[str, ScenarioWork]:
        """The scenarios of the run by id."""
        return {item.id: item for item in self.run.work.scenarios}

    @cached_property
    def letters(self) -> dict[str, str]:
        """Letter of each scenario; empty when there is but one."""
        ids = [item.scenario for item in self.found]
        return dict(zip(ids, letters(len(ids)), strict=True)) if len(ids) > 1 else {}

    @cached_property
    def focus(self) -> Assessment:
        """The scenario that is looked at more closely: the plan where it is among them."""
        focus = focus_scenario(self.run)
        return next((item for item in self.found if item.scenario == focus), self.found[0])

    def name(self, scenario: str) -> str:
        """Name of a scenario."""
        return self.works[scenario].name(self.lang)

    def label(self, scenario: str) -> str:
        """`A 无规划`: letter and name, as the first cell of a row."""
        return cut(f"{self.letters.get(scenario, '')} {self.name(scenario)}".strip(), _NAME_WIDTH)

    def counts(self, numbers: Mapping[str, int]) -> str:
        """`A 3, C 1`: numbers that are not nought, by scenario; "" when all are."""
        found = {scenario: n for scenario, n in numbers.items() if n}
        return ", ".join(f"{self.letters.get(name, '')} {n}".strip() for name, n in found.items())

    def where(self, scenarios: Sequence[str]) -> str:
        """`(A, C)`: the scenarios that something is said of; "" when it is all of them."""
        if len(scenarios) == len(self.found):
            return ""
        return f" ({', '.join(self.letters[name] for name in scenarios)})"

    def note(self) -> str:
        """Where the parameters come from: said below every table of a run."""
        return basis_note(run_basis(self.run), self.lang)

    def table(self, headers: Sequence[str], rows: Rows, align: str) -> str:
        """A table of the run, with its note."""
        return self.noted(table(headers, rows, align))

    def noted(self, text: str) -> str:
        """A text about the run, with the note below it."""
        return f"{text}\n{self.note()}"
