"""Lists without filters as files, and the whole base as one."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from evidence import knowledge_exports, study_exports
from evidence.citations import reference_to_list
from evidence.models import CaseStudy, Definition, Resource, Source, Study
from files.about_exports import LICENCE, LICENCE_NAME, AboutExport, content_version
from files.content_types import CSV
from files.zip_streams import zip_parts
from lists.links import address
from recommendations import exports
from recommendations.briefings import CAUTION
from recommendations.filters import DOCUMENT_ORDER
from recommendations.models import Recommendation
from workforce import statistics_exports, wres_exports
from workforce.models import Observation, Statistic

CSVWriter = Callable[[Any, Callable[[str], str]], Iterator[bytes]]


def _statistics() -> QuerySet[Statistic]:
    return Statistic.objects.published().in_document_order()


def _csv_view(name: str, rows: Callable[[], QuerySet[Any]], csv: CSVWriter) -> Callable[..., StreamingHttpResponse]:
    """A view of all rows of a kind as CSV."""

    def view(request: HttpRequest) -> StreamingHttpResponse:
        return attached(csv(rows(), request.build_absolute_uri), CSV, f"{name}-{timezone.localdate()}.csv")

    return view


statistics_csv = _csv_view("statistics", _statistics, statistics_exports.csv)


def evidence_base_zip(request: HttpRequest) -> StreamingHttpResponse:
    """The whole base as one zip."""
    today = timezone.localdate()
    parts = zip_parts(_with_checksums(_files(request)), today)
    return attached(parts, "application/zip", f"equity-evidence-{today}.zip")


def attached(parts: Iterable[bytes], content_type: str, name: str) -> StreamingHttpResponse:
    """A response that streams the parts of a file."""
    response = StreamingHttpResponse(parts, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _files(request: HttpRequest) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The files of the base but for the checksums."""
    absolute, today = request.build_absolute_uri, timezone.localdate()
    title, home = f"The {settings.SERVICE_NAME} base", absolute(address("home"))
    about = AboutExport(
        service=settings.SERVICE_NAME,
        title=title,
        address=home,
        made_on=today,
        version=content_version(),
        citation=reference_to_list(title, home, read_on=today),
        caution=CAUTION,
    )
    recommendations = Recommendation.objects.published().order_by(*DOCUMENT_ORDER, "pk")
    studies = Study.objects.published().order_by("position", "label", "pk")
    said = "\n\n".join(f"{name}\n{text}" for name, text in about.lines())
    yield "README.txt", [f"{said}\n\n{CONTENTS}".encode()]
    yield "CITATION.txt", [f"{about.citation}\n".encode()]
    yield "LICENCE.txt", [_LICENCE_TEXT.format(service=settings.SERVICE_NAME).encode()]
    yield "recommendations.csv", exports.csv_of(recommendations, absolute)
    yield "recommendations.json", exports.json_of(recommendations, absolute, about)
    yield "studies.csv", study_exports.csv(studies, absolute)
    yield "studies.csl.json", map(str.encode, study_exports.csl_json_parts(studies))
    cases = CaseStudy.objects.published().in_document_order()
    yield "case-studies.csv", knowledge_exports.case_studies_csv(cases, absolute)
    resources = Resource.objects.published().order_by("title", "pk")
    yield "resources.csv", knowledge_exports.resources_csv(resources, absolute)
    yield "statistics.csv", statistics_exports.csv(_statistics(), absolute)
    yield "wres-values.csv", wres_exports.csv(Observation.objects.published(), absolute)
    definitions = Definition.objects.published().order_by("term", "source__position", "pk")
    yield "glossary.csv", knowledge_exports.definitions_csv(definitions, absolute)
    yield "sources.csv", knowledge_exports.sources_csv(Source.objects.published().order_by("position", "pk"), absolute)


CONTENTS = """The files
README.txt: this file
CITATION.txt: how to cite the base
LICENCE.txt: how you may use it
*.csv: the entries of each kind, and the published values of the WRES, for spreadsheets (UTF-8)
recommendations.json: the recommendations, with lists for what is several
studies.csl.json: the studies as references, for Zotero and other programs
SHA256SUMS: a checksum of each file; “sha256sum -c SHA256SUMS” proves that they are whole
"""
_LICENCE_TEXT = f"""{LICENCE_NAME}
{LICENCE}

You may share and change our words, also commercially, if you name {{service}} and the source of the entry, and say what
you changed. The source documents belong to their publishers.
"""


def _with_checksums(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The files, and a last one with the checksum of each, as ``sha256sum`` reads it."""
    sums: dict[str, Any] = {}

    def summed(name: str, parts: Iterable[bytes]) -> Iterator[bytes]:
        sums[name] = hashlib.sha256()
        for part in parts:
            sums[name].update(part)
            yield part

    for name, parts in files:
        yield name, summed(name, parts)
    yield "SHA256SUMS", ["".join(f"{each.hexdigest()}  {name}\n" for name, each in sums.items()).encode()]
