"""What the templates of sources, themes, studies, case studies, the glossary and resources show."""

import re
from collections import Counter
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from evidence.facets import counts_by_theme, within_theme
from evidence.links import link, links
from evidence.models import (
    CaseStudy,
    Citation,
    Definition,
    Direction,
    Figure,
    Finding,
    Framework,
    Passage,
    Resource,
    Source,
    Status,
    Study,
    Theme,
)


def study_card(study: Study) -> dict[str, Any]:
    """A study as a list shows it; it must come from :func:`studies_with_links`.

    Returns::

        {"href": "/studies/…/", "text": "…", "cited_as": "Jongen and colleagues (2018)", "design": "Scoping review",
         "included": "64 studies", "themes": [{…}], "findings": [("Staff knowledge", "Improved"), …]}
    """
    return {
        **link(study),
        "cited_as": study.cited_as,
        "year": study.year,
        "design": study.get_design_display(),
        "what_was_done": study.what_was_done,
        "included": included_in_words(study),
        "themes": links(study.public_themes),
        "findings": [
            (each.outcome.name, each.get_direction_display())
            for each in study.public_findings
            if each.direction != Direction.NOT_MEASURED
        ],
    }


def included_in_words(study: Study) -> str:
    """What a review brought together: “11 studies, 5 of them randomised trials”; empty if not stated."""
    studies, trials = study.studies_included, study.trials_included
    words = "" if studies is None else f"{studies:,} {'study' if studies == 1 else 'studies'}"
    if trials is None:
        return words
    return f"{words}, {trials:,} of them randomised trials" if words else f"{trials:,} randomised trials"


def studies_with_links(studies: QuerySet[Study]) -> QuerySet[Study]:
    """The studies with everything that a card shows, in a constant number of queries."""
    return studies.prefetch_related(  # type: ignore[no-redef]  # the model declares what is fetched
        Prefetch("themes", Theme.objects.published(), to_attr="public_themes"),
        Prefetch(
            "findings", Finding.objects.published().select_related("outcome", "source"), to_attr="public_findings"
        ),
    )


def case_study_card(case: CaseStudy) -> dict[str, Any]:
    """A case study as a list shows it.

    Returns::

        {"href": "/case-studies/…/", "text": "…", "summary": "…", "place": "London", "source": {…}}
    """
    return {
        **link(case),
        "summary": case.summary,
        "place": ", ".join(part for part in (case.organisation_name, case.place) if part),
        "period": case.period,
        "source": link(case.source, case.source.short_title),
    }


def study_page(study: Study) -> dict[str, Any]:
    """One study; it must come from :func:`studies_with_links`.

    Returns ``study``, ``card``, ``record`` (the bibliographic details that are known, by name), ``findings``,
    ``citations``, ``recommendations`` (those that rest on it, with how it bears on each) and ``case_studies``.
    """
    record = [
        ("Title", study.title),
        ("Authors", "; ".join(study.authors.splitlines())),
        ("Year", str(study.year or "")),
        ("Journal", journal_in_words(study)),
        ("PubMed ID", study.pmid),
    ]
    recommendations: Any = study.recommendation_links
    return {
        "study": study,
        "card": study_card(study),
        "record": record,
        "findings": study.public_findings,
        "citations": Citation.objects.published().filter(study=study).select_related("source"),
        "countries": [{"text": each.name} for each in study.countries.all()],
        "settings": [{"text": each.name} for each in study.settings.all()],
        "populations": [{"text": each.name} for each in study.populations.all()],
        "recommendations": [
            {
                **link(each.recommendation),
                "detail": f"{each.get_bearing_display()}. {each.note}",
            }
            for each in recommendations.filter(
                recommendation__status=Status.PUBLISHED, recommendation__source__status=Status.PUBLISHED
            ).select_related("recommendation")
        ],
        "case_studies": [
            {**link(case), "detail": case.summary} for case in study.case_studies.published().select_related("source")
        ],
    }


def journal_in_words(study: Study) -> str:
    """Journal, volume, issue and pages, as far as they are known: “Health Economics, 32(4), 853-872”."""
    volume = f"{study.volume}({study.issue})" if study.volume and study.issue else study.volume
    return ", ".join(part for part in (study.journal, volume, study.pages) if part)


