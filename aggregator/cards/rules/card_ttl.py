"""A ttl is a number with its unit, from 15 seconds to one year: `15s`, `5m`, `2h`, `1d`.

Those are Plain's own bounds. Without a ttl, the setting of the card in Plain rules.
"""

import re
from collections.abc import Iterator

from aggregator.cards.findings import Found
from aggregator.cards.outline import Outline, string
from aggregator.cards.rule import Rule
from aggregator.cards.span import whole_span

SHORTEST = 15
LONGEST = 365 * 24 * 3600

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_DURATION = re.compile(r"([0-9]{1,9})([smhd])")


def check(tree: Outline) -> Iterator[Found]:
    given = string(tree.directive, "ttl") if tree.directive else None
    if given is None:
        return
    ttl = seconds(given.value)
    if ttl is None:
        message = f'"{given.value[:40]}" is no ttl: a number and s, m, h or d'
        yield Found(whole_span(given), message, tuple(_meant(given.value)))
    elif not SHORTEST <= ttl <= LONGEST:
        yield Found(
            whole_span(given), "A ttl goes from 15s to 365d", hint="Those are Plain's bounds."
        )


def seconds(text: str) -> int | None:
    """Read a duration; None when it is not one."""
    match = _DURATION.fullmatch(text)
    return int(match[1]) * _UNITS[match[2]] if match else None


def _meant(text: str) -> Iterator[str]:
    match = re.fullmatch(r"\s*([0-9]{1,9})\s*([smhd]?)[a-z]*\s*", text.lower())
    if match:
        yield f"{match[1]}{match[2] or 's'}"


RULE = Rule.of(__name__, __doc__, card=check)
