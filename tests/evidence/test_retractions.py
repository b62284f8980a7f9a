"""A retracted study: warned of at every step, and shown wherever it supports something."""

import json
from csv import DictReader
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from curation import workflow
from curation.admin_base.pages import admin_address
from curation.bulk.actions import preview
from curation.bulk.steps import SendToReview
from curation.workflow import NotPossible
from evidence.imports.confirming import confirm, decide
from evidence.imports.reading import read_all, receive
from evidence.models import RecordDecision, Retraction, Study, StudyImport, Theme
from evidence.study_merging import merge, undo_merge
from evidence.study_references import study_values
from recommendations.models import Kind, Recommendation
from references import RawRecord, Reference, read
from tests.factories import (
    AudienceFactory,
    CaseStudyFactory,
    CitationFactory,
    FindingFactory,
    IndicatorFactory,
    RecommendationFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.support.pages_seen import text

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parents[1] / "references" / "reference_files"
WORDS = "This study was retracted, so do not rely on its findings. Notice: Inv Med. 2017."


@pytest.fixture
def retracted() -> Study:
    return StudyFactory(
        label="Bias in shortlisting", retraction=Retraction.RETRACTED, retraction_notice="Inv Med. 2017"
    )


@pytest.mark.parametrize("name", ["b05-retracted.nbib", "b05-retracted.xml"])
def test_an_import_says_so_and_the_study_keeps_it(name: str, admin_client: Client, admin_user: User) -> None:
    with (FILES / name).open("rb") as file:
        study_import = receive(file, name, by=admin_user)
    read_all(study_import)

    preview = text(admin_client.get(study_import.get_absolute_url(), {"show": "new"}))
    assert "PubMed marks it as retracted: Inv" in preview

    confirm(study_import, by=admin_user)
    study = Study.objects.get()
    assert study.retraction == Retraction.RETRACTED
    assert "PMID: 9990000" in study.retraction_notice
    assert study.retraction_date.startswith("201")
    assert "Before you rely on it: This study was retracted" in text(admin_client.get(admin_address(study)))


def test_a_notice_is_not_taken_for_the_study(admin_user: User, tmp_path: Path) -> None:
    file_name = tmp_path / "notice.ris"
    file_name.write_text("TY  - JOUR\nTI  - Retraction of: Bias in shortlisting\nER  - \n")
    with file_name.open("rb") as file:
        study_import = receive(file, file_name.name, by=admin_user)
    read_all(study_import)
    assert "marks it as a notice about another work" in study_import.records.get().reason

    confirm(study_import, by=admin_user)

    assert Study.objects.get().retraction == ""


def test_the_public_reads_it_wherever_the_study_supports_something(client: Client, retracted: Study) -> None:
    row, case = RecommendationFactory(studies=[retracted]), CaseStudyFactory(studies=[retracted])

    for page in (retracted, row, case):
        assert WORDS in text(client.get(page.get_absolute_url())), page
    assert "Retracted. Systematic review" in text(client.get("/studies/"))
    assert "1 study, retracted" in text(client.get("/recommendations/"))
    assert "Retracted,Inv Med. 2017," in b"".join(client.get("/studies.csv")).decode()
    assert "Bias in shortlisting (retracted)" in b"".join(client.get("/recommendations.csv")).decode()
    assert "N1  - Retraction in: Inv Med. 2017" in b"".join(client.get("/studies.ris")).decode()


NOTICES = ["retracted", "expression of concern", "corrected"]


@pytest.fixture(params=Retraction.values)
def noticed(request: pytest.FixtureRequest) -> Study:
    """A study with each notice in turn, with a finding, on which all sorts of entries rest."""
    theme = ThemeFactory(slug="shortlists")
    study = StudyFactory(
        label="Bias in shortlisting",
        title="Bias",
        slug="bias",
        themes=[theme],
        retraction=request.param,
        retraction_notice="Inv Med. 2017",
    )
    FindingFactory(study=study, outcome__slug="fairness", outcome__name="Fairness", direction="improved")
    other = StudyFactory(label="Rotas", cited_as="", themes=[theme])
    FindingFactory(study=other, outcome=study.findings.get().outcome, direction="improved")
    RecommendationFactory(reference="ABC-1", source__reference_prefix="ABC", studies=[study, other])
    CitationFactory(study=study, source__slug="guide")
    return study


def test_each_page_that_rests_on_a_study_tells_of_its_notice(client: Client, noticed: Study) -> None:
    word = noticed.retraction_word
    counted = {"expression of concern": "with an expression of concern"}.get(word, word)
    recommendation = text(client.get("/recommendations/ABC-1/"))
    assert f"Improved : 2 studies, 1 of them {counted}" in recommendation
    # In the table of findings twice: beside the number, and before what was found.
    assert recommendation.count(f"({word})") == 2
    assert f"2 studies, 1 of them {counted}" in text(client.get("/recommendations/"))

    theme = text(client.get("/themes/shortlists/"))
    assert f"Fairness: 2 studies , 1 of them {counted}" in theme
    assert f"{word.capitalize()}. Systematic review" in theme

    assert f"Bias in shortlisting ({word})" in text(client.get("/sources/guide/")).replace("  ", " ")
    study = text(client.get("/studies/bias/"))
    assert f"Findings by outcome ({word})" in study
    assert f"[{word.capitalize()}]" in study.rpartition("How to cite it")[2]


def test_each_short_list_tells_what_its_recommendations_rest_on(client: Client, noticed: Study) -> None:
    word = noticed.retraction_word
    counted = {"expression of concern": "with an expression of concern"}.get(word, word)
    said = f"Based on 2 studies, 1 of them {counted}"
    row, theme = Recommendation.objects.get(), Theme.objects.get()
    step = RecommendationFactory(kind=Kind.IMPLEMENTATION_STEP, studies=row.studies.all())
    case, indicator = CaseStudyFactory(), IndicatorFactory()
    row.themes.add(theme)
    row.case_studies.add(case)
    row.indicator_links.create(indicator=indicator, reason="Both are about shortlists.")
    pages = {
        # The step twice: at a glance, and below.
        RecommendationFactory(related=[row, step]).get_absolute_url(): 3,
        theme.get_absolute_url(): 1,
        case.get_absolute_url(): 1,
        noticed.get_absolute_url(): 2,
        row.source.get_absolute_url(): 1,
        indicator.get_absolute_url(): 1,
        AudienceFactory().get_absolute_url(): 2,
        f"/search/?q={row.reference}&type=recommendations": 1,
    }
    assert {address: text(client.get(address)).count(said) for address in pages} == pages


def test_lists_tell_of_notices_before_anyone_counts(client: Client, noticed: Study) -> None:
    word = noticed.retraction_word
    counted = {"expression of concern": "with an expression of concern"}.get(word, word)
    said = f"1 of them {counted} . They count here as the others do: Bias in shortlisting ({word})"
    for address in ("/studies/", "/studies/?outcome=fairness", "/evidence-map/"):
        assert f"Notices about these studies: {said}" in text(client.get(address)), address
    assert "Notices about" not in text(client.get("/studies/?q=rotas"))
    assert f"{word.capitalize()} " in text(client.get("/search/?q=shortlisting"))
    suggested = client.get("/search/suggestions/?q=shortlisting").json()["suggestions"]
    assert {"text": "Bias in shortlisting", "kind": f"Study, {word}", "href": "/studies/bias/"} in suggested


def test_the_map_counts_notices_in_each_cell(client: Client, noticed: Study) -> None:
    rows = list(DictReader(StringIO(b"".join(client.get("/evidence-map.csv")).decode("utf-8-sig"))))
    (cell,) = [row for row in rows if row["column_value"] == "fairness" and row["part"] == "cell"]
    assert {each: cell[f"notice_{each}"] for each in Retraction.values} == {
        each: "1" if each == noticed.retraction else "0" for each in Retraction.values
    }
    label = noticed.get_retraction_display()
    assert f"Improved: 2. {label}: 1." in text(client.get("/evidence-map/"))
    assert "1 of them" in client.get("/evidence-map.svg").content.decode()


def test_each_file_tells_of_a_notice(client: Client, noticed: Study) -> None:
    files = {suffix: b"".join(client.get(f"/studies.{suffix}")).decode() for suffix in ("csv", "ris", "bib", "json")}
    label = {"retracted": "Retraction", "expression-of-concern": "Expression of concern", "corrected": "Erratum"}
    note = f"{label[noticed.retraction]} in: Inv Med. 2017"
    assert f"{noticed.get_retraction_display()},Inv Med. 2017" in files["csv"]
    assert f"N1  - {note}" in files["ris"]
    assert f"note = {{{note}}}" in files["bib"]
    assert {each["id"]: each.get("note") for each in json.loads(files["json"])}["bias"] == note
    assert f"Bias in shortlisting ({noticed.retraction_word})" in b"".join(client.get("/recommendations.csv")).decode()


def test_programs_are_told_of_a_notice(client: Client, noticed: Study) -> None:
    page = client.get("/studies/bias/").content.decode()
    assert f'"creativeWorkStatus": "{noticed.get_retraction_display()}"' in page
    assert '"correction": "Inv Med. 2017"' in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (Retraction.EXPRESSION_OF_CONCERN, "The journal has published an expression of concern about this study."),
        (Retraction.CORRECTED, "This study was corrected after it was published."),
    ],
)
def test_concerns_and_corrections_are_told_in_milder_words(client: Client, state: Retraction, words: str) -> None:
    study = StudyFactory(retraction=state)
    page = text(client.get(study.get_absolute_url()))
    assert words in page
    assert "do not rely" not in page