def case_study_page(case: CaseStudy) -> dict[str, Any]:
    """One case study, with ``sections`` (heading and text, those that are stated) and what it is linked to."""
    recommendations: Any = case.recommendations
    return {
        "case": case,
        "card": case_study_card(case),
        "sections": [
            (heading, text)
            for heading, text in (
                ("Background", case.background),
                ("What was done", case.what_was_done),
                ("What came of it", case.findings),
                ("What it teaches", case.lessons),
            )
            if text
        ],
        "themes": links(case.themes.published()),
        "settings": [{"text": each.name} for each in case.settings.all()],
        "populations": [{"text": each.name} for each in case.populations.all()],
        "studies": links(case.studies.published()),
        "recommendations": [
            {**link(each), "detail": each.statement} for each in recommendations.published().select_related("source")
        ],
    }


def themes_page() -> list[dict[str, Any]]:
    """Every framework with its themes, each with its subthemes and how many entries the public finds under it.

    Returns::

        [{"framework": Framework, "themes": [{"text": "Skills", "href": "…", "summary": "…", "recommendations": 2,
          "studies": 10, "subthemes": [{"text": "…", "href": "…", "recommendations": 1, "studies": 2}, …]}, …]}, …]
    """
    recommended: Any = Theme._meta.get_field("recommendations").related_model
    recommendations = counts_by_theme(recommended.objects.published())
    studies = counts_by_theme(Study.objects.published())
    themes = list(Theme.objects.published().select_related("framework"))

    def counted(theme: Theme) -> dict[str, Any]:
        return {
            **link(theme),
            "summary": theme.summary,
            "recommendations": recommendations.get(theme.slug, 0),
            "studies": studies.get(theme.slug, 0),
        }

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


def theme_page(theme: Theme) -> dict[str, Any]:
    """One theme: what its source concludes, and its studies, case studies and recommendations, subthemes included.

    Returns ``theme``, ``subthemes``, ``recommendations``, ``studies`` (cards), ``case_studies``, ``passages``,
    ``resources`` and ``statistics``.
    """
    within = within_theme(theme)
    related: Any = theme
    recommendations = (
        related.recommendations.model.objects.published().filter(within).distinct().select_related("source")
    )
    statistics = related.statistics.model.objects.published().filter(within).distinct().select_related("source")
    return {
        "theme": theme,
        "subthemes": [{**link(each), "detail": each.summary} for each in theme.subthemes.all()],
        "recommendations": recommendations,
        "studies": [
            study_card(each) for each in studies_with_links(Study.objects.published().filter(within).distinct())
        ],
        "case_studies": [
            {**link(case), "detail": case.summary}
            for case in CaseStudy.objects.published().filter(within).distinct().select_related("source")
        ],
        "passages": Passage.objects.published().filter(within).distinct().select_related("source"),
        "resources": [
            {**link(each), "detail": each.description}
            for each in Resource.objects.published().filter(within).distinct().select_related("source")
        ],
        "statistics": [
            {**link(each, each.label), "detail": each.value_as_stated} for each in statistics.in_document_order()
        ],
    }


def sources_page() -> list[dict[str, Any]]:
    """Every published source with how many entries the public finds from it.

    Returns::

        [{"source": Source, "counts": [("recommendations", 7), ("studies", 31), …]}, …]
    """
    counts = [(name, _counts_by_source(rows)) for name, rows in _entries_by_kind()]
    return [
        {
            "source": source,
            "counts": [(name, by_source[source.pk]) for name, by_source in counts if source.pk in by_source],
        }
        for source in Source.objects.published()
    ]


def _entries_by_kind() -> list[tuple[str, Any]]:
    """What is counted for a source: the name of each kind of entry and all its published rows, which have a source."""

    def published(relation: str) -> Any:
        model: Any = Source._meta.get_field(relation).related_model
        return model.objects.published()

    return [
        ("recommendations", published("recommendation_set")),
        ("studies", Citation.objects.published()),
        ("case studies", CaseStudy.objects.published()),
        ("statistics", published("statistic_set")),
        ("definitions", Definition.objects.published()),
        ("resources", Resource.objects.published()),
    ]


