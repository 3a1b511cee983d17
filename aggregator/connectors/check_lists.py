"""What must hold of `people` and `accounts`: lists that the directory is filled from."""

from collections.abc import Iterator, Mapping

from aggregator.connectors.check import KEY, LOOKUP, check_fields, check_path, check_request
from aggregator.connectors.check_names import check_request_names
from aggregator.directory.imports.fields import field_names, is_field
from aggregator.directory.kinds import SubjectKind
from aggregator.domain.fault import At, ConnectorFault
from aggregator.domain.lookup import Connector, Nested, SourceList
from aggregator.schema.near import meant
from aggregator.upstream.paging import path_of

CHOSEN_HERE = frozenset({"owner", "tags", "plain_id", "org_ref"})
"""What no system is asked for: it is chosen in the directory, or is Plain's."""


def check_lists(connector: Connector) -> Iterator[ConnectorFault]:
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
    yield from _request(all_of_them, connector.options, at)
    if all_of_them.kind not in kinds:
        what = (
            f'"{all_of_them.kind}" is no kind of id that the directory links here '
            f"(directory: {', '.join(kinds) or 'none'})"
        )
        yield ConnectorFault(KEY, (*at, "kind"), what, meant(all_of_them.kind, kinds))
    yield from check_path(all_of_them.id, (*at, "id"))
    yield from check_path(all_of_them.records, (*at, "records"))
    page = path_of(all_of_them.pages)
    if page is not None:
        yield from check_path(page[1], (*at, "pages", page[0]))
    known = sorted({*field_names(subject)} - CHOSEN_HERE)
    for name, spec in all_of_them.fields.items():
        here = (*at, "fields", name)
        if not is_field(subject, name) or name in CHOSEN_HERE:
            what = f'"{name}" is no field that is pulled: {", ".join(known)}, custom.NAME'
            yield ConnectorFault(LOOKUP, here, what, meant(name, known), word=True)
        elif isinstance(spec, Nested):
            yield ConnectorFault(LOOKUP, here, "It is one value, no object with fields", word=True)
    fields = all_of_them.fields
    yield from check_fields(fields, connector.options, (*at, "fields"), lambda name: name)


def _request(
    all_of_them: SourceList, options: Mapping[str, object], at: At
) -> Iterator[ConnectorFault]:
    request = all_of_them.request
    here = (*at, "request")
    if request.sql is not None or request.document is not None:
        what = "A list is asked for by GET or POST of a path; statements and documents find by keys"
        yield ConnectorFault(LOOKUP, here, what)
    yield from check_request_names(request, options, here, set(), set())
    in_body = getattr(all_of_them.pages, "field", None) or (
        all_of_them.since if all_of_them.since_in_body else None
    )
    if in_body and request.method == "GET":
        what = f"The field {in_body} is said in a body, which a GET has not: POST"
        yield ConnectorFault(LOOKUP, here, what)
    yield from check_request(request, at)
