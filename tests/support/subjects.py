"""Subjects of `make bench` and `make soak`: found in their folder, run one after the other."""

import importlib
import io
import pkgutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from aggregator.telemetry.log import configure

ROOT = Path(__file__).parents[2]

Run = Callable[[], object]
"""A subject's `run`."""


@dataclass(frozen=True, slots=True)
class Soaked:
    """What a soak came to: `counts` are what was done and seen, `failures` what is wrong."""

    title: str
    counts: Sequence[tuple[str, object]]
    failures: Sequence[str] = field(default=())

    def document(self, subject: str, day: date) -> str:
        """The page that is committed: nothing in it depends on the machine."""
        rows = "".join(f"| {what} | {count} |\n" for what, count in self.counts)
        outcome = "".join(f"- FAILED: {failure}\n" for failure in self.failures) or "- passed\n"
        return (
            f"# {self.title}\n\n`make soak ARGS={subject}`, last run {day.isoformat()}:\n\n"
            f"{outcome}\n| | |\n|---|---|\n{rows}"
        )


def discover(package: str) -> Mapping[str, Run]:
    """Every subject by its name, in alphabetical order: the `run` of each module of `package`."""
    paths = importlib.import_module(package).__path__
    names = sorted(
        module.name for module in pkgutil.iter_modules(paths) if not module.name.startswith("_")
    )
    return {name: importlib.import_module(f"{package}.{name}").run for name in names}


class Nowhere(io.TextIOBase):
    """Takes text and keeps none."""

    def write(self, text: str, /) -> int:
        return len(text)


def quiet() -> None:
    """Send the product's log nowhere: what is measured writes a line for each request."""
    configure("json", Nowhere())  # type: ignore[arg-type]  # all of a TextIO that logging needs


def say(line: str = "") -> None:
    """Print a line at once, so that a long run shows where it is."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under their heads: the first column to the left, the others to the right."""
    lines = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        first, *others = (
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        say("  ".join((first, *others)).rstrip())


def main(package: str, arguments: Sequence[str], results: Path | None = None) -> int:
    """Run the subjects that `arguments` name, or all. Soaks are written into `results`.

    Gives the exit code: 0 well, 1 a soak failed, 2 there is no such subject.
    """
    subjects = discover(package)
    wanted = [name.replace("-", "_") for name in arguments] or list(subjects)
    unknown = [name for name in wanted if name not in subjects]
    if unknown:
        say(f"There is no subject {unknown[0]!r}. Use one of: {', '.join(subjects)}")
        return 2
    failed = False
    for name in wanted:
        say(f"== {name}")
        began = time.perf_counter()
        soaked = subjects[name]()
        if isinstance(soaked, Soaked):
            table(("", ""), soaked.counts)
            say("\n".join(f"FAILED: {failure}" for failure in soaked.failures) or "passed")
            failed = failed or bool(soaked.failures)
            if results is not None:
                results.mkdir(parents=True, exist_ok=True)
                page = results / f"{name.replace('_', '-')}.md"
                page.write_text(soaked.document(name, datetime.now(UTC).date()), encoding="utf-8")
        say(f"({time.perf_counter() - began:.1f} s)")
        say()
    return int(failed)
