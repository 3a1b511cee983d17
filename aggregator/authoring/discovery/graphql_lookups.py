"""Ways to ask a GraphQL field for records, by its arguments."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_required_argument,
    is_required_input_field,
    is_scalar_type,
)

from aggregator.authoring.connector.yaml_text import Lines, Noted, Todo, Tree
from aggregator.authoring.discovery.found import (
    DECIDE_MATCH,
    DECIDE_MAX,
    DiscoveredField,
    FoundLookup,
)
from aggregator.authoring.discovery.graphql_fields import (
    RecordsIn,
    has_path,
    paths_of,
    selection,
)
from aggregator.authoring.discovery.guesses import id_of, match_of, own_key
from aggregator.authoring.discovery.naming import plain, singular

MAX_DEPTH = 3
MAX_ALIASES = 10
PAGE = 50

_IN = ("in", "_in", "inlist", "anyof", "oneof", "any", "isin", "isanyof", "includes")
_EQ = ("eq", "_eq", "equals", "equalto", "is", "exact", "iexact")
_LIMITS = ("first", "limit", "take", "pageSize", "perPage", "count", "max")
_ROLES = ("", "customer", "contact", "requester", "reporter", "creator", "author", "createdby",
          "owner", "user", "person", "member")  # fmt: skip
"""Whose address it probably is that a customer has, the most probable first."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place for a key: `path` from the argument on, what it is called there, its type."""

    path: tuple[str, ...]
    names: tuple[str, ...]
    type: str
    many: bool
    key: str

    @property
    def order(self) -> tuple[Any, ...]:
        role = plain("".join(self.names[:-1]))
        known = _ROLES.index(role) if role in _ROLES else len(_ROLES)
        return (self.key != "email", not self.key, known, not self.many, len(self.path))


