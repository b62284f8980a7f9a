"""What is deployed and what is documented name the same settings, and only those that are read."""

import ast
import re
from pathlib import Path

import yaml

from config.slow_clients import THREADS, WAITING
from tests.support.template_database import REPOSITORY

#: Variables of Python and of the operating system, and of the database that compose.yaml starts.
NOT_OURS = {
    *("PATH", "PYTHONPATH", "PYTHONSAFEPATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "MALLOC_ARENA_MAX"),
    *("PIP_DISABLE_PIP_VERSION_CHECK", "PIP_NO_CACHE_DIR", "PIP_NO_INPUT"),
    *("POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "POSTGRES_INITDB_ARGS"),
}
NAME = re.compile(r"[A-Z][A-Z0-9_]+\Z")


def read_by_the_service() -> set[str]:
    """The variables that `config/` reads, from its own text."""
    names = set()
    for path in (REPOSITORY / "config").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and call.args and isinstance(call.func, ast.Attribute):
                first, owner = call.args[0], ast.unparse(call.func.value)
                if owner in {"environment", "os.environ"} and isinstance(first, ast.Constant):
                    names.add(str(first.value))
    # What the commands of `make`, and the server, set for their own children.
    return {each for each in names if NAME.match(each)} - {"DJANGO_SETTINGS_MODULE", "PYTHONPATH"}


def documented() -> set[str]:
    text = (REPOSITORY / "docs" / "operations.md").read_text()
    rows = re.findall(r"^\| (`[A-Z].*?) \|", text, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([A-Z0-9_]+)`", row)}


def assigned(text: str) -> set[str]:
    """The variables that a file of settings, a unit or a Dockerfile sets."""
    lines = [line.strip() for line in text.splitlines() if not line.lstrip().startswith("# ")]
    return {name for line in lines for name in re.findall(r"(?:^#?|[ =])([A-Z][A-Z0-9_]+)=", line)}


def test_every_setting_is_documented_and_nothing_else() -> None:
    assert documented() == read_by_the_service()


def test_what_is_deployed_sets_only_what_is_read() -> None:
    known = read_by_the_service() | NOT_OURS
    files: list[Path] = [
        REPOSITORY / "Dockerfile",
        *(REPOSITORY / "deploy").rglob("*.*"),
        REPOSITORY / "deploy/environment",
    ]
    for path in (each for each in files if each.is_file() and each.suffix not in {".sh", ".service", ".timer"}):
        assert assigned(path.read_text()) <= known, path
    services = yaml.safe_load((REPOSITORY / "compose.yaml").read_text())["services"]
    for name, service in services.items():
        assert service.get("environment", {}).keys() <= known, name


def test_what_is_deployed_names_what_is_there() -> None:
    """Units and images start modules, commands and files by name, which nothing else would miss."""
    text = "".join(path.read_text() for path in (REPOSITORY / "deploy").rglob("*") if path.is_file())
    text += (REPOSITORY / "Dockerfile").read_text() + (REPOSITORY / "compose.yaml").read_text()

    modules = set(re.findall(r"-m\W+(config\.\w+)", text))
    units = set(re.findall(r"^Unit=(.+)$", text, re.MULTILINE))

    assert modules == {"config.server"}
    assert (REPOSITORY / "config" / "server.py").exists()
    for unit in units:
        folder = REPOSITORY / "deploy" / "systemd"
        job = re.sub(r"@.*\.", "@.", unit)
        assert (folder / job).exists(), unit


def test_every_container_of_ours_gets_the_settings_and_every_daily_job_can_be_run() -> None:
    services = yaml.safe_load((REPOSITORY / "compose.yaml").read_text())["services"]
    ours = {name: service for name, service in services.items() if service["image"] == "equity-evidence"}
    assert ours.keys() == {"web", "migrate", "manage", "backup"}
    assert {service["env_file"] for service in ours.values()} == {".env"}
    assert ours["manage"]["entrypoint"] == [".venv/bin/python", "manage.py"]


def test_nginx_listens_over_ipv6_too_and_limits_its_networks() -> None:
    text = (REPOSITORY / "deploy" / "nginx.conf").read_text()
    listens = re.findall(r"^    listen (.*);", text, re.MULTILINE)
    assert len(listens) == 8
    assert {each for each in listens if "[" not in each} == {
        each.removeprefix("[::]:") for each in listens if "[" in each
    }
    assert set(re.findall(r"^limit_\w+ (\S+)", text, re.MULTILINE)) == {"$client"}


def test_the_unit_has_room_for_all_threads_in_a_reload() -> None:
    unit = (REPOSITORY / "deploy" / "systemd" / "equity-evidence-web.service").read_text()
    most = int(re.findall(r"^TasksMax=(\d+)$", unit, re.MULTILINE)[0])
    # Each body that is awaited has a second thread; sixteen more are the server's own. Two processes become four.
    assert most >= (THREADS + WAITING + 16) * 2 * 2
