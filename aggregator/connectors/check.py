"""What must hold of a declaration by itself; whether the schema has a place for it: fitting.py."""

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from aggregator.connectors.call_words import HEADER
from aggregator.connectors.check_names import PATH, check_names, check_pages, check_path
from aggregator.connectors.check_source import KEY as KEY_PLACE
from aggregator.connectors.check_source import check_source
from aggregator.domain.errors import ConnectorError
from aggregator.domain.fault import At, ConnectorFault
from aggregator.domain.lookup import Connector, Fields, From, Lookup, LookupRequest, Nested
from aggregator.domain.page_ways import LinkPages, ListPages
from aggregator.domain.placeholders import names_in
from aggregator.mapping.transforms import TRANSFORMS, compile_transform
from aggregator.schema.names import graphql_name
from aggregator.schema.near import meant
from aggregator.upstream.options import with_defaults
from aggregator.upstream.sql.statement import names_of
from aggregator.upstream.styles import all_styles

LOOKUP = "connector-lookup"
TRANSFORM = "connector-transform"
VIA = "connector-via"
KEY = "connector-key"


def check(connector: Connector) -> Iterator[ConnectorFault]:
    """Yield what cannot work, whatever the schema is."""
    yield from check_source(connector)
    connector = with_defaults(connector)
    by_name = {lookup.name: lookup for lookup in connector.lookups}
    passed = set(_passed(connector, by_name))
    provided: dict[str, str] = {}
    for lookup in connector.lookups:
        at = ("lookups", lookup.name)
        yield from _together(lookup, at)
        yield from _paths(lookup, connector.options, at)
        yield from check_fields(lookup.fields, connector.options, (*at, "fields"))
        yield from _via(lookup, by_name, passed, at)
        for number, field in enumerate(lookup.provides):
            first = provided.setdefault(field, lookup.name)
            if first != lookup.name:
                what = f"{field} is provided by {first} already"
                yield ConnectorFault(LOOKUP, (*at, "provides", number), what)


def _together(lookup: Lookup, at: At) -> Iterator[ConnectorFault]:
    if not lookup.request.path.startswith("/"):
        what = "The path begins with /: it follows the source's URL"
        yield ConnectorFault(LOOKUP, (*at, "request", "path"), what)
    yield from _style(lookup, at)
    yield from _bounds(lookup, at)
    yield from _walks(lookup, at)
    coded = getattr(lookup.batch, "errors", None) is not None
    yield from check_request(lookup.request, at, coded=coded)
    if lookup.per_key is not None and not lookup.many:
        what = "per_key bounds many records for each key. Add many: true"
        yield ConnectorFault(LOOKUP, (*at, "per_key"), what, word=True)


_OURS = ("authorization", "host", "content-length", "content-type", "accept-encoding", "cookie")
_NO_ANSWER = ("401", "403", "407", "408", "429")


def check_request(
    request: LookupRequest, at: At, *, coded: bool = False
) -> Iterator[ConnectorFault]:
    """Tell headers that cannot be sent, and statuses that never say that there is nobody.

    coded  an answer tells what went wrong by codes
    """
    for name, value in request.headers.items():
        here = (*at, "request", "headers", name)
        if not HEADER.fullmatch(name) or not value.isprintable() or not value.isascii():
            yield ConnectorFault(LOOKUP, here, "It is no header that could be sent", word=True)
        elif name.lower() in _OURS:
            what = f"{name} is not the request's to say: it is made from the rest, or a credential"
            yield ConnectorFault(LOOKUP, here, what, word=True)
    for number, each in enumerate(request.missing):
        here = (*at, "missing", number)
        coded = coded or request.document is not None
        if each.isdecimal() and (not re.fullmatch("4..", each) or each in _NO_ANSWER):
            what = f"A {each} never says that there is nobody; 404 does, and other 4xx may"
            yield ConnectorFault(LOOKUP, here, what)
        elif not each.isdecimal() and not coded:
            what = "It is an HTTP status, such as 404; codes are of the errors of an answer alone"
            yield ConnectorFault(LOOKUP, here, what)


def _database(lookup: Lookup, at: At) -> Iterator[ConnectorFault]:
    sql, style = lookup.request.sql, lookup.batch
    if (sql is not None) != style.takes_sql:
        what = "A statement takes its keys by the batch style sql-any"
        if sql is None:
            what = f"The batch style {style.style} needs a request with sql"
        yield ConnectorFault(LOOKUP, (*at, "batch", "style"), what)
    if sql is None:
        return
    request = lookup.request
    if request.params or request.body or request.headers or request.document or request.missing:
        what = "A statement is the whole request: beside it nothing is said"
        yield ConnectorFault(LOOKUP, (*at, "request", "sql"), what)
    pages, bound = lookup.pages, lookup.per_call
    said = {"keys", lookup.per_key, getattr(bound, "param", None), getattr(pages, "param", None)}
    for name in dict.fromkeys(names_of(sql)):
        if name not in said:
            known = sorted(each for each in said if each)
            what = f":{name} is nothing here; bound are {', '.join(known)}"
            yield ConnectorFault(LOOKUP, (*at, "request", "sql"), what, meant(name, known))
    for word, bounds in (("per_key", lookup.per_key), ("per_call", getattr(bound, "param", None))):
        if bounds is not None and bounds not in names_of(sql):
            what = f"The statement has no :{bounds}, so it would bound nothing"
            yield ConnectorFault(LOOKUP, (*at, word), what)
    if getattr(pages, "field", None) or isinstance(pages, LinkPages):
        what = "A database has no next page but by a value that is bound: a cursor's or an offset's"
        yield ConnectorFault(LOOKUP, (*at, "pages"), what, word=True)


