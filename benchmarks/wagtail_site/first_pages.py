"""``python -m benchmarks.wagtail_site.first_pages``: makes the list's page, and one recommendation to copy.

The recommendation is not live, so no list has it.
"""

import os

import django


def main() -> None:
    """Make them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.wagtail_site.settings")
    django.setup()
    from wagtail.models import Page, Site

    from benchmarks.wagtail_site.models import RecommendationIndexPage, RecommendationPage, Source

    home = Page.objects.get(depth=2)
    Site.objects.update(hostname="127.0.0.1", root_page=home, is_default_site=True)
    index = home.add_child(instance=RecommendationIndexPage(title="Recommendations", slug="recommendations"))
    source = Source.objects.create(slug="to-copy", name="To copy")
    texts = dict.fromkeys(("statement", "points", "evidence_note"), "To copy")
    index.add_child(
        instance=RecommendationPage(title="To copy", reference="TO-COPY", source=source, live=False, **texts)
    )


if __name__ == "__main__":
    main()
