"""Loading the evidence base into databases that are not empty, or from files that are not right."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from evidence.models import Setting, Source
from tests.factories.evidence import SourceFactory

pytestmark = pytest.mark.django_db


def test_a_database_with_a_source_is_left_alone() -> None:
    SourceFactory()

    call_command("load_evidence", if_empty=True, verbosity=0)

    assert Source.objects.count() == 1


def test_an_empty_database_is_filled() -> None:
    call_command("load_evidence", if_empty=True, verbosity=0)

    assert Source.objects.filter(slug="heec-empowering-staff").exists()


def test_a_broken_file_leaves_nothing_half_loaded(tmp_path: Path, settings: Any) -> None:
    folder = tmp_path / "vocabulary"
    folder.mkdir()
    (folder / "settings.yaml").write_text("- model: evidence.setting\n  fields: {slug: wards, name: Wards}\n")
    (folder / "outcomes.yaml").write_text("- model: evidence.outcome\n  fields: {slug: x, name: X, colour: red}\n")
    settings.FIXTURE_DIRS = [tmp_path]

    with pytest.raises(CommandError, match=r"outcomes\.yaml"):
        call_command("load_evidence", verbosity=0)

    assert not Setting.objects.exists()


def test_writing_to_a_folder_leaves_files_there_that_are_not_of_the_base(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    foreign, stale = tmp_path / "other" / "compose.yaml", tmp_path / "other" / "studies.yaml"
    foreign.touch()
    stale.touch()

    call_command("write_evidence", to=tmp_path, verbosity=0)

    assert foreign.exists()
    assert not stale.exists()
