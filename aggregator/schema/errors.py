"""The GraphQL table: what an error of ours says in a result's `errors`.

Every AggregatorError has its own code and words, safe to tell. Anything else that a resolver
raises is a bug: it is logged with its traceback and told as `Internal error` alone.
"""

from collections.abc import Mapping
from typing import Any

from graphql import FieldNode, GraphQLError, GraphQLFormattedError

from aggregator.domain import errors
from aggregator.domain.errors import AggregatorError
from aggregator.telemetry.logger import get_logger

log = get_logger(__name__)

CODES: Mapping[type[AggregatorError], str] = {
    errors.SignatureError: "UNAUTHORIZED",
    errors.Forbidden: "FORBIDDEN",
    errors.InvalidRequest: "BAD_USER_INPUT",
    errors.PayloadTooLarge: "PAYLOAD_TOO_LARGE",
    errors.UnsupportedBody: "UNSUPPORTED_BODY",
    errors.CardError: "CARD_INVALID",
    errors.ConnectorError: "CONNECTOR_INVALID",
    errors.SettingsError: "SETTINGS_INVALID",
    errors.SourceTimeout: "SOURCE_TIMEOUT",
    errors.SourceUnavailable: "SOURCE_UNAVAILABLE",
    errors.SourceRateLimited: "SOURCE_RATE_LIMITED",
    errors.SourceRefused: "SOURCE_REFUSED",
    errors.SourceMalformed: "SOURCE_MALFORMED",
    errors.ItemUnreadable: "SOURCE_MALFORMED",
    errors.ValueUnreadable: "SOURCE_MALFORMED",
    errors.SourceNotConnected: "SOURCE_NOT_CONNECTED",
    errors.CustomerNotFound: "CUSTOMER_NOT_FOUND",
    errors.AccountNotFound: "ACCOUNT_NOT_FOUND",
    errors.AmbiguousCustomer: "CUSTOMER_AMBIGUOUS",
    errors.DirectoryConflict: "DIRECTORY_CONFLICT",
    errors.NoSourceId: "NO_SOURCE_ID",
    errors.DirectoryUnavailable: "DIRECTORY_UNAVAILABLE",
    errors.Overloaded: "OVERLOADED",
    errors.QuotaExceeded: "QUOTA_EXCEEDED",
    errors.AllCardsFailed: "ALL_CARDS_FAILED",
    errors.CustomerRequired: "CUSTOMER_REQUIRED",
    errors.DeadlineExceeded: "DEADLINE_EXCEEDED",
    errors.InternalError: "INTERNAL",
}


def cause(error: GraphQLError) -> AggregatorError | None:
    """What of ours made `error`; InternalError for a bug; None when the caller's operation did."""
    inner = error
    while isinstance(inner.original_error, GraphQLError):
        inner = inner.original_error
    original = inner.original_error
    if isinstance(original, AggregatorError):
        return original
    if error.path is None:
        return None  # found before anything ran, be it by a scalar that refused a value
    # By their names in the schema: the path holds aliases, which are whatever their writer likes.
    fields = [node.name.value for node in error.nodes or () if isinstance(node, FieldNode)]
    if original is None:
        if inner is error or inner.nodes:
            return None
        # Raised where a value is written, at no place of the operation: a source's, not its own.
        log.error("value_unfit", fields=fields)
        return errors.InternalError("A value does not fit the type of its field")
    log.error("resolver_failed", fields=fields, exc_info=original)
    return errors.InternalError("Internal error")


MESSAGE_MAX = 300
"""Characters of an error's message: graphql-core's own quote what was sent, however long."""


def format_error(error: GraphQLError, code: str, reference: str) -> GraphQLFormattedError:
    """`error` for the wire. `code` is what an error of the caller's making is called."""
    ours = cause(error)
    formatted = error.formatted
    extensions: dict[str, Any] = dict(formatted.get("extensions") or {})
    if ours is not None:
        formatted["message"] = ours.message
        extensions = {"code": CODES[type(ours)], "reference": reference}
        if isinstance(ours, errors.SourceError | errors.NoSourceId):
            extensions["source"] = ours.source
    else:
        extensions.setdefault("code", code)
    if len(formatted["message"]) > MESSAGE_MAX:
        formatted["message"] = f"{formatted['message'][: MESSAGE_MAX - 1]}…"
    formatted["extensions"] = extensions
    return formatted
