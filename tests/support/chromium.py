"""Finds the browser of the browser tests, and says plainly when there is none."""

import os
import shutil

import pytest

INSTALL = "install Debian's chromium-headless-shell or chromium, or set CHROMIUM to where a Chromium is"

#: The whole browser draws windows of its own that nobody sees, which takes it longer than most pages.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")


def path() -> str | None:
    """Return where Chromium is on this machine."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


class LeftOut:
    """Leaves out the browser tests where there is no browser, and lists them at the end of the run."""

    def __init__(self) -> None:
        self.tests: set[str] = set()

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Keep only the tests that need no browser."""
        left_out = [item for item in items if "browser_name" in getattr(item, "fixturenames", ())]
        items[:] = [item for item in items if item not in left_out]
        self.tests.update(item.nodeid for item in left_out)
        config.hook.pytest_deselected(items=left_out)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Tell the process that reports what a worker left out."""
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["left_out"] = sorted(self.tests)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        """Hear it from a worker."""
        self.tests.update(getattr(node, "workeroutput", {}).get("left_out", []))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was left out and what to do about it."""
        if self.tests:
            terminalreporter.section(f"{len(self.tests)} browser tests left out: no Chromium was found", yellow=True)
            for test in sorted(self.tests):
                terminalreporter.line(f"  {test}")
            terminalreporter.line(f"To run them, {INSTALL}.")