def test_curators_are_told_before_they_publish_what_rests_on_it(admin_client: Client, retracted: Study) -> None:
    for row in (
        RecommendationFactory(studies=[retracted], draft=True),
        CaseStudyFactory(studies=[retracted], draft=True),
    ):
        for address in (admin_address(row), admin_address(row, "step", "send-to-review")):
            assert f"“Bias in shortlisting”: {WORDS}" in text(admin_client.get(address))


def test_a_bulk_action_says_so_in_its_preview(admin_user: User, retracted: Study) -> None:
    row = RecommendationFactory(studies=[retracted], draft=True)
    ((entry, _),) = preview(SendToReview(), type(row), [row.pk], by=admin_user, choices={})
    assert WORDS in entry.message


def test_the_desk_counts_each_kind_of_notice_apart(admin_client: Client, retracted: Study) -> None:
    StudyFactory.create_batch(2, retraction="expression-of-concern")
    StudyFactory.create_batch(3, retraction="corrected")
    StudyFactory(retraction="retracted", draft=True)
    desk = text(admin_client.get("/admin/"))
    for notice, number in zip(NOTICES, (1, 2, 3), strict=True):
        assert f"Studies with a notice: {notice} {number}" in desk


def test_a_merge_keeps_a_retraction_that_either_study_has(admin_user: User, retracted: Study) -> None:
    kept = StudyFactory()

    made = merge(kept, retracted, by=admin_user)
    kept.refresh_from_db()
    assert (kept.retraction, kept.retraction_notice) == (Retraction.RETRACTED, "Inv Med. 2017")

    undo_merge(made, by=admin_user)
    kept.refresh_from_db()
    assert (kept.retraction, kept.retraction_notice) == ("", "")


