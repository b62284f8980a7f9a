"""Looks up the record of a study at Crossref and PubMed, by its DOI and PubMed ID, for a curator to take or leave.

It is off unless a deployment sets RECORD_LOOKUPS. The services are asked by a program of its own with a time limit, and
whoever waits for it has given back the turn at readers' pages.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from curation.entry_words import NOT_STATED
from curation.workflow import NotPossible, editing
from evidence.imports.matching import normalised, same_work
from evidence.imports.new_studies import NUMBERS, taken_numbers
from evidence.models import Study
from evidence.study_references import FILLED, RETRACTION_FIELDS, field_name, study_values
from files.child_processes import Busy, ChildProgram, NotDone
from files.turns import Turns
from lists.wording import day_in_words
from references import Reference, Unreadable
from references.retractions import is_graver

#: Each with the field by whose number it is asked, and what it is called.
SERVICES = {"crossref": ("doi", "Crossref"), "pubmed": ("pmid", "PubMed")}

_program = ChildProgram("references.record_lookup", seconds=5, megabytes=1_000, turns=Turns(waiting=2))


@dataclass
class Proposal:
    """What a service says of a study.

    Attributes:
        service: A key of :data:`SERVICES`.
        values: The values that differ from the study's own, by the name of the field.
        before: The study's own of these fields.
        title: The title of its record; empty where it has none.
        problem: Why it says nothing.
        doubt: Why it may be the record of another work; nothing is proposed to be taken then.
    """

    service: str
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    title: str = ""
    problem: str = ""
    doubt: str = ""

    @property
    def name(self) -> str:
        return SERVICES[self.service][1]

    def rows(self) -> list[dict[str, Any]]:
        """The rows of the page: what the study says now, what the record says, and whether that is proposed."""
        return [
            {
                "key": self.key_of(name),
                "label": field_name(name),
                "now": self.before[name] or NOT_STATED,
                "value": value,
                "is_proposed": not self.doubt and not self.before[name],
            }
            for name, value in self.values.items()
        ]

    def key_of(self, name: str) -> str:
        """What the field is called on the page, where several services may say something of it."""
        return f"{self.service}-{name}"

    def compare(self, study: Study) -> None:
        """Keeps what differs from a study, and says if it is of another work."""
        if study.title and not same_work(normalised(study.title), normalised(self.title)):
            self.doubt = f"It is of another work than the title of this study: “{self.title}”. Check the number first."
        milder = study.retraction and not is_graver(self.values.get("retraction", ""), study.retraction)
        names = [name for name in FILLED if name in self.values and not (milder and name in RETRACTION_FIELDS)]
        self.values = {name: self.values[name] for name in names if self.values[name] != getattr(study, name)}
        self.before = {name: getattr(study, name) for name in self.values}


def look_up(numbers: Mapping[str, str]) -> list[Proposal]:
    """What each service says, as far as its number is given in ``numbers``, by ``doi`` and ``pmid``."""
    return [_asked(service, numbers[name]) for service, (name, _) in SERVICES.items() if numbers.get(name)]


def _asked(service: str, number: str) -> Proposal:
    given = {"service": service, "address": _address(service, number), "agent": _agent()}
    try:
        with _program.lines(json.dumps(given).encode()) as lines:
            said = json.loads(next(lines, b"{}"))
        if "reference" not in said:
            return Proposal(service, problem=said.get("problem") or "It did not answer in time. Try again later.")
        reference = Reference.of_json(said["reference"])
        values = study_values(reference).fields
    except Busy:
        return Proposal(service, problem="Others are looking up records just now. Try again in a minute.")
    except NotDone:
        return Proposal(service, problem="It did not answer in time. Try again later.")
    except Unreadable as error:
        return Proposal(service, problem=f"Its record cannot be used. {error}")
    answered = values.get(SERVICES[service][0], "")
    if answered.casefold() != number.casefold():
        return Proposal(service, problem=f"It answered with the record of another number: {answered or 'none'}.")
    return Proposal(service, values, title=values["title"])


def _address(service: str, number: str) -> str:
    if service == "crossref":
        return f"{settings.CROSSREF_ADDRESS.rstrip('/')}/works/{quote(number, safe='')}"
    asked = {"db": "pubmed", "id": number, "retmode": "xml", "tool": settings.SERVICE_NAME.replace(" ", "")}
    if settings.ERROR_REPORT_EMAIL:
        asked["email"] = settings.ERROR_REPORT_EMAIL
    return f"{settings.PUBMED_ADDRESS.rstrip('/')}/efetch.fcgi?{urlencode(asked)}"


def _agent() -> str:
    """What the program calls itself; both services ask for a way to reach whoever runs it."""
    contact = f" (mailto:{settings.ERROR_REPORT_EMAIL})" if settings.ERROR_REPORT_EMAIL else ""
    return f"{settings.SERVICE_NAME.replace(' ', '')}-record-lookup/1.0{contact}"


def take(study: Study, proposals: Iterable[Proposal], chosen: Iterable[str], *, by: Any) -> list[str]:
    """Writes what a curator chose, by :meth:`Proposal.key_of`; returns the names of the fields.

    Raises:
        NotPossible: the study cannot be changed now, somebody changed the same field, or another has the number.
    """
    chosen, today, taken = set(chosen), day_in_words(timezone.localdate()), []
    with editing(study, by=by, note="Completed from its record.") as row:
        for proposal in proposals:
            values = {name: value for name, value in proposal.values.items() if proposal.key_of(name) in chosen}
            if not values:
                continue
            if changed := [name for name in values if getattr(row, name) != proposal.before[name]]:
                raise NotPossible(f"The {field_name(changed[0])} was changed meanwhile. Look the record up again.")
            numbers = {name: value for name, value in values.items() if name in NUMBERS}
            if of_another := taken_numbers([numbers], besides=row.pk):
                name, number = next(iter(of_another))
                raise NotPossible(f"Another study has the {field_name(name)} {number}. Look at that one first.")
            if values.get("retraction"):
                values |= {each: proposal.values.get(each, "") for each in RETRACTION_FIELDS}
            for name, value in values.items():
                setattr(row, name, value)
            names = [field_name(name) for name in values]
            note = f"{', '.join(names).capitalize()}: {proposal.name}, {today}."
            row.record_note = f"{row.record_note}\n{note}".strip()
            taken += names
            _check(row, values)
        row.save()
    return taken


def _check(study: Study, names: Iterable[str]) -> None:
    """Raises NotPossible if what was taken cannot stand in the fields of these names."""
    others = {each.name for each in study._meta.concrete_fields} - set(names)
    try:
        study.clean_fields(exclude=others)
        study.validate_constraints()
    except ValidationError as error:
        raise NotPossible(f"What the record says cannot be saved. {' '.join(error.messages)}") from None
