"""Bodies as Plain sends them, and what a body of Plain's may look like as well."""

import copy
from datetime import UTC, datetime
from typing import Any

from aggregator.simulator.conformance.target import ProbeTarget

Body = dict[str, Any]

NO_SUCH_KEY = "conformance-no-such-card"
NO_SUCH_PERSON = {
    "id": "c_01CONFORMANCE0000000000NOBODY",
    "externalId": "conformance-nobody",
    "email": "nobody@conformance.invalid",
}
SOME_THREAD = {"id": "th_01CONFORMANCE00000000000000", "externalId": "conformance-thread"}
SOME_TENANT = {"id": "te_01CONFORMANCE00000000000000", "externalId": "conformance-tenant"}


def body_for(target: ProbeTarget, now: datetime) -> Body:
    """Give the request for all cards; what is not known about the customer is null."""
    moment = now.astimezone(UTC).isoformat(timespec="milliseconds")
    return {
        "cardKeys": list(target.keys),
        "customer": {"id": None, "externalId": None, "email": None, **target.customer},
        "tenant": _ids(target.tenant),
        "thread": _ids(target.thread),
        "timestamp": moment.replace("+00:00", "Z"),
    }


def completed(body: Body) -> Body:
    """Put an invented value in the place of every null."""
    whole = copy.deepcopy(body)
    known = {name: value for name, value in whole["customer"].items() if value is not None}
    whole["customer"] = {**NO_SUCH_PERSON, **known}
    whole["thread"] = whole["thread"] or dict(SOME_THREAD)
    whole["tenant"] = whole["tenant"] or dict(SOME_TENANT)
    return whole


def about_nobody(body: Body) -> Body:
    """Ask about somebody whom no system knows."""
    return {**body, "customer": dict(NO_SUCH_PERSON)}


def asking(body: Body, *keys: str) -> Body:
    """Ask for `keys` instead."""
    return {**body, "cardKeys": list(keys)}


def nulled(body: Body, path: str) -> Body:
    """Make the member at `path` ("customer.email") null."""
    return _changed(body, path, keep=True)


def without(body: Body, path: str) -> Body:
    """Leave the member at `path` out."""
    return _changed(body, path, keep=False)


def _changed(body: Body, path: str, *, keep: bool) -> Body:
    changed = copy.deepcopy(body)
    owner, _, name = path.rpartition(".")
    holder = changed[owner] if owner else changed
    if keep:
        holder[name] = None
    else:
        holder.pop(name, None)
    return changed


def _ids(given: Any) -> Body | None:
    return None if given is None else {"id": None, "externalId": None, **given}
