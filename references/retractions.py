"""Whether a work was retracted, questioned by its journal or corrected, as its record says."""

import re
from collections.abc import Iterable
from typing import Any

from references import parsing

RETRACTED, CONCERN, CORRECTED = "retracted", "expression-of-concern", "corrected"
#: The record is of a notice, and not of the work that the notice is about.
NOTICE = "notice"

#: What PubMed, Web of Science and Scopus call the type of such a work, or of a notice.
TYPES = {
    **dict.fromkeys(("retracted publication", "retracted article", "retracted", "withdrawn publication"), RETRACTED),
    "publication with expression of concern": CONCERN,
    **dict.fromkeys(("retraction of publication", "retraction notice", "retraction", "expression of concern"), NOTICE),
    **dict.fromkeys(("published erratum", "erratum", "corrigendum", "correction"), NOTICE),
}
#: How PubMed links a work to the notice, and a notice to the work: in its XML and as tags.
LINKS = {
    **dict.fromkeys(("RetractionIn", "RIN"), RETRACTED),
    **dict.fromkeys(("ExpressionOfConcernIn", "ECI"), CONCERN),
    **dict.fromkeys(("ErratumIn", "EIN", "CorrectedandRepublishedIn", "CRI"), CORRECTED),
    **dict.fromkeys(("RetractionOf", "ROF", "ExpressionOfConcernFor", "ECF", "ErratumFor", "EFR"), NOTICE),
}
#: What Crossref calls the updates of a work.
UPDATES = {
    **dict.fromkeys(("retraction", "withdrawal", "removal"), RETRACTED),
    "expression_of_concern": CONCERN,
    **dict.fromkeys(("correction", "corrigendum", "erratum", "partial_retraction", "addendum"), CORRECTED),
}
#: The gravest first.
ORDER = (RETRACTED, CONCERN, CORRECTED)

_WORK = r"(?: (?:article|paper|publication|chapter))?"
# Tissue is retracted and anaemia corrected too, so these words alone make no notice.
_NOTICE_TITLE = re.compile(
    r"\W*(?:retraction(?: of| to| for)?\s*[:“\"‘']|retraction (?:note|notice|statement)\b"
    r"|(?:notice|statement) of retraction\b|withdrawal\s*:|(?:editorial )?expression of concern\b"
    r"|(?:erratum|corrigendum)(?: to| for|\s*:)"
    r"|(?:(?:author|publisher) )?correction(?:(?: to| for)?\s*[:“\"‘']| (?:to|for) [^:]{1,60} et al\b))",
    re.IGNORECASE,
)
# Web of Science names the notice, or the work that a notice is about, at the end of the title.
_OF = r"(?:retraction|expression of concern|correction) of "
_NOTICE_END = re.compile(rf"\((?:(?:{_OF})?vol\.? \d+, pg|{_OF}10\.)[^()]*\)\W*$", re.IGNORECASE)
_RETRACTED_TITLE = re.compile(rf"[\W_]*(?:(?i:retracted{_WORK})|WITHDRAWN{_WORK.upper()}|REMOVED)\s*[:\])]")
_RETRACTED_END = re.compile(
    rf"[(\[]\s*retracted{_WORK}(?:\s*[.:;,]\s*see (?P<notice>[^()\[\]]*))?\.?\s*[)\]]\W*$", re.IGNORECASE
)
# PubMed's own labels: a note that only has the word may say that authors retracted a claim.
_LABELS = (
    r"(?:retraction|expression of concern|erratum|corrected and republished|comment|update|republished) (?:in|of|for)"
)
_NOTES = tuple(
    (
        re.compile(
            rf"(?:^|[.;|])\W*{label} in(?: \([A-Z]{{3}}\))?\s*:\s*(?P<notice>.*?)[\s;,]*(?=$|\b{_LABELS}\b)",
            re.IGNORECASE | re.DOTALL,
        ),
        state,
    )
    for label, state in (
        ("retraction", RETRACTED),
        ("expression of concern", CONCERN),
        ("(?:erratum|corrected and republished)", CORRECTED),
    )
)
_RETRACTED_NOTES = (
    re.compile(rf"\W*retracted{_WORK}(?:\s*[:=]\s*(?:yes|true))?\W*$", re.IGNORECASE),
    re.compile(rf"\W*retracted{_WORK}\s*[.:;,]\s*see (?P<notice>.+)", re.IGNORECASE),
    re.compile(rf"\W*RETRACTED{_WORK.upper()}\s*:(?!\s*(?i:no|false)\b)\s*(?P<notice>.*)"),
)
#: A longer note lists the works that this one cites, as Scopus does, and the labels in it are theirs.
LONGEST_NOTE = 1_500
#: What a note says where the notice is not known.
NOT_STATED = "notice not stated"
_DATE = re.compile(r"\b(?:19|20)\d\d(?: (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(?: \d{1,2})?)?\b")


