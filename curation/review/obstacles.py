"""What stands against the publication of a draft, for its writer to know before it is sent to review."""

from typing import Any

from curation import workflow
from curation.models import Draft, Entry, Status
from curation.review.reviewers import reviewers_for


def obstacles(entry: Entry, draft: Draft | None, by: Any) -> list[str]:
    """Why an entry could not be published as it stands in the database, besides what it lacks; ``by`` would send it."""
    found = []
    waiting = entry.prerequisites().exclude(status__in=[Status.PUBLISHED, Status.IN_REVIEW]).distinct()
    found += [
        f"The {each._meta.verbose_name} “{each}” has to be published too, and is {each.get_status_display().lower()}."
        for each in waiting
    ]
    if workflow.has_right(by, "publish", entry) and not reviewers_for(type(entry), draft, by).exists():
        found.append(f"Nobody but you may publish {entry._meta.verbose_name_plural}, and you worked on this one.")
    return found


def stands_against(entry: Entry, draft: Draft | None, by: Any) -> bool:
    """Whether a draft could not be published as it is, even once all that waits for review now is published."""
    with workflow.shown_as_drafted(entry, draft):
        row = workflow.refetched(entry)
        waiting = (each.waits_for is not None and each.waits_for.status == Status.IN_REVIEW for each in row.lacking())
        return not all(waiting) or bool(obstacles(row, draft, by))
