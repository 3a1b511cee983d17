"""An answer of `/cards` in the terminal: what Plain would make of it."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aggregator.cli.terminal.credentials import as_it_has_them
from aggregator.cli.terminal.output import out, say

if TYPE_CHECKING:
    from rich.table import Table

    from aggregator.simulator.call import CallReport

_STATES = {"shown": "green", "hidden": "dim", "invalid": "bold red", "missing": "bold red"}
_CARD = re.compile(r"^cards\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class CardRow:
    """One card of an answer. `ttl` in seconds, None for Plain's own setting; `size` in bytes."""

    key: str
    state: str
    ttl: int | None
    components: int
    size: int


def rows(report: "CallReport", keys: Sequence[str]) -> list[CardRow]:
    """List the cards as they were asked for, then those that nobody asked for."""
    entries = _entries(report.body)
    answered = {card.key: card for card in report.cards}
    invalid = {
        entries[int(found[1])].get("key")
        for problem in report.problems
        if (found := _CARD.match(problem.path)) and int(found[1]) < len(entries)
    }
    sizes = {entry.get("key"): _size(entry) for entry in reversed(entries)}
    listed = []
    for key in dict.fromkeys([*keys, *answered]):
        card = answered.get(key)
        if card is None:
            listed.append(CardRow(key, "missing", None, 0, 0))
            continue
        count = len(card.components or ())
        state = "invalid" if key in invalid else "shown" if count else "hidden"
        listed.append(CardRow(key, state, card.ttl, count, sizes.get(key, 0)))
    return listed


def show(report: "CallReport", keys: Sequence[str], *, draw: bool) -> None:
    """Print the table, then the cards themselves when they are to be drawn, then the problems."""
    console = out()
    console.print(_table(rows(report, keys)))
    if draw:
        _draw(report)
    said = f"{report.status}, {report.milliseconds:.0f} ms, {report.size} bytes"
    if not report.problems:
        say(console, f"{said}: Plain would take it", "dim")
        return
    say(console, said, "dim")
    say(console, "Plain would refuse it:", "bold red")
    for problem in report.problems:
        say(console, f"  {problem}", "red")


def refused(url: str, report: "CallReport") -> str:
    """Say in a line what the service answered instead of cards, and what to try."""
    try:
        status = f"{report.status} {HTTPStatus(report.status).phrase}"
    except ValueError:
        status = str(report.status)
    body = _decoded(report.body)
    detail = body.get("detail") if isinstance(body, dict) else None
    fix = {
        HTTPStatus.UNAUTHORIZED: f"Fix: {as_it_has_them(url)}.",
        HTTPStatus.NOT_FOUND: "Fix: the address ends in /cards.",
        HTTPStatus.METHOD_NOT_ALLOWED: "Fix: the address ends in /cards.",
    }.get(HTTPStatus(report.status) if report.status in list(HTTPStatus) else HTTPStatus.OK)
    told = detail if isinstance(detail, str) else "Plain reads the body of a 200 only."
    return f"{url} answered {status}. {fix or told}"


def pretty(body: bytes) -> str:
    """Give JSON indented; anything else as it came."""
    decoded = _decoded(body)
    if decoded is None:
        return body.decode("utf-8", "replace")
    return json.dumps(decoded, indent=2, ensure_ascii=False)


def _draw(report: "CallReport") -> None:
    from aggregator.simulator.draw import draw

    for card in report.cards:
        out().print(draw(card.key, card.components, card.ttl))


def _table(listed: Iterable[CardRow]) -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from aggregator.simulator.draw import clean, kept

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("Card", overflow="fold")
    table.add_column("State", no_wrap=True)
    table.add_column("TTL", justify="right", no_wrap=True)
    table.add_column("Components", justify="right", no_wrap=True)
    table.add_column("Bytes", justify="right", no_wrap=True)
    for row in listed:
        missing = row.state == "missing"
        table.add_row(
            Text(clean(row.key)),
            Text(row.state, _STATES[row.state]),
            "-" if missing else kept(row.ttl),
            "-" if missing else str(row.components),
            "-" if missing else str(row.size),
        )
    return table


def _entries(body: bytes) -> list[dict[str, Any]]:
    decoded = _decoded(body)
    cards = decoded.get("cards") if isinstance(decoded, dict) else None
    found = cards if isinstance(cards, list) else []
    return [entry if isinstance(entry, dict) else {} for entry in found]


def _size(entry: object) -> int:
    return len(
        json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    )


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
