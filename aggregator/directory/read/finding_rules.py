"""Which values find a customer: the rules of now, and others that are tried before they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from aggregator.directory.kinds import KINDS, LinkTrust
from aggregator.directory.read.keys import EMAIL_ALIAS, mailbox_of
from aggregator.domain.blocked import is_role
from aggregator.domain.errors import InvalidRequest
from aggregator.domain.identity import EMAIL, normalise


@dataclass(frozen=True, slots=True)
class FindingRules:
    """Which values find a customer.

    kinds       of identity that find anybody: plain_id, external_id, email, phone
    blocked     values that are nobody's, beside those that always are
    claimed     whether a value finds somebody that was only told by whoever wrote
    email_tags  whether ann+news@acme.com is ann@acme.com
    """

    kinds: tuple[str, ...] = KINDS["customer"]
    blocked: frozenset[str] = frozenset()
    claimed: bool = False
    email_tags: bool = False

    def changed(
        self,
        order: Sequence[str] | None = None,
        blocked: Iterable[str] = (),
        *,
        claimed: bool = False,
        email_tags: bool = False,
    ) -> "FindingRules":
        """Give others to try: `order` as `identity_order`; what is not given is as it is now."""
        kinds = self.kinds if order is None else tuple(order)
        return FindingRules(kinds, frozenset(blocked), claimed, email_tags)

    def checked(self) -> "FindingRules":
        """Give them with values as they are compared. InvalidRequest: there is no such kind."""
        finding = tuple(kind for kind in self.kinds if kind != EMAIL_ALIAS)
        unknown = [kind for kind in finding if kind not in KINDS["customer"]]
        if unknown or not finding:
            raise InvalidRequest(
                f"`{unknown[0] if unknown else ''}` finds no customer. "
                f"Fix: some of {', '.join(KINDS['customer'])}"
            )
        norms = {
            norm
            for value in self.blocked
            for kind in KINDS["customer"]
            if (norm := normalise(kind, value)) is not None
        }
        return replace(self, kinds=finding, blocked=frozenset(norms))

    def find(self, kind: str, value: str, trust: str) -> bool:
        """Whether such a value finds somebody."""
        return (
            kind in self.kinds
            and value not in self.blocked
            and (self.claimed or trust == LinkTrust.VERIFIED)
            and not (kind == EMAIL and is_role(value))
        )

    def compared(self, kind: str, value: str) -> str:
        """Give what a value is compared by."""
        return (mailbox_of(value) or value) if self.email_tags and kind == EMAIL else value


def rules_of(order: Sequence[str]) -> FindingRules:
    """Give the rules of now: `order` is the workspace's `identity_order`.

    An alias of an e-mail leads a request to somebody, and is nobody's own.
    """
    return FindingRules(tuple(kind for kind in order if kind != EMAIL_ALIAS))
