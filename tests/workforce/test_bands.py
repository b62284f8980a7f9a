"""The bands of indicator 1."""

from workforce.bands import BANDS, BY_LABEL, DisparityPart, StaffGroup


def test_each_band_has_a_label_of_its_own() -> None:
    assert len(BY_LABEL) == len(BANDS) == 32
    assert BY_LABEL["Clinical, band 8a"].part is DisparityPart.UPPER
    assert BY_LABEL["Non-clinical, very senior managers"].part is DisparityPart.UPPER


def test_the_disparity_ratio_leaves_medical_and_dental_staff_out() -> None:
    assert {band.group for band in BANDS if band.part is None} == {StaffGroup.MEDICAL}
    lower = [band.name for band in BANDS if band.part is DisparityPart.LOWER and band.group is StaffGroup.CLINICAL]
    assert lower[0] == "under band 1"
    assert lower[-1] == "band 5"
