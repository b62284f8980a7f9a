"""The steps of bulk actions; see :mod:`curation.bulk.actions`."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin

from curation import workflow
from curation.admin_base.choices import SelectByNumber
from curation.admin_base.forms import FutureDateField
from curation.bulk.actions import BulkStep, Choices
from curation.models import Entry
from lists.wording import day_in_words


class SendToReview(BulkStep):
    """Hands drafts to a reviewer."""

    name = "send-to-review"
    label = "Send to review"
    explains = (
        "A reviewer compares each with its source, then publishes it or sends it back. Nobody edits it meanwhile."
    )

    def summary(self, choices: Choices) -> str:
        return "Sent to review"

    def take(self, entry: Any, by: Any, choices: Choices) -> str:
        draft = workflow.send_to_review(entry, by=by)
        with workflow.shown_as_drafted(entry, draft):
            row = workflow.refetched(entry)
            lacking, cautions = row.lacking(), row.cautions()
        missing = f" A reader would still miss: {' '.join(each.message for each in lacking)}" if lacking else ""
        return " ".join([f"It waits for review.{missing}", *cautions])


class Publish(BulkStep):
    """Shows the public what waits for review."""

    name = "publish"
    label = "Publish"
    explains = (
        "The public sees them at once. Publish only what you compared with its source. This cannot be undone, since "
        "the public may have read, cited or downloaded them: to take one back, withdraw it and say why."
    )
    right = "publish"
    can_be_undone = False

    def summary(self, choices: Choices) -> str:
        return "Published"

    def take(self, entry: Any, by: Any, choices: Choices) -> str:
        # Whether the entry changed since the preview was checked before.
        version = workflow.publish(entry, by=by, seen=None)
        return " ".join([f"Published as version {version.number}.", *workflow.refetched(entry).cautions()])


class PlanReview(BulkStep):
    """Sets the day by which published entries are to be checked again."""

    name = "plan-review"
    label = "Set the day of the next check"
    explains = "It says by when somebody is to compare each with its source again. It does not say that they are right."
    right = "publish"

    def fields(self, model: type[Entry]) -> dict[str, forms.Field]:
        return {"review_due_on": FutureDateField(label="Check again by")}

    def summary(self, choices: Choices) -> str:
        return f"To be checked again by {day_in_words(choices['review_due_on'])}"

    def take(self, entry: Any, by: Any, choices: Choices) -> str:
        day, before = choices["review_due_on"], entry.review_due_on
        workflow.plan_review(entry, by=by, review_due_on=day)
        return f"To be checked by {day_in_words(day)}; before: {day_in_words(before) if before else 'not set'}."


class ChangeLinks(BulkStep):
    """Adds or removes a link by the many-to-many field ``relation``; for published entries the change is a draft."""

    verb: ClassVar[str] = ""
    explains = (
        "Drafts are changed themselves. For what is published the change is a draft, which the public sees once it "
        "was reviewed and published."
    )

    def __init__(self, relation: str, noun: str) -> None:
        self.relation, self.noun = relation, noun
        self.name = f"{self.verb.lower()}-{noun}"  # type: ignore[misc]
        self.label = f"{self.verb} {'an' if noun[0] in 'aeiou' else 'a'} {noun}"  # type: ignore[misc]

    def fields(self, model: type[Entry]) -> dict[str, forms.Field]:
        relation: Any = model._meta.get_field(self.relation)
        target: Any = admin.site._registry[relation.related_model]
        rows, widget = relation.related_model._default_manager.all(), SelectByNumber(relation, admin.site)
        field = forms.ModelChoiceField(rows, label=self.noun.capitalize(), widget=widget)
        field.label_from_instance = target.choice_label  # type: ignore[method-assign]
        return {"row": field}

    def summary(self, choices: Choices) -> str:
        done = "added" if self.verb == "Add" else "removed"
        return f"{self.noun.capitalize()} “{choices['row']}” {done}"

    def take(self, entry: Any, by: Any, choices: Choices) -> str:
        draft = workflow.open_draft(entry)
        # A note that a curator wrote says more.
        note = None if draft is not None and draft.note else self.summary(choices)
        with workflow.editing(entry, by=by, note=note) as row:
            also = self.change(row, getattr(row, self.relation), choices["row"])
        beside = " It is a draft until it is reviewed and published." if entry.is_edited_beside else ""
        return f"{self.summary(choices)}{also}.{beside}"

    def change(self, row: Any, links: Any, target: Any) -> str:
        """Changes ``links`` and says what else it changed; raises NotPossible if they cannot be changed so."""
        raise NotImplementedError


class AddLink(ChangeLinks):
    """Adds a link."""

    verb = "Add"

    def change(self, row: Any, links: Any, target: Any) -> str:
        # A subtheme comes with its theme.
        parent = getattr(target, "parent", None)
        with_parent = parent is not None and not links.filter(pk=parent.pk).exists()
        links.add(target, *([parent] if with_parent else []))
        return f", with “{parent}”, which it is part of" if with_parent else ""


class RemoveLink(ChangeLinks):
    """Removes a link."""

    verb = "Remove"

    def change(self, row: Any, links: Any, target: Any) -> str:
        if hasattr(target, "parent") and (parts := list(links.filter(parent=target))):
            named = ", ".join(f"“{part}”" for part in parts)
            raise workflow.NotPossible(f"It carries {named} too, which is part of “{target}”. Remove that first.")
        links.remove(target)
        return ""


ALL_ENTRIES: tuple[BulkStep, ...] = (SendToReview(), Publish(), PlanReview())