def _counts_by_source(rows: Any) -> dict[int, int]:
    return dict(rows.order_by().values_list("source").annotate(n=Count("pk")))


def source_page(source: Source) -> dict[str, Any]:
    """One source: what it is, and everything that is held from it, in the document's own order.

    Returns ``source``, ``facts`` (name and value, empty where not stated), ``frameworks`` with ``top_themes``,
    ``counts`` (how many entries of each kind) and ``parts``: the entries under what their locators start with::

        [{"id": "part-1", "heading": "Section 1", "entries": [{"kind": "Study", "label": "(8)", "text": "…",
          "href": "…", "locator": "Section 1, …", "entry": Study}, …]}, …]
    """
    entries = _in_document_order(source)
    parts: list[dict[str, Any]] = []
    for entry in entries:
        heading = re.split("[,;]", entry["locator"], maxsplit=1)[0]
        if not parts or parts[-1]["heading"] != heading:
            parts.append({"id": f"part-{len(parts) + 1}", "heading": heading, "entries": []})
        parts[-1]["entries"].append(entry)
    return {
        "source": source,
        "facts": [
            ("Publisher", source.publisher),
            ("Published", source.publication_date_in_words),
            ("Authors", "; ".join(source.authors.splitlines())),
            ("Suggested citation", source.suggested_citation),
            ("Intended readers", source.intended_readers),
            ("Funding", source.funding),
            ("Licence", source.licence),
        ],
        "frameworks": source.frameworks.prefetch_related(
            Prefetch("themes", Theme.objects.top_level(), to_attr="top_themes")
        ),
        "counts": Counter(entry["kind"] for entry in entries).most_common(),
        "parts": parts,
    }


def _in_document_order(source: Source) -> list[dict[str, Any]]:
    """Every published entry of a source, whatever its kind, by its place in the document."""
    related: Any = source
    found: list[tuple[int, dict[str, Any]]] = []
    for relation in _ENTRIES_OF_A_SOURCE:
        for entry in getattr(related, relation).published().select_related("source"):
            kind = entry.get_kind_display() if relation in _KINDS_SAY_MORE else entry._meta.verbose_name
            found.append((entry.position, _listed(entry, kind, getattr(entry, "reference", ""), entry.locator)))
    for citation in source.citations.filter(study__status=Status.PUBLISHED).select_related("study"):
        label = f"({citation.number})" if citation.number else ""
        found.append((citation.position, _listed(citation.study, "study", label, citation.locator)))
    places = {entry["locator"]: position for position, entry in found}
    for indicator in related.indicators.all():
        place = places.get(indicator.locator, 0)
        found.append((place, _listed(indicator, "WRES indicator", "", indicator.locator)))
    return [entry for _, entry in sorted(found, key=lambda each: each[0])]


_ENTRIES_OF_A_SOURCE = (
    "passage_set",
    "figure_set",
    "statistic_set",
    "definition_set",
    "casestudy_set",
    "recommendation_set",
    "resource_set",
)
# Where the kind of an entry says more than what sort of row it is.
_KINDS_SAY_MORE = ("passage_set", "recommendation_set")


def _listed(entry: Any, kind: str, label: str, locator: str) -> dict[str, Any]:
    return {
        "kind": f"{kind[0].upper()}{kind[1:]}",
        "label": label,
        "text": str(entry).removeprefix(label).strip(),
        "href": entry.get_absolute_url() if hasattr(entry, "get_absolute_url") else "",
        "locator": locator,
        "is_passage": isinstance(entry, Passage),
        "is_figure": isinstance(entry, Figure),
        "entry": entry,
    }


def glossary_page() -> list[Definition]:
    """The published definitions by term."""
    return list(Definition.objects.published().select_related("source"))


def resources_page() -> dict[str, Any]:
    """The published resources by kind.

    Returns::

        {"total": 5, "groups": [{"heading": "Toolkit", "resources": [Resource, …]}, …]}
    """
    resources = list(Resource.objects.published().select_related("source").order_by("kind", "title", "pk"))
    groups: dict[str, list[Resource]] = {}
    for resource in resources:
        groups.setdefault(resource.get_kind_display(), []).append(resource)
    return {
        "total": len(resources),
        "groups": [{"heading": heading, "resources": each} for heading, each in groups.items()],
    }
