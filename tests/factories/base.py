"""What all factories share; those of entries share their state of publication and their place in a source."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model
from factory.declarations import PostGeneration, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from curation.models import Entry, Status
from evidence.models import SourcedEntry

PUBLISHED_ON = datetime.date(2026, 1, 5)

AnyModel = TypeVar("AnyModel", bound=Model)
AnyEntry = TypeVar("AnyEntry", bound=Entry)
AnySourcedEntry = TypeVar("AnySourcedEntry", bound=SourcedEntry)


def links(field: str, **through_defaults: Any) -> PostGeneration:
    """A declaration that takes the rows to link by a many-to-many field: ``StudyFactory(themes=[theme])``."""

    def link(instance: Model, create: bool, rows: Iterable[Model] | None, **_: Any) -> None:
        if create and rows is not None:
            getattr(instance, field).set(rows, through_defaults=through_defaults)

    return PostGeneration(link)


class ModelFactory(DjangoModelFactory[AnyModel]):
    """Makes rows of a model."""

    class Meta:
        abstract = True
        # Links are rows of their own: what they link need not be saved again after them.
        skip_postgeneration_save = True

    if TYPE_CHECKING:
        # That calling a factory makes a row of its model is the work of a metaclass, which type checkers cannot follow.
        def __new__(cls, **fields: Any) -> AnyModel: ...  # type: ignore[misc]


class EntryFactory(ModelFactory[AnyEntry]):
    """Makes published entries; the traits ``draft``, ``in_review`` and ``withdrawn`` make the others."""

    class Meta:
        abstract = True

    class Params:
        draft = Trait(status=Status.DRAFT, published_on=None)
        in_review = Trait(status=Status.IN_REVIEW, published_on=None)
        withdrawn = Trait(status=Status.WITHDRAWN, withdrawn_because="Its source was withdrawn.")

    status = Status.PUBLISHED
    published_on = PUBLISHED_ON


class SourcedEntryFactory(EntryFactory[AnySourcedEntry]):
    """Makes published entries, each in a published source of its own unless ``source`` is given."""

    class Meta:
        abstract = True

    source = SubFactory("tests.factories.evidence.SourceFactory")
    locator = Sequence(lambda n: f"Section {n + 1}")
    position = Sequence(lambda n: n + 1)
