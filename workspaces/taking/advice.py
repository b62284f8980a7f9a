"""What is said of a text that is being written: its figures that the marked words do not state, and copied phrases."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest

from base.checks import PROSE
from base.copied_phrases import copied, runs_of
from base.figures_stated import figures, unstated
from curation.models import Entry
from evidence.models import Passage, PassageKind
from workspaces.models import DocumentText, Excerpt
from workspaces.rights import may
from workspaces.taking.forms import EntryForms
from workspaces.taking.marked_words import number_in

#: How many phrases and figures are named.
MOST_NAMED = 5


def advice_on(text: str, words: str, documents: list[int]) -> Iterator[str]:
    """Sentences about a text that rests on some words of documents."""
    missing = list(dict.fromkeys(map(str, unstated(text, set(figures(words))))))
    if missing:
        yield f"Not in the marked words: {', '.join(missing[:MOST_NAMED])}."
    known = frozenset().union(*map(_runs_in, documents)) if len(documents) != 1 else _runs_in(documents[0])
    yield from (f"Copied from the document: “{each}”." for each in list(copied(text, known))[:MOST_NAMED])


@lru_cache(maxsize=4)
def _runs_in(document: int) -> frozenset[tuple[str, ...]]:
    """The runs of words in a text of a document, which never changes."""
    text = DocumentText.objects.filter(pk=document).values_list("text", flat=True).first()
    return frozenset(runs_of(text or ""))


def advice_as_typed(request: HttpRequest, text: str) -> Iterator[str]:
    """The same of what a form sends while somebody types, with the words that it or its entry rests on."""
    if not may(request.user, "view"):
        return
    document, start, end = (number_in(request.POST, name) for name in ("document", "start", "end"))
    if document is not None and start is not None and end is not None:
        found = DocumentText.objects.filter(pk=document).values_list("text", flat=True).first()
        if found is not None:
            yield from advice_on(text, found[start:end], [document])
    elif excerpts := _excerpts(request.POST.get("entry", "")):
        words = "\n".join(each.words for each in excerpts)
        yield from advice_on(text, words, [each.document_id for each in excerpts if each.document_id])


def _excerpts(entry: str) -> list[Any]:
    """The excerpts of an entry, which is named as in ``evidence.study-12``."""
    label, _, key = entry.partition("-")
    if not (key.isascii() and key.isdecimal() and len(key) < 18) or label.count(".") != 1:
        return []
    try:
        model = apps.get_model(label)
    except LookupError:
        return []
    if not issubclass(model, Entry):
        return []
    kind = ContentType.objects.get_for_model(model)
    return list(Excerpt.objects.filter(entry_type=kind, entry_id=int(key)))


def advice_on_saved(forms: EntryForms) -> Iterator[str]:
    """The same of each text of our own that a form saved, with its field’s name."""
    passage = forms.passage
    for form in forms.checked:
        row = form.instance
        if isinstance(row, Passage) and row.kind == PassageKind.QUOTATION:
            continue
        for name in PROSE.get(type(row), ()):
            if name in form.fields and (text := getattr(row, name)):
                said = advice_on(text, passage.words, [passage.document.pk])
                yield from (f"{form.fields[name].label}: {each}" for each in said)
