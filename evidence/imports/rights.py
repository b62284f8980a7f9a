"""Who may decide on an import of studies: who uploaded it, and whoever reviews studies."""

from typing import Any

from curation.workflow import has_right
from evidence.models import Study, StudyImport


def may_decide(user: Any, study_import: StudyImport) -> bool:
    """Whether somebody may decide on the records of an import, and import, discard or delete it."""
    is_own = study_import.uploaded_by_id == user.pk
    return has_right(user, "add", Study) and (is_own or has_right(user, "publish", Study))
