"""What the page of all activity shows of imports of WRES values."""

from curation.activity.sources import SOURCES, step_of_file
from workforce.models import WresImport

SOURCES += [
    step_of_file(WresImport, "Uploaded a file of WRES values.", "uploaded_at", "uploaded_by"),
    step_of_file(WresImport, "Imported a file of WRES values.", "confirmed_at", "confirmed_by"),
    step_of_file(WresImport, "Undid an import of WRES values.", "undone_at", "undone_by"),
]
