"""A ttl is a number with its unit, from 15 seconds to one year: `15s`, `5m`, `2h`, `1d`.

Those are Plain's own bounds. Without a ttl, the setting of the card in Plain rules.

Wrong:
    query Q @card(title: "T", ttl: "5 min") { customer { name @text } }

Right:
    query Q @card(title: "T", ttl: "5m") { customer { name @text } }
"""

import re
from collections.abc import Iterator
from contextlib import suppress

from aggregator.domain.plain.limits import TTL_MIN
from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.durations import parse_duration, parse_ttl
from aggregator.language.outline import Outline, string
from aggregator.language.span import whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    given = string(tree.directive, "ttl") if tree.directive else None
    if given is None:
        return
    try:
        parse_ttl(given.value)
    except ValueError as error:
        meant = tuple(_meant(given.value))
        changes = tuple(Replacement(whole_span(given), f'"{each}"') for each in meant)
        yield Violation(whole_span(given), f"ttl: {error}", meant, changes=changes)


def _meant(text: str) -> Iterator[str]:
    """Guess at "5 min", "300", "1w", "5000ms" and "PT5M", where the guess would do."""
    match = re.fullmatch(r"\s*p?t?([0-9]{1,9})\s*(ms|[smhdw]?)[a-z]*\s*", text.lower())
    meant = f"{match[1]}{match[2] or 's'}" if match else text
    if match and match[2] == "ms":
        meant = f"{int(match[1]) // 1000}s"
    if match and match[2] == "w":
        meant = f"{7 * int(match[1])}d"
    with suppress(ValueError):
        meant = meant if parse_duration(meant) >= TTL_MIN else f"{TTL_MIN}s"
    with suppress(ValueError):
        parse_ttl(meant)
        yield meant


RULE = Rule.of(__name__, __doc__, card=check)
