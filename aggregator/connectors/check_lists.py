"""What must hold of `people` and `accounts`: lists that the directory is filled from."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from aggregator.connectors.check import KEY, LOOKUP, check_fields, check_request
from aggregator.connectors.check_names import (
    check_names,
    check_pages,
    check_path,
    check_request_names,
)
from aggregator.directory.imports.fields import field_names, is_field
from aggregator.directory.kinds import SubjectKind
from aggregator.domain.fault import At, ConnectorFault
from aggregator.domain.lookup import Connector, LookupRequest, Nested, SourceList
from aggregator.domain.page_ways import ListPages
from aggregator.schema.near import meant
from aggregator.upstream.listing import SINCE
from aggregator.upstream.options import with_defaults
from aggregator.upstream.spots import count

CHOSEN_HERE = frozenset({"owner", "tags", "plain_id", "org_ref"})
"""What no system is asked for: it is chosen in the directory, or is Plain's."""


def check_lists(connector: Connector) -> Iterator[ConnectorFault]:
    connector = with_defaults(connector)
    kinds = connector.directory
    if connector.people is not None:
        yield from _list(connector, connector.people, ("people",), "customer", kinds.customer)
    if connector.accounts is not None:
        yield from _list(connector, connector.accounts, ("accounts",), "account", kinds.account)


def _list(
    connector: Connector,
    all_of_them: SourceList,
    at: At,
    subject: SubjectKind,
    kinds: tuple[str, ...],
) -> Iterator[ConnectorFault]:
    in_body = getattr(all_of_them.pages, "field", None) or (
        all_of_them.since if all_of_them.since_in_body else None
    )
    yield from _request(all_of_them.request, in_body, connector.options, (*at, "request"))
    if all_of_them.since is not None:
        word = "field" if all_of_them.since_in_body else "param"
        yield from check_names(all_of_them.since, connector.options, (*at, "since", word))
    if all_of_them.changes is not None:
        yield from _changes(all_of_them, all_of_them.changes, connector, (*at, "since"))
    if all_of_them.kind not in kinds:
        what = (
            f'"{all_of_them.kind}" is no kind of id that the directory links here '
            f"(directory: {', '.join(kinds) or 'none'})"
        )
        yield ConnectorFault(KEY, (*at, "kind"), what, meant(all_of_them.kind, kinds))
    options = connector.options
    yield from check_path(all_of_them.id, options, (*at, "id"))
    yield from check_path(all_of_them.records, options, (*at, "records"))
    yield from check_pages(all_of_them.pages, options, (*at, "pages"))
    if isinstance(all_of_them.pages, ListPages):
        what = "each is of the records of a lookup; here the list itself comes in pages"
        yield ConnectorFault(LOOKUP, (*at, "pages", "each"), what, word=True)
    known = sorted({*field_names(subject)} - CHOSEN_HERE)
    for name, spec in all_of_them.fields.items():
        here = (*at, "fields", name)
        if not is_field(subject, name) or name in CHOSEN_HERE:
            what = f'"{name}" is no field that is pulled: {", ".join(known)}, custom.NAME'
            yield ConnectorFault(LOOKUP, here, what, meant(name, known), word=True)
        elif isinstance(spec, Nested):
            yield ConnectorFault(LOOKUP, here, "It is one value, no object with fields", word=True)
    fields = all_of_them.fields
    yield from check_fields(fields, options, (*at, "fields"), lambda name: name)


def _changes(
    all_of_them: SourceList, request: LookupRequest, connector: Connector, at: At
) -> Iterator[ConnectorFault]:
    in_body = getattr(all_of_them.change_pages, "field", None)
    yield from _request(request, in_body, connector.options, (*at, "request"), {SINCE})
    yield from check_pages(all_of_them.change_pages, connector.options, (*at, "pages"))
    if not count(request.params, SINCE) + count(request.body, SINCE):
        what = "{since} stands nowhere in its params or body: it would list everybody each time"
        yield ConnectorFault(LOOKUP, (*at, "request"), what)


def _request(
    request: LookupRequest,
    in_body: str | None,
    options: Mapping[str, object],
    here: At,
    spots: AbstractSet[str] = frozenset(),
) -> Iterator[ConnectorFault]:
    """Tell what is wrong with a request. `spots`: what stands for a value in it."""
    if request.sql is not None or request.document is not None:
        what = "A list is asked for by GET or POST of a path; statements and documents find by keys"
        yield ConnectorFault(LOOKUP, here, what)
    yield from check_request_names(request, options, here, spots, set())
    if in_body and request.method == "GET":
        what = f"The field {in_body} is said in a body, which a GET has not: POST"
        yield ConnectorFault(LOOKUP, here, what)
    yield from check_request(request, here[:-1])
