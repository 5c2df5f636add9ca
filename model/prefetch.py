"""Ask the processor for the next enterprises' records while the current one is worked on.

A visit computes for some fifty nanoseconds on scattered fields; in a county that no longer fits
the cache the hardware does not guess the next record by itself.  The hint changes no result and
disappears in the plain-Python reference.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from model.kernel import kernel
from model.randomness import PLAIN

AHEAD = 2
# Enterprises from which on the records outgrow a processor's caches.
MANY = 16_384
_LINE = 64


@intrinsic
def prefetch(typing_context: Any, records: Any, index: Any) -> Any:
    """Fetch every cache line of records[index] for writing; any index is harmless."""

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
        size = array_type.dtype.size
        start = builder.mul(arguments[1], ir.Constant(arguments[1].type, size))
        for offset in range(0, size, _LINE):
            place = builder.add(start, ir.Constant(start.type, offset))
            builder.call(hint, [builder.gep(data, [place]), number(1), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(records, index), generate


@kernel
def look_ahead(records: Any, index: Any, used: Any) -> Any:
    """Prefetch the record after the next of a county with `used` slots, if it is a large one."""
    if used > MANY:
        prefetch(records, index + AHEAD)


@kernel
def look_up(records: Any, index: Any, used: Any) -> Any:
    """Prefetch one record out of turn (the next in a queue) in a large county."""
    if used > MANY:
        prefetch(records, index)


def no_hint(records: Any, index: int, used: int) -> None:
    """What the hint is in plain Python: nothing."""


PLAIN[look_ahead] = no_hint
PLAIN[look_up] = no_hint
