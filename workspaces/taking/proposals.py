"""What a form proposes from the marked words: numbers, names and places, and never prose as if it were our own."""

import re
from itertools import count
from typing import Any

from django.db.models import Q
from django.utils.text import slugify

from evidence.models import Citation, Design, Outcome, Source, Study
from recommendations.models import Certainty, Recommendation
from workspaces.models import Excerpt
from workspaces.taking.kinds import STUDY_LINK, Kind
from workspaces.taking.marked_words import Marked

_CITED = re.compile(r"[(\[](\d{1,4})[)\]]")
_NAME = r"[^\W\d_][\w’'-]+"
_SEVERAL = rf"(?: (?:and|&) {_NAME})?(?: and (?:colleagues|others)| et al\.?)?"
_AUTHORS = re.compile(rf"(?P<name>{_NAME}{_SEVERAL}),? \(?(?P<year>(?:19|20)\d\d)\)?")
_DEFINED = re.compile(
    r"^[“‘\"]?(?P<term>[^.:;“”\"]{2,80}?)[”’\"]?(?::| [–—-] | means | refers to | is defined as | is | are )"
)
_NUMBERED_HEADING = re.compile(
    r"^(?:case stud(?:y|ies)\s*)?(?P<label>\d+(?:\.\d+)*)?\s*[.:)–-]?\s*(?P<title>.*)$", re.I | re.S
)
_FIGURE = re.compile(
    r"(?:over |under |about |around |almost |nearly )?£?\d[\d,.]*\d?(?:\s?(?:%|per cent|million|billion))?", re.I
)
_ADDRESS = re.compile(r"https?://[^\s<>“”\"]+[^\s<>“”\".,;:)]")
#: The designs whose names mean nothing else, as “report” and “evaluation” do.
NAMED_DESIGNS = (
    *(Design.SYSTEMATIC_REVIEW, Design.SCOPING_REVIEW, Design.RANDOMISED_TRIAL, Design.COHORT, Design.CROSS_SECTIONAL),
    *(Design.QUALITATIVE, Design.MIXED_METHODS, Design.QUALITY_IMPROVEMENT),
)
#: How many of the marked characters are looked through.
LOOKED_THROUGH = 5_000
#: A term or a title has at most so many words.
SHORT = 8
#: The fields that the last entry taken hands on to the next.
CARRIED = ("themes", "audiences", "audience_not_stated", "certainty_reason")
#: How far back the last entry with such a field is looked for.
LOOKED_BACK = 20
#: How many studies that look alike are named.
MOST_ALIKE = 5


def proposed(kind: Kind, passage: Marked) -> dict[str, Any]:
    """Initial values of the fields of a kind, and of its parts."""
    words = passage.words[:LOOKED_THROUGH]
    number = cited_number(words)
    values: dict[str, Any] = {"locator": passage.locator, "number": number, "outcome": _outcome(words)}
    match kind.name:
        case "study":
            values |= _authors_and_year(words)
            values["design"] = _design(words)
        case "case-study":
            values |= _heading_of(passage)
        case "definition":
            values["term"] = _term(words)
        case "statistic":
            values["value_as_stated"] = (found := _FIGURE.search(words)) and found[0].strip()
        case "resource":
            address = _ADDRESS.search(words)
            values["url"] = address and address[0]
            values["title"] = _short(_ADDRESS.sub("", words))
        case "recommendation":
            values["study"] = cited_study(passage.document.source, number)
    return {name: value for name, value in values.items() if value}


def cited_number(words: str) -> int | None:
    """The number of the first citation in the words: 12 for “(12)”; not a year."""
    numbers = (each[1] for each in _CITED.finditer(words[:LOOKED_THROUGH]))
    return next((int(each) for each in numbers if not re.fullmatch(r"(?:19|20)\d\d", each)), None)


def cited_study(source: Source, number: int | None) -> Study | None:
    """The study that a document cites by a number."""
    citation = Citation.objects.filter(source=source, number=number).select_related("study").first() if number else None
    return citation.study if citation else None


