"""From the words of a `connector.yaml` to the declaration that the rest of the product reads."""

from collections.abc import Mapping

from aggregator.connectors.call_words import PagesWords
from aggregator.connectors.manifest import (
    FromWords,
    ListWords,
    LookupWords,
    Manifest,
    NestedWords,
    RequestWords,
)
from aggregator.domain.call import TooOften
from aggregator.domain.lookup import (
    CallBound,
    Connector,
    DirectoryKinds,
    From,
    Lookup,
    LookupRequest,
    Nested,
    SourceList,
    SourceOption,
)
from aggregator.domain.page_ways import CursorPages, LinkPages, ListPages, NumberPages, Pages
from aggregator.schema.names import python_name

MAX_PAGES = 20
MAX_LIST_PAGES = 5
"""Of a list inside of a record: the calls for them are counted ahead."""


def declared(key: str, manifest: Manifest) -> Connector:
    """Make the connector `key` of what its manifest says."""
    said = manifest.too_often
    too_often = TooOften(said.words, said.left, said.again)
    return Connector(
        key=key,
        words=manifest.name,
        category=manifest.category,
        authentication=manifest.authentication.declared(),
        lookups=tuple(_lookup(name, words, too_often) for name, words in manifest.lookups.items()),
        directory=DirectoryKinds(manifest.directory.customer, manifest.directory.account),
        concurrency=manifest.concurrency,
        max_bytes=manifest.max_bytes,
        documentation=manifest.documentation,
        url=manifest.url,
        options={
            name: SourceOption(each.description, each.pattern, each.default)
            for name, each in manifest.options.items()
        },
        people=_list(manifest.people, too_often) if manifest.people else None,
        accounts=_list(manifest.accounts, too_often) if manifest.accounts else None,
    )


def _list(words: ListWords, too_often: TooOften) -> SourceList:
    since = words.since
    return SourceList(
        request=_request("", words.request, (), too_often),
        records=words.records,
        kind=words.kind,
        id=words.id,
        fields={name: _field(each) for name, each in words.fields.items()},
        pages=_pages(words.pages) if words.pages else None,
        since=(since.param or since.field) if since else None,
        since_in_body=since is not None and since.field is not None,
        since_as=since.written if since else "iso",
        changes=_request("", since.request, (), too_often) if since and since.request else None,
        change_pages=_pages(since.pages) if since and since.pages else None,
        trust=words.trust,
    )


def _lookup(name: str, words: LookupWords, too_often: TooOften) -> Lookup:
    bound = words.per_call
    return Lookup(
        name=name,
        key=words.key,
        request=_request(name, words.request, words.missing, too_often, posts=words.batch.posts),
        batch=words.batch,
        records=words.records,
        match=words.match,
        fields=_fields(words.fields),
        provides=words.provides,
        via=dict(words.via),
        many=words.many,
        lower=words.lower,
        per_key=words.per_key,
        per_call=CallBound(bound.param, bound.max, bound.field) if bound else None,
        pages=_pages(words.pages) if words.pages else None,
        keys=dict(words.keys),
        echo=words.echo,
        wide=words.wide,
    )


def _pages(words: PagesWords) -> Pages:
    if words.each is not None and words.list is not None:
        most = words.max_pages or MAX_LIST_PAGES
        at = (words.beside, words.param, words.field)
        return ListPages(words.each, words.list, *at, max_pages=most)
    most = words.max_pages or MAX_PAGES
    if words.cursor is not None:
        return CursorPages(words.cursor, words.param, most, words.field)
    if words.page is not None:
        first = 1 if words.first is None else words.first
        return NumberPages(words.page, first, size=words.size, last=words.last, max_pages=most)
    if words.offset is not None:
        return NumberPages(words.offset, offset=True, size=words.size, max_pages=most)
    return LinkPages(words.next, words.header, most)


def _request(
    name: str,
    words: RequestWords,
    missing: tuple[str, ...],
    too_often: TooOften,
    *,
    posts: bool = False,
) -> LookupRequest:
    sends = words.document is not None or bool(words.body) or posts
    return LookupRequest(
        method=words.method or ("POST" if sends else "GET"),
        path=words.path or f"/{name}",
        params=dict(words.params),
        body=dict(words.body),
        document=words.document,
        headers=dict(words.headers),
        missing=missing,
        sql=words.sql,
        too_often=too_often,
    )


def _fields(table: Mapping[str, FromWords | NestedWords]) -> dict[str, str | From | Nested]:
    return {python_name(name): _field(words) for name, words in table.items()}


def _field(words: FromWords | NestedWords) -> str | From | Nested:
    if isinstance(words, NestedWords):
        return Nested(words.path, _fields(words.fields), words.many)
    if words.model_fields_set == {"path"}:
        return words.path
    return From(
        path=words.path,
        transform=words.transform,
        table=words.table and dict(words.table),
        otherwise=words.otherwise,
        default=words.default,
        on_error=words.on_error,
        options=dict(words.options),
    )
