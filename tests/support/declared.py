"""Ask a running demo system what a connector declares, as plainly as the declaration reads."""

from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import jmespath

from aggregator.demo.company import DemoSource
from aggregator.domain.authentication import BasicAuth, OAuth2ClientAuth, StatedAuth
from aggregator.domain.lookup import Connector, Lookup
from aggregator.domain.page_ways import CursorPages
from aggregator.domain.placeholders import filled
from aggregator.upstream.styles.body_ids import BodyIds
from aggregator.upstream.styles.graphql_in import GraphQLIn
from aggregator.upstream.styles.ids_param import IdsParam


async def sign_in(
    session: aiohttp.ClientSession, source: DemoSource, connector: Connector
) -> dict[str, str]:
    """Return the headers that authenticate a call."""
    credentials, auth = source.credentials, connector.authentication
    if isinstance(auth, StatedAuth):
        return {name: filled(value, credentials) for name, value in auth.headers.items()}
    if isinstance(auth, BasicAuth):
        basic = aiohttp.encode_basic_auth(credentials["username"], credentials["password"])
        return {"Authorization": basic}
    assert isinstance(auth, OAuth2ClientAuth)
    form = {"grant_type": "client_credentials", **credentials}
    async with session.post(f"{source.url}{auth.token_url}", data=form) as response:
        assert response.status == 200
        return {"Authorization": f"Bearer {(await response.json())['access_token']}"}


async def ask(
    session: aiohttp.ClientSession,
    source: DemoSource,
    connector: Connector,
    lookup: Lookup,
    keys: Sequence[str],
    per_key: int = 10,
) -> Mapping[str, list[dict[str, Any]]]:
    """Return the records by the key they answer, every page followed."""
    headers = await sign_in(session, source, connector)
    request = lookup.request
    params, body = _fill(lookup, keys, per_key)
    grouped: dict[str, list[dict[str, Any]]] = {}
    cursor: str | None = None
    while True:
        pages = lookup.pages
        assert pages is None or isinstance(pages, CursorPages)
        page = [*params, (pages.param or "", cursor)] if pages and cursor else params
        async with session.request(
            request.method,
            source.url + request.path,
            params=page,
            json=body if request.method == "POST" else None,
            headers=headers,
        ) as response:
            assert response.status == 200, await response.text()
            answer = await response.json()
        for record in jmespath.search(lookup.records, answer):
            key = str(jmespath.search(lookup.match or "", record))
            grouped.setdefault(key, []).append(record)
        cursor = jmespath.search(pages.cursor, answer) if pages else None
        if cursor is None:
            return grouped


def _fill(
    lookup: Lookup, keys: Sequence[str], per_key: int
) -> tuple[list[tuple[str, str]], dict[str, Any]]:
    """Return query parameters and JSON body with the keys where the declaration says."""
    batch = lookup.batch
    params: list[tuple[str, str]] = list(lookup.request.params.items())
    body: dict[str, Any] = dict(lookup.request.body)
    match batch:
        case IdsParam(form="comma"):
            params.append((batch.param, ",".join(keys)))
        case IdsParam():
            params += [(batch.param, key) for key in keys]
        case BodyIds():
            body[batch.field] = [{batch.wrap: key} if batch.wrap else key for key in keys]
        case GraphQLIn():
            bound = {} if lookup.per_key is None else {lookup.per_key: per_key}
            variables = {batch.variable: list(keys), **bound}
            return params, {"query": lookup.request.document, "variables": variables}
    if lookup.per_key is not None:
        params.append((lookup.per_key, str(per_key)))
    return params, body
