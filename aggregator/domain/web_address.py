"""Addresses as a browser reads them: what people write in one, and it writes by codes."""

import re
from typing import Final
from urllib.parse import quote

_AROUND: Final = "".join(map(chr, range(0x21)))
_BREAKS: Final = str.maketrans("", "", "\t\n\r")
_CODED: Final = re.compile(r"""[\s\x00-\x20\x7f-\x9f<>"`\\]""")
_HEAD: Final = re.compile(r"https?://[^/?#]*|mailto:[^?#]*", re.IGNORECASE)
_PATH: Final = re.compile("[^?#]*")


def as_browsers_read(address: str) -> str:
    """Write an address as the WHATWG's URL parser does: `/a b` is `/a%20b`.

    Blanks around it and line breaks in it are none of it. What no address holds is percent-encoded
    in path, query and fragment, and a backslash in the path is a slash. Scheme, host and mailbox,
    and what is no address, stay as they are: whether they may be opened is another question.
    """
    if not _CODED.search(address):
        return address
    text = address.strip(_AROUND).translate(_BREAKS)
    head = _HEAD.match(text)
    if head is None:
        return text
    path = _PATH.match(text, head.end())
    end = head.end() if path is None else path.end()
    written = text[head.end() : end].replace("\\", "/") + text[end:]
    return head[0] + _CODED.sub(lambda found: quote(found[0], errors="replace"), written)
