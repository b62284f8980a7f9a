"""Whoever reviews an entry sees the words that it rests on, with the text around them."""

import pytest
from django.template.loader import render_to_string

from curation.review.panels import panels_of
from tests.factories import RecommendationFactory
from tests.factories.workspaces import DocumentTextFactory
from workspaces.marking import mark

pytestmark = pytest.mark.django_db


def test_the_words_are_shown_in_their_place():
    text = DocumentTextFactory(text="Before it. Choice of <shifts> kept nurses. After it.")
    entry = RecommendationFactory(source=text.source, draft=True)
    assert not [each for each in panels_of(entry, None) if "words" in each["heading"]]
    at = text.text.index("Choice")
    excerpt = mark(text, entry, at, at + 18, by=None)

    [panel] = [each for each in panels_of(entry, None) if each["heading"] == "The words that it rests on"]

    shown = render_to_string(panel["template"], {"panel": panel["context"]})
    assert "…Before it. </span><mark>Choice of &lt;shifts&gt;</mark>" in shown
    assert f"#excerpt-{excerpt.pk}" in shown
    text.delete()
    [panel] = [each for each in panels_of(entry, None) if each["heading"] == "The words that it rests on"]
    assert "<mark>Choice of &lt;shifts&gt;</mark>" in render_to_string(panel["template"], {"panel": panel["context"]})
