"""Files to take away from the pages of the standard: values as CSV, and charts as pictures."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify

from files import turns
from files.about_exports import AboutExport, content_version
from files.child_processes import Busy, NotDone
from files.content_types import CSV, PNG, SVG, TEXT
from lists.facets import truncated
from lists.wording import day_in_words
from pages.downloads.papers import NOT_MADE, PAPERS
from pages.downloads.turns import draws, no_turn
from pages.downloads.whole_base import attached
from pages.wres import compare
from pages.wres.charts.charted import Charted, funnel_of, glance_of, spread_of, trend_of
from pages.wres.downloads.board_paper import paper_of, title_of
from pages.wres.indicators import INDICATOR
from pages.wres.organisation_detail import of_organisation, offered, read_query
from pages.wres.organisations import EXAMPLE
from pages.wres.standings import Compared, figures_of
from workforce import wres_exports
from workforce.models import Dataset, Indicator, Observation, Organisation

#: How many publications a picture names.
PUBLICATIONS = 3
#: The pictures, by the end of their addresses, each with its content type.
PICTURES = {"svg": SVG, "png": PNG}

View = Callable[..., HttpResponseBase]


class WrongQuery(Exception):
    """That a query asks for what there is not, with the reasons."""


def answers_wrong_query(view: View) -> View:
    """The view, which answers a wrong query with status 400 and the reasons."""

    @wraps(view)
    def answering(request: HttpRequest, **named: Any) -> HttpResponseBase:
        try:
            return view(request, **named)
        except WrongQuery as reasons:
            return HttpResponse(str(reasons), status=400, content_type=TEXT)

    return answering


def _is_example(request: HttpRequest) -> bool:
    """Whether the query asks for made-up values rather than real ones."""
    given = request.GET.get("example", "")
    if given not in ("", EXAMPLE):
        raise WrongQuery(f"“{truncated(given)}” is not known. Example data are at example={EXAMPLE}")
    return given == EXAMPLE


def _indicator(number: str) -> Indicator:
    indicator = INDICATOR.first(int(number))
    if indicator is None:
        raise Http404
    return indicator


# Values


@answers_wrong_query
def wres_csv(request: HttpRequest) -> HttpResponseBase:
    """All values that are shown; made-up ones instead if the query asks for them."""
    return _csv(request, _real_or_example(request), "wres")


@answers_wrong_query
def indicator_csv(request: HttpRequest, number: str) -> HttpResponseBase:
    """The values of an indicator; made-up ones instead if the query asks for them."""
    values = _real_or_example(request).filter(measure__indicator=_indicator(number))
    return _csv(request, values, f"wres-indicator-{number}")


@of_organisation
def organisation_csv(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """The values of an organisation."""
    values = Observation.objects.with_made_up().filter(organisation=organisation)
    return _csv(request, values, f"wres-{organisation.ods_code}", is_made_up=organisation.is_made_up)


@answers_wrong_query
def comparison_csv(request: HttpRequest) -> HttpResponseBase:
    """The values of the organisations that the query names."""
    organisations, mistakes = compare.chosen(compare.asked(request.GET))
    if mistakes or not organisations:
        raise WrongQuery(". ".join(mistakes) or compare.NONE_CHOSEN)
    values = Observation.objects.with_made_up().filter(organisation__in=organisations)
    return _csv(request, values, "wres-comparison", is_made_up=organisations[0].is_made_up)


def _real_or_example(request: HttpRequest) -> QuerySet[Observation]:
    return Observation.objects.with_made_up().filter(organisation__is_made_up=_is_example(request))


def _csv(
    request: HttpRequest, values: QuerySet[Observation], name: str, *, is_made_up: bool = False
) -> HttpResponseBase:
    parts = wres_exports.csv(values, request.build_absolute_uri)
    example = "-example-data" if is_made_up or request.GET.get("example") else ""
    return attached(parts, CSV, f"{name}{example}-{timezone.localdate()}.csv")


# The paper for a board


def organisation_paper(suffix: str) -> View:
    """The view of an organisation's paper for its board, beside what the query of its page asks for."""

    @answers_wrong_query
    @of_organisation
    def view(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
        make, content_type = PAPERS[suffix]
        about = _about_paper(request, organisation)
        try:
            # Whoever waits to have it typeset has no turn at drawing any more.
            with turns.PICTURES.taken():
                paper = paper_of(organisation, _compared(request, organisation), request.build_absolute_uri, about)
            content = make(paper, about)
        except (turns.NoTurn, Busy):
            return no_turn()
        except NotDone:
            return HttpResponse(NOT_MADE, status=503, content_type=TEXT)
        response = HttpResponse(content, content_type=content_type)
        name = f"board-paper-{organisation.ods_code}-{about.made_on}.{suffix}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    return view


def _about_paper(request: HttpRequest, organisation: Organisation) -> AboutExport:
    return AboutExport(
        service=settings.SERVICE_NAME,
        title=title_of(organisation),
        address=request.build_absolute_uri(organisation.get_absolute_url()),
        made_on=timezone.localdate(),
        version=content_version(),
        citation="",
    )


def _compared(request: HttpRequest, organisation: Organisation) -> Compared | None:
    """What the query asks to compare an organisation with."""
    asked = read_query(organisation, offered(organisation), request.GET)
    if asked.errors:
        raise WrongQuery("\n".join(each["text"] for each in asked.errors))
    return asked.compared


# Charts


def organisation_picture(make: Callable[..., Charted | None], suffix: str) -> View:
    """The view of a chart of an organisation as a picture."""

    @answers_wrong_query
    @draws
    @of_organisation
    def view(request: HttpRequest, organisation: Organisation, **named: Any) -> HttpResponseBase:
        return _as_picture(request, make(request, organisation, **named), suffix)

    return view


def trend(request: HttpRequest, organisation: Organisation, number: str) -> Charted | None:
    """An organisation over the years, beside what the query of its page asks for."""
    indicator = _indicator(number)
    compared = _compared(request, organisation)
    own = figures_of(organisation)[indicator.number]
    beside = compared.beside(indicator, own, organisation.is_made_up) if compared else None
    return trend_of(organisation, indicator, own, beside)


def funnel(request: HttpRequest, organisation: Organisation, number: str) -> Charted | None:
    """An organisation among all others by size."""
    indicator = _indicator(number)
    return funnel_of(organisation, indicator, figures_of(organisation)[indicator.number])


def glance(request: HttpRequest, organisation: Organisation) -> Charted:
    """An organisation on each indicator."""
    return glance_of(organisation)


#: What is drawn of an organisation: the end of the address below its own, and what makes it.
OF_ORGANISATION: dict[str, tuple[str, Callable[..., Charted | None]]] = {
    "glance": ("at-a-glance", glance),
    "trend": (r"indicator-(?P<number>[1-9])", trend),
    "funnel": (r"indicator-(?P<number>[1-9])-funnel", funnel),
}


def spread_picture(suffix: str) -> View:
    """The view of the spread of organisations on an indicator; of made-up ones if the query asks for them."""

    @answers_wrong_query
    @draws
    def view(request: HttpRequest, number: str) -> HttpResponseBase:
        return _as_picture(request, spread_of(_indicator(number), _is_example(request)), suffix)

    return view


def _as_picture(request: HttpRequest, charted: Charted | None, suffix: str) -> HttpResponseBase:
    content = _picture(request, charted, suffix) if charted else None
    if charted is None or content is None:
        raise Http404
    response = HttpResponse(content, content_type=PICTURES[suffix])
    name = f"wres-{slugify(charted.chart.title)[:80].strip('-')}-{timezone.localdate()}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _picture(request: HttpRequest, charted: Charted, suffix: str) -> str | bytes | None:
    # Altair takes most of a second to load, and few processes ever draw.
    from pages.wres.charts.drawing import Caption, picture_of, png_of

    caption = Caption(charted.chart.title, tuple(_notes(request, charted))) if _has_caption(request) else None
    picture = picture_of(charted.chart, caption)
    return png_of(picture) if picture and suffix == "png" else picture


def _has_caption(request: HttpRequest) -> bool:
    """Whether a picture says what it is itself; a page says that around it."""
    given = request.GET.get("caption", "")
    if given not in ("", "none"):
        raise WrongQuery(f"“{truncated(given)}” is not known. A picture without its caption is at caption=none")
    return not given


def _notes(request: HttpRequest, charted: Charted) -> Iterator[str]:
    """What a picture says below its title: how to read it, where its values are from, and when it was drawn."""
    if charted.how_to_read:
        yield charted.how_to_read
    yield f"Values from: {publications_in_words(charted.datasets)}."
    today = day_in_words(timezone.localdate())
    yield f"Drawn by {settings.SERVICE_NAME} on {today}: {request.get_host()}{charted.address}"


def publications_in_words(datasets: Iterable[Dataset]) -> str:
    """The titles of some publications, and how many others there are."""
    titles = [f"{each.title}, {each.publisher}".removesuffix(", ") for each in datasets]
    others = len(titles) - PUBLICATIONS
    more = [f"and {others:,} other publication{'s' if others > 1 else ''}"] if others > 0 else []
    return "; ".join([*titles[:PUBLICATIONS], *more])
