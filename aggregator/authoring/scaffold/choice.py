"""What a card can begin with: the fields that the request's customer, thread and tenant reach."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_object_type,
    is_required_argument,
)

from aggregator.authoring.scaffold.names import ScaffoldError, slip_of
from aggregator.domain.plain.request import ROOTS
from aggregator.language.kinds import kind_of

NAMING = ("name", "title", "subject", "number")
"""Fields that say which one an object is, the best first."""

MOST = 8
"""Fields that are chosen of an object when nobody chooses."""

_UNTOLD = frozenset({"id", "source", "plainId"})
_LISTED = 2
"""Of a list's items at most so many pieces stand at each side."""


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field that is chosen, and what is chosen of what it holds, in order."""

    name: str
    owner: str
    definition: GraphQLField
    below: "dict[str, FieldChoice]" = field(default_factory=dict)

    @property
    def type(self) -> GraphQLNamedType:
        return get_named_type(self.definition.type)

    @property
    def is_leaf(self) -> bool:
        return is_leaf_type(self.type)

    @property
    def is_list(self) -> bool:
        return is_list_type(get_nullable_type(self.definition.type))


@dataclass(frozen=True, slots=True)
class Offer:
    """A field that can be chosen. `usual`: it is, when nobody chooses."""

    path: str
    type: str
    description: str
    usual: bool = False


def offers(schema: GraphQLSchema) -> list[Offer]:
    """List what a card can begin with: the customer's fields, then the thread's and tenant's."""
    found = []
    for root in ROOTS:
        for name, each in _fields(_root(schema, root).type):
            path = name if root == ROOTS[0] else f"{root}.{name}"
            found.append(Offer(path, str(each.type), each.description or ""))
    return found


def offers_of(schema: GraphQLSchema, path: str) -> list[Offer]:
    """List what can be chosen of the object at `path`: its values, and those of what it holds."""
    (chosen,) = choose([path], schema)
    for step in path.removeprefix(f"{chosen.name}.").split("."):
        chosen = chosen.below[step]
    usual = {leaf for leaf, _ in _leaves(usual_of(chosen))}
    return [
        Offer(f"{path}.{leaf}", str(each.type), each.description or "", leaf in usual)
        for leaf, each in _values(chosen.type)
    ]


def choose(paths: Iterable[str], schema: GraphQLSchema) -> list[FieldChoice]:
    """Read what was chosen, in order: `subscription`, `subscription.plan.name`, `tenant.account`.

    What is no root begins at the customer; an object of which nothing is chosen is taken with what
    is usual. Raises ScaffoldError for a path that leads nowhere.
    """
    roots: dict[str, FieldChoice] = {}
    for path in paths:
        steps = [step.strip() for step in path.strip().split(".")]
        if steps[0] not in ROOTS:
            steps = [ROOTS[0], *steps]
        root = roots.setdefault(steps[0], _root(schema, steps[0]))
        _descend(root, steps[1:], path)
    for root in roots.values():
        _complete(root)
    return list(roots.values())


def usual_of(choice: FieldChoice) -> "dict[str, FieldChoice]":
    """Choose of an object what people look for: values before ids, and what things are called."""
    if choice.is_list:
        return _of_item(choice)
    found: dict[str, FieldChoice] = {}
    last: dict[str, FieldChoice] = {}
    for name, each in _fields(choice.type):
        held = FieldChoice(name, choice.type.name, each)
        if held.is_leaf:
            (last if kind_of(held.type) in {"url", "markdown"} else found)[name] = held
        elif not held.is_list and (called := _naming(held)) is not None:
            found[name] = FieldChoice(name, held.owner, each, {called.name: called})
    told = {name: each for name, each in found.items() if name not in _UNTOLD} or found
    return dict([*list(told.items())[:MOST], *last.items()])


