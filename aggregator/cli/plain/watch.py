"""A customer kept open: live in a terminal, a line for each change elsewhere."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.live import Live
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from aggregator.cli.terminal.output import out, say

if TYPE_CHECKING:
    from aggregator.cli.plain.advice import Advice
    from aggregator.simulator.instances import Instance
    from aggregator.simulator.plain import LocalPlain
    from aggregator.simulator.visit import Visit

TICK = 0.25
"""Seconds between two looks."""

WIDE = 132
"""Columns from which the card stands beside the list instead of below it."""

_HELP = "↑ ↓ choose   r reload the card   o open again   q quit"


class Watch:
    """An agent who stays with one customer and opens it again every `every` seconds."""

    def __init__(
        self,
        plain: "LocalPlain",
        visit: "Visit",
        every: float,
        seconds: float | None,
        advice: "Advice",
    ) -> None:
        self._plain = plain
        self._advice = advice
        self._visit = visit
        self._every = every
        self._began = plain.clock.now()
        self._next = 0.0
        self._seconds = seconds
        self._chosen = 0

    async def run(self, reload: Sequence[str], *, as_json: bool) -> "Sequence[Instance]":
        """Watch until told to stop; gives what was there last."""
        self._look()
        for key in reload:
            self._plain.begin_reload(self._visit, key)
        if out().is_terminal and not as_json:
            await self._live()
        else:
            await self._lines(as_json=as_json)
        await self._advice.tell()
        return self._plain.look(self._visit)

    def _look(self) -> "Sequence[Instance]":
        if self._elapsed() >= self._next:
            self._next = self._elapsed() + self._every
            return self._plain.begin(self._visit)
        return self._plain.look(self._visit)

    def _elapsed(self) -> float:
        return (self._plain.clock.now() - self._began).total_seconds()

    def _over(self) -> bool:
        return self._seconds is not None and self._elapsed() >= self._seconds

    async def _lines(self, *, as_json: bool) -> None:
        from aggregator.simulator import view

        console = out()
        before: Sequence[Instance] = ()
        with contextlib.suppress(asyncio.CancelledError):
            while True:
                shown, now = self._look(), self._plain.clock.now()
                for it in view.newer(before, shown):
                    if as_json:
                        say(console, json.dumps(view.as_json(it, now), ensure_ascii=False))
                    else:
                        say(console, f"{now:%H:%M:%S} {view.line(it, now)}")
                before = shown
                sys.stdout.flush()
                await self._advice.tell()
                if self._over():
                    return
                await self._plain.clock.sleep(TICK)

    async def _live(self) -> None:
        screen = out()
        console = screen.console
        with (
            contextlib.suppress(asyncio.CancelledError),
            _keys() as keys,
            Live(console=console, screen=True, auto_refresh=False) as live,
        ):
            while not self._over():
                live.update(self._screen(console, self._look()), refresh=True)
                with contextlib.suppress(TimeoutError):
                    if self._press(await asyncio.wait_for(keys.get(), TICK)):
                        break
        shown, now = self._plain.look(self._visit), self._plain.clock.now()
        console.print(_list(shown, now, None, len(shown)))

    def _press(self, key: str) -> bool:
        """Do what a key stands for; whether it was to quit."""
        shown = self._plain.look(self._visit)
        if key in ("\x1b[A", "k"):
            self._chosen = max(0, self._chosen - 1)
        elif key in ("\x1b[B", "j"):
            self._chosen = min(len(shown) - 1, self._chosen + 1)
        elif key == "r":
            self._plain.begin_reload(self._visit, shown[self._chosen].card.key)
        elif key == "o":
            self._next = 0.0
        return key in ("q", "\x04")

    def _screen(self, console: Console, shown: "Sequence[Instance]") -> RenderableType:
        from aggregator.simulator import view
        from aggregator.simulator.draw import WIDTH

        width, height = console.size
        now, chosen = self._plain.clock.now(), shown[self._chosen]
        foot = Text(_HELP, "dim", no_wrap=True, overflow="ellipsis")
        told = "\n".join(it for it in (view.facts(chosen, now), view.carried(chosen)) if it)
        above = Text(told, "dim", no_wrap=True, overflow="ellipsis")
        picture = Group(above, view.picture(chosen), *_companions(chosen))
        if width >= WIDE:
            beside = Table.grid(padding=(0, 2), pad_edge=False)
            beside.add_column(ratio=1)
            beside.add_column(width=WIDTH)
            listing = _list(shown, now, self._chosen, height - 4)
            beside.add_row(listing, _Cut(picture, height - 2))
            return Group(beside, Text(), foot)
        rows = min(len(shown), max(3, height // 3))
        listing = _list(shown, now, self._chosen, rows)
        return Group(listing, Text(), _Cut(picture, height - rows - 5), foot)


@dataclass(frozen=True, slots=True)
class _Cut:
    """The first `maximum` lines of a picture; says how many there are besides."""

    picture: RenderableType
    maximum: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = console.render_lines(self.picture, options.update(height=None), pad=False)
        maximum = max(1, self.maximum)
        shown = lines if len(lines) <= maximum else lines[: maximum - 1]
        for line in shown:
            yield from line
            yield Segment.line()
        if len(lines) > maximum:
            yield Text(f"  … {len(lines) - len(shown)} more lines in a higher window", "dim")


def _list(shown: "Sequence[Instance]", now: datetime, chosen: int | None, rows: int) -> Table:
    """List the cards with their states, `rows` of them around the chosen one."""
    from aggregator.simulator import view
    from aggregator.simulator.instances import Errored, Loaded, Loading, describe

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1))
    table.add_column("Card", no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column("State", no_wrap=True, overflow="ellipsis")
    for name in ("Age", "Expires", "Bytes", "Request"):
        table.add_column(name, justify="right", no_wrap=True)
    first = 0 if chosen is None else max(0, min(chosen - rows // 2, len(shown) - rows))
    for index, it in enumerate(shown[first : first + rows], first):
        carrier = None if isinstance(it, Loading) else it.carrier
        state = describe(it.detail) if isinstance(it, Errored) else view.state(it)
        hidden = isinstance(it, Loaded) and it.hidden
        carried = "-" if carrier is None else str(carrier.number)
        again = "" if carrier is None or carrier.attempts == 1 else f" in {carrier.attempts}"
        table.add_row(
            Text(it.card.key),
            Text(f"{state}, hidden" if hidden else state, view.STYLES[type(it)]),
            view.age(it, now),
            view.expiry(it, now),
            str(it.size) if isinstance(it, Loaded) else "-",
            f"{carried}{again}",
            style="reverse" if index == chosen else None,
        )
    return table


def _companions(instance: "Instance") -> Iterator[RenderableType]:
    from aggregator.simulator.instances import Loading

    if not isinstance(instance, Loading) and len(instance.carrier.keys) > 1:
        keys = [key for key in instance.carrier.keys if key != instance.card.key]
        yield Text(f"  together with {', '.join(keys)}", "dim")


@contextlib.contextmanager
def _keys() -> "Iterator[asyncio.Queue[str]]":
    """Hear each key as it is pressed, where there is a keyboard; the terminal is put back."""
    queue: asyncio.Queue[str] = asyncio.Queue()
    try:
        import termios
        import tty
    except ImportError:  # Windows: ^C remains
        yield queue
        return
    if not sys.stdin.isatty():
        yield queue
        return
    keyboard, loop = sys.stdin.fileno(), asyncio.get_running_loop()
    before = termios.tcgetattr(keyboard)
    tty.setcbreak(keyboard)
    loop.add_reader(keyboard, lambda: _split(os.read(keyboard, 64), queue))
    try:
        yield queue
    finally:
        loop.remove_reader(keyboard)
        termios.tcsetattr(keyboard, termios.TCSADRAIN, before)


def _split(pressed: bytes, queue: "asyncio.Queue[str]") -> None:
    text = pressed.decode("utf-8", "ignore")
    while text:
        size = 3 if text.startswith("\x1b[") else 1
        queue.put_nowait(text[:size])
        text = text[size:]
