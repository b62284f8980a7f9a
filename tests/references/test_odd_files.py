"""Files that are odd in a way that a program or a person really makes: each record is read right, or rejected alone."""

import contextlib
import io
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references import FORMATS, RawRecord, Reference, Refused, Unreadable, bibtex, files, open_file, parsing
from tests.support.reference_files import parsed

ODD_FILES = Path(__file__).parent / "odd_files"


def read(name: str) -> list[Reference]:
    return references((ODD_FILES / name).read_bytes())


def references(content: bytes) -> list[Reference]:
    found = list(parsed(content))
    assert all(isinstance(each, Reference) for each in found), found
    return found  # type: ignore[return-value]


def csl(**values: Any) -> bytes:
    return json.dumps([{"title": "A study", "issued": {"date-parts": [[2020]]}, **values}]).encode()


# What is wrong with one record stays with that record


def test_a_record_with_a_link_in_its_summary_is_read_like_its_neighbours() -> None:
    first, second, third = read("href.bib")
    assert [each.year for each in (first, second, third)] == [2020, 2021, 2022]
    assert second.abstract == "Invented. The data are at this address (https://example.org/data)."


NESTED = '{"a":' * 600 + "1" + "}" * 600
ODD_JSON = [
    f'[{{"title": "One", "custom": {NESTED}}}, {{"title": "Two"}}]',
    '[{"title": "One", "custom": NaN, "more": [Infinity, -Infinity, 1e999]}, {"title": "Two"}]',
    f'[{{"title": "One", "number-of-pages": {"9" * 5000}}}, {{"title": "Two"}}]',
    '[{"title": "One", "author": 5, "issued": 5, "note": {}}, {"title": "Two"}]',
    '[{"title": [["One"]], "author": [[], null, {"family": ["x"]}], "DOI": null}, {"title": "Two"}]',
]
EPPI = (
    '{{"CodeSets": [{sets}], "References": [{{"Title": "One", "ItemId": 1, {item}}}, {{"Title": "Two", "ItemId": 2}}]}}'
)
ODD_EPPI = [
    EPPI.format(sets='{"AttributeId": [1], "AttributeName": "x"}', item='"Codes": [{"AttributeId": [1]}]'),
    EPPI.format(sets='{"AttributeId": 1, "AttributeName": "x"}', item='"Codes": [{"AttributeId": {}}]'),
    EPPI.format(sets='{"AttributeId": 1, "AttributeName": "x"}', item='"Codes": 5, "AttributeId": 1'),
    EPPI.format(sets=f'{{"AttributeId": {"9" * 5000}}}, {{"AttributeId": 1}}', item='"Codes": [{"AttributeId": 1}]'),
    EPPI.format(sets='{"AttributeId": 1}', item=f'"Codes": [{{"AttributeId": 1, "more": {NESTED}}}]'),
    EPPI.format(sets='{"AttributeId": 1}', item='"Codes": [{"AttributeId": 1, "AdditionalText": "\\ud800\\u0000"}]'),
    EPPI.format(sets='{"AttributeId": 1}', item='"Authors": 5, "Keywords": [], "DOI": {}, "URL": []'),
]


@pytest.mark.parametrize("text", [*ODD_JSON, *ODD_EPPI])
def test_odd_json_spoils_no_record_but_its_own(text: str) -> None:
    first, second = parsed(text.encode())
    assert isinstance(second, Reference)
    assert second.title == "Two"
    if isinstance(first, Reference):
        assert json.loads(json.dumps(first.as_json(), allow_nan=False)) == first.as_json()
    else:
        raw, reason = first
        assert raw.line == 1
        assert reason == "It is nested too deeply to be a reference."
    for raw in open_file(io.BytesIO(text.encode()), 10**7).records():
        raw.text.encode()  # which the database can store


