"""What a process loads before it answers."""

import os
import subprocess
import sys

# Each takes long to load, and is needed by few requests and commands.
HEAVY = (
    "altair",
    "bibtexparser",
    "citeproc",
    "docx",
    "icalendar",
    "lxml",
    "typst",
    "openpyxl",
    "pylatexenc",
    "symspellpy",
    "textstat",
    "vl_convert",
)
LOADED = """
import sys, django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
print(*sys.modules)
"""


def test_heavy_libraries_are_loaded_where_they_are_used() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    answer = subprocess.run([sys.executable, "-c", LOADED], env=environment, capture_output=True, text=True, check=True)

    assert "pages.urls" in answer.stdout
    assert set(HEAVY) & set(answer.stdout.split()) == set()
