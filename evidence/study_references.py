"""Studies as references, and references as what is stored of a study."""

import re
from dataclasses import dataclass, field
from typing import Any

from evidence.models import Design, Retraction, Study
from lists.web_addresses import is_web_address
from references import Name, Reference, Unreadable
from references.retractions import NOTICE, gravest, stated_by_title

#: The fields of a study that a reference fills, in the order in which a curator reads them.
FIELDS = ("title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "pmid", "url")
#: Those that tell of a retraction, an expression of concern or a correction; the keys that a reference has for them.
RETRACTION_FIELDS = {"retraction": "state", "retraction_notice": "notice", "retraction_date": "date"}
#: All of them.
FILLED = (*FIELDS, "abstract", *RETRACTION_FIELDS)

#: A longer title is of a record whose fields have run together.
LONGEST_TITLE = 2_000
#: More than the longest list of authors; the database cannot search in texts of a megabyte.
LONGEST_TEXT = 100_000

#: What is in an address of a library's account or a visitor's session, which leads nobody else to the work.
SESSION = re.compile(
    r"[?&;](accountid|custid|sessionid|session_id|jsessionid|phpsessid|authtype|token)=", re.IGNORECASE
)


def reference_of(study: Study) -> Reference:
    """What is known of a study as a reference."""
    kind = "article-journal" if study.journal else "document"
    return Reference(
        kind="report" if study.design == Design.REPORT else kind,
        authors=tuple(name for name in map(Name.parsed, study.authors.splitlines()) if name),
        retraction={key: value for name, key in RETRACTION_FIELDS.items() if (value := getattr(study, name))},
        **{name: getattr(study, name) for name in FIELDS if name != "authors"},
    )


@dataclass
class StudyValues:
    """What a reference gives for a study.

    Attributes:
        fields: Values by the name of the field, those that are stated.
        left_out: What the fields cannot hold, in words.
        caution: That the work was retracted, questioned or corrected, or is a notice of this; empty if not.
    """

    fields: dict[str, Any]
    caution: str = ""
    left_out: list[str] = field(default_factory=list)


def study_values(reference: Reference) -> StudyValues:
    """What a reference gives for a study.

    Raises:
        Unreadable: it has no title, or none that can be one, without which nobody can tell what it is.
    """
    if not reference.title:
        raise Unreadable("It has no title.")
    if len(reference.title) > LONGEST_TITLE:
        raise Unreadable(f"Its title is longer than {LONGEST_TITLE:,} characters. Other fields may have run into it.")
    by_title = stated_by_title(reference.title)
    # What a database says of its record counts for more than a title that looks like that of a notice.
    retraction = gravest(reference.retraction, by_title if by_title.get("state") != NOTICE else {}) or by_title
    stated = {name: getattr(reference, name) for name in (*FIELDS, "abstract")}
    stated["authors"] = "\n".join(map(str, reference.authors))
    if retraction.get("state") in Retraction.values:
        stated |= {name: retraction.get(key, "") for name, key in RETRACTION_FIELDS.items()}
    values = StudyValues({"design": Design.REPORT} if reference.kind == "report" else {}, caution=_caution(retraction))
    for name, value in stated.items():
        if not value:
            continue
        column: Any = Study._meta.get_field(name)
        longest = column.max_length or LONGEST_TEXT
        if isinstance(value, str) and len(value) > longest:
            values.left_out.append(f"The {field_name(name)} is longer than {longest:,} characters.")
        elif name == "url" and (session := SESSION.search(value)):
            values.left_out.append(
                f"The web address is of one library’s account or one visitor’s session (“{session[1]}”): {value}"
            )
        elif name == "url" and not is_web_address(value):
            values.left_out.append(f"The web address is not one: {value}")
        else:
            values.fields[name] = value
    return values


def _caution(retraction: dict[str, str]) -> str:
    """What a curator is told before the import: “PubMed marks it as retracted: Inv Med. 2017.”"""
    state = retraction.get("state")
    if not state:
        return ""
    by = retraction.get("by", "the file")
    if state == NOTICE:
        return f"{by[0].upper()}{by[1:]} marks it as a notice about another work, such as a retraction or a correction."
    what = {Retraction.EXPRESSION_OF_CONCERN: "the subject of an expression of concern"}.get(Retraction(state), state)
    notice = retraction.get("notice", "").rstrip(".")
    return f"{by[0].upper()}{by[1:]} marks it as {what}{f': {notice}' if notice else ''}."


def field_name(name: str) -> str:
    """What curators call a field of a study."""
    column: Any = Study._meta.get_field(name)
    return str(column.verbose_name)
