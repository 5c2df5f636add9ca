"""The plan's targets: what they say, whether a run meets them, and which pull apart."""

from scenarios.targets.evaluation import TargetResult, evaluate, evaluate_all
from scenarios.targets.heights import SIZES, Height, heights
from scenarios.targets.joint import Joint, Pair, conflicts, joint_probability
from scenarios.targets.loader import load_targets
from scenarios.targets.notes import never_met
from scenarios.targets.target import Target

__all__ = [
    "SIZES",
    "Height",
    "Joint",
    "Pair",
    "Target",
    "TargetResult",
    "conflicts",
    "evaluate",
    "evaluate_all",
    "heights",
    "joint_probability",
    "load_targets",
    "never_met",
]
