"""A posterior's file that was damaged or edited is refused in one line, never forecast from."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from calibration.county import SHIPPED
from calibration.posterior import FILE_NAME, Posterior, PosteriorError, read_posterior
from tests.scenarios.conftest import Shengsi


@pytest.fixture(scope="module")
def shipped() -> pa.Table:
    """The pairs that come with the package, in a file that carries no digest."""
    table = pq.read_table(SHIPPED / FILE_NAME)
    manifest = json.loads(table.schema.metadata[b"manifest"])
    for name in ("digest", "columns"):
        manifest.pop(name, None)
    return table.replace_schema_metadata({b"manifest": json.dumps(manifest).encode()})


def edited(table: pa.Table, column: str, row: int, value: object) -> pa.Table:
    """The table with one cell changed."""
    values = table[column].to_pylist()
    values[row] = value
    return table.set_column(table.column_names.index(column), column, pa.array(values))


def refused(folder: Path, table: pa.Table) -> dict[str, str]:
    """The one line about a table, in both languages."""
    path = folder / FILE_NAME
    pq.write_table(table, path)
    with pytest.raises(PosteriorError) as caught:
        read_posterior(path)
    lines = {}
    for lang in ("zh", "en"):
        (lines[lang],) = caught.value.lines(lang)
        lines[lang].encode("gbk")
        assert lines[lang].startswith(f"{path}: ") and "\n" not in lines[lang]
        assert ("允许" in lines[lang] and "改法" in lines[lang]) or "; fix: " in lines[lang]
    return lines


@pytest.mark.parametrize(
    ("column", "value", "zh", "en"),
    [
        (
            "weight",
            float("nan"),
            "值为 nan; 允许: 不小于 0",
            "value is nan; allowed: numbers from 0",
        ),
        ("weight", -0.5, "值为 -0.5; 允许: 不小于 0", "value is -0.5; allowed: numbers from 0"),
        (
            "chi",
            1.7,
            "值为 1.7; 允许: 大于 0 且小于 1",
            "value is 1.7; allowed: above 0 and below 1",
        ),
        ("chi", 0.0, "值为 0; 允许: 大于 0 且小于 1", "value is 0; allowed: above 0 and below 1"),
        ("chi", float("nan"), "值为 nan; 允许: 大于 0", "value is nan; allowed: above 0"),
        ("seed", -3, "值为 -3; 允许: 不小于 0 的整数", "value is -3; allowed: integers from 0 up"),
        ("log_likelihood", float("nan"), "值为 nan; 允许: 有限", "value is nan; allowed: finite"),
        (
            "log_likelihood",
            float("-inf"),
            "值为 -inf; 允许: 有限",
            "value is -inf; allowed: finite",
        ),
    ],
)
def test_a_value_that_cannot_be_is_named_by_its_column_and_row(
    shipped: pa.Table, tmp_path: Path, column: str, value: object, zh: str, en: str
) -> None:
    said = refused(tmp_path, edited(shipped, column, 41, value))
    assert f"列 {column} 第 42 行: {zh}" in said["zh"]
    assert f"column {column}, row 42: the {en}" in said["en"]


def test_weights_that_do_not_sum_to_one_are_refused(shipped: pa.Table, tmp_path: Path) -> None:
    said = refused(tmp_path, edited(shipped, "weight", 0, 0.25))
    assert "列 weight: 各行之和为 1.2" in said["zh"] and "its sum is 1.2" in said["en"]


def test_a_cell_left_empty_is_named_by_its_column(shipped: pa.Table, tmp_path: Path) -> None:
    said = refused(tmp_path, edited(shipped, "weight", 0, None))
    assert "列 weight: 有空缺" in said["zh"] and "column weight: gaps" in said["en"]


def test_a_column_that_is_not_there_is_named(shipped: pa.Table, tmp_path: Path) -> None:
    said = refused(tmp_path, shipped.drop_columns(["seed"]))
    assert "缺 seed" in said["zh"] and "missing seed" in said["en"]


def test_a_file_without_a_pair_is_refused(shipped: pa.Table, tmp_path: Path) -> None:
    assert "一对参数与种子也没有" in refused(tmp_path, shipped.slice(0, 0))["zh"]


def test_columns_of_a_new_file_are_those_it_was_written_with(
    written: pa.Table, tmp_path: Path
) -> None:
    renamed = ["chj" if name == "chi" else name for name in written.column_names]
    other = written.rename_columns(renamed).replace_schema_metadata(written.schema.metadata)
    said = refused(tmp_path, other)
    assert "缺 chi、多 chj" in said["zh"] and "missing chi, unknown chj" in said["en"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    """The shipped pairs as they are written now, with their digest."""
    path = tmp_path_factory.mktemp("new") / FILE_NAME
    path.write_bytes(read_posterior(SHIPPED).to_bytes())
    assert read_posterior(path).to_bytes() == path.read_bytes()
    return pq.read_table(path)


@pytest.mark.parametrize("column", ["chi", "log_likelihood", "seed"])
def test_a_value_changed_in_any_one_row_is_found(
    written: pa.Table, tmp_path: Path, column: str
) -> None:
    row = len(written) - 2
    old = written[column][row].as_py()
    new = old + 1 if column == "seed" else old * (1 + 1e-9)
    said = refused(tmp_path, edited(written, column, row, new))
    assert "文件被改过" in said["zh"] and "the file was edited" in said["en"]


def test_a_file_of_an_earlier_version_has_no_digest_and_is_read(
    shipped: pa.Table, tmp_path: Path
) -> None:
    pq.write_table(shipped, tmp_path / FILE_NAME)
    found, known = read_posterior(tmp_path), read_posterior(SHIPPED)
    assert found.to_bytes() == known.to_bytes() and "digest" not in found.manifest


def test_without_numbers_a_likelihood_says_nothing_and_a_broken_run_has_no_weight(
    tmp_path: Path,
) -> None:
    u, seeds = np.full((2, 1), 0.5), np.arange(2)
    nothing = Posterior(("chi",), u, seeds, np.full(2, 0.5), np.full(2, -np.inf), ())
    (tmp_path / FILE_NAME).write_bytes(nothing.to_bytes())
    assert len(read_posterior(tmp_path)) == 2
    seen = read_posterior(SHIPPED).observations
    broken = Posterior(("chi",), u, seeds, np.array([1.0, 0.0]), np.array([-1.0, -np.inf]), seen)
    (tmp_path / FILE_NAME).write_bytes(broken.to_bytes())
    assert len(read_posterior(tmp_path)) == 2


@pytest.mark.parametrize(
    "words",
    [
        ("forecast", "--posterior", FILE_NAME, "-n", "4", "--dry-run"),
        ("run", "--posterior", FILE_NAME),
        ("calibrate", "--report", "--posterior", FILE_NAME),
        ("update", "--posterior", FILE_NAME, "--accounts", "books.csv"),
    ],
    ids=lambda words: words[0],
)
def test_every_command_refuses_it_with_exit_code_three(
    shengsi: Shengsi, shipped: pa.Table, tmp_path: Path, words: tuple[str, ...]
) -> None:
    pq.write_table(edited(shipped, "weight", 3, -0.1), tmp_path / FILE_NAME)
    header = "指标,年份,数值,单位,等级,用途,算子,误差,出处"
    row = "地区生产总值,2023,150,亿元,推算,对照,水平,0.5,示例数据"
    (tmp_path / "books.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    code, out, err = shengsi(*words)
    assert code == 3 and out == "", err
    assert "列 weight 第 4 行" in err and len(err.strip().splitlines()) == 1
