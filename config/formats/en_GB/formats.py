"""Dates and times as the NHS content guide has them: 18 December 2024, 9:44pm; for “pm” see `locale/`."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "fa"
DATETIME_FORMAT = f"{DATE_FORMAT}, {TIME_FORMAT}"
