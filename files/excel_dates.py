"""The days that a form takes, apart from what writes Excel, which takes long to load."""

import datetime

#: Excel has none before 1900.
EARLIEST, LATEST = datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)
