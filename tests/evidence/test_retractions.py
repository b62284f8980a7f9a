"""A retracted study: warned of at every step, and shown wherever it supports something."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from curation.admin_base.pages import admin_address
from curation.bulk.actions import preview
from curation.bulk.steps import SendToReview
from evidence.models import Retraction, Study
from evidence.study_imports import confirm, read_all, receive
from evidence.study_merging import merge, undo_merge
from evidence.study_references import study_values
from references import RawRecord, Reference, read
from tests.factories import CaseStudyFactory, RecommendationFactory, StudyFactory
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
    assert "1 study, 1 of them retracted" in text(client.get("/recommendations/"))
    assert "Retracted,Inv Med. 2017," in b"".join(client.get("/studies.csv")).decode()
    assert "Bias in shortlisting (retracted)" in b"".join(client.get("/recommendations.csv")).decode()
    assert "N1  - Retraction in: Inv Med. 2017" in b"".join(client.get("/studies.ris")).decode()


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


def test_the_desk_counts_them(admin_client: Client, retracted: Study) -> None:
    assert "Studies with a notice: retracted" in text(admin_client.get("/admin/"))


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
