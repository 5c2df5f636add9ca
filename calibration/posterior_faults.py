"""What can be wrong with a posterior's file, found before a forecast is made from it.

Everything here looks at columns as they were read and gives one line in both languages; whoever
reads the file raises it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np

from calibration.faults import Words

# One row of numbers a pair, beside the quantiles of its parameters.
ADDRESS = ("seed", "weight", "log_likelihood")
ANCESTRY = "ancestry"
# How far from one the weights may sum to, for what rounding leaves.
_SUM = 1e-6
_AGAIN = Words(
    "重新运行 shengsi calibrate, 或取回备份", "run shengsi calibrate again, or restore it"
)


def pairs_digest(columns: Mapping[str, np.ndarray]) -> str:
    """SHA-256 of columns [n] of numbers with their names, in order."""
    digest = hashlib.sha256()
    for name, values in columns.items():
        digest.update(f"{name} {values.dtype.str} {len(values)}\n".encode())
        digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


def column_fault(file: Path, found: Sequence[str], wanted: Collection[str]) -> Words | None:
    """Columns that a file lacks, or holds beside those `wanted`; None when they are the same."""
    lacking = [name for name in wanted if name not in found]
    unknown = [name for name in found if name not in wanted]
    if not lacking and not unknown:
        return None
    return Words(
        f"{file}: 列与要求不符: {_listed(lacking, unknown, '缺', '多', '、')}; "
        f"允许: 恰有 shengsi calibrate 写出的各列; 改法: {_AGAIN.zh}",
        f"{file}: not the columns needed: {_listed(lacking, unknown, 'missing', 'unknown', ', ')}; "
        f"allowed: exactly those that shengsi calibrate writes; fix: {_AGAIN.en}",
    )


def _listed(lacking: list[str], unknown: list[str], lack: str, more: str, joint: str) -> str:
    """Names of missing and of unknown columns, some of them when there are many."""
    parts = []
    for word, names in ((lack, lacking), (more, unknown)):
        if names:
            rest = f"{joint}+{len(names) - 5}" if len(names) > 5 else ""
            parts.append(f"{word} {joint.join(names[:5])}{rest}")
    return joint.join(parts)


def not_numbers(file: Path, column: str) -> Words:
    """A column that holds something else, or has gaps."""
    return Words(
        f"{file}: 列 {column}: 有空缺或不是数; 允许: 每行一个数; 改法: {_AGAIN.zh}",
        f"{file}: column {column}: gaps, or not numbers; allowed: a number in every row; "
        f"fix: {_AGAIN.en}",
    )


def value_fault(file: Path, columns: Mapping[str, np.ndarray], observed: bool) -> Words | None:
    """The first value that no posterior can hold; None when there is none.

    `columns` [n] by name; `observed` tells whether it was conditioned on anything.  A pair whose
    run breaks off has a log-likelihood of -inf, and then no weight.
    """
    weights = columns["weight"]
    if not len(weights):
        return Words(
            f"{file}: 一对参数与种子也没有; 允许: 至少一行; 改法: {_AGAIN.zh}",
            f"{file}: holds no pair; allowed: at least one row; fix: {_AGAIN.en}",
        )
    for name, values in columns.items():
        good, allowed = _allowed(name, values, weights, observed)
        if not good.all():
            return _at(file, name, int(np.argmin(good)), values, allowed)
    total = float(weights.sum())
    if abs(total - 1.0) > _SUM:
        return Words(
            f"{file}: 列 weight: 各行之和为 {total:.9g}; 允许: 1; 改法: {_AGAIN.zh}",
            f"{file}: column weight: its sum is {total:.9g}; allowed: 1; fix: {_AGAIN.en}",
        )
    return None


def _allowed(
    name: str, values: np.ndarray, weights: np.ndarray, observed: bool
) -> tuple[np.ndarray, Words]:
    """Whether each value [n] of a column may be, and what may."""
    if name in ("seed", ANCESTRY):
        whole = np.full(len(values), np.issubdtype(values.dtype, np.integer))
        return whole & (values >= 0), Words("不小于 0 的整数", "integers from 0 up")
    if name == "weight":
        return np.isfinite(values) & (values >= 0.0), Words("不小于 0 的数", "numbers from 0 up")
    if name == "log_likelihood":
        broken = np.isneginf(values) & (weights == 0.0)
        good = np.isfinite(values) | broken if observed else np.ones(len(values), bool)
        return good, Words("有限的数", "finite numbers")
    return (values > 0.0) & (values < 1.0), Words(
        "大于 0 且小于 1(先验的分位)", "above 0 and below 1 (a quantile of its prior)"
    )


def _at(file: Path, name: str, row: int, values: np.ndarray, allowed: Words) -> Words:
    """A value that may not be, by its column and its row from 1."""
    value = f"{values[row]:.9g}"
    return Words(
        f"{file}: 列 {name} 第 {row + 1} 行: 值为 {value}; 允许: {allowed.zh}; 改法: {_AGAIN.zh}",
        f"{file}: column {name}, row {row + 1}: the value is {value}; allowed: {allowed.en}; "
        f"fix: {_AGAIN.en}",
    )


def changed(file: Path) -> Words:
    """Pairs that are not those of the file's own digest."""
    return Words(
        f"{file}: 各对的数与写出时的摘要不符, 文件被改过; 允许: shengsi calibrate 写出的原样文件; "
        f"改法: {_AGAIN.zh}",
        f"{file}: the pairs do not match the digest they were written with, so the file was "
        f"edited; allowed: the file as shengsi calibrate wrote it; fix: {_AGAIN.en}",
    )


