"""Ask the processor for the next enterprises' records while the current one is worked on.

A visit computes for some fifty nanoseconds on scattered fields; in a county that no longer fits
the cache the hardware does not guess the next record by itself.  The hint changes no result and
disappears in the plain-Python reference.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from model.kernel import kernel
from model.randomness import PLAIN
from model.records import ENTERPRISE

AHEAD = 2
# Enterprises from which on the records outgrow a processor's caches.
MANY = 16_384
LINE = 64
# Cache lines of an enterprise's record (see model.records.ENTERPRISE_FIELDS) by who reads them.
OFFERING, ACCOUNTING, DECIDING = range(4), (0, 1, 2, 3, 4, 7, 8, 9), range(7)
GRADING = (0, 1, 4, 8)
WHOLE = range(ENTERPRISE.itemsize // LINE)


def _hint(lines: Iterable[int]) -> Any:
    """An intrinsic that asks for these cache lines of records[index]; any index is harmless."""
    offsets = [LINE * line for line in lines]

    @intrinsic
    def fetch(typing_context: Any, records: Any, index: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            array_type = signature.args[0]
            array = context.make_array(array_type)(context, builder, arguments[0])
            byte = ir.IntType(8)
            data = builder.bitcast(array.data, byte.as_pointer())
            number = ir.IntType(32)
            hint = cgutils.get_or_insert_function(
                builder.module,
                ir.FunctionType(ir.VoidType(), [byte.as_pointer(), number, number, number]),
                "llvm.prefetch.p0",
            )
            size = ir.Constant(arguments[1].type, array_type.dtype.size)
            start = builder.mul(arguments[1], size)
            for offset in offsets:
                place = builder.add(start, ir.Constant(start.type, offset))
                builder.call(hint, [builder.gep(data, [place]), number(1), number(3), number(1)])
            return context.get_dummy_value()

        return types.void(records, index), generate

    return fetch


_fetch_offering, _fetch_accounting = _hint(OFFERING), _hint(ACCOUNTING)
_fetch_deciding, _fetch_grading, _fetch_whole = _hint(DECIDING), _hint(GRADING), _hint(WHOLE)


@kernel
def ahead_of_offering(records: Any, index: Any, used: Any) -> Any:
    """Prefetch what demand and supply read of the record after the next, in a large county."""
    if used > MANY:
        _fetch_offering(records, index + AHEAD)


@kernel
def ahead_of_accounting(records: Any, index: Any, used: Any) -> Any:
    """Prefetch what sales and accounts read of the record after the next, in a large county."""
    if used > MANY:
        _fetch_accounting(records, index + AHEAD)


@kernel
def ahead_of_deciding(records: Any, index: Any, used: Any) -> Any:
    """Prefetch what decisions read of the record at `index`, in a county of `used` slots."""
    if used > MANY:
        _fetch_deciding(records, index)


@kernel
def ahead_of_grading(records: Any, index: Any, used: Any) -> Any:
    """Prefetch what value per 亩 reads of the record after the next, in a large county."""
    if used > MANY:
        _fetch_grading(records, index + AHEAD)


@kernel
def look_ahead(records: Any, index: Any, used: Any) -> Any:
    """Prefetch the whole record after the next of a county with `used` slots, if it is large."""
    if used > MANY:
        _fetch_whole(records, index + AHEAD)


@kernel
def look_up(records: Any, index: Any, used: Any) -> Any:
    """Prefetch one whole record out of turn (the next in a queue) in a large county."""
    if used > MANY:
        _fetch_whole(records, index)


def no_hint(records: Any, index: int, used: int) -> None:
    """What the hint is in plain Python: nothing."""


for _hinted in (
    ahead_of_offering,
    ahead_of_accounting,
    ahead_of_deciding,
    ahead_of_grading,
    look_ahead,
    look_up,
):
    PLAIN[_hinted] = no_hint
