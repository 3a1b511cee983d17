"""Plain's limits, and ours on what we read. Lengths are UTF-16 code units, as JavaScript counts.

Sources: [docs] Plain's public documentation of customer cards; [schema] the input types of its
public GraphQL schema; [ours] not published by Plain, chosen here.
"""

from typing import Final

TEXT_MIN: Final = 1
TEXT_MAX: Final = 10_000  # [schema] componentText.text, componentPlainText.plainText
LABEL_MAX: Final = 500  # [schema] labels of badges, link buttons and workflow buttons
COPY_VALUE_MAX: Final = 1_000  # [schema] componentCopyButton.copyButtonValue
TOOLTIP_MAX: Final = 500  # [schema] componentCopyButton.copyButtonTooltipLabel
URL_SCHEMES: Final = ("https", "http", "mailto")  # [ours] Plain asks for a valid absolute URL

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
    """`text` in at most `limit` UTF-16 units, the cut marked with "…".

    A surrogate pair is never cut in two, and a surrogate without its other half (which no UTF-8
    body can carry) becomes U+FFFD. ValueError when `limit` leaves no room for the mark.
    """
    if limit < 1:
        raise ValueError(f"clamp: the limit is {limit}; give at least 1, the length of the mark")
    if text.isascii():
        return text if len(text) <= limit else text[: limit - 1].rstrip() + _ELLIPSIS
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * limit:
        return units.decode("utf-16-le", "replace")
    head = units[: 2 * (limit - 1)]
    if head and 0xD8 <= head[-1] <= 0xDB:  # ends on the first half of a pair
        head = head[:-2]
    return head.decode("utf-16-le", "replace").rstrip() + _ELLIPSIS
