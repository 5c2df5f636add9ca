"""Reading a value of a scenario as a path over years, in the registry's unit.

`0.3`, `{value: 30, unit: "%"}`, `{2023: 0.1, 2025: 0.3}` and
`{path: {2023: 10, 2025: 30}, unit: "%", interpolation: linear}` are the four forms.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from ruamel.yaml.nodes import MappingNode, Node

from calibration.lever_values import START_YEAR
from calibration.plain_text import closest
from model.units import LATEST_YEAR
from scenarios.problems import Place
from scenarios.scalars import (
    Limit,
    Spot,
    check_range,
    plain,
    read_choice,
    read_number,
    written,
)
from scenarios.units import allowed_units, convert, shown_units
from scenarios.wording import KINDS
from scenarios.yaml_nodes import entries, kind_of, place_of

INTERPOLATIONS = ("step", "linear")
# Key text -> (key node, value node) of one mapping.
Parts = dict[str, tuple[Node, Node]]


@dataclass(frozen=True)
class Given:
    """A path as written, in the registry's unit; `interpolation` is "" when not stated."""

    points: dict[int, float]
    interpolation: str
    place: Place


def read_path(spot: Spot, limit: Limit) -> Given | None:
    """The path of a lever or assumption, in the registry's unit; None when anything is wrong."""
    node = spot.node
    if not isinstance(node, MappingNode):
        value = _in_limits(spot, limit, None)
        return None if value is None else Given({START_YEAR: value}, "", spot.place)
    parts = {text: (key, value) for text, key, value in entries(node, spot.key, spot.report)}
    if "path" in parts:
        return _path_form(spot, parts, limit)
    if "value" in parts or "unit" in parts:
        value = _value_form(spot, parts, limit)
        return None if value is None else Given({START_YEAR: value}, "", spot.place)
    points = _points(spot, node, limit, None)
    return None if points is None else Given(points, "", spot.place)


def _in_limits(spot: Spot, limit: Limit, unit: str | None) -> float | None:
    """A number (given in `unit` when there is one) or {value, unit}, within its limits."""
    node = spot.node
    if isinstance(node, MappingNode):
        parts = {text: (key, value) for text, key, value in entries(node, spot.key, spot.report)}
        return _value_form(spot, parts, limit)
    number = read_number(spot, limit.unit)
    if number is None:
        return None
    value = number if unit is None else convert(number, unit, limit.unit)
    if value is None:
        spot.fault("unit_value", text=plain(number), unit=unit)
        return None
    shown = f"{written(node)} {unit}" if unit is not None else ""
    return value if check_range(spot, value, limit, shown) else None


def _allow_only(spot: Spot, parts: Parts, allowed: tuple[str, ...]) -> None:
    """Note every key that does not belong in a value."""
    for text, (key, _) in parts.items():
        if text not in allowed:
            spot.report.add(
                place_of(key, spot.report),
                "unknown_key",
                closest(text, allowed),
                key=f"{spot.key}.{text}",
                allowed=", ".join(allowed),
            )


def _value_form(spot: Spot, parts: Parts, limit: Limit) -> float | None:
    """{value: 30, unit: "%"}."""
    _allow_only(spot, parts, ("value", "unit"))
    if "value" not in parts:
        spot.fault("value_form")
        return None
    unit = _read_unit(spot, parts, limit)
    key, node = parts["value"]
    inner = Spot(node, key, spot.key, spot.report)
    if isinstance(node, MappingNode):
        inner.fault("value_form")
        return None
    return None if unit == "" else _in_limits(inner, limit, unit)


def _read_unit(spot: Spot, parts: Parts, limit: Limit) -> str | None:
    """The unit named in a value: None when there is none, "" when it cannot be used."""
    if "unit" not in parts:
        return None
    key, node = parts["unit"]
    allowed = allowed_units(limit.unit)
    text = unicodedata.normalize("NFKC", written(node))
    if text in allowed:
        return text
    spot.report.add(
        place_of(node, spot.report, key),
        "unit",
        closest(text, allowed),
        key=spot.key,
        unit=text or '""',
        allowed=shown_units(limit.unit),
    )
    return ""


def _path_form(spot: Spot, parts: Parts, limit: Limit) -> Given | None:
    """{path: {2023: 10, 2025: 30}, unit: "%", interpolation: linear}."""
    _allow_only(spot, parts, ("path", "unit", "interpolation"))
    unit = _read_unit(spot, parts, limit)
    interpolation: str | None = ""
    if "interpolation" in parts:
        key, node = parts["interpolation"]
        interpolation = read_choice(spot.child("interpolation", key, node), INTERPOLATIONS)
    key, node = parts["path"]
    inner = Spot(node, key, spot.key, spot.report)
    if not isinstance(node, MappingNode):
        inner.fault("not_mapping", kind=KINDS[kind_of(node)])
        return None
    points = _points(inner, node, limit, None if unit == "" else unit)
    if points is None or interpolation is None or unit == "":
        return None
    return Given(points, interpolation, spot.place)


def _points(
    spot: Spot, node: MappingNode, limit: Limit, unit: str | None
) -> dict[int, float] | None:
    """{year: value} in year order; None when any point is wrong."""
    points: dict[int, float] = {}
    good = True
    for text, key, value in entries(node, spot.key, spot.report):
        year = _read_year(spot, key, text)
        inner = spot.child(text, key, value)
        number = None if year is None else _in_limits(inner, limit, unit)
        if year is None or number is None:
            good = False
        else:
            points[year] = number
            before = max(v for y, v in points.items() if y <= year)
            if limit.cumulative and number < before:
                words = {"key": spot.key, "year": year}
                numbers = {"text": plain(number), "before": plain(before)}
                spot.report.add(inner.place, "falls", **words, **numbers)
    if good and not points:
        spot.fault("no_points")
    good = good and bool(points) and len(points) == len(node.value)
    return dict(sorted(points.items())) if good else None


def _read_year(spot: Spot, key: Node, text: str) -> int | None:
    """A year of the plan or the outlook after it."""
    place = place_of(key, spot.report)
    if kind_of(key) != "int" or not text.isascii() or not text.isdigit():
        plain_text = unicodedata.normalize("NFKC", text).removesuffix("年")
        if not plain_text.isdigit():
            wording, hint = "value_form", closest(text, ("value", "unit", "path"))
            spot.report.add(place, wording, hint, key=spot.key)
        else:
            spot.report.add(place, "year_form", plain_text, key=spot.key, text=f'"{text}"')
        return None
    year = int(text)
    if START_YEAR <= year <= LATEST_YEAR:
        return year
    spot.report.add(place, "year_range", key=spot.key, year=text, low=START_YEAR, high=LATEST_YEAR)
    return None
