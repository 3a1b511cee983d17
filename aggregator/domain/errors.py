"""Everything that can go wrong, grouped by who must act.

AggregatorError              code, message, facts (never secrets or personal data)
|- RequestError              the caller
|  |- SignatureError         not proven to come from Plain
|  |- Forbidden              the token's role may not do this
|  |- InvalidRequest         not a body we can read
|  |- PayloadTooLarge        over the byte or key cap
|  `- UnsupportedBody        compressed, or not JSON by its own account
|- DefinitionError           an author or operator changes a file; until then a card is missing
|  |- CardError              a card's file, or an exported schema: file, line, column
|  |- ConnectorError         a connector's declaration
|  `- SettingsError          a setting
|- SourceError               a source failed; the card degrades
|  |- SourceTimeout
|  |- SourceUnavailable
|  |- SourceRateLimited      after: seconds to wait
|  |- SourceRefused          credentials or permission: an operator acts
|  |- SourceMalformed        it answered something else than it promised
|  |  |- ItemUnreadable      one item of a list did; the others are there
|  |  `- ValueUnreadable     one field's value did; the other fields are there
|  `- SourceNotConnected     the schema has the field, no active source provides it
|- DirectoryError
|  |- CustomerNotFound       expected
|  |- AccountNotFound        no account has the id
|  |- AmbiguousCustomer      the ids point at different people
|  |- DirectoryConflict      what is asked of it goes against what it was told before
|  |- NoSourceId             nobody knows the id that a source would be asked by
|  `- DirectoryUnavailable
|- TryLater                  whoever asks waits; `after`: seconds
|  |- Overloaded             too much is being answered at once
|  |- QuotaExceeded          the workspace asked more than its share
|  `- AllCardsFailed         every card failed for now, and the workspace wants Plain to ask again
|- CustomerRequired          an operation asked for the request's customer and there is none
|- DeadlineExceeded          our own budget
`- InternalError             a bug of ours, told as nothing more than that

No HTTP status here: `web/errors.py`, `schema/errors.py` and `pipeline/respond.py` each hold one
table from these classes to what their audience reads; a test asserts that each leaf is in all.
"""

from typing import ClassVar


class AggregatorError(Exception):
    """An error of ours: `code` for machines, `message` for people, `facts` for logs.

    Neither message nor facts ever hold secrets or personal data.
    """

    code: ClassVar[str] = "INTERNAL"

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts


class RequestError(AggregatorError):
    """The caller must change the request."""


class SignatureError(RequestError):
    code = "UNAUTHORIZED"


class Forbidden(RequestError):
    code = "FORBIDDEN"


class InvalidRequest(RequestError):
    code = "INVALID_REQUEST"


class PayloadTooLarge(RequestError):
    code = "PAYLOAD_TOO_LARGE"


class UnsupportedBody(RequestError):
    code = "UNSUPPORTED_BODY"


class DefinitionError(AggregatorError):
    """An author or operator must change a file."""


class CardError(DefinitionError):
    code = "CARD_INVALID"


class ConnectorError(DefinitionError):
    code = "CONNECTOR_INVALID"


class SettingsError(DefinitionError):
    code = "SETTINGS_INVALID"


class SourceError(AggregatorError):
    """A source failed. `source` names it; `permanent` says that waiting will not help."""

    code = "SOURCE_FAILED"
    permanent: ClassVar[bool] = False

    def __init__(self, source: str, message: str, **facts: object) -> None:
        super().__init__(message, source=source, **facts)
        self.source = source


class SourceTimeout(SourceError):
    code = "SOURCE_TIMEOUT"


class SourceUnavailable(SourceError):
    code = "SOURCE_UNAVAILABLE"


class SourceRateLimited(SourceError):
    code = "SOURCE_RATE_LIMITED"

    def __init__(self, source: str, message: str, after: float | None, **facts: object) -> None:
        super().__init__(source, message, after=after, **facts)
        self.after = after


class SourceRefused(SourceError):
    code = "SOURCE_REFUSED"
    permanent = True


class SourceMalformed(SourceError):
    code = "SOURCE_MALFORMED"
    permanent = True


class ItemUnreadable(SourceMalformed):
    code = "SOURCE_ITEM_UNREADABLE"


class ValueUnreadable(SourceMalformed):
    code = "SOURCE_VALUE_UNREADABLE"


class SourceNotConnected(SourceError):
    code = "SOURCE_NOT_CONNECTED"
    permanent = True


class DirectoryError(AggregatorError):
    """The customer directory could not say who this is."""


class CustomerNotFound(DirectoryError):
    code = "CUSTOMER_NOT_FOUND"


class AccountNotFound(DirectoryError):
    code = "ACCOUNT_NOT_FOUND"


class AmbiguousCustomer(DirectoryError):
    code = "CUSTOMER_AMBIGUOUS"


class DirectoryConflict(DirectoryError):
    code = "DIRECTORY_CONFLICT"


class NoSourceId(DirectoryError):
    """Nobody could be asked: the directory has no id of this customer (or account) in `source`."""

    code = "NO_SOURCE_ID"

    def __init__(self, source: str, message: str, **facts: object) -> None:
        super().__init__(message, source=source, **facts)
        self.source = source


class DirectoryUnavailable(DirectoryError):
    code = "DIRECTORY_UNAVAILABLE"


class TryLater(AggregatorError):
    """Ask again in `after` seconds."""

    code = "TRY_LATER"

    def __init__(self, message: str, after: float = 1.0, **facts: object) -> None:
        super().__init__(message, after=after, **facts)
        self.after = after


class Overloaded(TryLater):
    code = "OVERLOADED"


class QuotaExceeded(TryLater):
    code = "QUOTA_EXCEEDED"


class AllCardsFailed(TryLater):
    code = "ALL_CARDS_FAILED"


class CustomerRequired(AggregatorError):
    code = "CUSTOMER_REQUIRED"


class DeadlineExceeded(AggregatorError):
    code = "DEADLINE_EXCEEDED"


class InternalError(AggregatorError):
    code = "INTERNAL"
