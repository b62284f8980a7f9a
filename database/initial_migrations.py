"""Migrations that create many models at once, in a fraction of the time that Django takes.

For each new model Django renders anew all that are related to it; as the history refers to every model, that is all of
them, so that the time grows with the square of their number.
"""

from itertools import groupby
from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation


class CreateModels(Operation):
    """Creates models one after another, and renders the state with them once."""

    def __init__(self, operations: list[migrations.CreateModel]) -> None:
        self.operations = operations

    def describe(self) -> str:
        """What it does, as commands say it."""
        return "; ".join(each.describe() for each in self.operations)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Add the models to the state, which is rendered when next it is asked for."""
        state.__dict__.pop("apps", None)
        for each in self.operations:
            each.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Create the tables."""
        for each in self.operations:
            each.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the tables."""
        for each in reversed(self.operations):
            each.database_backwards(app_label, schema_editor, from_state, to_state)


class InitialMigration(migrations.Migration):
    """A migration as ``makemigrations`` writes it, in which models that follow one another are created together."""

    initial = True

    def __init__(self, name: str, app_label: str) -> None:
        super().__init__(name, app_label)
        operations: list[Any] = []
        for creates, group in groupby(self.operations, lambda each: isinstance(each, migrations.CreateModel)):
            run: list[Any] = list(group)
            operations += [CreateModels(run)] if creates else run
        self.operations = operations  # type: ignore[misc]  # as Django itself does
