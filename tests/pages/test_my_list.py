"""A reader's own list: what goes into it, comes back from its address, and what is refused."""

import re
from datetime import timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import rispy
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from curation.models import Status
from evidence.models import Study
from pages.my_list.pages import listed
from pages.my_list.plan_states import PlanState
from pages.my_list.selection import MOST_ENTRIES, IsFull, NotAList, Selection, key_of
from recommendations.models import Recommendation
from tests.factories import CaseStudyFactory, CitationFactory, RecommendationFactory, StudyFactory, StudyMergeFactory

pytestmark = pytest.mark.django_db

KEYS = st.from_regex("[rsc][A-Za-z0-9_-]{8}", fullmatch=True)
SELECTIONS = st.lists(KEYS, unique=True, max_size=MOST_ENTRIES).map(lambda keys: Selection(tuple(keys)))


@given(SELECTIONS)
def test_a_list_comes_back_from_its_address_as_it_was(chosen: Selection) -> None:
    assert Selection.read(chosen.signed()) == chosen


def test_a_list_can_be_mailed(client: Client, recommendation: Recommendation) -> None:
    add(client, recommendation)
    page = html.fromstring(client.get("/my-list/").content)
    (mail,) = page.xpath("//a[starts-with(@href, 'mailto:?')]/@href")
    (address,) = page.xpath("//input[@id='list-address']/@value")
    said = parse_qs(urlsplit(mail).query)
    assert said["subject"] == ["A list of entries from Equity Evidence"]
    assert said["body"][0].splitlines() == ["A list of entries from Equity Evidence", address]


def test_an_empty_list_leads_to_going_on_from_a_file(client: Client) -> None:
    page = html.fromstring(client.get("/my-list/").content)
    for words, address in (("baseline assessment", "/my-list/baseline/"), ("action plan", "/my-list/action-plan/")):
        assert page.xpath(f"//main//a[. = '{words}']/@href") == [f"{address}#from-a-file"]
        assert 'id="from-a-file"' in client.get(address).content.decode()


def test_the_references_of_a_list_can_be_taken_away(client: Client) -> None:
    chosen, behind, hidden = CitationFactory().study, CitationFactory().study, StudyFactory(draft=True)
    recommendation = RecommendationFactory(studies=[chosen, behind, hidden])
    CitationFactory()
    signed = Selection().with_keys([key_of(chosen), key_of(recommendation), key_of(hidden)]).signed()
    taken = client.get("/my-list.ris", {"list": signed})
    assert taken["Content-Disposition"] == 'attachment; filename="my-list.ris"'
    assert {record["id"] for record in rispy.loads(taken.content.decode())} == {chosen.slug, behind.slug}
    refused = client.get("/my-list.ris", {"list": signed[:-2]})
    assert (refused.status_code, refused["Content-Type"]) == (400, "text/plain; charset=utf-8")


def test_two_hundred_entries_fit_into_an_address_and_a_cookie() -> None:
    full = Selection().with_keys(f"r{number:08}" for number in range(MOST_ENTRIES))
    assert len(full.signed()) < 2_000
    with pytest.raises(IsFull):
        full.with_keys(["rabcdefgh"])
    assert full.with_keys(["r00000000"]) == full


@given(SELECTIONS, st.data())
def test_a_move_changes_the_order_alone(chosen: Selection, data: Any) -> None:
    key = data.draw(st.sampled_from(chosen.keys) if chosen.keys else KEYS)
    moved = chosen.moved(key, data.draw(st.integers(-300, 300)))
    assert sorted(moved.keys) == sorted(chosen.keys)
    assert moved.without(key) == chosen.without(key)


@pytest.mark.parametrize("text", ["", "rabcdefgh", "rabcdefgh:1:forged", "x" * 9_000, "rabcdefgh\0:::", "ö:ö:ö"])
def test_what_is_not_signed_by_us_is_no_list(text: str) -> None:
    with pytest.raises(NotAList, match="not complete, or was changed"):
        Selection.read(text)


