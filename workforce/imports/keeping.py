"""How long what a file held is kept where its import did not go in."""

import datetime

from django.conf import settings
from django.utils import timezone

from workforce.models import ImportState, WresImport, WresImportRow


def remove_old_rows() -> int:
    """Remove what old files held that were not imported, or undone, and return how many rows.

    The import itself stays. The rows of one that went in stay, too: they tell where values are from, and undo it.
    """
    before = timezone.now() - datetime.timedelta(days=settings.IMPORT_ORIGINALS_DAYS)
    over = (
        WresImport.objects.exclude(state=ImportState.CONFIRMED)
        .filter(uploaded_at__lt=before)
        .exclude(undone_at__gte=before)
    )
    rows = WresImportRow.objects.filter(wres_import__in=over)
    deleted, _ = rows.delete()
    over.filter(state=ImportState.READY).update(state=ImportState.DISCARDED)
    return deleted