def _of_item(choice: FieldChoice) -> "dict[str, FieldChoice]":
    """Of a list's item: what it is called and when it was, its amount and where it stands."""
    leaves = [
        held
        for name, each in _fields(choice.type)
        if (held := FieldChoice(name, choice.type.name, each)).is_leaf and not held.is_list
    ]
    kinds = {each.name: kind_of(each.type) for each in leaves}
    called = _naming(choice) or next(
        (each for each in leaves if kinds[each.name] == "text" and each.name not in _UNTOLD), None
    )
    moment = next((each for each in leaves if kinds[each.name] == "moment"), None)
    beside = [each for each in leaves if kinds[each.name] in {"money", "enum", "boolean"}]
    beside.sort(key=lambda each: kinds[each.name] != "money")
    main = [each for each in (called, moment) if each is not None] or leaves[:1]
    seen: dict[str, FieldChoice] = {}
    amounts = 0
    for each in beside:
        amounts += kinds[each.name] == "money"
        if len(seen) < _LISTED and not (kinds[each.name] == "money" and amounts > 1):
            seen[each.name] = each
    return {each.name: each for each in main} | seen


def _naming(choice: FieldChoice) -> FieldChoice | None:
    inside = dict(_fields(choice.type))
    name = next((each for each in NAMING if each in inside), None)
    return FieldChoice(name, choice.type.name, inside[name]) if name else None


def _descend(choice: FieldChoice, steps: Sequence[str], path: str) -> None:
    listed = False
    for index, step in enumerate(steps):
        inside = dict(_fields(choice.type))
        if step not in inside:
            close = slip_of(step, inside)
            fix = f'Did you mean "{close}"?' if close else f"It has: {', '.join(inside)}"
            if not inside:
                fix = f"Fix: {'.'.join(steps[:index])} is a value, end there"
            raise ScaffoldError(f'There is no "{step}" in {choice.name} ({path}). {fix}')
        listed = listed or choice.is_list
        choice = choice.below.setdefault(step, FieldChoice(step, choice.type.name, inside[step]))
        if listed and choice.is_list and not choice.is_leaf:
            raise ScaffoldError(f"{path} is a list in a list. Fix: write it into the card by hand")


def _complete(choice: FieldChoice) -> None:
    if not choice.is_leaf and not choice.below:
        choice.below.update(usual_of(choice))
    for each in choice.below.values():
        _complete(each)


def _root(schema: GraphQLSchema, name: str) -> FieldChoice:
    query = schema.query_type
    if query is None or name not in query.fields:
        raise ScaffoldError(f"The schema has no {name}")
    return FieldChoice(name, query.name, query.fields[name])


def _fields(type_: GraphQLNamedType) -> Iterator[tuple[str, GraphQLField]]:
    """Yield an object's fields that need no argument and lead to values or to objects of one type.

    What is of several types (`... on Type`) is written by hand. What goes on `after` a page is for
    programs: a card has no next page.
    """
    if not is_object_type(type_):
        return
    for name, each in type_.fields.items():
        held = get_named_type(each.type)
        reachable = is_leaf_type(held) or is_object_type(held)
        needs = any(is_required_argument(argument) for argument in each.args.values())
        if reachable and not needs and "after" not in each.args and each.deprecation_reason is None:
            yield name, each


def _values(type_: GraphQLNamedType) -> Iterator[tuple[str, GraphQLField]]:
    """Yield the values of an object, and of the single objects in it, by their path."""
    for name, each in _fields(type_):
        held = get_named_type(each.type)
        if is_leaf_type(held):
            yield name, each
        elif not is_list_type(get_nullable_type(each.type)):
            for below, leaf in _fields(held):
                if is_leaf_type(get_named_type(leaf.type)):
                    yield f"{name}.{below}", leaf


def _leaves(chosen: "dict[str, FieldChoice]", above: str = "") -> Iterator[tuple[str, FieldChoice]]:
    for name, each in chosen.items():
        if each.is_leaf:
            yield above + name, each
        else:
            yield from _leaves(each.below, f"{above}{name}.")
