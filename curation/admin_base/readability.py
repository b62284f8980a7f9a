"""Text fields with the length and the reading age of their text."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from curation.reading_age import readability_of

#: What else is said of a text while it is written: functions that upper apps add, of the request that brings it and of
#: the text. Each gives sentences.
ADVICE: list[Callable[[HttpRequest, str], Iterable[str]]] = []

#: The text beyond this many characters is ignored.
MAX_LENGTH = 20_000


class ReadabilityTextarea(AdminTextareaWidget):
    """A text field with its text's length and reading age below, which a script updates as the curator types."""

    class Media:
        js = ["curation/measures.js"]

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        attrs = {**(attrs or {}), "data-measured": ""}
        key = f"{attrs.get('id', name)}_measure"
        attrs["aria-describedby"] = f"{attrs.get('aria-describedby', '')} {key}".strip()
        text = readability_of(str(value or "")[:MAX_LENGTH])
        return format_html(
            '{}<div class="help curation-measure" id="{}" data-address="{}"><span data-words>{}</span> '
            "<span data-age{}>{}</span><span data-advice></span></div>",
            super().render(name, value, attrs, renderer),
            key,
            reverse("admin:measure"),
            f"{text.words} {'word' if text.words == 1 else 'words'}.",
            format_html(' class="{}"', "curation-hard") if text.is_hard else "",
            text.age_in_words,
        )


@require_POST
def readability_view(request: HttpRequest) -> HttpResponse:
    """What is said of the posted text, as ``{"age": "Reading age: 14.", "is_hard": false, "advice": ["…"]}``."""
    posted = request.POST.get("text", "")[:MAX_LENGTH]
    text = readability_of(posted)
    advice = [each for say in ADVICE for each in say(request, posted)]
    return JsonResponse({"age": text.age_in_words, "is_hard": text.is_hard, "advice": advice})
