"""Cells that are safe to open in a spreadsheet."""

from typing import Any

# What a spreadsheet would take as the start of a formula: OWASP, “CSV injection”.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: text that would start one follows an apostrophe."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
