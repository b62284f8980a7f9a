"""The script that puts a release in, with programs in place of pip, the migration and systemd that say how they ran."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.template_database import REPOSITORY

#: What the script compares, of each release.
PARTS = ("requirements.lock", "config/server.py", "config/slow_clients.py")


class Machine:
    """A machine with release v1 in use and v2 built, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.home, self.etc, self.programs = folder / "home", folder / "etc", folder / "programs"
        self.ran = folder / "ran"
        (self.etc / "equity-evidence").mkdir(parents=True)
        self.environment = self.etc / "equity-evidence" / "environment"
        self.environment.write_text("SECRET_KEY=x\n#SENTRY_DSN=\n")
        self.program(self.programs / "systemctl")
        self.program(self.programs / "git", "echo v2")
        self.former, self.release = self.built("v1"), self.built("v2")
        shutil.copytree(self.former / "deploy" / "systemd", self.etc / "systemd" / "system")
        (self.home / "current").symlink_to(self.former)

    def program(self, path: Path, command: str = "") -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\necho "{path.name} $*" >>{self.ran}\n{command}\n')
        path.chmod(0o755)

    def built(self, name: str) -> Path:
        release = self.home / "releases" / name
        shutil.copytree(REPOSITORY / "deploy", release / "deploy")
        self.program(release / "deploy" / "manage.sh")
        self.program(release / ".venv" / "bin" / "pip")
        (release / "config").mkdir()
        for part in PARTS:
            shutil.copy(REPOSITORY / part, release / part)
        (release / ".complete").touch()
        return release

    def put_in(self) -> str:
        """What the script says when v2 is put in."""
        variables = {
            "PATH": f"{self.programs}:{os.environ['PATH']}",
            "SERVICE_HOME": str(self.home),
            "SERVICE_ETC": str(self.etc),
        }
        script = REPOSITORY / "deploy" / "release.sh"
        done = subprocess.run([script, "v2"], env=variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert (self.home / "current").resolve() == self.release
        return done.stdout

    def has_run(self) -> str:
        return self.ran.read_text()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_what_differs_in_nothing_is_reloaded(machine: Machine) -> None:
    said = machine.put_in()
    assert "migrate" in machine.has_run()
    assert "systemctl reload-or-restart equity-evidence-web" in machine.has_run()
    assert "pip" not in machine.has_run()
    assert "copy" not in said


def test_the_package_that_reports_errors_is_installed_where_it_is_needed(machine: Machine) -> None:
    machine.environment.write_text("SENTRY_DSN=https://key@sentry.example/1\n")
    machine.put_in()
    assert f"-r {machine.release}/requirements-monitoring.lock" in machine.has_run()


def test_a_unit_that_is_not_as_in_the_release_is_named(machine: Machine) -> None:
    unit = "equity-evidence-web.service"
    (machine.release / "deploy" / "systemd" / unit).write_text("[Service]\n")
    said = machine.put_in()
    assert f"{unit} is not as in this release: copy it from {machine.home}/current/deploy/systemd" in said
    assert said.count("is not as in this release") == 1


def test_what_changed_in_a_file_that_is_filled_in_is_shown(machine: Machine) -> None:
    with (machine.release / "deploy" / "environment").open("a") as example:
        example.write("#NEW_SETTING=\n")
    said = machine.put_in()
    assert "+#NEW_SETTING=" in said
    assert "Bring this change into your own copy of environment." in said
    assert "own copy of nginx.conf" not in said


@pytest.mark.parametrize("part", PARTS)
def test_a_server_that_changed_starts_anew(machine: Machine, part: str) -> None:
    """A reload would start processes of the new release from the first process of the old one."""
    text = (machine.release / part).read_text()
    (machine.release / part).write_text(text.replace("granian==", "granian==9", 1) + "# changed\n")
    assert "Restarting the service" in machine.put_in()
    assert "systemctl restart equity-evidence-web" in machine.has_run()


def test_before_the_first_start_no_unit_is_asked_for(machine: Machine) -> None:
    (machine.home / "current").unlink()
    shutil.rmtree(machine.etc / "systemd")
    machine.program(machine.programs / "systemctl", "exit 1")
    assert "is not as in this release" not in machine.put_in()
    assert "start equity" not in machine.has_run()
