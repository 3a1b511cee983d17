"""A new card's first cases: typical, empty, and a source down, with data that is made up."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from graphql import GraphQLEnumType, is_non_null_type

from aggregator.authoring.cases.spelling import write_moment
from aggregator.authoring.scaffold.choice import FieldChoice
from aggregator.authoring.scaffold.looks import well_first
from aggregator.language.kinds import is_ratio, kind_of
from aggregator.mapping.formatters import name_in_words

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
"""The moment of the cases that are made up."""

ITEMS = 2
"""Of a list in a typical case."""

_COMING = ("renew", "due", "expire", "ends", "next", "until")
"""Words in the names of moments that lie ahead."""

_KNOWN = {
    "email": "alex@example.com",
    "phone": "+1 555 0100",
    "domain": "example.com",
}


def cases(
    roots: Sequence[FieldChoice], provided: Mapping[str, Collection[str]]
) -> dict[str, dict[str, Any]]:
    """Give the cases by name. `provided`: `Type.field` -> the sources it comes from."""
    return {
        "typical": _case({root.name: _object(root, 0) for root in roots}),
        "empty": _case({root.name: _nothing_in(root) for root in roots}),
        "source-down": _down(roots, provided),
    }


def _down(roots: Sequence[FieldChoice], provided: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """The first source that the card reads is down; a card that reads none misses the directory."""
    source = next(
        (
            name
            for root in roots
            for each in root.below.values()
            for name in provided.get(f"{each.owner}.{each.name}", ())
        ),
        None,
    )
    data: dict[str, Any] = {root.name: _object(root, 0) for root in roots}
    errors: list[dict[str, Any]] = []
    for root in roots:
        if source is None:
            data[root.name] = None
            errors.append({"path": [root.name], "code": "DIRECTORY_UNAVAILABLE"})
            continue
        for each in root.below.values():
            if source in provided.get(f"{each.owner}.{each.name}", ()):
                data[root.name][each.name] = None
                path = [root.name, each.name]
                errors.append({"path": path, "code": "SOURCE_UNAVAILABLE", "source": source})
    return {**_case(data), "errors": errors}


def _case(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"now": write_moment(NOW), "data": data}


def _nothing_in(root: FieldChoice) -> dict[str, Any]:
    return {each.name: _nothing(each) for each in root.below.values()}


def _nothing(choice: FieldChoice) -> Any:
    if is_non_null_type(choice.definition.type):
        return _value(choice, 0)
    return [] if choice.is_list else None


def _object(choice: FieldChoice, index: int) -> dict[str, Any]:
    return {each.name: _value(each, index) for each in choice.below.values()}


def _value(choice: FieldChoice, index: int) -> Any:
    one = _leaf if choice.is_leaf else _object
    if choice.is_list:
        return [one(choice, number) for number in range(ITEMS)]
    return one(choice, index)


def _leaf(choice: FieldChoice, index: int) -> Any:
    type_ = choice.type
    if isinstance(type_, GraphQLEnumType):
        return well_first(type_)[index % len(type_.values)]
    kind = kind_of(type_)
    if kind == "number":
        if type_.name in ("Int", "BigInt"):
            return 12 * (index + 1)
        return 0.42 if is_ratio(choice.definition, choice.name) else 12.5
    if kind == "moment":
        return write_moment(_moment(choice.name, index))
    name = choice.name
    made: dict[str, Any] = {
        "boolean": index % 2 == 0,
        "money": f"{129 * (index + 1)}.00 USD",
        "id": f"{name}-{index + 1}",
        "url": f"https://example.com/{name}/{index + 1}",
        "email": _KNOWN["email"],
        "markdown": f"**Some** {name_in_words(name).lower()}",
    }
    return made.get(kind) if kind in made else _text(choice, index)


def _text(choice: FieldChoice, index: int) -> str:
    if choice.name in _KNOWN:
        return _KNOWN[choice.name]
    if choice.name == "number":
        return f"A-{1001 + index}"
    what = choice.owner if choice.name == "name" else choice.name
    said = f"Some {name_in_words(what).lower()}"
    return said if index == 0 else f"{said} ({index + 1})"


def _moment(name: str, index: int) -> datetime:
    ahead = any(word in name.lower() for word in _COMING)
    return NOW + timedelta(days=20) if ahead else NOW - timedelta(days=30 * index + 3)
