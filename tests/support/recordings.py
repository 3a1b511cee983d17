"""A recording of a request that nobody was asked for."""

from datetime import UTC, datetime, timedelta

from aggregator.authoring.recording.recording import Recording

AT = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def recording(number: int = 0, **request: object) -> Recording:
    """The `number`th: a second after the one before, for the card `plan`."""
    return Recording(
        id=f"REF{number}",
        at=AT + timedelta(seconds=number),
        request={"cardKeys": ["plan"], "customer": None, **request},
        context={"workspace": "w", "locale": "en_US", "currency": "USD", "timeZone": "UTC"},
        sources={},
        customers=[],
        accounts=[],
        replies={},
    )
