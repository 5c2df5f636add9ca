"""What varies in a sensitivity analysis: policy, parameters and the two kinds of luck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from calibration.lever_values import GROUPS as ACTIONS
from model.parameters import BY_CODE as PARAMETERS
from model.spec import CountySpec

POLICY, PARAMETER, DRIVERS, ENTERPRISES = "policy", "parameters", "drivers", "enterprises"
# The parts into which variance is always split, in this order.
PARTS = (POLICY, PARAMETER, DRIVERS, ENTERPRISES)
LUCK = (DRIVERS, ENTERPRISES)
# The one input that a posterior's pairs of parameters and past are, and what screening left out.
PAIRS, REST = "pairs", "rest"
ACTION, LEVER = "action", "lever"
BY = (ACTION, LEVER)


@dataclass(frozen=True)
class Input:
    """One input: `part` is one of PARTS, `grade` that of its prior ("" for others).

    `ordered` inputs have an up and a down, so that they can be screened.  `levers` are those that a
    policy input moves.
    """

    code: str
    part: str
    name_zh: str
    name_en: str
    grade: str = ""
    ordered: bool = True
    levers: tuple[str, ...] = ()

    def name(self, lang: str) -> str:
        """Its name in `zh` or `en`."""
        return self.name_en if lang == "en" else self.name_zh


def policy_inputs(spec: CountySpec, moving: Mapping[str, bool], by: str) -> list[Input]:
    """Inputs of policy: an action (all its levers together) each, or a lever each.

    `moving` tells which levers the scenario has elsewhere than without the plan.
    """
    levers = [code for code in spec.levers if moving[code]]
    if by == LEVER:
        named = [spec.levers[code] for code in levers]
        return [
            Input(item.code, POLICY, item.name_zh, item.name_en, levers=(item.code,))
            for item in named
        ]
    found = []
    for action, (zh, en) in ACTIONS.items():
        own = tuple(code for code in levers if spec.lever_groups[code] == action)
        if own:
            found.append(Input(f"action_{action}", POLICY, zh, en, levers=own))
    return found


def parameter_inputs(spec: CountySpec, origin: str) -> list[Input]:
    """Inputs of parameters: each by its prior, or the pairs of a posterior as one input.

    None where parameters are fixed.
    """
    if origin == "posterior":
        return [
            Input(
                PAIRS,
                PARAMETER,
                "参数与所经历史(后验的对)",
                "parameters with their past (posterior pairs)",
                ordered=False,
            )
        ]
    if origin == "fixed":
        return []
    return [
        Input(
            code, PARAMETER, PARAMETERS[code].name_zh, PARAMETERS[code].name_en,
            spec.priors[code].grade,
        )
        for code, prior in spec.priors.items()
        if prior.kind != "fixed"
    ]  # fmt: skip
