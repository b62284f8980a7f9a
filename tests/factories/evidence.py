"""Factories of the evidence app."""

from string import ascii_uppercase

from factory.declarations import LazyAttribute, Maybe, SelfAttribute, Sequence, SubFactory

from evidence.models import (
    CaseStudy,
    Citation,
    Country,
    Definition,
    Design,
    Direction,
    Figure,
    Finding,
    Framework,
    ImportedRecord,
    ImportState,
    Outcome,
    OutcomeGroup,
    Passage,
    PassageKind,
    Population,
    RecordOutcome,
    Resource,
    ResourceKind,
    Setting,
    Source,
    SourceKind,
    Study,
    StudyImport,
    StudyMerge,
    Synonyms,
    Theme,
)
from tests.factories.base import EntryFactory, ModelFactory, SourcedEntryFactory, links

COUNTRIES = {
    "GB": "United Kingdom",
    "US": "United States",
    "AU": "Australia",
    "CA": "Canada",
    "NZ": "New Zealand",
    "IE": "Ireland",
    "NL": "Netherlands",
    "SE": "Sweden",
}


def letters(number: int) -> str:
    """A number in capital letters, since reference prefixes have no digits: A to Z, then BA, BB and so on."""
    quotient, remainder = divmod(number, len(ascii_uppercase))
    return (letters(quotient) if quotient else "") + ascii_uppercase[remainder]


class CountryFactory(ModelFactory[Country]):
    """Goes through a few countries; the same code gives the same row."""

    class Meta:
        model = Country
        django_get_or_create = ("code",)

    code = Sequence(lambda n: list(COUNTRIES)[n % len(COUNTRIES)])
    name = LazyAttribute(lambda country: COUNTRIES.get(country.code, f"Country {country.code}"))


class SynonymsFactory(ModelFactory[Synonyms]):
    """Makes groups of two words."""

    class Meta:
        model = Synonyms

    slug = Sequence(lambda n: f"synonyms-{n}")
    terms = Sequence(lambda n: f"word {n}\nother {n}")


class SettingFactory(ModelFactory[Setting]):
    """Makes settings."""

    class Meta:
        model = Setting

    slug = Sequence(lambda n: f"setting-{n}")
    name = Sequence(lambda n: f"Setting {n}")
    position = Sequence(lambda n: n)


class PopulationFactory(ModelFactory[Population]):
    """Makes populations."""

    class Meta:
        model = Population

    slug = Sequence(lambda n: f"population-{n}")
    name = Sequence(lambda n: f"People of population {n}")
    position = Sequence(lambda n: n)


class OutcomeFactory(ModelFactory[Outcome]):
    """Makes outcomes measured in staff."""

    class Meta:
        model = Outcome

    slug = Sequence(lambda n: f"outcome-{n}")
    name = Sequence(lambda n: f"Staff outcome {n}")
    group = OutcomeGroup.STAFF
    position = Sequence(lambda n: n)


class SourceFactory(EntryFactory[Source]):
    """Makes sources that state certainty, so that any certainty is valid for a recommendation of theirs."""

    class Meta:
        model = Source

    slug = Sequence(lambda n: f"source-{n}")
    reference_prefix = Sequence(lambda n: f"TEST-{letters(n)}")
    title = Sequence(lambda n: f"Evidence brief number {n}")
    short_title = Sequence(lambda n: f"Brief {n}")
    kind = SourceKind.EVIDENCE_BRIEF
    publisher = "Health Equity Evidence Centre"
    publication_date = "2024-12-18"
    states_certainty = True
    position = Sequence(lambda n: n)


class FrameworkFactory(ModelFactory[Framework]):
    """Makes frameworks; ``is_core=True`` makes the core one, of which there can only be one."""

    class Meta:
        model = Framework

    slug = Sequence(lambda n: f"framework-{n}")
    name = Sequence(lambda n: f"Framework {n}")
    source = SubFactory(SourceFactory)
    position = Sequence(lambda n: n)


class ThemeFactory(ModelFactory[Theme]):
    """Makes themes of the first level; with ``parent`` given, subthemes in its framework."""

    class Meta:
        model = Theme

    slug = Sequence(lambda n: f"theme-{n}")
    parent = None
    framework = Maybe(
        "parent",
        yes_declaration=SelfAttribute("parent.framework"),
        no_declaration=SubFactory(FrameworkFactory),
    )
    name = Sequence(lambda n: f"Theme {n}")
    locator = Sequence(lambda n: f"Theme {n}, first paragraph")
    position = Sequence(lambda n: n)


