"""A source's options, put into what its connector declares."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any
from urllib.parse import quote

from aggregator.domain.authentication import Authentication
from aggregator.domain.errors import ConnectorError, SettingsError
from aggregator.domain.lookup import (
    Connector,
    Fields,
    From,
    Lookup,
    LookupRequest,
    Nested,
    SourceList,
)
from aggregator.domain.page_ways import ListPages, Pages
from aggregator.domain.placeholders import NAME, filled, names_in
from aggregator.mapping.paths import compile_path
from aggregator.upstream.paging import path_of

Fill = Callable[[str], str]


def configured(
    source: str, connector: Connector, options: Mapping[str, str], url: str | None = None
) -> Connector:
    """Give `connector` as the source `source` has it: with its options in their places.

    An option that stands in the connector's `url` alone is not asked of a source with a `url` of
    its own. Raises SettingsError, naming source and option, for one that is missing, unknown or
    refused.
    """
    values = _values(source, connector, options)
    if not connector.options:
        return connector

    def fill(text: str) -> str:
        _demand(source, connector, names_in(text), values)
        return filled(text, values)

    def fill_path(text: str) -> str:
        _demand(source, connector, names_in(text), values)
        return filled(text, values, lambda value: quote(value, safe=""))

    own = replace(
        connector,
        url=url or (connector.url and fill(connector.url)),
        authentication=_authentication(connector.authentication, fill),
        lookups=tuple(_lookup(each, fill, fill_path) for each in connector.lookups),
        people=connector.people and _list(connector.people, fill, fill_path),
        accounts=connector.accounts and _list(connector.accounts, fill, fill_path),
    )
    _refuse_paths(source, own)
    return own


def with_defaults(connector: Connector) -> Connector:
    """Give `connector` with the defaults of its options in their places, as far as there are any.

    So what a source may say, a path or a document, is known before there is a source.
    """
    values = {n: each.default for n, each in connector.options.items() if each.default is not None}

    def fill(text: str) -> str:
        return filled(text, values)

    return replace(
        connector,
        lookups=tuple(_lookup(each, fill, fill) for each in connector.lookups),
        people=connector.people and _list(connector.people, fill, fill),
        accounts=connector.accounts and _list(connector.accounts, fill, fill),
    )


def _refuse_paths(source: str, connector: Connector) -> None:
    """Raise SettingsError for an option that made of a path what is no JMESPath."""
    for where, path in _paths(connector):
        try:
            compile_path(path)
        except ConnectorError as error:
            what = f"source {source}: with its options {where} has the path {path!r}: "
            raise SettingsError(what + error.message, source=source) from None


def _paths(connector: Connector) -> Iterator[tuple[str, str]]:
    """Yield each JMESPath of a connector, with the lookup or the list that it is of."""
    for lookup in connector.lookups:
        page = path_of(lookup.pages)
        rest = lookup.pages.each if isinstance(lookup.pages, ListPages) else None
        for path in (lookup.records, lookup.match, lookup.echo, page and page[1], rest):
            if path is not None:
                yield lookup.name, path
        for path in (*lookup.keys.values(), *_paths_in(lookup.fields)):
            yield lookup.name, path
    for name, each in (("people", connector.people), ("accounts", connector.accounts)):
        if each is not None:
            pages = [page[1] for page in map(path_of, (each.pages, each.change_pages)) if page]
            for path in (each.records, each.id, *pages, *_paths_in(each.fields)):
                yield name, path


def _paths_in(fields: Fields) -> Iterator[str]:
    for spec in fields.values():
        yield spec if isinstance(spec, str) else spec.path
        if isinstance(spec, Nested):
            yield from _paths_in(spec.fields)


def _values(source: str, connector: Connector, options: Mapping[str, str]) -> dict[str, str]:
    for name in options:
        if name not in connector.options:
            known = ", ".join(connector.options) or "none"
            raise SettingsError(
                f"source {source}: the connector {connector.key} has no option {name!r} "
                f"(its options: {known})",
                source=source,
                option=name,
            )
    values = {}
    for name, option in connector.options.items():
        value = options.get(name, option.default)
        if value is None:
            continue
        why = option.refuses(value)
        if why is not None:
            raise SettingsError(
                f"source {source}: options.{name} {why}, as the connector {connector.key} asks",
                source=source,
                option=name,
            )
        values[name] = value
    return values


def _demand(
    source: str, connector: Connector, names: Sequence[str], values: Mapping[str, str]
) -> None:
    """Raise SettingsError for an option among `names` that has no value."""
    for name in names:
        option = connector.options.get(name)
        if option is not None and name not in values:
            what = f" ({option.description})" if option.description else ""
            raise SettingsError(
                f"source {source}: options.{name} is missing{what}", source=source, option=name
            )


def _authentication(auth: Authentication, fill: Fill) -> Authentication:
    """Fill every text of it, whatever its kind; a name that is no option is the credential's."""
    return replace(
        auth,
        **{
            name: _filled(getattr(auth, name), fill)
            for name in auth.__dataclass_fields__
            if name != "kind"
        },
    )


