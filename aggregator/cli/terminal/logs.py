"""What a command logs: text for people, and nothing is loaded for it until something is logged."""


def text_logs() -> None:
    """Send what is logged from now on to stderr, as text."""
    from aggregator.telemetry.logger import at_first_line

    at_first_line(_configure)


def _configure() -> None:
    from aggregator.telemetry.log import configure

    configure("text")
