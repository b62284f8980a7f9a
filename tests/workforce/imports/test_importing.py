"""An import from its upload until it is confirmed and undone: nothing is lost, and all goes in or none."""

import threading
import time
from typing import Any

import pytest
from django.db import connection, transaction

from curation.workflow import NotPossible
from tests.factories import DatasetFactory, ObservationFactory, OrganisationFactory
from tests.support.people import person
from tests.support.wres_files import (
    LONG_HEADINGS,
    SHARE,
    csv_file,
    make_measures,
    make_organisations,
    received,
    values_file,
)
from workforce.imports.confirming import CHECKED, answer, confirm, discard
from workforce.imports.reading.tables import Refused
from workforce.imports.receiving import NeedsDataset, Rights, Target, receive
from workforce.imports.undoing import undo
from workforce.models import Dataset, ImportState, Measure, Observation, Organisation, RowOutcome, TrustType, WresImport

pytestmark = pytest.mark.django_db

TWO = values_file(("RXA", 2024, "BME", "27.1"), ("RXA", 2024, "White", "22.0"))


@pytest.fixture(autouse=True)
def _base() -> None:
    make_measures()
    make_organisations()


def confirmed(content: bytes, **target: Any) -> WresImport:
    """A file that went in, for a new dataset unless the target says another."""
    made = receive(content, "values.csv", Target(**(target or {"title": "Board paper"})), by=None)
    confirm(made, by=None)
    made.refresh_from_db()
    return made


def outcomes(wres_import: WresImport) -> list[str]:
    return list(wres_import.rows.order_by("number").values_list("outcome", flat=True))


def values() -> set[tuple[str, int, str, float]]:
    rows = Observation.objects.values_list("organisation__ods_code", "reporting_year", "group", "value")
    return {(code, year, group, float(value)) for code, year, group, value in rows}


# Preview


def test_nothing_is_written_before_it_is_confirmed() -> None:
    made = received(TWO)
    assert outcomes(made) == ["new", "new"]
    assert not Observation.objects.exists()
    assert not Dataset.objects.exists()
    assert (made.layout, made.size, len(made.digest)) == ("long", len(TWO), 64)


def test_confirming_writes_the_values_with_their_dataset() -> None:
    made = confirmed(TWO, title="Board paper", publisher="Alpha", publication_date="2024-09", is_return=True)
    assert values() == {("RXA", 2024, "bme", 27.1), ("RXA", 2024, "white", 22.0)}
    dataset = Dataset.objects.get()
    assert (dataset.title, dataset.publisher, dataset.is_return, dataset.slug) == (
        "Board paper",
        "Alpha",
        True,
        "board-paper",
    )
    assert made.dataset == dataset
    assert made.state == ImportState.CONFIRMED


def test_the_same_file_again_changes_nothing() -> None:
    dataset = confirmed(TWO).dataset
    again = receive(TWO, "again.csv", Target(dataset), by=None)
    assert outcomes(again) == ["unchanged", "unchanged"]
    with pytest.raises(NotPossible, match="There is nothing to import"):
        confirm(again, by=None)


def test_a_changed_value_shows_what_it_was() -> None:
    dataset = confirmed(TWO).dataset
    changed = values_file(("RXA", 2024, "BME", "28.1"), ("RXA", 2024, "White", "22.0"), ("RXB", 2024, "BME", "20"))
    made = receive(changed, "changed.csv", Target(dataset), by=None)
    assert outcomes(made) == ["changed", "unchanged", "new"]
    assert made.rows.get(outcome="changed").before == {"value": "27.100", "decimals": 1}
    confirm(made, by=None)
    assert values() == {("RXA", 2024, "bme", 28.1), ("RXA", 2024, "white", 22.0), ("RXB", 2024, "bme", 20.0)}


def test_a_file_empties_nothing_and_overwrites_no_text() -> None:
    measure = Measure.objects.get(slug="wres-6-percentage")
    here = ObservationFactory(
        organisation=Organisation.objects.get(ods_code="RXA"),
        measure=measure,
        reporting_year=2024,
        value="27.1",
        numerator=1,
        denominator=2,
        note="Ours.",
    )
    rows = [(*LONG_HEADINGS, "numerator", "note"), ("RXA", 2024, 6, SHARE, "BME", "27.1", "", "Theirs.")]
    assert outcomes(receive(csv_file(rows), "x.csv", Target(here.dataset), by=None)) == ["unchanged"]


def test_values_without_a_dataset_are_refused() -> None:
    with pytest.raises(NeedsDataset, match="Choose a dataset"):
        receive(TWO, "x.csv", Target(), by=None)
    assert not WresImport.objects.exists()


