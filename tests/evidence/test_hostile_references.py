"""Files of references that take far more to read than they are long: what is refused, and that the rest is read."""

import io

import pytest

from evidence.imports import reading
from evidence.imports.reading import read_some, receive
from evidence.models import ImportedRecord, StudyImport
from files.child_processes import ChildProgram
from files.turns import Turns
from references import Refused
from tests.support.hostile_files import REFERENCES, bibtex

pytestmark = pytest.mark.django_db

#: The second of three takes half a minute.
ONE_OF_THREE = bibtex("Before") + bibtex("$a^" * 300_000) + bibtex("After")


def outcomes(study_import: StudyImport) -> list[tuple[str, str]]:
    records = ImportedRecord.objects.filter(study_import=study_import).order_by("number")
    return [(record.outcome, record.reason[:30]) for record in records]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("PubMed of empty elements", "more elements than any reference"),
        ("CSL-JSON of brackets", "open brackets"),
        ("BibTeX of one line of 50 MB", "longer than any line"),
        ("billion laughs", "XML entities"),
        ("a file of the server", "XML entities"),
    ],
)
def test_a_file_that_takes_too_much_is_refused_with_the_reason(wrong: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        receive(io.BytesIO(REFERENCES[wrong]()), "export", by=None)


def test_a_whole_work_is_not_repeated_a_thousandfold() -> None:
    made = receive(io.BytesIO(REFERENCES["BibTeX of a parent of 1 MB"]()), "export.bib", by=None)
    assert sum(len(record.original) for record in made.records.all()) < 2_000_000


def test_a_record_that_takes_too_long_is_rejected_alone() -> None:
    made = receive(io.BytesIO(ONE_OF_THREE), "export.bib", by=None)
    assert not read_some(made)
    assert outcomes(made) == [("new", ""), ("rejected", "It is too complicated to read."), ("new", "")]


def test_one_at_which_the_program_ends_is_rejected_and_reading_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = ChildProgram("tests.evidence.ending_program", seconds=60, megabytes=1_000, turns=Turns())
    monkeypatch.setattr(reading, "_reader", reader)
    made = receive(io.BytesIO(bibtex("Before") + bibtex("End here") + bibtex("After")), "export.bib", by=None)
    assert [read_some(made), read_some(made)] == [True, False]
    assert [outcome for outcome, _ in outcomes(made)] == ["new", "rejected", "new"]


def test_a_file_at_which_the_program_ends_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    splitter = ChildProgram("references.splitting", seconds=30, megabytes=20, turns=Turns())
    monkeypatch.setattr(reading, "_splitter", splitter)
    with pytest.raises(Refused, match="too complicated to read"):
        receive(io.BytesIO(ONE_OF_THREE), "export.bib", by=None)
    assert not StudyImport.objects.exists()
