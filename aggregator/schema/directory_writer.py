"""Who may change the directory by an operation, and how it is told that somebody is gone."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator.directory.values import Provenance
from aggregator.domain.access import ApiToken, Role
from aggregator.domain.errors import Forbidden

if TYPE_CHECKING:  # the database is loaded by who serves, not by who reads a card
    from aggregator.directory.directory import Directory
    from aggregator.directory.read.finding_rules import FindingRules


@dataclass(frozen=True, slots=True)
class DirectoryWriter:
    """The directory, for the bearer of a token.

    `erased` hears by what somebody was known who is gone; `rules` are those of now, by which people
    are found. Cards have no writer, so that no card can change anybody, whatever its file says.
    """

    directory: "Directory"
    token: ApiToken
    erased: Callable[[Sequence[str]], Awaitable[None]]
    rules: "FindingRules"

    @property
    def workspace_id(self) -> str:
        return self.token.workspace_id

    def may(self, role: Role) -> None:
        """Forbidden: the token's role is below."""
        if self.token.role < role:
            raise Forbidden(
                f"This takes a token with the role {role.value} and this one is "
                f"{self.token.role.value}. Fix: use such a token"
            )

    def by(self, reason: str | None, source: str = "edit") -> Provenance:
        return Provenance(source=source, actor=f"token:{self.token.name}", reason=reason)