def test_rows_that_name_a_source_go_to_its_dataset() -> None:
    here = DatasetFactory(title="A report", url="https://example.org/report")
    rows = [
        (*LONG_HEADINGS, "source", "address"),
        ("RXA", 2024, 6, SHARE, "BME", "27.1", "a report", ""),
        ("RXA", 2024, 6, SHARE, "White", "22", "Cited otherwise", "https://example.org/report"),
        ("RXB", 2024, 6, SHARE, "BME", "20", "Another report", "https://example.org/another"),
    ]
    confirmed(csv_file(rows), title="")
    assert here.observations.count() == 2
    assert Dataset.objects.get(title="Another report").url == "https://example.org/another"


def test_an_unknown_organisation_is_rejected_with_the_nearest() -> None:
    rows = [
        ("organisation_ods", "organisation_name", *LONG_HEADINGS[1:]),
        ("RXZ", "Alpha Hospital NHS Trust", 2024, 6, SHARE, "BME", "27.1"),
    ]
    (row,) = received(csv_file(rows)).rows.all()
    assert row.outcome == RowOutcome.REJECTED
    assert row.problems[0]["text"] == "There is no organisation RXZ here. Was Alpha Hospitals NHS Trust (RXA) meant?"


def test_made_up_and_real_are_not_mixed() -> None:
    OrganisationFactory(ods_code="RMADE", is_made_up=True)
    (row,) = received(values_file(("RMADE", 2024, "BME", 20))).rows.all()
    assert row.problems[0]["text"] == "RMADE is an organisation of the example data."
    example = receive(TWO, "x.csv", Target(DatasetFactory(is_made_up=True)), by=None)
    assert outcomes(example) == ["rejected", "rejected"]


def test_a_value_that_stands_twice() -> None:
    same = received(values_file(("RXA", 2024, "BME", "27.1"), ("RXA", 2024, "BAME", "27.1")))
    assert same.rows.get(outcome="nothing").reason == "It is the same as line 2."
    other = received(values_file(("RXA", 2024, "BME", "27.1"), ("RXA", 2024, "BAME", "28.1")))
    assert "Line 2 states another number" in other.rows.get(outcome="rejected").problems[0]["text"]


def test_a_value_that_stands_twice_under_two_names_of_one_dataset() -> None:
    DatasetFactory(title="A report", url="https://example.org/report")
    rows = [
        (*LONG_HEADINGS, "source", "address"),
        ("RXA", 2024, 6, SHARE, "BME", "27.1", "A report", ""),
        ("RXA", 2024, 6, SHARE, "BME", "28.1", "Cited otherwise", "https://example.org/report"),
    ]
    made = received(csv_file(rows))
    assert outcomes(made) == ["new", "rejected"]


@pytest.mark.parametrize(("numerator", "denominator"), [("1200", ""), ("", "150")])
def test_a_count_that_contradicts_the_one_that_is_here_is_rejected(numerator: str, denominator: str) -> None:
    here = ObservationFactory(
        organisation=Organisation.objects.get(ods_code="RXA"),
        measure=Measure.objects.get(slug="wres-6-percentage"),
        reporting_year=2024,
        group="bme",
        value="16.6",
        numerator=166,
        denominator=1000,
    )
    rows = [
        (*LONG_HEADINGS, "numerator", "denominator"),
        ("RXA", 2024, 6, SHARE, "BME", "16.6", numerator, denominator),
    ]
    row = receive(csv_file(rows), "x.csv", Target(here.dataset), by=None).rows.get()
    assert row.outcome == RowOutcome.REJECTED
    assert "Give both counts." in row.reason


# Returns

RETURN = csv_file(
    [
        ("organisation_ods", "year", "indicator", "part", "white", "bme", "unknown"),
        ("RXA", 2024, 1, "Whole workforce", 700, 250, 50),
    ]
)


def test_a_return_makes_a_dataset_of_own_figures() -> None:
    confirmed(RETURN)
    assert Dataset.objects.get().is_return


def test_a_return_is_not_added_to_a_publication() -> None:
    with pytest.raises(Refused, match="“National report” is a publication"):
        receive(RETURN, "x.csv", Target(DatasetFactory(title="National report")), by=None)
    own = DatasetFactory(is_return=True)
    assert outcomes(receive(RETURN, "x.csv", Target(own), by=None)) == ["new"] * 3


# Errors and warnings


def test_an_error_keeps_the_whole_file_out() -> None:
    made = received(values_file(("RXA", 2024, "BME", "27.1"), ("RXA", 2024, "White", "271")))
    with pytest.raises(NotPossible, match="Correct the file first: 1 of its rows"):
        confirm(made, by=None)
    assert not Observation.objects.exists()