def _authors_and_year(words: str) -> dict[str, Any]:
    found = _AUTHORS.search(words)
    if not found:
        return {}
    return {"cited_as": f"{found['name']} ({found['year']})", "year": int(found["year"])}


def _design(words: str) -> str:
    """The design that the words name; empty if they name none, or several."""
    found = {each.value for each in NAMED_DESIGNS if re.search(rf"\b{each.label}\b", words, re.IGNORECASE)}
    return found.pop() if len(found) == 1 else ""


def _outcome(words: str) -> Outcome | None:
    """The outcome that the words name; None if they name none, or several."""
    said = words.casefold()
    found = [each for each in Outcome.objects.all() if each.name.casefold() in said]
    return found[0] if len(found) == 1 else None


def _heading_of(passage: Marked) -> dict[str, Any]:
    section = passage.document.section_at(passage.start)
    found = _NUMBERED_HEADING.match(section.heading) if section else None
    return {"title": found["title"][:250], "label": (found["label"] or "")[:40]} if found else {}


def _term(words: str) -> str:
    if short := _short(words):
        return short
    found = _DEFINED.match(words)
    return _short(found["term"]) if found else ""


def _short(words: str) -> str:
    """Words that are few enough for a term or a title."""
    words = words.strip().strip(".:;,()“”‘’\"'").strip()
    return words if 0 < len(words.split()) <= SHORT and "\n" not in words else ""


def free_slug(model: type[Any], words: str) -> str:
    """An address for an entry that no other of its kind has."""
    stem = slugify(words)[:70].strip("-") or model._meta.model_name
    taken = set(model._base_manager.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(each for number in count(1) if (each := stem if number == 1 else f"{stem}-{number}") not in taken)


def carried_over(kind: Kind, source: Source, user: Any) -> tuple[dict[str, Any], Any]:
    """The values that the person's last entry from this document hands on, and that entry."""
    excerpts = Excerpt.objects.filter(document__source=source, marked_by=user).order_by("-pk")[:LOOKED_BACK]
    entries = [each for each in (excerpt.entry for excerpt in excerpts) if each is not None]
    values: dict[str, Any] = {}
    for name in CARRIED:
        if name in (*kind.fields, *kind.folded):
            last = next((each for each in entries if hasattr(each, name)), None)
            # Why a level is what it is belongs to that recommendation; why a document grades none holds for the next.
            if name == "certainty_reason" and last is not None and last.certainty != Certainty.NOT_GRADED:
                continue
            value: Any = getattr(last, name, None)
            values[name] = list(value.all()) if hasattr(value, "all") else value
    if STUDY_LINK in kind.parts:
        values["bearing"] = _last_bearing(entries)
    values = {name: value for name, value in values.items() if value}
    return values, entries[0] if values else None


def _last_bearing(entries: list[Any]) -> str:
    links = (each.study_links.last() for each in entries if isinstance(each, Recommendation))
    return next((link.bearing for link in links if link), "")


def last_study(source: Source, user: Any) -> Study | None:
    """The study that the person last took from a document, or a finding of."""
    excerpts = Excerpt.objects.filter(document__source=source, marked_by=user).order_by("-pk")[:LOOKED_BACK]
    return next((each.entry for each in excerpts if isinstance(each.entry, Study)), None)


def alike(source: Source, values: dict[str, Any]) -> list[Study]:
    """Studies that may be the one with these values: by number, DOI, title, or a name and the year."""
    same = Q(pk__in=[])
    for name in ("doi", "pmid", "title", "label"):
        if value := str(values.get(name) or "").strip():
            same |= Q(**{f"{name}__iexact": value})
    if number := values.get("number"):
        same |= Q(citations__source=source, citations__number=number)
    if name := _first_name(values):
        named = Q(authors__istartswith=name) | Q(cited_as__istartswith=name)
        year = values.get("year")
        same |= named & (Q(year=year) | Q(year=None) if year else Q())
    return list(Study.objects.filter(same).distinct().order_by("label")[:MOST_ALIKE])


def _first_name(values: dict[str, Any]) -> str:
    said = str(values.get("authors") or values.get("cited_as") or "")
    found = re.match(_NAME, said.strip())
    return found[0] if found else ""
