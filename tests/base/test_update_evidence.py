"""Bringing newer releases into a database in which curators work."""

import io
import itertools
from decimal import Decimal
from pathlib import Path
from typing import Any

import pghistory.models
import pytest
import yaml
from django.core.management import CommandError, call_command

from base.releases import Decision, decide, update_from_release
from curation import workflow
from curation.editing.versions import versions_of
from curation.models import Draft, PublishedVersion, ReleasedRow, Status
from curation.snapshots import dry_run
from evidence.models import Citation, Finding, Setting, Source, Study
from recommendations.models import Recommendation
from tests.factories import (
    AudienceFactory,
    CitationFactory,
    FindingFactory,
    RecommendationFactory,
    SettingFactory,
    SourceFactory,
    StudyFactory,
)

pytestmark = pytest.mark.django_db


class Release:
    """The files of a release, to change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, name: str) -> Path:
        """The one file of a name."""
        (path,) = self.folder.glob(f"*/{name}.yaml")
        return path

    def change(self, file: str, key: str, /, **fields: Any) -> None:
        """Changes fields of the row whose first field has a value; None takes a field out."""
        path = self.file(file)
        rows = yaml.safe_load(path.read_text())
        row = next(row for row in rows if next(iter(row["fields"].values())) in (key, [key]))
        row["fields"] = {n: v for n, v in {**row["fields"], **fields}.items() if v is not None}
        path.write_text(yaml.safe_dump(rows, sort_keys=False))

    def add(self, file: str, model: str, /, **fields: Any) -> None:
        """Adds a row."""
        path = self.file(file)
        path.write_text(path.read_text() + yaml.safe_dump([{"model": model, "fields": fields}], sort_keys=False))

    def remove(self, name: str, key: str) -> None:
        """Takes rows out."""
        path = self.file(name)
        rows = [r for r in yaml.safe_load(path.read_text()) if next(iter(r["fields"].values())) not in (key, [key])]
        path.write_text(yaml.safe_dump(rows, sort_keys=False))

    def bring_in(self, code: int = 0, **options: Any) -> str:
        """Brings it in, with an exit code, and gives the report."""
        out = io.StringIO()
        exited = 0
        try:
            call_command("update_evidence", folder=self.folder, name="Release 2", stdout=out, **options)
        except SystemExit as stop:
            exited = int(stop.code or 0)
        assert exited == code, out.getvalue()
        return out.getvalue()


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """A base of two recommendations with an audience, a study and a setting, as it was last released."""
    source = SourceFactory(slug="a-source", reference_prefix="A")
    audience = AudienceFactory(slug="trusts")
    study = StudyFactory(slug="a-study", label="A study")
    CitationFactory(source=source, study=study, number=1)
    for number in (1, 2):
        row = RecommendationFactory(
            source=source,
            reference=f"A-{number}",
            statement=f"Trusts should do {number}.",
            certainty_reason="Not stated.",
            audiences=[audience],
            studies=[study],
        )
        workflow.keep_version(row)
    SettingFactory(slug="wards", name="Wards")
    folder = tmp_path / "release"
    call_command("write_evidence", to=folder, verbosity=0)
    call_command("update_evidence", folder=folder, name="Release 1", remember_only=True, verbosity=0)
    return Release(folder)


def statement(reference: str = "A-1") -> str:
    return str(Recommendation.objects.get(reference=reference).statement)


def edit(user: Any, reference: str = "A-1", **values: Any) -> None:
    with workflow.editing(Recommendation.objects.get(reference=reference), by=user) as row:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()


def state_of_everything() -> list[Any]:
    models: list[Any] = [Recommendation, Study, Citation, Setting, Draft, PublishedVersion, ReleasedRow]
    return [list(model._base_manager.order_by("pk").values()) for model in models]


def test_a_release_that_says_the_same_changes_nothing(release: Release) -> None:
    before, events = state_of_everything(), pghistory.models.Events.objects.count()

    report = release.bring_in()

    assert "Not changed in the release: left as it is here: 6" in report
    assert (state_of_everything(), pghistory.models.Events.objects.count()) == (before, events)


def test_what_is_new_is_brought_in_as_it_stands_and_cited_by_version(release: Release) -> None:
    release.add("studies", "evidence.study", slug="new", label="New", status="published", published_on="2026-02-01")
    release.add("citations", "evidence.citation", source=["a-source"], study=["new"], number=2, locator="Page 2")
    new = {"source": ["a-source"], "title": "Do 3", "statement": "Do it.", "locator": "Page 3", "status": "published"}
    release.add("recommendations", "recommendations.recommendation", reference="A-3", related=[["A-4"]], **new)
    release.add("recommendations", "recommendations.recommendation", reference="A-4", related=[["A-3"]], **new)
    release.add(
        "recommendation-studies",
        "recommendations.recommendationstudy",
        recommendation=["A-3"],
        study=["new"],
        bearing="supports",
    )

    report = release.bring_in()

    made = Recommendation.objects.get(reference="A-3")
    assert "New: brought in: 3" in report
    assert (made.status, made.study_links.get().study.slug) == (Status.PUBLISHED, "new")
    assert made.related.get().reference == "A-4"
    assert made.study_links.get().study.citations.get().number == 2
    assert PublishedVersion.objects.of(made).get().note == "Release 2"


def test_what_nobody_touched_is_updated_with_its_links_and_parts(release: Release) -> None:
    release.change("recommendations", "A-1", statement="Boards should do 1.", settings=[["wards"]])
    release.remove("recommendation-studies", "A-1")

    report = release.bring_in()

    row = Recommendation.objects.get(reference="A-1")
    assert (row.statement, row.settings.get().slug, row.study_links.count()) == ("Boards should do 1.", "wards", 0)
    assert PublishedVersion.objects.of(row).count() == 2
    assert "statement: trusts should do 1. → boards should do 1." in report
    assert not Draft.objects.exists()
    second = state_of_everything()
    release.bring_in()
    assert state_of_everything() == second


def test_what_was_changed_on_both_sides_is_a_draft_beside(release: Release, admin_user: Any) -> None:
    row = Recommendation.objects.get(reference="A-1")
    row.statement = "A curator’s words."
    row.save()
    release.change("recommendations", "A-1", statement="The release’s words.")
    release.remove("recommendation-studies", "A-1")
    release.add(
        "recommendation-studies",
        "recommendations.recommendationstudy",
        recommendation=["A-1"],
        study=["a-study"],
        bearing="questions",
    )

    report = release.bring_in()

    draft = Draft.objects.get()
    assert statement() == "A curator’s words."
    assert draft.snapshot["fields"]["statement"] == "The release’s words."
    assert (draft.contributors.count(), draft.saved_by, draft.is_in_review) == (0, None, False)
    assert "Release 2 says this" in draft.note
    assert "here: statement: trusts should do 1. → a curator’s words." in report
    second = state_of_everything()
    release.bring_in()
    assert state_of_everything() == second
    # It can be reviewed like any other.
    workflow.send_to_review(row, by=admin_user)


def test_a_curators_open_draft_is_left_and_the_release_is_offered_until_it_is_decided(
    release: Release, admin_user: Any
) -> None:
    edit(admin_user, statement="A curator’s words.")
    draft = Draft.objects.get()
    release.change("recommendations", "A-1", statement="The release’s words.")

    report = release.bring_in(code=3)

    row = Recommendation.objects.get(reference="A-1")
    assert (row.statement, Draft.objects.get().snapshot) == ("Trusts should do 1.", draft.snapshot)
    assert "a draft of it is open" in report
    (waiting,) = [version for version in versions_of(row) if version.key == "release"]
    assert waiting.snapshot["fields"]["statement"] == "The release’s words."
    second = state_of_everything()
    release.bring_in(code=3)
    assert state_of_everything() == second

    workflow.discard(row, by=admin_user)
    release.bring_in()

    assert statement() == "The release’s words."
    assert "release" not in [version.key for version in versions_of(row)]


def test_a_curators_own_new_entry_of_the_same_reference_is_left(release: Release, admin_user: Any) -> None:
    mine = RecommendationFactory(reference="A-3", source__reference_prefix="A-X", statement="Mine.", draft=True)
    workflow.note_new(mine, admin_user)
    release.add(
        "recommendations",
        "recommendations.recommendation",
        reference="A-3",
        source=["a-source"],
        statement="The release’s.",
        locator="Page 3",
        title="Do 3",
    )

    release.bring_in(code=3)

    assert statement("A-3") == "Mine."
    waiting: Any = ReleasedRow.objects.get(key='["A-3"]').waiting
    assert waiting["fields"]["statement"] == "The release’s."


def test_what_both_say_alike_is_agreed(release: Release, admin_user: Any) -> None:
    Recommendation.objects.filter(reference="A-1").update(statement="The same words.")
    release.change("recommendations", "A-1", statement="The same words.")

    assert "Says the same here and in the release: 1" in release.bring_in()
    release.change("recommendations", "A-1", statement="Newer words.")
    release.bring_in()

    assert statement() == "Newer words."


def test_an_entry_that_a_curator_withdrew_stays_withdrawn(release: Release, admin_user: Any) -> None:
    row = Recommendation.objects.get(reference="A-1")
    workflow.withdraw(row, by=admin_user, reason="It is wrong.")
    release.change("recommendations", "A-1", statement="The release’s words.")

    release.bring_in()

    row.refresh_from_db()
    assert (row.status, row.statement) == (Status.WITHDRAWN, "Trusts should do 1.")
    assert Draft.objects.get().snapshot["fields"]["statement"] == "The release’s words."


def test_a_release_may_withdraw_what_nobody_touched_only(release: Release, admin_user: Any) -> None:
    edit(admin_user, "A-2", statement="A curator’s words.")
    for reference in ("A-1", "A-2"):
        release.change("recommendations", reference, status="withdrawn", withdrawn_because="It is out of date.")

    release.bring_in(code=3)

    states = dict(Recommendation.objects.values_list("reference", "status"))
    assert states == {"A-1": Status.WITHDRAWN, "A-2": Status.PUBLISHED}


def test_what_a_release_leaves_out_is_kept(release: Release) -> None:
    release.remove("recommendation-studies", "A-1")
    release.remove("recommendations", "A-1")

    report = release.bring_in()

    assert Recommendation.objects.filter(reference="A-1").exists()
    assert "No longer in the release: kept here: 1\n  recommendation A-1" in report


def test_what_was_deleted_here_is_not_brought_back(release: Release) -> None:
    Setting.objects.get(slug="wards").delete()
    release.change("settings", "wards", name="All wards")
    release.change("recommendations", "A-1", settings=[["wards"]])

    report = release.bring_in(code=3)

    assert not Setting.objects.exists()
    assert "Changed in the release, deleted here: not brought back: 1\n  setting wards" in report
    assert "recommendation A-1: it refers to setting wards, which is not here" in report


def test_abstracts_which_no_file_holds_stay_as_they_are(release: Release) -> None:
    Study.objects.update(abstract="Its publisher's words.")
    release.change("studies", "a-study", label="Another name")

    report = release.bring_in()

    study = Study.objects.get()
    assert "untouched here: brought in: 1" in report
    assert (study.label, study.abstract) == ("Another name", "Its publisher's words.")


def add_finding(release: Release) -> Finding:
    """A finding of the study, in the release too."""
    study, source = Study.objects.get(), Source.objects.get()
    finding = FindingFactory(
        study=study, source=source, position=1, effect_measure="odds-ratio", effect_estimate=Decimal("0.80")
    )
    call_command("write_evidence", to=release.folder, verbosity=0)
    call_command("update_evidence", folder=release.folder, name="Release 1", remember_only=True, verbosity=0)
    return finding


def test_numbers_keep_the_decimals_that_they_are_printed_with(release: Release) -> None:
    finding = add_finding(release)
    release.change("findings", "a-study", statement="It helped.")

    release.bring_in()

    finding.refresh_from_db()
    assert (finding.statement, str(finding.effect_estimate)) == ("It helped.", "0.80")


def test_a_release_adds_a_finding_to_a_study_that_has_one(release: Release) -> None:
    finding = add_finding(release)
    new = {"study": ["a-study"], "position": 2, "outcome": [finding.outcome.slug], "source": ["a-source"]}
    release.add("findings", "evidence.finding", **new, direction="improved", statement="It helped.", locator="1")

    release.bring_in()

    old, added = Finding.objects.order_by("position")
    assert (old.pk, added.statement) == (finding.pk, "It helped.")


def test_lists_are_updated_unless_somebody_here_changed_them(release: Release) -> None:
    release.change("settings", "wards", name="All wards")
    release.bring_in()
    assert Setting.objects.get().name == "All wards"

    Setting.objects.update(name="Our wards")
    release.change("settings", "wards", name="Every ward")
    report = release.bring_in(code=3)

    assert Setting.objects.get().name == "Our wards"
    assert "here: name: all wards → our wards" in report


def test_rows_may_change_places(release: Release) -> None:
    source = Recommendation.objects.get(reference="A-1").source
    other = StudyFactory(slug="b-study")
    CitationFactory(source=source, study=other, number=2)
    call_command("write_evidence", to=release.folder, verbosity=0)
    release.bring_in()
    path = release.file("citations")
    path.write_text(path.read_text().replace("number: 1", "number: 9").replace("number: 2", "number: 1"))
    path.write_text(path.read_text().replace("number: 9", "number: 2"))

    release.bring_in()

    numbers = dict(Citation.objects.values_list("study__slug", "number"))
    assert numbers == {"a-study": 2, "b-study": 1}


def test_a_clash_with_something_here_leaves_the_rest_of_the_release(release: Release) -> None:
    mine = StudyFactory(slug="mine", doi="10.1000/taken")
    release.add("studies", "evidence.study", slug="new", label="New", doi="10.1000/taken", title="New")
    release.change("recommendations", "A-1", statement="The release’s words.")

    report = release.bring_in(code=3)

    assert statement() == "The release’s words."
    assert not Study.objects.filter(slug="new").exists()
    assert "study new: something else here stands against it" in report
    mine.delete()
    release.bring_in()
    assert Study.objects.filter(slug="new").exists()


def test_a_dry_run_reports_the_same_and_writes_nothing(release: Release) -> None:
    Recommendation.objects.filter(reference="A-1").update(statement="A curator’s words.")
    for reference in ("A-1", "A-2"):
        release.change("recommendations", reference, statement="The release’s words.")
    before = state_of_everything()

    dry = release.bring_in(dry_run=True)

    assert state_of_everything() == before
    assert dry.splitlines()[1:] == release.bring_in().splitlines()[1:]


def test_review_by_a_curator_stays_and_the_release_brings_its_own_elsewhere(release: Release, admin_user: Any) -> None:
    row = Recommendation.objects.get(reference="A-1")
    workflow.confirm(row, by=admin_user)
    reviewed = Recommendation.objects.get(reference="A-1").reviewed_on
    for reference in ("A-1", "A-2"):
        release.change("recommendations", reference, reviewed_on="2026-02-02")

    release.bring_in()

    days = dict(Recommendation.objects.values_list("reference", "reviewed_on"))
    assert days["A-1"] == reviewed
    assert str(days["A-2"]) == "2026-02-02"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- model: evidence.setting\n  fields: {slug: x, colour: red}\n", "setting has no colour"),
        ("- model: evidence.outcome\n  fields: {slug: x}\n", "expected rows of evidence.setting"),
        ("- [", "cannot be read"),
        ("just text", "expected rows"),
        ("- model: evidence.setting\n  fields: {name: X}\n", "without “slug”"),
        ("- model: evidence.setting\n  fields: {slug: x, name: X, position: first}\n", "position of"),
    ],
)
def test_a_broken_file_is_named_and_nothing_is_changed(release: Release, text: str, message: str) -> None:
    release.file("settings").write_text(text)
    before = state_of_everything()

    with pytest.raises(CommandError, match=rf"settings\.yaml.*{message}"):
        release.bring_in()

    assert state_of_everything() == before


def test_loading_over_a_curators_work_is_refused_unless_told(release: Release, settings: Any) -> None:
    settings.FIXTURE_DIRS = [release.folder]
    Recommendation.objects.filter(reference="A-1").update(statement="A curator’s words.")

    with pytest.raises(CommandError, match="recommendation A-1"):
        call_command("load_evidence", verbosity=0)
    assert statement() == "A curator’s words."

    call_command("load_evidence", overwrite=True, verbosity=0)
    assert statement() == "Trusts should do 1."


def test_a_developers_changed_files_load_again(release: Release, settings: Any) -> None:
    settings.FIXTURE_DIRS = [release.folder]
    release.change("recommendations", "A-1", statement="Edited in the file.")

    call_command("load_evidence", verbosity=0)

    assert statement() == "Edited in the file."


def test_what_is_written_says_what_it_leaves_out(release: Release, admin_user: Any, tmp_path: Path) -> None:
    edit(admin_user, statement="A curator’s words.")
    RecommendationFactory(draft=True)
    out = io.StringIO()

    call_command("write_evidence", to=tmp_path / "written", stdout=out)

    assert "written with their status: 1 recommendations" in out.getvalue()
    assert "Left out: changes to 1 published or withdrawn entries" in out.getvalue()
    assert "A-1" in out.getvalue()


def content(text: str, status: str = "published") -> dict[str, Any]:
    state = {"status": status, "withdrawn_because": ""}
    return {"fields": {"statement": text}, "links": {}, "parts": {}, "state": state, "dates": {}}


def test_whatever_was_changed_here_is_never_written_over() -> None:
    contents = [content(text, status) for text in "abc" for status in ("published", "withdrawn", "draft")]
    or_none: list[Any] = [None, *contents]
    for last, here, new, is_entry, has_draft in itertools.product(
        or_none, or_none, contents, (True, False), (True, False)
    ):
        decision, _ = decide(last, here, new, is_entry=is_entry, has_draft=has_draft)

        if decision is Decision.NEW:
            assert (last, here) == (None, None)
        if decision is Decision.UPDATED:
            assert here == last
            assert not has_draft
        if decision is Decision.PROPOSED:
            assert here["state"]["status"] in ("published", "withdrawn")
            assert (is_entry, has_draft) == (True, False)
        if decision is Decision.UNCHANGED:
            assert last == new
        if decision is Decision.AGREED:
            assert here["fields"] == new["fields"]


def test_whatever_happened_a_curators_text_stays_and_a_second_run_changes_nothing(
    release: Release, admin_user: Any
) -> None:
    """Every way in which the row, a draft and the release can differ, each undone before the next."""
    for row_text, draft_text, release_text in itertools.product(("old", "a", "b"), (None, "a", "c"), ("old", "a", "b")):
        with dry_run():
            Recommendation.objects.filter(reference="A-1").update(statement="old")
            release.change("recommendations", "A-1", statement="old")
            call_command("update_evidence", folder=release.folder, remember_only=True, verbosity=0)
            Recommendation.objects.filter(reference="A-1").update(statement=row_text)
            if draft_text:
                edit(admin_user, statement=draft_text)
            drafted = [draft.snapshot for draft in Draft.objects.open()]
            release.change("recommendations", "A-1", statement=release_text)

            report = update_from_release(release.folder, "Release 2")

            if row_text != "old" or drafted:
                assert statement() == row_text
            else:
                assert statement() == release_text
            if drafted:
                assert [draft.snapshot for draft in Draft.objects.open()] == drafted
            texts = [statement(), *(draft.snapshot["fields"]["statement"] for draft in Draft.objects.open())]
            waiting = ReleasedRow.objects.get(key='["A-1"]').waiting
            texts.append(waiting["fields"]["statement"] if waiting else "")
            assert release_text in texts or release_text == "old"
            before = state_of_everything()
            again = update_from_release(release.folder, "Release 2")
            assert state_of_everything() == before
            assert again.is_undecided == report.is_undecided
