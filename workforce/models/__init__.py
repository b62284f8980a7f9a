"""The workforce: organisations, the Workforce Race Equality Standard and the figures that sources quote."""

from workforce.models.organisations import Organisation, OrganisationKind, TrustType
from workforce.models.statistics import Statistic
from workforce.models.wres import (
    Comparison,
    Dataset,
    DataSource,
    Domain,
    Group,
    Indicator,
    Measure,
    MeasureKind,
    Observation,
)
from workforce.models.wres_imports import ImportLayout, ImportState, RowKind, RowOutcome, WresImport, WresImportRow

__all__ = [
    "Comparison", "DataSource", "Dataset", "Domain", "Group", "ImportLayout", "ImportState", "Indicator", "Measure",
    "MeasureKind", "Observation", "Organisation", "OrganisationKind", "RowKind", "RowOutcome", "Statistic", "TrustType",
    "WresImport", "WresImportRow",
]  # fmt: skip
