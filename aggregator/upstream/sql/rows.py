"""What a database is asked, and how it can fail; one file for each kind of database."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

Failing = Literal["unavailable", "no-login", "no-database", "refused", "malformed", "late"]
"""`refused`: whoever logged in may not read that."""


class RowsFailed(Exception):
    """Why there are no rows; the message holds no value of theirs, and no key."""

    def __init__(self, kind: Failing, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Rows(Protocol):
    """A database that is only read."""

    async def fetch(
        self, sql: str, values: Mapping[str, Any], most: int
    ) -> Sequence[Mapping[str, Any]]:
        """Give at most `most` rows. Raises RowsFailed; a cancelled statement is ended."""

    async def close(self) -> None: ...
