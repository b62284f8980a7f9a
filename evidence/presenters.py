"""What the templates of sources, themes, studies, case studies, the glossary and resources show."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone

from evidence import source_contents
from evidence.citations import reference_to_source, reference_to_study
from evidence.facets import counts_by_theme
from evidence.links import Link, link, links
from evidence.models import (
    CaseStudy,
    Citation,
    Definition,
    Direction,
    Finding,
    Framework,
    Resource,
    Source,
    Status,
    Study,
    Theme,
)
from evidence.public_history import public_history
from evidence.summary_of_findings import summary_of_findings
from evidence.unchanged_reads import UnchangedReads
from evidence.wording import paragraphs_and_lists

#: A theme's page shows so many of each kind of entry, and leads to the list for the rest.
SHOWN_OF_EACH_KIND = 20


def study_card(study: Study, wanted: Mapping[str, Sequence[str]] | None = None) -> dict[str, Any]:
    """A study as a list shows it; it must come from :func:`studies_with_links`.

    Findings come in the order of their outcomes, those first that satisfy the filters of ``wanted``.

    Returns::

        {"href": "/studies/…/", "text": "…", "cited_as": "Jongen and colleagues (2018)", "design": "Scoping review",
         "included": "64 studies", "themes": [{…}], "findings": [
            {"outcome": "Staff knowledge", "direction": "Improved", "is_wanted": False}, …]}
    """
    findings = [
        {
            "outcome": each.outcome.name,
            "direction": each.get_direction_display(),
            "is_wanted": _satisfies(each, wanted or {}),
        }
        for each in study.public_findings
        if each.direction != Direction.NOT_MEASURED or each.direction in (wanted or {}).get("direction", ())
    ]
    return {
        **link(study),
        "cited_as": study.cited_as,
        "year": study.year,
        "design": study.get_design_display(),
        "what_was_done": study.what_was_done,
        "included": included_in_words(study),
        "themes": links(study.public_themes),
        "findings": sorted(findings, key=lambda each: not each["is_wanted"]),
    }


def _satisfies(finding: Finding, wanted: Mapping[str, Sequence[str]]) -> bool:
    """Whether a finding has an outcome and a direction that a list was filtered by; never without such a filter."""
    outcomes, directions = wanted.get("outcome"), wanted.get("direction")
    return bool(
        (outcomes or directions)
        and (not outcomes or finding.outcome.slug in outcomes)
        and (not directions or finding.direction in directions)
    )


def included_in_words(study: Study) -> str:
    """What a review brought together: “11 studies, 5 of them randomised trials”; empty if not stated."""
    studies, trials = study.studies_included, study.trials_included
    words = "" if studies is None else f"{studies:,} {'study' if studies == 1 else 'studies'}"
    if trials is None:
        return words
    return f"{words}, {trials:,} of them randomised trials" if words else f"{trials:,} randomised trials"


def studies_with_links(studies: QuerySet[Study]) -> QuerySet[Study]:
    """The studies with everything that a card shows, in a constant number of queries."""
    return studies.defer("search").prefetch_related(  # type: ignore[no-redef]  # the model declares what is fetched
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


#: What to tell changes of on a study's page, and what to call it.
HISTORY_OF_STUDIES = {
    "label": "Name",
    "title": "Published title",
    "authors": "Authors",
    "cited_as": "Name in its sources",
    "year": "Year",
    "journal": "Journal",
    "design": "Design",
    "studies_included": "Number of studies included",
    "trials_included": "Number of trials included",
    "what_was_done": "What was done",
    "reservations": "Reservations",
    "curator_note": "Curator’s note",
}
HISTORY_OF_LINKS_OF_STUDIES = {
    "themes": "theme",
    "countries": "country",
    "settings": "setting",
    "populations": "population",
}
#: The same on a case study's page.
HISTORY_OF_CASE_STUDIES = {
    "title": "Title",
    "summary": "Summary",
    "organisation_name": "Organisation",
    "place": "Place",
    "period": "Time",
    "background": "Background",
    "what_was_done": "What was done",
    "findings": "What came of it",
    "lessons": "What it teaches",
    "curator_note": "Curator’s note",
    "locator": "Place in the source",
}
HISTORY_OF_LINKS_OF_CASE_STUDIES = {
    "themes": "theme",
    "settings": "setting",
    "populations": "population",
    "studies": "study",
}


def study_page(study: Study) -> dict[str, Any]:
    """One study; it must come from :func:`studies_with_links`.

    Returns ``study``, ``card``, ``record`` (the bibliographic details, empty where not stated), ``reference`` (how to
    cite it), ``findings`` (see ``summary_of_findings``), ``citations``, ``countries``, ``settings`` and ``populations``
    (links to the studies that share them), ``recommendations`` (those that rest on it, with how it bears on each),
    ``case_studies``, ``history`` (see ``public_history``) and ``contents``.
    """
    recommendations: Any = study.recommendation_links
    page = {
        "study": study,
        "card": study_card(study),
        "record": [
            ("Title", study.title),
            ("Authors", "; ".join(study.authors.splitlines())),
            ("Year", str(study.year or "")),
            ("Journal", journal_in_words(study)),
        ],
        "reference": reference_to_study(study),
        "findings": summary_of_findings(study.public_findings),
        "citations": Citation.objects.published().filter(study=study).select_related("source"),
        "countries": filtered_links("studies", "country", study.countries.all(), "code"),
        "settings": filtered_links("studies", "setting", study.settings.all()),
        "populations": filtered_links("studies", "population", study.populations.all()),
        "recommendations": [
            {
                **link(each.recommendation),
                "certainty": each.recommendation.level,
                "bearing": each.get_bearing_display(),
                "note": each.note,
            }
            for each in recommendations.filter(
                recommendation__status=Status.PUBLISHED, recommendation__source__status=Status.PUBLISHED
            ).select_related("recommendation")
        ],
        "case_studies": [
            {**link(case), "detail": case.summary} for case in study.case_studies.published().select_related("source")
        ],
        "history": public_history(study, fields=HISTORY_OF_STUDIES, links=HISTORY_OF_LINKS_OF_STUDIES),
    }
    contents = (
        ("findings", "What was found", True),
        ("reservations", "Reservations", study.reservations),
        ("used", "Where it is used", True),
        ("record", "Publication", True),
        ("history", "How this entry changed", True),
        ("cite", "How to cite it", True),
    )
    return {**page, "contents": contents_list(contents)}


def contents_list(sections: Iterable[tuple[str, str, Any]]) -> list[Link]:
    """The contents of a page, of sections by anchor, heading and whether the page has it."""
    return [{"href": f"#{anchor}", "text": heading} for anchor, heading, is_there in sections if is_there]


def filtered_links(listed: str, name: str, terms: Iterable[Any], value: str = "slug") -> list[Link]:
    """A link from each term to the list of what has it: ``/studies/?setting=hospitals``."""
    return [{"text": each.name, "href": f"{reverse(listed)}?{name}={getattr(each, value)}"} for each in terms]


def journal_in_words(study: Study) -> str:
    """Journal, volume, issue and pages, as far as they are known: “Health Economics, 32(4), 853-872”."""
    volume = f"{study.volume}({study.issue})" if study.volume and study.issue else study.volume
    return ", ".join(part for part in (study.journal, volume, study.pages) if part)


def case_study_page(case: CaseStudy) -> dict[str, Any]:
    """One case study, with ``where`` it was, what it is linked to and its ``history``.

    Its ``sections``, those that are stated, have an anchor, a heading and a text of paragraphs and lists.
    """
    recommendations: Any = case.recommendations
    sections = [
        (anchor, heading, paragraphs_and_lists(text))
        for anchor, heading, text in (
            ("background", "Background", case.background),
            ("what-was-done", "What was done", case.what_was_done),
            ("what-came-of-it", "What came of it", case.findings),
            ("what-it-teaches", "What it teaches", case.lessons),
        )
        if text
    ]
    page = {
        "case": case,
        "card": case_study_card(case),
        "where": ", ".join(str(part) for part in (case.place, case.country) if part),
        "sections": sections,
        "themes": links(case.themes.published()),
        "settings": filtered_links("case-studies", "setting", case.settings.all()),
        "populations": filtered_links("case-studies", "population", case.populations.all()),
        "studies": links(case.studies.published()),
        "recommendations": [
            {**link(each), "detail": each.statement, "certainty": each.level}
            for each in recommendations.published().select_related("source")
        ],
        "history": public_history(case, fields=HISTORY_OF_CASE_STUDIES, links=HISTORY_OF_LINKS_OF_CASE_STUDIES),
    }
    contents = (
        *sections,
        ("source", "Where it comes from", True),
        ("recommendations", "Recommendations that it speaks to", page["recommendations"]),
        ("studies", "Reported in", page["studies"]),
        ("history", "How this entry changed", True),
    )
    return {**page, "contents": contents_list(contents)}


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
            "recommendations": recommendations.get(theme.pk, 0),
            "studies": studies.get(theme.pk, 0),
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
    """One theme, subthemes included: what its source concludes, how certain its recommendations are, what it holds.

    Returns ``theme``, ``certainty`` (each level with how many they are), ``counts`` (how many there are
    of each kind of entry), ``outcomes`` (see :func:`outcomes_of_theme`), ``contents``, and of each kind the first
    :data:`SHOWN_OF_EACH_KIND`: ``subthemes``, ``recommendations``, ``studies`` (cards), ``case_studies``, ``passages``,
    ``resources`` and ``statistics``.
    All is remembered until something in the database changes.
    """
    return UnchangedReads().get(("theme page", theme.pk, timezone.localdate()), partial(_theme_page, theme))


def _theme_page(theme: Theme) -> dict[str, Any]:
    subthemes = list(theme.subthemes.all())
    themes = [theme.pk, *(each.pk for each in subthemes)]
    entries = {kind: with_any_theme(model, themes) for kind, model in _models_with_themes().items()}
    certainty = entries["recommendations"].certainty_profile()
    counts = {kind: rows.count() for kind, rows in entries.items() if kind != "recommendations"}
    counts["recommendations"] = sum(each["count"] for each in certainty)
    shown = {
        kind: rows.select_related("source")[:SHOWN_OF_EACH_KIND] for kind, rows in entries.items() if kind != "studies"
    }
    page = {
        "theme": theme,
        "shown": SHOWN_OF_EACH_KIND,
        "counts": counts,
        "certainty": certainty,
        "subthemes": _subthemes(subthemes, entries),
        "recommendations": list(shown["recommendations"]),
        "outcomes": outcomes_of_theme(theme, entries["studies"]),
        "studies": [study_card(each) for each in studies_with_links(entries["studies"])[:SHOWN_OF_EACH_KIND]],
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


def outcomes_of_theme(theme: Theme, studies: QuerySet[Study]) -> list[dict[str, Any]]:
    """How many of a theme's studies found what on each outcome, each with the list of them; gaps do not count.

    Returns::

        [{"outcome": "Patient outcomes", "count": 3, "href": "/studies/?theme=skills&outcome=patient-outcomes",
          "directions": [{"label": "Improved", "count": 1, "href": "…&direction=improved"}, …]}, …]
    """
    findings = Finding.objects.published().filter(study__in=studies.order_by().values("pk"))
    found: dict[tuple[str, str], dict[str, set[int]]] = {}
    for slug, name, direction, study in (
        findings.exclude(direction=Direction.NOT_MEASURED)
        .order_by("outcome__position", "outcome__name")
        .values_list("outcome__slug", "outcome__name", "direction", "study")
    ):
        found.setdefault((slug, name), {}).setdefault(direction, set()).add(study)
    rows = []
    for (slug, name), by_direction in found.items():
        href = f"{reverse('studies')}?theme={theme.slug}&outcome={slug}"
        directions = [
            {"label": way.label, "count": len(by_direction[way]), "href": f"{href}&direction={way.value}"}
            for way in Direction
            if way in by_direction
        ]
        rows.append(
            {"outcome": name, "count": len(set().union(*by_direction.values())), "href": href, "directions": directions}
        )
    return rows


def _models_with_themes() -> dict[str, Any]:
    """The models whose rows carry themes; those of the apps above are reached through the relation."""
    kinds = ("recommendations", "studies", "case_studies", "passages", "statistics", "resources")
    return {kind: Theme._meta.get_field(kind).related_model for kind in kinds}


def with_any_theme(model: Any, themes: list[int]) -> Any:
    """The published rows of a model that have any of the themes, each once, without what only a search reads."""
    links = model.themes.through.objects.filter(theme__in=themes)
    return model.objects.published().defer("search").filter(pk__in=links.values(model.themes.field.m2m_field_name()))


def _subthemes(subthemes: list[Theme], entries: dict[str, Any]) -> list[dict[str, Any]]:
    """The themes within a theme, with how many of its entries the public finds under each."""
    counts = {
        kind: dict(entries[kind].order_by().filter(themes__in=subthemes).values_list("themes").annotate(n=Count("*")))
        for kind in ("recommendations", "studies")
    }
    return [
        {**link(each), "detail": each.summary, **{kind: by_theme.get(each.pk, 0) for kind, by_theme in counts.items()}}
        for each in subthemes
    ]


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


def source_page(source: Source, number: int = 1) -> dict[str, Any]:
    """One source: what it is, and what is held from it, in the document's own order.

    A long document takes several pages, each with an address of its own, so that links alone lead to every entry.
    Returns ``source``, ``facts`` (name and value, empty where not stated), ``reference`` (how to cite it),
    ``frameworks`` with ``top_themes``, ``counts`` (see ``counts_of_kinds``), ``page``, ``pagination``, ``parts`` (see
    ``source_contents.parts``), ``indicators`` and ``contents``.

    Raises:
        InvalidPage: it has no page of this number.
    """
    places = source_contents.places_in(source)
    page = source_contents.in_pages(places).page(number)
    shown = {
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
        "reference": reference_to_source(source),
        "frameworks": list(
            source.frameworks.prefetch_related(Prefetch("themes", Theme.objects.top_level(), to_attr="top_themes"))
        ),
        "counts": source_contents.counts_of_kinds(source, places),
        "page": page,
        "pagination": source_contents.pagination(source, page),
        "parts": source_contents.parts(source_contents.entries_at(source, list(page.object_list))),
        "indicators": source_contents.indicator_links(source),
    }
    contents = (
        ("methods", "How its evidence was found", source.methods),
        ("limitations", "Limitations that it states", source.limitations),
        ("certainty", "Certainty", source.certainty_caution or not source.states_certainty),
        ("themes", "Its themes", shown["frameworks"]),
        ("cite", "How to cite it", True),
        ("contents", "What is held from it", True),
    )
    return {**shown, "sections": contents_list(contents)}


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


def resources_page() -> dict[str, Any]:
    """The published resources by kind; one that several sources point to stands once, with what each says of it.

    Returns::

        {"total": 5, "groups": [{"id": "kind-toolkit", "heading": "Toolkit", "total": 4, "titles": [
            {"title": "…", "url": "https://…", "resources": [{"resource": Resource, "themes": [{…}]}, …]}, …]}, …],
         "contents": [{…}]}
    """
    themes = Prefetch("themes", Theme.objects.published(), to_attr="public_themes")
    resources: Any = Resource.objects.published().select_related("source").prefetch_related(themes)
    groups: dict[str, dict[str, Any]] = {}
    for resource in resources.order_by("kind", "title", "pk"):
        group = {"id": f"kind-{resource.kind}", "heading": resource.get_kind_display(), "total": 0, "titles": []}
        titles = groups.setdefault(resource.kind, group)["titles"]
        same = titles and titles[-1]["title"].casefold() == resource.title.casefold()
        if not same or (titles[-1]["url"] and resource.url not in ("", titles[-1]["url"])):
            titles.append({"title": resource.title, "url": resource.url, "resources": []})
        titles[-1]["url"] = titles[-1]["url"] or resource.url
        titles[-1]["resources"].append({"resource": resource, "themes": links(resource.public_themes)})
        groups[resource.kind]["total"] += 1
    return {
        "total": sum(group["total"] for group in groups.values()),
        "groups": list(groups.values()),
        "contents": contents_list(
            (group["id"], f"{group['heading']} ({group['total']:,})", True) for group in groups.values()
        ),
    }
