"""The benchmark's inner kernel and its C counterpart do the same work: the same bits come out."""

from __future__ import annotations

import shutil

import pytest

from benchmarks import inner_kernel


@pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc is not installed")
def test_the_kernel_and_the_c_loop_agree_to_the_last_bit() -> None:
    assert inner_kernel.measure(reps=1)["identical"]
