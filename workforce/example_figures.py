"""Made-up WRES figures of made-up trusts, to try the service with. Nothing here is about any real organisation.

They are plausible: the share of ethnic minority staff rises over the years and falls with the pay band, gaps differ
between trusts and narrow, chance plays its part, small trusts have few of everything, and some figures are missing.
"""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from workforce.bands import BANDS, Band, DisparityPart, StaffGroup
from workforce.models import Group, TrustType

YEARS = range(2017, 2026)
REGIONS = 7
ICBS = 21
TRUSTS = 210
#: Numbers of trusts: two that merged, the one that took their place, and the first WRES year of that one.
MERGERS = ((11, 12, 13, 2021), (57, 58, 59, 2023))

_KINDS = {TrustType.ACUTE: 120, TrustType.MENTAL_HEALTH: 48, TrustType.COMMUNITY: 16, TrustType.ACUTE_SPECIALIST: 16}
#: How many people a middling trust of a type employs.
_STAFF = {
    TrustType.ACUTE: 5_500,
    TrustType.MENTAL_HEALTH: 3_600,
    TrustType.COMMUNITY: 2_300,
    TrustType.ACUTE_SPECIALIST: 1_700,
    TrustType.AMBULANCE: 4_200,
}
#: The share of ethnic minority staff in a middling trust of each region, in the first year.
_SHARES = (0.42, 0.11, 0.17, 0.19, 0.13, 0.12, 0.11)
_WEIGHTS = {
    "under band 1": 0.1,
    "band 1": 0.2,
    "band 2": 3,
    "band 3": 3,
    "band 4": 2.5,
    "band 5": 3.5,
    "band 6": 3.5,
    "band 7": 2,
    "band 8a": 0.8,
    "band 8b": 0.35,
    "band 8c": 0.2,
    "band 8d": 0.1,
    "band 9": 0.04,
    "very senior managers": 0.05,
    "trainee grades": 2,
    "other grades": 0.2,
    "non-consultant career grades": 1,
    "consultants": 2.5,
}
_OF_STAFF = {StaffGroup.NON_CLINICAL: 0.3, StaffGroup.CLINICAL: 0.6, StaffGroup.MEDICAL: 0.1}
#: By how much the odds of being of an ethnic minority are higher than for all, as a logarithm.
_TILTS = {DisparityPart.LOWER: 0.1, DisparityPart.MIDDLE: -0.15, DisparityPart.UPPER: -0.8, None: 0.8}


class Figure(NamedTuple):
    """So many of so many people of a group: a percentage with its counts."""

    measure: str
    coverage: str
    year: int
    group: Group
    numerator: int
    denominator: int


@dataclass(frozen=True)
class ExampleTrust:
    """A trust that does not exist.

    Attributes:
        own_figures: Whether they are its own, and in no publication.
    """

    number: int
    kind: TrustType
    region: int
    icb: int
    own_figures: bool
    years: range
    merged_into: int | None = None


@dataclass
class _Nature:
    """What makes a trust’s figures its own."""

    staff: int
    share: float
    unknown: float
    gaps: dict[int, float]
    board: tuple[int, int, int]  # members, of them voting, of them executive


def trusts(chance: Random) -> list[ExampleTrust]:
    """All trusts, those included that merged into others."""
    merged = {number: (into, first) for one, other, into, first in MERGERS for number in (one, other)}
    founded = {into: first for *_, into, first in MERGERS}
    kinds = [kind for kind, count in _KINDS.items() for _ in range(count)]
    kinds += [TrustType.AMBULANCE] * (TRUSTS - len(kinds))
    made = []
    for number, kind in enumerate(kinds, start=1):
        into, end = merged.get(number, (None, YEARS.stop))
        icb = chance.randrange(ICBS)
        years = range(founded.get(number, YEARS.start), end)
        made.append(ExampleTrust(number, kind, icb % REGIONS, icb, number % 4 == 0, years, into))
    return made


def figures_of(trust: ExampleTrust, chance: Random) -> Iterator[Figure]:
    """The figures of a trust, but for some that are missing."""
    nature = _nature(trust, chance)
    for year in trust.years:
        if chance.random() < 0.02:
            continue
        since = year - YEARS.start
        staff = _staff(nature, since, chance)
        parts = (
            _workforce(staff, year),
            _appointed(nature, since, year, chance),
            _of_staff("wres-3-entered-share", staff, 0.012, _gap(nature, 3, since), year, chance),
            _of_staff("wres-4-accessed-share", staff, 0.55, -_gap(nature, 4, since), year, chance),
            *(_survey(number, staff, nature, since, year, chance) for number in (5, 6, 7, 8)),
            _board(nature, since, year, chance),
        )
        for part in parts:
            made = list(part)
            if chance.random() > 0.03:
                yield from made


def _nature(trust: ExampleTrust, chance: Random) -> _Nature:
    size = chance.lognormvariate(0, 0.5) * (0.12 if trust.number % 23 == 0 else 1)
    members = chance.randint(11, 17)
    voting = members - chance.randint(0, 4)
    return _Nature(
        staff=round(_STAFF[trust.kind] * size),
        share=_moved(_SHARES[trust.region], chance.gauss(0, 0.35)),
        unknown=chance.uniform(0.01, 0.06),
        gaps={number: chance.gauss(0, 0.18) for number in range(2, 9)},
        board=(members, voting, min(voting, chance.randint(4, 7))),
    )