def test_braces_in_braces_spoil_no_record_but_their_own() -> None:
    nested = r"\emph{" * 2000 + "x" + "}" * 2000
    content = f"@article{{a,\n title = {{{nested}}}\n}}\n@article{{b,\n title = {{Two}}\n}}\n"
    first, second = parsed(content.encode())
    assert second.title == "Two"  # type: ignore[union-attr]
    # What cannot be decoded stays as it was written.
    assert first.title == nested  # type: ignore[union-attr]


def test_what_a_library_throws_rejects_the_record_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(raw: RawRecord) -> Reference:
        raise KeyError("spec")

    monkeypatch.setattr(FORMATS["ris"], "read", fail)
    with pytest.raises(Unreadable, match="add the study by hand"):
        files.read("ris", RawRecord(7, "TY  - JOUR"))
    assert "line 7" in caplog.text
    assert "KeyError" in caplog.text


def test_what_cutting_a_file_throws_refuses_the_file(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*given: Any) -> Iterator[RawRecord]:
        yield RawRecord(1, "TY  - JOUR")
        raise KeyError("spec")

    monkeypatch.setattr(FORMATS["ris"], "split_records", fail)
    with pytest.raises(Refused, match="another program"):
        list(parsed(b"TY  - JOUR\n"))
    assert "KeyError" in caplog.text


PIECES = {
    "ris": ["TY  - JOUR\n", "TI  - ", "AU  - ", "DO  - 10.5555%2F", "ER  - \n", "KW  - ", "\ufeff", "UR  - https://"],
    "nbib": ["PMID- 1\n", "TI  - ", "FAU - ", "LID - 10.1/x [doi]", "PT  - ", "      "],
    "bibtex": [
        *("@article{", "@string{", "title = ", "{", "}", '"', ",\n", "\\href{", "\\frac", "\\begin{", "$", "\\verb|"),
        *("crossref = {k}", "author = ", " and ", "\\'", "#", "year = ", "\\end{"),
    ],
    "csl-json": [
        *("[", "{", "}", "]", '"title":', '"author":', '"family":', '"issued":', '"date-parts":', "NaN", "1e999", "-1"),
        *(",", ":", '"x"', "null", "true", '"subtitle":', '"DOI":', '"\\ud800"', '"\\u0000"', '"note":', '"URL":'),
    ],
    "pubmed-xml": [
        *("<PubmedArticleSet>", "<PubmedArticle>", "</PubmedArticle>", "<MedlineCitation>", "<PMID>1</PMID>"),
        *("<Article>", "<ArticleTitle>", "</ArticleTitle>", "&amp;", "&nope;", "<!-- x -->", "<?x y?>", "</Article>"),
        *("</MedlineCitation>", "<x:y>", "<AuthorList><Author/></AuthorList>", "<![CDATA[<]]>"),
    ],
    "eppi-json": [
        *(
            '{"CodeSets":[',
            '"References":[',
            "{",
            "}",
            "]",
            ",",
            '"AttributeId":',
            '"Codes":',
            '"Title":',
            "1",
            "[",
            '"x"',
        ),
        *('"ItemId":1', "{}", "NaN", '"Authors":', '"Year":', '"URL":', '"\\udc00"'),
    ],
}
STARTS = {
    "ris": "TY  - JOUR\n", "nbib": "PMID- 1\n", "bibtex": "@article{", "csl-json": '[{"title": ',
    "pubmed-xml": "<PubmedArticleSet>", "eppi-json": '{"CodeSets":[{"AttributeId":1}],"References":[{"ItemId":1,',
}  # fmt: skip


def read_strictly(format_name: str, content: str) -> list[Reference]:
    """The references of a file by the format's own code, without what catches its failures."""
    module, found = FORMATS[format_name], []
    opened = open_file(io.BytesIO(content.encode()), 10**7)
    for raw in opened.records():
        assert raw.text.encode()
        with contextlib.suppress(Unreadable):
            found.append(module.read(raw))
    return found


