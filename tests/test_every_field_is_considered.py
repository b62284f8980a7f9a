"""Every field of a model is in each list of its fields, or left out of that list for a reason that is given here.

A new field fails here for each list that says nothing of it, so that it is not forgotten in an export, a form or the
search. Add it to the list that the message names, or to the fields that are left out of that list below.
"""

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.db.models import F, Model

from base.checks import PROSE
from base.files import FIXTURE_FILES
from curation.models import Entry
from curation.models.entries import NaturalKeyModel
from curation.snapshots import link_fields
from evidence import study_exports, study_merging, study_references
from evidence.admin.studies import StudyAdmin
from evidence.imports import indexes, matching, reading
from evidence.models import CaseStudy, Definition, ImportedRecord, Resource, Source, Study, StudyImport, StudyMerge
from pages.search.entry_types import ENTRY_TYPES
from recommendations import exports as recommendation_exports
from recommendations.admin.recommendations import RecommendationAdmin
from recommendations.models import CertaintyAssessment, Recommendation
from references import Reference
from tests.factories import StudyFactory
from workforce.admin.wres import ObservationAdmin
from workforce.imports import comparing, receiving
from workforce.models import Observation, Statistic, WresImport, WresImportRow

THIS = "tests/test_every_field_is_considered.py"
OURS = ("evidence", "workforce", "recommendations")

#: Which of a model's fields a list is about.
Fields = Callable[[Any], set[str]]
#: The fields that a list leaves out, as names with spaces between them, by the reason.
LeftOut = dict[str, str]

WORKFLOW = {"The steps of the workflow set it": "status withdrawn_because published_on reviewed_on review_due_on"}
PLACE = {"It only orders lists": "position"}


def every_field(model: Any) -> set[str]:
    """The columns, the many-to-many relations and, of an entry, its parts; without keys and generated columns."""
    columns = {each.name for each in model._meta.concrete_fields if not each.primary_key and not each.generated}
    relations = {each.name for each in model._meta.many_to_many}
    return columns | relations | set(getattr(model, "part_relations", ()))


def texts(model: Any) -> set[str]:
    """The columns that hold words, rather than one of a few choices or an address."""
    return {
        each.name
        for each in model._meta.concrete_fields
        if isinstance(each, models.CharField | models.TextField)
        and not isinstance(each, models.SlugField | models.URLField)
        and not each.choices
    }


def editable(model: Any) -> set[str]:
    """The fields for a form; links that say more than that they are there are edited as rows of their own."""
    columns = {each.name for each in model._meta.concrete_fields if each.editable and not each.primary_key}
    return columns | {each.name for each in link_fields(model)}


def paragraphs(model: Any) -> set[str]:
    """The columns that may hold sentences."""
    return {each.name for each in model._meta.concrete_fields if isinstance(each, models.TextField)}


def in_columns(columns: Iterable[str | tuple[str, Any]], **renamed: str) -> set[str]:
    """The fields behind the columns of an export; ``renamed`` names the field of a column, or none where it has none.

    Of a pair of a heading and a lookup, the first part of the lookup is the field.
    """
    pairs = (each if isinstance(each, tuple) else (each, each) for each in columns)
    names = [column.partition("__")[0] if isinstance(column, str) else heading for heading, column in pairs]
    return {renamed.get(name, name) for name in names} - {""}


def in_search(model: Any) -> set[str]:
    """The fields whose words are in the search column of a model."""
    expression = model._meta.get_field("search").expression
    named: Iterable[Any] = (each for each in expression.flatten() if isinstance(each, F))
    return {each.name for each in named}


def in_form(of_model: Any) -> list[str]:
    """The fields on the form of an admin, or in the rows of an inline."""
    return flatten_fieldsets(of_model.fieldsets or [(None, {"fields": of_model.fields or ()})])


def inline_key(inline: Any, model: Any) -> str:
    """The field by which a row of an inline belongs to the entry on whose form it stands."""
    keys = (each.name for each in inline.model._meta.concrete_fields if each.related_model is model)
    return str(inline.fk_name or next(keys))


@dataclasses.dataclass(frozen=True)
class FieldList:
    """A list of a model's fields.

    Attributes:
        where: The module and the name of the list in it.
        model: The model.
        listed: The fields in the list.
        left_out: Those that it leaves out on purpose.
        fields: Which fields it is about.
    """

    where: str
    model: type[Model]
    listed: Iterable[str]
    left_out: LeftOut
    fields: Fields = every_field


