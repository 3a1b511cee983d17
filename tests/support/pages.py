"""What the code writes and the repository keeps: `make docs` writes it, `make check` looks at it.

`python -m tests.support.pages` writes each page anew; with `--check` it writes none and names those
that are stale (exit code 1).
"""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from aggregator.cli.commands.schema import CONNECTOR_FILE, connector_schema_text, schema_text
from aggregator.cli.plain.conformance_report import explained
from aggregator.domain.plain import schema
from aggregator.lint import explain
from aggregator.simulator.conformance.registry import all_checks
from tests.support import cards_page, first_card, settings_page
from tests.support.subjects import ROOT

MARKER = "<!-- aggregator conformance --explain -->\n\n"
"""Behind it docs/conformance.md is the command's."""


@dataclass(frozen=True)
class Page:
    """A file, and how it is made of what it was."""

    path: Path
    made: Callable[[str], str]

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    def before(self) -> str:
        return self.path.read_text(encoding="utf-8") if self.path.exists() else ""


def _conformance(before: str) -> str:
    head, marker, _ = before.partition(MARKER)
    return head + (marker or MARKER) + explained(all_checks().values())


PAGES = (
    Page(ROOT / "graphql" / "schema.graphql", lambda _: schema_text()),
    Page(ROOT / "graphql" / CONNECTOR_FILE, lambda _: connector_schema_text()),
    Page(ROOT / "docs" / "plain-response.schema.json", lambda _: schema.schema_text()),
    Page(ROOT / "docs" / "findings.md", lambda _: explain.page()),
    Page(ROOT / "docs" / "settings.md", lambda _: settings_page.page()),
    Page(ROOT / "docs" / "conformance.md", _conformance),
    Page(cards_page.PAGE, cards_page.page),
    Page(cards_page.GUIDE, cards_page.page),
    Page(first_card.PAGE, first_card.played),
)


def write(pages: Iterable[Page] = PAGES) -> list[str]:
    """Write what is stale; give the names."""
    written = []
    for page in pages:
        before = page.before()
        after = page.made(before)
        if after != before:
            page.path.write_text(after, encoding="utf-8")
            written.append(page.name)
    return written


def stale(pages: Iterable[Page] = PAGES) -> list[str]:
    """Give the names of the pages that are not what the code makes of them."""
    return [page.name for page in pages if page.made(before := page.before()) != before]


def main(words: list[str]) -> int:
    if words == ["--check"]:
        found = stale()
        sys.stdout.writelines(f"{name} is stale. Fix: make docs\n" for name in found)
        return 1 if found else 0
    sys.stdout.writelines(f"{name} written\n" for name in write())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
