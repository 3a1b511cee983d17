"""How long a source may take and how often it is asked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UpstreamLimits:
    """Durations in seconds.

    attempt            one HTTP call, from connecting to the last byte of its body
    no_new_work_after  since the request (its trace) began: later than this nothing is sent
    retries            further tries after a failure that may be gone at once
    jitter             a retry waits at most this long, by chance
    backoff            after a failed token call, the first pause; it doubles
    backoff_max        the longest such pause
    refresh_ahead      a token is renewed this long before it expires, or a quarter of its life
    """

    attempt: float = 1.8
    no_new_work_after: float = 8.0
    retries: int = 1
    jitter: float = 0.05
    backoff: float = 1.0
    backoff_max: float = 30.0
    refresh_ahead: float = 900.0
