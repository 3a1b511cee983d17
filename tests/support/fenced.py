"""The fenced blocks of a page in Markdown, and the page with other contents in them."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_BLOCK = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One block: the words after its fence, what it holds, the heading it stands under."""

    info: str
    text: str
    heading: str

    @property
    def language(self) -> str:
        return self.info.partition(" ")[0]

    @property
    def flags(self) -> list[str]:
        return self.info.split()[1:]


def blocks(page: str) -> list[Block]:
    """List the blocks of a page, in order."""
    return [
        Block(found["info"].strip(), found["text"], _heading(page[: found.start()]))
        for found in _BLOCK.finditer(page)
    ]


def rewritten(page: str, instead: Callable[[int], str | None]) -> str:
    """Give the page with other texts in its blocks, by their number; None leaves one as it is."""
    numbers = iter(range(len(page)))

    def put(found: re.Match[str]) -> str:
        text = instead(next(numbers))
        return found[0] if text is None else f"```{found['info']}\n{text.rstrip()}\n```"

    return _BLOCK.sub(put, page)


def _heading(before: str) -> str:
    found = _HEADING.findall(_BLOCK.sub("", before))
    return found[-1] if found else ""
