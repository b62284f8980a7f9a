"""LaTeX as plain text."""

import logging
import re
import unicodedata
from collections import Counter
from typing import Any

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)

_latex = get_default_latex_context_db()
_latex.add_context_category(
    "signs",
    prepend=True,
    macros=[
        # The library reads this macro as an accent, and does not know the others.
        MacroTextSpec("textasciicircum", simplify_repl="^"),
        MacroTextSpec("textless", simplify_repl="<"),
        MacroTextSpec("textgreater", simplify_repl=">"),
        MacroTextSpec("textbar", simplify_repl="|"),
        MacroTextSpec("texteuro", simplify_repl="€"),
        MacroTextSpec("texttimes", simplify_repl="×"),
        # The library says “< g r a p h i c s >”, whose letters may be those of what it leaves out.
        MacroTextSpec("includegraphics", simplify_repl=""),
    ],
)
#: What sets how the text around it looks, and says nothing itself.
APPEARANCE = frozenset(
    {
        *("it", "bf", "em", "sc", "sl", "rm", "sf", "tt", "itshape", "bfseries", "scshape", "upshape", "normalfont"),
        *("small", "large", "Large", "relax", "protect", "noindent", "xspace", "noopsort", "displaystyle", "centering"),
        *(",", ";", ":", "!", "/", "-", "@", " ", "\n", "left", "right", "limits", "mathsurround"),
    }
)


MACRO_NAME = re.compile(r"\\(?:(?:begin|end)\s*\{[^{}]*\}|[A-Za-z]+)")


def letters(text: str) -> Counter[str]:
    """The letters and digits of a text, without accents, and how often each stands in it."""
    return Counter(sign for sign in unicodedata.normalize("NFKD", text).casefold() if sign.isalnum())


def letters_in(latex: str) -> Counter[str]:
    """The same of LaTeX, without the names of its macros."""
    return letters(MACRO_NAME.sub("", latex))


class _Decoder(LatexNodes2Text):
    """Decodes LaTeX; a macro that the library does not know keeps its arguments or, having none, stays as written."""

    def macro_node_to_text(self, node: Any) -> str:
        text: str = super().macro_node_to_text(node)
        if arguments := [each for each in getattr(node.nodeargd, "argnlist", None) or () if each is not None]:
            if not text:
                return " ".join(filter(None, (self.nodelist_to_text([each]) for each in arguments)))
            is_whole = letters_in("".join(each.latex_verbatim() for each in arguments)) <= letters(text)
            return text if is_whole else str(node.latex_verbatim())
        is_known = self.latex_context.get_macro_spec(node.macroname) or node.macroname in APPEARANCE
        has_group = node.parsing_state.s[node.pos + node.len :].startswith("{")
        is_template = "%" in text and node.macroname != "%"
        if (text and not is_template) or (not text and (is_known or has_group)):
            return text
        return str(node.latex_verbatim())


decoded_latex = _Decoder(
    latex_context=_latex, math_mode="text", keep_comments=True, strict_latex_spaces="macros"
).latex_to_text
