"""Recommendations as pages, and the page that lists them."""

import csv

import django_filters
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count
from django.http import StreamingHttpResponse
from modelcluster.fields import ParentalManyToManyField
from wagtail.models import Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet


class Term(models.Model):
    """A value of a filter."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=300)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self):
        return self.name


@register_snippet
class Audience(Term):
    """Who a recommendation is for."""


@register_snippet
class Theme(Term):
    """What it is about."""


@register_snippet
class Setting(Term):
    """Where it applies."""


@register_snippet
class Population(Term):
    """Whom it concerns."""


@register_snippet
class Indicator(Term):
    """The measure that it speaks to."""


@register_snippet
class Source(Term):
    """The document that it stands in."""

    published = models.CharField(max_length=60, blank=True)


TERMS = {
    "audiences": Audience,
    "themes": Theme,
    "settings": Setting,
    "populations": Population,
    "indicators": Indicator,
}
FACETS = (*("audiences", "certainty", "themes", "kind", "source", "indicators"), *("settings", "populations"))


class RecommendationPage(Page):
    """One recommendation; its title is the page's."""

    reference = models.CharField(max_length=30, unique=True)
    statement = models.TextField()
    points = models.TextField(blank=True)
    evidence_note = models.TextField(blank=True)
    kind = models.CharField(max_length=30, db_index=True)
    certainty = models.CharField(max_length=20, db_index=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    source_locator = models.CharField(max_length=250)
    studies = models.JSONField(default=list, blank=True)
    published_on = models.DateField(null=True)
    reviewed_on = models.DateField(null=True)
    review_due_on = models.DateField(null=True)
    audiences = ParentalManyToManyField(Audience, blank=True)
    themes = ParentalManyToManyField(Theme, blank=True)
    settings = ParentalManyToManyField(Setting, blank=True)
    populations = ParentalManyToManyField(Population, blank=True)
    indicators = ParentalManyToManyField(Indicator, blank=True)

    search_fields = [
        *Page.search_fields,
        *(index.SearchField(name) for name in ("reference", "statement", "points", "evidence_note")),
        *(index.FilterField(name) for name in ("kind", "certainty", "source")),
        *(index.RelatedFields(name, [index.FilterField("slug")]) for name in TERMS),
    ]
    parent_page_types = ["wagtail_site.RecommendationIndexPage"]


def terms_filter(name, model):
    """A filter by any of the chosen terms."""
    queryset = model.objects.all()
    return django_filters.ModelMultipleChoiceFilter(field_name=f"{name}__slug", to_field_name="slug", queryset=queryset)


class RecommendationFilterSet(django_filters.FilterSet):
    """The filters of the list."""

    audiences = terms_filter("audiences", Audience)
    themes = terms_filter("themes", Theme)
    settings = terms_filter("settings", Setting)
    populations = terms_filter("populations", Population)
    indicators = terms_filter("indicators", Indicator)
    source = terms_filter("source", Source)
    kind = django_filters.AllValuesMultipleFilter()
    certainty = django_filters.AllValuesMultipleFilter()

    class Meta:
        model = RecommendationPage
        fields = FACETS


class RecommendationIndexPage(Page):
    """The list, with its filters and the number of results of each value."""

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        pages = RecommendationPage.objects.child_of(self).live().order_by("path")
        filterset = RecommendationFilterSet(request.GET, queryset=pages)
        found = counted = filterset.qs
        words = request.GET.get("q", "")
        if words:
            found = found.search(words)
            counted = found.get_queryset()
        paginator = Paginator(found, 20)
        page = paginator.get_page(request.GET.get("page"))
        models.prefetch_related_objects(list(page), "audiences", "source")
        return {
            **context,
            "words": words,
            "page_of_results": page,
            "numbers": paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
            "facets": [self.facet(name, counted, request.GET.getlist(name)) for name in FACETS],
        }

    def facet(self, name, pages, chosen):
        """The values of a filter with the number of results that have each."""
        is_choice = name in ("kind", "certainty")
        path = name if is_choice else f"{name}__slug"
        counts = pages.order_by().values_list(path).annotate(Count("pk", distinct=True))
        names = {} if is_choice else dict((TERMS | {"source": Source})[name].objects.values_list("slug", "name"))
        return {
            "name": name,
            "options": [
                {"value": value, "label": names.get(value, value), "count": count, "chosen": value in chosen}
                for value, count in counts
                if value
            ],
        }


def recommendation_csv(request):
    """All recommendations as CSV."""
    columns = (
        *("reference", "title", "statement", "points", "kind", "certainty", *TERMS),
        *("source", "source_date", "source_locator", "studies", "status"),
        *("published_on", "reviewed_on", "review_due_on", "url"),
    )
    pages = RecommendationPage.objects.live().order_by("path").select_related("source").prefetch_related(*TERMS)

    class Echo:
        """Gives back what is written."""

        def write(self, text):
            return text

    def rows():
        writer = csv.writer(Echo())
        yield writer.writerow(columns)
        for page in pages.iterator(chunk_size=2_000):
            yield writer.writerow(
                [
                    *(page.reference, page.title, page.statement, page.points, page.kind, page.certainty),
                    *("; ".join(each.name for each in getattr(page, name).all()) for name in TERMS),
                    *(
                        page.source.name,
                        page.source.published,
                        page.source_locator,
                        "; ".join(page.studies),
                        "Published",
                    ),
                    *(page.published_on, page.reviewed_on, page.review_due_on, request.build_absolute_uri(page.url)),
                ]
            )

    return StreamingHttpResponse(rows(), content_type="text/csv; charset=utf-8")
