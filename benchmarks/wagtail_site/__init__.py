"""A Wagtail site with the same recommendations, filters and search; it runs in an environment of its own."""