class GraphQLLookups:
    """The lookups of one root field."""

    def __init__(
        self, name: str, field: GraphQLField, of: RecordsIn, fields: Sequence[DiscoveredField]
    ) -> None:
        self._name = name
        self._field = field
        self._of = of
        self._fields = fields
        self._single = singular(plain(of.record.name))

    def found(self, path: str) -> Iterator[FoundLookup]:
        """Yield each way, the best first; `path` is that of the endpoint."""
        spots = sorted(self._spots(), key=lambda spot: spot.order)
        roles = [spot for spot in spots if spot.key == "email" and len(spot.names) > 1]
        others = list(dict.fromkeys(".".join(spot.names[:-1]) for spot in roles))
        for spot in spots:
            yield self._lookup(spot, path, others)

    def _spots(self) -> Iterator[_Spot]:
        required = {name for name, each in self._field.args.items() if is_required_argument(each)}
        for name, argument in self._field.args.items():
            if required <= {name}:
                yield from self._inside((name,), (), argument, ())

    def _inside(
        self,
        path: tuple[str, ...],
        names: tuple[str, ...],
        at: GraphQLArgument | GraphQLInputField,
        above: tuple[str, ...],
    ) -> Iterator[_Spot]:
        named = get_named_type(at.type)
        many = is_list_type(get_nullable_type(at.type))
        last = path[-1]
        if is_scalar_type(named):
            called = self._called(names, last, many=many)
            key = None if called is None else self._key(called[-1])
            if called is not None and key is not None and str(at.type).count("[") <= 1:
                yield _Spot(path, called, str(at.type), many, key)
            return
        inner_many = many or len(path) > MAX_DEPTH or named.name in above
        if not isinstance(named, GraphQLInputObjectType) or inner_many:
            return
        required = {name for name, each in named.fields.items() if is_required_input_field(each)}
        held = names if len(path) == 1 else (*names, last)
        for name, each in named.fields.items():
            if required <= {name} and plain(name) not in (
                "and",
                "or",
                "not",
                "some",
                "none",
                "every",
            ):
                yield from self._inside((*path, name), held, each, (*above, named.name))

    def _called(self, names: tuple[str, ...], last: str, *, many: bool) -> tuple[str, ...] | None:
        """Say what a key is called: `email` of `filter.email.in`, `email_in` and `emails`."""
        word = last.lower()
        if many and word in _IN:
            return names or None
        if not many and word in _EQ:
            return names or None
        if many and word.endswith("_in"):
            return (*names, last[:-3])
        return (*names, singular(last) if many else last)

    def _key(self, name: str) -> str | None:
        own = own_key(name)
        if own is not None:
            return own
        words = plain(name)
        if words in ("id", "ids", self._single + "id"):
            return ""
        of = id_of(name)
        return of if of and words.endswith("id") and words not in ("paid", "valid") else None

    def _lookup(self, spot: _Spot, path: str, roles: Sequence[str]) -> FoundLookup:
        match, proof = self._match(spot)
        variables = {"keys" if spot.many else "key": spot.type}
        words = self._bounds(spot, variables)
        fixed = words.pop("fixed", {})
        batch: dict[str, Tree] = {
            "style": "graphql-in",
            "variable": "keys",
            "max": Todo(DECIDE_MAX),
        }
        if not spot.many:
            most = Noted(MAX_ALIASES, "a guess: how many aliases it takes is not said")
            batch = {"style": "graphql-alias", "variable": "key", "max": most}
        said: dict[str, Tree] = {
            "request": {
                "path": path,
                "document": Lines(self._document(spot, variables, fixed, proof)),
            },
            "batch": batch,
            "records": ".".join(filter(None, ("data", self._name, self._of.path))),
        }
        if match is not None:
            said["match"] = match
        shown = f"{self._name}({'.'.join(spot.path)}: ...)"
        role = ".".join(spot.names[:-1])
        others = [each for each in roles if each != role]
        note = f"a guess: by {role}; there are {', '.join(others)} too" if role and others else ""
        how = "many keys a call" if spot.many else "one field a key"
        return FoundLookup(f"{shown}, {how}", spot.key, {**said, **words}, self._of.many, note)

    def _match(self, spot: _Spot) -> tuple[Tree, str | None]:
        """Find what proves a record's key, and the path that must be selected for it."""
        if has_path(self._of.record, spot.names):
            path = ".".join(spot.names)
            return path, path
        if len(spot.names) > 1 and not spot.many:
            return None, None
        found, guessed = match_of(self._fields, spot.names[-1], spot.key)
        if found is None:
            return (Todo(DECIDE_MATCH), None) if spot.many else (None, None)
        if guessed and not spot.many:
            return None, None
        return (Noted(found, "a guess: its only e-mail address") if guessed else found), found

    def _bounds(self, spot: _Spot, variables: dict[str, str]) -> dict[str, Any]:
        """Say how many come, with the arguments that are `fixed` for it."""
        args = self._field.args
        limit = next((each for each in _LIMITS if each in args and each not in spot.path), None)
        if not self._of.many:
            return {}
        if self._of.paged and "after" in args:
            variables["after"] = str(args["after"].type)
            info = f"data.{self._name}.pageInfo"
            pages = {"cursor": f"{info}.hasNextPage && {info}.endCursor", "param": "after"}
            fixed = {"after": "$after", **({limit: str(PAGE)} if limit else {})}
            return {"fixed": fixed, "pages": pages}
        if limit is None:
            return {}
        variables[limit] = str(args[limit].type)
        bound: Mapping[str, Tree] = {"per_key": limit}
        if spot.many:
            bound = {"per_call": {"param": limit, "max": Todo("the most that it may say")}}
        return {"fixed": {limit: f"${limit}"}, **bound}

    def _document(
        self, spot: _Spot, variables: Mapping[str, str], fixed: Mapping[str, str], proof: str | None
    ) -> str:
        key = "$keys" if spot.many else "$key"
        value = key
        for name in reversed(spot.path[1:]):
            value = f"{{{name}: {value}}}"
        given = ", ".join(
            f"{name}: {each}" for name, each in {spot.path[0]: value, **fixed}.items()
        )
        declared = ", ".join(f"${name}: {each}" for name, each in variables.items())
        around = ".".join(self._of.around)
        before = f"{around}." if around else ""
        read = [f"{before}{each}" for each in (*paths_of(self._fields), *filter(None, (proof,)))]
        if "after" in fixed:
            read += ["pageInfo.hasNextPage", "pageInfo.endCursor"]
        inner = selection(read, "    ")
        return f"query {self._name}({declared}) {{\n  {self._name}({given}) {{\n{inner}\n  }}\n}}\n"