ABOUT_THE_ENTRY = {"It tells about the entry, not its matter": "curator_note withdrawn_because locator"}
NOT_SEARCHED: dict[str, LeftOut] = {
    "Passage": ABOUT_THE_ENTRY,
    "Study": {"It tells about the entry, not its matter": "curator_note withdrawn_because record_note"}
    | {"It tells what became of the work": "retraction_notice retraction_date"}
    | {"It is looked for in the admin alone": "volume issue pages"},
    "Finding": {"It tells where the finding is from": "locator"},
    "CaseStudy": ABOUT_THE_ENTRY | {"It says nothing of the matter": "label period reference"},
    "Definition": ABOUT_THE_ENTRY,
    "Resource": ABOUT_THE_ENTRY,
    "Indicator": {"It tells where the definition is from": "definition_basis locator"}
    | {"It tells of its years, not its matter": "timing comparability"},
    "Statistic": ABOUT_THE_ENTRY | {"A number is no word to look for": "value_as_stated unit reference_number"},
    "Recommendation": ABOUT_THE_ENTRY | {"It tells about the certainty": "certainty_reason assessment_note"},
}

#: A result shows its title and, of some kinds, more beside the excerpt.
BESIDE = "It is found, and too short or too much of a name for an excerpt"
NOT_IN_EXCERPTS: dict[str, LeftOut] = {
    "recommendations": NOT_SEARCHED["Recommendation"] | {BESIDE: "reference"},
    "studies": NOT_SEARCHED["Study"] | {BESIDE: "title authors cited_as journal doi pmid"},
    "case-studies": NOT_SEARCHED["CaseStudy"] | {BESIDE: "organisation_name place"},
    "definitions": NOT_SEARCHED["Definition"],
    "resources": NOT_SEARCHED["Resource"] | {BESIDE: "publisher"},
    "statistics": NOT_SEARCHED["Statistic"] | {BESIDE: "period"},
    "indicators": NOT_SEARCHED["Indicator"],
    "background": NOT_SEARCHED["Passage"] | {BESIDE: "speaker"},
}

DRAFT = {"It is on the forms of drafts alone": "is_draft"}
NOT_IN_FORMS: dict[str, LeftOut] = {
    **dict.fromkeys(("Audience", "Country", "Framework", "Outcome", "Population", "Setting", "Theme"), DRAFT),
    "Recommendation": {"It is edited on the sheet of the assessment": "assessment_finished assessment_note"},
    "FrameworkThemes": {"It is edited on the theme's own page": "summary conclusion is_draft"},
    "Citation": {"The order of the document sets it": "position"},
    "ImportedRecord": {"It only serves the comparison": "doi pmid title_keys repeats other_studies"}
    | {"The record itself and the study show it": "values fills"},
}

BESIDE_THE_ENTRY = {
    "It is about the entry, and for curators": "curator_note withdrawn_because record_note assessment_note"
}
NOT_PROSE: dict[str, LeftOut] = {
    "Source": {"It stands as in the document": "authors suggested_citation funding"},
    "Study": {"It stands as published": "title authors"},
    "CaseStudy": {"It stands as published": "reference"},
    "Synonyms": {"They are single words": "terms"},
    "CertaintyAssessment": {
        "Reviewers read each reason": " ".join(
            each.name for each in CertaintyAssessment._meta.concrete_fields if each.name.endswith("_because")
        )
    },
}

