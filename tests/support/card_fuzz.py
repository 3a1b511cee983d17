"""Any card file, any data: what check accepts is rendered with whatever sources may return."""

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from graphql import GraphQLEnumType, Source

from aggregator.authoring.fmt.file import FormatError, formatted
from aggregator.domain.card import Failed, Result, Shown
from aggregator.domain.plain.components import validate
from aggregator.language.kinds import kind_of
from aggregator.language.outline import Selection, outline
from aggregator.language.source import SharedFragments, TextFile, as_card, parse_text
from aggregator.lint.check import check_card
from aggregator.lint.registry import all_rules
from tests.support.card_data import ERRORS, HOSTILE
from tests.support.card_generator import EMPTY, HOST, CardGenerator
from tests.support.card_mutations import mutated, rewritten
from tests.support.card_schema import card_schema
from tests.support.rendering import CONTEXT

DATA = 3
"""Results with which each accepted card is rendered."""

HOSTS = {HOST, "billing.example.com"}
"""Those written out in the cards."""

OURS = {"check-failed", "not-compiled"}
"""Codes that say a check of ours is wrong, not the card."""


@dataclass
class Fuzzed:
    """What became of the files; `breaches` are those that must not be."""

    counts: Counter[str] = field(default_factory=Counter)
    breaches: list[str] = field(default_factory=list)


def any_card(seed: int) -> str:
    """Write a card file: generated, rewritten or torn apart."""
    kind = seed % 4
    if kind == 0:
        return rewritten(seed)
    if kind == 1:
        return mutated(seed)
    text = CardGenerator(seed).write()
    return text if kind == 2 else _torn(text, seed)


def fuzz(seeds: Iterable[int]) -> Fuzzed:
    """Check a file for each seed, and render it with any data where it is accepted."""
    seen = Fuzzed()
    for seed in seeds:
        text = any_card(seed)
        try:
            _hold(seed, text, seen)
        except Exception as error:  # noqa: BLE001  # a crash is what is looked for
            seen.breaches.append(f"seed {seed}: {type(error).__name__}: {error}\n{text}")
    return seen


def _hold(seed: int, text: str, seen: Fuzzed) -> None:
    schema = card_schema()
    path = Path("cards/team/card.graphql")
    card = as_card(parse_text(path, Source(text, str(path))), "team", SharedFragments())
    checked = check_card(card, schema)
    seen.counts["files"] += 1
    _format(seed, card.file, seen)
    for diagnostic in checked.diagnostics:
        if diagnostic.code in OURS or diagnostic.code not in all_rules():
            seen.breaches.append(f"seed {seed}: {diagnostic.text()}\n{text}")
        diagnostic.text().encode()
    if checked.compiled is None:
        seen.counts["refused"] += 1
        if checked.serves:
            seen.breaches.append(f"seed {seed}: accepted, but not compiled\n{text}")
        return
    seen.counts["accepted"] += 1
    rng = random.Random(seed)  # noqa: S311  # the same data on every run
    roots = outline(card, schema).roots
    for _ in range(DATA):
        outcome = checked.compiled.render(Result(_object(roots, rng)), CONTEXT)
        seen.counts[type(outcome).__name__.lower()] += 1
        if isinstance(outcome, Shown):
            problems = [*map(str, validate(outcome.components)), *_foreign_links(outcome)]
            seen.breaches += [f"seed {seed}: {problem}\n{text}" for problem in problems[:1]]
    if "nothing-shown" in {diagnostic.code for diagnostic in checked.diagnostics}:
        return  # it says the same whatever is read
    for failing in (_all_failed(roots), _all_failed(roots, deep=True)):
        outcome = checked.compiled.render(Result(failing), CONTEXT)
        if isinstance(outcome, Shown) and EMPTY in str(outcome.components):
            seen.breaches.append(f"seed {seed}: what failed is said to be empty\n{text}")