class FigureFactory(SourcedEntryFactory[Figure]):
    """Makes figures."""

    class Meta:
        model = Figure

    label = Sequence(lambda n: f"Figure {n + 1}")
    title = Sequence(lambda n: f"What figure {n + 1} shows")


class PassageFactory(SourcedEntryFactory[Passage]):
    """Makes key messages."""

    class Meta:
        model = Passage

    slug = Sequence(lambda n: f"passage-{n}")
    kind = PassageKind.KEY_MESSAGE
    title = Sequence(lambda n: f"Key message {n}")
    text = "Staff who have the time and training can do more to reduce inequalities."
    themes = links("themes")


class StudyFactory(EntryFactory[Study]):
    """Makes systematic reviews with full bibliographic details."""

    class Meta:
        model = Study

    slug = Sequence(lambda n: f"study-{n}")
    label = Sequence(lambda n: f"Cultural competency training: review {n}")
    title = Sequence(lambda n: f"Training of health professionals: a systematic review, part {n}")
    authors = "Okafor, Ada\nLindqvist, Per"
    cited_as = "Okafor and Lindqvist (2021)"
    year = 2021
    journal = "Journal of Tests in Health"
    volume = "12"
    issue = "3"
    pages = "101–112"
    doi = Sequence(lambda n: f"10.1000/test.{n}")
    design = Design.SYSTEMATIC_REVIEW
    studies_included = 20
    trials_included = 5
    what_was_done = "Studies of training for health professionals were reviewed."
    position = Sequence(lambda n: n)
    countries = links("countries")
    settings = links("settings")
    populations = links("populations")
    themes = links("themes")


class CitationFactory(ModelFactory[Citation]):
    """Makes citations of a study by a source."""

    class Meta:
        model = Citation

    source = SubFactory(SourceFactory)
    study = SubFactory(StudyFactory)
    number = Sequence(lambda n: n + 1)
    locator = Sequence(lambda n: f"Section {n + 1}")


class FindingFactory(ModelFactory[Finding]):
    """Makes findings of an improvement."""

    class Meta:
        model = Finding

    study = SubFactory(StudyFactory)
    outcome = SubFactory(OutcomeFactory)
    direction = Direction.IMPROVED
    statement = "Staff knowledge improved in most of the studies."
    source = SubFactory(SourceFactory)
    locator = Sequence(lambda n: f"Section {n + 1}")
    position = Sequence(lambda n: n + 1)


class CaseStudyFactory(SourcedEntryFactory[CaseStudy]):
    """Makes case studies."""

    class Meta:
        model = CaseStudy

    slug = Sequence(lambda n: f"case-study-{n}")
    title = Sequence(lambda n: f"Talent management in place {n}")
    summary = "A programme for ethnic minority staff in one region."
    organisation_name = "A hospital trust"
    place = "London"
    country = SubFactory(CountryFactory, code="GB")
    themes = links("themes")
    settings = links("settings")
    populations = links("populations")
    studies = links("studies")


class DefinitionFactory(SourcedEntryFactory[Definition]):
    """Makes glossary entries."""

    class Meta:
        model = Definition

    slug = Sequence(lambda n: f"term-{n}")
    term = Sequence(lambda n: f"term {n}")
    text = "Having the means and the standing to act."


class ResourceFactory(SourcedEntryFactory[Resource]):
    """Makes toolkits."""

    class Meta:
        model = Resource

    slug = Sequence(lambda n: f"resource-{n}")
    title = Sequence(lambda n: f"Toolkit {n}")
    kind = ResourceKind.TOOLKIT
    url = Sequence(lambda n: f"https://example.org/toolkit/{n}")
    themes = links("themes")


class StudyImportFactory(ModelFactory[StudyImport]):
    """Makes imports that are ready to be confirmed."""

    class Meta:
        model = StudyImport

    file_name = Sequence(lambda n: f"export-{n}.ris")
    format = "ris"
    encoding = "utf-8"
    size = 100
    state = ImportState.READY


class ImportedRecordFactory(ModelFactory[ImportedRecord]):
    """Makes records of a RIS file that are new."""

    class Meta:
        model = ImportedRecord

    study_import = SubFactory(StudyImportFactory)
    number = Sequence(lambda n: n + 1)
    line = Sequence(lambda n: n * 5 + 1)
    original = Sequence(lambda n: f"TY  - JOUR\nTI  - Training {n}\nER  - \n")
    outcome = RecordOutcome.NEW


class StudyMergeFactory(ModelFactory[StudyMerge]):
    """Makes merges of two studies."""

    class Meta:
        model = StudyMerge

    kept = SubFactory(StudyFactory)
    merged = SubFactory(StudyFactory, withdrawn=True)
