"""Text as its reader sees it: what is blank, what is left out of it, and where it may be cut."""

import re
import unicodedata
from typing import Final

_CONTROLS: Final = r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_DIRECTIONS: Final = r"\u202a-\u202e\u2066-\u206f"
"""What turns, embeds or isolates the text after it, past the end of the value it came in. The marks
U+200E, U+200F and U+061C turn nothing and stay."""

_TAGS: Final = r"\U000e0000-\U000e007f"
_IGNORABLE: Final = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0080-\U000e0fff"
)
"""Default_Ignorable_Code_Point of Unicode, and the marks of interlinear notes."""

_EMPTY_GLYPHS: Final = r"\u2800\U00013441\U00013442\U00016fe4\U0001d159"
"""Letters and signs that are drawn as nothing, like a braille cell without dots."""

_SEEN: Final = re.compile(rf"[^\s{_CONTROLS}{_DIRECTIONS}{_TAGS}{_IGNORABLE}{_EMPTY_GLYPHS}\x85]")
_EDGES: Final = "\u200b\u2060\ufeff"
_LINE_END: Final = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_UNREAD: Final = re.compile(
    rf"(?P<flag>\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)"
    rf"|[{_CONTROLS}{_DIRECTIONS}{_TAGS}\ufff9-\ufffb]"
)
_SAYS_MORE: Final = re.compile(rf"[{_CONTROLS}{_DIRECTIONS}{_TAGS}\ud800-\udfff]")
_STEERS: Final = re.compile(
    rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029{_DIRECTIONS}\ufff9-\ufffb\ud800-\udfff]"
)


def blank(text: str) -> bool:
    """Whether a reader sees nothing of it."""
    return _SEEN.search(text) is None


def trimmed(text: str) -> str:
    """`text` without space, seen or unseen, around it; empty when there is nothing to see."""
    found = text.strip()
    if found.isascii() and found.isprintable():
        return found
    while (inner := found.strip(_EDGES).strip()) != found:
        found = inner
    return "" if blank(found) else found


def readable(text: str) -> str:
    """`text` without what no reader sees but what changes what they see, or hides something.

    Control characters, what turns the direction of writing, and hidden tags are left out; whatever
    ends a line becomes a line feed; half a surrogate pair becomes U+FFFD.
    """
    if text.isascii() and text.isprintable():
        return text
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _UNREAD.sub(lambda found: found["flag"] or "", _LINE_END.sub("\n", whole))


def same_to_reader(text: str) -> bool:
    """Whether `text` is exactly what its reader sees: it may be copied, or act, as it is."""
    return _SAYS_MORE.search(text) is None


def escaped(text: str) -> str:
    """`text` with what would steer a terminal, or turn its writing, in the escapes of JSON."""
    if text.isascii() and text.isprintable():
        return text
    return _STEERS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def cut_before(text: str, end: int) -> int:
    """Give the last place, `end` or before, at which `text` may be cut: between two graphemes.

    0 when there is none. It errs to the safe side: some places that Unicode allows are passed over.
    """
    while 0 < end < len(text) and _holds_together(text, end):
        end -= 1
    return end


_JOINS_BEFORE: Final = frozenset("\u0e33\u0eb3\uff9e\uff9f") | {
    chr(code) for code in range(0x1F3FB, 0x1F400)
}
"""Letters that belong to the one before: vowels, voicing marks, skin tones."""

_JOINS_AFTER: Final = frozenset(
    "\u0d4e\U000111c2\U000111c3\U0001193f\U00011941\U00011a3a\U00011d46"
) | {chr(code) for code in range(0x11A84, 0x11A8A)}
"""Letters that belong to the one after them."""


def _holds_together(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if before.isascii() and after.isascii():
        return before == "\r" and after == "\n"
    kind, kind_before = unicodedata.category(after), unicodedata.category(before)
    if kind[0] == "M" or kind == "Cf" or after in _JOINS_BEFORE:
        return True
    if kind_before == "Cf" or before in _JOINS_AFTER or unicodedata.combining(before) == 9:
        return True
    if _regional(before) and _regional(after):
        run = at
        while run > 0 and _regional(text[run - 1]):
            run -= 1
        return (at - run) % 2 == 1
    return (_jamo(before) and _jamo(after)) or (kind_before[0] == "M" and _conjoins(text, at))


def _conjoins(text: str, at: int) -> bool:
    """Whether the letter at `at` is joined to one before by a virama, other marks beside it."""
    place = at - 1
    while place > 0 and unicodedata.category(text[place])[0] == "M":
        if unicodedata.combining(text[place]) == 9:
            return True
        place -= 1
    return False


def _regional(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _jamo(letter: str) -> bool:
    return (
        "\u1100" <= letter <= "\u11ff"
        or "\ua960" <= letter <= "\ua97c"
        or ("\uac00" <= letter <= "\ud7fb")
    )
