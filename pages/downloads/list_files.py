"""The files that a list can be taken away as: which there are, what each is for, and their views."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from evidence.citations import reference_to_list
from files.about_exports import AboutExport, content_version
from lists.filter_sets import ListFilterSet
from lists.links import address
from lists.list_pages import ListPage, download


@dataclass(frozen=True)
class MadeFrom:
    """What a file is made from."""

    listing: ListPage
    request: HttpRequest
    list_name: str
    caution: str

    @property
    def rows(self) -> QuerySet[Any]:
        """All rows of the list, in its order."""
        rows: QuerySet[Any] = self.listing.filterset.qs
        return rows

    def absolute(self, path: str) -> str:
        """The whole address of a path."""
        return self.request.build_absolute_uri(path)

    @cached_property
    def about(self) -> AboutExport:
        """What the file says of itself."""
        today = timezone.localdate()
        heading = self.listing.heading
        page = self.absolute(f"{address(self.list_name)}{self.listing.export_query.removesuffix('?')}")
        return AboutExport(
            service=settings.SERVICE_NAME,
            title=heading,
            address=page,
            made_on=today,
            version=content_version(),
            citation=reference_to_list(heading, page, read_on=today),
            caution=self.caution,
        )


@dataclass(frozen=True)
class FileFormat:
    """One of the files of a list.

    Attributes:
        suffix: The end of its address and name.
        name: What readers call it.
        use: What it is for, as it follows the name.
        content_type: Of the response.
        parts: Makes the parts of the file.
        most: How many rows it may hold; None for any number.
    """

    suffix: str
    name: str
    use: str
    content_type: str
    parts: Callable[[MadeFrom], Iterable[str | bytes]]
    most: int | None = None

    def problem_with(self, listing: ListPage) -> str:
        """Why it cannot be made of a list; empty if it can."""
        if self.most is None or listing.total <= self.most:
            return ""
        return f"{self.name} holds up to {self.most:,} {listing.plural}. Add filters to make the list shorter."


@dataclass(frozen=True)
class ListFiles:
    """The files of one list.

    Attributes:
        filterset: What decides what is in it.
        list_name: The name of the list's address; those of the files follow from it.
        noun: What one row is.
        plural: What several are.
        formats: The files, the ones that most readers want first.
        caution: What to know when reading them.
    """

    filterset: type[ListFilterSet]
    list_name: str
    noun: str
    plural: str
    formats: tuple[FileFormat, ...]
    caution: str = ""

    def name_of(self, file: FileFormat) -> str:
        """The name of the address of a file."""
        return f"{self.list_name}-{file.suffix.replace('.', '-')}"

    def view(self, file: FileFormat) -> Callable[[HttpRequest], HttpResponseBase]:
        """The view of a file: all rows, or 400 with the reason."""

        def view(request: HttpRequest) -> HttpResponseBase:
            listing = ListPage(self.filterset(request.GET), request.GET, self.noun, self.plural)
            problem = file.problem_with(listing)
            is_possible = not (listing.filterset.error_list or problem)
            parts = file.parts(MadeFrom(listing, request, self.list_name, self.caution)) if is_possible else ()
            return download(listing.filterset, self.list_name, file.suffix, file.content_type, parts, problem)

        return view

    def offered(self, listing: ListPage) -> list[dict[str, str]]:
        """The files of a list as its page offers them.

        Returns::

            [{"name": "Excel", "use": "to sort, filter and print", "href": "/recommendations.xlsx?…", "problem": ""}, …]
        """
        return [
            {
                "name": each.name,
                "use": each.use,
                "href": f"{address(self.name_of(each))}{listing.export_query}",
                "problem": each.problem_with(listing),
            }
            for each in self.formats
        ]
