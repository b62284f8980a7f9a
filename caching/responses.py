"""Responses as they are cached: a body in one encoding, its headers, and what tells it from another."""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

#: By the name in Content-Encoding, best first.
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
    "": bytes,
}
DECODERS: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
#: Content types that compressing makes smaller, by how they begin.
COMPRESSIBLE = (
    *("text/", "application/json", "application/vnd.citationstyles.csl+json", "image/svg"),
    *("application/x-bibtex", "application/x-research-info-systems"),
)

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A response in one encoding."""

    body: bytes
    encoding: str  # as in Content-Encoding; empty if the body is not encoded
    etag: str  # of the body before it was encoded
    headers: Headers

    @classmethod
    def of(cls, body: bytes, headers: Headers) -> "CachedResponse":
        """The response with a body that is not encoded."""
        return cls(body, "", hashlib.sha256(body).hexdigest()[:32], headers)

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes, with the key that it is cached under."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + 3_000

    @property
    def is_compressible(self) -> bool:
        """Whether compressing makes it smaller."""
        return dict(self.headers)["Content-Type"].startswith(COMPRESSIBLE)

    def encoded(self, encoding: str) -> "CachedResponse":
        """The same response in another encoding, if compressing makes it smaller."""
        if encoding == self.encoding or not self.is_compressible:
            return self
        body = ENCODERS[encoding](DECODERS[self.encoding](self.body))
        return replace(self, body=body, encoding=encoding)

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        """The answer to a request: this response, or 304 if the client has it already."""
        response = HttpResponse(self.body, headers=dict(self.headers))
        if self.encoding:
            response.headers["Content-Encoding"] = self.encoding
        response.headers["Content-Length"] = str(len(self.body))
        response.headers["ETag"] = f'"{self.etag}{f"-{self.encoding}" if self.encoding else ""}"'
        return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


class Serializer:
    """How the shared cache stores a response: a line of JSON and the body, so that reading it can run no code."""

    def dumps(self, response: CachedResponse) -> bytes:
        """The response as bytes."""
        return json.dumps([response.encoding, response.etag, response.headers]).encode() + b"\n" + response.body

    def loads(self, stored: bytes) -> CachedResponse:
        """The response that was stored. Raises ValueError for anything else."""
        head, _, body = stored.partition(b"\n")
        encoding, etag, headers = json.loads(head)
        return CachedResponse(body, encoding, etag, tuple((name, value) for name, value in headers))


def best_encoding(accepted: str) -> str:
    """The first of our encodings that an ``Accept-Encoding`` header names and does not refuse, or else none."""
    weights = dict(_weights(accepted.replace(" ", "").lower().split(",")))
    return next((each for each in ENCODERS if weights.get(each, 0) > 0), "")


def _weights(names: Iterable[str]) -> Iterator[tuple[str, float]]:
    for each in names:
        name, _, weight = each.partition(";q=")
        try:
            yield name, float(weight or 1)
        except ValueError:
            yield name, 0
