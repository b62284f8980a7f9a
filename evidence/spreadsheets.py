"""Cells that are safe to open in a spreadsheet."""

import re
from typing import Any

# What a spreadsheet would take as the start of a formula: OWASP, “CSV injection”.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: text that would start one follows an apostrophe."""
    if not isinstance(value, str) or NUMBER.fullmatch(value):
        return value
    return f"'{value}" if value.startswith(FORMULA_STARTS) or value.lstrip().startswith(FORMULA_STARTS) else value