LISTS = [
    FieldList(
        "evidence/study_merging.py: FIELDS and LINKS",
        Study,
        [*study_merging.FIELDS, *study_merging.LINKS],
        WORKFLOW
        | {"Each study keeps its own: KEPT": "slug position"}
        | {"Every row that points to a study moves, of whichever model": "findings citations"},
    ),
    FieldList(
        "evidence/study_references.py: FILLED",
        Study,
        study_references.FILLED,
        WORKFLOW
        | PLACE
        | {"It is ours, and in no reference": "slug label cited_as record_note curator_note period_ended_on"}
        | {"A reference tells reports alone from other designs": "design"}
        | {"No reference says it": "studies_included trials_included what_was_done reservations"}
        | {"It links to our own lists": "countries settings populations themes findings citations"},
    ),
    FieldList(
        "evidence/imports/matching.py: COMPARED",
        Study,
        [name for name in matching.COMPARED if name != "pk"],
        WORKFLOW
        | PLACE
        | {"It is ours, and in no reference": "slug label record_note curator_note period_ended_on"}
        | {"Two records of one work often differ in it": "url"}
        | {"It does not tell one work from another": "studies_included trials_included"}
        | {"A work stays the same when it is retracted": "retraction retraction_notice retraction_date"}
        | {"It is our own words": "what_was_done reservations"}
        | {"It links to our own lists": "countries settings populations themes findings citations"},
    ),
    FieldList(
        "evidence/imports/reading.py: COLUMNS_COPIED",
        ImportedRecord,
        [name.removesuffix("_id") for name in reading.COLUMNS_COPIED],
        {"It is empty until the record is read or decided on": "study repeats decided_by"},
    ),
    FieldList(
        "evidence/imports/reading.py: COLUMNS_READ",
        ImportedRecord,
        [name.removesuffix("_id") for name in reading.COLUMNS_READ if name != "id"],
        {"It is set when the file is received": "study_import number line original"}
        | {"It is set when a curator decides": "decision decided_by"},
    ),
    FieldList(
        "evidence/study_exports.py: columns",
        Study,
        in_columns(study_exports.columns(str), url="slug", web_address="url", cited_by="citations"),
        WORKFLOW | PLACE | {"It tells about the entry": "record_note curator_note period_ended_on"},
    ),
    FieldList(
        "recommendations/exports.py: columns",
        Recommendation,
        in_columns(
            recommendation_exports.columns(str),
            url="reference",
            source_date="source",
            source_locator="locator",
            studies="study_links",
            wres_indicators="indicator_links",
        ),
        PLACE
        | {"The page tells it, and the contract of the columns is fixed": "certainty_reason evidence_note curator_note"}
        | {"The same of what it is linked to": "audience_not_stated period_ended_on case_studies related"}
        | {"The same of our own assessment": "assessment_finished assessment_note certainty_assessments"}
        | {"The columns have it as study_links and indicator_links": "studies indicators"}
        | {"Only what is published is exported": "withdrawn_because"},
    ),
    FieldList(
        "evidence/admin/studies.py: StudyAdmin.export_columns",
        Study,
        in_columns(StudyAdmin.export_columns, cited_in="citations"),
        PLACE
        | {"It tells about the entry": "record_note curator_note period_ended_on"}
        | {"It is told on the entry's page": "withdrawn_because"},
    ),
    FieldList(
        "recommendations/admin/recommendations.py: RecommendationAdmin.export_columns",
        Recommendation,
        in_columns(RecommendationAdmin.export_columns, wres_indicators="indicators"),
        PLACE
        | {"It is told on the entry's page": "withdrawn_because period_ended_on audience_not_stated"}
        | {"The workbook has it": "case_studies related"}
        | {"It is on the sheet of the assessment": "assessment_finished assessment_note certainty_assessments"}
        | {"The columns have it as studies and indicators": "study_links indicator_links"},
    ),
    FieldList(
        "workforce/admin/wres.py: ObservationAdmin.export_columns",
        Observation,
        in_columns(ObservationAdmin.export_columns),
        {"The value is exported as it is stored": "decimals_published"},
    ),
    FieldList(
        "workforce/imports/comparing.py: NUMBERS and TEXTS, which workforce/imports/confirming.py writes",
        Observation,
        [*comparing.NUMBERS.values(), *comparing.TEXTS],
        {"By these a value is told from others": "organisation measure coverage reporting_year group dataset"},
    ),
    FieldList(
        "workforce/imports/receiving.py: COLUMNS_COPIED",
        WresImportRow,
        [name.removesuffix("_id") for name in receiving.COLUMNS_COPIED],
        {"It is set when somebody answers": "answered_by"},
    ),
    FieldList(
        "recommendations/admin/recommendations.py: RecommendationAdmin.fieldsets, of which a workbook has columns",
        Recommendation,
        admin.site._registry[Recommendation].workbook_fields(),  # type: ignore[attr-defined]
        WORKFLOW
        | {"It is edited on the sheet of the assessment": "assessment_finished assessment_note certainty_assessments"}
        | {"It is edited as a row of its own at the foot of the form": "study_links indicator_links"}
        | {"The same, by another name": "studies indicators"},
    ),
    FieldList(
        "evidence/models/studies.py: Study.told_fields and told_links",
        Study,
        [*Study.told_fields, *Study.told_links],
        WORKFLOW
        | PLACE
        | {"Its address stays once it is published": "slug"}
        | {"It says where to find the work, and not what it found": "volume issue pages doi pmid url record_note"}
        | {"The page tells by itself when it is past": "period_ended_on"}
        | {"It has a history of its own": "findings citations"},
    ),
    FieldList(
        "evidence/models/knowledge.py: CaseStudy.told_fields and told_links",
        CaseStudy,
        [*CaseStudy.told_fields, *CaseStudy.told_links],
        WORKFLOW
        | PLACE
        | {"Its address stays once it is published": "slug"}
        | {"It says where the case study is from": "source label reference"}
        | {"The place says more": "country"}
        | {"The page tells by itself when it is past": "period_ended_on"},
    ),
    FieldList(
        "recommendations/models/recommendations.py: Recommendation.told_fields and told_links",
        Recommendation,
        [*Recommendation.told_fields, *Recommendation.told_links],
        WORKFLOW
        | PLACE
        | {"Its address stays once it is published": "reference source"}
        | {"The change of the audiences tells it": "audience_not_stated"}
        | {"It changes with the assessment": "assessment_note certainty_assessments"}
        | {"The history has it as studies and indicators": "study_links indicator_links"}
        | {"The page tells by itself when it is past": "period_ended_on"},
    ),
    FieldList(
        "evidence/models/sources.py: Source.told_fields and told_links",
        Source,
        [*Source.told_fields, *Source.told_links],
        WORKFLOW
        | PLACE
        | {"Its address stays once it is published": "slug reference_prefix"}
        | {"The title says it in full": "short_title"}
        | {"The recommendations’ certainty tells it": "states_certainty"}
        | {"The page tells by itself when it is past": "period_ended_on"},
    ),
    FieldList(
        "evidence/models/knowledge.py: Resource.told_fields and told_links",
        Resource,
        [*Resource.told_fields, *Resource.told_links],
        WORKFLOW
        | PLACE
        | {"Its address stays once it is published": "slug source"}
        | {"The page tells by itself when it is past": "period_ended_on"},
    ),
    FieldList(
        "evidence/models/knowledge.py: Definition.told_fields and told_links",
        Definition,
        [*Definition.told_fields, *Definition.told_links],
        WORKFLOW
        | PLACE
        | {"Its address stays once it is published": "slug source"}
        | {"The page tells by itself when it is past": "period_ended_on"},
    ),
    FieldList(
        "workforce/models/statistics.py: Statistic.told_fields and told_links",
        Statistic,
        [*Statistic.told_fields, *Statistic.told_links],
        WORKFLOW
        | PLACE
        | {"Its address stays once it is published": "slug source"}
        | {"The value as stated tells it": "value value_upper unit"}
        | {"It says where to find the work": "reference_number"}
        | {"The page tells by itself when it is past": "period_ended_on"},
    ),
    *(
        FieldList(
            f"{model.__module__.replace('.', '/')}.py: {model.__name__}.search",
            model,
            in_search(model),
            NOT_SEARCHED[model.__name__],
            texts,
        )
        for model in apps.get_models()
        if any(each.name == "search" and each.generated for each in model._meta.concrete_fields)
    ),
    *(
        FieldList(
            f"pages/search/entry_types.py: texts of “{kind.name}”",
            kind.published().model,
            [kind.title, *kind.texts],
            NOT_IN_EXCERPTS[kind.name],
            texts,
        )
        for kind in ENTRY_TYPES
    ),
    *(
        FieldList(
            f"{inline.__module__.replace('.', '/')}.py: the rows of {inline.__name__}",
            inline.model,
            [*in_form(inline), inline_key(inline, model)],
            NOT_IN_FORMS.get(inline.__name__, NOT_IN_FORMS.get(inline.model.__name__, {})),
            editable,
        )
        for model, of_model in admin.site._registry.items()
        if model._meta.app_label in OURS
        for inline in of_model.inlines
    ),
    *(
        FieldList(
            f"{type(of_model).__module__.replace('.', '/')}.py: the form of {type(of_model).__name__}",
            model,
            in_form(of_model),
            NOT_IN_FORMS.get(model.__name__, {}) | (WORKFLOW if issubclass(model, Entry) else {}),
            editable,
        )
        for model, of_model in admin.site._registry.items()
        if model._meta.app_label in OURS and (of_model.fieldsets or of_model.fields)
    ),
    *(
        FieldList(
            f"base/checks.py: PROSE, {model.__name__}",
            model,
            PROSE.get(model, ()),
            NOT_PROSE.get(model.__name__, {})
            | {reason: " ".join(set(names.split()) & every_field(model)) for reason, names in BESIDE_THE_ENTRY.items()},
            paragraphs,
        )
        for model in (apps.get_model(file.model) for file in FIXTURE_FILES)
    ),
]


