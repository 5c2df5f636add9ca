"""Which inputs the forecast depends on: Morris screening, Sobol indices, the split of variance.

`sensitivity(spec, scenario)` is what notebooks call; the result is a record (`Sensitivity`) whose
numbers all have intervals.  `job.run_kept` is the same with its blocks kept on disk.
"""

from scenarios.sensitivity.effects import Effect
from scenarios.sensitivity.evaluations import (
    SCREENING,
    SINGLE,
    SPLIT,
    STAGES,
    Evaluations,
    read_evaluations,
)
from scenarios.sensitivity.indices import Indices, Untold, sobol
from scenarios.sensitivity.inputs import (
    BY,
    DRIVERS,
    ENTERPRISES,
    PAIRS,
    PARAMETER,
    PARTS,
    POLICY,
    REST,
    Input,
)
from scenarios.sensitivity.outputs import Output
from scenarios.sensitivity.result import Sensitivity, Sizes
from scenarios.sensitivity.study import sensitivity

__all__ = [
    "BY",
    "DRIVERS",
    "ENTERPRISES",
    "PAIRS",
    "PARAMETER",
    "PARTS",
    "POLICY",
    "REST",
    "SCREENING",
    "SINGLE",
    "SPLIT",
    "STAGES",
    "Effect",
    "Evaluations",
    "Indices",
    "Input",
    "Output",
    "Sensitivity",
    "Sizes",
    "Untold",
    "read_evaluations",
    "sensitivity",
    "sobol",
]
