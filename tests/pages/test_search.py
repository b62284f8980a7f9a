"""Search over made-up entries: what is found, what is not, and what a misspelt word may have meant."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.models import Synonyms
from pages.search.engine import Search
from pages.search.excerpts import HIT_END, HIT_START
from tests.factories import (
    AudienceFactory,
    CaseStudyFactory,
    DefinitionFactory,
    FindingFactory,
    IndicatorFactory,
    OrganisationFactory,
    PassageFactory,
    RecommendationFactory,
    ResourceFactory,
    SourceFactory,
    StatisticFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.support.pages_seen import text, total

pytestmark = pytest.mark.django_db

#: What makes an entry of each kind that has a word in its title.
TITLED: dict[str, Any] = {
    "recommendations": lambda word, **more: RecommendationFactory(title=f"Try {word}", **more),
    "studies": lambda word, **more: StudyFactory(label=f"A trial of {word}", **more),
    "case-studies": lambda word, **more: CaseStudyFactory(title=f"How {word} went", **more),
    "definitions": lambda word, **more: DefinitionFactory(term=word, **more),
    "resources": lambda word, **more: ResourceFactory(title=f"All about {word}", **more),
    "statistics": lambda word, **more: StatisticFactory(label=f"How much {word}", **more),
    "background": lambda word, **more: PassageFactory(title=f"On {word}", **more),
}


def found(words: str) -> list[Any]:
    return [result.entry for result in Search(words).results((), 0, 100)]


@pytest.mark.parametrize("kind", TITLED)
def test_every_kind_is_found_as_soon_as_it_is_saved_and_only_while_it_is_published(client: Client, kind: str) -> None:
    entry = TITLED[kind]("zeppelins")

    page = client.get("/search/", {"q": "zeppelin"})
    assert total(page) == 1
    assert entry.get_absolute_url() in page.content.decode()
    assert Search("zeppelin").counts == {kind: 1}

    for state in ("draft", "in_review", "withdrawn"):
        TITLED[kind]("zeppelins", **{state: True})
    if kind != "studies":
        TITLED[kind]("zeppelins", source=SourceFactory(draft=True))
    assert Search("zeppelin").counts == {kind: 1}

    entry.status = "draft"
    entry.save()
    assert total(client.get("/search/", {"q": "zeppelin"})) == 0
    assert client.get("/search/suggestions/", {"q": "zeppel"}).json() == {"suggestions": []}


def test_a_title_counts_for_more_than_a_statement_and_that_for_more_than_the_rest() -> None:
    rest = RecommendationFactory(title="One", statement="Do it.", points="Use zeppelins", evidence_note="")
    statement = RecommendationFactory(title="Two", statement="Use zeppelins.", points="", evidence_note="")
    title = RecommendationFactory(title="Zeppelins", statement="Do it.", points="", evidence_note="")

    assert found("zeppelin") == [title, statement, rest]


@pytest.mark.parametrize("words", ["Cénat", "cenat", "CENAT", "Cénat’s"])
def test_accents_capitals_and_apostrophes_make_no_difference(words: str) -> None:
    study = StudyFactory(label="Anti-racist training", authors="Cénat, Jude Mary")

    assert found(words) == [study]


def test_websearch_syntax() -> None:
    both = RecommendationFactory(title="Mentoring nurses in wards")
    apart = RecommendationFactory(title="Nurses who like mentoring")

    assert set(found("nurses mentoring")) == {both, apart}
    assert found('"mentoring nurses"') == [both]
    assert found("mentoring -wards") == [apart]
    assert set(found("wards or like")) == {both, apart}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("A&E", "Waiting in the emergency department"),
        ("accident and emergency", "Waiting in A&E"),
        ("emergency departments", "Waiting in A&E"),
        ("primary care network", "Waiting for a PCN"),
    ],
)
def test_synonyms_find_each_other_and_can_be_edited(asked: str, said: str) -> None:
    entry = RecommendationFactory(title=said)
    assert entry not in found(asked) or Search(asked).has_partial

    Synonyms.objects.create(slug="emergency", terms="A&E\naccident and emergency\nemergency department")
    Synonyms.objects.create(slug="network", terms="PCN\nprimary care network")

    assert not Search(asked).has_partial
    assert found(asked) == [entry]


def test_an_audience_or_theme_of_an_entry_finds_it() -> None:
    entry = RecommendationFactory(
        title="Give staff time", audiences=[AudienceFactory(name="ICBs", full_name="integrated care boards")]
    )
    RecommendationFactory(title="Give staff time too")

    assert found("ICBs") == [entry]
    assert found("time for ICBs")[0] == entry
    hidden = ThemeFactory(name="Zeppelins", framework__source__draft=True)
    RecommendationFactory(themes=[hidden])
    assert found("zeppelins") == []


def test_the_published_findings_of_a_study_find_it_and_are_quoted_where_only_they_have_the_words(
    client: Client,
) -> None:
    study = StudyFactory(label="A trial in wards", what_was_done="Nurses were asked.")
    FindingFactory(study=study, statement="Nurses trusted zeppelins more.", outcome__name="Punctuality")
    FindingFactory(study=study, statement="Balloons helped too.", source__draft=True)

    assert found("nurses zeppelin") == found("wards punctuality") == [study]
    assert found("balloons") == found("wards -zeppelins") == []
    assert "<mark>zeppelins</mark> more" in client.get("/search/", {"q": "zeppelin"}).content.decode()


def test_where_few_have_all_the_words_those_that_have_some_are_shown_and_the_page_says_so(client: Client) -> None:
    whole = RecommendationFactory(title="Mentoring for nurses on night shifts")
    part = RecommendationFactory(title="Mentoring on night shifts")

    assert found("mentoring nurses night shifts") == [whole, part]
    page = client.get("/search/", {"q": "mentoring nurses night shifts"})
    assert "Few entries have all of your words" in text(page)


def test_a_misspelt_word_is_put_right_from_the_words_of_published_entries_alone(client: Client) -> None:
    RecommendationFactory(title="Mentorship of pharmacists")
    RecommendationFactory(title="Zeppelins", draft=True)

    page = client.get("/search/", {"q": "farmacists"})
    assert total(page) == 1
    assert "so these are the results for pharmacists" in text(page)
    assert "Did you mean mentorship pharmacists" in text(client.get("/search/", {"q": "mentorship farmacists"}))
    assert Search("zepelins").did_you_mean == ""


def test_a_word_of_english_that_is_nowhere_is_named_and_not_taken_for_another(client: Client) -> None:
    entry = RecommendationFactory(title="Interdisciplinary mentoring")
    assert Search("interdisiplinary mentoring").did_you_mean == "interdisciplinary mentoring"

    page = client.get("/search/", {"q": "disciplinary mentoring"})

    assert "Nothing here has the word “disciplinary”. These are the results for the rest" in text(page)
    assert "Did you mean" not in text(page)
    assert found("disciplinary mentoring") == [entry]
    assert "has the words “qqxxzz” or “disciplinary”" in text(client.get("/search/?q=qqxxzz disciplinary"))


@pytest.mark.parametrize(
    "words", ["how to get good mentoring", "what works to help mentoring", "the best ways of mentoring"]
)
def test_words_that_only_make_a_question_are_not_looked_for(words: str) -> None:
    entries = [RecommendationFactory(title=f"Mentoring {number}") for number in range(3)]

    assert set(found(words)) == set(entries)
    assert not Search(words).has_partial


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("what is mentoring", "definitions"),
        ("how many have mentoring", "statistics"),
        ("a real example of mentoring", "case-studies"),
        ("case study mentoring", "case-studies"),
        ("toolkit for mentoring", "resources"),
        ("how should we do mentoring", "recommendations"),
    ],
)
def test_what_the_words_ask_for_comes_first(words: str, kind: str) -> None:
    titled = {
        "recommendations": RecommendationFactory(title="Mentoring"),
        "studies": StudyFactory(label="Mentoring"),
        "case-studies": CaseStudyFactory(title="Mentoring"),
        "definitions": DefinitionFactory(term="Mentoring"),
        "resources": ResourceFactory(title="Mentoring"),
        "statistics": StatisticFactory(label="Mentoring"),
    }

    assert found(words)[0] == titled[kind]


def test_an_indicator_is_found_while_its_source_is_published(client: Client) -> None:
    source = SourceFactory()
    indicator = IndicatorFactory(name="Staff who fly zeppelins", source=source)

    assert found("zeppelins") == [indicator]
    assert indicator.get_absolute_url() in client.get("/search/?q=zeppelins").content.decode()

    source.status = "draft"
    source.save()
    assert found("zeppelins") == []


def test_nothing_found_leads_on(client: Client) -> None:
    page = client.get("/search/", {"q": "qqxxzz"})

    assert page.status_code == 200
    assert total(page) == 0
    for way_on in ("/audiences/", "/themes/", "/recommendations/"):
        assert f'href="{way_on}"' in page.content.decode()


def test_results_show_the_words_in_their_place_and_nothing_of_the_entry_as_markup(client: Client) -> None:
    RecommendationFactory(title="One", statement="Use <script>alert(1)</script> zeppelins & more.")

    page = client.get("/search/", {"q": "zeppelins"}).content.decode()

    assert "<mark>zeppelins</mark> &amp; more" in page
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("wellbeing", "well-being"),
        ("well-being", "well-being"),
        ("covid 19", "COVID19"),
        ("EDI", "ED&amp;I"),
        ("NHS", "N.H.S"),
        ("midwife", "midwives"),
        ("cenat", "Cénat"),
        ("“staff networks”", "networks"),
        ("HIV/AIDS", "HIV"),
    ],
)
def test_an_excerpt_marks_the_words_that_were_found(client: Client, words: str, marked: str) -> None:
    statement = "Ask “staff networks”—and midwives—of HIV/AIDS, COVID19, ED&I, well-being and Cénat in the N.H.S. now."
    RecommendationFactory(title="One", statement=statement)

    assert f"<mark>{marked}</mark>" in client.get("/search/", {"q": words}).content.decode()


def test_an_excerpt_shows_where_the_most_words_are() -> None:
    filler = "Nothing of note is said in this sentence, which is long. " * 20
    RecommendationFactory(title="One", statement=f"Zeppelins. {filler}Give zeppelins to nurses. {filler}", points="")

    (result,) = Search("zeppelins for nurses").results((), 0, 20)

    shown = result.excerpt.replace(HIT_START, "[").replace(HIT_END, "]")
    assert "Give [zeppelins] to [nurses]. Nothing of note" in shown
    assert len(shown.split()) < 60


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("Use zeppelins on wards.", "Use zeppelins on wards."),
        (f"Use zeppelins on {'very ' * 30}quiet wards.", f"Use zeppelins on {'very ' * 21}…"),
        (f"Nobody has {'ever ' * 30}used zeppelins on wards.", "… ever ever ever ever ever used zeppelins on wards."),
        (f"Use zeppelins. {'Nothing. ' * 40}", f"Use zeppelins. {'Nothing. ' * 22}"),
        (
            f"Use zeppelins. {'Nothing. ' * 40}Or zeppelins.",
            f"Use zeppelins. {'Nothing. ' * 22}… {'Nothing. ' * 5}Or zeppelins.",
        ),
    ],
    ids=["whole", "cut behind", "cut before", "whole sentences", "two places"],
)
def test_an_excerpt_says_where_a_sentence_is_cut(statement: str, shown: str) -> None:
    RecommendationFactory(title="One", statement=statement, points="", evidence_note="")

    (result,) = Search("zeppelins").results((), 0, 20)

    assert result.excerpt.replace(HIT_START, "").replace(HIT_END, "").strip() == shown.strip()


@pytest.mark.parametrize(
    "pasted",
    [
        "10.5555/ab-c.h3297",
        "10.5555/AB-C.H3297.",
        "doi: 10.5555/ab-c.h3297",
        "https://doi.org/10.5555/ab-c.h3297",
        "“10.5555/ab-c.h3297”",
        "Smith J. Zeppelins in wards. 2015. https://doi.org/10.5555/ab-c.h3297",
        "31048392",
        "PMID: 31048392",
        "PMID: 31048392.",
        "https://pubmed.ncbi.nlm.nih.gov/31048392/",
    ],
)
def test_a_pasted_doi_or_pubmed_id_finds_its_study(client: Client, pasted: str) -> None:
    study = StudyFactory(label="Trial", doi="10.5555/ab-c.h3297", pmid="31048392")
    StudyFactory(label="Zeppelins in wards", doi="10.5555/ab-c.h32970", pmid="310483921")

    assert found(pasted) == [study]
    assert Search(pasted).did_you_mean == ""
    if "Smith" not in pasted:
        assert total(client.get("/studies/", {"q": pasted})) == 1


def test_an_identifier_that_is_not_here_is_not_taken_for_words(client: Client) -> None:
    RecommendationFactory(title="Mentoring 10 nurses in journals")

    page = client.get("/search/", {"q": "https://doi.org/10.5555/jornal.nurces.10"})

    assert total(page) == 0
    assert "Did you mean" not in text(page)
    assert "Nothing here has the word “10.5555/jornal.nurces.10”" in text(page)


@pytest.mark.parametrize("typed", ["ZEP-LN-4", "zep-ln-4", " “ZEP-LN-4”. ", "ZEP\u2011LN\u20114"])
def test_a_reference_finds_its_recommendation_alone(client: Client, typed: str) -> None:
    source = SourceFactory(reference_prefix="ZEP-LN")
    entry = RecommendationFactory(reference="ZEP-LN-4", title="Mentor nurses", source=source)
    RecommendationFactory(reference="ZEP-LN-14", title="Have 4 mentors", source=source, related=[entry])
    StudyFactory(label="Mentoring in 4 wards")

    page = client.get("/search/", {"q": typed})

    assert found(typed) == [entry]
    assert total(page) == 1
    assert "One recommendation has the reference ZEP-LN-4." in text(page)
    assert total(client.get("/search/", {"q": typed, "type": "studies"})) == 0


def test_a_reference_that_no_public_recommendation_has_is_said_to_be_none(client: Client) -> None:
    source = SourceFactory(reference_prefix="ZEP-LN")
    RecommendationFactory(reference="ZEP-LN-4", source=source, draft=True)
    RecommendationFactory(reference="ZEP-LN-5", title="Have 4 of 99 mentors", source=source)

    for reference in ("ZEP-LN-4", "ZEP-LN-99"):
        page = client.get("/search/", {"q": reference})
        assert total(page) == 0
        assert f"No published recommendation has the reference {reference}." in text(page)


def test_words_with_a_number_are_no_reference(client: Client) -> None:
    SourceFactory(reference_prefix="SARS", draft=True)
    entry = StudyFactory(label="SARS-2 and COVID-19 in wards")

    assert found("covid-19") == found("SARS-2") == [entry]


def test_results_name_the_references_of_recommendations(client: Client) -> None:
    entry = RecommendationFactory(title="Zeppelins")

    assert entry.reference in text(client.get("/search/", {"q": "zeppelin"}))


def test_kinds_are_counted_and_filtered_alike(client: Client) -> None:
    for kind, made in TITLED.items():
        for _ in range(2 if kind == "studies" else 1):
            made("zeppelins")

    assert total(client.get("/search/", {"q": "zeppelin"})) == 8
    for kind in TITLED:
        assert total(client.get("/search/", {"q": "zeppelin", "type": kind})) == (2 if kind == "studies" else 1)
    assert total(client.get("/search/?q=zeppelin&type=studies&type=resources")) == 3


def test_pages_hold_each_result_once(client: Client) -> None:
    for number in range(45):
        RecommendationFactory(title=f"Zeppelin {number}")

    links: list[str] = []
    for page in (1, 2, 3):
        content = client.get(f"/search/?q=zeppelin&page={page}").content.decode()
        links += re.findall(r'<h3.*?<a href="(.*?)"', content)
    assert len(links) == len(set(links)) == 45
    assert client.get("/search/?q=zeppelin&page=4").status_code == 400


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=a%00b", "Search has a character that cannot be searched for"),
        ("q=" + "a" * 10_000, "Search must be 300 characters or fewer"),
        ("q=x&type=things", "“things” is not a kind of entry that we hold"),
        ("q=x&colour=red", "There is no filter called “colour”"),
        ("q=x&page=two", "Page must be a whole number, like 2"),
    ],
)
def test_what_is_wrong_is_named(client: Client, query: str, said: str) -> None:
    page = client.get(f"/search/?{query}")

    assert page.status_code == 400
    assert said in text(page)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.text(max_size=40)
    | st.sampled_from(
        [
            "'; DROP TABLE evidence_study; --",
            "<script>alert(1)</script>",
            "the and of",
            "!!! ((( ||| &&& <-> :* ''' \\",
            "صحة 健康 😀",
            '"unclosed',
            "- -- or or",
            "-everything",
            "a or b or c or d or e or f",
            "a\x00b",
            "word " * 2_000,
            "-a " * 100,
            "-" * 40,
            "+-----+-----+\n|  a  |  b  |\n+-----+-----+",
            "—" * 40 + '\u200b"' * 40,
        ]
    )
)
@pytest.mark.long
def test_no_words_break_a_page(client: Client, words: str) -> None:
    for address in ("/search/", "/search/suggestions/", "/recommendations/", "/studies/", "/studies.csv"):
        assert client.get(address, {"q": words}).status_code in (200, 400)


@pytest.mark.parametrize(
    "words",
    [
        " ".join(f"{letter}{vowel}mplo" for letter in "bcdfghjklmnp" for vowel in "aeiou")[:300],
        " or ".join(f"{letter}{vowel}" for letter in "bcdfghjklm" for vowel in "aeiou"),
        " ".join(f"-{letter}{vowel}" for letter in "bcdfghjklm" for vowel in "aeiou"),
        "nurses " * 42,
        "(" * 300,
        "\u202eنورسز " * 20,
        "😀" * 300,
    ],
)
def test_the_longest_words_take_no_more_queries_and_terms_than_a_few(client: Client, words: str) -> None:
    RecommendationFactory(title="Nurses")
    client.get("/search/", {"q": "nurses"})

    with CaptureQueriesContext(connection) as queries:
        assert client.get("/search/", {"q": words}).status_code == 200
    rankings = [query["sql"] for query in queries if "found_0" in query["sql"]]
    assert len(rankings) <= 3
    assert all(query.count("::tsquery[]") <= 3 for query in rankings)
    assert len(queries) <= 45


def test_what_is_no_text_breaks_no_page(client: Client) -> None:
    for bytes_sent in ("%ED%A0%80", "%FF%FE", "%C0%80"):
        for address in ("/search/", "/search/suggestions/"):
            assert client.get(f"{address}?q={bytes_sent}").status_code == 200


def test_a_pasted_paragraph_finds_what_it_is_about() -> None:
    words = [f"{letter}{vowel}mplo" for letter in "bcdfghjklm" for vowel in "aeiou"]
    entry = RecommendationFactory(title="Rare", statement=" ".join(words[:15]))
    RecommendationFactory(title="Other", statement=" ".join(words[15:18]))

    assert found(" ".join(words))[0] == entry


def test_an_organisation_is_found_by_its_name_and_its_code(client: Client) -> None:
    trust = OrganisationFactory(name="Northshire Hospitals NHS Trust", ods_code="RN5")
    OrganisationFactory.create_batch(5)
    OrganisationFactory(name="Made-up Northshire NHS Trust", is_made_up=True)
    wanted = {"text": trust.name, "kind": "Organisation", "href": "/wres/organisations/RN5/"}
    for typed in ("northshire hospitals", "rn5", "Northshire"):
        assert trust.name in client.get("/search/", {"q": typed}).content.decode()
        suggested = client.get("/search/suggestions/", {"q": typed}).json()["suggestions"]
        assert [each for each in suggested if each["kind"] == "Organisation"] == [wanted]
    # A word that many organisations have says nothing of which is meant.
    assert trust.name not in client.get("/search/", {"q": "trust"}).content.decode()


def test_suggestions_lead_to_pages_and_entries(client: Client) -> None:
    audience = AudienceFactory(name="Mentors", slug="mentors")
    entry = RecommendationFactory(title="Pair new nurses with mentors")
    RecommendationFactory(title="Other", statement="Mentors only in the statement.")

    for typed in ("ment", "nurses ment", "MENTOR"):
        suggested = client.get("/search/suggestions/", {"q": typed}).json()["suggestions"]
        assert {"text": entry.title, "kind": "Recommendation", "href": entry.get_absolute_url()} in suggested
        assert len([each for each in suggested if each["kind"] == "Recommendation"]) == 1
    suggested = client.get("/search/suggestions/", {"q": "ment"}).json()["suggestions"]
    assert suggested[0] == {"text": "Mentors", "kind": "Audience", "href": audience.get_absolute_url()}