def _bounds(lookup: Lookup, at: At) -> Iterator[ConnectorFault]:
    if lookup.per_key is not None and lookup.per_call is not None:
        what = "A bound is per_key or per_call: of each key, or of all keys of a call together"
        yield ConnectorFault(LOOKUP, (*at, "per_call"), what, word=True)


def _walks(lookup: Lookup, at: At) -> Iterator[ConnectorFault]:
    """Tell pages and bounds that a call of this style has no place for."""
    pages, bound, style = lookup.pages, lookup.per_call, lookup.batch
    shared = style.single and style.per_call > 1
    in_body = [
        word
        for word, each in (("pages", pages), ("per_call", bound))
        if getattr(each, "field", None) is not None
    ]
    for word in in_body:
        if shared or lookup.request.method == "GET" or style.takes_document:
            what = "A field of the body is said where one call asks, by POST, and not in GraphQL"
            yield ConnectorFault(LOOKUP, (*at, word, "field"), what)
    if isinstance(pages, ListPages):
        yield from _list_pages(lookup, pages, at)
    if shared and isinstance(pages, LinkPages):
        what = f"One call of {style.style} asks for many keys: no page of one has an address"
        yield ConnectorFault(LOOKUP, (*at, "pages"), what, word=True)


def _list_pages(lookup: Lookup, pages: ListPages, at: At) -> Iterator[ConnectorFault]:
    """Tell pages of a list inside of a record that nobody could ask for, or join."""
    if lookup.many:
        what = "each goes on in the list of a key's one record, and there are many: no many here"
        yield ConnectorFault(LOOKUP, (*at, "pages", "each"), what, word=True)
    if pages.beside is not None and not getattr(lookup.batch, "wrap", None):
        what = "beside is a field beside the key of body-ids with wrap; else say param or field"
        yield ConnectorFault(LOOKUP, (*at, "pages", "beside"), what, word=True)


def _in_path(lookup: Lookup) -> bool:
    return KEY_PLACE in names_in(lookup.request.path)


def _style(lookup: Lookup, at: At) -> Iterator[ConnectorFault]:
    style, document = lookup.batch, lookup.request.document is not None
    yield from _database(lookup, at)
    if document != style.takes_document:
        able = " or ".join(name for name, each in all_styles().items() if each.takes_document)
        what = f"A GraphQL document takes its keys by the batch style {able}"
        if not document:
            what = f"The batch style {style.style} needs a request with a document"
        yield ConnectorFault(LOOKUP, (*at, "batch", "style"), what)
    if style.posts and not style.takes_document and lookup.request.method == "GET":
        what = f"{style.style} sends its keys in a body, which a GET has not: POST"
        yield ConnectorFault(LOOKUP, (*at, "request"), what)
    if lookup.match is None and not style.single:
        what = f"A record needs a key to match by: one answer of {style.style} is for many keys"
        yield ConnectorFault(LOOKUP, (*at, "batch", "style"), what)
    if style.fans_out and not (lookup.match or lookup.echo or _in_path(lookup)):
        what = (
            "The key is no part of the path, so a system that ignores it answers with everybody. "
            "Say match, the key in a record, or echo, the key in the answer"
        )
        yield ConnectorFault(LOOKUP, (*at, "batch", "style"), what)
    if lookup.echo is not None and not style.single:
        what = f"A key's own answer repeats it, and one answer of {style.style} is for many keys"
        yield ConnectorFault(LOOKUP, (*at, "echo"), what, word=True)
    if _in_path(lookup) and not style.fans_out:
        what = f"{{key}} is one key, and {style.style} asks for many: use the batch style fan-out"
        yield ConnectorFault(LOOKUP, (*at, "request", "path"), what)
    for where, what in style.faults(lookup.request):
        yield ConnectorFault(LOOKUP, (*at, *where), what)


def _paths(lookup: Lookup, options: Mapping[str, object], at: At) -> Iterator[ConnectorFault]:
    yield from check_path(lookup.records, options, (*at, "records"))
    if lookup.match is not None:
        yield from check_path(lookup.match, options, (*at, "match"))
    if lookup.echo is not None:
        yield from check_path(lookup.echo, options, (*at, "echo"))
    for kind, path in lookup.keys.items():
        yield from check_path(path, options, (*at, "keys", kind))
    yield from check_pages(lookup.pages, options, (*at, "pages"))


