"""The commands there are, and what the overview shows of each: every module of `commands/`.

Their names, places and lines are read in their texts: no noun is loaded to show them all.
"""

import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import aggregator.cli.commands as package

_ORDER = re.compile(r"(?m)^ORDER = (\d+)$")
_FIRST_LINE = re.compile(r'"""`aggregator [^`]+`: (.+?)(?:""")?\n')


class Noun(NamedTuple):
    """In the order of the overview."""

    order: int
    name: str
    line: str


def nouns() -> list[Noun]:
    """Give every command, in the order of the overview."""
    return sorted(_found())


def _found() -> Iterator[Noun]:
    for found in pkgutil.iter_modules(package.__path__):
        spec = found.module_finder.find_spec(found.name, None)
        if spec is None or spec.origin is None:
            continue
        text = Path(spec.origin).read_text(encoding="utf-8")
        line, order = _FIRST_LINE.match(text), _ORDER.search(text)
        if line is None or order is None:
            raise ValueError(
                f"{spec.origin} does not say what its command does, or where the overview shows "
                f'it. Fix: begin it with """`aggregator {found.name}`: ... in one line, and say '
                "ORDER = ...; what commands share stands in another room of aggregator/cli"
            )
        yield Noun(int(order[1]), found.name, line[1][0].upper() + line[1][1:])
