"""What an answer of the site says, as text that is the same for the same code."""

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import lxml.html
from django.apps import apps
from openpyxl import load_workbook

INLINE = re.compile("a|abbr|b|br|cite|code|dfn|em|i|kbd|mark|q|s|small|span|strong|sub|sup|time|u|wbr")
STRUCTURE = re.compile(
    "h[1-6]|[uod]l|table|tr|form|fieldset|legend|button|input|select|option|textarea|details|summary|nav|main|svg|"
    "blockquote|hr"
)
KEPT = re.compile(
    "href|src|action|method|enctype|formaction|name|type|value|checked|selected|multiple|disabled|required|maxlength|"
    "placeholder|alt|title|datetime|lang|id|for|form|label|colspan|rowspan|scope|open|hidden|role|rel|content|target|"
    "download|accept|autocomplete|inputmode|pattern|tabindex|aria-(label|current|sort|describedby|labelledby)|"
    "data-(total|count|filter|value)"
)
# What each answer has anew: tokens of forms, and the key of a new device for signing in.
SECRETS = {"csrfmiddlewaretoken", "previewed", "key", "initial-key"}
HEADERS_LEFT_OUT = {"Content-Length", "ETag", "Last-Modified", "Expires"}


def words_that_differ(moved: Iterable[str]) -> Callable[[str], str]:
    """What takes out of a text whatever two takes of the same code differ in."""
    labels, models = "|".join(apps.app_configs), "|".join(moved)
    days = [datetime.now(UTC) + timedelta(days=n) for n in (-1, 0, 1)]
    formats = ("{0.day} {0:%B %Y}", "{0.day} {0:%b}. {0:%Y}", "{0:%Y-%m-%d}")
    today = "|".join(re.escape(form.format(day)) for day in days for form in formats)
    rules = [
        (r"/admin/r/\d+/", "/admin/r/N/"),
        (rf"/admin/\w+/(?=(?:{models})/)", "/admin/*/"),
        (rf"\b(?:{labels})([._-])(?=(?:{models})\b)", r"*\1"),
        (rf"app_label=\w+(?=&model_name=(?:{models})\b)", "app_label=*"),
        # The database's own clock does not stand still.
        (rf"(?:{today})(?:(?:, | at |T| )\d\d?(?:[:.]\d\d)*(?:\.\d+)?(?: ?[ap]\.m\.)?(?:Z|\+\d\d:\d\d)?)?", "{now}"),
        (r"(?:\d+[\s\xa0](?:minute|hour|day|week|month|year)s?(?:, )?)+ ago", "{ago}"),
    ]
    patterns = [(re.compile(pattern), replacement) for pattern, replacement in rules]

    def without(text: str) -> str:
        """The text without it."""
        for pattern, replacement in patterns:
            text = pattern.sub(replacement, text)
        return text

    return without


def lines_of_html(root: Any) -> Iterator[str]:
    """A page's text in order, with its structure, addresses and controls, each on a line of its own."""
    words: list[str] = []

    def text() -> Iterator[str]:
        if line := " ".join("".join(words).split()):
            yield line
        words.clear()

    def walk(node: Any) -> Iterator[str]:
        if not isinstance(node.tag, str) or node.tag == "style":
            return
        kept = {name: value for name, value in node.items() if KEPT.fullmatch(name)}
        if node.get("name") in SECRETS:
            kept.pop("value", None)
        is_told = bool(kept) or STRUCTURE.fullmatch(node.tag)
        is_line = is_told or not INLINE.fullmatch(node.tag)
        if is_line:
            yield from text()
        if is_told:
            attributes = "".join(f' {name}="{" ".join(value.split())}"' for name, value in sorted(kept.items()))
            yield f"<{node.tag}{attributes}>"
        if node.tag == "script" and "json" in node.get("type", "") and node.text:
            yield json.dumps(json.loads(node.text), indent=1, sort_keys=True, ensure_ascii=False)
            return
        words.append(node.text or "")
        for child in node:
            yield from walk(child)
            words.append(child.tail or "")
        if is_line:
            yield from text()

    yield from walk(root)


def html_of(response: Any) -> Any:
    """A page as a tree."""
    return lxml.html.document_fromstring(response.content.decode())


def text_of(response: Any) -> str:
    """What an answer says: its status and headers, then its body as text."""
    headers = [
        # The directives of this one come in any order.
        f"{name}: {'; '.join(sorted(value.split('; '))) if name == 'Content-Security-Policy' else value}"
        for name, value in sorted(response.items())
        if name not in HEADERS_LEFT_OUT
    ]
    body, kind = response.getvalue(), response.get("Content-Type", "").split(";")[0]
    if kind == "text/html" and body.strip():
        lines = list(lines_of_html(html_of(response)))
    elif kind.endswith("json") and body:
        lines = [json.dumps(json.loads(body), indent=1, sort_keys=True, ensure_ascii=False)]
    elif kind == "image/svg+xml":
        lines = [re.sub(rb">\s*<", b">\n<", body).decode()]
    elif kind.endswith("spreadsheetml.sheet"):
        sheets = load_workbook(io.BytesIO(body))
        lines = [f"{sheet.title}!{cell.coordinate}: {cell.value}" for sheet in sheets for row in sheet for cell in row]
    elif kind.startswith("text/") or kind.endswith(("javascript", "ris", "bibtex")):
        lines = body.decode("utf-8-sig").splitlines()
    else:
        lines = [f"sha256 {hashlib.sha256(body).hexdigest()}"]
    return "\n".join([str(response.status_code), *headers, "", *lines]) + "\n"
