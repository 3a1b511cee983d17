"""A Python card at work: its data read, its `render` run for a short time, its pieces taken.

Whatever it does costs that card alone. Of an exception its type, file and line are told, and its
message where it cannot hold a customer's data.
"""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aggregator.domain.errors import CardError, InternalError
from aggregator.domain.plain.components import Component
from aggregator.language.outline import Outline
from aggregator.language.paths import ObjectData
from aggregator.language.script import Script
from aggregator.render.card import Defaults
from aggregator.render.layout.frame import Block, Frame, Sink
from aggregator.render.layout.pieces import piece
from aggregator.render.python.builders import Card
from aggregator.render.python.cause import Cause, cause_of
from aggregator.render.python.context import CardContext
from aggregator.render.python.data import Data, FieldFailed
from aggregator.render.python.limited import LONGEST, Raised, RanOut, limited
from aggregator.render.python.loading import Program, load
from aggregator.render.python.reading import OnFailure, reader
from aggregator.render.python.shapes import shapes_of
from aggregator.render.python.typing_file import class_name, written
from aggregator.telemetry.logger import get_logger

clock = time.monotonic

log = get_logger(__name__)

LOADING_SECONDS = 2.0
"""How long a card's file may take to be imported."""

REST_SECONDS = 60.0
"""How long a card that ran out of time is not tried again."""


def drawing(outline: Outline, script: Script, defaults: Defaults) -> Block:
    """Make what draws a card in Python. Raises CardError when its file cannot be imported."""
    source = outline.card
    shapes = shapes_of(outline, class_name(source))
    types = written(shapes, source.path)
    try:
        program = limited(lambda: _tried(load(script, source.key, types)), LOADING_SECONDS)
    except RanOut:
        message = f"importing it takes longer than {LOADING_SECONDS:g} s"
        raise _card_error(script, 1, message) from None
    except Raised as raised:
        cause = cause_of(raised.error, script)
        message = f"importing it raises {cause.error}: {raised.error}"
        raise _card_error(script, cause.line or 1, message) from None
    read = reader(shapes, program.classes)
    return _Drawing(source.key, script, program, read, defaults).draw


def _tried(program: Program) -> Program:
    """Run a file once, so that one that raises is found before it is asked for a card."""
    program.render()
    return program


@dataclass(slots=True)
class _Drawing:
    """One card. `resting`: until when (of the monotonic clock) it is not tried."""

    key: str
    script: Script
    program: Program
    read: Callable[[Mapping[str, Any], OnFailure], Data]
    defaults: Defaults
    resting: float = -math.inf

    def draw(self, scope: ObjectData, frame: Frame, sink: Sink) -> None:
        """Draw it, as a `Block` does; what keeps it from being drawn is its only failure."""
        if clock() < self.resting:
            frame.failures[:] = [InternalError("The card ran out of time before", card=self.key)]
            return
        try:
            found = limited(lambda: self._components(scope, frame), self.defaults.python_seconds)
        except RanOut as over:
            # What cannot be stopped, or not in time, holds up everybody: it is not tried again.
            wild = not over.stopped or over.computed > LONGEST * self.defaults.python_seconds
            self.resting = math.inf if wild else clock() + REST_SECONDS
            self._broken(frame, Cause("RanOutForGood" if wild else "RanOut"))
        except Raised as raised:
            if isinstance(raised.error, FieldFailed):
                frame.failures[:] = [raised.error.error]
            else:
                self._broken(frame, cause_of(raised.error, self.script))
        else:
            sink[0].extend(map(piece, found))

    def _components(self, scope: ObjectData, frame: Frame) -> Sequence[Component]:
        data = self.read(scope, frame.failed)
        shown = self.program.render()(data, CardContext(frame, self.defaults))
        if shown is None:
            return ()
        if not isinstance(shown, Card):
            raise TypeError("render gives a Card or None")
        return shown.components

    def _broken(self, frame: Frame, cause: Cause) -> None:
        facts = {
            "card": self.key,
            "error": cause.error,
            "file": self.script.source.name,
            "line": cause.line,
            "cause": cause.words,
        }
        log.error("python_card_failed", **facts)
        frame.failures[:] = [InternalError("The card's Python could not draw it", **facts)]


def _card_error(script: Script, line: int, message: str) -> CardError:
    place = f"{script.source.name}:{line}:1"
    return CardError(f"{place}: {message}", file=script.source.name, line=line, column=1)
