"""How long what a file held is kept once its import is over."""

import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from evidence.models import ImportedRecord, ImportState, StudyImport


def remove_old_records() -> int:
    """Remove what old files held, and return of how many records.

    Of an import that went in, what was read and decided of each record stays, so that the base still says where each
    study is from; its text goes. Of one that did not go in, the import itself stays, as discarded.
    """
    before = timezone.now() - datetime.timedelta(days=settings.IMPORT_ORIGINALS_DAYS)
    left: Any = StudyImport.objects.exclude(state=ImportState.CONFIRMED).filter(uploaded_at__lt=before)
    left_records = ImportedRecord.objects.filter(study_import__in=left)
    deleted, _ = left_records.delete()
    left.exclude(state=ImportState.DISCARDED).update(state=ImportState.DISCARDED)
    old = StudyImport.objects.filter(state=ImportState.CONFIRMED, confirmed_at__lt=before)
    confirmed = ImportedRecord.objects.filter(study_import__in=old).exclude(original="")
    return deleted + confirmed.update(original="", title_keys=[])
