"""The list of organisations that WRES values are about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import django_filters
from django.db.models import Case, Count, Max, Min, Model, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from pyroaring import BitMap

from caching.query_cache import cached_until_change
from database.compiled_queries import CompiledQuery, RowsByKey
from database.key_sets import KeysByValue, all_keys
from lists.facets import NOT_STATED, FacetFilter, choice_values
from lists.facets import Value as FacetValue
from lists.filter_sets import ChoiceFilter, ListFilterSet, SearchField
from lists.links import address
from lists.list_pages import ListPage
from workforce.models import Indicator, Observation, Organisation, OrganisationKind, TrustType
from workforce.standing_words import sentence

#: The value of ``example`` in an address that asks for made-up organisations.
EXAMPLE = "1"
#: The value of the filter by indicator for organisations without any values.
WITHOUT = "none"
#: How many characters of names are looked for, at most.
LONGEST_SEARCH = 100

#: What one organisation of a kind is called within a sentence, and what several are.
NAMES_OF_KINDS: dict[str, tuple[str, str]] = {
    OrganisationKind.NATION.value: ("nation", "nations"),
    OrganisationKind.REGION.value: ("region", "regions"),
    OrganisationKind.ICB.value: ("integrated care board", "integrated care boards"),
    OrganisationKind.CCG.value: ("clinical commissioning group", "clinical commissioning groups"),
    OrganisationKind.TRUST.value: ("NHS trust", "NHS trusts"),
    OrganisationKind.ARMS_LENGTH_BODY.value: ("arm’s length body", "arm’s length bodies"),
    OrganisationKind.OTHER.value: ("other organisation", "other organisations"),
}

#: Reads the regions by code.
REGIONS = CompiledQuery[Organisation](
    lambda is_made_up: Organisation.objects.filter(kind=OrganisationKind.REGION, is_made_up=is_made_up)
)
#: Reads the organisations of a page.
ROWS = RowsByKey(lambda: Organisation.objects.select_related("region"))


@dataclass
class Holding:
    """What is held of an organisation: which indicators, how many values, and the first and last WRES year."""

    indicators: set[int]
    values: int
    first: int
    last: int

    @classmethod
    def of(cls, counted: Iterable[tuple[int, int, int, int]]) -> "Holding | None":
        """What is held, from the indicator, number of values, first and last year of each part; None of nothing."""
        parts = list(counted)
        if not parts:
            return None
        numbers, values, firsts, lasts = zip(*parts, strict=True)
        return cls(set(numbers), sum(values), min(firsts), max(lasts))


#: Reads how much is held of an organisation on each indicator, and of which years.
HELD = CompiledQuery[tuple[int, int, int, int]](
    lambda key: (
        Observation.objects.with_made_up()
        .filter(organisation=key)
        .order_by()
        .values_list("measure__indicator__number")
        .annotate(Count("pk"), Min("reporting_year"), Max("reporting_year"))
    )
)


def holding_of(organisation: Organisation) -> Holding | None:
    """What the public sees of an organisation; None of one without values."""
    return Holding.of(HELD(organisation.pk))


@cached_until_change
def holdings() -> Mapping[int, Holding]:
    """What the public sees of each organisation that has values, made-up ones included, by its key."""
    columns = ("organisation", "measure__indicator__number")
    rows = Observation.objects.with_made_up().order_by("organisation").values_list(*columns)
    counted = rows.annotate(Count("pk"), Min("reporting_year"), Max("reporting_year"))
    return {
        key: held
        for key, of_organisation in groupby(counted, key=itemgetter(0))
        if (held := Holding.of(row[1:] for row in of_organisation))
    }


def held_in_words(held: Holding | None) -> str:
    """“Indicators 1 to 4 and 9, WRES 2016 to 2024 (132 values)”."""
    if held is None:
        return "No values"
    indicators = indicators_in_words(sorted(held.indicators))
    years = str(held.first) if held.first == held.last else f"{held.first} to {held.last}"
    values = f"{held.values:,} value{'' if held.values == 1 else 's'}"
    return f"{sentence(indicators)}, WRES {years} ({values})"


def indicators_in_words(numbers: Sequence[int]) -> str:
    """“indicators 1, 2 and 5 to 8”; nothing for none."""
    if not numbers:
        return ""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [part for run in runs for part in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run))]
    *first, last = parts
    words = f"{', '.join(first)} and {last}" if first else last
    return f"indicator{'s' if len(numbers) > 1 else ''} {words}"


def with_words(organisations: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Those that have each of the words, or parts of them, in the name or at the start of the code.

    Nothing is found by words that are longer together than any name.
    """
    if len(words) > LONGEST_SEARCH:
        return organisations.none()
    for word in words.split():
        organisations = organisations.filter(Q(name__icontains=word) | Q(ods_code__istartswith=word))
    return organisations


