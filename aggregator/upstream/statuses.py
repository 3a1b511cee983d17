"""What an HTTP status other than 2xx means for a lookup.

| status | failure | tried again |
|---|---|---|
| 3xx | SourceMalformed: redirects are never followed, a credential could leave with them | no |
| 401, 407 | SourceRefused | no (OAuth: 401 once, with a new token) |
| 429 | SourceRateLimited | no |
| 403, 503 with a limit of which nothing is left | SourceRateLimited | no |
| 400, 403, 503 whose body says so (limit_words.py) | SourceRateLimited | no |
| other 4xx and 5xx with a Retry-After | SourceRateLimited | no |
| 403 | SourceRefused | no |
| 408, 425 | SourceUnavailable | no |
| other 4xx | SourceMalformed: in a batch nobody is "not found", so the route itself is gone | no |
| 5xx | SourceUnavailable | yes |
"""

from aggregator.domain.call import USUAL, CallFailure, Reply, TooOften
from aggregator.domain.errors import (
    SourceError,
    SourceMalformed,
    SourceRateLimited,
    SourceRefused,
    SourceUnavailable,
)
from aggregator.upstream import waits


def failure(source: str, route: str, reply: Reply, too_often: TooOften = USUAL) -> CallFailure:
    """Return the failure that `reply` (whose status is not 2xx) stands for."""
    status = reply.status
    told = f"{source} answered {route} with {status}"
    again = False
    error: SourceError
    if _limited(reply, too_often):
        after = waits.retry_after(reply.headers)
        after = waits.limit_reset(reply.headers, own=too_often.again) if after is None else after
        words = f"{told}: asked too often"
        error = SourceRateLimited(source, words, after, route=route, status=status)
    elif status >= 500 or status in (408, 425):
        error = SourceUnavailable(source, told, route=route, status=status)
        again = status >= 500
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
    return CallFailure(error, again)


def _limited(reply: Reply, too_often: TooOften) -> bool:
    """Whether the source says, in whichever way, that it is asked too often."""
    if reply.status == 429 or reply.too_often:
        return True
    if reply.status < 400 or reply.status in (401, 407):
        return False
    if waits.retry_after(reply.headers) is not None:
        return True
    return reply.status in (403, 503) and waits.limit_met(reply.headers, own=too_often.left)
