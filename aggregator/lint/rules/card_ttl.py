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

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.durations import parse_ttl
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
    """Guess at "5 min" and "300", where the guess would do."""
    match = re.fullmatch(r"\s*([0-9]{1,9})\s*([smhd]?)[a-z]*\s*", text.lower())
    meant = f"{match[1]}{match[2] or 's'}" if match else text
    with suppress(ValueError):
        parse_ttl(meant)
        yield meant


RULE = Rule.of(__name__, __doc__, card=check)
