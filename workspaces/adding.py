"""Takes in the text of a document: of a source that is here, or of a new one, whose details it proposes."""

import json
import re
from collections.abc import Iterable
from itertools import chain, count, product
from string import ascii_uppercase
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from curation import workflow
from evidence.models import Source, SourceKind
from evidence.models.sources import PARTIAL_DATE
from files.child_processes import Busy, ChildProgram, NotDone
from files.turns import BUSY, UPLOADS
from workspaces.following import follow
from workspaces.models import DocumentText
from workspaces.reading.document import NO_TEXT, Refused
from workspaces.reading.plain_text import read as read_plain_text

_reader = ChildProgram("workspaces.reading.program", seconds=60, megabytes=1_500, turns=UPLOADS)
TOO_COMPLICATED = "It takes too much time or memory to read. Add the part of it that you work on, or paste its text."
#: How much of a text is looked through for who published it.
FRONT_MATTER = 5_000
#: Words that a reference prefix leaves out.
_SMALL = {"a", "an", "and", "for", "in", "into", "of", "on", "or", "the", "to", "what", "with"}


def read_file(given: bytes) -> dict[str, Any]:
    """What a file says, as :class:`workspaces.reading.document.Document`. Raises Refused."""
    try:
        found = json.loads(_reader(given)) if given else {"refused": NO_TEXT}
    except Busy:
        raise Refused(BUSY) from None
    except NotDone:
        raise Refused(TOO_COMPLICATED) from None
    if "refused" in found:
        raise Refused(found["refused"])
    return dict(found)


def read_pasted(text: str) -> dict[str, Any]:
    """The same of a text that was pasted. Raises Refused."""
    return read_plain_text(text).as_json()


@transaction.atomic
def add_text(
    source: Source, read: dict[str, Any], *, by: Any, file_name: str = "", came_from: str = ""
) -> DocumentText:
    """Saves what was read as the newest text of a source, which excerpts of the older one follow.

    Raises Refused if it is what the newest says already.
    """
    Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
    newest = DocumentText.objects.current_of(source)
    digest = DocumentText.digest_of(read["text"])
    if newest is not None and newest.digest == digest:
        raise Refused("It is the text that this document has already.")
    document = DocumentText.objects.create(
        source=source,
        number=newest.number + 1 if newest else 1,
        kind=read["kind"],
        file_name=file_name[-250:].replace("\x00", ""),
        came_from=came_from,
        added_by=by,
        digest=digest,
        text=read["text"],
        outline={"sections": read["sections"], "pages": read["pages"]},
    )
    follow(document)
    return document


@transaction.atomic
def add_source(read: dict[str, Any], *, by: Any, file_name: str = "", came_from: str = "") -> Source:
    """Saves a new source as a draft, with its text and with details that are proposed, for the curator to check."""
    title = (read["title"] or first_heading(read) or file_name.rpartition(".")[0] or "Untitled document")[:250].strip()
    source = Source(
        title=title,
        short_title=_short(title),
        slug=free_slug(title),
        reference_prefix=free_prefix(title),
        kind=proposed_kind(title),
        publisher=proposed_publisher(read["text"]),
        publication_date=read["date"] if re.match(PARTIAL_DATE, read["date"]) else "",
        authors=read["authors"],
        url=came_from if re.match(r"^https?://\S+$", came_from) else "",
    )
    source.save()
    workflow.note_new(source, by)
    add_text(source, read, by=by, file_name=file_name, came_from=came_from)
    return source


def first_heading(read: dict[str, Any]) -> str:
    """The first line of a text, which is mostly its title."""
    return next((line.strip() for line in read["text"].splitlines() if any(map(str.isalpha, line))), "")


def _short(title: str) -> str:
    """The title up to its colon, within 80 characters and whole words."""
    short = re.split(r"[:–]\s", title, maxsplit=1)[0]
    return short if len(short) <= 80 else short[:80].rpartition(" ")[0] or short[:80]


def free_slug(title: str) -> str:
    """An address for a title that no source has."""
    stem = slugify(title)[:60].rstrip("-") or "document"
    return _free("slug", chain([stem], (f"{stem}-{number}" for number in count(2))))


def free_prefix(title: str) -> str:
    """A prefix of references that no source has: “FRP” for “Fair rotas in practice”, then “FRP-A”."""
    words = [each for each in re.findall(r"[A-Za-z]+", title) if each.lower() not in _SMALL]
    stem = "".join(each[0] for each in words[:5]).upper() or "DOC"
    letters = ("".join(some) for length in count(1) for some in product(ascii_uppercase, repeat=length))
    return _free("reference_prefix", chain([stem], (f"{stem}-{each}" for each in letters)))


def _free(field: str, proposed: Iterable[str]) -> str:
    """The first of the proposed values that no source has in a field."""
    taken = set(Source.objects.values_list(field, flat=True))
    return next(each for each in proposed if each not in taken)


def proposed_kind(title: str) -> str:
    """The kind that the title names; guidance if none."""
    named = (each for each in SourceKind if each.label.lower() in title.lower())
    return next(named, SourceKind.GUIDANCE).value


def proposed_publisher(text: str) -> str:
    """The publisher of another source whom the front matter of this one names too."""
    front = text[:FRONT_MATTER].casefold()
    publishers = Source.objects.exclude(publisher="").values_list("publisher", flat=True).distinct()
    return next((each for each in publishers if each.casefold() in front), "")
