"""What an HTTP status other than 2xx means for a lookup.

| status | failure | tried again |
|---|---|---|
| 3xx | SourceMalformed: redirects are never followed, a credential could leave with them | no |
| 401, 403, 407 | SourceRefused | no (OAuth: 401 once, with a new token) |
| 408, 425 | SourceUnavailable | no |
| 429 | SourceRateLimited, with Retry-After | no |
| other 4xx | SourceMalformed: in a batch nobody is "not found", so the route itself is gone | no |
| 5xx | SourceUnavailable | unless it names a Retry-After |
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from aggregator.domain.errors import (
    SourceError,
    SourceMalformed,
    SourceRateLimited,
    SourceRefused,
    SourceUnavailable,
)
from aggregator.upstream.call import Failure, Reply


def failure(source: str, route: str, reply: Reply) -> Failure:
    """Return the failure that `reply` (whose status is not 2xx) stands for."""
    status = reply.status
    told = f"{source} answered {route} with {status}"
    after = retry_after(reply.headers.get("retry-after", ""))
    again = False
    error: SourceError
    if status == 429:
        error = SourceRateLimited(
            source, f"{told}: asked too often", after, route=route, status=status
        )
    elif status >= 500 or status in (408, 425):
        error = SourceUnavailable(source, told, route=route, status=status, after=after)
        again = status >= 500 and after is None
    elif status in (401, 403, 407):
        error = SourceRefused(
            source,
            f"{told}: it does not accept this credential; renew it or give it read access",
            route=route,
            status=status,
        )
    elif status < 400:
        error = SourceMalformed(
            source,
            f"{told}: redirects are never followed; set the source's URL to where it leads",
            route=route,
            status=status,
        )
    else:
        error = SourceMalformed(
            source,
            f"{told}: it does not take the call as the connector declares it; check the source's "
            "URL and the connector's version",
            route=route,
            status=status,
        )
    return Failure(error, again)


def retry_after(value: str, now: datetime | None = None) -> float | None:
    """Seconds told by a Retry-After header (a number or an HTTP date); None when unreadable."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9]) if len(value) <= 9 else None
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # a year or an offset that no calendar has
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
