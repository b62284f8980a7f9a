"""Programs in a process of their own, and what they may take."""

from pathlib import Path

import pytest

from files.child_processes import Busy, ChildProgram, NotDone
from files.turns import Turns

HERE = "tests.files.programs"


def test_it_gives_back_what_the_program_makes() -> None:
    assert ChildProgram(f"{HERE}.upper", seconds=10, megabytes=500, turns=Turns())("é".encode()) == "É".encode()


@pytest.mark.parametrize("program", ["endless", "greedy", "broken"])
def test_one_that_takes_too_much_or_fails_is_ended(program: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NotDone):
        ChildProgram(f"{HERE}.{program}", seconds=1, megabytes=300, turns=Turns())(b"a secret")
    assert "secret" not in caplog.text


def test_few_run_at_a_time_and_few_wait() -> None:
    one = Turns(waiting=1, seconds=0.001)
    program = ChildProgram(f"{HERE}.upper", seconds=10, megabytes=500, turns=one)
    with one.taken(), pytest.raises(Busy):
        program(b"")
    assert program(b"a") == b"A"


def test_lines_come_as_they_are_made_and_the_program_ends_with_the_block() -> None:
    program = ChildProgram(f"{HERE}.counting", seconds=20, megabytes=500, turns=Turns())
    with program.lines(b"3", "sheep") as lines:
        assert list(lines) == [b"0 sheep\n", b"1 sheep\n", b"2 sheep\n"]
    with program.lines(b"0", "sheep") as endless:
        assert next(endless) == b"0 sheep\n"


def test_a_file_is_given_as_it_is(tmp_path: Path) -> None:
    program = ChildProgram(f"{HERE}.counting", seconds=20, megabytes=500, turns=Turns())
    (tmp_path / "number").write_bytes(b"2")
    with (tmp_path / "number").open("rb") as file, program.lines(file, "sheep") as lines:
        assert len(list(lines)) == 2


def test_lines_of_a_program_that_fails_end_with_an_error() -> None:
    program = ChildProgram(f"{HERE}.counting", seconds=20, megabytes=500, turns=Turns())
    with program.lines(b"no number", "sheep") as lines, pytest.raises(NotDone):
        list(lines)


def test_half_a_line_is_none() -> None:
    program = ChildProgram(f"{HERE}.breaking_off", seconds=20, megabytes=500, turns=Turns())
    with program.lines(b"") as lines:
        assert next(lines) == b"whole\n"
        with pytest.raises(NotDone):
            next(lines)


def test_it_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "a secret")
    assert b"SECRET" not in ChildProgram(f"{HERE}.environment", seconds=10, megabytes=500, turns=Turns())(b"")
