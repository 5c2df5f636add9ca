"""The county as a Mesa model: the same numbers as the ensemble, agents that are always fresh."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from mesa import DataCollector

from calibration.roster_file import read_roster
from model import County
from model.draws import Draws
from model.ensemble import run_ensemble
from model.policy import Policy, build_policy
from model.roster import ROSTER
from model.spec import CountySpec
from model.views import COLUMNS

ROOT = Path(__file__).resolve().parents[2]
SEED = 7


@pytest.fixture(scope="module")
def policies(spec: CountySpec) -> dict[str, Policy]:
    return {"no_plan": build_policy(spec), "plan": build_policy(spec, spec.plan)}


@pytest.fixture
def county() -> County:
    return County(seed=1)


def small_roster(spec: CountySpec) -> np.ndarray:
    """Twelve enterprises of which only the revenue is known."""
    rows = np.zeros(12, ROSTER)
    for name in ROSTER.names or ():
        if rows.dtype[name].kind == "f":
            rows[name] = np.nan
    rows["id"] = 100 + np.arange(12)
    rows["sector"] = np.arange(12) % len(spec.sector_items)
    rows["revenue"] = np.linspace(300, 6_000, 12)
    rows["idle"][-1] = 1
    return rows


def test_importing_the_model_does_not_import_mesa():
    code = "import sys, model; assert 'mesa' not in sys.modules; model.County; "
    subprocess.run([sys.executable, "-c", code + "assert 'mesa' in sys.modules"], check=True)


def test_a_mesa_run_is_the_same_draw_of_the_ensemble_to_the_last_bit(spec, policies):
    draws = Draws.from_prior(spec, 4, SEED)
    (block,) = run_ensemble(spec, draws, list(policies.values()))
    for k in range(4):
        for column, name in enumerate(policies):
            county = County(seed=SEED, draw=k, parameters="prior", policy=name)
            county.run_model()
            assert county.yearly().to_numpy().tobytes() == block.values[k, column].tobytes()


def test_it_is_the_same_at_prior_means_to_2030_and_with_a_roster(spec):
    roster = small_roster(spec)
    policy = build_policy(spec, spec.plan, {"growth_shift": -0.03}, 2030)
    draws = Draws.fixed(spec.prior_means(), 2, 0)
    (block,) = run_ensemble(spec, draws, [policy], roster=roster)
    county = County(0, draw=1, policy=policy, roster=roster, last_year=2030)
    county.run_model()
    assert county.yearly().to_numpy().tobytes() == block.values[1, 0].tobytes()
    assert county.year == 2030


def test_seed_0_is_a_seed_and_draws_differ():
    ends = []
    for seed, draw in ((0, 0), (0, 0), (1, 0), (0, 1)):
        county = County(seed, draw=draw)
        county.run_model()
        ends.append(county.yearly().to_numpy().tobytes())
    assert ends[0] == ends[1]
    assert len(set(ends)) == 3
    with pytest.raises(ValueError, match="from 0 on"):
        County(-1)


def test_the_calendar_and_the_end(county):
    assert (county.year, county.quarter) == (2016, 4)
    county.step()
    assert (county.year, county.quarter) == (2017, 1)
    while county.running:
        county.step()
    assert (county.year, county.quarter, county.steps) == (2027, 4, 44)
    for _ in range(2):
        with pytest.raises(ValueError, match="ended with 2027Q4"):
            county.step()


def test_an_agent_is_a_live_view_of_its_record(county):
    firm = county.enterprise("mussel-0")
    before = firm.capital
    county.step()
    assert firm.capital != before
    assert firm.capital == county.world.firms["k"][firm.slot]
    firm.record["cash"] = 123.0
    assert firm.cash == 123.0 == county.world.firms["cash"][firm.slot]
    with pytest.raises(AttributeError):
        firm.cash = 1.0


def test_agents_answer_what_the_model_reports(county):
    for _ in range(4):
        county.step()
    year = county.indicators()
    agents = county.agents
    assert agents.agg("capital", sum) == pytest.approx(year["capital_industry"], rel=1e-12)
    operating = agents.select(lambda firm: firm.status == "operating")
    assert len(operating) == year["firms_operating"]
    assert operating.agg("staff", sum) == pytest.approx(year["staff_industry"], rel=1e-12)
    # Those that closed within the year have left, with what they sold.
    revenue, added = agents.agg("revenue", sum), agents.agg("value_added", sum)
    assert 0.8 * year["revenue_industry"] < revenue <= year["revenue_industry"] * (1 + 1e-12)
    assert 0.8 * year["industrial_va"] < added <= year["industrial_va"] * (1 + 1e-12)
    assert all(firm.grade in "ABCD" for firm in agents)
    assert {firm.park for firm in agents} <= {None, *county.parks}
    assert {firm.sector for firm in agents} <= set(county.sectors)
    assert all(firm.productivity > 0 and firm.plot_ratio > 0 for firm in agents)
    assert type(agents[0].above_scale) is bool


def test_newcomers_appear_and_the_closed_leave():
    county = County(seed=SEED, parameters="prior", policy="plan")
    start = {firm.code for firm in county.agents}
    county.run_model()
    end = [firm.code for firm in county.agents]
    assert len(set(end)) == len(end)
    assert start - set(end) and set(end) - start
    assert any(code.startswith("startup-") for code in end)
    assert all(firm.status in ("building", "operating", "idle") for firm in county.agents)
    kept = county.world.firms["status"][: int(county.world.county["n"][0])]
    assert len(end) == int((kept != 3).sum())


def test_mesa_shuffles_agents_without_touching_the_models_luck(county):
    other = County(seed=1)
    for _ in range(8):
        county.agents.shuffle_do(lambda firm: county.random.random() + county.rng.random())
        county.step()
        other.step()
    assert county.world.firms.tobytes() == other.world.firms.tobytes()


def test_the_data_collector_works(county):
    collector = DataCollector(
        model_reporters={"gdp": lambda m: m.indicators()["gdp"], "year": "year"},
        agent_reporters={"code": "code", "staff": "staff", "park": "park"},
    )
    for _ in range(5):
        county.step()
        collector.collect(county)
    frame = collector.get_model_vars_dataframe()
    assert frame["gdp"].isna().tolist() == [True, True, True, False, False]
    assert frame["year"].tolist() == [2017] * 4 + [2018]
    assert len(collector.get_agent_vars_dataframe()) > 5 * 50


def test_indicators_are_of_complete_years(county):
    assert all(np.isnan(value) for value in county.indicators().values())
    with pytest.raises(ValueError, match="2017 is not complete"):
        county.indicators(2017)
    for _ in range(9):
        county.step()
    assert county.indicators() == county.indicators(2018)
    assert county.indicators(2017)["gdp"] != county.indicators(2018)["gdp"]
    assert list(county.yearly().index) == [2017, 2018]


def test_the_frame_is_a_snapshot_of_all_enterprises(county):
    frame = county.frame()
    assert list(frame.columns) == list(COLUMNS)
    assert frame.index.is_unique and len(frame) == len(county.agents)
    before = frame.loc["mussel-0", "capital"]
    county.step()
    assert frame.loc["mussel-0", "capital"] == before


def test_parameters_may_be_named_and_are_checked(spec):
    assert County(parameters={"chi": 0.25}).world.p["chi"][0] == 0.25
    assert County(parameters=spec.prior_means()).world.p.tobytes() == spec.prior_means().tobytes()
    drawn = Draws.from_prior(spec, 4, 5)
    assert County(5, draw=3, parameters="prior").world.p[0] == drawn.parameters[3]
    with pytest.raises(KeyError, match=r"unknown parameter: chii \(chi\?\)"):
        County(parameters={"chii": 0.25})
    with pytest.raises(ValueError, match="outside"):
        County(parameters={"chi": -1.0})
    with pytest.raises(ValueError, match='"prior"'):
        County(parameters="posterior")


def test_a_policy_may_be_named_written_or_built(spec, policies):
    assert County(policy="plan").policy.same_until(policies["plan"]) == 44
    assert County(policy=policies["plan"]).policy is policies["plan"]
    levers = County(policy={"upgrade_subsidy": 0.3}, assumptions={"growth_shift": 0.01}).policy
    assert levers.levers["upgrade_subsidy"][-1] == 0.3
    assert levers.assumptions["growth_shift"][-1] == 0.01
    with pytest.raises(ValueError, match="last_year=2027"):
        County(policy=policies["plan"], last_year=2030)
    with pytest.raises(ValueError, match="already"):
        County(policy=policies["plan"], assumptions={"growth_shift": 0.01})
    with pytest.raises(ValueError, match='"plan"'):
        County(policy="plans")
    with pytest.raises(KeyError, match="unknown lever"):
        County(policy={"upgrade": 0.3})


def test_a_roster_gives_its_own_ids(spec, tmp_path):
    county = County(roster=small_roster(spec))
    assert county.enterprise("roster-103").origin == "roster"
    assert county.enterprise("roster-111").status == "idle"
    file = tmp_path / "roster.csv"
    file.write_text(
        "id,name,sector,revenue_wan_yuan\n甲-01,甲,mussel,3500\n乙,乙,ore,800\n", encoding="utf-8"
    )
    county = County(roster=read_roster(file, spec))
    assert county.enterprise("甲-01").sector == "mussel"


def test_an_unknown_enterprise_is_answered_with_near_ones(county):
    with pytest.raises(KeyError, match="mussel-9"):
        county.enterprise("mussel-99")


def test_parks_and_sectors_are_live(county):
    park, sector = county.parks["mazhu"], county.sectors["mussel"]
    vacant, price = park.vacant, sector.price
    for _ in range(12):
        county.step()
    assert (park.vacant, sector.price) != (vacant, price)
    assert park.serviced >= park.vacant >= 0
    assert sector.name_zh == "贻贝加工"


def test_a_draw_that_fails_says_so_and_stops(county):
    county.world.county["overflow"] = 1
    with pytest.raises(RuntimeError, match="failed in 2017Q1: a slot table is full"):
        county.step()
    assert not county.running
    with pytest.raises(ValueError, match="slot table"):
        county.step()


def test_every_property_has_its_unit():
    described = {name: getattr(type(County().agents[0]), name).__doc__ for name in COLUMNS}
    assert all(described.values())
    assert "万元" in described["cash"] and "亩" in described["site_mu"]


@pytest.mark.parametrize("number", range(3))
def test_the_examples_of_the_page_run(number, capsys):
    page = (ROOT / "docs" / "mesa.md").read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```", page, re.S)
    assert len(examples) == 3
    exec(examples[number], {})
    assert capsys.readouterr().out


def test_what_cannot_be_a_county_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="whole numbers from 0 on"):
        County(seed=None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="read_roster"):
        County(roster="list.csv")  # type: ignore[arg-type]
    with pytest.raises(KeyError, match=r"upgrade_subsidi \(upgrade_subsidy\?\)"):
        County(policy={"upgrade_subsidi": 0.1})
    with pytest.raises(KeyError, match="price_shift_or"):
        County(assumptions={"price_shift_or": 0.1})
