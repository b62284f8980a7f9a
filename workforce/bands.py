"""The pay bands and grades by which WRES indicator 1 counts staff, from the lowest to the highest of each group."""

from dataclasses import dataclass
from enum import StrEnum


class StaffGroup(StrEnum):
    """The staff that indicator 1 shows apart."""

    NON_CLINICAL = "Non-clinical"
    CLINICAL = "Clinical"
    MEDICAL = "Medical and dental"


class DisparityPart(StrEnum):
    """The parts of Agenda for Change that the race disparity ratio compares."""

    LOWER = "lower"
    MIDDLE = "middle"
    UPPER = "upper"


@dataclass(frozen=True)
class Band:
    """A pay band or grade.

    Attributes:
        group: The staff that it is a band of.
        name: Its name within them: ``band 8a``.
        part: Its part for the disparity ratio; None for medical and dental grades, which are outside it.
    """

    group: StaffGroup
    name: str
    part: DisparityPart | None

    @property
    def label(self) -> str:
        """What observations have as their coverage: “Clinical, band 8a”."""
        return f"{self.group}, {self.name}"


_AGENDA_FOR_CHANGE = {
    **dict.fromkeys(("under band 1", "band 1", "band 2", "band 3", "band 4", "band 5"), DisparityPart.LOWER),
    **dict.fromkeys(("band 6", "band 7"), DisparityPart.MIDDLE),
    **dict.fromkeys(
        ("band 8a", "band 8b", "band 8c", "band 8d", "band 9", "very senior managers"), DisparityPart.UPPER
    ),
}
_MEDICAL_GRADES = ("trainee grades", "other grades", "non-consultant career grades", "consultants")

BANDS = (
    *(
        Band(group, name, part)
        for group in (StaffGroup.NON_CLINICAL, StaffGroup.CLINICAL)
        for name, part in _AGENDA_FOR_CHANGE.items()
    ),
    *(Band(StaffGroup.MEDICAL, name, None) for name in _MEDICAL_GRADES),
)
BY_LABEL = {band.label: band for band in BANDS}
