"""What `aggregator check` looks at: cards in some paths, connectors in others."""

import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.cli.cards.call_plan import calls_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from aggregator.domain.lookup import Connector
    from aggregator.language.diagnostics import Diagnostic
    from aggregator.language.stamps import Stamp
    from aggregator.lint.check import CheckedConnector, CheckReport
    from aggregator.settings.author import AuthorSettings


def parted(
    paths: "Sequence[Path] | None", settings: "AuthorSettings"
) -> "tuple[Sequence[Path] | None, Sequence[Path]]":
    """Say in which paths connectors are (None: all of them), and in which cards are looked for.

    A path with neither is one of cards: then it is told.
    """
    if not paths:
        return None, [settings.cards]
    from aggregator.connectors.folders import files_in

    homes = [folder.resolve() for folder in settings.connectors]
    files = [file.absolute() for file in files_in(settings.connectors)]
    held = [path for path in paths if any(file.is_relative_to(path.absolute()) for file in files)]
    alone = [path for path in held if any(path.resolve().is_relative_to(home) for home in homes)]
    return held, [path for path in paths if path not in alone]


def stamp_of(paths: "Sequence[Path]", settings: "AuthorSettings") -> "tuple[Stamp, ...]":
    from aggregator.catalog import stamp
    from aggregator.connectors.folders import files_in
    from aggregator.language.stamps import stamp_files

    connectors = stamp_files(files_in(settings.connectors))
    return (*(stamp(path, settings.graphql) for path in paths), connectors)


def checker(
    paths: "Sequence[Path]",
    connectors: "Sequence[Path] | None",
    settings: "AuthorSettings",
    *,
    cached: bool,
) -> "Callable[[], CheckReport]":
    """Make what checks the files as they are at that moment; `connectors` None: all of them."""
    from aggregator.language.folder import FRAGMENTS
    from aggregator.language.source import read_fragments
    from aggregator.lint.check import check_cards
    from aggregator.lint.check_cache import CheckCache
    from aggregator.written_world import read_world

    def run() -> "CheckReport":
        world = read_world(settings.connectors, settings.cache if cached else None)
        calls = calls_of(settings, world)
        cache = CheckCache(settings.cache, world.schema) if cached else None
        shared = read_fragments(settings.graphql / FRAGMENTS)
        report = check_cards(
            paths, world.schema, shared, memory=cache, calls=calls, within=settings.cards
        )
        if cache:
            cache.save()
        declared = _declared(settings.connectors, world.broken)
        of_cards = (_follows(each, declared) for each in report.diagnostics)
        return replace(
            report,
            diagnostics=(*_of_connectors(world.diagnostics, connectors), *of_cards),
            connectors=tuple(_checked(settings.connectors, connectors, world.connectors)),
        )

    return run


def _declared(homes: "Sequence[Path]", broken: "Iterable[str]") -> "Mapping[str, Path]":
    """Give the names in the types of broken connectors, each with its file."""
    from aggregator.connectors.folders import TYPES

    found: dict[str, Path] = {}
    for file in (home / key / TYPES for key in broken for home in homes):
        with suppress(OSError, UnicodeDecodeError):
            found |= dict.fromkeys(_NAME.findall(file.read_text(encoding="utf-8-sig")), file)
    return found


def _follows(finding: "Diagnostic", declared: "Mapping[str, Path]") -> "Diagnostic":
    """Say of what a card lacks that a broken connector would have it."""
    file = declared.get(finding.excerpt[finding.column - 1 : finding.end_column - 1])
    if finding.code not in ("unknown-field", "unknown-type") or file is None:
        return finding
    hint = f"{file} has it, and its connector has a mistake: mend that first."
    return replace(finding, hint=hint, did_you_mean=(), fix=())


_NAME = re.compile(r"\w+", re.ASCII)


def _checked(
    homes: "Sequence[Path]", paths: "Sequence[Path] | None", known: "Mapping[str, Connector]"
) -> "Iterator[CheckedConnector]":
    """Name the connectors of `homes` that are in one of `paths`; None means all of them."""
    from aggregator.connectors.folders import look_in
    from aggregator.lint.check import CheckedConnector

    chosen = None if paths is None else [path.absolute() for path in paths]
    for key, file in look_in(homes).files:
        here = file.absolute()
        if chosen is None or any(here.is_relative_to(path) for path in chosen):
            declared = known.get(key)
            yield CheckedConnector(here.parent, len(declared.lookups) if declared else 0)


def _of_connectors(
    diagnostics: "Sequence[Diagnostic]", paths: "Sequence[Path] | None"
) -> "Sequence[Diagnostic]":
    """Choose what is in one of `paths`; None means everything."""
    if paths is None:
        return diagnostics
    chosen = [path.absolute() for path in paths]
    return [
        diagnostic
        for diagnostic in diagnostics
        if any(Path(diagnostic.path).absolute().is_relative_to(path) for path in chosen)
    ]
