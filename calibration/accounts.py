"""A county's own accounts laid over the shipped record: theirs win, and it is known which is whose.

own = load_accounts(path)                       # every fault of the file, or its observations
merged = lay_over(shipped, own.observations)    # what calibration is held to
merged.fit, merged.provenance()                 # the observations, and where each comes from
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from calibration.account_checks import check_observations, contradictions
from calibration.account_findings import name_of, same_thing
from calibration.county import SHIPPED
from calibration.faults import Notice, Words
from calibration.history import Read, load_history, read_rows, report_findings
from calibration.observations import Observation
from calibration.prior_ranges import load_ranges
from calibration.tables import Row

HISTORY = "history.csv"


@dataclass(frozen=True)
class Accounts:
    """A file of accounts without faults: its observations in file order, and things to know.

    `unfilled` counts rows without a value, which are not read.
    """

    path: Path
    observations: list[Observation]
    notices: tuple[Notice, ...]
    unfilled: int = 0

    @property
    def fit(self) -> list[Observation]:
        """The observations that a model is held to."""
        return [obs for obs in self.observations if obs.use == "fit"]


def load_accounts(path: Path, folder: Path = SHIPPED, *, this_year: int | None = None) -> Accounts:
    """A county's own accounts from CSV (UTF-8 or GBK) or .xlsx (sheet 账目, else the first).

    Numbers are compared with the record and the prior ranges of the county in `folder`;
    `this_year`, as on its last day, is today's by default.  Raises FileError, a DataError, with
    every fault of the file, and for a file in which no value is filled in.
    """
    read = read_rows(path, unfilled=True)
    observations = [obs for _, obs in read.pairs]
    blank = [row for row in read.table.rows if not row.cells["value"]]
    if len(blank) == len(read.table.rows) and not read.table.faults:
        _report_nothing(read, blank)
    findings = check_observations(
        observations,
        date.today() if this_year is None else date(this_year, 12, 31),
        [obs for obs in load_history(folder / HISTORY) if obs.use == "fit"],
        load_ranges(folder),
    )
    report_findings(read, findings)
    read.table.done()
    _tell_of_rows(read, blank)
    return Accounts(path, observations, tuple(read.table.notices), len(blank))


def _report_nothing(read: Read, blank: Sequence[Row]) -> None:
    """A table in which nothing is filled in yet."""
    row = blank[0] if blank else Row(read.table.sheet.header_line + 1, {})
    n = len(blank)
    said = (f"还没有填写数值({n} 行待填)", f"no value is filled in yet ({n} rows to fill in)")
    if not blank:
        said = ("只有表头,没有一行数据", "a header alone, the table holds no row")
    read.table.report(
        row,
        "value",
        said,
        ("至少一行有年份和数值", "at least one row with a year and a value"),
        ("填好年份、数值、出处再检查", "fill in year, value and source, then check again"),
    )


def _tell_of_rows(read: Read, blank: Sequence[Row]) -> None:
    """Notices about rows that are not read or that hold nothing."""
    table = read.table
    uses = Counter(obs.use for _, obs in read.pairs)
    top = Row(table.sheet.header_line, {})
    if blank:
        lines = "、".join(str(row.line) for row in blank[:10]) + ("…" if len(blank) > 10 else "")
        table.tell(
            blank[0],
            "value",
            (f"{len(blank)} 行没有数值,未读(第 {lines} 行)",
             f"rows without a value, not read: {len(blank)} (row {lines})"),
        )  # fmt: skip
    if uses["driver"]:
        table.tell(
            top,
            "use",
            (f"{uses['driver']} 行用途为 驱动:外部驱动不由此重估,这些行不起作用",
             f"{uses['driver']} rows are of use driver: drivers are not refitted from here, so they "
             "have no effect"),
        )  # fmt: skip


def few_words(own: int | None, shipped: int) -> Words | None:
    """What to say of few numbers of use fit: `own` ones (None: no file of them), `shipped` ones.

    The record is judged as a whole; accounts that add little to a record of several numbers are
    told to.  None when there is nothing to say.
    """
    n = (own or 0) + shipped
    if n == 0:
        return Words(
            "没有用于对照(fit)的数:后验就是先验",
            "no number is of use fit: the posterior is the prior",
        )
    if n == 1:
        return Words(
            "只有一个用于对照(fit)的数:它只能约束那一年的那一项",
            "a single number of use fit: it holds one thing in one year and no more",
        )
    if own == 0:
        return Words(
            f"账目里没有用于对照(fit)的数,不增加任何约束;其余 {shipped} 个数照用",
            f"the accounts hold no number of use fit and add nothing; the other {shipped} numbers "
            "stay in use",
        )
    if own == 1:
        return Words(
            f"账目里只有一个用于对照(fit)的数;其余 {shipped} 个数照用",
            f"the accounts hold one number of use fit; the other {shipped} numbers stay in use",
        )
    return None


@dataclass(frozen=True)
class Laid:
    """One observation in use: from the county's `own` file or shipped, and what it `replaced`."""

    obs: Observation
    own: bool
    replaced: Observation | None = None


