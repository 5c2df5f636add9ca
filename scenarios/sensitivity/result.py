"""The result of a sensitivity analysis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from model.parameters import BY_CODE as PARAMETERS
from scenarios.probability import Estimate
from scenarios.resampling import Interval
from scenarios.scenario import Scenario
from scenarios.sensitivity.effects import Effect
from scenarios.sensitivity.evaluations import Evaluations
from scenarios.sensitivity.indices import Indices, Untold
from scenarios.sensitivity.inputs import Input
from scenarios.sensitivity.outputs import Output


@dataclass(frozen=True)
class Sizes:
    """How much is run: `blocks` of each stage, `trajectories` a block of the screening, `points`
    (a power of two) a block of the single inputs and twice as many of the split; `keep` inputs are
    taken one by one, all others together."""

    blocks: int = 10
    points: int = 128
    trajectories: int = 8
    keep: int = 10


@dataclass(frozen=True)
class Level:
    """An output over the spread of inputs: P(target), or the median of a value with its error and
    the middle 80 % (NaN ends where no run has a value)."""

    chance: Estimate | None
    median: Interval
    low80: float
    high80: float


@dataclass(frozen=True)
class Data:
    """What the data did to a parameter of the posterior: contraction, its error, and the verdict."""

    contraction: float
    error: float
    prior_driven: bool


@dataclass(frozen=True)
class Sensitivity:
    """A sensitivity analysis; dictionaries are by code of the output.

    `split` divides the variance among policy, parameters, drivers and enterprises, luck being an
    input; `single` among the inputs `taken` one by one and the `rest`, luck being held (its shares
    are of the variance at given luck); `screening` has the elementary effects of all ordered
    inputs and `score` their ranks.  `shares` are those of single parameters within a posterior,
    `data` what the data did to them (both empty with priors).  `runs` counts by stage, `failed`
    those that broke off; `pairs` are those of the posterior (0 with priors).  `origin`, `basis` and
    `caution` say where parameters come from, `few` that a posterior holds few histories.
    `evaluations` has the runs of every stage, from which all numbers but `data` were computed.
    """

    scenario: Scenario
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    levels: Mapping[str, Level]
    split: Mapping[str, Indices | Untold]
    single: Mapping[str, Indices | Untold]
    screening: Mapping[str, Mapping[str, Effect] | None]
    score: Mapping[str, float]
    taken: tuple[str, ...]
    rest: tuple[str, ...]
    shares: Mapping[str, Mapping[str, Interval] | None]
    data: Mapping[str, Data]
    runs: Mapping[str, int]
    failed: int
    sizes: Sizes
    pairs: int
    seed: int
    last_year: int
    by: str
    origin: str
    basis: tuple[str, str]
    caution: tuple[str, str]
    few: tuple[str, str] | None = None
    evaluations: Mapping[str, Evaluations] = field(default_factory=dict, repr=False, compare=False)

    def input(self, code: str) -> Input:
        """The input of a code; raises KeyError."""
        return {item.code: item for item in self.inputs}[code]

    def parameter_name(self, code: str, lang: str) -> str:
        """Name of a parameter, which within a posterior is not an input of its own."""
        item = PARAMETERS[code]
        return item.name_en if lang == "en" else item.name_zh
