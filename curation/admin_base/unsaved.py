"""Which forms were saved, so that the browser forgets the text that it kept of them: see static/curation/unsaved.js."""

import re

from django.http import HttpRequest

SAVED = "saved_forms"
#: The most that the next page is told of.
MOST = 10
IS_NAME = re.compile(r"[0-9a-f-]{1,40}")


def note_saved(request: HttpRequest) -> None:
    """Note that the form that a request posted was saved, for the next page to say."""
    name = request.POST.get("_unsaved", "")
    if IS_NAME.fullmatch(name):
        request.session[SAVED] = [*request.session.get(SAVED, []), name][-MOST:]


def forms_saved(request: HttpRequest) -> str:
    """The names of the forms that were saved since the last page, with spaces between them."""
    return " ".join(request.session.pop(SAVED, []))
