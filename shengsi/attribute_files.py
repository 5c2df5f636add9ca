"""An attribution as files and as one JSON document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scenarios.attribute import Attribution
from scenarios.basis import run_basis
from scenarios.dividing import Attributed, Share
from scenarios.files import csv_bytes
from scenarios.resampling import Interval
from shengsi.attribute_tables import attribute_text
from shengsi.interval_text import number, plain_interval
from shengsi.target_documents import estimate_document, run_document

_SHARE = (
    *("kind", "id", "year", "unit", "player", "name_zh", "name_en", "share", "share_low95"),
    *("share_high95", "alone", "alone_low95", "alone_high95", "last", "last_low95", "last_high95"),
    *("together", "together_low95", "together_high95", "order_error"),
)
_PAIR = (*("kind", "id", "year", "unit", "first", "second", "value", "low95", "high95", "clear"),)
_LEVEL = (
    *("kind", "id", "year", "unit", "without", "without_low95", "without_high95", "all_on"),
    *("all_on_low95", "all_on_high95", "whole", "whole_low95", "whole_high95", "singly"),
    *("singly_low95", "singly_high95", "together"),
    *("together_low95", "together_high95", "remainder", "draws", "excluded", "moved"),
)
_BASIS = ("parameters_zh", "parameters_en")


def attribute_files(found: Attribution, lang: str, date: str, figures: bool) -> dict[str, bytes]:
    """Tables, report and figures by file name; probabilities are in [0, 1]."""
    basis = run_basis(found.run)
    tables = {
        "shares.csv": (_SHARE, _shares(found)),
        "pairs.csv": (_PAIR, _pairs(found)),
        "levels.csv": (_LEVEL, _levels(found)),
    }
    files = {
        name: csv_bytes([*columns, *_BASIS], [[*row, *basis] for row in rows])
        for name, (columns, rows) in tables.items()
    }
    files["report.txt"] = (attribute_text(found, lang) + "\n").encode()
    if figures:
        from shengsi.attribute_figures import quantity_png

        for item in found.quantities:
            files[f"{item.id}_{item.year}.png"] = quantity_png(found, item, lang, date)
    return files


def attribute_document(found: Attribution) -> dict[str, Any]:
    """Everything as JSON types."""
    plan = found.design
    document = run_document(found.run)
    # All sets of measures are scenarios of the run: what they are is said by the players.
    del document["scenarios"]
    return {
        **document,
        "whole": plan.whole.id,
        "base": plan.base.id,
        "within": plan.within or None,
        "others_on": bool(plan.within) and not plan.alone,
        "combinations": len(plan.sets),
        "orders": None if plan.orders is None else len(plan.orders.orders),
        "unchanged": [player.code for player in plan.unchanged],
        "assumptions": list(plan.whole.assumptions),
        "players": [
            {
                "code": player.code,
                "name": {"zh": player.name_zh, "en": player.name_en},
                "levers": list(player.levers),
            }
            for player in plan.players
        ],
        "quantities": [_document(item) for item in found.quantities],
    }


def _document(item: Attributed) -> dict[str, Any]:
    ends = item.chances
    return {
        "kind": item.kind,
        "id": item.id,
        "year": item.year,
        "unit": item.unit,
        "without": plain_interval(item.without),
        "all_on": plain_interval(item.all_on),
        "probabilities": None if ends is None else [estimate_document(chance) for chance in ends],
        "whole": plain_interval(item.whole),
        "singly": plain_interval(item.singly),
        "together": plain_interval(item.together),
        "remainder": item.remainder,
        "draws": item.draws,
        "excluded": item.excluded,
        "moved": item.moved,
        "shares": [_share_document(share) for share in item.shares],
        "pairs": [
            {
                "first": pair.first.code,
                "second": pair.second.code,
                **plain_interval(pair.value),
                "clear": pair.value.clear,
            }
            for pair in item.pairs
        ],
    }


def _share_document(share: Share) -> dict[str, Any]:
    return {
        "player": share.player.code,
        "share": plain_interval(share.share),
        "alone": plain_interval(share.alone),
        "last": plain_interval(share.last),
        "together": plain_interval(share.together),
        "order_error": share.sampling,
    }


def _cells(found: Interval) -> list[float | None]:
    return [number(found.value), number(found.low), number(found.high)]


def _head(item: Attributed) -> list[Any]:
    return [item.kind, item.id, item.year, item.unit]


def _shares(found: Attribution) -> Iterator[list[Any]]:
    for item in found.quantities:
        for share in item.shares:
            player = share.player
            yield [
                *(*_head(item), player.code, player.name_zh, player.name_en),
                *(*_cells(share.share), *_cells(share.alone), *_cells(share.last)),
                *(*_cells(share.together), share.sampling),
            ]


def _pairs(found: Attribution) -> Iterator[list[Any]]:
    for item in found.quantities:
        for pair in item.pairs:
            clear = int(pair.value.clear)
            yield [*_head(item), pair.first.code, pair.second.code, *_cells(pair.value), clear]


def _levels(found: Attribution) -> Iterator[list[Any]]:
    for item in found.quantities:
        yield [
            *(*_head(item), *_cells(item.without), *_cells(item.all_on), *_cells(item.whole)),
            *(
                *_cells(item.singly),
                *_cells(item.together),
                item.remainder,
                item.draws,
                item.excluded,
                item.moved,
            ),
        ]