def _format(seed: int, file: TextFile, seen: Fuzzed) -> None:
    """Lay the file out, which compares its meaning, and once more, which must change nothing."""
    try:
        once = formatted(file)
    except FormatError as error:
        if error.problem.code in OURS:
            seen.breaches.append(f"seed {seed}: {error}\n{file.text}")
        return
    seen.counts["formatted"] += 1
    if formatted(parse_text(file.path, Source(once, str(file.path)))) != once:
        seen.breaches.append(f"seed {seed}: laid out twice, it is another\n{file.text}")


def _foreign_links(shown: Shown) -> list[str]:
    """Find links to where no card leads; a field that is an address itself leads there."""
    urls = re.findall(r"linkButtonUrl\W+([^'\"]+)", str(shown.components))
    hosts = {urlsplit(url).netloc for url in urls if not url.startswith("mailto:")}
    return [f"a link to {host}" for host in sorted(hosts - HOSTS)]


def _all_failed(selections: Sequence[Selection], *, deep: bool = False) -> dict[str, Any]:
    """Make data in which every field of the customer failed, or every value at the end."""
    found: dict[str, Any] = {}
    for selection in selections:
        if not selection.is_field:
            if selection.named_type is not None and (
                "__typename" not in found or _shows(selection)
            ):
                found["__typename"] = selection.named_type.name  # of a type that the card shows
            found |= _all_failed(selection.children, deep=deep)
        elif selection.name == "__typename":
            continue
        elif selection.name == "customer" or (deep and not selection.is_leaf):
            below = _all_failed(selection.children, deep=deep)
            found[selection.name] = [below] if selection.is_list else below
        else:
            found[selection.name] = Failed(ERRORS[0])
    return found


def _shows(selection: Selection) -> bool:
    if selection.is_leaf:
        return selection.is_shown
    return any(map(_shows, selection.children))


def _torn(text: str, seed: int) -> str:
    rng = random.Random(seed)  # noqa: S311  # the same tear on every run
    at = rng.randrange(len(text))
    return text[:at] + rng.choice(["", '"', "{", "}", "@", ")", "\n#", "é"]) + text[at + 1 :]


def _object(selections: Sequence[Selection], rng: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {"__typename": rng.choice(["Ticket", "Incident", "Customer"])}
    for selection in selections:
        if not selection.is_field:
            found |= _object(selection.children, rng)
        elif selection.name != "__typename":
            found[selection.name] = _value(selection, rng)
    return found


def _value(selection: Selection, rng: random.Random) -> Any:
    if rng.random() < 0.15:
        return rng.choice([None, None, Failed(rng.choice(ERRORS))])
    if selection.is_list:
        return [_one(selection, rng) for _ in range(rng.choice([0, 1, 3]))]
    return _one(selection, rng)


def _one(selection: Selection, rng: random.Random) -> Any:
    if not selection.is_leaf:
        return _object(selection.children, rng)
    type_ = selection.named_type
    assert type_ is not None
    if isinstance(type_, GraphQLEnumType):
        return rng.choice([*type_.values, "ADDED_LATER"])
    usual: dict[str, Sequence[Any]] = {
        "number": (0, -1, 0.5, 10**400, float("nan"), float("inf"), 3),
        "boolean": (True, False),
        "moment": ("2026-11-22T10:01:00Z", "9999-12-31T23:59:59-14:00", "soon", ""),
        "url": (f"https://{HOST}/x",),
        "money": ("129.00 USD", "-0 JPY", "NaN EUR", "1e9 XYZ", "much"),
    }
    return rng.choice([*usual.get(kind_of(type_), ()), *_fitting(selection)])


def _fitting(selection: Selection) -> Sequence[Any]:
    """Hostile texts, where the type lets a source send any."""
    type_ = selection.named_type
    kind = kind_of(type_) if type_ is not None else "text"
    if kind == "url":  # where such a field leads to is its source's to say
        return [text for text in HOSTILE if not text.startswith("https:")]
    return () if kind in {"number", "boolean", "moment", "money"} else HOSTILE
