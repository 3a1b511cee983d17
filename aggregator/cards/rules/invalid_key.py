"""The file's name is the card's key in Plain.

Plain allows letters, digits, `_` and `-`, at most 500 of them.
"""

import re
from collections.abc import Iterator

from aggregator.cards.findings import Found
from aggregator.cards.outline import Outline
from aggregator.cards.rule import Rule

MAX_LENGTH = 500

_KEY = re.compile(r"[a-zA-Z0-9_-]+")


def check(tree: Outline) -> Iterator[Found]:
    key = tree.card.key
    if not _KEY.fullmatch(key):
        message = f'"{key}" cannot be a card\'s key: rename the file to letters, digits, _ and -'
        meant = re.sub(r"[^a-zA-Z0-9_-]+", "-", key).strip("-")
        yield Found(tree.card.file.start, message, (meant,) if meant else ())
    elif len(key) > MAX_LENGTH:
        message = f"A card's key has at most {MAX_LENGTH} characters, this one {len(key)}"
        yield Found(tree.card.file.start, message)


RULE = Rule.of(__name__, __doc__, card=check)
