"""Models that a migration creates one after another are created together, and the same comes of it."""

from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ModelState, ProjectState

from database.initial_migrations import InitialMigration


def create(name: str, **fields: Any) -> migrations.CreateModel:
    return migrations.CreateModel(name, [("id", models.BigAutoField(primary_key=True)), *fields.items()])


def to(name: str) -> Any:
    return models.ForeignKey(f"made_up.{name}", models.CASCADE)


class Migration(InitialMigration):
    """Creates ten models in two runs, each with a reference to the first."""

    operations = [
        create("First"),
        *(create(f"Early{n}", first=to("First")) for n in range(4)),
        migrations.AddField("First", "best", models.ForeignKey("made_up.Early0", models.CASCADE, null=True)),
        *(create(f"Late{n}", first=to("First"), early=to(f"Early{n}")) for n in range(4)),
    ]


def tables() -> set[str]:
    with connection.cursor() as cursor:
        return {name for name in connection.introspection.table_names(cursor) if name.startswith("made_up_")}


@pytest.mark.django_db
def test_its_tables_come_and_go(monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[str] = []
    render = ModelState.render

    def counted(self: ModelState, apps: Any) -> Any:
        rendered.append(self.name)
        return render(self, apps)

    monkeypatch.setattr(ModelState, "render", counted)
    migration = Migration("0001_initial", "made_up")
    before = ProjectState()
    _ = before.apps

    with connection.schema_editor() as editor:
        after = migration.apply(before.clone(), editor)

    names = {"first", *(f"early{n}" for n in range(4)), *(f"late{n}" for n in range(4))}
    assert tables() == {f"made_up_{name}" for name in names}
    assert {name for _, name in after.models} == names
    # Once for each of the two runs, and once for the field between them.
    assert len(rendered) <= 3 * len(names)
    with connection.cursor() as cursor:
        columns = {each.name for each in connection.introspection.get_table_description(cursor, "made_up_first")}
    assert columns == {"id", "best_id"}

    with connection.schema_editor() as editor:
        migration.unapply(before, editor)
    assert tables() == set()
