"""The pages of imports in the admin, and who may take which step."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from files import turns
from tests.factories import DatasetFactory
from tests.support.people import person, signed_in
from tests.support.wres_files import (
    LONG_HEADINGS,
    SHARE,
    csv_file,
    make_measures,
    make_organisations,
    received,
    values_file,
)
from workforce.models import Dataset, Observation, WresImport

pytestmark = pytest.mark.django_db

JUMP = values_file(("RXA", 2023, "BME", "20"), ("RXA", 2024, "BME", "40"))
ADD = "admin:workforce_wresimport_add"


@pytest.fixture(autouse=True)
def _base() -> None:
    make_measures()
    make_organisations()


def upload(client: Client, content: bytes, **entered: Any) -> Any:
    data = {"file": SimpleUploadedFile("values.csv", content), **({"title": "Board paper"} | entered)}
    return client.post(reverse(ADD), data, follow=True)


def post(client: Client, step: str, made: WresImport, **entered: Any) -> Any:
    return client.post(reverse(f"admin:workforce_wresimport_{step}", args=[made.pk]), entered, follow=True)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_lead_uploads_answers_confirms_and_undoes() -> None:
    client = signed_in(person("lead", "WRES lead"))
    answer = upload(client, JUMP)
    assert "1 warning to answer first." in text(answer)
    assert "A sudden jump: 40% after 20% the year before." in text(answer)
    assert "Confirm</button>" not in text(answer)
    made = WresImport.objects.get()
    answer = post(client, "answer", made, all_left="1", answer="We asked everybody.")
    assert "Answered by lead: <strong>We asked everybody.</strong>" in text(answer)
    assert "Confirm</button>" in text(answer)
    confirmed = text(post(client, "confirm", made))
    assert "“values.csv” was imported." in confirmed
    assert 'See them on the site: <a href="/wres/organisations/RXA/">' in confirmed
    assert Observation.objects.count() == 2
    assert "everything is as it was before" in text(post(client, "undo", made))
    assert not Observation.objects.exists()


def test_answers_are_of_ticked_rows_and_are_taken_back() -> None:
    client = signed_in(person("lead", "WRES lead"))
    upload(client, JUMP)
    made = WresImport.objects.get()
    assert "Tick the rows first." in text(post(client, "answer", made, answer="So."))
    row = made.rows.with_warnings().get()
    post(client, "answer", made, row=row.pk)
    row.refresh_from_db()
    assert row.answer == "Checked: it is right."
    post(client, "answer", made, row=row.pk, take_back="1")
    row.refresh_from_db()
    assert row.answer == ""
    other = made.rows.exclude(pk=row.pk).get()
    assert "Tick the rows first." in text(post(client, "answer", made, row=other.pk))


def test_a_file_with_an_error_says_where_and_has_no_button_to_confirm() -> None:
    answer = upload(signed_in(person("lead", "WRES lead")), values_file(("RXA", 2024, "BME", "271")))
    assert "1 row cannot be imported." in text(answer)
    assert "271 is no percentage: they go from 0 to 100." in text(answer)
    assert "Column value" in text(answer)
    assert "Line 2" in text(answer)
    assert "Confirm</button>" not in text(answer)


@pytest.mark.parametrize(
    ("indicator", "measure", "said"),
    [(8, "harassment by patients", "harassment by patients"), (10, "percentage", "10")],
)
def test_a_row_whose_measure_is_not_known_is_listed_with_the_reason(indicator: int, measure: str, said: str) -> None:
    rows = [LONG_HEADINGS, ("RXA", 2024, indicator, measure, "BME", "27.1")]
    answer = upload(signed_in(person("lead", "WRES lead")), csv_file(rows))
    assert answer.status_code == 200
    assert said in text(answer)
    assert "1 row cannot be imported." in text(answer)


@pytest.mark.parametrize(
    ("content", "entered", "said"),
    [
        (b"one\ntwo\n", {}, "No table that can be read was found."),
        (JUMP, {"title": ""}, "Its rows name no source. Choose a dataset, or give a new one a title."),
        (JUMP, {"publication_date": "autumn"}, "Enter a year, a year and month or a full date"),
        (JUMP, {"publication_date": "2025-02-31"}, "The calendar has no 2025-02-31."),
        (b"", {}, "The submitted file is empty."),
    ],
)
def test_what_is_wrong_with_an_upload_is_said_on_the_form(content: bytes, entered: Any, said: str) -> None:
    assert said in text(upload(signed_in(person("lead", "WRES lead")), content, **entered))
    assert not WresImport.objects.exists()


def test_a_lead_sees_and_touches_no_import_of_another() -> None:
    made = received(JUMP, by=person("other", "WRES lead"))
    client = signed_in(person("lead", "WRES lead"))
    assert "values.csv" not in text(client.get(reverse("admin:workforce_wresimport_changelist")))
    assert client.get(made.get_absolute_url()).status_code == 403
    for step in ("answer", "confirm", "undo", "discard"):
        assert post(client, step, made).status_code == 403


def test_a_curator_sees_no_rows_of_an_import_of_another() -> None:
    row = received(JUMP, by=person("other", "Curator")).rows.get(line=2)
    listed, one = (
        reverse("admin:workforce_wresimportrow_changelist"),
        reverse("admin:workforce_wresimportrow_change", args=[row.pk]),
    )
    client = signed_in(person("curator", "Curator"))
    assert "0 rows of imports" in text(client.get(listed))
    assert client.get(one).status_code == 403
    editor = signed_in(person("editor", "Reviewer"))
    assert "2 rows of imports" in text(editor.get(listed))
    assert editor.get(one).status_code == 200


def test_an_editor_sees_and_confirms_those_of_others() -> None:
    made = received(values_file(("RXA", 2024, "BME", "20")), by=person("lead", "WRES lead"))
    client = signed_in(person("editor", "Reviewer"))
    assert "values.csv" in text(client.get(reverse("admin:workforce_wresimport_changelist")))
    post(client, "confirm", made)
    made.refresh_from_db()
    assert str(made.confirmed_by) == "editor"


def test_a_lead_adds_to_their_own_datasets_alone() -> None:
    here = DatasetFactory(title="National report")
    lead = person("lead", "WRES lead")
    answer = upload(signed_in(lead), JUMP, dataset=here.pk)
    assert "Select a valid choice" in text(answer)
    upload(signed_in(lead), values_file(("RXA", 2024, "BME", "20")))
    post(signed_in(lead), "confirm", WresImport.objects.get())
    own = Dataset.objects.get(title="Board paper")
    answer = upload(signed_in(lead), values_file(("RXA", 2024, "White", "20")), dataset=own.pk)
    assert "Added to “Board paper”." in text(answer)


def test_a_lead_adds_to_the_dataset_that_their_file_named() -> None:
    client = signed_in(person("lead", "WRES lead"))
    headings = (*LONG_HEADINGS, "source")
    for group in ("BME", "White"):
        row = ("RXA", 2024, 6, SHARE, group, "20", "WRES 2024")
        answer = upload(client, csv_file([headings, row]), title="")
        assert "Confirm</button>" in text(answer)
        post(client, "confirm", WresImport.objects.latest("pk"))
    assert Dataset.objects.get(title="WRES 2024").observations.count() == 2


def test_a_lead_does_not_add_to_a_dataset_that_an_editor_made_since() -> None:
    client = signed_in(person("lead", "WRES lead"))
    row = ("RXA", 2024, 6, SHARE, "BME", "20", "WRES 2025")
    upload(client, csv_file([(*LONG_HEADINGS, "source"), row]), title="")
    DatasetFactory(title="WRES 2025")
    answer = post(client, "confirm", WresImport.objects.get())
    assert "Only an editor adds values to “WRES 2025”, which is here now." in text(answer)
    assert not Observation.objects.exists()


def test_a_lead_imports_no_organisations() -> None:
    trusts = csv_file(
        [("organisation_code", "name_nss24", "type_nss24"), ("RXZ", "Zeta NHS Trust", "Community Trusts")]
    )
    assert "which only curators import" in text(upload(signed_in(person("lead", "WRES lead")), trusts))
    assert "1 new, 0 changed" in text(upload(signed_in(person("curator", "Curator")), trusts, title=""))


def test_a_lead_reaches_nothing_else() -> None:
    client = signed_in(person("lead", "WRES lead"))
    index = text(client.get(reverse("admin:index")))
    assert reverse("admin:workforce_wresimport_add") in index
    assert reverse("admin:workforce_observation_changelist") not in index


@pytest.mark.parametrize("name", ["wres-return", "wres-values"])
@pytest.mark.parametrize(("kind", "start"), [("csv", "\ufefforganisation_ods".encode()), ("xlsx", b"PK")])
def test_the_templates_are_downloaded(name: str, kind: str, start: bytes) -> None:
    client = signed_in(person("lead", "WRES lead"))
    url = reverse("admin:workforce_wresimport_template", args=[name, kind])
    answer = client.get(url, {"organisation": "RXA", "year": "2025", "years": "2"})
    assert answer.content.startswith(start)
    assert answer["Content-Disposition"] == f'attachment; filename="{name}.{kind}"'


def test_a_template_begins_with_the_first_year_of_the_wres() -> None:
    url = reverse("admin:workforce_wresimport_template", args=["wres-return", "csv"])
    answer = signed_in(person("lead", "WRES lead")).get(url, {"year": "2016", "years": "4"})
    years = {line.split(",")[1] for line in answer.content.decode().splitlines()[1:]}
    assert years == {"2015", "2016"}


def test_a_template_for_no_code_or_year_says_so() -> None:
    client = signed_in(person("lead", "WRES lead"))
    url = reverse("admin:workforce_wresimport_template", args=["wres-return", "csv"])
    answer = client.get(url, {"organisation": "!!"})
    assert answer.status_code == 400
    assert "Use capital letters and digits" in text(answer)
    assert client.get(reverse("admin:workforce_wresimport_template", args=["other", "csv"])).status_code == 404


def test_every_tab_lists_its_rows() -> None:
    client = signed_in(person("lead", "WRES lead"))
    upload(client, values_file(("RXA", 2024, "BME", "20"), ("RXB", 2024, "BME", "*")))
    made = WresImport.objects.get()
    assert "The file suppresses the number (“*”)." in text(client.get(f"{made.get_absolute_url()}?show=nothing"))
    assert "Alpha Hospitals NHS Trust, indicator 6" in text(client.get(f"{made.get_absolute_url()}?show=new"))
    assert "There are no rows here." in text(client.get(f"{made.get_absolute_url()}?show=changed"))
    assert client.get(f"{made.get_absolute_url()}?show=nonsense&p=99").status_code == 200


def test_a_file_that_was_imported_before_says_so() -> None:
    client, content = signed_in(person("lead", "WRES lead")), values_file(("RXA", 2024, "BME", "20"))
    assert "The same file was imported" not in text(upload(client, content))
    post(client, "confirm", WresImport.objects.get())
    assert "The same file was imported" in text(upload(client, content))


def test_the_list_of_values_leads_to_the_upload() -> None:
    client = signed_in(person("curator", "Curator"))
    assert reverse(ADD) in text(client.get(reverse("admin:workforce_observation_changelist")))


def test_a_file_that_has_no_turn_can_be_uploaded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns.COMPARING, "seconds", 0.01)
    client = signed_in(person("lead", "WRES lead"))
    with turns.COMPARING.taken():
        assert "Others are uploading files just now." in text(upload(client, JUMP))
    assert "1 warning to answer first." in text(upload(client, JUMP))