def other_parameters(held: Sequence[str], wanted: Sequence[str], file: Path | None) -> Words:
    """Parameters of a posterior that are not those, in this order, that the model draws."""
    lacking = [name for name in wanted if name not in held]
    unknown = [name for name in held if name not in wanted]
    zh = _listed(lacking, unknown, "缺", "多", "、") or "次序不同"
    en = _listed(lacking, unknown, "missing", "unknown", ", ") or "in another order"
    where = "" if file is None else f"{file}: "
    return Words(
        f"{where}后验的参数列与本县模型的参数不符: {zh}; 允许: 恰为模型要抽的参数; "
        "改法: 重新运行 shengsi calibrate 并以 --posterior 指定, 或用 --prior 取自先验",
        f"{where}the posterior's parameter columns are not the model's parameters: {en}; allowed: "
        "exactly those that the model draws; fix: run shengsi calibrate and name it by "
        "--posterior, or take the priors by --prior",
    )


def missing(file: Path) -> Words:
    return Words(
        f"{file}: 找不到后验文件; 允许: shengsi calibrate 写出的文件夹或 posterior.parquet; "
        "改法: 核对路径, 或先运行 shengsi calibrate",
        f"{file}: no posterior there; allowed: a folder written by shengsi calibrate, or its "
        f"posterior.parquet; fix: check the path, or run shengsi calibrate",
    )


def damaged(file: Path) -> Words:
    return Words(
        f"{file}: 后验文件已损坏或格式不符; 允许: 本版本 shengsi calibrate 写出的文件; "
        "改法: 重新运行 shengsi calibrate",
        f"{file}: damaged, or not of this format; allowed: what this version of shengsi calibrate "
        "writes; fix: run shengsi calibrate again",
    )


def stale(same: int, replayed: int) -> Words:
    return Words(
        f"后验与当前的模型或县数据不符: 重演 {replayed} 对, 只有 {same} 对的历史一致; "
        "允许: 由同一模型和数据求得的后验; 改法: 重新运行 shengsi calibrate 并以 --posterior 指定, "
        "或用 --prior 取自先验",
        f"the posterior does not belong to this model and county: of {replayed} pairs replayed "
        f"{same} lived the same history; allowed: one found with the same model and data; fix: run "
        "shengsi calibrate and name it by --posterior, or take the priors by --prior",
    )


def too_many(asked: int, kept: int) -> Words:
    return Words(
        f"要 {asked} 次抽样, 后验只有 {kept} 对参数与种子; 允许: 不超过 {kept}; "
        "改法: 减少 -n, 或先用 shengsi calibrate -n 求更多, 再以 --posterior 指定",
        f"{asked} draws asked for, the posterior holds {kept} pairs of parameters and seed; "
        f"allowed: at most {kept}; fix: a smaller -n, or more by shengsi calibrate -n, then "
        "--posterior",
    )
