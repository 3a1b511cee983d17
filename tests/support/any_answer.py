"""Answers over sources that say anything, held to Plain's schema; for the test and for the soak."""

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import jsonschema

from aggregator.domain.card import Outcome, Result, Shown
from aggregator.domain.plain.schema import response_schema
from aggregator.render.card import CompiledCard, RenderContext
from tests.support.any_source import AnySources, Place, Reply, mutated
from tests.support.product import Card

SHARES = (0.0, 0.01, 0.05, 0.3)
"""How much of the replies is replaced."""

_VALIDATOR = jsonschema.Draft202012Validator(response_schema())


@dataclass
class Answers:
    """What came out: cards by what was shown, and each breach in a line."""

    answers: int = 0
    shown: int = 0
    degraded: int = 0
    hidden: int = 0
    broken: int = 0
    breaches: list[str] = field(default_factory=list)


async def hold(sources: AnySources, seeds: Iterable[int], email: str) -> Answers:
    """Ask for all cards once a seed; then again with one card broken, its replies the same."""
    seen = Answers()
    keys = sorted(sources.service.snapshot.catalog.cards)
    whole = sources.service.snapshot
    for seed in seeds:
        whole_answer = await _ask(sources, seed, keys, email)
        seen.answers += 1
        _check(seen, seed, whole_answer, keys)
        victim = keys[seed % len(keys)]
        _break(sources, victim, seed)
        broken_answer = await _ask(sources, seed, keys, email)
        seen.broken += 1
        _check(seen, seed, broken_answer, keys)
        for key in keys:
            if key != victim and _bytes(broken_answer[key]) != _bytes(whole_answer[key]):
                seen.breaches.append(f"seed {seed}: breaking {victim} changed {key}")
        sources.service._swap(whole)
    return seen


async def _ask(sources: AnySources, seed: int, keys: list[str], email: str) -> Mapping[str, Card]:
    def mutate(place: Place, body: bytes) -> Reply:
        # By place, not by order: what a source says must not hang on who asks first.
        chance = random.Random(f"{seed} {place}")  # noqa: S311 - drawn, not secret
        if chance.random() < 0.03:
            return chance.choice(((500, b""), (200, b"{"), (200, b"[" * 400), (404, b"{}")))
        return 200, mutated(body, chance, SHARES[seed % len(SHARES)])

    sources.mutate = mutate
    return await sources.product.ask(keys, email=email)


def _check(seen: Answers, seed: int, cards: Mapping[str, Card], keys: list[str]) -> None:
    if list(cards) != keys:
        seen.breaches.append(f"seed {seed}: keys {list(cards)}")
    for error in _VALIDATOR.iter_errors({"cards": list(cards.values())}):
        seen.breaches.append(f"seed {seed}: {error.json_path}: {error.message[:100]}")
    for card in cards.values():
        text = json.dumps(card)
        if card["components"] is None:
            seen.hidden += 1
        elif "ERROR" in text or "did not answer" in text or "unreadable" in text:
            seen.degraded += 1
        else:
            seen.shown += 1


def _break(sources: AnySources, key: str, seed: int) -> None:
    """Let one card raise, or show what breaks Plain's schema."""

    def raises(_: Result, __: RenderContext) -> Outcome:
        raise ZeroDivisionError

    odd: list[dict[str, Any]] = [{"componentText": {"text": ""}}, {"componentBadge": {}}]
    render = raises if seed % 2 else lambda _, __: Shown(odd)
    service, snapshot = sources.service, sources.service.snapshot
    catalog = snapshot.catalog
    card: CompiledCard = replace(catalog.cards[key], render=render)
    cards = {**catalog.cards, key: card}
    workspace = replace(snapshot.workspace, catalog=replace(catalog, cards=cards))
    service._swap(replace(snapshot, workspaces={workspace.id: workspace}))


def _bytes(card: Card) -> bytes:
    return json.dumps(card).encode()