def test_an_address_is_good_for_three_years(monkeypatch: pytest.MonkeyPatch) -> None:
    signed = Selection(("rabcdefgh",)).signed()
    later = (timezone.now() + timedelta(days=3 * 365 + 1)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    with pytest.raises(NotAList, match="more than three years old"):
        Selection.read(signed)


@pytest.mark.parametrize("key", ["former-for-tests", "older-for-tests"])
def test_what_a_former_secret_key_signed_is_read(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = Selection(("rabcdefgh",))
    state = PlanState.now("baseline", {"rabcdefgh": ("ABC-1", "Train")})
    with monkeypatch.context() as before:
        before.setattr("pages.my_list.selection._signer.key", key)
        before.setattr("pages.my_list.plan_states._signer.key", key)
        signed, signed_state = chosen.signed(), state.signed()
    assert signed_state != state.signed()
    assert Selection.read(signed) == chosen
    assert PlanState.read(signed_state) == state


def test_a_signature_for_another_purpose_is_not_taken() -> None:
    with pytest.raises(NotAList):
        Selection.read(signing.TimestampSigner(salt="other").sign("rabcdefgh"))


@pytest.fixture
def recommendation() -> Recommendation:
    made: Recommendation = RecommendationFactory(reference="ABC-1", title="Train all managers")
    return made


def add(client: Client, *entries: Any, **more: Any) -> Any:
    return client.post("/my-list/", {"add": [key_of(each) for each in entries], **more}, follow=True)


def test_an_entry_is_added_shown_and_removed(client: Client, recommendation: Recommendation) -> None:
    page = add(client, recommendation, back="/recommendations/ABC-1/").content.decode()
    assert "Added to your list" in page
    assert 'href="/recommendations/ABC-1/">Go back' in page
    assert "Train all managers" in client.get("/my-list/").content.decode()
    client.post("/my-list/", {"remove": key_of(recommendation)})
    assert "There is nothing in your list yet." in client.get("/my-list/").content.decode()


def test_entries_of_each_kind_stand_in_the_order_in_which_they_were_added(client: Client) -> None:
    study = CitationFactory(study=StudyFactory(label="What training changed")).study
    entries = [CaseStudyFactory(title="How one trust did it"), RecommendationFactory(title="Train staff"), study]
    page = add(client, *entries).content.decode()
    places = [page.index(name) for name in ("How one trust did it", "Train staff", "What training changed")]
    assert places == sorted(places)
    client.post("/my-list/", {"up": key_of(study)})
    page = client.get("/my-list/").content.decode()
    assert page.index("What training changed") < page.index("Train staff")


@pytest.mark.parametrize(("number", "boxes", "checked"), [(1, 0, 0), (2, 2, 2), (4, 4, 4), (5, 5, 0)])
def test_recommendations_of_a_list_are_compared(client: Client, number: int, boxes: int, checked: int) -> None:
    page = add(client, StudyFactory(), *(RecommendationFactory() for _ in range(number))).content.decode()
    found = re.findall(
        r'<input type="checkbox" name="entry" value="(TEST-[A-Z]+-\d+)" form="compare"( checked)?>', page
    )
    assert len(found) == boxes
    assert sum(bool(each) for _, each in found) == checked
    assert ("Compare recommendations</button>" in page) == (boxes > 0)


def test_whoever_has_the_address_sees_the_list_and_may_keep_it(client: Client, recommendation: Recommendation) -> None:
    address = f"/my-list/?list={Selection((key_of(recommendation),)).signed()}"
    other = Client()
    page = other.get(address).content.decode()
    assert "Train all managers" in page
    assert "Keep as my list" in page
    assert "There is nothing in your list" in other.get("/my-list/").content.decode()
    other.post("/my-list/", {"list": Selection((key_of(recommendation),)).signed(), "how": "add"})
    assert "Train all managers" in other.get("/my-list/").content.decode()


@pytest.mark.parametrize("query", ["list=", "list=forged", "list=" + "r" * 5_000, "list=%00", "list=a&list=b"])
def test_a_broken_address_is_told_of_and_the_own_list_stays(
    client: Client, recommendation: Recommendation, query: str
) -> None:
    add(client, recommendation)
    response = client.get(f"/my-list/?{query}")
    assert response.status_code == 400
    assert "This list cannot be shown" in response.content.decode()
    assert "Train all managers" in client.get("/my-list/").content.decode()


def test_what_is_not_public_shows_nothing_of_itself(client: Client, recommendation: Recommendation) -> None:
    draft = RecommendationFactory(title="A secret draft", draft=True)
    add(client, recommendation, draft)
    Recommendation.objects.filter(pk=recommendation.pk).update(
        status=Status.WITHDRAWN, withdrawn_because="Its figures were wrong."
    )
    page = client.get("/my-list/").content.decode()
    assert "A secret draft" not in page
    assert "This entry is no longer here." in page
    assert "Withdrawn: Its figures were wrong." in page


def test_studies_that_were_merged_lead_to_the_kept_one_in_as_many_queries_as_one_does() -> None:
    kept, between, *merged = StudyFactory(label="The kept one"), *StudyFactory.create_batch(6, withdrawn=True)
    StudyMergeFactory(merged=between, kept=kept)
    for study in merged:
        StudyMergeFactory(merged=study, kept=between)
    alone = StudyFactory(withdrawn=True)

    def queries_for(*studies: Study) -> int:
        with CaptureQueriesContext(connection) as queries:
            shown = listed(Selection(tuple(map(key_of, (*studies, alone)))))
        assert [each.get("kept") for each in shown] == [*[kept] * len(studies), None]
        assert shown[-1]["kind"] == "withdrawn"
        return len(queries)

    assert queries_for(*merged) == queries_for(merged[0])


def test_merges_in_a_circle_come_to_an_end() -> None:
    studies = StudyFactory.create_batch(3, withdrawn=True)
    for merged, kept in pairwise([*studies, studies[0]]):
        StudyMergeFactory(merged=merged, kept=kept)
    assert {each["kind"] for each in listed(Selection(tuple(map(key_of, studies))))} == {"withdrawn"}


def test_another_site_cannot_change_a_list(client: Client, recommendation: Recommendation) -> None:
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
    ):
        response = client.post("/my-list/", {"add": key_of(recommendation)}, headers=headers)
        assert response.status_code == 403
        assert not response.cookies
    response = client.post("/my-list/", {"add": key_of(recommendation)}, headers={"Origin": "http://testserver"})
    assert response.cookies["my_list"]["samesite"] == "Lax"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_a_list_leads_back_to_pages_of_ours_alone(client: Client, recommendation: Recommendation, back: str) -> None:
    assert "evil" not in add(client, recommendation, back=back).content.decode()
    assert "evil" not in client.get("/my-list/", {"back": back}).content.decode()


@pytest.mark.parametrize("asked", [{"add": "nonsense"}, {"add": "r" * 9_000}, {"list": "forged"}, {"up": "x"}, {}])
def test_nonsense_changes_nothing(client: Client, recommendation: Recommendation, asked: dict[str, str]) -> None:
    add(client, recommendation)
    assert client.post("/my-list/", asked, follow=True).status_code in (200, 400)
    assert "Train all managers" in client.get("/my-list/").content.decode()


def test_a_full_list_says_so(client: Client, recommendation: Recommendation) -> None:
    client.cookies["my_list"] = Selection(tuple(f"r{number:08}" for number in range(MOST_ENTRIES))).signed()
    assert "The list is full" in add(client, recommendation).content.decode()


def test_pages_with_the_button_are_the_same_for_every_reader(client: Client, recommendation: Recommendation) -> None:
    without = client.get("/recommendations/ABC-1/").content
    add(client, recommendation)
    assert client.get("/recommendations/ABC-1/").content == without


def test_whoever_moves_an_entry_goes_on_from_it(client: Client, recommendation: Recommendation) -> None:
    other = RecommendationFactory()
    add(client, recommendation, other)
    answer = client.post("/my-list/", {"up": key_of(other)})
    assert answer["Location"].endswith(f"#{key_of(other)}")
    assert f'id="{key_of(other)}" tabindex="-1"' in client.get(answer["Location"]).content.decode()