def stated_by_pubmed(types: Iterable[str], links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What PubMed says of a work: its types of publication, and its links with the citation of each notice.

    Returns the state with the notice and its date where they are known; nothing where it says nothing::

        {"state": "retracted", "notice": "Inv Med. 2017", "date": "2017", "by": "PubMed"}
    """
    found = {LINKS[kind]: notice for kind, notice in reversed([*links]) if kind in LINKS}
    state = _state_of(set(found) | _states_of_types(types))
    return _as_json(state, "" if state == NOTICE else found.get(state, ""), "PubMed")


def stated_by_types(types: Iterable[str]) -> dict[str, str]:
    """What the types of a work say, such as “Article; Retracted Publication” in files from Web of Science."""
    parts = (part.strip() for each in types for part in each.split(";"))
    return _as_json(_state_of(_states_of_types(parts)), "", "the type of work in the file")


def stated_by_crossref(item: dict[str, Any]) -> dict[str, str]:
    """What an item of Crossref's says: which updates there are of the work, or which work it is itself an update of."""
    updates = [(UPDATES[each["type"]], each) for each in _updates(item, "updated-by")]
    if not updates:
        return _as_json(NOTICE if _updates(item, "update-to") else "", "", "Crossref")
    state, update = min(updates, key=lambda each: ORDER.index(each[0]))
    doi, updated = parsing.doi_in(update.get("DOI", "")), update.get("updated")
    day = str(updated.get("date-time", ""))[:10] if isinstance(updated, dict) else ""
    return _as_json(state, f"https://doi.org/{doi}" if doi else "", "Crossref", day)


def _updates(item: dict[str, Any], key: str) -> list[dict[str, Any]]:
    listed = item.get(key)
    updates = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return [each for each in updates if isinstance(each.get("type"), str) and each["type"] in UPDATES]


def stated_by_title(title: str) -> dict[str, str]:
    """What a title says: “RETRACTED: …”, or “Retraction of: …” where the record is of the notice."""
    if _NOTICE_TITLE.match(title) or _NOTICE_END.search(title):
        return _as_json(NOTICE, "", "its title")
    end = _RETRACTED_END.search(title)
    notice = (end["notice"] or "").strip() if end else ""
    return _as_json(RETRACTED if end or _RETRACTED_TITLE.match(title) else "", notice, "its title")


def stated_by_notes(notes: Iterable[str]) -> dict[str, str]:
    """What the notes of a record say, such as “Retraction in: Inv Med. 2017”."""
    notes = [each for note in notes if len(each := note.partition("References:")[0]) <= LONGEST_NOTE]
    found = [(match, state) for pattern, state in _NOTES for note in notes if (match := pattern.search(note))]
    found += [(match, RETRACTED) for each in _RETRACTED_NOTES for note in notes if (match := each.match(note))]
    if not found:
        return {}
    first, state = min(found, key=lambda each: ORDER.index(each[1]))
    notice = (first.groupdict().get("notice") or "").strip()
    return _as_json(state, "" if notice == NOT_STATED else notice, "a note in the file")


def gravest(*stated: dict[str, str]) -> dict[str, str]:
    """The gravest of what the parts of a record say; of those that say the same, the one that names the notice."""
    said = [each for each in stated if each]
    return min(said, key=lambda each: ((NOTICE, *ORDER).index(each["state"]), "notice" not in each), default={})


def is_graver(state: str, than: str) -> bool:
    """Whether a state is graver than another, of which either may be empty."""
    ranks = (*ORDER, "")
    return ranks.index(state) < ranks.index(than)


def retraction_note(retraction: dict[str, str]) -> str:
    """A note that :func:`stated_by_notes` reads; empty where nothing is said."""
    words = {RETRACTED: "Retraction in", CONCERN: "Expression of concern in", CORRECTED: "Erratum in"}
    stated = words.get(retraction.get("state", ""), "")
    return f"{stated}: {retraction.get('notice') or NOT_STATED}" if stated else ""


def _states_of_types(types: Iterable[str]) -> set[str]:
    return {TYPES[each.lower()] for each in types if each.lower() in TYPES}


def _state_of(states: set[str]) -> str:
    return next((each for each in (NOTICE, *ORDER) if each in states), "")


def _as_json(state: str, notice: str, by: str, date: str = "") -> dict[str, str]:
    found = _DATE.search(notice)
    values = {"state": state, "notice": notice, "date": date or (found[0] if found else ""), "by": by}
    return {name: value for name, value in values.items() if value} if state else {}