@pytest.mark.parametrize("listing", LISTS, ids=lambda each: each.where)
def test_every_field_is_listed_or_left_out_on_purpose(listing: FieldList):
    name, listed = listing.model.__name__, set(listing.listed)
    left_out = {field for fields in listing.left_out.values() for field in fields.split()}
    fields = listing.fields(listing.model)
    forgotten = sorted(fields - listed - left_out)
    assert not forgotten, (
        f"{name} has fields of which {listing.where} says nothing: {', '.join(forgotten)}. Add each to that list, or "
        f"to the fields left out of it in {THIS}, with the reason."
    )
    assert not listed & left_out, f"{THIS} says that {listing.where} leaves out what it has: {listed & left_out}."
    gone = sorted(left_out - every_field(listing.model))
    assert not gone, f"{THIS} leaves out of {listing.where} what {name} does not have: {', '.join(gone)}."


# Lists of models and relations

NOT_IN_FILES = {ImportedRecord, StudyImport, StudyMerge, WresImport, WresImportRow}


def own_models() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in OURS and not model._meta.proxy and not hasattr(model, "pgh_tracked_model")
    ]


def test_every_model_of_the_base_has_files():
    shelved = {apps.get_model(each.model) for each in FIXTURE_FILES}
    forgotten = [model.__name__ for model in own_models() if model not in shelved | NOT_IN_FILES]
    assert not forgotten, (
        f"base/files.py: FIXTURE_FILES has no files for {', '.join(forgotten)}, so a release would lose their rows. "
        f"Add a FixtureFile, or name the model in NOT_IN_FILES in {THIS}."
    )


