"""What `shengsi runs` makes of the folder of an analysis: whole, then with a changed file."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from shengsi.cli import app

runner = CliRunner()


def runs(*words: object, code: int = 0) -> Result:
    """`shengsi runs ...`, which must end with `code`."""
    result = runner.invoke(app, ["runs", *map(str, words)])
    assert result.exit_code == code, result.output
    return result


def check_verified(folder: Path, kind: str, damaged: str) -> None:
    """The folder is verified and shown as what it is; changing the file `damaged` is found."""
    said = json.loads(runs("verify", folder, "--json").stdout)
    assert said == {"run": folder.name, "kind": kind, "sound": True, "faults": []}
    assert f"{folder.name}:" in runs("verify", folder.name, "-o", folder.parent).stdout
    shown = json.loads(runs("show", folder, "--json").stdout)
    assert shown["kind"] == kind and damaged in shown["files"] and shown["options"]
    text = runs("show", folder).stdout
    assert damaged in text and f"({kind})" not in text
    path = folder / damaged
    before = path.read_bytes()
    try:
        path.write_bytes(before + b" ")
        said = json.loads(runs("verify", folder, "--json", code=1).stdout)
        assert said["faults"] == [{"file": damaged, "kind": "changed"}]
        path.unlink()
        (folder / "extra.txt").write_text("x", encoding="utf-8")
        told = runs("verify", folder, code=1).stdout
        assert f"{damaged}: 缺失" in told and "extra.txt: 清单中没有" in told
    finally:
        path.write_bytes(before)
        (folder / "extra.txt").unlink(missing_ok=True)
