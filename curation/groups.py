"""The groups of those who work in the admin, and what each may do; applied after every ``migrate``.

What a group may do with a model follows from what the model is: an entry, a part of one, or a list that entries choose
from. A model that is none of these names its rights in ``group_rights``.
"""

from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.db.models import Model, Q

from curation.models import Entry, VocabularyModel
from curation.models.entries import NaturalKeyModel

#: The actions that each group may take.
Rights = Mapping[str, str]

CURATOR, REVIEWER, ADMINISTRATOR = CURATION = ("Curator", "Reviewer", "Administrator")
#: Somebody at a trust who uploads its WRES values, and does nothing else.
WRES_LEAD = "WRES lead"
GROUPS = (*CURATION, WRES_LEAD)

# Written, reviewed and published.
ENTRY: Rights = {
    CURATOR: "view add change",
    REVIEWER: "view add change publish",
    ADMINISTRATOR: "view add change delete publish",
}
# Edited on the form of an entry, and published with it.
PART: Rights = dict.fromkeys(CURATION, "view add change delete")
# Drafts, of whoever added them, until the first entry that uses one is published.
VOCABULARY: Rights = {
    CURATOR: "view add change delete",
    REVIEWER: "view add change delete merge",
    ADMINISTRATOR: "view add change delete merge publish",
}
# Public as soon as they are saved, so that nobody would review them.
LIST: Rights = {CURATOR: "view", REVIEWER: "view", ADMINISTRATOR: "view add change delete"}

#: For records that explain an entry and that nobody edits.
VIEW: Rights = dict.fromkeys(CURATION, "view")

#: Rights to models that are not ours.
ACCOUNTS: Mapping[str, Rights] = {
    "auth.User": {ADMINISTRATOR: "view add change"},
    "auth.Group": {ADMINISTRATOR: "view"},
    # The page of all activity.
    "admin.LogEntry": {ADMINISTRATOR: "view"},
}


def parts() -> set[type[Model]]:
    """The models whose rows belong to one entry each."""
    entries = [model for model in apps.get_models() if issubclass(model, Entry)]
    relations: list[Any] = [model._meta.get_field(name) for model in entries for name in model.part_relations]
    return {relation.related_model for relation in relations}


def rights_to(model: type[Model]) -> Rights:
    """What each group may do with a model's rows; groups that may do nothing are left out."""
    if issubclass(model, Entry):
        return ENTRY
    if model in parts():
        return PART
    if issubclass(model, VocabularyModel):
        return VOCABULARY
    if issubclass(model, NaturalKeyModel):
        return LIST
    return ACCOUNTS.get(model._meta.label, getattr(model, "group_rights", {}))


def apply_rights(sender: AppConfig, apps: Any = apps, **kwargs: Any) -> None:
    """Give each group, made where it is missing, exactly its rights to the models of an app; for ``post_migrate``."""
    wanted = {model._meta.model_name: rights for model in sender.get_models() if (rights := rights_to(model))}
    if not wanted:
        return
    try:
        groups, permissions = (apps.get_model("auth", name)._default_manager for name in ("Group", "Permission"))
    except LookupError:  # only some apps were migrated
        return
    # Django's own receiver may not have come yet.
    create_permissions(sender, verbosity=0)
    of_app = permissions.filter(content_type__app_label=sender.label)
    for name in GROUPS:
        group: Any = groups.get_or_create(name=name)[0]
        given = Q(pk__in=[])
        for model, rights in wanted.items():
            codenames = [f"{action}_{model}" for action in rights.get(name, "").split()]
            given |= Q(content_type__model=model, codename__in=codenames)
        group.permissions.remove(*of_app.exclude(given).filter(group=group))
        group.permissions.add(*of_app.filter(given))
