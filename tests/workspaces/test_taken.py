"""However excerpts lie, the text is shown as it stands, each excerpt marked from its first word to its last."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from workspaces import taken
from workspaces.models import DocumentText
from workspaces.reading.plain_text import read
from workspaces.taken import Shares, blocks, parts


@dataclass(frozen=True)
class Span:
    """As much of an excerpt as showing it takes."""

    pk: int
    start: int
    end: int


def document(text: str) -> DocumentText:
    return DocumentText(text=text, outline={"sections": read(text).sections, "pages": []})


@st.composite
def marked(draw: st.DrawFn) -> tuple[DocumentText, list[Span]]:
    lines = st.sampled_from(["", "Section 1", "Heading", "Some words of a text.", "- item", "two words", " ", "ends:"])
    text = read("x\n" + "\n".join(draw(st.lists(lines, max_size=12)))).text
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted).filter(lambda at: at[0] < at[1])
    spans = [Span(number, *at) for number, at in enumerate(draw(st.lists(ends, max_size=6)))]
    return document(text), spans


@given(marked())
@settings(max_examples=150, deadline=None)
def test_pieces_are_the_text_and_marks_are_the_excerpts(made: tuple[DocumentText, list[Span]]):
    text, spans = made
    shown = list(blocks(text, spans))
    pieces = [piece for block in shown for piece in block.pieces]
    for piece in pieces:
        assert piece.text == text.text[piece.start : piece.start + len(piece.text)]
        end = piece.start + len(piece.text)
        assert set(piece.covering) == {each for each in spans if each.start < end and each.end > piece.start}
    assert "".join("".join(piece.text for piece in pieces).split()) == "".join(text.text.split())
    for each in spans:
        if text.text[each.start : each.end].strip():
            assert [each in piece.begins for piece in pieces].count(True) == 1
            assert [each in piece.ends for piece in pieces].count(True) == 1
    shares = Shares(text, spans)
    assert 0 <= shares.of(0, len(text.text)) <= 100


def test_the_share_counts_words_and_each_once():
    text = document("One two three four.\n\nFive six seven eight.")
    spans = [Span(1, 0, 7), Span(2, 4, 13)]
    assert Shares(text, spans).of(0, len(text.text)) == 38
    assert Shares(text, spans).of(0, 19) == 75
    assert Shares(text, []).of(0, 10) == 0


def test_a_long_text_is_shown_in_parts_that_leave_nothing_out(monkeypatch):
    monkeypatch.setattr(taken, "PARAGRAPHS_A_PAGE", 4)
    text = document("\n\n".join(f"Heading {number}\n\nSome words here." for number in range(9)))
    found = parts(text)
    assert len(found) > 3
    assert [each.start for each in found[1:]] == [each.end for each in found[:-1]]
    shown = [piece.text for part in found for block in blocks(text, [], part.start, part.end) for piece in block.pieces]
    assert shown == [piece.text for block in blocks(text, []) for piece in block.pieces]