@pytest.mark.parametrize("model", [model for model in own_models() if issubclass(model, NaturalKeyModel)])
def test_every_link_is_kept_in_the_history(model: type[Model]):
    tracked = {each._meta.concrete_model for each in apps.get_models() if each._meta.proxy}
    forgotten = [each.name for each in link_fields(model) if each.remote_field.through not in tracked]
    assert not forgotten, (
        f"The history keeps no change to these links of {model.__name__}: {', '.join(forgotten)}. Name them in the "
        "call of track_links below the model."
    )


@pytest.mark.parametrize("model", [model for model in own_models() if issubclass(model, Entry)])
def test_every_part_of_an_entry_is_edited_and_published_with_it(model: type[Entry]):
    parts = {
        relation.name
        for relation in model._meta.related_objects
        if issubclass(relation.related_model, NaturalKeyModel) and relation.on_delete is models.CASCADE
    }
    forgotten = parts - set(model.part_relations)
    assert not forgotten, (
        f"Rows that are deleted with a {model.__name__} are not its parts: {', '.join(sorted(forgotten))}. Name them "
        "in part_relations of the model, so that drafts and versions of it hold them."
    )


@pytest.mark.parametrize("model", [model for model in own_models() if issubclass(model, Entry)])
def test_every_web_address_of_an_entry_is_checked(model: type[Entry]):
    addresses = {each.name for each in model._meta.concrete_fields if isinstance(each, models.URLField)}
    forgotten = addresses - set(model.web_addresses)
    assert not forgotten, (
        f"Nobody checks whether these addresses of {model.__name__} still work: {', '.join(sorted(forgotten))}. Name "
        "them in web_addresses of the model."
    )


def test_the_page_of_a_merge_counts_everything_that_moves():
    shown = {Study._meta.get_field(name).related_model for name in StudyAdmin.counted_on_merge_page}
    moving = {model for model, _ in study_merging.foreign_keys_to_studies()}
    # A recommendation and a case study are shown themselves, rather than the rows that link them.
    shown |= {Recommendation.studies.through, CaseStudy.studies.through}
    forgotten = sorted(model.__name__ for model in moving - shown)
    assert not forgotten, (
        f"The page on which two studies are merged does not count rows that move: {', '.join(forgotten)}. Add their "
        "relation to StudyAdmin.counted_on_merge_page in evidence/admin/studies.py."
    )


def test_every_part_of_a_reference_is_kept_of_a_study_or_left_out():
    """What a file says beside :data:`FILLED` stays in the original text of the imported record."""
    left_out = {"kind", "abstract", "keywords", "language", "extra", "line"}
    names = {each.name for each in dataclasses.fields(Reference)}
    forgotten = sorted(names - set(study_references.FILLED) - left_out)
    assert not forgotten, (
        f"A reference says what no study keeps: {', '.join(forgotten)}. Add it to FILLED in "
        f"evidence/study_references.py, or to what is left out in {THIS}."
    )


@pytest.mark.django_db
def test_comparing_studies_needs_no_field_that_is_not_fetched(django_assert_num_queries: Any):
    StudyFactory.create_batch(2)
    with django_assert_num_queries(1):
        assert len(list(indexes.match_fields(Study.objects.all()))) == 2
