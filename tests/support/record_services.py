"""A server of the tests' own that answers as Crossref and PubMed do, in the shape of their answers."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: What a path answers: the status, the body, and where it leads if anywhere.
Answer = tuple[int, bytes, str]

CROSSREF: dict[str, Any] = {
    "status": "ok",
    "message-type": "work",
    "message": {
        "DOI": "10.1000/mentoring.1",
        "URL": "https://doi.org/10.1000/mentoring.1",
        "type": "journal-article",
        "title": ["Mentoring of nurses: a randomised trial"],
        "author": [{"given": "Ada", "family": "Okafor", "sequence": "first", "affiliation": []}],
        "issued": {"date-parts": [[2021, 5, 3]]},
        "container-title": ["Journal of Tests in Health"],
        "volume": "12",
        "issue": "3",
        "page": "101-112",
        "abstract": "<jats:title>Background</jats:title><jats:p>Nurses &amp; midwives were mentored.</jats:p>",
    },
}
PUBMED = """<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN"
 "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">30000001</PMID>
<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print"><Volume>12</Volume><Issue>3</Issue>
<PubDate><Year>2021</Year></PubDate></JournalIssue><Title>Journal of Tests in Health</Title></Journal>
<ArticleTitle>Mentoring of nurses: a randomised trial.</ArticleTitle>
<Abstract><AbstractText Label="RESULTS">Fewer nurses left.</AbstractText></Abstract>
<AuthorList><Author><LastName>Okafor</LastName><ForeName>Ada</ForeName></Author></AuthorList></Article>
</MedlineCitation></PubmedArticle></PubmedArticleSet>"""


def crossref(**changes: Any) -> Answer:
    """The answer of Crossref, with changes to the work."""
    return 200, json.dumps({**CROSSREF, "message": {**CROSSREF["message"], **changes}}).encode(), ""


def pubmed() -> Answer:
    return 200, PUBMED.encode(), ""


@contextmanager
def record_services(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """The address of a server that answers everything so, and what it was asked, with its user agent."""
    asked: list[str] = []

    class Services(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body, leads_to = answer
            asked.append(f"{self.path} {self.headers['User-Agent']}")
            self.send_response(status)
            if leads_to:
                self.send_header("Location", leads_to)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                # Whoever asked has gone, as from an answer that is too long.
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Services) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()
