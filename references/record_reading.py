"""A program: reads records of files of references, in a process of its own.

Each line that it takes is a record's line and text as JSON, and each that it makes is what the record says, or why it
cannot be read. It reads as many as it has time for.
"""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from references.files import read
from references.reference import RawRecord, Unreadable

#: Of processor time for a record. Real ones take some milliseconds; LaTeX can be made to take minutes.
SECONDS_A_RECORD = 3
#: After so long no further record is begun.
SECONDS = 20
TOO_COMPLICATED = "It is too complicated to read. Correct it in the file, or add the study by hand."


class _TakesTooLong(BaseException):
    """That a record took its time; no library takes it for an error of its own."""


def stream(file: BinaryIO, format_name: str) -> Iterator[bytes]:
    """The lines about records of a format."""
    signal.signal(signal.SIGPROF, _end)
    until = time.monotonic() + SECONDS
    for given in file:
        yield json.dumps(_read(format_name, RawRecord(*json.loads(given)))).encode() + b"\n"
        if time.monotonic() > until:
            return


def _read(format_name: str, raw: RawRecord) -> dict[str, Any]:
    try:
        with _timed():
            return {"reference": read(format_name, raw).as_json()}
    except Unreadable as error:
        return {"unreadable": str(error)}
    except (_TakesTooLong, MemoryError):
        return {"unreadable": TOO_COMPLICATED}


@contextmanager
def _timed() -> Iterator[None]:
    # And again each second, since a library may swallow the first.
    signal.setitimer(signal.ITIMER_PROF, SECONDS_A_RECORD, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _end(*_: Any) -> None:
    raise _TakesTooLong
