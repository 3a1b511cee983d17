"""The file's name is the card's key in Plain.

Plain allows letters, digits, `_` and `-`, at most 500 of them.
"""

import re
from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.lint.rule import Rule

MAX_LENGTH = 500

_KEY = re.compile(r"[a-zA-Z0-9_-]+")


def wrong(key: str) -> tuple[str, tuple[str, ...]] | None:
    """Say what keeps `key` from being a card's key, and what was meant; None when it may be one."""
    if not _KEY.fullmatch(key):
        meant = re.sub(r"[^a-zA-Z0-9_-]+", "-", key).strip("-")
        said = f'"{key}" cannot be a card\'s key: rename the file to letters, digits, _ and -'
        return said, (meant,) if meant else ()
    if len(key) > MAX_LENGTH:
        return f"A card's key has at most {MAX_LENGTH} characters, this one {len(key)}", ()
    return None


def check(tree: Outline) -> Iterator[Violation]:
    found = wrong(tree.card.key)
    if found is not None:
        yield Violation(tree.card.file.start, *found)


RULE = Rule.of(__name__, __doc__, card=check)