@pytest.mark.parametrize("format_name", FORMATS)
@given(data=st.data())
def test_no_file_of_any_format_raises_anything_but_refused_and_unreadable(
    format_name: str, data: st.DataObject
) -> None:
    pieces = st.one_of(st.sampled_from(PIECES[format_name]), st.text(max_size=5))
    content = STARTS[format_name] + "".join(data.draw(st.lists(pieces, max_size=25)))
    with contextlib.suppress(Refused):
        for reference in read_strictly(format_name, content):
            said = json.dumps(reference.as_json(), allow_nan=False, ensure_ascii=False)
            assert "\\u0000" not in said
            said.encode()
            assert unicodedata.is_normalized("NFC", said)


# What a record says is read whole


def test_addresses_are_read_without_a_proxy_and_dois_in_whatever_form() -> None:
    found = read("proxied.ris")
    assert [(each.doi, each.url) for each in found] == [
        ("", "https://www.jstor.org/stable/1823178"),
        ("10.5555/ijmhw.2019.22", ""),
        ("10.5555/ijmhw.2020.31", "http://www.tandfonline.com/doi/full/10.5555/ijmhw.2020.31"),
        ("10.5555/ijmhw.2020.32", ""),
        ("10.5555/ijmhw.2021.33", ""),
        ("10.5555/ijmhw.2021.34", ""),
        ("10.1002/(SICI)1096-9861(19960129)365:1<113::AID-CNE9>3.0.CO;2-6", ""),
    ]


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        # As a proxy's page for signing in leads on, with the rest of the address escaped or not.
        (
            "https://ezp.example.ac.uk/login?url=http://example.org/login.aspx?db=a&AN=1",
            "http://example.org/login.aspx?db=a&AN=1",
        ),
        (
            "https://go.example.ac.uk/login?qurl=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1%26c%3D2",
            "https://example.org/a?b=1&c=2",
        ),
        ("https://example.org/login?next=/a", "https://example.org/login?next=/a"),
        ("https://example.org/share?url=https://example.com/", "https://example.org/share?url=https://example.com/"),
        ("https://login.proxy.example.ac.uk/login?url=%2Fmenu", "https://login.proxy.example.ac.uk/login?url=%2Fmenu"),
    ],
)
def test_what_a_proxy_leads_on_to_is_read_whole(address: str, wanted: str) -> None:
    assert parsing.unproxied(address) == wanted


@pytest.mark.parametrize(
    ("pasted", "doi"),
    [
        *((form.format("10.5555/abc.12"), "10.5555/abc.12") for form in (
            *("{}", "{}.", "{},", "({})", "<{}>", '"{}"', "{} [doi]", "{}[doi].", "doi:{}", "DOI: {}", "doi {}"),
            *("https://doi.org/{}", "http://dx.doi.org/{}", "www.doi.org/{}", "doi.org/{}", "info:doi/{}"),
            *("urn:doi:{}", "doi/{}"),
            *("https://doi.org/doi:{}", "\u200b{}\u200b", "https://doi-org.ezproxy.example.ac.uk/{}"),
            "https://login.ezproxy.example.ac.uk/login?url=https://doi.org/{}",
        )),
        ("10.5555%2Fabc.12", "10.5555/abc.12"),
        ("https://doi.org/10.5555%2fabc.12", "10.5555/abc.12"),
        ("10.1016/S0140-6736(20)30183-5", "10.1016/S0140-6736(20)30183-5"),
        ("10.1000/a&lt;b&gt;c", "10.1000/a<b>c"),
        *((text, "") for text in ("", "none", "10.5555", "see 10.5555/abc and 10.5555/x", "https://example.org/10.5555")),
    ],
)  # fmt: skip
def test_a_doi_in_any_form_that_people_paste_is_read(pasted: str, doi: str) -> None:
    assert parsing.doi_in(pasted) == doi