def check_fields(
    fields: Fields,
    own: Mapping[str, object],
    at: At,
    named: Callable[[str], str] = graphql_name,
) -> Iterator[ConnectorFault]:
    """Tell what is wrong with a mapping. `own`: the options of a source."""
    for name, spec in fields.items():
        here = (*at, named(name))
        if isinstance(spec, Nested):
            yield from check_path(spec.path, own, (*here, "path"))
            yield from check_fields(spec.fields, own, (*here, "fields"), named)
        elif isinstance(spec, From):
            yield from _value(spec, own, here)
            yield from _template(spec, own, here)
        else:
            yield from check_path(spec, own, here)


def _value(spec: From, own: Mapping[str, object], at: At) -> Iterator[ConnectorFault]:
    yield from check_path(spec.path, own, (*at, "path"))
    if spec.otherwise is not None and spec.table is None:
        what = "otherwise is the word for what a table lacks, and there is no table"
        yield ConnectorFault(TRANSFORM, (*at, "otherwise"), what, word=True)
    if spec.transform is None:
        if spec.options:
            what = "Options belong to a transform, and none is named"
            yield ConnectorFault(TRANSFORM, (*at, "options"), what, word=True)
    elif spec.transform not in TRANSFORMS:
        what = f'There is no transform "{spec.transform}". Use one of: {", ".join(TRANSFORMS)}'
        near = meant(spec.transform, TRANSFORMS)
        yield ConnectorFault(TRANSFORM, (*at, "transform"), what, near)
    else:
        for name, said in spec.options.items():
            if name != "text":
                yield from check_names(said, own, (*at, "options", name))
        yield from _options(spec.transform, spec.options, at)


def _template(spec: From, own: Mapping[str, object], at: At) -> Iterator[ConnectorFault]:
    """Tell a name in a text that nothing says. `own`: the options of a source."""
    if spec.transform not in ("template", "link"):
        return
    here = (*at, "options")
    for name in names_in(spec.options.get("text", "")):
        if name in spec.options and name in own:
            what = f"{{{name}}} is an option of the source, and of this transform: rename one"
            yield ConnectorFault(TRANSFORM, (*here, name), what, word=True)
        elif name != "value" and name not in spec.options and name not in own:
            what = f"{{{name}}} is nothing: {name} is no option here, and none of the source"
            near = meant(name, ["value", *spec.options, *own])
            yield ConnectorFault(TRANSFORM, (*here, "text"), what, near)


def _options(transform: str, options: Mapping[str, str], at: At) -> Iterator[ConnectorFault]:
    try:
        compile_transform(transform, options)
    except ConnectorError as error:
        code = PATH if "path" in error.facts else TRANSFORM
        where = "options" if options else "transform"
        yield ConnectorFault(code, (*at, where), error.message)


def _passed(connector: Connector, by_name: Mapping[str, Lookup]) -> Iterator[tuple[str, str]]:
    """Yield each field with the lookups that are asked on the way to it."""
    for lookup in connector.lookups:
        for field in lookup.provides:
            seen = {lookup.name}
            name = lookup.via.get(field)
            while name is not None and name not in seen:
                yield field, name
                seen.add(name)
                name = by_name[name].via.get(field) if name in by_name else None


def _via(
    lookup: Lookup,
    by_name: Mapping[str, Lookup],
    passed: AbstractSet[tuple[str, str]],
    at: At,
) -> Iterator[ConnectorFault]:
    """Tell a step that leads nowhere. `passed`: each field with the lookups on its way."""
    for field, name in lookup.via.items():
        here = (*at, "via", field)
        if field not in lookup.provides and (field, lookup.name) not in passed:
            what = f"{lookup.name} does not provide {field}, so nothing is asked on the way to it"
            yield ConnectorFault(VIA, here, what, meant(field, lookup.provides), word=True)
            continue
        before = by_name.get(name)
        if before is None:
            what = f'There is no lookup "{name}" to be asked first'
            yield ConnectorFault(
                VIA, here, what, meant(name, [each for each in by_name if each != name])
            )
        elif _leads_back(lookup, field, by_name):
            what = f"{name} leads back to {lookup.name}: one of them is to be asked first"
            yield ConnectorFault(VIA, here, what)
        elif lookup.key not in before.keys:
            held = ", ".join(before.keys) or "none"
            what = (
                f"{lookup.name} is asked by {lookup.key}, which the records of {name} do not hold "
                f"(their keys: {held})"
            )
            yield ConnectorFault(KEY, here, what)


def _leads_back(lookup: Lookup, field: str, by_name: Mapping[str, Lookup]) -> bool:
    seen: list[Lookup] = []
    step: Lookup | None = lookup
    while step is not None and step not in seen:
        seen.append(step)
        step = by_name.get(step.via.get(field, ""))
    return step is not None
