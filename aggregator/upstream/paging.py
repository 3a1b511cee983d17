"""Following an answer's cursor."""

from aggregator.mapping.paths import Getter
from aggregator.upstream.records import WrongShape


class PageCursor:
    """Where the next page begins: `at` is None for the first.

    A source says that a page is the last in one of many ways: no cursor, null, false, "", 0, or the
    page before once more. A cursor alone that comes again says nothing: some name the whole walk.
    """

    def __init__(self, find: Getter) -> None:
        self._find = find
        self._seen: set[str] = set()
        self.at: str | None = None

    def repeats(self, body: object) -> bool:
        """Whether `body` names a page that was asked for already."""
        return self._next(body) in self._seen

    def advance(self, body: object) -> bool:
        """Move to the page after `body`; false when it is the last.

        Raises WrongShape for a cursor that is no text or number.
        """
        found = self._next(body)
        if found is None:
            return False
        self._seen.add(found)
        self.at = found
        return True

    def _next(self, body: object) -> str | None:
        found = self._find(body)
        if found is None or found is False:
            return None
        if isinstance(found, bool) or not isinstance(found, str | int):
            raise WrongShape("with a cursor that is neither text nor number")
        return None if str(found).strip() in ("", "0") else str(found)
