"""Mistakes in the answer: its status, its cards, their components."""

import itertools
import json
from collections.abc import Mapping
from typing import Any

from tests.support.faulty_plain_api.api import KEYS, Body, Headers, PlainApi
from tests.support.faulty_plain_api.caught import caught_as


@caught_as("missing-card", "unknown-customer", "optional-customer")
class GetterOfNothingDropsItsCard(PlainApi):
    def show(self, key: str, person: Mapping[str, str]) -> list[Any]:
        return super().show(key, person) if key == "plan" else []

    async def answer(self, body: Body) -> Body:
        cards = (await super().answer(body))["cards"]
        return {"cards": [card for card in cards if card["components"]]}


@caught_as("absent-components")
class OmitsEmptyComponents(PlainApi):
    """As Go's `omitempty` does."""

    def card(self, key: str, person: Mapping[str, str] | None) -> Body:
        card = super().card(key, person)
        return {name: value for name, value in card.items() if value}


@caught_as("leaked-record", "extra-member")
class LeaksItsRecord(PlainApi):
    async def answer(self, body: Body) -> Body:
        person = self.find(body.get("customer") or {})
        return {**await super().answer(body), "user": person}


@caught_as("missing-card", "hard-coded-key", "unknown-key-unanswered")
class AnswersOneKeyAlways(PlainApi):
    async def answer(self, body: Body) -> Body:
        return {"cards": [self.card("plan", self.find(body.get("customer") or {}))]}


@caught_as("answered-twice")
class AnswersRepeatedKeysTwice(PlainApi):
    async def answer(self, body: Body) -> Body:
        person = self.find(body.get("customer") or {})
        return {"cards": [self.card(key, person) for key in body["cardKeys"]]}


@caught_as("reload-one-key", "unknown-key-unanswered", "hard-coded-key")
class OneKeyIsNoList(PlainApi):
    """A list of one comes out of its query as something else."""

    async def answer(self, body: Body) -> Body:
        person = self.find(body.get("customer") or {})
        keys = body["cardKeys"] if set(body["cardKeys"]) >= set(KEYS) else ["plan"]
        return {"cards": [self.card(key, person) for key in dict.fromkeys(keys) if key in KEYS]}


@caught_as("unknown-key-unanswered")
class LeavesUnknownKeysOut(PlainApi):
    async def answer(self, body: Body) -> Body:
        person = self.find(body.get("customer") or {})
        keys = [key for key in dict.fromkeys(body["cardKeys"]) if key in KEYS]
        return {"cards": [self.card(key, person) for key in keys]}


@caught_as("extra-card")
class AnswersEverythingAlways(PlainApi):
    async def answer(self, body: Body) -> Body:
        return await super().answer({**body, "cardKeys": [*body["cardKeys"], *KEYS]})


@caught_as("extra-card", "unknown-key-unanswered")
class AnswersAllItsCardsAlways(PlainApi):
    """Whatever is asked for: what exists is always among them."""

    async def answer(self, body: Body) -> Body:
        return await super().answer({**body, "cardKeys": KEYS})


@caught_as("nothing-shown")
class HidesEverything(PlainApi):
    def show(self, key: str, person: Mapping[str, str]) -> list[Any]:
        return []


@caught_as("unstable-answer")
class CountsItsVisitors(PlainApi):
    visits = itertools.count()

    def show(self, key: str, person: Mapping[str, str]) -> list[Any]:
        return [{"componentPlainText": {"plainText": f"{key} {next(self.visits)}"}}]


class _Ticks(PlainApi):
    """One card shows a clock, which moves on every third request; to unknown people as well."""

    def __init__(self) -> None:
        self.asked = 0

    async def answer(self, body: Body) -> Body:
        self.asked += 1
        return await super().answer(body)

    def components(self, key: str, person: Mapping[str, str] | None) -> list[Any] | None:
        if key != "usage":
            return super().components(key, person)
        return self.clock(self.asked // 3)

    def clock(self, hour: int) -> list[Any] | None:
        return [{"componentPlainText": {"plainText": f"{hour} o'clock"}}]


@caught_as("unstable-answer")
class ShowsAClock(_Ticks):
    pass


@caught_as("unstable-answer")
class OpensAndCloses(_Ticks):
    """The card is hidden at night."""

    def clock(self, hour: int) -> list[Any] | None:
        return super().clock(0) if hour % 2 else None


@caught_as("status")
class MovedAway(PlainApi):
    async def respond(self, headers: Headers, raw: bytes) -> tuple[int, bytes]:
        return 307, b""


@caught_as("status")
class AnswersCreated(PlainApi):
    async def respond(self, headers: Headers, raw: bytes) -> tuple[int, bytes]:
        status, body = await super().respond(headers, raw)
        return 201 if status == 200 else status, body


@caught_as("body-shape")
class AnswersWithAList(PlainApi):
    def write(self, answer: Body) -> bytes:
        return json.dumps(answer["cards"]).encode()


@caught_as("body-shape")
class AnswersWithHtml(PlainApi):
    def write(self, answer: Body) -> bytes:
        return b"<html>Welcome</html>"


@caught_as("content-type")
class SaysItIsText(PlainApi):
    content_type = "text/plain"


@caught_as("ttl-range")
class KeepsCardsForNoTime(PlainApi):
    def ttl(self, key: str) -> int:
        return 0


@caught_as("broken-ttl")
class WritesSecondsAsText(PlainApi):
    def ttl(self, key: str) -> str:
        return "300"


class _Shows(PlainApi):
    """A known customer sees these components."""

    shown: list[Any]

    def show(self, key: str, person: Mapping[str, str]) -> list[Any]:
        text = {"componentPlainText": {"plainText": f"{key} of {person['email']}"}}
        return [text, *self.shown]


@caught_as("broken-component")
class SpellsColoursInLowerCase(_Shows):
    shown = [{"componentBadge": {"badgeLabel": "Paid", "badgeColor": "green"}}]  # noqa: RUF012


@caught_as("broken-component")
class PutsARowInARow(_Shows):
    shown = [  # noqa: RUF012
        {"componentRow": {"rowMainContent": [{"componentRow": {}}], "rowAsideContent": []}}
    ]


@caught_as("broken-component")
class CountsEmojiAsOne(_Shows):
    shown = [{"componentBadge": {"badgeLabel": "😀" * 251}}]  # noqa: RUF012


@caught_as("deprecated-name")
class WritesTheNamesOf2022(_Shows):
    shown = [{"componentText": {"text": "x", "color": "MUTED"}}]  # noqa: RUF012


@caught_as("extra-member")
class SendsWhatNobodyReads(_Shows):
    shown = [{"componentText": {"text": "x", "bold": True}}]  # noqa: RUF012


@caught_as("newest-component")
class UsesTheNewestComponents(_Shows):
    shown = [{"componentDateTime": {"dateTimeIso8601": "2026-11-22T10:01:00Z"}}]  # noqa: RUF012


@caught_as("near-limit")
class CutsNothing(_Shows):
    shown = [{"componentBadge": {"badgeLabel": "x" * 499}}]  # noqa: RUF012


@caught_as("large-card")
class ShowsABook(_Shows):
    shown = [{"componentText": {"text": "x" * 9_000}}] * 8


@caught_as("many-components")
class ShowsEveryInvoice(_Shows):
    shown = [{"componentDivider": {}}] * 412
