"""What no page can be faster than: whitenoise giving a file that has the page's size, served as the service is.

It serves the files of the folder that ``FLOOR_FOLDER`` names.
"""

import os
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from benchmarks.servers import FOLDER, Subject, free_port, granian, serving

NAME = "whitenoise"
FILES = FOLDER / "files"


def _not_found(environ: Any, start_response: Any) -> Iterable[bytes]:
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [b""]


def application(environ: Any, start_response: Any) -> Iterable[bytes]:
    """The WSGI application."""
    return _files(environ, start_response)


_files: Any = WhiteNoise(_not_found, root=os.environ.get("FLOOR_FOLDER"))


def serve(bodies: Mapping[str, bytes]) -> AbstractContextManager[Subject]:
    """Serve a file for each page, with the page's body, compressed beforehand as whitenoise does."""
    FILES.mkdir(parents=True, exist_ok=True)
    for left in FILES.iterdir():
        left.unlink()
    compressor = Compressor(quiet=True)
    paths = {}
    for page, body in bodies.items():
        path = FILES / f"{page.replace(' ', '-').replace(',', '')}.html"
        path.write_bytes(body)
        list(compressor.compress(str(path)))
        paths[page] = [f"/{path.name}"]
    port = free_port()
    return serving(
        NAME,
        granian("benchmarks.floor:application", port),
        paths=paths,
        port=port,
        environment={"FLOOR_FOLDER": str(Path(FILES))},
    )
