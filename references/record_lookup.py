"""A program: asks a service for one record by its number, in a process of its own.

It takes the service, the address to ask and what to call itself, as JSON, and makes one line: what the record says, or
why there is none. It goes to that address alone: an answer that leads elsewhere is a problem, and is not followed.
"""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import requests

from references import csl_json, pubmed_xml
from references.reference import RawRecord, Reference, Refused, Unreadable

#: Seconds to connect, and to wait for each part of the answer.
TIMEOUT = (5, 8)
#: Far more than a record has.
MOST_BYTES = 2_000_000
NOT_FOUND = "It has no record with this number."
NO_RECORD = "What it answered is no record that can be read."


def stream(file: BinaryIO) -> Iterator[bytes]:
    """The line about the record."""
    asked = json.loads(file.read())
    said: dict[str, Any]
    try:
        said = {"reference": _read(asked["service"], _fetched(asked["address"], asked["agent"])).as_json()}
    except (Refused, Unreadable) as error:
        said = {"problem": str(error)}
    yield json.dumps(said).encode() + b"\n"


def _fetched(address: str, agent: str) -> bytes:
    """What is at an address. Raises Refused."""
    try:
        with requests.Session() as session:
            # No proxy or .netrc of the user who runs this.
            session.trust_env = False
            with session.get(
                address, headers={"User-Agent": agent}, timeout=TIMEOUT, stream=True, allow_redirects=False
            ) as answer:
                _check(answer.status_code)
                body = b""
                for part in answer.iter_content(65_536):
                    body += part
                    if len(body) > MOST_BYTES:
                        raise Refused("Its answer is longer than any record.")
                return body
    except requests.Timeout:
        raise Refused("It did not answer in time. Try again later.") from None
    except requests.RequestException:
        raise Refused("It cannot be reached just now. Try again later.") from None


def _check(status: int) -> None:
    # PubMed calls a number that it does not have a bad request.
    if status in (400, 404, 410):
        raise Refused(NOT_FOUND)
    if 300 <= status < 400:
        raise Refused("It leads to another address, which is not asked.")
    if status == 429:
        raise Refused("It asked to be left alone for a while. Try again later.")
    if status != 200:
        raise Refused(f"It answers with an error ({status}). Try again later.")


def _read(service: str, body: bytes) -> Reference:
    try:
        return READERS[service](body)
    except (Refused, Unreadable):
        raise
    except Exception as error:
        raise Unreadable(NO_RECORD) from error


def _crossref(body: bytes) -> Reference:
    message = json.loads(body)["message"]
    if not isinstance(message, dict):
        raise Unreadable(NO_RECORD)
    return csl_json.read(RawRecord(0, json.dumps(message)))


def _pubmed(body: bytes) -> Reference:
    record = next(pubmed_xml.split_records(io.BytesIO(body)), None)
    if record is None:
        raise Refused(NOT_FOUND)
    if record.text.startswith("<!--"):
        raise Unreadable(NO_RECORD)
    return pubmed_xml.read(record)


READERS: dict[str, Callable[[bytes], Any]] = {"crossref": _crossref, "pubmed": _pubmed}
