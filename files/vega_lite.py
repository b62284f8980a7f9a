"""Pictures described in Vega-Lite, drawn in a process of their own: the drawing lets no other thread of a process run.

A small chart on a page is drawn in the server's own process all the same, where it takes a tenth of a second, and a
process of its own would take a whole one.
"""

import json
from typing import Any

from files.child_processes import ChildProgram
from files.turns import PICTURES

#: The longest that a drawing may take. The largest map takes some two seconds.
SECONDS = 30

# What it draws is ours, and its engine reserves far more address space than it uses.
_draw = ChildProgram(__name__, seconds=SECONDS, megabytes=None, turns=PICTURES)


def svg_of(spec: dict[str, Any]) -> str:
    """A picture as SVG. Raises :class:`files.child_processes.NotDone`."""
    return _draw(json.dumps({"spec": spec}).encode()).decode()


def png_of(svg: str, scale: float) -> bytes:
    """A picture in points, so many times as fine as its units. Raises :class:`files.child_processes.NotDone`."""
    return _draw(json.dumps({"svg": svg, "scale": scale}).encode())


def run(given: bytes) -> bytes:
    """Draw either, in the process of its own."""
    import vl_convert

    asked = json.loads(given)
    if "spec" in asked:
        return vl_convert.vegalite_to_svg(asked["spec"]).encode()
    return vl_convert.svg_to_png(asked["svg"], scale=asked["scale"])