def test_a_warning_is_answered_before_it_goes_in() -> None:
    lead = person("lead")
    dataset = confirmed(values_file(("RXA", 2023, "BME", "20"))).dataset
    made = receive(values_file(("RXA", 2024, "BME", "40")), "x.csv", Target(dataset), by=lead)
    with pytest.raises(NotPossible, match="Answer the warnings first: 1 are left"):
        confirm(made, by=lead)
    assert answer(made, made.rows.all(), "A new question was asked.", by=lead) == 1
    answer(made, made.rows.all(), "", by=lead)
    with pytest.raises(NotPossible, match="Answer the warnings first"):
        confirm(made, by=lead)
    answer(made, made.rows.unanswered(), CHECKED, by=lead)
    confirm(made, by=lead)
    assert made.rows.get().answered_by == lead
    with pytest.raises(NotPossible, match="until the file is imported"):
        answer(made, made.rows.all(), "Later.", by=lead)


# Confirming


def test_it_is_confirmed_once() -> None:
    made = confirmed(TWO)
    with pytest.raises(NotPossible, match="imported or discarded already"):
        confirm(made, by=None)
    assert Observation.objects.count() == 2


def test_what_is_discarded_cannot_be_confirmed() -> None:
    made = received(TWO)
    discard(made)
    with pytest.raises(NotPossible, match="imported or discarded already"):
        confirm(made, by=None)
    with pytest.raises(NotPossible, match="Only what was not imported"):
        discard(made)


def test_the_history_names_who_imported_and_from_which_file() -> None:
    lead = person("lead")
    made = receive(TWO, "values.csv", Target(title="Board paper"), by=lead)
    confirm(made, by=lead)
    events: Any = Observation._meta.get_field("events").related_model
    contexts = {event.pgh_context.metadata["why"] for event in events.objects.select_related("pgh_context")}
    assert contexts == {f"Imported “values.csv” (import {made.pk})."}
    assert {event.pgh_context.metadata["user"] for event in events.objects.select_related("pgh_context")} == {lead.pk}


@pytest.mark.django_db(transaction=True)
def test_what_somebody_discards_meanwhile_is_not_imported() -> None:
    made = received(TWO)
    discarded = threading.Event()
    waiting = (
        "SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
        "WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()"
    )

    def work() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            discard(WresImport.objects.get(pk=made.pk))
            discarded.set()
            # Until whoever confirms waits for it.
            deadline = time.monotonic() + 30
            cursor.execute(waiting)
            while not cursor.fetchone() and time.monotonic() < deadline:
                cursor.execute(waiting)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    discarded.wait()
    with pytest.raises(NotPossible, match="imported or discarded already"):
        confirm(made, by=None)
    thread.join()
    assert not Observation.objects.exists()


def test_what_the_database_refuses_is_said_in_plain_words() -> None:
    made = received(TWO)
    made.rows.filter(content__group="bme").update(content=made.rows.get(content__group="white").content)
    with pytest.raises(NotPossible, match="a row contradicts what is here now"):
        confirm(made, by=None)
    assert not Observation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_base_that_changed_since_is_compared_again() -> None:
    dataset = confirmed(TWO).dataset
    changed = values_file(("RXA", 2024, "BME", "28.1"))
    one, other = (receive(changed, f"{name}.csv", Target(dataset), by=None) for name in "ab")
    confirm(one, by=None)
    with pytest.raises(NotPossible, match="its rows were compared again; 1 of them"):
        confirm(other, by=None)
    assert outcomes(other) == ["unchanged"]


@pytest.mark.django_db(transaction=True)
def test_a_base_that_changed_elsewhere_stops_nothing() -> None:
    made = received(TWO)
    OrganisationFactory()
    confirm(made, by=None)
    assert Observation.objects.count() == 2


def test_a_dataset_that_was_deleted_since_is_not_made_anew() -> None:
    dataset = DatasetFactory()
    made = receive(TWO, "x.csv", Target(dataset), by=None)
    dataset.delete()
    with pytest.raises(NotPossible, match="was deleted"):
        confirm(made, by=None)


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_write_once() -> None:
    made = received(TWO)
    start, said = threading.Barrier(2), []

    def work() -> None:
        start.wait()
        try:
            confirm(WresImport.objects.get(pk=made.pk), by=None)
            said.append("done")
        except NotPossible as error:
            said.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["It was imported or discarded already.", "done"]
    assert Observation.objects.count() == 2


# Undoing


