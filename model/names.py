"""Names that people can use for enterprises: `mussel-3`, `wind_2`, `project-ore-2024Q3-0`.

An enterprise's identity addresses its random numbers, so it is the same in every scenario of
a draw; its code is that identity in words.  Counting begins at 0.
"""

from __future__ import annotations

from collections.abc import Mapping

from model import randomness as rng
from model.agenda.outside import PROJECTS_PER_QUARTER
from model.roster import SECTOR_IDENTITIES
from model.spec import CountySpec
from model.units import quarter_name

_SECTORS_PER_QUARTER = 64


def enterprise_code(uid: int, spec: CountySpec, roster: Mapping[int, str] | None = None) -> str:
    """Code of the enterprise or project with identity `uid`.

    `mussel-3` of the synthetic roster; of a given one its id in `roster` (number: id); a known
    project's own code; `project-ore-2024Q3-0` and `startup-mussel-2020Q1-0` for newcomers.
    Raises ValueError for an identity that no enterprise has.
    """
    if uid >= rng.STARTUP_BASE:
        place, number = divmod(uid - rng.STARTUP_BASE, rng.STARTUPS_PER_QUARTER)
        t, s = divmod(place, _SECTORS_PER_QUARTER)
        return f"startup-{spec.sector_items[s].code}-{quarter_name(t)}-{number}"
    if uid >= rng.PROJECT_BASE:
        place, number = divmod(uid - rng.PROJECT_BASE, PROJECTS_PER_QUARTER)
        t, s = divmod(place, _SECTORS_PER_QUARTER)
        return f"project-{spec.sector_items[s].code}-{quarter_name(t)}-{number}"
    if uid >= rng.ROSTER_BASE:
        if roster is not None:
            return roster[uid - rng.ROSTER_BASE]
        s, number = divmod(uid - rng.ROSTER_BASE, SECTOR_IDENTITIES)
        return f"{spec.sector_items[s].code}-{number}"
    if 0 <= uid - rng.KNOWN_PROJECT_BASE < len(spec.known_projects):
        return spec.known_projects[uid - rng.KNOWN_PROJECT_BASE].code
    raise ValueError(f"identity {uid} belongs to no enterprise")


def enterprise_title(uid: int, sector: int, spec: CountySpec, lang: str) -> str:
    """What to call an enterprise in a sentence: its sector and kind, or its own name."""
    if rng.KNOWN_PROJECT_BASE <= uid < rng.ROSTER_BASE and lang == "zh":
        return spec.known_projects[uid - rng.KNOWN_PROJECT_BASE].name_zh
    item = spec.sector_items[sector]
    zh, en = "企业", "enterprise"
    if uid >= rng.STARTUP_BASE:
        zh, en = "新设企业", "start-up"
    elif uid >= rng.PROJECT_BASE:
        zh, en = "招商项目", "attracted project"
    elif uid < rng.ROSTER_BASE:
        zh, en = "已知项目", "known project"
    return f"{item.name_zh}{zh}" if lang == "zh" else f"{item.name_en}, {en}"
