"""The glossary."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from caching.query_cache import cached_until_change
from evidence.models import Definition
from pages.entries import structured_data


@cached_until_change
def glossary_page() -> dict[str, Any]:
    """The published definitions by term; a term that several sources define stands once.

    Returns::

        {"definitions": [Definition, …], "letters": [{"id": "letter-a", "letter": "A", "terms": [
            {"term": "Advocacy", "definitions": [Definition, …]}, …]}, …]}
    """
    definitions = list(Definition.objects.published().select_related("source"))
    letters: dict[str, dict[str, list[Definition]]] = {}
    for definition in sorted(definitions, key=lambda each: each.term.casefold()):
        terms = letters.setdefault(definition.term[0].upper(), {})
        same = next((term for term in terms if term.casefold() == definition.term.casefold()), definition.term)
        terms.setdefault(same, []).append(definition)
    return {
        "definitions": definitions,
        "letters": [
            {
                "id": f"letter-{letter.lower()}",
                "letter": letter,
                "terms": [{"term": term, "definitions": of_term} for term, of_term in terms.items()],
            }
            for letter, terms in letters.items()
        ],
    }


def glossary(request: HttpRequest) -> HttpResponse:
    """What words mean here."""
    context = glossary_page()
    absolute = request.build_absolute_uri
    terms = structured_data.glossary_terms(context["definitions"], absolute(request.path), absolute)
    return render(request, "evidence/glossary.jinja", context | {"structured_data": terms})