def test_undoing_takes_all_back() -> None:
    dataset = confirmed(TWO).dataset
    before = values()
    changed = values_file(("RXA", 2024, "BME", "28.1"), ("RXB", 2024, "BME", "20"))
    made = receive(changed, "x.csv", Target(dataset), by=None)
    confirm(made, by=None)
    undo(made, by=None)
    assert values() == before
    assert made.state == ImportState.UNDONE
    with pytest.raises(NotPossible, match="not undone yet"):
        undo(made, by=None)


def test_undoing_takes_the_new_dataset_back() -> None:
    made = confirmed(TWO)
    undo(made, by=None)
    assert not Dataset.objects.exists()
    assert not Observation.objects.exists()
    made.refresh_from_db()
    assert made.title == "Board paper"


def test_undoing_stops_at_what_somebody_changed_since() -> None:
    made = confirmed(TWO)
    Observation.objects.filter(group="bme").update(note="Read again.")
    with pytest.raises(NotPossible, match=r"line 2 \(RXA, wres-6-percentage, 2024\)"):
        undo(made, by=None)
    assert Observation.objects.count() == 2


def test_undoing_stops_at_what_somebody_deleted_since() -> None:
    made = confirmed(TWO)
    Observation.objects.filter(group="bme").delete()
    with pytest.raises(NotPossible, match="changed or deleted since"):
        undo(made, by=None)


def test_what_another_import_changed_is_undone_after_it() -> None:
    first = confirmed(TWO)
    second = receive(values_file(("RXA", 2024, "BME", "28.1")), "x.csv", Target(first.dataset), by=None)
    confirm(second, by=None)
    with pytest.raises(NotPossible, match="changed or deleted since"):
        undo(first, by=None)
    undo(second, by=None)
    undo(first, by=None)
    assert not Observation.objects.exists()


def test_undoing_finds_a_dataset_whose_title_was_mended() -> None:
    rows = [(*LONG_HEADINGS, "source"), ("RXA", 2024, 6, SHARE, "BME", "27.1", "Bord paper")]
    made = confirmed(csv_file(rows), title="")
    Dataset.objects.update(title="Board paper")
    undo(made, by=None)
    assert not Observation.objects.exists()
    assert not Dataset.objects.exists()


# Organisations

TRUSTS = ("organisation_code", "name_nss24", "type_nss24", "region_ods_code_etr")


def test_organisations_are_new_changed_and_unchanged() -> None:
    OrganisationFactory(ods_code="Y56", kind="region")
    OrganisationFactory(ods_code="RXC", name="Gamma NHS Trust", trust_type="acute")
    rows = [
        TRUSTS,
        ("RXA", "Alpha Hospitals NHS Trust", "Ambulance Trusts", "Y56"),
        ("RXC", "GAMMA NHS TRUST", "Acute and Acute & Community Trusts", ""),
        ("RXZ", "ZETA NHS TRUST", "Community Trusts", "Y56"),
    ]
    made = receive(csv_file(rows), "trusts.csv", Target(), by=None)
    assert outcomes(made) == ["changed", "unchanged", "new"]
    confirm(made, by=None)
    alpha, zeta = (Organisation.objects.get(ods_code=code) for code in ("RXA", "RXZ"))
    assert (alpha.trust_type, alpha.region.ods_code) == (TrustType.AMBULANCE, "Y56")
    assert (zeta.name, zeta.trust_type) == ("Zeta NHS Trust", TrustType.COMMUNITY)
    made.refresh_from_db()
    undo(made, by=None)
    alpha.refresh_from_db()
    assert (alpha.trust_type, alpha.region) == ("", None)
    assert not Organisation.objects.filter(ods_code="RXZ").exists()


def test_a_name_in_capitals_does_not_overwrite_a_curator_s() -> None:
    made = receive(csv_file([TRUSTS, ("RXA", "ALPHA GENERAL NHS TRUST", "", "")]), "x.csv", Target(), by=None)
    assert outcomes(made) == ["unchanged"]
    made = receive(csv_file([TRUSTS, ("RXA", "Alpha General NHS Trust", "", "")]), "x.csv", Target(), by=None)
    assert made.rows.get().before == {"name": "Alpha Hospitals NHS Trust"}


def test_mergers_are_set_and_undone() -> None:
    made = receive(csv_file([("old_code", "new_code", "date"), ("RXA", "RXB", "20241001")]), "x.csv", Target(), by=None)
    confirm(made, by=None)
    alpha = Organisation.objects.get(ods_code="RXA")
    assert (alpha.succeeded_by.ods_code, str(alpha.succeeded_on)) == ("RXB", "2024-10-01")
    undo(made, by=None)
    alpha.refresh_from_db()
    assert (alpha.succeeded_by, alpha.succeeded_on) == (None, None)


