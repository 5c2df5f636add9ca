"""One traced draw: run, as text and as a JSON document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model.indicators import BY_CODE, CODES, HEADLINES
from model.story_text import story, title
from model.units import LAST_YEAR, quarter_index
from scenarios.basis import basis_of
from scenarios.files import RunError
from scenarios.forecast import SEED
from scenarios.posterior_input import numbers_of
from scenarios.roster_input import RosterInput
from scenarios.sampling import draws_for
from scenarios.scenario import scenario_policy
from shengsi.display import basis_note, shown
from shengsi.interval_text import number
from shengsi.tables import table
from shengsi.text import t

if TYPE_CHECKING:
    from calibration.posterior import Posterior
    from model.spec import CountySpec
    from model.story import Trace
    from scenarios.scenario import Scenario

# Without --years the terminal shows the year before the plan and those after.
FIRST_SHOWN = 2022


@dataclass(frozen=True)
class Traced:
    """A traced draw and what it is a draw of; `basis` says where parameters come from."""

    trace: Trace
    scenario: Scenario
    seed: int
    draw: int
    basis: tuple[str, str]

    def about(self, lang: str) -> dict[str, Any]:
        """What identifies it, in words."""
        spec = self.trace.county.spec
        return {
            "county": spec.name_en if lang == "en" else spec.name_zh,
            "name": self.scenario.name(lang),
            "seed": self.seed,
            "draw": self.draw,
            "basis": self.basis[lang == "en"],
        }


def trace_draw(
    spec: CountySpec,
    scenario: Scenario,
    seed: int = SEED,
    draw: int = 0,
    last_year: int = LAST_YEAR,
    *,
    roster: RosterInput | None = None,
    posterior: Posterior | None = None,
) -> Traced:
    """Run one draw of a scenario to `last_year` and keep every quarter of every enterprise.

    It is draw `draw` of a forecast with this seed, to the last bit; `posterior` is where it comes
    from (None: the priors), `roster` its enterprises (None: a synthetic population).  Raises
    RunError (exit 1) when the draw fails.
    """
    from model.county import County
    from model.story import Trace

    given = roster or RosterInput()
    draws = draws_for(spec, scenario.uncertainty, draw + 1, seed, posterior, draw)
    county = County(
        int(draws.seeds[0]),
        draw=int(draws.ids[0]),
        spec=spec,
        parameters=draws.parameters[0],
        policy=scenario_policy(scenario, spec, last_year),
        roster=given.roster,
        last_year=last_year,
    )
    try:
        trace = Trace.of(county)
    except RuntimeError as error:
        raise RunError(f"第 {draw} 次抽样失败: {error}", f"draw {draw} failed: {error}") from error
    numbers = None if posterior is None else numbers_of(posterior)
    basis = basis_of(draws.origin, given.kind, scenario.uncertainty.prior_width, numbers)
    return Traced(trace, scenario, seed, draw, basis)


def run_text(traced: Traced, years: Sequence[int], lang: str) -> str:
    """Title, headline sentence and the headline indicators by year."""
    frame = traced.trace.county.yearly()
    last = years[-1]
    money = shown(BY_CODE["revenue_above_scale"].unit, 0, lang)
    share = shown(BY_CODE["manufacturing_va_share"].unit, 3, lang)
    sentence = t(
        "run.headline",
        lang,
        year=last,
        revenue=money.text(frame.loc[last, "revenue_above_scale"]),
        share=share.text(frame.loc[last, "manufacturing_va_share"]),
    )
    headers = [t("run.indicator", lang), t("run.unit", lang), *map(str, years)]
    rows = []
    for code in HEADLINES:
        item = BY_CODE[code]
        unit = shown(item.unit, item.digits, lang)
        name = item.name_en if lang == "en" else item.name_zh
        rows.append([name, unit.label, *(unit.number(frame.loc[year, code]) for year in years)])
    return "\n".join(
        [
            t("run.title", lang, **traced.about(lang)),
            sentence + t("run.one_draw", lang) if lang == "zh" else
            f"{sentence} {t('run.one_draw', lang)}",
            "",
            table(headers, rows, "ll" + "r" * len(years)),
            basis_note(traced.basis, lang),
        ]
    )  # fmt: skip


def story_text(traced: Traced, code: str, years: Sequence[int], lang: str) -> str:
    """The enterprise's story over `years`."""
    first, last = quarter_index(years[0], 1), quarter_index(years[-1], 4)
    lines = [line for line in story(traced.trace, code, lang) if first <= _quarter(line) <= last]
    head = f"{title(traced.trace, code, lang)} ({t('run.lots', lang)})"
    told = lines or [t("run.quiet_years", lang)]
    return "\n".join([head, *told, basis_note(traced.basis, lang)])


def _quarter(line: str) -> int:
    """Quarter that a line of a story begins with."""
    return quarter_index(int(line[:4]), int(line[5]))


def largest(traced: Traced, n: int = 5) -> list[str]:
    """Codes of the enterprises with most revenue at the end."""
    agents = traced.trace.county.agents
    return [agent.code for agent in sorted(agents, key=lambda a: (-a.revenue, a.code))[:n]]


def run_document(
    traced: Traced, years: Sequence[int], code: str | None, files: Sequence[str]
) -> dict[str, Any]:
    """What `--json` prints."""
    frame = traced.trace.county.yearly()
    document: dict[str, Any] = {
        "county": traced.trace.county.spec.code,
        "scenario": traced.scenario.id,
        "digest": traced.scenario.digest,
        "seed": traced.seed,
        "draw": traced.draw,
        "parameters": {"zh": traced.basis[0], "en": traced.basis[1]},
        "years": list(years),
        "units": {name: BY_CODE[name].unit for name in CODES},
        "indicators": {
            name: {str(year): number(frame.loc[year, name]) for year in years} for name in CODES
        },
        "files": list(files),
    }
    if code is not None:
        spoken = {lang: story(traced.trace, code, lang) for lang in ("zh", "en")}
        document["enterprise"] = {
            "code": code,
            "title": {lang: title(traced.trace, code, lang) for lang in ("zh", "en")},
            "quarters": traced.trace.rows(code),
            "story": spoken,
        }
    return document
