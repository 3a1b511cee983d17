"""Python that is written for one card: a function as text, and what the text names.

No word of a card is ever in that text. What a card holds is given a name, `c0`, `c1`..., and stands
beside it; so nothing that somebody wrote can become code, and cards of one form share theirs.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from types import CodeType
from typing import Any


class Unusual(Exception):
    """Something is not as it mostly is: what is written for the usual leaves it to the others."""


class WrittenFunction:
    """The lines of one function while it is written."""

    def __init__(self) -> None:
        self._held: dict[str, Any] = {}
        self._lines: list[str] = []
        self._depth = 1
        self._count = 0

    def made(self, arguments: str, names: Mapping[str, Any]) -> Callable[..., Any]:
        """Give the function; its text may use `names`."""
        source = f"def made({arguments}):\n" + "\n".join(self._lines)
        found: dict[str, Any] = {"Unusual": Unusual, **names, **self._held}
        try:
            exec(_code(source), found)  # noqa: S102 -- no text of a card's is in it
        except SyntaxError:  # more lists within each other than Python takes loops
            return _unusual
        made: Callable[..., Any] = found["made"]
        return made

    def line(self, text: str) -> None:
        self._lines.append("    " * self._depth + text)

    @contextmanager
    def under(self, head: str) -> Iterator[None]:
        """Write what is done under `if ...:`, or in a loop."""
        self.line(head)
        self._depth += 1
        at = len(self._lines)
        yield
        if len(self._lines) == at:
            self.line("pass")
        self._depth -= 1

    @contextmanager
    def between(self, before: str, behind: str) -> Iterator[Callable[[], None]]:
        """Write something; what is yielded puts a line before and one behind it."""
        at, depth, wanted = len(self._lines), self._depth, []
        yield lambda: wanted.append(True)
        if wanted:
            self._lines.insert(at, "    " * depth + before)
            self._lines.append("    " * depth + behind)

    def new(self) -> str:
        """Name a variable that nobody has used."""
        self._count += 1
        return f"v{self._count - 1}"

    def hold(self, value: Any) -> str:
        """Name what the function uses, and no value changes."""
        name = f"c{len(self._held)}"
        self._held[name] = value
        return name


@lru_cache(maxsize=2048)
def _code(source: str) -> CodeType:
    return compile(source, "<written for a card>", "exec")


def _unusual(*_: Any) -> Any:
    raise Unusual
