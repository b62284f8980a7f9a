"""What the page of all activity shows of imports of studies."""

from curation.activity.sources import SOURCES, step_of_file
from evidence.models import StudyImport

SOURCES += [
    step_of_file(StudyImport, "Uploaded a file of studies.", "uploaded_at", "uploaded_by"),
    step_of_file(StudyImport, "Imported a file of studies.", "confirmed_at", "confirmed_by"),
]
