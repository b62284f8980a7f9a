"""Programs in a process of their own, and what they may take."""

import pytest

from files import child_processes
from files.child_processes import ChildProgram, NotDone

HERE = "tests.files.programs"


def test_it_gives_back_what_the_program_makes() -> None:
    assert ChildProgram(f"{HERE}.upper", seconds=10, megabytes=500)("é".encode()) == "É".encode()


@pytest.mark.parametrize("program", ["endless", "greedy", "broken"])
def test_one_that_takes_too_much_or_fails_is_ended(program: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NotDone):
        ChildProgram(f"{HERE}.{program}", seconds=1, megabytes=300)(b"a secret")
    assert "secret" not in caplog.text


def test_few_run_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_processes, "SECONDS_OF_WAITING", 0.001)
    program = ChildProgram(f"{HERE}.upper", seconds=10, megabytes=500, at_a_time=1)
    with program._turns, pytest.raises(NotDone):
        program(b"")
    assert program(b"a") == b"A"


def test_it_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "a secret")
    assert b"SECRET" not in ChildProgram(f"{HERE}.environment", seconds=10, megabytes=500)(b"")
