"""SHENGSI_COUNTY names another folder of county data, such as an edited copy of the shipped one."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from calibration.county import SHIPPED

ROOT = Path(__file__).resolve().parents[2]
# A project as a county would fill it in from the template (示例数据: invented).
PROJECT = (
    "wharf,示例码头,example wharf,海工与临港装备,,,2025Q2,10000,12000,8000,9000,80,120,0.25,0.1,1,"
    "0.5,假设,示例数据,,"
)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "county"))


def shengsi(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command with another county."""
    python_path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        [sys.executable, "-m", "shengsi", *words],
        env={**os.environ, "SHENGSI_COUNTY": str(folder), "PYTHONPATH": python_path},
        capture_output=True,
        encoding="utf-8",
    )


def medians(folder: Path, out: Path) -> dict[str, float]:
    """Medians of targets under the plan."""
    words = ("-s", "plan", "-n", "12", "--prior", "--no-figures", "-q", "--json", "-o", str(out))
    done = shengsi(folder, "forecast", *words)
    assert done.returncode == 0, done.stderr
    return {item["target"]: item["median"] for item in json.loads(done.stdout)["results"]}


def test_ore_counted_as_mining_lowers_the_share_of_manufacturing_alone(
    county: Path, tmp_path: Path
) -> None:
    as_shipped = medians(SHIPPED, tmp_path / "runs")
    sectors = county / "sectors.csv"
    text = sectors.read_text("utf-8")
    changed = text.replace(",C30/B08,manufacturing,", ",C30/B08,mining,")
    assert changed != text
    sectors.write_text(changed, encoding="utf-8")
    other = medians(county, tmp_path / "runs")
    assert other["T3"] == as_shipped["T3"] and other["T4"] != as_shipped["T4"]


def test_a_projects_table_as_users_fill_it_in_takes_the_place_of_the_countys(
    county: Path, tmp_path: Path
) -> None:
    template = tmp_path / "projects.csv"
    done = shengsi(county, "data", "template", "--kind", "projects", "-o", str(template))
    assert done.returncode == 0, done.stderr
    with template.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    table = county / "known_projects.csv"
    table.write_text(",".join(header) + "\n" + PROJECT + "\n", encoding="utf-8")
    # Booked with probability one half: in this draw or another it is there, under its own name.
    told = [
        shengsi(county, "run", "-s", "plan", "--draw", str(draw), "--prior", "-e", "wharf",
                "-o", str(tmp_path / f"trace{draw}")).stdout
        for draw in range(4)
    ]  # fmt: skip
    assert any("wharf" in text for text in told)


def test_a_folder_that_is_no_county_is_one_line(tmp_path: Path) -> None:
    done = shengsi(tmp_path, "forecast", "-n", "5")
    assert done.returncode == 3 and done.stderr.count("\n") == 1
    assert "sectors.csv" in done.stderr
    assert str(tmp_path) in shengsi(tmp_path, "doctor").stdout
