"""What Wagtail's project template sets, for PostgreSQL and one host; ``PAGE_CACHE=1`` adds Django's cache of pages."""

import os

from psycopg.conninfo import conninfo_to_dict

address = conninfo_to_dict(os.environ["DATABASE_URL"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.get("dbname", ""),
        "USER": address.get("user", ""),
        "PASSWORD": address.get("password", ""),
        "HOST": address.get("host", ""),
        "PORT": address.get("port", ""),
        # Its tables stand in a schema of their own, beside the rows that they are filled from.
        "OPTIONS": {"options": "-c search_path=wagtail", "pool": {"min_size": 1, "max_size": 8}},
    }
}
SECRET_KEY = "for measuring alone"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "benchmarks.wagtail_site.urls"
WSGI_APPLICATION = "benchmarks.wagtail_site.wsgi.application"
# Made from the models each time, in a folder that setting up puts on the path.
MIGRATION_MODULES = {"wagtail_site": "wagtail_site_migrations"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
LANGUAGE_CODE = "en-gb"
STATIC_URL = "/static/"
WAGTAIL_SITE_NAME = "Recommendations"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "english"},
}
INSTALLED_APPS = [
    "benchmarks.wagtail_site",
    *("wagtail.contrib.forms", "wagtail.contrib.redirects", "wagtail.embeds", "wagtail.sites", "wagtail.users"),
    *("wagtail.snippets", "wagtail.documents", "wagtail.images", "wagtail.search", "wagtail.admin", "wagtail"),
    *("modelcluster", "taggit", "django_filters"),
    *("django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"),
    *("django.contrib.messages", "django.contrib.staticfiles"),
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
if os.environ.get("PAGE_CACHE") == "1":
    MIDDLEWARE = [
        "django.middleware.cache.UpdateCacheMiddleware",
        *MIDDLEWARE,
        "django.middleware.cache.FetchFromCacheMiddleware",
    ]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
