"""Whether a work was retracted, questioned by its journal or corrected, as its record says."""

import re
from collections.abc import Iterable

RETRACTED, CONCERN, CORRECTED = "retracted", "expression-of-concern", "corrected"
#: The record is of a notice, and not of the work that the notice is about.
NOTICE = "notice"

#: PubMed's types of publication.
TYPES = {
    "retracted publication": RETRACTED,
    "expression of concern": NOTICE,
    "retraction of publication": NOTICE,
    "retraction notice": NOTICE,
    "published erratum": NOTICE,
}
#: How PubMed links a work to the notice, and a notice to the work: in its XML and as tags.
LINKS = {
    **dict.fromkeys(("RetractionIn", "RIN"), RETRACTED),
    **dict.fromkeys(("ExpressionOfConcernIn", "ECI"), CONCERN),
    **dict.fromkeys(("ErratumIn", "EIN", "CorrectedandRepublishedIn", "CRI"), CORRECTED),
    **dict.fromkeys(("RetractionOf", "ROF", "ExpressionOfConcernFor", "ECF", "ErratumFor", "EFR"), NOTICE),
}
ORDER = (RETRACTED, CONCERN, CORRECTED)

_NOTICE_TITLE = re.compile(
    r"\W*(?:(?:notice of )?retraction(?: note| notice)?(?: of| to| for|\s*:)"
    r"|expression of concern(?: for| on| about|\s*:)|(?:erratum|corrigendum|correction)(?: to| for|\s*:))",
    re.IGNORECASE,
)
_RETRACTED_TITLE = re.compile(r"\W*(?:retracted|withdrawn)(?: article| paper| chapter)?\s*[:\])]", re.IGNORECASE)
_RETRACTED_END = re.compile(r"[(\[]\s*retracted(?: article| paper)?\b[^()\[\]]*[)\]]\W*$", re.IGNORECASE)
_NOTES = (
    (re.compile(r"\bretract(?:ed\b|ion in\b)", re.IGNORECASE), RETRACTED),
    (re.compile(r"\bexpression of concern in\b", re.IGNORECASE), CONCERN),
    (re.compile(r"\b(?:erratum|corrected and republished) in\b", re.IGNORECASE), CORRECTED),
)
#: What a note says where the notice is not known.
NOT_STATED = "notice not stated"
_DATE = re.compile(r"\b(?:19|20)\d\d(?: (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(?: \d{1,2})?)?\b")


def stated_by_pubmed(types: Iterable[str], links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What PubMed says of a work: its types of publication, and its links with the citation of each notice.

    Returns the state with the notice and its date where they are known; nothing where it says nothing::

        {"state": "retracted", "notice": "Inv Med. 2017", "date": "2017", "by": "PubMed"}
    """
    found = {LINKS[kind]: notice for kind, notice in reversed([*links]) if kind in LINKS}
    states = {TYPES[each.lower()] for each in types if each.lower() in TYPES} | set(found)
    state = next((each for each in (NOTICE, *ORDER) if each in states), "")
    return _as_json(state, "" if state == NOTICE else found.get(state, ""), "PubMed")


def stated_by_title(title: str) -> dict[str, str]:
    """What a title says: “RETRACTED: …”, or “Retraction of: …” where the record is of the notice."""
    if _NOTICE_TITLE.match(title):
        return _as_json(NOTICE, "", "its title")
    is_retracted = _RETRACTED_TITLE.match(title) or _RETRACTED_END.search(title)
    return _as_json(RETRACTED if is_retracted else "", "", "its title")


def stated_by_notes(notes: Iterable[str]) -> dict[str, str]:
    """What the notes of a record say, such as “Retraction in: Inv Med. 2017”."""
    notes = list(notes)
    for pattern, state in _NOTES:
        for note in notes:
            if pattern.search(note):
                _, colon, notice = note.partition(":")
                notice = notice.strip() if colon else ""
                return _as_json(state, "" if notice == NOT_STATED else notice, "a note in the file")
    return {}


def retraction_note(retraction: dict[str, str]) -> str:
    """A note that :func:`stated_by_notes` reads; empty where nothing is said."""
    words = {RETRACTED: "Retraction in", CONCERN: "Expression of concern in", CORRECTED: "Erratum in"}
    stated = words.get(retraction.get("state", ""), "")
    return f"{stated}: {retraction.get('notice') or NOT_STATED}" if stated else ""


def _as_json(state: str, notice: str, by: str) -> dict[str, str]:
    date = _DATE.search(notice)
    values = {"state": state, "notice": notice, "date": date[0] if date else "", "by": by}
    return {name: value for name, value in values.items() if value} if state else {}
