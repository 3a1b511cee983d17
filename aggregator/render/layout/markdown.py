"""Foreign strings inside an author's markdown."""

import re

_INLINE = re.compile(r"""([\\`*_{}\[\]()!|<>~&])""")
_QUOTE = re.compile(r"""(["'])""")
_LINE_STARTS = ("#", "+", "-", "=")  # a heading, a list, an underline
_NUMBERED = re.compile(r"^(\d{1,9})\.(?=\s|$)")
_AUTOLINK = re.compile(r"(?i)(://|\bwww\.)")
_BLANKS = re.compile(r"\s+")
_WORD_JOINER = "\u2060"  # invisible, no width; it keeps a bare address from being taken for a link


def escape_markdown(text: str) -> str:
    """Make `text` stand for itself in markdown: no emphasis, link, address, block or entity.

    Line breaks become spaces, since a line's beginning means something in markdown.
    """
    line = _BLANKS.sub(" ", text).strip()
    broken = _AUTOLINK.sub(lambda found: found[0][:-1] + _WORD_JOINER + found[0][-1], line)
    escaped = _INLINE.sub(r"\\\1", broken)
    if escaped[:1] in _LINE_STARTS:
        return "\\" + escaped
    return _NUMBERED.sub(r"\1\\.", escaped)


def escape_title(text: str) -> str:
    """Make `text` stand for itself in a link's title, which a quote would end."""
    return _QUOTE.sub(r"\\\1", escape_markdown(text))
