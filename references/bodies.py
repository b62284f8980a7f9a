"""Names of bodies that have an “and”, which BibTeX takes for the end of a name unless they stand in braces."""

import re
from collections.abc import Iterable, Iterator

#: The start of what is named after its subjects: “Department of …”, “National Institute for …”.
NAMED_AFTER_SUBJECTS = re.compile(
    r"(?:the )?(?:[^\W\d_]+ ){0,3}(?:departments?|ministry|office|institute|college|school|faculty|academy|society"
    r"|board|council|association|commission|committee|cent(?:re|er)s?|agency|federation) (?:of|for|on)\b",
    re.IGNORECASE,
)
#: The last word of others: “Nursing and Midwifery Council”.
BODIES = frozenset({"council", "commission", "executive", "authority", "agency", "board", "committee", "trust"})
SUBJECTS = frozenset(
    {
        "of", "the", "for", "in", "health", "healthcare", "social", "care", "services", "medicine",
        "medical", "tropical", "nursing", "midwifery", "nurses", "midwives", "physicians", "surgeons",
        "psychiatrists", "gynaecologists", "obstetricians", "anaesthetists", "pathologists",
        "radiologists", "ophthalmologists", "paediatrics", "dentistry", "pharmacy", "therapists", "speech",
        "language", "occupational", "professions", "professional", "practitioners", "excellence",
        "improvement", "disparities", "quality", "safety", "prevention", "control", "disease", "hygiene",
        "equality", "diversity", "inclusion", "human", "rights", "race", "ethnic", "women", "children",
        "child", "families", "young", "people", "communities", "community", "local", "government",
        "housing", "education", "skills", "training", "work", "pensions", "employment", "labour",
        "business", "energy", "industrial", "industry", "strategy", "trade", "innovation", "technology",
        "science", "research", "development", "digital", "culture", "media", "sport", "environment",
        "food", "rural", "affairs", "justice", "transport", "statistics", "wellbeing", "mental", "public",
    }
)  # fmt: skip
#: Those of them that are family names too, if they stand alone.
FAMILY_NAMES = frozenset({"young", "child", "race", "work", "sport", "food", "energy"})
AND = re.compile(r"\band\b", re.IGNORECASE)


def with_whole_bodies(authors: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """The authors that BibTeX tells apart, each with whether it is a body whose name was put together again.

    Names are joined only where neither can be that of a person or of a body of its own.
    """
    waiting = ""
    for author in authors:
        if waiting and _are_one_body(waiting, author):
            waiting = f"{waiting} and {author}"
            continue
        if waiting:
            yield waiting, _is_joined(waiting)
        waiting = author
    if waiting:
        yield waiting, _is_joined(waiting)


def _is_joined(author: str) -> bool:
    return "{" not in author and bool(AND.search(author))


def _are_one_body(first: str, second: str) -> bool:
    if "{" in first or "{" in second or "," in second:
        return False
    of_first, of_second = _words(first), _words(second)
    if NAMED_AFTER_SUBJECTS.match(first):
        may_be_person = len(of_second) == 1 and of_second <= FAMILY_NAMES and "," not in first
        return of_second <= SUBJECTS and not may_be_person
    return of_first <= SUBJECTS and of_second <= SUBJECTS | BODIES and bool(of_second & BODIES)


def _words(name: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", name.lower()))