class NameFilter(django_filters.Filter):
    """A search for words, or parts of them, in the name or the code."""

    field_class = SearchField

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The organisations that have each of the words, with the one of that code first as ``rank``."""
        if not value:
            return qs
        qs = with_words(qs, value)
        is_code = When(ods_code__iexact=value.strip(), then=Value(1))
        return qs.annotate(rank=Case(is_code, default=Value(0)))


class IndicatorFilter(FacetFilter):
    """A filter by the indicators that values are held for."""

    def load_keys(self, model: type[Model], among: BitMap | None = None) -> KeysByValue:
        keys: defaultdict[str, BitMap] = defaultdict(BitMap)
        held = holdings()
        for key, holding in held.items():
            for number in holding.indicators:
                keys[str(number)].add(key)
        return {**keys, WITHOUT: all_keys(Organisation.objects.all, among) - BitMap(held)}


def region_values() -> list[FacetValue]:
    """The regions, of which made-up ones are not offered, and at the end that none is stated."""
    regions = [
        FacetValue(each.ods_code, each.name, sentence_label=f"the {each.name}", is_offered=not each.is_made_up)
        for each in (*REGIONS(False), *REGIONS(True))
    ]
    return [*regions, FacetValue(NOT_STATED, "Not stated")]


def indicator_values() -> list[FacetValue]:
    """The indicators, and at the end that no values are held."""
    indicators = [
        FacetValue(str(each.number), f"{each.number}. {each.name}", sentence_label=str(each.number))
        for each in Indicator.objects.published()
    ]
    return [*indicators, FacetValue(WITHOUT, "No values yet")]


class ExampleFilter(ChoiceFilter):
    """Whether made-up organisations are asked for, rather than real ones."""

    invalid_choice = f"“%(value)s” is not known. Example data are at example={EXAMPLE}"


class OrganisationFilterSet(ListFilterSet):
    """What is in the list of organisations: real ones, or those that are made up."""

    q = NameFilter(label="Name or code")
    kind = FacetFilter(
        path="kind", values=choice_values(OrganisationKind), label="Kind", noun="a kind", nouns=NAMES_OF_KINDS
    )
    region = FacetFilter(
        path="region__ods_code",
        values=region_values,
        label="Region",
        noun="a region",
        phrase="in {}",
        phrases={NOT_STATED: "with no stated region"},
        takes_none=True,
    )
    type = FacetFilter(
        path="trust_type",
        values=choice_values(TrustType),
        label="Type of trust",
        noun="a type of trust",
        phrase="of the type {}",
    )
    indicator = IndicatorFilter(
        path="held",
        values=indicator_values,
        label="Values held for",
        noun="an indicator",
        phrase="with values for indicator {}",
        phrases={WITHOUT: "without values"},
    )
    example = ExampleFilter(label="Example data", choices=[(EXAMPLE, "Example data")], required=False)

    sorts = (("name", "Name", ("name",)), ("code", "Code", ("ods_code",)))

    class Meta(ListFilterSet.Meta):
        model = Organisation
        fields: list[str] = []

    @property
    def _is_only_searched(self) -> bool:
        # Names are searched for by their parts, and not in a search column.
        return False


def organisation_card(organisation: Organisation, held: Holding | None) -> dict[str, Any]:
    """An organisation as the list shows it.

    Returns::

        {"text": "The Christie NHS Foundation Trust", "href": "/wres/organisations/RBV/", "code": "RBV",
         "detail": "NHS trust, acute specialist, North West region", "held": see held_in_words, "is_made_up": False}
    """
    return {
        "text": organisation.name,
        "href": organisation.get_absolute_url(),
        "code": organisation.ods_code,
        "detail": described(organisation),
        "held": held_in_words(held),
        "is_made_up": organisation.is_made_up,
    }


def described(organisation: Organisation) -> str:
    """“NHS trust, Ambulance, London region”, as far as it is known."""
    parts = [organisation.get_kind_display(), organisation.get_trust_type_display()]
    if organisation.region:
        parts.append(organisation.region.name)
    return ", ".join(part for part in parts if part)


def organisation_list(request: HttpRequest) -> HttpResponse:
    """The organisations, filtered; made-up ones only if the address asks for them."""
    are_made_up = request.GET.get("example") == EXAMPLE
    rows = Organisation.objects.filter(is_made_up=True) if are_made_up else None
    listing = ListPage(OrganisationFilterSet(request.GET, rows), request.GET, "organisation", "organisations", ROWS)
    held = holdings()
    context = {
        "cards": [organisation_card(each, held.get(each.pk)) for each in listing.page],
        "are_made_up": are_made_up,
        "example_href": ""
        if are_made_up or not MADE_UP.first()
        else f"{address('wres-organisations')}?example={EXAMPLE}",
    }
    return listing.response(request, "workforce/organisations.jinja", **context)


#: Reads whether there are made-up organisations.
MADE_UP = CompiledQuery[Organisation](lambda: Organisation.objects.filter(is_made_up=True)[:1])
