"""Plain's limits and ours, and texts brought within them.

Lengths of texts are UTF-16 code units, as JavaScript counts; the others say their unit.

Sources: [docs] Plain's public documentation of customer cards; [schema] the input types of its
public GraphQL schema; [ours] not published by Plain, chosen here.
"""

from typing import Final

from aggregator.domain.text import blank, cut_before, readable, same_to_reader, trimmed

TEXT_MIN: Final = 1
TEXT_MAX: Final = 10_000  # [schema] componentText.text, componentPlainText.plainText
LABEL_MAX: Final = 500  # [schema] labels of badges, link buttons and workflow buttons
COPY_VALUE_MAX: Final = 1_000  # [schema] componentCopyButton.copyButtonValue
TOOLTIP_MAX: Final = 500  # [schema] componentCopyButton.copyButtonTooltipLabel
URL_STARTS: Final = ("https://", "http://", "mailto:")  # [ours] Plain asks for any absolute URL
URL_SCHEMES: Final = tuple(start.partition(":")[0] for start in URL_STARTS)

TTL_MIN: Final = 15  # [docs] seconds; bounds of a card's default, taken for the answer's too
TTL_MAX: Final = 31_536_000  # [docs] seconds: one year

KEY_PATTERN: Final = r"[a-zA-Z0-9_-]+"  # [docs]
KEY_MAX: Final = 500  # [schema]
KEYS_MAX: Final = 50  # [ours] distinct keys a request; Plain keeps at most 25 cards a workspace

BODY_MAX: Final = 64 * 1024  # [ours] bytes of a request; Plain's own are below 2 kB
ID_MAX: Final = 1_000  # [ours] any id or e-mail address in a request

TIMEOUT: Final = 15.0  # [docs] seconds that Plain waits for an answer

_ELLIPSIS = "…"


def utf16_length(text: str) -> int:
    """How long Plain finds `text`: an emoji counts 2."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clamp(text: str, limit: int) -> str:
    """`text` as its reader sees it, in at most `limit` UTF-16 units, the cut marked with "…".

    Empty when there is nothing to see in it. It is cut between graphemes: no emoji, accent or flag
    is left in part, unless one alone is longer than `limit`. ValueError when `limit` leaves no room
    for the mark.
    """
    if limit < 1:
        raise ValueError(f"clamp: the limit is {limit}; give at least 1, the length of the mark")
    found = readable(text)
    if utf16_length(found) <= limit:
        return "" if blank(found) else found
    units = found.encode("utf-16-le")[: 2 * (limit - 1)]
    room = len(units.decode("utf-16-le", "ignore"))
    head = found[: cut_before(found, room) or room].rstrip()
    return "" if blank(found) else head + _ELLIPSIS


def fitted(text: str, limit: int) -> str:
    """`text` trimmed and within `limit` UTF-16 units, as `clamp` has it: seen at once for most."""
    found = text.strip()
    if found.isascii() and found.isprintable() and len(found) <= limit:
        return found
    return clamp(trimmed(text), limit)


def exact(text: str, limit: int) -> str | None:
    """`text`, when it may be copied or acted on: as its reader sees it, in `limit` UTF-16 units.

    None otherwise: a value that was cut or cleaned is not the value.
    """
    return text if same_to_reader(text) and utf16_length(text) <= limit else None
