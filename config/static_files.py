"""How styles, scripts and images are collected and named."""

from collections.abc import Iterable, Iterator

from django.contrib.staticfiles import apps
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesConfig(apps.StaticFilesConfig):
    """Leaves out the sources of the styles."""

    ignore_patterns = [*apps.StaticFilesConfig.ignore_patterns, "scss"]


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashes file names, also in imports between scripts, and compresses what pages ask for."""

    support_js_module_import_aggregation = True

    def compress_files(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress the files under their hashed names; a page knows them by no other, but the one for server errors."""
        return super().compress_files(set(names) & set(self.hashed_files.values()))
