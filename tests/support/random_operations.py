"""Operations written at random over the internal schema, and records with faults to answer them."""

import random
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type, is_leaf_type

from aggregator.domain.errors import SourceTimeout, SourceUnavailable
from tests.support.any_source import ODD
from tests.support.world import SHOP, Records

DEEPEST = 4
ROOTS = ("customer", "thread", "tenant")
_LATE = (SourceTimeout, SourceUnavailable)


class RandomOperation:
    """One operation from a seed; `depth` and what it uses are counted while it is written."""

    def __init__(self, rng: random.Random, schema: GraphQLSchema) -> None:
        self._rng = rng
        self._schema = schema
        self._fragments: list[str] = []
        self.depth = 0
        self.uses: set[str] = set()

    def write(self) -> str:
        query = self._schema.query_type
        assert query is not None
        roots = self._rng.sample(ROOTS, self._rng.choice((1, 1, 1, 2, 3)))
        if "customer" not in roots and self._rng.random() < 0.7:
            roots[0] = "customer"
        body = " ".join(
            f"{root} {self._braces(_object(query.fields[root]), 1)}"
            for root in dict.fromkeys(roots)
        )
        return " ".join((f"query Q {{ {body} }}", *self._fragments))

    def _braces(self, of: GraphQLObjectType, depth: int) -> str:
        self.depth = max(self.depth, depth)
        leaves = [
            name for name, each in of.fields.items() if is_leaf_type(get_named_type(each.type))
        ]
        # Not what goes on `after` a page: that is no card's.
        objects = [
            name
            for name, each in of.fields.items()
            if name not in leaves and "after" not in each.args
        ]
        chosen = self._rng.sample(leaves, min(len(leaves), self._rng.randint(1, 4)))
        if depth < DEEPEST:
            chosen += self._rng.sample(objects, min(len(objects), self._rng.randint(0, 3)))
        self._rng.shuffle(chosen)
        parts = [self._field(of, name, depth) for name in chosen]
        if self._rng.random() < 0.15:
            parts.append(self._fragment(of, depth))
        if self._rng.random() < 0.1:
            parts.append("__typename")
        if self._rng.random() < 0.1:
            parts.append(f"... on {of.name} {{ {self._field(of, leaves[0], depth)} }}")
            self.uses.add("inline")
        return f"{{ {' '.join(parts)} }}"

    def _field(self, of: GraphQLObjectType, name: str, depth: int) -> str:
        field = of.fields[name]
        value = get_named_type(field.type)
        # An alias that says what is below, so that two of one name always merge.
        first = self._rng.choice((0, 1, 2, 5)) if "first" in field.args else None
        arguments = "" if first is None else f"(first: {first})"
        if is_leaf_type(value):
            return name if self._rng.random() < 0.8 else f"a_{name}: {name}"
        alias = (
            f"x{self._rng.randrange(10**6)}: "
            if first is not None or self._rng.random() < 0.3
            else ""
        )
        self.uses.add("alias" if alias else "object")
        return f"{alias}{name}{arguments} {self._braces(_object(field), depth + 1)}"

    def _fragment(self, of: GraphQLObjectType, depth: int) -> str:
        name = f"F{len(self._fragments)}"
        self._fragments.append("")
        at = len(self._fragments) - 1
        self._fragments[at] = f"fragment {name} on {of.name} {self._braces(of, max(depth, 3))}"
        self.uses.add("fragment")
        return f"...{name}"


def _object(field: GraphQLField) -> GraphQLObjectType:
    value = get_named_type(field.type)
    assert isinstance(value, GraphQLObjectType)
    return value


def random_records(rng: random.Random, faults: float) -> Records:
    """What the shop holds of one customer: good, odd, absent, or failing altogether."""

    def odd(value: Any) -> Any:
        return rng.choice(ODD) if rng.random() < faults else value

    def some(kind: str) -> dict[str, Any]:
        number = rng.randrange(1000)
        good = {
            "key": "c1",
            "id": f"{kind}_{number}",
            "name": f"Name {number}",
            "number": str(number),
            "subject": f"Subject {number}",
            "status": rng.choice(("active", "late", "paid", "open")),
            "quantity": number,
            "calls": number,
            "plan": rng.choice(("p1", "p2", ["p1", "p2"])),
            "tickets": rng.sample(("t1", "t2", "t3", "t4"), rng.randint(0, 4)),
            "account": "org",
            "renews": "2026-12-01T10:00:00Z",
            "issued": f"2026-{rng.randint(1, 12):02}-01T00:00:00Z",
            "lines": [{"what": f"Line {each}"} for each in range(rng.randint(0, 3))],
        }
        return {name: odd(value) for name, value in good.items() if rng.random() > faults / 2}

    def held(kind: str, many: bool) -> Any:
        if rng.random() < faults:
            return rng.choice(_LATE)("shop", "The shop did not answer")
        return [some(kind) for _ in range(rng.randint(1, 4) if many else 1)]

    keys = ("c1", "ext_1", "t1", "t2", "t3", "t4", "p1", "p2", "org")
    return {
        lookup.name: {key: held(lookup.name, lookup.many) for key in keys if rng.random() > faults}
        for lookup in SHOP.lookups
    }