@pytest.mark.parametrize("taken", [(), ("retraction", "retraction_notice", "retraction_date")])
@pytest.mark.parametrize("is_kept", [True, False])
def test_a_merge_makes_no_notice_milder(
    admin_user: User, retracted: Study, is_kept: bool, taken: tuple[str, ...]
) -> None:
    corrected = StudyFactory(retraction="corrected", retraction_notice="Erratum 2020")
    pair = (retracted, corrected) if is_kept else (corrected, retracted)
    notice = retracted.retraction_notice

    merge(*pair, by=admin_user, taken=taken)

    kept = Study.objects.get(pk=pair[0].pk)
    assert (kept.retraction, kept.retraction_notice) == ("retracted", notice)


def test_the_gravest_of_what_a_record_says_counts() -> None:
    record = "TY  - JOUR\nTI  - RETRACTED: Bias\nN1  - Erratum in: Inv Med. 2016\nER  - \n"
    values = study_values(read("ris", RawRecord(1, record)))
    assert values.fields["retraction"] == "retracted"
    assert "retraction_notice" not in values.fields


def test_what_pubmed_says_counts_for_more_than_a_title_like_a_notice() -> None:
    reference = Reference(title="Correction: a history of prisons", retraction={"state": "corrected", "by": "PubMed"})
    assert study_values(reference).fields["retraction"] == "corrected"


# Imports of what is here already

RECORD = "TY  - JOUR\nTI  - {title}\nAU  - Okoro, Ada\nPY  - 2015\nDO  - 10.5555/bias\nVL  - 7\nN1  - {note}\nER  - \n"
RETRACTION_NOTE = "Retraction in: Inv Med. 2017"


def imported(by: User, *notes: str, title: str = "Bias in shortlisting") -> StudyImport:
    """An import, read and not confirmed, of a record with each of the notes."""
    content = "\n".join(RECORD.format(title=title, note=note) for note in notes)
    study_import = receive(BytesIO(content.encode()), "update.ris", by=by)
    read_all(study_import)
    study_import.refresh_from_db()
    return study_import


@pytest.fixture
def corrected() -> Study:
    return StudyFactory(
        title="Bias in shortlisting",
        authors="Okoro, Ada",
        year=2015,
        doi="10.5555/bias",
        volume="",
        retraction="corrected",
        retraction_notice="Inv Med. 2016",
        retraction_date="2016",
    )


def drafted(study: Study) -> Study:
    """The study as its draft has it, read within a dry run of the test's transaction."""
    with workflow.shown_as_drafted(study, workflow.open_draft(study)):
        return Study.objects.get(pk=study.pk)


