"""The list of resources."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.models import Resource, Theme
from lists.links import links
from pages.entry_pages import contents_list


def resources_page() -> dict[str, Any]:
    """The published resources by kind; one that several sources point to stands once, with what each says of it.

    Returns::

        {"total": 5, "groups": [{"id": "kind-toolkit", "heading": "Toolkit", "total": 4, "titles": [
            {"title": "…", "url": "https://…", "resources": [{"resource": Resource, "themes": [{…}]}, …]}, …]}, …],
         "contents": see contents_list}
    """
    themes = Prefetch("themes", Theme.objects.published(), to_attr="public_themes")
    resources: Any = Resource.objects.published().select_related("source").prefetch_related(themes)
    groups: dict[str, dict[str, Any]] = {}
    for resource in resources.order_by("kind", "title", "pk"):
        group = {"id": f"kind-{resource.kind}", "heading": resource.get_kind_display(), "total": 0, "titles": []}
        titles = groups.setdefault(resource.kind, group)["titles"]
        same = titles and titles[-1]["title"].casefold() == resource.title.casefold()
        if not same or (titles[-1]["url"] and resource.url not in ("", titles[-1]["url"])):
            titles.append({"title": resource.title, "url": resource.url, "resources": []})
        titles[-1]["url"] = titles[-1]["url"] or resource.url
        titles[-1]["resources"].append({"resource": resource, "themes": links(resource.public_themes)})
        groups[resource.kind]["total"] += 1
    return {
        "total": sum(group["total"] for group in groups.values()),
        "groups": list(groups.values()),
        "contents": contents_list(
            (group["id"], f"{group['heading']} ({group['total']:,})", True) for group in groups.values()
        ),
    }


def resource_list(request: HttpRequest) -> HttpResponse:
    """Things to use and read."""
    return render(request, "evidence/resources.jinja", resources_page())
