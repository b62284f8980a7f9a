"""The page of a board paper says how many pages a long list makes, as they are counted in the PDF."""

import io
import re

import pytest
from django.test import Client
from pypdf import PdfReader

from evidence.models import CaseStudy, Study
from files.pdf_files import as_data
from files.typesetting.typesetter import typeset
from pages.my_list.board_paper import FIT_TWO_PAGES, Typed, entries_of, paper_of
from pages.my_list.selection import Selection, key_of
from recommendations.models import Recommendation
from tests.files.test_pdf_files import ABOUT
from tests.support.pages_seen import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_base")]


@pytest.mark.parametrize("model", [Recommendation, Study, CaseStudy])
@pytest.mark.parametrize("number", [1, 4, 8, 12, 20, 40])
def test_a_list_for_a_long_paper_says_how_many_pages_it_makes(client: Client, model: type, number: int) -> None:
    entries = model.objects.published()[:number]  # type: ignore[attr-defined]
    chosen = Selection(tuple(map(key_of, entries)))
    paper = paper_of(entries_of(chosen), Typed(), "https://example.org{}".format, ABOUT)
    pages = len(PdfReader(io.BytesIO(typeset(as_data(paper, ABOUT)))).pages)

    shown = text(client.get("/my-list/board-paper/", {"list": chosen.signed()}))

    said = re.search(rf"{number} entries make about (\d+) pages\.", shown)
    assert abs((int(said[1]) if said else 2) - pages) <= 1
    assert ("A paper of one or two pages" in shown) == (said is None)
    assert (f"That is {FIT_TWO_PAGES} entries or fewer" in shown) == (said is not None)
    if number <= FIT_TWO_PAGES:
        assert said is None
        assert pages <= 2


def test_case_studies_similar_to_the_recommendations_are_offered_where_none_is_linked() -> None:
    entries = [Recommendation.objects.get(reference=reference) for reference in ("HEEC-ES-7", "HEEC-ES-4")]
    texts = list(paper_of(entries_of(Selection(tuple(map(key_of, entries)))), Typed(), str, ABOUT).texts())

    place = texts.index("None is linked to these recommendations. Similar ones:")
    offered = texts[place + 1 : texts.index("References")]
    assert len(offered) <= 3
    assert any(
        "The Canadian EQUIP project" in each and "Similar to recommendation 2. Reference" in each for each in offered
    )
    assert not any("For recommendation" in each for each in offered)
