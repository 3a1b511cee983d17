"""What an agent has before them: each card drawn, its state, its times, the request behind it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from aggregator.simulator.draw import WIDTH, clean, draw
from aggregator.simulator.instances import (
    Carrier,
    ErrorDetail,
    Errored,
    Instance,
    Loaded,
    Loading,
    describe,
)
from aggregator.simulator.send import Attempt

STYLES: Mapping[type[Instance], str] = {Loading: "cyan", Loaded: "green", Errored: "bold red"}

_BODY_SHOWN = 300
"""Characters of a refusal's body that are drawn."""


def state(instance: Instance) -> str:
    """Give Plain's word: Loading, Loaded or Error."""
    return "Error" if isinstance(instance, Errored) else type(instance).__name__


def span(seconds: float) -> str:
    """Say a duration in whole seconds as people do: "4 min 58 s"."""
    whole = max(0, int(seconds))
    for unit, name, small, small_name in (
        (86_400, "d", 3_600, "h"),
        (3_600, "h", 60, "min"),
        (60, "min", 1, "s"),
    ):
        if whole >= unit:
            rest = whole % unit // small
            return f"{whole // unit} {name}" + (f" {rest} {small_name}" if rest else "")
    return f"{whole} s"


def age(instance: Instance, now: datetime) -> str:
    """How long this has been so."""
    return span((now - _since(instance)).total_seconds())


def expiry(instance: Instance, now: datetime) -> str:
    """When opening the customer asks for the card again: "in 58 s", "expired", "not cached"."""
    until = _until(instance)
    if until is None:
        return "-" if isinstance(instance, Loading) else "not cached"
    left = math.ceil((until - now).total_seconds())
    return f"in {span(left)}" if left > 0 else "expired"


def facts(instance: Instance, now: datetime) -> str:
    """Say in a line how a card stands: "Loaded 3 s ago · expires in 57 s"."""
    match instance:
        case Loading():
            return f"Loading for {age(instance, now)}"
        case Loaded():
            until = expiry(instance, now)
            expires = until if until == "expired" else f"expires {until}"
            return f"Loaded {age(instance, now)} ago · {expires}"
        case Errored():
            until = expiry(instance, now)
            asked = f"asked again {until}" if until.startswith("in ") else until
            return f"{describe(instance.detail)} {age(instance, now)} ago · {asked}"


def carried(instance: Instance) -> str:
    """Say in a line what brought a card: its bytes, the request, its attempts and their time."""
    if isinstance(instance, Loading):
        return ""
    carrier = instance.carrier
    size = f"{instance.size} bytes · " if isinstance(instance, Loaded) else ""
    attempts = f"{carrier.attempts} attempt{'s' if carrier.attempts != 1 else ''}"
    return f"{size}request {carrier.number} · {attempts} · {carrier.milliseconds:.0f} ms"


def line(instance: Instance, now: datetime) -> str:
    """Say in a line what became of a card, for logs and pipes."""
    told = [instance.card.key, facts(instance, now), carried(instance)]
    if isinstance(instance, Loaded) and instance.hidden:
        told.append("hidden")
    if isinstance(instance, Errored):
        told.append(instance.detail.message)
    return clean(" · ".join(each for each in told if each))


def drawn(instance: Instance, now: datetime, width: int = WIDTH) -> Group:
    """Draw one card in its frame, the facts below."""
    below = [Text(f"  {each}", "dim") for each in (facts(instance, now), carried(instance)) if each]
    return Group(picture(instance, width), *below)


def picture(instance: Instance, width: int = WIDTH) -> Panel:
    """Draw one card as an agent sees it, an error with Plain's own name for it."""
    title = instance.card.title
    match instance:
        case Loaded():
            kept = int((instance.expires_at - instance.loaded_at).total_seconds())
            return draw(title, instance.components, kept, width)
        case Loading():
            return _framed(title, Text("Loading…", "cyan"), width)
        case Errored():
            return _framed(title, _error(instance.detail), width)


