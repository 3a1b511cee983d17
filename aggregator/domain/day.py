"""A day of which no time is known, such as a due date."""

from datetime import UTC, date, datetime
from typing import Self


class Day(datetime):
    """A day alone. It is written as it stands, in no zone: `2026-12-01` is that day everywhere.

    Where moments are put in order it counts as its midnight in UTC.
    """

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read a date of ISO 8601 without a time; None for anything else."""
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return cls(day.year, day.month, day.day, tzinfo=UTC)

    @classmethod
    def of(cls, at: datetime) -> Self:
        """Give the day of a moment, as its own offset has it."""
        return cls(at.year, at.month, at.day, tzinfo=UTC)

    def isoformat(self, sep: str = "T", timespec: str = "auto") -> str:  # noqa: ARG002 - datetime's
        """Write the day alone: 2026-12-01."""
        return self.date().isoformat()
