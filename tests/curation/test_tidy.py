"""What ``manage.py tidy`` removes, and what it keeps."""

import datetime
import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone

from evidence.imports.confirming import confirm
from evidence.imports.reading import read_all, receive
from evidence.models import ImportState, Study, StudyImport
from tests.support.wres_files import make_measures, make_organisations, received, values_file
from workforce.imports.confirming import confirm as confirm_wres
from workforce.models import ImportState as WresState
from workforce.models import WresImport

pytestmark = pytest.mark.django_db

RIS = b"TY  - JOUR\nTI  - A study of something\nAU  - Chae, D.\nPY  - 2020\nER  - \n"
LONG_AGO = datetime.timedelta(days=366)


def tidy(**options: Any) -> str:
    said = io.StringIO()
    call_command("tidy", stdout=said, **options)
    return said.getvalue()


def studies(by: User) -> StudyImport:
    made = receive(io.BytesIO(RIS), "export.ris", by=by)
    read_all(made)
    return made


def test_of_an_old_import_the_text_goes_and_where_its_studies_are_from_stays(admin_user: User) -> None:
    confirm(studies(admin_user), by=admin_user)
    assert tidy() == ""
    StudyImport.objects.update(confirmed_at=timezone.now() - LONG_AGO)

    assert tidy(dry_run=True) == "Would remove: records of files of studies, 1\n"
    assert tidy() == "Removed: records of files of studies, 1\n"
    assert tidy() == ""

    record = StudyImport.objects.get().records.get()
    assert (record.original, record.study, record.outcome) == ("", Study.objects.get(), "new")
    assert str(record) == "Record 1: A study of something"


def test_what_was_not_imported_is_removed_with_all_its_records(admin_user: User) -> None:
    left, recent = studies(admin_user), studies(admin_user)
    StudyImport.objects.filter(pk=left.pk).update(uploaded_at=timezone.now() - LONG_AGO)
    tidy()
    left.refresh_from_db()
    assert (left.state, left.records.count(), recent.records.count()) == (ImportState.DISCARDED, 0, 1)


def test_rows_of_values_stay_where_they_were_imported(admin_user: User) -> None:
    make_measures()
    make_organisations()
    files = [values_file(("RXA", year, "BME", "20")) for year in (2023, 2024)]
    imported, left = (received(file, by=admin_user) for file in files)
    confirm_wres(imported, by=admin_user)
    WresImport.objects.update(uploaded_at=timezone.now() - LONG_AGO)
    tidy()
    left.refresh_from_db()
    assert (left.state, left.rows.count(), imported.rows.count()) == (WresState.DISCARDED, 0, 1)


def test_a_step_that_fails_keeps_none_after_it_from_being_taken(admin_user: User, settings: Any) -> None:
    settings.TIDY_STEPS = {"what is not there": "nothing.at.all", **settings.TIDY_STEPS}
    left = studies(admin_user)
    StudyImport.objects.update(uploaded_at=timezone.now() - LONG_AGO)
    with pytest.raises(CommandError, match="what is not there"):
        tidy()
    assert not left.records.exists()