@pytest.mark.parametrize(
    "pasted",
    [
        *("26315443", "PMID: 26315443", "PMID:26315443.", "PMID 26315443", "PMID26315443", "pubmed id: 26315443"),
        *("PubMed ID 26315443", "26315443 [pmid]", "26315443.", "https://pubmed.ncbi.nlm.nih.gov/26315443/"),
        *("pubmed.ncbi.nlm.nih.gov/26315443", "https://pubmed.ncbi.nlm.nih.gov/26315443/?from_term=x"),
        *("http://www.ncbi.nlm.nih.gov/pubmed/26315443", "https://www.ncbi.nlm.nih.gov/pubmed/?term=26315443"),
        "https://pubmed-ncbi-nlm-nih-gov.ezproxy.example.ac.uk/26315443/",
    ],
)
def test_a_pubmed_number_in_any_form_that_people_paste_is_read(pasted: str) -> None:
    assert parsing.pmid_in(pasted) == "26315443"


def test_numbers_in_the_forms_that_people_paste_are_read_from_every_format() -> None:
    doi, pmid = "10.5555%2Fabc [doi]", "PMID: 26315443."
    files = [
        f"TY  - JOUR\nTI  - One\nDO  - {doi}\nAN  - {pmid}\nER  - \n",
        f"@article{{a,\n title = {{One}},\n doi = {{{doi}}},\n pmid = {{{pmid}}}\n}}\n",
        json.dumps([{"title": "One", "issued": {}, "DOI": doi, "PMID": pmid}]),
    ]
    for content in files:
        (found,) = references(content.encode())
        assert (found.doi, found.pmid) == ("10.5555/abc", "26315443"), content


def test_entities_and_tags_become_plain_text() -> None:
    found = read("entities.json")
    assert [each.title for each in found] == [
        "Equality, diversity & inclusion in nurse education",
        "Teaching cultural humility to pharmacists",
        "Allyship in theatre teams: an evaluation",
        "Effect of a 6-week course on staff aged <50 and >60",
        "Nurses’ reports of racism",
    ]
    assert found[0].journal == "Invented Health & Social Care"
    assert str(found[4].authors[0]) == "O'Neill, Seán"


def test_entities_in_names_are_letters_in_every_format() -> None:
    for content in (
        "TY  - JOUR\nAU  - O&#39;Neill, Se&aacute;n\nTI  - A &amp;amp; B\nER  - \n",
        "@article{a,\n author = {O&#39;Neill, Se&aacute;n},\n title = {A &amp;amp; B}\n}\n",
        "PMID- 1\nFAU - O&#39;Neill, Se&aacute;n\nTI  - A &amp;amp; B\n",
        '{"References": [{"ItemId": 1, "Authors": "O&#39;Neill, Se&aacute;n", "Title": "A &amp;amp; B"}]}',
    ):
        (found,) = references(content.encode())
        assert (str(found.authors[0]), found.title) == ("O'Neill, Seán", "A & B"), content


def test_what_only_looks_like_a_tag_or_an_entity_stays() -> None:
    for text in ("a <b and c> d", "R&D in AT&T", "x<y & z>w", "&co; &nosuch;", "p<0.05"):
        assert parsing.plain(text) == text


def test_the_names_of_bodies_stay_as_they_are_written() -> None:
    assert [[str(name) for name in each.authors] for each in read("corporate.bib")] == [
        ["World Health Organization"],
        ["NHS England", "NHS Improvement"],
        ["The King's Fund"],
        ["Royal College of Nursing"],
        ["Race and Health Observatory"],
    ]
    (people,) = references(b"@article{a,\n author = {Ada Okafor and Thomas Fund-Smith},\n title = {T}\n}\n")
    assert str(people.authors[0]) == "Okafor, Ada"


