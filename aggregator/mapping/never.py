"""What systems write for a moment that never comes, or never was.

The ends of the calendar (0000-00-00, year 1, year 9999), infinity, and the days that clocks and
databases count from: Unix, Windows, SQL Server, OLE and Excel. A person who was born at midnight
UTC on one of them is rarer than a field that nobody filled.
"""

import re
from datetime import datetime, time
from typing import Final

_ENDS = re.compile(r"(?:0000|0001|9999)-[0-9]{2}|[+-]?infinity\Z", re.IGNORECASE)
_ZEROS = re.compile(r"[-+/.: TZ0]{1,40}", re.IGNORECASE)
_YEARS = frozenset({1, 9999})
_FIRST_DAYS: Final = frozenset(
    {(1601, 1, 1), (1753, 1, 1), (1899, 12, 30), (1900, 1, 1), (1970, 1, 1)}
)


def is_never_written(text: str) -> bool:
    """Tell whether a date is written that no calendar has, or infinity."""
    written = text.strip()
    return _ENDS.match(written) is not None or ("0" in written and bool(_ZEROS.fullmatch(written)))


def is_never(moment: datetime) -> bool:
    """Tell whether a moment in UTC, or a day, stands for none."""
    if moment.year in _YEARS:
        return True
    first = (moment.year, moment.month, moment.day) in _FIRST_DAYS
    return first and moment.time() == time(0)