def _lookup(lookup: Lookup, fill: Fill, fill_path: Fill) -> Lookup:
    style = lookup.batch
    words = {each.name: getattr(style, each.name) for each in fields(style)}
    batch = type(style)(**_filled(words, fill))
    return replace(
        lookup,
        request=_request(lookup.request, fill, fill_path),
        batch=batch,
        records=fill(lookup.records),
        match=_filled(lookup.match, fill),
        echo=_filled(lookup.echo, fill),
        keys={kind: fill(path) for kind, path in lookup.keys.items()},
        pages=_pages(lookup.pages, fill),
        fields=_fields(lookup.fields, fill, fill_path),
    )


def _list(all_of_them: SourceList, fill: Fill, fill_path: Fill) -> SourceList:
    return replace(
        all_of_them,
        request=_request(all_of_them.request, fill, fill_path),
        changes=all_of_them.changes and _request(all_of_them.changes, fill, fill_path),
        records=fill(all_of_them.records),
        id=fill(all_of_them.id),
        pages=_pages(all_of_them.pages, fill),
        change_pages=_pages(all_of_them.change_pages, fill),
        fields=_fields(all_of_them.fields, fill, fill_path),
    )


def _pages(pages: Pages | None, fill: Fill) -> Pages | None:
    if pages is None:
        return None
    return replace(
        pages, **{each.name: _filled(getattr(pages, each.name), fill) for each in fields(pages)}
    )


def _fields(fields: Fields, fill: Fill, fill_path: Fill) -> Fields:
    """Fill paths, and what is said of a transform."""
    return {name: _field(spec, fill, fill_path) for name, spec in fields.items()}


def _field(spec: str | From | Nested, fill: Fill, fill_path: Fill) -> str | From | Nested:
    if isinstance(spec, Nested):
        return replace(spec, path=fill(spec.path), fields=_fields(spec.fields, fill, fill_path))
    if isinstance(spec, str):
        return fill(spec)
    said = {
        name: (fill_path if spec.transform == "link" and name == "text" else fill)(text)
        for name, text in spec.options.items()
    }
    return replace(spec, path=fill(spec.path), options=said)


def _request(request: LookupRequest, fill: Fill, fill_path: Fill) -> LookupRequest:
    """Fill it. The braces of a GraphQL document are its own, unless all of it is one option."""
    document = request.document
    if document is not None and re.fullmatch(rf"\{{{NAME}\}}", document.strip(), re.ASCII):
        document = fill(document.strip())
    return replace(
        request,
        path=fill_path(request.path),
        sql=_filled(request.sql, fill),
        document=document,
        params={fill(name): _filled(each, fill) for name, each in request.params.items()},
        body=_filled(request.body, fill),
        headers=_filled(request.headers, fill),
    )


def _filled(value: Any, fill: Fill) -> Any:
    if isinstance(value, str):
        return fill(value)
    if isinstance(value, Mapping):
        return {name: _filled(inner, fill) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_filled(inner, fill) for inner in value)
    return value