def test_a_subtitle_belongs_to_the_title() -> None:
    (bib,) = read("subtitle.bib")
    assert bib.title == "Belonging at work: A cohort study of invented care staff"
    assert [each.title for each in read("subtitle.json")] == [
        "Speaking up: A mixed methods study of minority ethnic doctors in invented hospitals",
        "Speaking up: A survey of porters in invented hospitals",
    ]
    assert parsing.with_subtitle("Who cares?", "A survey") == "Who cares? A survey"
    assert parsing.with_subtitle("Care: a survey", "A survey") == "Care: a survey"


def test_the_pubmed_number_of_biblatex_is_read() -> None:
    assert [each.pmid for each in read("eprint.bib")] == ["26315443", "26315444"]


@pytest.mark.parametrize("is_parent_first", [False, True])
def test_a_part_has_year_and_book_from_its_parent(is_parent_first: bool) -> None:
    content = (ODD_FILES / "crossref.bib").read_text()
    if is_parent_first:
        at = content.index("@book")
        content = content[at:] + content[:at]
    found = {each.extra["key"]: each for each in references(content.encode())}
    child = found["kid1"]
    assert (child.year, child.journal) == (2017, "Handbook of invented workforce equity")
    assert (child.title, child.pages) == ("Pay gaps among invented clinicians", "10-20")
    assert found["parent1"].title == "Handbook of invented workforce equity"
    assert child.line == content[: content.index("@incollection")].count("\n") + 1


def test_a_mark_of_byte_order_between_two_files_is_nothing() -> None:
    assert [str(each.authors[0]) for each in read("two-files-joined.ris")] == [
        "First, Ann",
        "Second, Ben",
        "Third, Cal",
    ]


def test_formulas_and_signs_of_latex_stay_in_titles() -> None:
    first, second = read("math.bib")
    assert first.title == "Staff aged ≥50 years and pay: a survey of invented trusts"
    assert first.journal == "Invented Economics & Work"
    assert second.title == "Cronbach's α of a scale of Inclusion < 0.7"
    assert [each.title for each in read("less-greater.bib")] == [
        "Promotion of staff aged >50 years and with <5 years of service in invented trusts",
        "Learning in situ for invented NHS managers",
    ]


def test_authors_on_one_line_and_a_year_in_another_field_are_read() -> None:
    first, second, third = read("dialects.ris")
    assert [str(name) for name in first.authors] == ["Smith, J.", "Jones, K. B.", "Patel, R."]
    assert (first.year, second.year, third.year) == (2020, 2017, 1998)
    assert first.extra["PY"] == ["in press"]
    (bib,) = references(
        b"@article{a,\n author = {Smith, J.; Jones, K.},\n title = {T},\n year = {in press},\n date = {2020-05}\n}\n"
    )
    assert (bib.year, len(bib.authors)) == (2020, 2)


def test_every_text_is_in_normal_form_c() -> None:
    decomposed = unicodedata.normalize("NFD", "Équité, Ångström")
    for content in (
        f"TY  - JOUR\nTI  - {decomposed}\nAU  - {decomposed}\nKW  - {decomposed}\nZZ  - {decomposed}\nER  - \n",
        f"@article{{a,\n title = {{{decomposed}}},\n author = {{{decomposed}}},\n other = {{{decomposed}}}\n}}\n",
        f"PMID- 1\nTI  - {decomposed}\nFAU - {decomposed}\nZZZ - {decomposed}\n",
        json.dumps([{"title": decomposed, "author": [{"family": decomposed}], "other": [decomposed]}]),
        json.dumps({"References": [{"ItemId": 1, "Title": decomposed, "Authors": decomposed, "Other": decomposed}]}),
        f"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>{decomposed}"
        "</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>",
    ):
        (found,) = references(content.encode())
        said = json.dumps(found.as_json(), ensure_ascii=False)
        assert "quit" in found.title
        assert unicodedata.is_normalized("NFC", said), content


