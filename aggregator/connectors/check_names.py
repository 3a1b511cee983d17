"""Names in braces that nothing fills: an option that is misspelt would be sent as it is written."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields
from typing import Any

from aggregator.domain.errors import ConnectorError
from aggregator.domain.fault import At, ConnectorFault
from aggregator.domain.lookup import Connector, Lookup, LookupRequest
from aggregator.domain.page_ways import ListPages, NumberPages, Pages
from aggregator.domain.placeholders import names_in
from aggregator.mapping.paths import compile_path
from aggregator.schema.near import meant
from aggregator.upstream.paging import path_of
from aggregator.upstream.spots import KEY
from aggregator.upstream.sql.statement import without_texts
from aggregator.upstream.styles.envelope import ID

OPTION = "connector-option"
PATH = "connector-path"

Options = Mapping[str, object]


def check_names(text: str, known: Options, at: At) -> Iterator[ConnectorFault]:
    """Tell each `{name}` in a text that is none of `known`."""
    for name in names_in(text):
        if name not in known:
            yield _unknown(name, known, at)


def check_path(path: str, options: Options, at: At) -> Iterator[ConnectorFault]:
    """Tell a path that is no JMESPath, or has a name in braces that is no option.

    A name in a text of the path is told as well: a record would be compared with its braces.
    """
    unknown = [name for name in names_in(path) if name not in options]
    if unknown:
        yield from (_unknown(name, options, at) for name in unknown)
        return
    try:
        compile_path(path)
    except ConnectorError as error:
        yield ConnectorFault(PATH, at, error.message)


def check_pages(pages: Pages | None, options: Options, at: At) -> Iterator[ConnectorFault]:
    """Tell what is wrong with the words that lead from page to page."""
    page = path_of(pages)
    if page is not None:
        yield from check_path(page[1], options, (*at, page[0]))
    if isinstance(pages, ListPages):
        yield from check_path(pages.each, options, (*at, "each"))
    words = ("param", "field", "header", "list", "beside")
    said = {word: getattr(pages, word, None) for word in words}
    if isinstance(pages, NumberPages):
        said = {"offset" if pages.offset else "page": pages.param}
    for word, text in said.items():
        yield from check_names(text or "", options, (*at, word))


def check_lookup_names(connector: Connector, lookup: Lookup) -> Iterator[ConnectorFault]:
    """Tell the names in what a lookup asks: path, parameters, headers, body, statement, batch."""
    at, options, style = ("lookups", lookup.name), connector.options, lookup.batch
    yield from check_request_names(
        lookup.request, options, (*at, "request"), {*style.spots}, {KEY, *style.spots}
    )
    own = {**options, KEY: None, ID: None}
    for each in fields(style):
        for here, text in _texts(getattr(style, each.name), (*at, "batch", each.name)):
            yield from check_names(text, own, here)


def check_request_names(
    request: LookupRequest,
    options: Options,
    at: At,
    spots: AbstractSet[str],
    in_path: AbstractSet[str],
) -> Iterator[ConnectorFault]:
    """Tell the names in a request. `spots` stand for keys in it, and `in_path` in its path."""
    yield from check_names(request.path, _with(options, in_path), (*at, "path"))
    known = _with(options, spots)
    for word in ("params", "headers", "body"):
        for here, text in _texts(getattr(request, word), (*at, word)):
            yield from check_names(text, known, here)
    for name in request.params:
        yield from check_names(name, options, (*at, "params", name))
    if request.sql is not None:
        yield from _in_statement(request.sql, options, (*at, "sql"))


def _in_statement(sql: str, options: Options, at: At) -> Iterator[ConnectorFault]:
    """Tell names that no database takes; in quotation marks braces may be its own."""
    outside = names_in(without_texts(sql))
    for name in names_in(sql):
        if name not in options and (name in outside or meant(name, list(options))):
            yield _unknown(name, options, at)


def _unknown(name: str, known: Options, at: At) -> ConnectorFault:
    near = meant(name, list(known))
    perhaps = f". Did you mean {{{near[0]}}}?" if near else ""
    told = ", ".join(each for each, option in known.items() if option is not None) or "none"
    what = f"{{{name}}} is no option of this connector (its options: {told}){perhaps}"
    return ConnectorFault(OPTION, at, what)


def _with(options: Options, spots: AbstractSet[str]) -> Options:
    return {**options, **dict.fromkeys(sorted(spots))}


def _texts(value: Any, at: At) -> Iterator[tuple[At, str]]:
    """Yield every text of a value, with the words that lead there."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(inner, (*at, name))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*at, number))
