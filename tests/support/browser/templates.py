"""One address or more for each template of a page."""

from dataclasses import dataclass

from config.settings import BASE_DIR

TEMPLATES = BASE_DIR / "templates"


@dataclass(frozen=True)
class Address:
    """Where a template is seen, and with which status it is answered."""

    path: str
    status: int = 200


ADDRESSES = {
    "evidence/case_studies.jinja": [Address("/case-studies/"), Address("/case-studies/?q=nowhere")],
    "evidence/case_study.jinja": [Address("/case-studies/london-talent-management-support-network/")],
    "evidence/glossary.jinja": [Address("/glossary/")],
    "evidence/resource.jinja": [
        Address("/resources/rcp-bg-core20plus5-ambassador-programme/"),
        Address("/resources/heec-brief-anchor-institutions/"),
    ],
    "evidence/resources.jinja": [Address("/resources/"), Address("/resources/?kind=brief&web_address=stated")],
    "evidence/source.jinja": [Address("/sources/rho-race-equality/"), Address("/sources/rho-race-equality/page/2/")],
    "evidence/sources.jinja": [Address("/sources/")],
    "evidence/studies.jinja": [
        Address("/studies/"),
        Address("/studies/?page=2"),
        Address("/studies/?year_from=2020&year_to=soon", 400),
    ],
    "evidence/study.jinja": [Address("/studies/chae-cultural-competency/")],
    "evidence/theme.jinja": [Address("/themes/skills/"), Address("/themes/roles/")],
    "evidence/version.jinja": [Address("/recommendations/HEEC-ES-1/versions/1/")],
    "evidence/withdrawn.jinja": [Address("/errors/410/", 410)],
    "evidence/themes.jinja": [Address("/themes/")],
    "my_list/my_list.jinja": [Address("/my-list/"), Address("/my-list/?list=broken", 400)],
    "my_list/board_paper.jinja": [Address("/my-list/board-paper/"), Address("/my-list/board-paper/?list=forged", 400)],
    "my_list/action_plan.jinja": [Address("/my-list/action-plan/"), Address("/my-list/action-plan/?list=", 400)],
    "my_list/baseline.jinja": [Address("/my-list/baseline/")],
    "pages/about.jinja": [Address("/about/")],
    "pages/accessibility.jinja": [Address("/accessibility/")],
    "pages/bad_request.jinja": [Address("/errors/400/", 400)],
    "pages/cookies.jinja": [Address("/cookies/")],
    "pages/evidence_map.jinja": [
        Address("/evidence-map/"),
        Address("/evidence-map/?rows=audience&columns=design&cells=numbers"),
        Address("/evidence-map/?q=nowhere&rows=nothing", 400),
    ],
    "pages/home.jinja": [Address("/")],
    "pages/new.jinja": [
        Address("/new/"),
        Address("/new/?type=studies&changed_since=2026-01-01"),
        Address("/new/?changed_since=June", 400),
    ],
    "pages/not_found.jinja": [Address("/recommendations/HEEC-ES-99/", 404)],
    "pages/permission_denied.jinja": [Address("/errors/403/", 403)],
    "pages/request_too_large.jinja": [Address("/errors/413/", 413)],
    "pages/search.jinja": [
        Address("/search/"),
        Address("/search/?q=mentoring"),
        Address("/search/?q=qqxxzz"),
        Address("/search/?q=staff&type=things", 400),
    ],
    "pages/too_many_requests.jinja": [Address("/errors/429/", 429)],
    "pages/server_error.jinja": [Address("/errors/500/", 500)],
    "pages/unavailable.jinja": [Address("/errors/503/", 503)],
    "pages/recommendation_map.jinja": [
        Address("/recommendation-map/"),
        Address("/recommendation-map/?rows=kind&columns=indicator&cells=numbers"),
        Address("/recommendation-map/?rows=audience&columns=audience", 400),
    ],
    "recommendations/audience.jinja": [Address("/audiences/pcns/"), Address("/audiences/the-public/")],
    "recommendations/audiences.jinja": [Address("/audiences/")],
    "recommendations/compare.jinja": [
        Address("/compare/?entry=HEEC-ES-1&entry=RHO-RE-14"),
        Address("/compare/?entry=HEEC-ES-1&entry=HEEC-ES-99", 400),
    ],
    "recommendations/detail.jinja": [Address("/recommendations/HEEC-ES-1/"), Address("/recommendations/RHO-RE-14/")],
    "recommendations/list.jinja": [
        Address("/recommendations/"),
        Address("/recommendations/?q=training&audience=pcns&certainty=moderate&sort=title"),
        Address("/recommendations/?certainty=high"),
        Address("/recommendations/?audience=everyone&page=9", 400),
    ],
    "workforce/compare.jinja": [
        Address("/wres/compare/"),
        Address("/wres/compare/?organisation=RXY&organisation=RBV&organisation=R1H"),
        Address("/wres/compare/?organisation=RXY&organisation=nobody", 400),
    ],
    "workforce/organisation.jinja": [
        Address("/wres/organisations/RXY/"),
        Address("/wres/organisations/ENG/?from=2019&to=2022"),
        Address("/wres/organisations/RQM/?with=friends&peer=NHS&from=2017&to=2017", 400),
    ],
    "workforce/organisations.jinja": [
        Address("/wres/organisations/"),
        Address("/wres/organisations/?q=trust&kind=trust&indicator=2"),
        Address("/wres/organisations/?region=nowhere", 400),
    ],
    "workforce/indicator.jinja": [Address("/wres/indicators/9/"), Address("/wres/indicators/1/")],
    "workforce/statistics.jinja": [Address("/statistics/")],
    "workforce/wres.jinja": [Address("/wres/")],
    "django admin: log in": [Address("/admin/login/")],
}


def page_templates() -> set[str]:
    """The templates that are whole pages: those of a layout, and those that need none."""
    return {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.jinja")
        if path.parent.name != "layouts" and _is_page(path.read_text())
    }


def _is_page(text: str) -> bool:
    return '{% extends "layouts/' in text or "<!DOCTYPE html>" in text
