"""Names that GraphQL cannot have: `1st`, `renews-at`, `billing.plan`; and items by their number."""

import re

from aggregator.language.diagnostics import Replacement
from aggregator.language.syntax.mistake import Mistake, change, mistake
from aggregator.language.syntax.tokens import TokenizedText

_COLON = re.compile(r"[ \t]*:")
_PARTS = re.compile(r"([A-Za-z_]\w*)((?:[-.]\w+)+)")


def digit_first(text: TokenizedText, number: int, written: re.Match[str]) -> Mistake | None:
    """Tell of a name that begins with a digit: of a card, a fragment, or a field's other name."""
    before = text.tokens[number - 1 if number else 0]
    if before.is_("query"):
        right = f"Card{written[0]}"
    elif before.is_("fragment") or before.kind == "spread":
        right = f"Fragment{written[0]}"
    elif _COLON.match(text.body, written.end()) and not before.is_(":", "[", "(", "="):
        right = f"_{written[0]}"
    else:
        return None
    changes = [change(text, *written.span(), right)]
    words = "A name begins with a letter, not with a digit"
    return mistake(text, written.span(), words, f"Write {right}", changes)


def one_name(text: TokenizedText, number: int) -> Mistake:
    """Tell of a sign within a name, at the sign; the name is written in one word."""
    token, before = text.tokens[number], text.tokens[number - 1]
    found = _PARTS.match(text.body, before.start)
    words = f'No "{token.text}" stands in a name'
    place = (token.start, token.end)
    if found is None:
        return mistake(text, place, words, "Write the name in one word.")
    rest = re.split("[-.]", found[2][1:])
    right = found[1] + "".join(word[:1].upper() + word[1:] for word in rest)
    return mistake(text, place, words, f"Write {right}", [change(text, *found.span(), right)])


def first_item(text: TokenizedText, number: int) -> list[Replacement]:
    """Write `[0]`, closed by the bracket at a token, as a card does; nothing for what it is not."""
    if number < 3:
        return []
    named, opened, index = (text.tokens[number - more] for more in (3, 2, 1))
    if named.kind != "name" or not opened.is_("[") or index.text != "0":
        return []
    return [change(text, opened.start, text.tokens[number].end, "(first: 1)")]
