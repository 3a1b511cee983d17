"""Following an answer's cursor."""

from aggregator.mapping.paths import Getter
from aggregator.upstream.records import WrongShape


class Cursor:
    """Where the next page begins: `at` is None for the first."""

    def __init__(self, find: Getter) -> None:
        self._find = find
        self.at: str | None = None

    def advance(self, body: object) -> bool:
        """Move to the page after `body`; false when it is the last.

        Raises WrongShape for a cursor that is no text or number, or that stands still.
        """
        found = self._find(body)
        if found is None or found is False or found == "":
            return False
        if isinstance(found, bool) or not isinstance(found, str | int):
            raise WrongShape("with a cursor that is neither text nor number")
        if str(found) == self.at:
            raise WrongShape("with the same cursor again, so its pages would never end")
        self.at = str(found)
        return True