def test_a_graver_notice_is_taken_only_by_a_curator(admin_client: Client, admin_user: User, corrected: Study) -> None:
    study_import = imported(admin_user, RETRACTION_NOTE)
    record = study_import.records.get()
    assert record.offered == ["take-notice", "leave-notice", "new", "leave-out"]
    preview = text(admin_client.get(study_import.get_absolute_url()))
    assert "A note in the file marks it as retracted: Inv Med. 2017" in preview
    assert "Here: This study was corrected after it was published. Notice: Inv Med. 2016" in preview
    assert "Fills: volume (7)" in preview
    with pytest.raises(NotPossible, match="Decide on the conflicts first"):
        confirm(study_import, by=admin_user)
    assert decide(study_import, RecordDecision.SAME, study_import.records.all(), by=admin_user) == 0

    assert decide(study_import, RecordDecision.TAKE_NOTICE, study_import.records.all(), by=admin_user) == 1
    confirm(study_import, by=admin_user)

    # What the public reads changes once that is reviewed.
    corrected.refresh_from_db()
    assert corrected.retraction == "corrected"
    draft = drafted(corrected)
    assert (draft.retraction, draft.retraction_notice, draft.volume) == ("retracted", "Inv Med. 2017", "7")


def test_a_graver_notice_that_is_left_leaves_the_study_s_own_whole(admin_user: User, corrected: Study) -> None:
    Study.objects.filter(pk=corrected.pk).update(retraction_notice="", retraction_date="")
    study_import = imported(admin_user, RETRACTION_NOTE)
    decide(study_import, RecordDecision.LEAVE_NOTICE, study_import.records.all(), by=admin_user)
    confirm(study_import, by=admin_user)

    draft = drafted(corrected)
    assert (draft.retraction, draft.retraction_notice, draft.volume) == ("corrected", "", "7")


def test_a_notice_alone_is_taken_too(admin_user: User, corrected: Study) -> None:
    Study.objects.filter(pk=corrected.pk).update(volume="7")
    study_import = imported(admin_user, "Expression of concern in: Inv Med. 2018")
    decide(study_import, RecordDecision.TAKE_NOTICE, study_import.records.all(), by=admin_user)
    confirm(study_import, by=admin_user)
    assert drafted(corrected).retraction == "expression-of-concern"


@pytest.mark.parametrize("note", ["Erratum in: Inv Med. 2019", "Nothing of that sort"])
def test_a_notice_that_is_no_graver_is_no_conflict(admin_user: User, corrected: Study, note: str) -> None:
    assert imported(admin_user, note).records.get().outcome == "matched"


def test_a_notice_that_came_here_meanwhile_is_compared_again_once(admin_user: User, corrected: Study) -> None:
    Study.objects.filter(pk=corrected.pk).update(retraction="", retraction_notice="", retraction_date="")
    study_import = imported(admin_user, RETRACTION_NOTE)
    assert study_import.records.get().outcome == "matched"
    Study.objects.filter(pk=corrected.pk).update(retraction="corrected")

    with pytest.raises(NotPossible, match="compared again"):
        confirm(study_import, by=admin_user)
    study_import.refresh_from_db()
    decide(study_import, RecordDecision.TAKE_NOTICE, study_import.records.all(), by=admin_user)
    confirm(study_import, by=admin_user)
    assert drafted(corrected).retraction == "retracted"


@pytest.mark.parametrize(
    "notes", [("Erratum in: Inv Med. 2016", RETRACTION_NOTE), (RETRACTION_NOTE, "Erratum in: A. 2016")]
)
def test_of_the_records_of_one_work_the_gravest_notice_counts(admin_user: User, notes: tuple[str, str]) -> None:
    study_import = imported(admin_user, *notes)
    confirm(study_import, by=admin_user)
    study = Study.objects.get()
    assert (study.retraction, study.retraction_notice, study.retraction_date) == ("retracted", "Inv Med. 2017", "2017")


def test_the_decisions_that_the_page_offers_are_those_that_a_record_takes(
    admin_client: Client, admin_user: User, corrected: Study
) -> None:
    page = admin_client.get(imported(admin_user, RETRACTION_NOTE).get_absolute_url()).content.decode()
    assert 'value="take-notice"' in page
    assert 'value="same"' not in page

    other = StudyFactory(title="Bias in shortlists", authors="Okoro, Ada", year=2015, doi="")
    address = imported(admin_user, "None", title=f"{other.title} of Wales").get_absolute_url()
    page = admin_client.get(address).content.decode()
    assert 'value="take-notice"' not in page