def requests_table(exchanges: Iterable[Attempt]) -> Table:
    """List the attempts: which request, whom it asked for what, what came back."""
    listing = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in ("Request", "Attempt"):
        listing.add_column(name, justify="right", no_wrap=True)
    listing.add_column("Answer", overflow="fold")
    for name in ("Bytes", "ms"):
        listing.add_column(name, justify="right", no_wrap=True)
    listing.add_column("Cards", overflow="fold")
    for each in exchanges:
        well = each.status == 200
        listing.add_row(
            str(each.request),
            str(each.attempt),
            Text(outcome(each), "" if well else "red"),
            str(each.size),
            f"{each.milliseconds:.0f}",
            Text(", ".join(each.keys)),
        )
    return listing


def outcome(exchange: Attempt) -> str:
    """Name what came back: the status, or Plain's name for why none did."""
    if exchange.failure is not None:
        return describe(exchange.failure)
    after = "" if exchange.retry_after is None else f", Retry-After {clean(exchange.retry_after)}"
    return f"{exchange.status}{after}"


def as_json(instance: Instance, now: datetime) -> dict[str, Any]:
    """Write an instance for programs; the members of an error are Plain's."""
    card, until = instance.card, _until(instance)
    told: dict[str, Any] = {
        "id": instance.id,
        "key": card.key,
        "title": card.title,
        "state": state(instance),
        "since": _since(instance).isoformat(),
        "ageSeconds": round((now - _since(instance)).total_seconds(), 3),
        "expiresAt": None if until is None else until.isoformat(),
    }
    if isinstance(instance, Loaded):
        told |= {"components": instance.components, "bytes": instance.size}
    if isinstance(instance, Errored):
        detail = instance.detail
        told["error"] = {"name": type(detail).__name__, **asdict(detail), "message": detail.message}
    if not isinstance(instance, Loading):
        told["request"] = _carrier(instance.carrier)
    return told


def exchange_as_json(exchange: Attempt) -> dict[str, Any]:
    """Write an attempt for programs."""
    return {
        "request": exchange.request,
        "attempt": exchange.attempt,
        "url": exchange.url,
        "keys": list(exchange.keys),
        "status": exchange.status,
        "failure": None if exchange.failure is None else describe(exchange.failure),
        "retryAfter": exchange.retry_after,
        "bytes": exchange.size,
        "milliseconds": round(exchange.milliseconds, 3),
    }


def newer(before: Sequence[Instance], after: Sequence[Instance]) -> list[Instance]:
    """Give what of `after` was not there before: what changed for who watches."""
    known = {(it.id, type(it)) for it in before}
    return [it for it in after if (it.id, type(it)) not in known]


def _carrier(carrier: Carrier) -> dict[str, Any]:
    return {
        "number": carrier.number,
        "keys": list(carrier.keys),
        "attempts": carrier.attempts,
        "status": carrier.status,
        "bytes": carrier.size,
        "milliseconds": round(carrier.milliseconds, 3),
    }


def _since(instance: Instance) -> datetime:
    match instance:
        case Loading():
            return instance.started_at
        case Loaded():
            return instance.loaded_at
        case Errored():
            return instance.failed_at


def _until(instance: Instance) -> datetime | None:
    match instance:
        case Loading():
            return None
        case Loaded():
            return instance.expires_at
        case Errored():
            return instance.cached_until


def _error(detail: ErrorDetail) -> RenderableType:
    told: list[RenderableType] = [
        Text(f"Error: {describe(detail)}", "bold red"),
        Text(clean(detail.message)),
    ]
    body = clean(getattr(detail, "responseBody", "").strip())
    if body:
        cut = body if len(body) <= _BODY_SHOWN else f"{body[:_BODY_SHOWN]}…"
        told.append(Text(cut, "dim"))
    return Group(*told)


def _framed(title: str, body: RenderableType, width: int) -> Panel:
    return Panel(
        body,
        title=Text(clean(title), "bold"),
        title_align="left",
        box=box.ROUNDED,
        padding=(0, 1),
        width=width,
    )