def _staff(nature: _Nature, since: int, chance: Random) -> dict[Band, Counter[Group]]:
    """The staff of each band by group; bands without staff are left out."""
    everybody = nature.staff * 1.015**since
    share = _moved(nature.share, 0.07 * since)
    found = {}
    for band in BANDS:
        of_group = sum(_WEIGHTS[each.name] for each in BANDS if each.group == band.group)
        people = round(everybody * _OF_STAFF[band.group] * _WEIGHTS[band.name] / of_group)
        if not people:
            continue
        tilt = _TILTS[band.part] + 0.02 * since * (band.part == DisparityPart.UPPER)
        unknown = _drawn(people, nature.unknown * 0.95**since, chance)
        bme = _drawn(people - unknown, _moved(share, tilt), chance)
        found[band] = Counter({Group.WHITE: people - unknown - bme, Group.BME: bme, Group.UNKNOWN: unknown})
    return found


def _workforce(staff: dict[Band, Counter[Group]], year: int) -> Iterator[Figure]:
    for band, groups in staff.items():
        for group, people in groups.items():
            yield Figure("wres-1-band-share", band.label, year, group, people, groups.total())
    everybody = _everybody(staff)
    for group, people in everybody.items():
        yield Figure("wres-1-workforce-share", "", year, group, people, everybody.total())


def _appointed(nature: _Nature, since: int, year: int, chance: Random) -> Iterator[Figure]:
    shortlisted = round(nature.staff * chance.uniform(0.4, 0.8))
    bme = _drawn(shortlisted, _moved(nature.share, 0.3 + 0.1 * since), chance)
    rate = chance.uniform(0.15, 0.22)
    of_bme = _moved(rate, -_gap(nature, 2, since))
    for group, people, share in ((Group.WHITE, shortlisted - bme, rate), (Group.BME, bme, of_bme)):
        yield Figure("wres-2-appointed-share", "", year, group, _drawn(people, share, chance), people)


def _of_staff(
    measure: str, staff: dict[Band, Counter[Group]], rate: float, moved: float, year: int, chance: Random
) -> Iterator[Figure]:
    everybody = _everybody(staff)
    for group, share in ((Group.WHITE, rate), (Group.BME, _moved(rate, moved))):
        yield Figure(measure, "", year, group, _drawn(everybody[group], share, chance), everybody[group])


#: The shares of White and of ethnic minority staff who say so in a middling trust, in the first year.
_ANSWERS = {5: (0.275, 0.29), 6: (0.235, 0.275), 7: (0.59, 0.46), 8: (0.065, 0.15)}
#: Until then those who did not know were left out of indicator 7, which makes its values higher.
_NEW_SERIES = 2022


def _survey(
    number: int, staff: dict[Band, Counter[Group]], nature: _Nature, since: int, year: int, chance: Random
) -> Iterator[Figure]:
    everybody = _everybody(staff)
    moved = nature.gaps[number] - 0.015 * since * (1 if number != 7 else -1)
    if number == 7 and year < _NEW_SERIES:
        moved += 1.2
    for group, share in zip((Group.WHITE, Group.BME), _ANSWERS[number], strict=True):
        answers = _drawn(everybody[group], 0.45 if group == Group.WHITE else 0.38, chance)
        said = _drawn(answers, _moved(share, moved), chance)
        yield Figure(f"wres-{number}-percentage", "", year, group, said, answers)


def _board(nature: _Nature, since: int, year: int, chance: Random) -> Iterator[Figure]:
    members, voting, executive = nature.board
    share = _moved(nature.share, -0.5 + 0.09 * since)
    bme_executive = _drawn(executive, share, chance)
    bme_voting = bme_executive + _drawn(voting - executive, share, chance)
    bme = bme_voting + _drawn(members - voting, share, chance)
    rows = (
        ("board", bme, members),
        ("voting-board", bme_voting, voting),
        ("executive-board", bme_executive, executive),
    )
    for name, of_bme, of_all in rows:
        for group, people in ((Group.WHITE, of_all - of_bme), (Group.BME, of_bme)):
            yield Figure(f"wres-9-{name}-share", "", year, group, people, of_all)


def _everybody(staff: dict[Band, Counter[Group]]) -> Counter[Group]:
    return sum(staff.values(), Counter[Group]())


#: By how much the odds of White staff differ from those of ethnic minority staff in a middling trust, as a logarithm.
_GAPS = {2: 0.45, 3: 0.35, 4: 0.05}


def _gap(nature: _Nature, number: int, since: int) -> float:
    """The gap of a trust, as a logarithm of odds; it narrows over the years."""
    return (_GAPS[number] + nature.gaps[number]) * 0.96**since


def _moved(share: float, by: float) -> float:
    """A share whose log odds are moved."""
    return 1 / (1 + (1 / share - 1) * math.exp(-by))


def _drawn(people: int, share: float, chance: Random) -> int:
    """How many of so many people are affected by chance: from a binomial distribution, or what comes close to it."""
    if people < 40:
        return sum(chance.random() < share for _ in range(people))
    mean, spread = people * share, math.sqrt(people * share * (1 - share))
    if mean < 10:
        return min(people, _poisson(mean, chance))
    return min(people, max(0, round(chance.gauss(mean, spread))))


def _poisson(mean: float, chance: Random) -> int:
    end, product, events = math.exp(-mean), chance.random(), 0
    while product > end:
        product *= chance.random()
        events += 1
    return events
