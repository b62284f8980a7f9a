"""The admin of recommendations and of the sheet on which their certainty is assessed."""

from recommendations.admin import certainty_sheet, desk, recommendations

__all__ = ["certainty_sheet", "desk", "recommendations"]
