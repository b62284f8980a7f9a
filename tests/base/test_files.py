"""The evidence base as files: it loads, loads again without a trace, and is written back as it was."""

import os
from pathlib import Path

import pghistory.models
import pytest
from django.apps import apps
from django.core.management import call_command

from base.checks import faults
from base.files import FIXTURE_FILES, root
from evidence.models import Design, Source, Study

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("real_base")
@pytest.mark.long
def test_what_is_written_back_is_what_was_loaded(tmp_path: Path) -> None:
    call_command("write_evidence", to=tmp_path, verbosity=0)

    assert files_below(tmp_path) == files_below(root())


@pytest.mark.usefixtures("real_base")
def test_loading_twice_changes_nothing() -> None:
    before = {
        file.model: list(apps.get_model(file.model)._default_manager.order_by("pk").values()) for file in FIXTURE_FILES
    }
    events = pghistory.models.Events.objects.count()

    call_command("load_evidence", verbosity=0)

    after = {
        file.model: list(apps.get_model(file.model)._default_manager.order_by("pk").values()) for file in FIXTURE_FILES
    }
    assert after == before
    assert pghistory.models.Events.objects.count() == events


@pytest.mark.usefixtures("real_base")
def test_every_row_of_the_base_is_valid() -> None:
    for file in FIXTURE_FILES:
        for row in file.rows():
            # The database itself held it to the constraints when it was loaded.
            row.full_clean(exclude=None, validate_unique=False, validate_constraints=False)


@pytest.mark.usefixtures("real_base")
def test_every_file_is_known() -> None:
    known = {path for file in FIXTURE_FILES for path in file.paths()}

    assert set(root().glob("*/*.yaml")) == known


@pytest.mark.usefixtures("real_base")
def test_the_brief_is_whole() -> None:
    brief = Source.objects.get(slug="heec-empowering-staff")

    assert sorted(brief.citations.values_list("number", flat=True)) == list(range(8, 39))
    assert Study.objects.filter(citations__source=brief).published().count() == 31
    assert brief.recommendation_set.published().count() == 7
    assert brief.frameworks.get(is_core=True).themes.filter(parent=None).count() == 4
    assert brief.frameworks.get(is_core=True).themes.exclude(parent=None).count() == 13


@pytest.mark.usefixtures("real_base")
@pytest.mark.parametrize("design", [Design.SYSTEMATIC_REVIEW, Design.SCOPING_REVIEW])
def test_a_study_has_the_design_that_its_title_names_unless_its_source_states_another(design: Design) -> None:
    less_told = Study.objects.filter(design__in=(Design.REVIEW, Design.NOT_STATED))

    assert [study.slug for study in less_told.filter(title__icontains=design.label)] == []


@pytest.mark.usefixtures("real_base")
def test_the_real_base_is_clean() -> None:
    # The texts are the publishers' and so not in the repository; where they are at hand, copied phrases are looked for.
    texts = Path(os.environ["SOURCE_TEXTS"]) if os.environ.get("SOURCE_TEXTS") else None

    assert [f"{fault.entry}: {fault.message}" for fault in faults(texts)] == []


def files_below(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in sorted(folder.glob("*/*.yaml"))}
