"""What goes with a row that is deleted, or keeps it from being: counted, where it is too much to be listed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst

#: More rows that keep another from being deleted are counted.
MOST_LISTED = 100


class CountedDeletion(admin.ModelAdmin):
    """An admin whose page of deletion reads few rows, however many there are."""

    # The relations whose rows are nothing without theirs, so that whoever may delete one may delete these.
    deleted_with: ClassVar[Sequence[str]] = ()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, dict[str, int], set[str], list[str]]:
        """What Django's admin shows before something is deleted."""
        if self.deleted_with:
            counts = {str(self.opts.verbose_name_plural): len(objs)}
            counts |= dict(_counted(map(self.opts.get_field, self.deleted_with), objs))
            return [f"{capfirst(str(self.opts.verbose_name))}: {each}" for each in objs], counts, set(), []
        protecting = (each for each in self.opts.related_objects if each.on_delete is models.PROTECT)
        if many := [f"{number:,} {name}" for name, number in _counted(protecting, objs) if number > MOST_LISTED]:
            return [], {}, set(), many
        rows, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return list(_named(rows)), counts, lacking, protected


def _counted(relations: Iterable[Any], objs: Any) -> Iterator[tuple[str, int]]:
    for relation in relations:
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": objs})
        yield str(relation.related_model._meta.verbose_name_plural), rows.count()


#: How Django calls a row that has no name.
NAMELESS = re.compile(r"\w+ object \(\d+\)$")


def _named(rows: Iterable[Any]) -> Iterator[Any]:
    """A nested list of rows without those that only link two others: they have no names, and are counted."""
    for each in rows:
        if isinstance(each, list):
            if kept := list(_named(each)):
                yield kept
        elif not NAMELESS.search(str(each)):
            yield each
