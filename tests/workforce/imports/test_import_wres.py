"""``manage.py import_wres``."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.support.people import person
from tests.support.wres_files import make_measures, make_organisations, values_file
from workforce.models import Dataset, Observation, WresImport

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    make_measures()
    make_organisations()
    path = tmp_path / "values.csv"
    path.write_bytes(values_file(("RXA", 2023, "BME", "20"), ("RXA", 2024, "BME", "40")))
    return path


def run(file: Path, *arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command("import_wres", str(file), *arguments, stdout=out, **options)
    return out.getvalue()


def test_it_says_what_it_would_change_and_keeps_nothing(file: Path) -> None:
    said = run(file, "--dataset", "Board paper")
    assert "0 rejected, 2 new, 0 changed, 0 unchanged, 0 nothing to store." in said
    assert "1 warnings." in said
    assert "Line 3, value: warning: A sudden jump: 40% after 20% the year before." in said
    assert "Nothing was written: this was a dry run" in said
    assert not WresImport.objects.exists()


def test_warnings_are_accepted_before_it_imports(file: Path) -> None:
    with pytest.raises(CommandError, match="Answer the warnings first"):
        run(file, "--dataset", "Board paper", "--confirm")
    run(file, "--dataset", "Board paper", "--confirm", "--accept-warnings", "--user", person("lead").username)
    assert Observation.objects.count() == 2
    assert WresImport.objects.filter(confirmed_by__username="lead").count() == 1


def test_it_adds_to_a_dataset_that_is_here(file: Path) -> None:
    here = Dataset.objects.create(slug="board-paper", title="Board paper")
    run(file, "--dataset", "board paper", "--confirm", "--accept-warnings")
    assert here.observations.count() == 2


def test_what_is_wrong_is_said(file: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Choose a dataset"):
        run(file)
    with pytest.raises(CommandError, match="There is no user “nobody”"):
        run(file, "--dataset", "A", "--user", "nobody")
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "missing.csv")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--date", "x"), "Enter a year, a year and month or a full date"),
        (("--date", "2025-02-31"), "The calendar has no 2025-02-31"),
        (("--publisher", "a" * 201), "at most 200 characters"),
    ],
)
def test_what_a_new_dataset_cannot_hold_is_said(file: Path, arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(file, "--dataset", "A", *arguments)


def test_it_is_quiet_when_asked(file: Path) -> None:
    assert run(file, "--dataset", "Board paper", verbosity=0) == ""
