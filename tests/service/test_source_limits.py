"""How sources are asked: settings and their owner agree."""

from aggregator.service.snapshot import upstream_limits
from aggregator.settings import LimitSettings
from aggregator.settings.limits import BreakerSettings, RetrySettings
from aggregator.upstream.limits import UpstreamLimits


def test_by_default_sources_are_asked_as_upstream_asks_by_default() -> None:
    assert upstream_limits(LimitSettings()) == UpstreamLimits()


def test_every_limit_of_breaker_and_retries_is_handed_down() -> None:
    breaker = BreakerSettings(
        failures=2, rate=0.25, calls=3, window=4.0, slow=0.5, open=6.0, open_max=7.0
    )
    retries = RetrySettings(share=0.75, per_second=8.0, most=9.0)
    limits = upstream_limits(
        LimitSettings(breaker=breaker, retries=retries, attempt=1.0, soft=2.0, no_new_work=3.0)
    )
    asked = limits.breaker
    assert (asked.failures, asked.rate, asked.calls, asked.window) == (2, 0.25, 3, 4.0)
    assert (asked.slow, asked.open, asked.open_max) == (0.5, 6.0, 7.0)
    assert (limits.budget.share, limits.budget.per_second, limits.budget.most) == (0.75, 8.0, 9.0)
    assert (limits.attempt, limits.soft, limits.no_new_work_after) == (1.0, 2.0, 3.0)