def test_undoing_a_merger_stops_at_a_day_that_somebody_added() -> None:
    made = receive(csv_file([("old_code", "new_code"), ("RXA", "RXB")]), "x.csv", Target(), by=None)
    confirm(made, by=None)
    Organisation.objects.filter(ods_code="RXA").update(succeeded_on="2024-10-01")
    with pytest.raises(NotPossible, match="Nothing was undone: what was here before contradicts"):
        undo(made, by=None)


def test_undoing_stops_where_the_former_region_was_deleted() -> None:
    was, region = (OrganisationFactory(ods_code=code, kind="region") for code in ("Y55", "Y56"))
    Organisation.objects.filter(ods_code="RXA").update(region=was)
    rows = [TRUSTS, ("RXA", "Alpha Hospitals NHS Trust", "", region.ods_code)]
    made = receive(csv_file(rows), "x.csv", Target(), by=None)
    confirm(made, by=None)
    was.delete()
    with pytest.raises(NotPossible, match="the organisation Y55 was deleted since"):
        undo(made, by=None)


def test_an_organisation_that_has_values_since_stays() -> None:
    made = receive(csv_file([TRUSTS, ("RXZ", "Zeta NHS Trust", "", "")]), "x.csv", Target(), by=None)
    confirm(made, by=None)
    ObservationFactory(organisation=Organisation.objects.get(ods_code="RXZ"))
    with pytest.raises(NotPossible, match="Zeta NHS Trust has values now"):
        undo(made, by=None)


def test_a_survey_says_what_kind_of_trust_it_is() -> None:
    rows = [
        ("organisation_code", "benchmark_group", "equal_eth_summary_2_2024"),
        ("RXA", "Ambulance Trusts", "0.44"),
    ]
    confirmed(csv_file(rows))
    assert Organisation.objects.get(ods_code="RXA").trust_type == TrustType.AMBULANCE
    assert values() == {("RXA", 2025, "bme", 44.0)}


# Rights and limits


def test_who_may_not_import_organisations_imports_values_alone() -> None:
    with pytest.raises(Refused, match="which only curators import"):
        receive(
            csv_file([TRUSTS, ("RXZ", "Zeta", "", "")]), "x.csv", Target(), by=None, rights=Rights(organisations=False)
        )
    rows = [("organisation_code", "benchmark_group", "equal_eth_summary_2_2024"), ("RXA", "Ambulance Trusts", "0.44")]
    made = receive(csv_file(rows), "x.csv", Target(title="A"), by=None, rights=Rights(organisations=False))
    assert made.rows.count() == 1


def test_a_row_cannot_name_a_dataset_that_is_not_for_everybody() -> None:
    DatasetFactory(title="National report")
    rows = [(*LONG_HEADINGS, "source"), ("RXA", 2024, 6, SHARE, "BME", "27.1", "National report")]
    made = receive(csv_file(rows), "x.csv", Target(), by=None, rights=Rights(adds_to=lambda dataset: False))
    assert "Only an editor adds values to “National report”." in made.rows.get().problems[0]["text"]


def test_a_file_that_is_too_large_is_refused(settings: Any) -> None:
    settings.WRES_IMPORT_MAX_BYTES = len(TWO) - 1
    with pytest.raises(Refused, match="The file is larger than"):
        received(TWO)


def test_a_file_with_too_many_rows_is_refused(settings: Any) -> None:
    settings.WRES_IMPORT_MAX_ROWS = 2
    with pytest.raises(Refused, match="more than 2 rows"):
        received(TWO)


def test_a_file_that_states_too_many_values_is_refused_while_it_is_read(settings: Any) -> None:
    settings.WRES_IMPORT_MAX_ROWS = 3
    columns = [f"equal_eth_summary_{group}_{year}" for group in "12" for year in (2023, 2024)]
    rows = [("organisation_code", *columns), ("RXA", *["0.4"] * 4)]
    with pytest.raises(Refused, match="states more than 3 values"):
        received(csv_file(rows))


def test_an_organisation_that_stands_twice_is_taken_once() -> None:
    rows = [TRUSTS, ("RXZ", "Zeta NHS Trust", "", ""), ("RXZ", "Zeta Hospitals NHS Trust", "", "")]
    made = receive(csv_file(rows), "x.csv", Target(), by=None)
    assert made.rows.get(outcome="nothing").reason == "Line 2 has the organisation already, and is taken."
    confirm(made, by=None)
    assert Organisation.objects.get(ods_code="RXZ").name == "Zeta NHS Trust"
