"""Example data: made up on request, the same each time, told apart from all that is real, and removed again whole."""

from collections import defaultdict
from pathlib import Path
from random import Random

import pghistory.models
import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Sum

from base.release_contents import DatabaseContents
from tests.factories import DatasetFactory, ObservationFactory
from workforce import example_data
from workforce.example_figures import Figure, figures_of, trusts
from workforce.models import Dataset, Group, Observation, Organisation, OrganisationKind

CHANCE = 3


@pytest.fixture(scope="module")
def few() -> list[Figure]:
    """The figures of some trusts; the last came of a merger."""
    chance = Random(CHANCE)
    return [figure for trust in trusts(chance)[10:13] for figure in figures_of(trust, chance)]


def test_groups_add_up_to_bands_and_bands_to_the_workforce() -> None:
    chance = Random(CHANCE)
    for trust in trusts(chance)[:3]:
        workforce: dict[tuple[int, Group], int] = {}
        bands: dict[tuple[int, Group], int] = defaultdict(int)
        groups: dict[tuple[int, str, int], int] = defaultdict(int)
        for figure in figures_of(trust, chance):
            if figure.measure == "wres-1-workforce-share":
                workforce[figure.year, figure.group] = figure.numerator
            if figure.measure == "wres-1-band-share":
                bands[figure.year, figure.group] += figure.numerator
                groups[figure.year, figure.coverage, figure.denominator] += figure.numerator
        assert workforce
        assert bands == workforce
        assert all(number == people for (*_, people), number in groups.items())


def test_voting_and_executive_members_are_members_of_the_board(few: list[Figure]) -> None:
    boards = {(each.measure, each.year, each.group): each for each in few if each.measure.startswith("wres-9-")}

    for (_, year, group), part in boards.items():
        whole = boards["wres-9-board-share", year, group]
        assert part.numerator <= whole.numerator
        assert part.denominator <= whole.denominator


def test_those_that_merged_and_the_one_that_took_their_place_have_no_year_in_common() -> None:
    one, other, into = trusts(Random(CHANCE))[10:13]

    assert (one.merged_into, other.merged_into) == (into.number, into.number)
    assert one.years.stop == other.years.stop == into.years.start


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch, real_base: None) -> None:
    """The example data of some trusts."""
    monkeypatch.setattr(example_data, "trusts", lambda chance: trusts(chance)[10:13])
    call_command("make_example_wres", verbosity=0)


@pytest.mark.django_db
@pytest.mark.usefixtures("added")
class TestInTheDatabase:
    def test_all_of_it_is_marked_as_made_up_and_none_of_it_is_published(self) -> None:
        made_up = Observation.objects.filter(organisation__is_made_up=True)

        assert made_up.filter(dataset__is_made_up=False).count() == 0
        assert Observation.objects.filter(organisation__is_made_up=False, dataset__is_made_up=True).count() == 0
        assert not Observation.objects.published().filter(organisation__is_made_up=True).exists()
        assert all(
            name.startswith("Example ")
            for name in Organisation.objects.filter(is_made_up=True).values_list("name", flat=True)
        )
        assert set(made_up.values_list("measure__indicator__number", flat=True)) == set(range(1, 10))

    def test_every_row_is_valid(self) -> None:
        for model in (Organisation, Dataset):
            for row in model.objects.filter(is_made_up=True):
                row.full_clean()
        for each in Observation.objects.filter(organisation__ods_code="EXAMPLE011", reporting_year=2018):
            each.full_clean()

    def test_the_nation_and_regions_are_the_sums_of_their_trusts(self) -> None:
        def summed(**of: object) -> dict[str, int]:
            rows = Observation.objects.filter(measure__slug="wres-2-appointed-share", reporting_year=2024, group="bme")
            return rows.filter(**of).aggregate(appointed=Sum("numerator"), shortlisted=Sum("denominator"))

        of_trusts = summed(organisation__kind=OrganisationKind.TRUST, organisation__is_made_up=True)
        assert summed(organisation__ods_code="EXAMPLEALL") == of_trusts
        assert summed(organisation__kind=OrganisationKind.REGION, organisation__is_made_up=True) == of_trusts

    def test_small_numbers_are_in_it_and_nobody_too(self) -> None:
        entered = Observation.objects.filter(measure__slug="wres-3-entered-share", dataset__is_made_up=True)
        bands = Observation.objects.filter(measure__slug="wres-1-band-share", dataset__is_return=True)

        assert entered.filter(numerator__lt=F("denominator")).exists()
        assert bands.filter(numerator=0).exists()
        assert bands.filter(numerator__range=(1, 4)).exists()

    def test_it_is_not_added_twice(self) -> None:
        before = Observation.objects.count()

        with pytest.raises(CommandError, match="there already"):
            call_command("make_example_wres", verbosity=0)
        assert Observation.objects.count() == before

    def test_it_leaves_no_trace_when_it_is_removed_and_nothing_else_goes(self) -> None:
        real = ObservationFactory(dataset__slug="example-of-a-real-one").dataset
        other = ObservationFactory(dataset__is_made_up=True, organisation__is_made_up=True)
        # Somebody tried an upload with it.
        uploaded = DatasetFactory(slug="uploaded", is_made_up=True)
        trust = Organisation.objects.get(ods_code="EXAMPLE011")
        ObservationFactory(organisation=trust, measure=other.measure, dataset=uploaded)
        events = pghistory.models.Events.objects.count()

        call_command("make_example_wres", "--remove", verbosity=0)

        assert not Organisation.objects.filter(ods_code__startswith="EXAMPLE").exists()
        assert Observation.objects.filter(dataset=real).exists()
        assert set(Observation.objects.filter(dataset__is_made_up=True)) == {other}
        assert set(Dataset.objects.filter(is_made_up=True)) == {other.dataset, uploaded}
        assert pghistory.models.Events.objects.count() == events

    @pytest.mark.long
    def test_it_is_in_no_file_and_no_release_of_the_base(self, tmp_path: Path) -> None:
        ObservationFactory(dataset__is_return=True, organisation=Organisation.objects.get(ods_code="RXY"))

        call_command("write_evidence", to=tmp_path, verbosity=0)

        texts = [path.read_text(encoding="utf-8") for path in (tmp_path / "wres").glob("*.yaml")]
        assert texts
        assert not any("EXAMPLE" in text or "example-wres" in text or "is_return: true" in text for text in texts)
        assert not any("EXAMPLE" in str(key) for key in DatabaseContents().contents)


@pytest.mark.django_db
@pytest.mark.usefixtures("real_base")
def test_the_same_seed_makes_the_same_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(example_data, "trusts", lambda chance: trusts(chance)[:1])

    def made(seed: int) -> list[object]:
        example_data.add(seed)
        rows = list(
            Observation.objects.filter(dataset__is_made_up=True)
            .order_by("organisation__ods_code", "measure", "coverage", "reporting_year", "group")
            .values_list("organisation__ods_code", "measure__slug", "coverage", "reporting_year", "group", "numerator")
        )
        example_data.remove()
        return rows

    first = made(1)

    assert made(1) == first
    assert made(2) != first
