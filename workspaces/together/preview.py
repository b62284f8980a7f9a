"""The public site as it would be if some drafts of a document were published: its pages lead to one another."""

import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from curation import workflow
from curation.editing.preview import as_the_public
from evidence.models import Source
from workspaces.together.drafts import OpenDraft, with_prerequisites

#: A link to another page of the site, or a form that leads to one; not to the first page, which lists no document.
LINK = re.compile(rb'(<(?:a|form)\b[^>]*?\s(?:href|action)=")/([^/"#?][^"]*)"')


def preview_address(source: Source, address: str) -> str:
    """The address of a public page in the preview of a document."""
    return reverse("admin:workspace-preview", args=[source.slug, address.lstrip("/")])


def previewed(
    request: HttpRequest, source: Source, chosen: Sequence[OpenDraft], address: str, back: str
) -> HttpResponse:
    """A public page with the chosen drafts published; raises NotPossible if somebody is saving one, or Http404."""
    if address.startswith(reverse("admin:index")):
        raise Http404("Only public pages are previewed.")
    told = f"This is how the public would see {source.short_title or source} with the drafts that you ticked."
    with workflow.shown_as_published(with_prerequisites(chosen)):
        response: Any = as_the_public(
            request,
            address,
            query=request.META.get("QUERY_STRING", ""),
            says=told,
            back=back,
            back_to="Back to the drafts",
        )
        if response.streaming or not response["Content-Type"].startswith("text/html"):
            # A file, which is made after this dry run; the public's own is better than half of one.
            return HttpResponseRedirect(address)
    response.content = LINK.sub(_leading_on(source), response.content)
    return response


def _leading_on(source: Source) -> Any:
    start = preview_address(source, "x").removesuffix("x").encode()
    elsewhere = tuple(each.strip("/").encode() for each in (reverse("admin:index"), settings.STATIC_URL))

    def leading_on(link: re.Match[bytes]) -> bytes:
        return link[0] if link[2].startswith(elsewhere) else link[1] + start + link[2] + b'"'

    return leading_on
