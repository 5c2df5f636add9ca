"""Reading one scalar of a scenario: numbers, whole numbers, choices, and what was meant.

Nothing is guessed: what cannot be read is reported with the value it seems to mean.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from calibration.lever_values import is_cumulative
from calibration.plain_text import closest
from model.assumptions import Assumption
from model.levers import Lever
from scenarios.problems import Place, Report
from scenarios.units import allowed_units, convert, unit_name
from scenarios.wording import KINDS
from scenarios.yaml_nodes import kind_of, place_of

_DECIMAL = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_LEADING_ZERO = re.compile(r"[-+]?0\d")


@dataclass(frozen=True)
class Limit:
    """What a lever or an assumption may be: inclusive bounds in `unit`; `likely` guides hints."""

    code: str
    unit: str
    low: float
    high: float
    interpolation: str = "step"
    cumulative: bool = False
    likely: float = 0.0

    @classmethod
    def of_lever(cls, lever: Lever, likely: float = 0.0) -> Limit:
        """Limits of a lever; `likely` is its planned value."""
        return cls(lever.code, lever.unit, lever.minimum, lever.maximum, lever.interpolation,
                   is_cumulative(lever.code), likely)  # fmt: skip

    @classmethod
    def of_assumption(cls, item: Assumption) -> Limit:
        """Limits of an assumption."""
        return cls(item.code, item.unit, item.minimum, item.maximum)


@dataclass(frozen=True)
class Spot:
    """A value being read: its node, the key before it and its dotted name."""

    node: Node
    key_node: Node | None
    key: str
    report: Report

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return place_of(self.node, self.report, self.key_node)

    def child(self, name: str, key_node: Node, node: Node) -> Spot:
        """A value inside this one."""
        return Spot(node, key_node, f"{self.key}.{name}" if self.key else name, self.report)

    def fault(self, wording: str, hint: str = "", **values: object) -> None:
        """Note a problem of this value."""
        self.report.add(self.place, wording, hint, key=self.key, **values)


def plain(value: float) -> str:
    """A number as a person writes it: 0.15, 1500."""
    return f"{value:.10g}"


def written(node: Node) -> str:
    """The text of a scalar, shortened; `{...}` or `[...]` for the rest."""
    if isinstance(node, ScalarNode):
        text = " ".join(str(node.value).split())
        return text if len(text) <= 40 else text[:37] + "..."
    return "{...}" if isinstance(node, MappingNode) else "[...]"


def read_number(spot: Spot, unit: str | None = None) -> float | None:
    """A finite number from a scalar; `unit` (the registry's) serves the hints."""
    node = spot.node
    kind, text = kind_of(node), written(node)
    if kind in ("int", "float"):
        raw = str(node.value)
        if "nan" in raw.lower() or "inf" in raw.lower():
            spot.fault("not_finite", text=text)
        elif not _DECIMAL.fullmatch(raw) or _LEADING_ZERO.match(raw):
            spot.fault("number_form", text=text)
        elif not math.isfinite(float(raw)):
            spot.fault("not_finite", text=text)
        else:
            return float(raw)
        return None
    if kind == "str":
        _number_as_text(spot, text, unit)
    else:
        spot.fault("not_number", text=text or "null", kind=KINDS[kind])
    return None


def _number_as_text(spot: Spot, text: str, unit: str | None) -> None:
    """Note a text that stands where a number should, with the number it seems to mean."""
    plain_text = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    found = _DECIMAL.match(plain_text)
    if not found:
        if plain_text.lower() in ("nan", "inf", "-inf", "+inf", "infinity"):
            spot.fault("not_finite", text=text)
        else:
            spot.fault("not_number", text=text, kind=KINDS["str"])
        return
    number, rest = float(found.group()), plain_text[found.end() :]
    units = allowed_units(unit) if unit is not None else ()
    if not rest:
        spot.fault("number_as_text", plain(number), text=f'"{text}"')
    elif rest == "%":
        meant = convert(number, "%", unit) if unit is not None and "%" in units else None
        spot.fault("percent", plain(meant) if meant is not None else "", text=text)
    elif rest in units:
        spot.fault("number_as_text", f"{{value: {plain(number)}, unit: {rest}}}", text=text)
    else:
        spot.fault("not_number", text=text, kind=KINDS["str"])


def read_whole(spot: Spot, low: int, high: int) -> int | None:
    """A whole number in [low, high]."""
    value = read_number(spot)
    if value is None:
        return None
    if value != int(value):
        spot.fault("whole", text=written(spot.node))
        return None
    return int(value) if check_range(spot, value, Limit("", "", low, high)) else None


# Slips by unit: percent or tenths or thousandths for shares, yuan for 万元, and so on.
_SLIPS: dict[str, tuple[float, ...]] = {
    "比例": (100, 10, 1000),
    "比例/年": (100, 10, 1000),
    "指数0-1": (100, 10),
    "倍": (100,),
    "": (100, 10),
    "万元/人": (10_000,),
    "tce/万元": (1000,),
    "log/年": (100,),
}
# How far a slip may lie from the planned value; thousandths are rarer than percent.
_NEAR: dict[float, float] = {1000: math.log(2)}
_ANY_NEAR = math.log(5)


def likely_slip(value: float, limit: Limit) -> str:
    """What an out-of-range value was probably meant to be: percent, yuan, wrong sign; or ""."""
    if limit.low <= -value <= limit.high and value < limit.low:
        return plain(-value)
    fits: list[tuple[float, float]] = []
    for factor in _SLIPS.get(limit.unit, ()):
        meant = value / factor
        if meant == 0 or not limit.low <= meant <= limit.high:
            continue
        far = abs(math.log(abs(meant) / limit.likely)) if limit.likely > 0 else 0.0
        if far <= _NEAR.get(factor, _ANY_NEAR):
            fits.append((far, meant))
    return plain(min(fits)[1]) if fits else ""


def check_range(spot: Spot, value: float, limit: Limit, text: str = "") -> bool:
    """Whether a value is within its limits; noted with a hint when it is not."""
    if limit.low <= value <= limit.high:
        return True
    # A value that names its unit is no slip of units.
    spot.fault(
        "range",
        "" if text else likely_slip(value, limit),
        text=text or written(spot.node),
        low=plain(limit.low),
        high=plain(limit.high),
        unit=unit_name(limit.unit),
    )
    return False


def read_choice(spot: Spot, allowed: tuple[str, ...]) -> str | None:
    """One of `allowed`."""
    text = written(spot.node)
    if kind_of(spot.node) == "str" and text in allowed:
        return text
    spot.fault("choice", closest(text, allowed), text=text or "null", allowed=", ".join(allowed))
    return None
