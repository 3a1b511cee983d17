"""Any data that a card's operation could have: right JSON types, hostile content, failures."""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLEnumType, get_nullable_type, is_list_type, is_object_type
from hypothesis import strategies as st

from aggregator.domain.card import Failed
from aggregator.domain.errors import (
    AggregatorError,
    CustomerNotFound,
    DirectoryUnavailable,
    SourceRateLimited,
    SourceRefused,
    SourceTimeout,
)
from aggregator.language.kinds import ValueKind, kind_of
from aggregator.language.outline import Outline, Selection

HOSTILE = (
    "[click](https://evil.example)",
    "https://evil.example",
    "javascript:alert(1)",
    "<https://evil.example>",
    "![x](https://evil.example/x.png)",
    "..",
    "{name} ${name} {{",
    "مرحبا \u202e evil",
    "👩‍👩‍👧 😀",
    "\ud83d",
    "a\x00b\n\n# c",
    " \t\n",
    "x" * 12_000,
    "😀" * 6_000,
    "a@b.co?bcc=evil@evil.example",
    "evil.example/#",
)

ERRORS: Sequence[AggregatorError] = (
    SourceTimeout("billing", "Billing did not answer"),
    SourceRefused("crm", "CRM refused us"),
    SourceRateLimited("helpdesk", "Helpdesk is busy", 20.0),
    DirectoryUnavailable("the directory did not answer"),
    CustomerNotFound("nobody"),
)

texts = st.sampled_from(HOSTILE) | st.text(max_size=30)
failures = st.sampled_from(ERRORS).map(Failed)
moments = st.datetimes().map(lambda at: at.isoformat() + "+00:00") | st.sampled_from(
    ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-11-22T10:01:00Z"]
)
amounts = st.tuples(
    st.decimals(allow_nan=None, allow_infinity=None), st.sampled_from(["USD", "JPY", "XYZ", "usd"])
).map(lambda pair: f"{pair[0]} {pair[1]}")
numbers = st.integers() | st.floats() | st.sampled_from([10**400, -(10**30), 0, -1, 0.5])


def data_of(outline: Outline, *, failing: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    """Any data of the outline's operation; without `Failed` when nothing is `failing`."""
    return _object(list(outline.roots), outline, failing=failing)


def _object(
    selections: Sequence[Selection], outline: Outline, *, failing: bool
) -> st.SearchStrategy[dict[str, Any]]:
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for selection in _fields(selections):
        fields.setdefault(selection.name, _field(selection, outline, failing=failing))
    names = sorted(
        name
        for name, type_ in outline.schema.type_map.items()
        if is_object_type(type_) and not name.startswith("__")
    )
    return st.fixed_dictionaries(fields, optional={"__typename": st.sampled_from(names)})


def _fields(selections: Sequence[Selection]) -> list[Selection]:
    found: list[Selection] = []
    for selection in selections:
        found += [selection] if selection.is_field else _fields(selection.children)
    return found


def _field(selection: Selection, outline: Outline, *, failing: bool) -> st.SearchStrategy[Any]:
    absent = st.none() | failures if failing else st.none()
    value = absent | (
        _leaf(selection)
        if selection.is_leaf
        else _object(selection.children, outline, failing=failing)
    )
    if selection.type is not None and is_list_type(get_nullable_type(selection.type)):
        return absent | st.lists(value, max_size=4)
    return value


def _leaf(selection: Selection) -> st.SearchStrategy[Any]:
    type_ = selection.named_type
    assert type_ is not None
    if isinstance(type_, GraphQLEnumType):
        return st.sampled_from(sorted(type_.values)) | st.just("ADDED_LATER")
    return _BY_KIND.get(kind_of(type_), texts)


_BY_KIND: dict[ValueKind, st.SearchStrategy[Any]] = {
    "number": numbers,
    "boolean": st.booleans(),
    "moment": moments | texts,
    "money": amounts | texts,
    "url": texts | texts.map(lambda text: f"https://{text}"),
}