LATEX_PIECES = st.one_of(
    st.sampled_from(
        [
            *(r"\emph{%s}", r"\mbox{%s}", r"\foo{%s}", r"\foo %s", r"{\it %s}", r"\textsc{%s}", r"\href{%s}{x}"),
            *(r"$%s$", r"$\geq$%s", r"{\textgreater}%s", r"\textcolor{red}{%s}", r"\frac{1}{%s}", r"\cite{%s}", "{%s}"),
            *(r"\'{%s}", r"\begin{x}%s\end{x}", r"\footnote{%s}", r"\url{%s}", r"US$%s", r"\%%s", r"\unknown{a}{%s}"),
            *(r"\section{%s}", r"\includegraphics{%s}", r"\verb|%s|", "}%s{", "$%s", r"\[%s\]", r"\label{%s}", "~%s"),
        ]
    )
)


@given(st.lists(st.tuples(LATEX_PIECES, st.text("abcdefgh0123456789", min_size=1, max_size=6)), max_size=6))
def test_no_word_of_a_title_is_lost_by_decoding_latex(pieces: list[tuple[str, str]]) -> None:
    text = " ".join(piece.replace("%s", word) for piece, word in pieces)
    decoded = unicodedata.normalize("NFKD", bibtex.without_latex(text)).casefold()
    letters = "".join(sign for sign in decoded if sign.isalnum())
    for _, word in pieces:
        assert word in letters, text


def test_a_field_that_is_repeated_is_kept_unless_it_says_what_the_work_is() -> None:
    entry = "@article{a, title={Rotas}, year=2020, funding={A fund}, Year={2020}, funding={B fund}, funding={C fund}}"
    found = files.read("bibtex", RawRecord(1, entry))
    assert (found.title, found.year) == ("Rotas", 2020)
    assert [found.extra[name] for name in ("funding", "funding-2", "funding-3")] == ["A fund", "B fund", "C fund"]

    with pytest.raises(Unreadable, match="the same field twice"):
        files.read("bibtex", RawRecord(1, "@article{a, title={Rotas}, year=2020, year={2021}}"))


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        ("Department of Health and Social Care", ["Department of Health and Social Care"]),
        (
            "Department of Health and Social Care and NHS England",
            ["Department of Health and Social Care", "NHS England"],
        ),
        ("The Department for Education and Skills and Doe, J", ["The Department for Education and Skills", "Doe, J"]),
        (
            "Doe, J and Department for Digital, Culture, Media and Sport",
            ["Doe, J", "Department for Digital, Culture, Media and Sport"],
        ),
        ("National Institute for Health and Care Excellence", ["National Institute for Health and Care Excellence"]),
        ("Royal College of Paediatrics and Child Health", ["Royal College of Paediatrics and Child Health"]),
        ("Nursing and Midwifery Council", ["Nursing and Midwifery Council"]),
        ("Equality and Human Rights Commission and Jane Roe", ["Equality and Human Rights Commission", "Roe, Jane"]),
        ("Health and Safety Executive", ["Health and Safety Executive"]),
        # Two authors each.
        ("NHS England and NHS Improvement", ["NHS England", "NHS Improvement"]),
        ("Department of Health and Jane Roe", ["Department of Health", "Roe, Jane"]),
        ("Department of Health and Roe, J", ["Department of Health", "Roe, J"]),
        ("Department of Health and Young", ["Department of Health", "Young"]),
        ("Department of Health and Ministry of Justice", ["Department of Health", "Ministry of Justice"]),
        ("Royal College of Nursing and Unison", ["Royal College of Nursing", "Unison"]),
        ("Child, Lee and Care Quality Commission", ["Child, Lee", "Care Quality Commission"]),
        ("{Department of Health} and {Social Care}", ["Department of Health", "Social Care"]),
        ("John Child and Mary Sport", ["Child, John", "Sport, Mary"]),
    ],
)
def test_a_body_with_an_and_in_its_name_is_one_author(authors: str, names: list[str]) -> None:
    found = files.read("bibtex", RawRecord(1, f"@report{{a, title={{Rotas}}, author={{{authors}}}}}"))
    assert [str(name) for name in found.authors] == names
