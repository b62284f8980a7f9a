"""The list of studies, its files, and the page of one study."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from curation.public_history import public_history
from database.compiled_queries import CompiledQuery, RowsByKey
from evidence import reference_lists, study_exports
from evidence.citations import Style, reference_to_study
from evidence.models import (
    CaseStudy,
    Citation,
    Country,
    Design,
    Direction,
    Finding,
    Population,
    Setting,
    Study,
    Theme,
)
from evidence.models.study_merges import kept_instead_of
from evidence.summary_of_findings import for_summary, summary_of_findings
from files.content_types import CSV, TEXT, WORD
from lists.links import address, link, links
from lists.list_pages import ListPage
from pages.downloads.list_files import FileFormat, ListFiles, MadeFrom
from pages.entries import structured_data
from pages.entries.parts import contents_list, filtered_links, notices_behind
from pages.entries.versions import public_versions, withdrawn_or_404
from pages.entries.vocabulary import terms
from pages.studies.filters import StudyFilterSet
from pages.studies.notices import notices_in
from pages.thin_lists import leads_on
from recommendations.models import RecommendationStudy
from references import bibtex, csl_json, ris


def _reference_lists(style: Style, use: str) -> Iterator[FileFormat]:
    """A list of references in one style, in Word and as plain text."""

    def word(made: MadeFrom) -> Iterator[bytes]:
        return reference_lists.word_of(made.rows, style, made.absolute, made.about)

    def text(made: MadeFrom) -> Iterator[str]:
        return reference_lists.text_of(made.rows, style, made.about)

    name, most = f"{style.label} references", reference_lists.MOST
    yield FileFormat(f"{style.value}.docx", f"{name} (Word)", use, WORD, word, most)
    yield FileFormat(f"{style.value}.txt", f"{name} (text)", use, TEXT, text, most)


FILES = ListFiles(
    StudyFilterSet,
    "studies",
    "study",
    "studies",
    (
        FileFormat(
            "csv",
            "CSV",
            "for spreadsheets",
            CSV,
            lambda made: study_exports.csv(made.rows, made.absolute),
        ),
        FileFormat(
            "findings.csv",
            "Findings CSV",
            "for spreadsheets",
            CSV,
            lambda made: study_exports.findings_csv(made.rows, made.absolute),
        ),
        FileFormat(
            ris.SUFFIX,
            "RIS",
            "for EndNote and Zotero",
            ris.CONTENT_TYPE,
            lambda made: study_exports.ris_parts(made.rows),
        ),
        FileFormat(
            bibtex.SUFFIX,
            "BibTeX",
            "for LaTeX and JabRef",
            bibtex.CONTENT_TYPE,
            lambda made: study_exports.bibtex_parts(made.rows),
        ),
        FileFormat(
            csl_json.SUFFIX,
            "CSL-JSON",
            "for programs",
            csl_json.CONTENT_TYPE,
            lambda made: study_exports.csl_json_parts(made.rows),
        ),
        *_reference_lists(Style.VANCOUVER, "numbered"),
        *_reference_lists(Style.HARVARD, "by author"),
    ),
)

#: Reads the published studies of a page.
CARD_ROWS = RowsByKey(lambda: Study.objects.published().for_cards())


def study_card(study: Study, wanted: Mapping[str, Sequence[str]] | None = None) -> dict[str, Any]:
    """A study as a list shows it; it must come from ``for_cards``.

    Findings come in the order of the study, those first that satisfy the filters of ``wanted``.

    Returns::

        {"href": "/studies/…/", "text": "…", "cited_as": "Jongen and colleagues (2018)", "design": "Scoping review",
         "retraction": "",
         "included": "64 studies", "themes": [{…}], "findings": [
            {"outcome": "Staff knowledge", "direction": "Improved", "is_wanted": False}, …]}
    """
    wanted = wanted or {}
    found = zip(study.finding_outcomes, study.finding_outcome_names, study.finding_directions, strict=True)
    findings = [
        {
            "outcome": name,
            "direction": Direction(direction).label,
            "is_wanted": _satisfies(outcome, direction, wanted),
        }
        for outcome, name, direction in found
        if direction != Direction.NOT_MEASURED or direction in wanted.get("direction", ())
    ]
    return {
        **link(study),
        "cited_as": study.cited_as,
        "design": Design(study.design).label,
        "retraction": study.get_retraction_display(),
        "what_was_done": study.what_was_done,
        "included": included_in_words(study),
        "themes": [
            {"text": name, "href": address("theme", slug)}
            for slug, name in zip(study.theme_slugs, study.theme_names, strict=True)
        ],
        "findings": sorted(findings, key=lambda each: not each["is_wanted"]),
    }


def _satisfies(outcome: str, direction: str, wanted: Mapping[str, Sequence[str]]) -> bool:
    """Whether a finding has an outcome and a direction that a list was filtered by; never without such a filter."""
    outcomes, directions = wanted.get("outcome"), wanted.get("direction")
    return bool(
        (outcomes or directions)
        and (not outcomes or outcome in outcomes)
        and (not directions or direction in directions)
    )


def participants_in_words(study: Study) -> str:
    """Who took part, and how many: “1,204: nurses and midwives of 12 hospitals”; empty if not stated."""
    number = "" if study.participants is None else f"{study.participants:,}"
    return ": ".join(filter(None, (number, study.who_took_part)))


def included_in_words(study: Study) -> str:
    """What a review brought together: “11 studies, 5 of them randomised trials”; empty if not stated."""
    studies, trials = study.studies_included, study.trials_included
    words = "" if studies is None else f"{studies:,} {'study' if studies == 1 else 'studies'}"
    if trials is None:
        return words
    return f"{words}, {trials:,} of them randomised trials" if words else f"{trials:,} randomised trials"


#: Reads a published study by its slug.
STUDY = CompiledQuery[Study](lambda slug: Study.objects.published().with_links().filter(slug=slug))
#: Each reads what the page of a study shows beside it, by the study's key.
FINDINGS = CompiledQuery[Finding](lambda key: for_summary(Finding.objects.published().filter(study=key)))
CITATIONS = CompiledQuery[Citation](lambda key: Citation.objects.published().select_related("source").filter(study=key))
RECOMMENDATION_LINKS = CompiledQuery[RecommendationStudy](
    lambda key: RecommendationStudy.objects.of_published().filter(study=key)
)
CASE_STUDIES = CompiledQuery[CaseStudy](
    lambda key: CaseStudy.objects.published().filter(studies=key).only("slug", "title", "summary")
)


def study_page(study: Study) -> dict[str, Any]:
    """One study; it must come from ``with_links``.

    Returns ``study``, ``design``, ``included``, ``participants``, ``themes``, ``record`` (the bibliographic details,
    empty where not stated), ``reference`` (how to cite it), ``findings`` (see ``summary_of_findings``), ``citations``,
    ``countries``, ``settings`` and ``populations`` (links to the studies that share them), ``recommendations`` (those
    that rest on it, with how it bears on each), ``case_studies``, ``versions`` (see ``public_versions``), ``history``
    (see ``public_history``) and ``contents``.
    """
    versions = public_versions(study)
    page = {
        "study": study,
        "design": study.get_design_display(),
        "included": included_in_words(study),
        "participants": participants_in_words(study),
        "themes": links(terms(Theme, study.themes_keys)),
        "record": [
            ("Title", study.title),
            ("Authors", "; ".join(study.authors.splitlines())),
            ("Year", str(study.year or "")),
            ("Journal", journal_in_words(study)),
        ],
        "reference": reference_to_study(study),
        "findings": summary_of_findings(FINDINGS(study.pk)),
        "citations": CITATIONS(study.pk),
        "countries": filtered_links("studies", "country", terms(Country, study.countries_keys), "code"),
        "settings": filtered_links("studies", "setting", terms(Setting, study.settings_keys)),
        "populations": filtered_links("studies", "population", terms(Population, study.populations_keys)),
        "recommendations": [
            {**link(each.recommendation), "certainty": each.recommendation.level}
            | {"bearing": each.get_bearing_display(), "note": each.note, "notices": notices_behind(each.study_states)}
            for each in RECOMMENDATION_LINKS(study.pk)
        ],
        "case_studies": [{**link(case), "detail": case.summary} for case in CASE_STUDIES(study.pk)],
        "versions": versions,
        "history": public_history(study, len(versions)),
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


def journal_in_words(study: Study) -> str:
    """Journal, volume, issue and pages, as far as they are known: “Health Economics, 32(4), 853-872”."""
    volume = f"{study.volume}({study.issue})" if study.volume and study.issue else study.volume
    return ", ".join(part for part in (study.journal, volume, study.pages) if part)


def study_list(request: HttpRequest) -> HttpResponse:
    """The studies, filtered."""
    listing = ListPage(StudyFilterSet(request.GET), request.GET, "study", "studies", CARD_ROWS, "studies-feed")
    cards = [study_card(each, listing.filterset.chosen) for each in listing.page]
    context = {
        "cards": cards,
        "downloads": FILES.offered(listing),
        "leads_on": leads_on(listing),
        "notices": notices_in(listing.filterset),
    }
    return listing.response(request, "evidence/studies.jinja", **context)


def study_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One study."""
    study = STUDY.first(slug)
    if study is None:
        merged = Study.objects.filter(slug=slug, published_on__isnull=False).first()
        kept = kept_instead_of(merged) if merged else None
        if kept and Study.objects.published().filter(pk=kept.pk).exists():
            return redirect(kept, permanent=True)
        return withdrawn_or_404(request, Study.objects.all(), slug=slug)
    article = structured_data.study_article(study, request.build_absolute_uri)
    return render(request, "evidence/study.jinja", study_page(study) | {"structured_data": article})
