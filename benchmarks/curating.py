"""``python -m benchmarks.curating``: the time that bulk actions and workbooks take.

It fills a database of its own beside the real base, and drops it at the end. ``--entries 500`` sets how many rows the
workbook changes; each bulk action takes as many, up to the most that it may. ``--profile`` says where the time goes.
"""

import argparse
import cProfile
import os
import pstats
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from benchmarks import data


@contextmanager
def timed(what: str, entries: int) -> Iterator[None]:
    """Print how long something took, in all and for each entry, and how many queries it made."""
    from django.db import connection

    made = 0

    def counted(execute: Callable[..., Any], *query: Any) -> Any:
        nonlocal made
        made += 1
        return execute(*query)

    started = time.perf_counter()
    with connection.execute_wrapper(counted):
        yield
    seconds = time.perf_counter() - started
    print(
        f"{what:<40} {entries:>6} {seconds:>8.1f} {1000 * seconds / entries:>10.1f} {made / entries:>10.1f}", flush=True
    )


def people() -> tuple[Any, Any]:
    """A curator and a reviewer."""
    from django.contrib.auth.models import Group, User

    found = []
    for name, group in (("carla", "Curator"), ("rashid", "Reviewer")):
        person = User.objects.create_user(name, is_staff=True)
        person.groups.add(Group.objects.get(name=group))
        found.append(person)
    return found[0], found[1]


def bulk_actions(keys: list[int], curator: Any, reviewer: Any) -> None:
    """A theme for each entry, then sent to review and published, each after its preview; the first is undone."""
    from curation.bulk import actions
    from curation.bulk.steps import AddLink, Publish, SendToReview
    from evidence.models import Theme
    from recommendations.models import Recommendation

    framework = Theme.objects.order_by("pk")[0].framework
    theme = Theme.objects.create(framework=framework, slug="new", name="New", locator="Nowhere")
    add, choices = AddLink("themes", "theme"), {"row": theme}

    def take(step: Any, by: Any, given: dict[str, Any]) -> Any:
        with timed(f"{step.name}: preview", len(keys)):
            looked = actions.preview(step, Recommendation, keys, by=by, choices=given)
        seen = {result.entry_id: stands for result, stands in looked}
        with timed(f"{step.name}: taken", len(keys)):
            return actions.take(step, Recommendation, seen, by=by, choices=given)

    action = take(add, curator, choices)
    with timed("add-theme: undone", len(keys)):
        actions.undo(action, by=curator)
    take(add, curator, choices)
    take(SendToReview(), curator, {})
    take(Publish(), reviewer, {})


def workbook(keys: list[int], curator: Any) -> None:
    """Another title and an audience for each entry."""
    from django.contrib import admin
    from django.test import RequestFactory

    from curation.workbooks.changes import RowStatus, compare, drafted_contents, save
    from curation.workbooks.files import SheetRow
    from recommendations.models import Recommendation

    model_admin: Any = admin.site._registry[Recommendation]
    request = RequestFactory().get("/admin/")
    request.user = curator
    cell_format, forms_for = model_admin.workbook_format(), model_admin._workbook_forms(request)
    rows: list[SheetRow] = []
    for entry, content, _ in drafted_contents(Recommendation.objects.filter(pk__in=keys).order_by("pk")):
        cells = cell_format.cells(content)
        cells |= {"title": f"{cells['title'][:100]} again", "locator": f"{cells['locator'][:100]}, again"}
        rows.append(SheetRow(len(rows) + 2, cell_format.row_key(entry.pk, content), cells))
    with timed("workbook: preview", len(keys)):
        changes = compare(rows, cell_format, forms_for)
    assert {change.status for change in changes} == {RowStatus.CHANGED}, [change.problems for change in changes][:3]
    with timed("workbook: saved", len(keys)):
        save([change.as_json() for change in changes], cell_format, forms_for, by=curator, note="Measured")


def main() -> None:
    """Measure both, on entries that are published."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.curating", description=__doc__)
    parser.add_argument("--entries", type=int, default=500)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    with data.own_database():
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        from curation.bulk.actions import MAX_ENTRIES
        from recommendations.models import Recommendation

        call_command("migrate", verbosity=0)
        call_command("load_evidence", verbosity=0)
        data.fill(4 * options.entries)
        keys = list(Recommendation.objects.published().order_by("-pk").values_list("pk", flat=True))
        curator, reviewer = people()
        print(f"{'':<40} entries  seconds   ms/entry queries/entry")
        profile = cProfile.Profile() if options.profile else None
        with profile or nullcontext():
            bulk_actions(keys[: min(MAX_ENTRIES, options.entries)], curator, reviewer)
            workbook(keys[MAX_ENTRIES : MAX_ENTRIES + options.entries], curator)
        if profile:
            pstats.Stats(profile).sort_stats("cumulative").print_stats(90)
        connections.close_all()


if __name__ == "__main__":
    main()
