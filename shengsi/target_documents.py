"""What `--json` prints about targets and runs: the same numbers as the tables, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scenarios.assessment import Assessment, focus_scenario, note, status
from scenarios.basis import basis
from scenarios.manifest import Manifest
from scenarios.probability import Estimate, of_twenty, percent_text
from scenarios.run import Run
from scenarios.runs import Listed
from scenarios.targets import Height, Joint, Pair, Target, TargetResult


def target_document(target: Target) -> dict[str, Any]:
    """One target as the plan states it."""
    has_value = target.testable and target.kind != "direction"
    return {
        "id": target.id,
        "clause": target.clause,
        "kind": target.kind,
        "wording": target.wording,
        "name": {"zh": target.name_zh, "en": target.name_en},
        "indicator": target.indicator or None,
        "scope": {"zh": target.scope_zh, "en": target.scope_en},
        "unit": target.unit or None,
        "op": target.op or None,
        "value": target.value if has_value else None,
        "tolerance": target.tolerance or None,
        "years": list(target.years),
        "baseline_year": target.baseline_year or None,
        "headline": target.headline,
        "counted": target.counted,
        "note": {"zh": target.note_zh, "en": target.note_en},
        "reason": {"zh": target.reason_zh, "en": target.reason_en},
    }


def run_document(run: Run) -> dict[str, Any]:
    """What a run is: enough to cite it and to make it again."""
    work = run.work
    return {
        "run": run.manifest.run,
        "folder": str(run.folder),
        "status": run.manifest.status,
        "date": run.manifest.date,
        "versions": run.manifest.versions,
        "git": run.manifest.git,
        "command": run.manifest.command,
        "county": work.county,
        "seed": work.seed,
        "draws": work.draws,
        "failed": run.manifest.failed,
        "years": [work.first_year, work.last_year],
        "parameters": {
            "origin": work.origin,
            "prior_width": work.prior_width,
            "zh": basis(run, "zh"),
            "en": basis(run, "en"),
            "posterior": run.manifest.posterior,
        },
        "scenarios": [
            {
                "id": item.id,
                "name": {"zh": item.name_zh, "en": item.name_en},
                "digest": item.digest,
                "assumptions": list(item.assumptions),
            }
            for item in work.scenarios
        ],
    }


def assessment_document(run: Run, found: Sequence[Assessment]) -> dict[str, Any]:
    """A run and its targets under every scenario of `found`."""
    targets = [result.target for result in found[0].results]
    return {
        **run_document(run),
        "focus": focus_scenario(run),
        "targets": [target_document(target) for target in targets],
        "results": [
            {"scenario": item.scenario, **_result(result), **_notes(run, item.scenario, result)}
            for item in found
            for result in item.results
        ],
        "joint": [
            {"scenario": item.scenario, "set": name, **joint_document(joint)}
            for item in found
            for name, joint in item.joint.items()
        ],
        "conflicts": [
            {"scenario": item.scenario, **_pair(pair)} for item in found for pair in item.pairs
        ],
        "heights": [
            {"scenario": item.scenario, **_height(one)} for item in found for one in item.heights
        ],
    }


def estimate_document(found: Estimate | None) -> dict[str, Any] | None:
    """A probability with its interval, and the text that may be printed."""
    if found is None:
        return None
    return {
        "value": found.value,
        "low95": found.low,
        "high95": found.high,
        "hits": found.hits,
        "draws": found.n,
        "effective_draws": found.ess,
        "text": percent_text(found),
        "of_twenty": of_twenty(found),
    }


def joint_document(joint: Joint) -> dict[str, Any]:
    """A joint probability."""
    return {
        "ids": list(joint.ids),
        "probability": estimate_document(joint.probability),
        "excluded": joint.excluded,
        "mean_met": joint.expected,
        "most_met": joint.most,
    }


def listed_document(item: Listed) -> dict[str, Any]:
    """One run of a list."""
    return {
        "run": item.name,
        "folder": str(item.folder),
        "status": item.status,
        "started": item.started or None,
        "scenarios": item.scenarios,
        "draws": item.draws,
        "done": item.done,
        "failed": item.failed,
        "bytes": item.size,
        "problem": {"zh": item.problem[0], "en": item.problem[1]} if item.problem[0] else None,
    }


def manifest_document(manifest: Manifest) -> dict[str, Any]:
    """Times and files of a run, as its manifest has them."""
    return {"sessions": manifest.sessions, "inputs": manifest.work.inputs, "files": manifest.files}


def _result(result: TargetResult) -> Mapping[str, Any]:
    return {
        "target": result.target.id,
        "status": status(result),
        "probability": estimate_document(result.probability),
        "by_year": {str(year): estimate_document(p) for year, p in result.by_year.items()},
        "failed": result.failed,
        "undefined": result.undefined,
        "median": result.median,
        "low80": result.low80,
        "high80": result.high80,
        "shortfall": result.shortfall,
        "missed_low": result.missed_low,
        "missed_high": result.missed_high,
        "growth_needed": result.growth_needed,
        "growth_seen": result.growth_seen,
    }


def _notes(run: Run, scenario: str, result: TargetResult) -> Mapping[str, Any]:
    """Years that no draw meets, each with the nearest value, and the sentence about them."""
    text = {lang: note(run, scenario, result, lang) for lang in ("zh", "en")}
    return {
        "never": {str(year): value for year, value in result.never.items()},
        "note": text if text["zh"] else None,
    }


def _pair(pair: Pair) -> Mapping[str, Any]:
    return {
        "first": pair.first,
        "second": pair.second,
        "p_first": pair.p_first.value,
        "p_second": pair.p_second.value,
        "both": estimate_document(pair.both),
        "product": pair.product,
        "lift": pair.lift,
        "phi": pair.phi,
        "rank_correlation": pair.rank_correlation,
        "clear": pair.clear,
    }


def _height(height: Height) -> Mapping[str, Any]:
    """What meeting `given` exactly makes of the indicator of `other`, in its unit."""
    return {
        "given": height.given,
        "other": height.other,
        "year": height.year,
        "median": height.median,
        "low80": height.low80,
        "high80": height.high80,
        "draws": height.draws,
        "other_where_given_is_met": estimate_document(height.chance),
        "median_where_given_is_met": height.among,
    }
