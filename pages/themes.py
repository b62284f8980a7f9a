"""The list of themes and the page of one."""

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from caching.query_cache import cached_until_change
from database.compiled_queries import CompiledQuery
from evidence.models import CaseStudy, Framework, Passage, Resource, Study, Theme
from evidence.themes import counts_by_theme
from lists.links import link
from pages.entries import structured_data
from pages.entries.parts import contents_list, recommendation_entry
from pages.maps.profiles import certainty_bars, found_by_outcome
from pages.studies.pages import study_card
from recommendations.models import Recommendation
from workforce.models import Statistic

#: A theme's page shows so many of each kind of entry, and leads to the list for the rest.
SHOWN_OF_EACH_KIND = 20

#: The models whose rows have themes.
MODELS: dict[str, Any] = {
    "recommendations": Recommendation,
    "studies": Study,
    "case_studies": CaseStudy,
    "passages": Passage,
    "statistics": Statistic,
    "resources": Resource,
}

#: Reads a theme that the public may see by its slug.
THEME = CompiledQuery[Theme](
    lambda slug: Theme.objects.published().select_related("framework__source", "parent").filter(slug=slug)
)


def themes_page() -> list[dict[str, Any]]:
    """Every framework with its themes, each with its subthemes and how many entries the public finds under it.

    Returns::

        [{"framework": Framework, "themes": [{"text": "Skills", "href": "…", "summary": "…", "recommendations": 2,
          "studies": 10, "subthemes": [{"text": "…", "href": "…", "recommendations": 1, "studies": 2}, …]}, …]}, …]
    """
    counts = {model: counts_by_theme(model.objects.published()) for model in (Recommendation, Study)}
    themes = list(Theme.objects.published().select_related("framework"))

    def counted(theme: Theme) -> dict[str, Any]:
        recommendations, studies = (by_theme.get(theme.pk, 0) for by_theme in counts.values())
        return {**link(theme), "summary": theme.summary, "recommendations": recommendations, "studies": studies}

    return [
        {
            "framework": framework,
            "themes": [
                {**counted(top), "subthemes": [counted(each) for each in themes if each.parent_id == top.pk]}
                for top in themes
                if top.framework_id == framework.pk and top.parent_id is None
            ],
        }
        for framework in Framework.objects.published()
    ]


@cached_until_change
def theme_page(theme: Theme) -> dict[str, Any]:
    """One theme, subthemes included: what its source concludes, how certain its recommendations are, what it holds.

    Returns ``theme``, ``certainty`` (see ``certainty_bars``), ``counts`` (by kind of entry), ``found`` (see
    ``found_by_outcome``), ``subthemes``, ``contents`` and the first entries of each kind.
    """
    subthemes = list(theme.subthemes.published())
    themes = [theme.pk, *(each.pk for each in subthemes)]
    entries = {kind: with_any_theme(model, themes) for kind, model in MODELS.items()}
    certainty = entries["recommendations"].certainty_profile()
    counts = {"recommendations": sum(each["count"] for each in certainty)}
    counts |= {kind: rows.count() for kind, rows in entries.items() if kind not in counts}
    studies, recommendations = entries.pop("studies"), entries.pop("recommendations")
    shown = {kind: rows.select_related("source")[:SHOWN_OF_EACH_KIND] for kind, rows in entries.items()}
    page = {
        "theme": theme,
        "shown": SHOWN_OF_EACH_KIND,
        "counts": counts,
        "certainty": certainty_bars(certainty, theme=theme.slug),
        "subthemes": _subthemes(subthemes, {"recommendations": recommendations, "studies": studies}),
        "recommendations": [
            recommendation_entry(each) for each in recommendations.for_short_lists()[:SHOWN_OF_EACH_KIND]
        ],
        "found": found_by_outcome(studies, theme=theme.slug),
        "studies": [study_card(each) for each in studies.for_cards()[:SHOWN_OF_EACH_KIND]],
        "case_studies": [{**link(case), "detail": case.summary} for case in shown["case_studies"]],
        "passages": list(shown["passages"]),
        "resources": [{**link(each), "detail": each.description} for each in shown["resources"]],
        "statistics": [{**link(each, each.label), "detail": each.value_as_stated} for each in shown["statistics"]],
    }
    contents = (
        ("conclusion", "The evidence in brief", theme.conclusion),
        ("subthemes", "Within this theme", page["subthemes"]),
        ("recommendations", f"Recommendations ({counts['recommendations']:,})", True),
        ("studies", f"Studies ({counts['studies']:,})", True),
        ("case-studies", f"Case studies ({counts['case_studies']:,})", counts["case_studies"]),
        ("passages", f"What the sources say ({counts['passages']:,})", counts["passages"]),
        ("statistics", f"Statistics ({counts['statistics']:,})", counts["statistics"]),
        ("resources", f"Resources ({counts['resources']:,})", counts["resources"]),
    )
    return {**page, "contents": contents_list(contents)}


def with_any_theme(model: Any, themes: list[int]) -> Any:
    """The published rows of a model that have any of the themes, each once, without what only a search reads."""
    links = model.themes.through.objects.filter(theme__in=themes)
    return model.objects.published().defer("search").filter(pk__in=links.values(model.themes.field.m2m_field_name()))


def _subthemes(subthemes: list[Theme], entries: dict[str, Any]) -> list[dict[str, Any]]:
    """The themes within a theme, with how many of its entries the public finds under each."""
    counts = {
        kind: dict(rows.order_by().filter(themes__in=subthemes).values_list("themes").annotate(n=Count("*")))
        for kind, rows in entries.items()
    }
    return [
        {**link(each), "detail": each.summary, **{kind: by_theme.get(each.pk, 0) for kind, by_theme in counts.items()}}
        for each in subthemes
    ]


def theme_list(request: HttpRequest) -> HttpResponse:
    """Every theme by framework."""
    frameworks = themes_page()
    total = sum(1 + len(theme["subthemes"]) for framework in frameworks for theme in framework["themes"])
    return render(request, "evidence/themes.jinja", {"frameworks": frameworks, "total": total})


def theme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One theme."""
    theme = THEME.first(slug)
    if theme is None:
        raise Http404
    data = structured_data.theme_term(theme, request.build_absolute_uri)
    return render(request, "evidence/theme.jinja", theme_page(theme) | {"structured_data": data})
