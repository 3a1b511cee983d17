"""A card, compiled: what is executed for it and how its data becomes components."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from graphql import DocumentNode

from aggregator.domain.card import Outcome, Result
from aggregator.domain.plain.request import ROOTS
from aggregator.plans.selection import CompiledOperation

RequiredTrust = Literal["ANY", "EXTERNAL_ID"]

UNKNOWN_TTL = 60
"""Seconds that "nothing to show" holds when no source knows the customer."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the settings say of all cards of a workspace.

    date_component, user_component  Plain's newest components are turned on; else text stands there
    python_seconds                  how long a card in Python may draw
    """

    date_component: bool = False
    user_component: bool = False
    python_seconds: float = 0.25


@dataclass(frozen=True, slots=True)
class RenderContext:
    """For whom a card is rendered: the workspace's settings, and the moment it is (aware)."""

    locale: str
    currency: str
    time_zone: str
    now: datetime


Render = Callable[[Result, RenderContext], Outcome]
"""A card's data -> what is shown of it: `Shown`, `Hidden` or `Unavailable`. Pure."""


@dataclass(frozen=True, slots=True)
class CompiledCard:
    """Everything a request needs of a card; nothing is parsed or validated any more.

    ttl        seconds; None leaves it to Plain's own setting
    empty      the muted line for when nothing is left to show; None hides the card
    timeout    seconds, over the usual soft limit; None: the usual one
    document   the operation and its fragments, layout taken out, `__typename` put in where a type
               decides what is shown
    variables  the names of the operation's variables, filled by name from the request
    bounds     (type, list field) -> the most items that any selection asks by `first:`, the
               schema's default where it says nothing
    reads      of `ROOTS`, those it reads anything of: a card that reads no thread shows the same in
               every thread
    plan       the operation, compiled; or what of it the GraphQL engine must run
    fingerprint equal, the card's files and the shared fragments had the same text
    """

    key: str
    team: str
    path: Path
    title: str
    ttl: int | None
    empty: str | None
    timeout: float | None
    trust: RequiredTrust
    document: DocumentNode
    operation: str | None
    variables: tuple[str, ...]
    bounds: Mapping[tuple[str, str], int]
    render: Render
    plan: CompiledOperation | str = "it was not compiled"
    fingerprint: str = ""
    reads: frozenset[str] = frozenset(ROOTS)
