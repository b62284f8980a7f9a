"""Typesets a document: reads it as JSON and writes a PDF. As a program, it can be ended when it takes too long."""

import datetime
import json
from pathlib import Path
from typing import Any, Literal

import manimgx_fonts
import typst

TEMPLATE = Path(__file__).parent / "document.typ"
FONTS = Path(manimgx_fonts.__file__).parent


def typeset(data: dict[str, Any]) -> bytes:
    """The PDF of a document; ``data`` is what :func:`files.pdf_files.as_data` gives."""
    try:
        return _compiled(data, "ua-1")
    except typst.TypstError:
        # PDF/UA allows no character without a shape, and no set of fonts has them all. It is tagged without it, too.
        return _compiled(data, "1.7")


def run(given: bytes) -> bytes:
    """The PDF of a document as JSON."""
    return typeset(json.loads(given))


def _compiled(data: dict[str, Any], standard: Literal["ua-1", "1.7"]) -> bytes:
    return typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[FONTS]),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(data), "standard": standard},
        pdf_standards=standard,
        timestamp=datetime.datetime.fromisoformat(data["day"]).replace(tzinfo=datetime.UTC),
    )
