"""The records that the model's state is made of: every field with its unit and meaning.

Money is in 万元 (ten thousand yuan) at current prices unless a field says "real" (2017
prices); land in 亩, energy in 吨标准煤, staff in persons.  The same fields are read by the
compiled engine, by the Mesa agents and by the plain-Python reference.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Field(NamedTuple):
    """One field of a record: name, numpy type, unit, meaning."""

    name: str
    kind: str
    unit: str
    meaning: str


def _dtype(fields: tuple[Field, ...]) -> np.dtype:
    return np.dtype([(f.name, f.kind) for f in fields])


# Status of an enterprise.
EMPTY, BUILDING, OPERATING, CLOSED, IDLE = 0, 1, 2, 3, 4
# Statistical class of a sector.
MINING, MANUFACTURING, UTILITIES = 0, 1, 2
# Land-efficiency grades (亩均).
GRADE_A, GRADE_B, GRADE_C, GRADE_D = 0, 1, 2, 3
# Where an enterprise comes from; known projects are owners' own plans and follow their dates.
FROM_ROSTER, ATTRACTED, START_UP, KNOWN_PROJECT = 0, 1, 2, 3
# Automation levels.
MANUAL, MECHANISED, DIGITAL_WORKSHOP, SMART_FACTORY = 0, 1, 2, 3
# State of a project on the attraction list.
IN_REVIEW, WAITING_LAND, LANDED, REFUSED = 1, 2, 3, 4

ENTERPRISE_FIELDS: tuple[Field, ...] = (
    # Every visit reads these; the order within saves cache lines (see model.prefetch).
    Field("status", "i4", "", "0 empty, 1 building, 2 operating, 3 closed, 4 idle"),
    Field("sector", "i4", "", "index of the sector"),
    Field("uid", "i8", "", "identity that addresses its random numbers"),
    Field("origin", "i4", "", "0 roster, 1 attracted project, 2 start-up, 3 known project"),
    Field("age", "i4", "quarters", "since it began to operate"),
    Field("k", "f8", "万元 real", "productive capital"),
    Field("tfp", "f8", "", "exp(a) as the quarter began; what it sells with"),
    Field("tariff", "f8", "万元/万元", "revenue per unit of capacity (known projects; 1 else)"),
    Field("d", "f8", "万元/year", "annualised demand, current prices"),
    Field("full", "f8", "万元/year", "capacity of the quarter, before wear and investment"),
    # Read at nearly every visit.
    Field("ramp_left", "i4", "quarters", "until a new plant's demand is fully ramped up"),
    Field("z", "i4", "0-3", "automation: manual, mechanised, digital workshop, smart factory"),
    Field("l", "f8", "persons", "staff"),
    Field("step", "f8", "log/quarter", "real change of demand in the quarter"),
    Field("e", "f8", "log/year", "expected real growth of demand"),
    Field("cash", "f8", "万元", "cash"),
    Field("debt", "f8", "万元", "debt"),
    Field("grade", "i4", "", "land-efficiency grade 0 A to 3 D"),
    Field("above", "i4", "0/1", "on the above-scale list"),
    Field("a", "f8", "log", "productivity"),
    Field("g", "f8", "log", "quality"),
    Field("robots", "f8", "", "industrial robots in use"),
    Field("revenue", "f8", "万元", "revenue of the quarter"),
    Field("revenue_1", "f8", "万元", "revenue one quarter ago"),
    Field("revenue_2", "f8", "万元", "revenue two quarters ago"),
    Field("revenue_3", "f8", "万元", "revenue three quarters ago"),
    Field("pending_quarters", "i4", "quarters", "until the capital under way is productive"),
    Field("pending_total", "i4", "quarters", "whole gestation of the capital under way"),
    Field("act", "i4", "", "bit set of what it did; see model.story"),
    Field("park", "i4", "", "index of the park, -1 outside any"),
    # Capital under way, and flows of the quarter that several events add to.
    Field("pending_k", "f8", "万元 real", "capital under way"),
    Field("subsidies", "f8", "万元", "received from government"),
    Field("borrowed", "f8", "万元", "new debt"),
    Field("repaid", "f8", "万元", "debt repaid"),
    Field("capex", "f8", "万元", "paid for capital, maintenance, upgrades, buildings"),
    Field("land_paid", "f8", "万元", "paid for land"),
    Field("k_new", "f8", "万元 real", "capital commissioned or maintained"),
    Field("k_worn", "f8", "万元 real", "capital worn out or scrapped"),
    # What accounts and decisions share.
    Field("nu", "f8", "ratio", "value added over revenue"),
    Field("ei", "f8", "tce/万元", "energy per value added"),
    Field("rho", "f8", "ratio", "R&D spending over revenue"),
    Field("rnd", "f8", "万元", "R&D spending"),
    Field("m", "f8", "亩", "site"),
    Field("rnd_share", "f8", "ratio", "share of its R&D that support paid in the quarter"),
    Field("want_staff", "f8", "persons", "hires it asks for in this quarter"),
    Field("insolvent", "i4", "quarters", "in a row with debt beyond its credit"),
    Field("high", "i4", "0/1", "high-tech enterprise, certified"),
    # What it asks for and why: read by the story of one enterprise too.
    Field("f", "f8", "", "plot ratio"),
    Field("m_park", "f8", "亩", "part of the site inside its park"),
    Field("pending_cost", "f8", "万元", "cost of the capital under way"),
    Field("invest_year", "f8", "万元", "investment put in place in the year so far"),
    Field("need_land", "f8", "亩", "parcel it asks for in this quarter's queue"),
    Field("intent_k", "f8", "万元 real", "investment decided, waiting for land"),
    Field("gap", "f8", "log", "desired over actual capital, 0 when none is wanted"),
    Field("hazard", "f8", "probability", "of investing in the quarter"),
    # Technology.
    Field("funds", "f8", "万元", "own cash above the buffer and credit still open"),
    Field("gain_left", "f8", "log", "productivity gain of the last upgrade still to arrive"),
    Field("upgrade_hazard", "f8", "probability", "of a technical upgrade in the quarter"),
    Field("payback", "f8", "years", "of the next technical upgrade"),
    Field("rho_base", "f8", "ratio", "its own usual R&D intensity before policy"),
    Field("rnd_stock", "f8", "万元", "R&D stock"),
    Field("patents", "f8", "", "high-value patents held"),
    Field("written_off", "f8", "万元", "debt written off at exit"),
    # Flows of the quarter that the accounts set; identities can be checked from the record.
    Field("u", "f8", "ratio", "utilisation of capacity in the quarter"),
    Field("va", "f8", "万元", "value added of the quarter"),
    Field("wages", "f8", "万元", "wages"),
    Field("vat", "f8", "万元", "value-added tax and surcharges"),
    Field("cit", "f8", "万元", "corporate income tax"),
    Field("land_tax", "f8", "万元", "land-use tax"),
    Field("interest", "f8", "万元", "interest paid"),
    Field("surcharge", "f8", "万元", "electricity surcharge of grade D"),
    Field("dividends", "f8", "万元", "paid to owners"),
    Field("energy", "f8", "tce", "energy used"),
    # Running totals of the year.
    Field("revenue_year", "f8", "万元", "revenue of the year so far"),
    Field("va_year", "f8", "万元", "value added of the year so far"),
    Field("tax_year", "f8", "万元", "taxes of the year so far"),
    Field("rnd_year", "f8", "万元", "R&D of the year so far"),
    Field("profit_year", "f8", "万元", "profit before income tax of the year so far"),
    Field("staff_year", "f8", "persons", "average staff of the year so far, quarters over four"),
    Field("energy_year", "f8", "tce", "energy of the year so far"),
    Field("loss_carried", "f8", "万元", "tax losses carried forward"),
    # Seldom touched.
    Field("tech", "i4", "0/1", "technology-based small firm, certified"),
    Field("special", "i4", "0/1", "specialised firm, certified"),
    Field("award", "i4", "0/1", "quality award, won"),
    Field("delayed", "i4", "quarters", "by which a known project has been put off"),
    Field("equity", "f8", "万元", "paid in by owners"),
    Field("left_over", "f8", "万元", "cash paid out at exit"),
    Field("revenue_last_year", "f8", "万元", "revenue of the year before"),
    Field("staff_plan", "f8", "persons", "staff of a known plant once it runs"),
)

PROJECT_FIELDS: tuple[Field, ...] = (
    Field("uid", "i8", "", "identity"),
    Field("sector", "i8", "", "index of the sector"),
    Field("state", "i8", "", "1 in review, 2 waiting for land, 3 landed, 4 refused"),
    Field("capex", "f8", "万元", "investment"),
    Field("ei", "f8", "tce/万元", "energy per value added"),
    Field("m", "f8", "亩", "land it needs at the cap on the plot ratio"),
    Field("review_left", "i8", "quarters", "of energy review and approval left"),
    Field("waited", "i8", "quarters", "waiting for land"),
    Field("park", "i8", "", "park it asks for, -1 none yet"),
    Field("arrived", "i8", "quarter", "when it came"),
)

SECTOR_FIELDS: tuple[Field, ...] = (
    Field("klass", "i8", "", "0 mining, 1 manufacturing, 2 utilities"),
    Field("group", "i8", "", "trend group: 0 marine food, 1 equipment and energy, 2 other"),
    Field("kappa", "f8", "万元/万元", "capital per real annual revenue at full capacity"),
    Field("va_rate", "f8", "ratio", "value added over revenue"),
    Field("depreciation", "f8", "per year", "wear of capital"),
    Field("staff_rate", "f8", "persons/万元", "staff per real annual revenue at full use"),
    Field("wage", "f8", "万元/person/year", "wage in 2017"),
    Field("vat_rate", "f8", "ratio", "VAT and surcharges over value added"),
    Field("energy_intensity", "f8", "tce/万元", "energy per value added, median"),
    Field("energy_spread", "f8", "log", "standard deviation of log energy intensity"),
    Field("capital_per_mu", "f8", "万元/亩", "capital per floor mu"),
    Field("plot_ratio", "f8", "", "plot ratio at the start"),
    Field("gestation", "f8", "quarters", "from decision to production"),
    Field("season_1", "f8", "", "first-quarter factor; the four average 1"),
    Field("season_2", "f8", "", "second-quarter factor"),
    Field("season_3", "f8", "", "third-quarter factor"),
    Field("season_4", "f8", "", "fourth-quarter factor"),
    Field("growth_beta", "f8", "", "response of demand to provincial growth"),
    Field("price_series", "i8", "", "index of the price driver"),
    Field("upgrade_cost", "f8", "ratio", "cost of one automation level over capital"),
    Field("robots_per_100", "f8", "per 100 staff", "robots that come with an upgrade"),
    Field("labour_saving", "f8", "ratio", "staff saved by one automation level"),
    Field("harvest_limited", "i8", "0/1", "capped by the harvest"),
    Field("export_share", "f8", "ratio", "exports over output"),
    Field("rnd_intensity", "f8", "ratio", "R&D over revenue at the start"),
    Field("deep_processing", "i8", "0/1", "can move to high-value products"),
    Field("first_set", "i8", "0/1", "may claim first-unit equipment support"),
    Field("count", "f8", "", "enterprises expected at the start"),
    Field("revenue_median", "f8", "万元/year", "median revenue at the start"),
    Field("revenue_sigma", "f8", "log", "spread of revenue at the start"),
    Field("mechanised", "f8", "ratio", "share at automation level 1 or more at the start"),
    Field("pull", "f8", "", "weight among attracted projects before policy"),
    Field("project_median", "f8", "万元", "median investment of an attracted project"),
    Field("project_sigma", "f8", "log", "spread of that investment"),
)

MARKET_FIELDS: tuple[Field, ...] = (
    Field("price", "f8", "2017 = 1", "price index of the sector"),
    Field("price_change", "f8", "log/quarter", "its change in the quarter"),
    Field("peers", "f8", "ratio", "capital-weighted mean automation level over 3"),
    Field("odds", "f8", "", "odds of an upgrade at the reference payback"),
    Field("wanted", "f8", "万元 real", "revenue wanted in the quarter (harvest sectors)"),
    Field("crowding", "f8", "ratio", "share of the wanted revenue that the harvest allows"),
    Field("capital", "f8", "万元 real", "capital of the sector"),
    Field("cost", "f8", "", "effect of user cost on desired capital"),
)

PARK_FIELDS: tuple[Field, ...] = (
    Field("small_park", "i8", "0/1", "counts as a small-firm park"),
    Field("serviced", "f8", "亩", "serviced land"),
    Field("vacant", "f8", "亩", "serviced and free"),
    Field("opening", "f8", "亩", "serviced land that counts as in service"),
    Field(
        "density", "f8", "log", "agglomeration: log(1 + capital per serviced mu over the reference)"
    ),
)

GOVERNMENT_FIELDS: tuple[Field, ...] = (
    Field("fund", "f8", "万元", "fund for renewing land use"),
    Field("budget", "f8", "万元", "industrial-support appropriation left this year"),
    Field("running", "f8", "万元", "part of it for interest and R&D support"),
    Field("running_in", "f8", "万元", "appropriated for it this quarter"),
    Field("running_paid", "f8", "万元", "paid of it this quarter"),
    Field("running_lapsed", "f8", "万元", "of it lapsed at the turn of the year"),
    Field("claims", "f8", "万元", "interest and R&D support claimed this quarter"),
    Field("fund_in_year", "f8", "万元", "paid into the fund this year"),
    Field("fund_in", "f8", "万元", "paid into the fund this quarter"),
    Field("budget_in", "f8", "万元", "appropriated this quarter"),
    Field("lapsed", "f8", "万元", "appropriation that lapsed at the turn of the year"),
    Field("fund_paid", "f8", "万元", "paid out of the fund this quarter"),
    Field("budget_paid", "f8", "万元", "paid out of the appropriation this quarter"),
    Field("fund_services", "f8", "万元", "of it for works and services, not to enterprises"),
    Field("budget_services", "f8", "万元", "of it for works and services"),
    Field("refused_year", "f8", "", "applications refused this year because it was empty"),
    Field("paid_year", "f8", "万元", "paid this year"),
)

COUNTY_FIELDS: tuple[Field, ...] = (
    Field("n", "i8", "", "enterprise slots in use"),
    Field("n_live", "i8", "", "enterprises that are visited: neither closed nor idle"),
    Field("n_listed", "i8", "", "slots that have been looked at for the list of the visited"),
    Field("n_projects", "i8", "", "project slots in use"),
    Field("frontier", "f8", "log", "competitiveness of the outside frontier"),
    Field("rest_gdp", "f8", "万元/year", "value added outside industry"),
    Field("rest_investment", "f8", "万元/year", "investment outside industry"),
    Field("general_budget", "f8", "万元/year", "general public budget revenue"),
    Field("land_revenue", "f8", "万元/year", "land-transfer revenue"),
    Field("population", "f8", "persons", "resident population"),
    Field("investment_price", "f8", "2017 = 1", "price of investment goods"),
    Field("wage_index", "f8", "2017 = 1", "wage level"),
    Field("interest", "f8", "per year", "lending rate"),
    Field("growth", "f8", "per year", "provincial industrial growth"),
    Field("harvest", "f8", "2017 = 1", "harvest of mussels and fish for processing"),
    Field("harvest_capacity", "f8", "万元 real/year", "revenue the harvest of 2017 could feed"),
    Field("labour_2017", "f8", "persons", "staff of all enterprises at the start"),
    Field("staff", "f8", "persons", "staff of all enterprises, known projects left out"),
    Field("wanted_staff", "f8", "persons", "hires asked for this quarter"),
    Field("fill", "f8", "ratio", "share of the hires that are filled"),
    Field("pool", "f8", "亩", "released land outside parks, to be redeveloped"),
    Field("serviced_in", "f8", "亩", "land newly serviced this quarter"),
    Field("quota", "f8", "亩", "industrial land that may still be granted this year"),
    Field("granted_year", "f8", "亩", "industrial land granted this year"),
    Field("other_granted_year", "f8", "亩", "other state land granted this year"),
    Field("beds", "f8", "", "dormitory beds built"),
    Field("overflow", "i8", "0/1", "a slot table was too small: the draw has failed"),
    Field("key_projects", "f8", "", "key technology projects started, cumulative"),
    Field("key_open", "f8", "", "key technology projects still open"),
    Field("key_fresh", "f8", "", "key technologies solved last quarter"),
    Field("running_rate", "f8", "ratio", "share of interest and R&D claims that is paid"),
    Field("general_budget_year", "f8", "万元", "general budget revenue this year"),
    Field("key_solved", "f8", "", "key technologies solved, cumulative"),
    Field("trade_year", "f8", "万元", "technology trade this year"),
    Field("rest_gdp_year", "f8", "万元", "value added outside industry this year"),
    Field("rest_investment_year", "f8", "万元", "investment outside industry this year"),
    Field("arrived_year", "f8", "", "projects that came this year"),
    Field("landed_year", "f8", "", "major manufacturing projects landed this year"),
    Field("large_done_year", "f8", "", "projects of 100 million yuan finished this year"),
    Field("refused_land_year", "f8", "", "projects refused for land this year"),
    Field("refused_energy_year", "f8", "", "projects refused at the energy review this year"),
    Field("refused_finance_year", "f8", "", "projects refused for finance this year"),
    Field("postponed_finance_year", "f8", "", "investments postponed for lack of funds this year"),
    Field("postponed_land_year", "f8", "", "investments postponed for lack of land this year"),
    Field("upgrades_year", "f8", "", "automation upgrades this year"),
    Field("key_upgrades_year", "f8", "", "of them above the declared size, this year"),
    Field("robots_year", "f8", "", "robots added this year"),
    Field(
        "tech_added_year", "f8", "", "technology-firm and high-tech certificates added this year"
    ),
    Field("entries_year", "f8", "", "start-ups this year"),
    Field("exits_year", "f8", "", "exits this year"),
    Field("released_year", "f8", "亩", "land released this year"),
    Field("q1_output", "f8", "万元", "above-scale revenue of the first quarter"),
    Field("rnd", "f8", "万元", "R&D spending of all enterprises this quarter"),
    Field("first", "i8", "", "place in the list of the visited where claims begin this quarter"),
    Field("way", "i8", "1/-1", "whether claims go round that list forward or backward"),
)

DRIVER_FIELDS: tuple[Field, ...] = (
    Field("growth", "f8", "per year", "provincial above-scale industrial growth, real"),
    Field("rest_growth", "f8", "per year", "nominal growth of the rest of the economy"),
    Field("interest", "f8", "per year", "lending rate"),
    Field("investment_price", "f8", "per quarter", "log change of the price of investment goods"),
    Field("wage", "f8", "per quarter", "log change of wages"),
    Field("population", "f8", "per quarter", "log change of resident population"),
    Field("harvest", "f8", "per quarter", "log change of the harvest"),
    Field("general_budget", "f8", "per quarter", "log change of general budget revenue"),
    Field("land_revenue", "f8", "per quarter", "log change of land-transfer revenue"),
    Field("activity", "f8", "ratio", "share of normal activity (epidemics)"),
)

ENTERPRISE = _dtype(ENTERPRISE_FIELDS)
PROJECT = _dtype(PROJECT_FIELDS)
SECTOR = _dtype(SECTOR_FIELDS)
MARKET = _dtype(MARKET_FIELDS)
PARK = _dtype(PARK_FIELDS)
GOVERNMENT = _dtype(GOVERNMENT_FIELDS)
COUNTY = _dtype(COUNTY_FIELDS)
DRIVER = _dtype(DRIVER_FIELDS)

RECORDS: dict[str, tuple[Field, ...]] = {
    "enterprise": ENTERPRISE_FIELDS,
    "project": PROJECT_FIELDS,
    "sector": SECTOR_FIELDS,
    "market": MARKET_FIELDS,
    "park": PARK_FIELDS,
    "government": GOVERNMENT_FIELDS,
    "county": COUNTY_FIELDS,
    "driver": DRIVER_FIELDS,
}
