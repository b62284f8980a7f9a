"""Text fields that say how long their text is and how hard to read."""

from typing import Any

from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from curation.reading_age import measured

#: Characters of a text that are measured; no text of an entry is longer.
LONGEST = 20_000


class MeasuredTextarea(AdminTextareaWidget):
    """A text field with the measure of its text below it, which a script keeps up as it is typed."""

    class Media:
        js = ["curation/measures.js"]

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        attrs = {**(attrs or {}), "data-measured": ""}
        key = f"{attrs.get('id', name)}_measure"
        attrs["aria-describedby"] = f"{attrs.get('aria-describedby', '')} {key}".strip()
        text = measured(str(value or "")[:LONGEST])
        return format_html(
            '{}<div class="help curation-measure" id="{}" data-address="{}"><span data-words>{}</span> '
            "<span data-age{}>{}</span></div>",
            super().render(name, value, attrs, renderer),
            key,
            reverse("admin:measure"),
            f"{text.words} {'word' if text.words == 1 else 'words'}.",
            format_html(' class="{}"', "curation-hard") if text.is_hard else "",
            text.age_in_words,
        )


@require_POST
def measure_view(request: HttpRequest) -> HttpResponse:
    """How hard a text is to read, as JSON: ``{"age": "Reading age 14.", "is_hard": false}``."""
    text = measured(request.POST.get("text", "")[:LONGEST])
    return JsonResponse({"age": text.age_in_words, "is_hard": text.is_hard})
