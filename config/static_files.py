"""How styles, scripts and images are collected and named."""

from django.contrib.staticfiles import apps
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesConfig(apps.StaticFilesConfig):
    """Leaves out the sources of the styles."""

    ignore_patterns = [*apps.StaticFilesConfig.ignore_patterns, "scss"]


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashes file names, also in imports between scripts."""

    support_js_module_import_aggregation = True