@dataclass(frozen=True)
class Merged:
    """The shipped record with a county's own accounts over it.

    `rows` are in use: shipped ones in their order, then own ones in theirs.  `dropped` are
    shipped numbers that an own row of use no or context puts out of use.
    """

    rows: tuple[Laid, ...]
    dropped: tuple[Observation, ...] = ()

    @property
    def observations(self) -> list[Observation]:
        """Every observation, whatever its use."""
        return [laid.obs for laid in self.rows]

    @property
    def fit(self) -> list[Observation]:
        """The observations that a model is held to."""
        return [obs for obs in self.observations if obs.use == "fit"]

    def counts(self) -> dict[str, int]:
        """How many fitted numbers are own and shipped, replaced and dropped."""
        fit = [laid for laid in self.rows if laid.obs.use == "fit"]
        return {
            "own": sum(laid.own for laid in fit),
            "shipped": sum(not laid.own for laid in fit),
            "replaced": sum(laid.replaced is not None for laid in fit),
            "dropped": len(self.dropped),
        }

    def few(self) -> Words | None:
        """What to say when the record, or what the accounts add to it, is next to nothing."""
        counts, given = self.counts(), any(laid.own for laid in self.rows)
        return few_words(counts["own"] if given else None, counts["shipped"])

    def notices(self) -> list[Words]:
        """Own numbers that contradict shipped ones which stay in use, and too few numbers."""
        own = {id(laid.obs) for laid in self.rows if laid.own}
        found = [
            Words(
                f"{item.what.zh};要停用内置的数,在账目里加一行同指标、同年、同算子、用途为 不用 的行",
                f"{item.what.en}; to put the shipped one out of use, add a row of the same "
                "indicator, year and operator with use no",
            )
            for item in contradictions(self.fit)
            if item.other is not None and (id(item.obs) in own) != (id(item.other) in own)
        ]
        told = self.few()
        return [*found, *([told] if told is not None else [])]

    def provenance(self) -> list[dict[str, Any]]:
        """One row for each fitted number: what it is, where it comes from, what it replaced."""
        return [_provenance(laid) for laid in self.rows if laid.obs.use == "fit"]


def lay_over(shipped: Sequence[Observation], own: Sequence[Observation]) -> Merged:
    """The county's own numbers over the shipped ones.

    An own row takes the place of the shipped number of the same indicator (or, without one, of
    the same series), year, quarter, operator and span; of use no or context it only puts that
    number out of use.
    """
    # Of an own number in use and another kept beside it, the one in use counts.
    wins = {same_thing(obs): obs for obs in sorted(own, key=lambda obs: obs.use == "fit")}
    beaten = {key: obs for obs in shipped if (key := same_thing(obs)) in wins}
    rows = [Laid(obs, own=False) for obs in shipped if same_thing(obs) not in wins]
    rows += [Laid(obs, own=True, replaced=beaten.get(same_thing(obs))) for obs in own]
    dropped = [obs for key, obs in beaten.items() if obs.use == "fit" and wins[key].use != "fit"]
    return Merged(tuple(rows), tuple(dropped))


def _provenance(laid: Laid) -> dict[str, Any]:
    """One fitted number in plain values, text in both languages where it is worded."""
    obs, name = laid.obs, name_of(laid.obs)
    origin, replaced = obs.origin, laid.replaced
    return {
        "indicator": obs.indicator,
        "name_zh": name.zh,
        "name_en": name.en,
        "year": obs.year,
        "quarter": obs.quarter,
        "operator": obs.operator,
        "value": obs.value,
        "unit": obs.unit,
        "published": obs.published,
        "published_en": obs.published_en,
        "grade": obs.grade,
        "error": obs.error,
        "own": laid.own,
        "file": origin.file if origin is not None else "",
        "place": origin.place if origin is not None else "",
        "source_title": obs.source_title,
        "source_url": obs.source_url,
        "replaced": replaced.published if replaced is not None else "",
        "replaced_en": replaced.published_en if replaced is not None else "",
        "replaced_grade": replaced.grade if replaced is not None else "",
        "replaced_source": replaced.source_title if replaced is not None else "",
    }
