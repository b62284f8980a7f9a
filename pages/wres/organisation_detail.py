"""What the address of an organisation's page asks for: the organisation, what it is compared with, and two years."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from database.compiled_queries import CompiledQuery
from lists.facets import truncated
from lists.wording import join_with_or, midsentence
from pages.wres import structured_data
from pages.wres.organisation import organisation_page
from pages.wres.organisations import with_words
from pages.wres.standings import Compared, england_of
from workforce.models import Organisation, TrustType
from workforce.standing_words import name_in_sentence, sentence

#: Reads an organisation by its code, with what its page says of it.
ORGANISATION = CompiledQuery[Organisation](
    lambda code: Organisation.objects.select_related("region", "icb", "succeeded_by").filter(ods_code=code)
)
#: How many organisations are named if several match.
NAMED = 5

ENGLAND, REGION, TYPE = "england", "region", "type"


@dataclass
class Asked:
    """What the query asks for, as far as it is right, and what is wrong with it."""

    compared: Compared | None = None
    peer: str = ""
    years: tuple[int, int] | None = None
    errors: list[dict[str, str]] = field(default_factory=list)

    @property
    def query(self) -> str:
        """What of the query says what the organisation is compared with, for the addresses of its charts."""
        return urlencode({"peer": self.peer} if self.peer else {"with": self.compared.key} if self.compared else {})


def offered(organisation: Organisation) -> list[Compared]:
    """What an organisation can be compared with beside any other one, the first unless another is asked for."""
    found = []
    england = england_of(organisation)
    if england and england != organisation:
        found.append(Compared(ENGLAND, name_in_sentence(england), england))
    if organisation.region:
        name, members = name_in_sentence(organisation.region), (("region_id", organisation.region_id),)
        found.append(Compared(REGION, name, organisation.region, members, f"organisations in {name}"))
    if organisation.trust_type:
        kind = f"trusts of the type “{midsentence(TrustType(organisation.trust_type).label)}”"
        found.append(Compared(TYPE, kind, None, (("trust_type", organisation.trust_type),), kind))
    return found


def read_query(organisation: Organisation, choices: list[Compared], query: QueryDict) -> Asked:
    """What a query asks for."""
    asked = Asked(choices[0] if choices else None, peer=query.get("peer", "").strip())
    by_key = {each.key: each for each in choices}
    key = query.get("with", "")
    if key in by_key:
        asked.compared = by_key[key]
    elif key:
        _wrong(asked, "with", f"“{truncated(key)}” is not what it can be compared with: {join_with_or(list(by_key))}")
    if asked.peer:
        _find_peer(organisation, asked)
    _read_years(asked, query)
    return asked


def _wrong(asked: Asked, name: str, text: str) -> None:
    asked.errors.append({"text": text, "href": f"#{name}"})


def _find_peer(organisation: Organisation, asked: Asked) -> None:
    """Compare with the one organisation that has the code or the words of the name."""
    found = named(asked.peer, is_made_up=organisation.is_made_up)
    said = truncated(asked.peer)
    if len(found) == 1:
        asked.compared = Compared(found[0].ods_code, name_in_sentence(found[0]), found[0])
    elif not found:
        _wrong(asked, "peer", f"No organisation has “{said}” in its name, or as its code")
    else:
        some = join_with_or([f"{each.ods_code} ({each.name})" for each in found[:NAMED]])
        more = " and others" if len(found) > NAMED else ""
        _wrong(asked, "peer", f"Several organisations match “{said}”. Give the code of one: {some}{more}")


def named(words: str, *, is_made_up: bool | None = None) -> list[Organisation]:
    """The organisation with this code, or else those with these words in their names; one more than are named, at most.

    Made-up ones are found by name only if they alone are looked for.
    """
    if not words or "\0" in words:
        return []
    by_code = ORGANISATION.first(words.upper())
    if by_code and is_made_up in (None, by_code.is_made_up):
        return [by_code]
    rows = Organisation.objects.filter(is_made_up=bool(is_made_up)).select_related("region")
    return list(with_words(rows, words).order_by("name")[: NAMED + 1])


def _read_years(asked: Asked, query: QueryDict) -> None:
    given = [query.get(name, "").strip() for name in ("from", "to")]
    if not any(given):
        return
    years = [int(each) for each in given if each.isascii() and each.isdigit() and len(each) == 4]
    if len(years) < 2:
        _wrong(asked, "from", "Choose two WRES years, such as 2019 and 2024")
    elif years[0] == years[1]:
        _wrong(asked, "to", "Choose two different WRES years")
    else:
        asked.years = min(years), max(years)


def _check_years(asked: Asked, held: Sequence[int]) -> None:
    """Note years that the organisation has no figures of."""
    for name, year in zip(("from", "to"), asked.years or (), strict=False):
        if year not in held:
            years = join_with_or(list(map(str, held))) or "none"
            _wrong(asked, name, f"There are no figures for WRES {year:04}. Years with figures: {years}")


def of_organisation(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view of an organisation by its code; a code in small letters leads to the one in capitals."""

    @wraps(view)
    def found(request: HttpRequest, code: str, **named: Any) -> HttpResponseBase:
        organisation = ORGANISATION.first(code.upper())
        match = request.resolver_match
        if organisation is None or match is None:
            raise Http404
        if code != organisation.ods_code:
            path = reverse(match.view_name, kwargs={**named, "code": organisation.ods_code})
            query = request.META["QUERY_STRING"]
            return redirect(f"{path}?{query}" if query else path, permanent=True)
        return view(request, organisation=organisation, **named)

    return found


@of_organisation
def organisation_detail(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Where an organisation stands, beside what the query asks for."""
    choices = offered(organisation)
    asked = read_query(organisation, choices, request.GET)
    page = organisation_page(organisation, asked.compared, asked.years)
    _check_years(asked, page["years"])
    context: dict[str, Any] = {
        **page,
        "choices": [{"value": each.key, "text": sentence(each.name)} for each in choices],
        "chosen": asked.compared.key if asked.compared else "",
        "peer": asked.peer,
        "asked_years": asked.years,
        "chart_query": "" if asked.errors else asked.query,
        "errors": asked.errors,
        "structured_data": structured_data.organisation_data(page, request.build_absolute_uri),
    }
    return render(request, "workforce/organisation.jinja", context, status=400 if asked.errors else 200)
