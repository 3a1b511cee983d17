"""Watching card files: checked again on each save, and only what changed is told."""

import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from aggregator.cli.terminal.diagnostics import count, print_diagnostic, print_report, summary
from aggregator.cli.terminal.output import out, say, step

if TYPE_CHECKING:
    from aggregator.language.diagnostics import Diagnostic
    from aggregator.lint.check import CheckReport

PAUSE = 0.3
"""Seconds between two looks at the files; a look reads no file, only their dates."""


def watch_cards(check: "Callable[[], CheckReport]", stamp: Callable[[], Hashable]) -> None:
    """Check, then check again whenever `stamp` is another, until ^C."""
    with suppress(KeyboardInterrupt):
        seen = stamp()
        report = check()
        print_report(report)
        step("Watching; ^C ends it")
        for _ in saves(stamp, seen):
            before, report = report, check()
            tell_changes(before, report)


def saves(stamp: Callable[[], Hashable], seen: Hashable) -> Iterator[None]:
    """Wait for `stamp` to be another than `seen`, and again, for ever."""
    while True:
        time.sleep(PAUSE)
        now = stamp()
        if now != seen:
            seen = now
            yield


def tell_changes(before: "CheckReport", after: "CheckReport") -> None:
    """Print the findings that are new, how many are gone, and what is left; else nothing."""
    new = list(_added(before.diagnostics, after.diagnostics))
    gone = list(_added(after.diagnostics, before.diagnostics))
    if not new and not gone:
        return
    for diagnostic in new:
        print_diagnostic(diagnostic)
    console = out()
    for diagnostic in gone:
        say(console, f"fixed: {diagnostic.path}: {diagnostic.message} [{diagnostic.code}]", "green")
    counts = [f"{count(len(new), 'finding')} more"] if new else []
    counts += [f"{len(gone)} fixed"] if gone else []
    say(console, f"{', '.join(counts)}; now {summary(after)}", "bold")


def _added(before: "Iterable[Diagnostic]", after: "Iterable[Diagnostic]") -> "Iterable[Diagnostic]":
    """Yield what only `after` has; a finding that moved to another line is the same."""
    known = Counter(map(_identity, before))
    for diagnostic in after:
        identity = _identity(diagnostic)
        if known[identity]:
            known[identity] -= 1
        else:
            yield diagnostic


def _identity(diagnostic: "Diagnostic") -> tuple[str, str, str]:
    return (diagnostic.code, diagnostic.path, diagnostic.message)
