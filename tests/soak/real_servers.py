"""Kinto, django-helpdesk and Vendure, which nobody here wrote: what is shown of 34,000 lookups."""

import asyncio
import contextlib
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError
from aggregator.domain.identity import EMAIL, normalise
from aggregator.domain.lookup import Lookup
from aggregator.telemetry.trace import Batch
from aggregator.upstream.limits import BreakerLimits, UpstreamLimits
from aggregator.upstream.source import build_source
from tests.support.manifests import read_manifest
from tests.support.servers import helpdesk, kinto, vendure
from tests.support.subjects import Soaked

LIMITS = UpstreamLimits(
    attempt=30.0, no_new_work_after=float("inf"), breaker=BreakerLimits(failures=10**9, rate=1.1)
)
RECORDS = "/v1/buckets/people/collections/users/records"
MANIFEST = """
name: Asked
authentication: AUTHENTICATION
lookups:
  people:
    provides: Customer.tickets
    key: email
    request: REQUEST
    batch: BATCH
    records: LIST
    match: MATCH
    many: true
    fields: {id: {path: id, transform: text}}
"""
BASIC = "basic"
BY_LOGIN = json.dumps(
    {
        "kind": "session_token",
        "login": {
            "url": vendure.API,
            "json": {
                "query": vendure.LOGIN,
                "variables": {"name": "{username}", "word": "{password}"},
            },
        },
        "token_header": vendure.TOKEN,
        "headers": {"Authorization": "Bearer {session}"},
    }
)
CUSTOMERS = (
    "query people($emails: [String!]!, $after: Int) { customers(options: {take: 100, skip: $after, "
    "filter: {emailAddress: {in: $emails}}}) { items { id emailAddress } } }"
)
WAYS: Mapping[str, tuple[str, str, str, str, str, int]] = {
    "Kinto, a list of addresses": (
        "kinto", f"GET {RECORDS}", "{style: ids-param, param: in_email, form: comma, max: 25}",
        "data", "email", 20_000,
    ),
    "Kinto, found by a part of an address": (
        "kinto", f'{{path: {RECORDS}, params: {{like_email: "{{key}}"}}}}', "{style: fan-out}",
        "data", "email", 4_000,
    ),
    "django-helpdesk, which does not heed the filter": (
        "helpdesk", "GET /api/tickets/", "{style: ids-param, param: submitter_email, max: 50}",
        "results", "submitter_email", 6_000,
    ),
    "Vendure, a list of addresses in GraphQL": (
        "vendure", f"{{path: {vendure.API}, document: '{CUSTOMERS}'}}",
        "{style: graphql-in, variable: emails, max: 25}",
        "data.customers.items", "emailAddress", 4_000,
    ),
}  # fmt: skip
"""What is asked -> server, request, batch style, records, match, and how often."""

PEOPLE = [
    *(f"p{number}@example.com" for number in range(25)),
    "o'brien@example.com",
    "Mixed.Case@Example.com",
]
NEAR = ["1@example.com", "p2@example.co", "brien@example.com", "nobody@example.com"]


def run() -> Soaked:
    """Ask each server in each of its ways, for a few people at once."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as running:
        folder = Path(name)
        asked = running.enter_context(kinto.running_kinto(folder))
        asked.put("users", [{"email": each} for each in [*PEOPLE, *(f"x{p}" for p in PEOPLE)]])
        desk = running.enter_context(helpdesk.running_helpdesk(folder))
        shop = running.enter_context(vendure.running_vendure(folder))
        shop.put([*PEOPLE, *(f"x{person}" for person in PEOPLE)])
        urls = {
            "kinto": (asked.kinto.url, kinto, BASIC),
            "helpdesk": (desk.url, helpdesk, BASIC),
            "vendure": (shop.shop.url, vendure, BY_LOGIN),
        }
        seen: Counter[str] = Counter()
        for way, (server, request, batch, records, match, lookups) in WAYS.items():
            url, its, authentication = urls[server]
            text = MANIFEST.replace("REQUEST", request).replace("BATCH", batch)
            text = text.replace("LIST", records).replace("MATCH", match)
            text = text.replace("AUTHENTICATION", authentication)
            credentials = {"username": its.USER, "password": its.PASSWORD}
            asyncio.run(_ask(folder, url, credentials, text, match, lookups, way, seen))
    counts: list[tuple[str, object]] = [(f"lookups: {way}", seen[way]) for way in WAYS]
    counts += [
        (what, seen[what])
        for what in ("records shown", "records of others that came, and were dropped",
                     "lookups that failed, and were told", "records of somebody else shown")
    ]  # fmt: skip
    wrong = [] if not seen["records of somebody else shown"] else ["somebody else's was shown"]
    if any(seen[way] < each[-1] for way, each in WAYS.items()) or not seen["records shown"]:
        wrong.append("not everything was asked")
    return Soaked("Servers that nobody here wrote", counts, wrong)


async def _ask(
    folder: Path, url: str, credentials: Mapping[str, str], text: str, match: str, lookups: int,
    way: str, seen: Counter[str],
) -> None:  # fmt: skip
    chance = random.Random(way)  # noqa: S311 -- the same people each time
    connector = read_manifest(folder, text, "asked").connector
    assert connector is not None, text
    source = build_source("asked", connector, url, credentials, LIMITS)
    lookup: Lookup = source.connector.lookups[0]
    while seen[way] < lookups:
        keys = [_spelt(each, chance) for each in chance.sample([*PEOPLE, *NEAR], 20)]
        batch = Batch("asked.people", len(keys), (), 0.0, 0.0)
        deadline = Deadline.after(60.0, time.monotonic)
        try:
            found = await source.records(lookup, keys, 9, deadline, batch)
        except AggregatorError as error:
            found = dict.fromkeys(keys, error)
        seen[way] += len(keys)
        seen["records of others that came, and were dropped"] += batch.foreign
        for key in keys:
            given = found.get(key, ())
            if isinstance(given, AggregatorError):
                seen["lookups that failed, and were told"] += 1
                continue
            shown: Sequence[object] = [each and each[match] for each in given]
            seen["records shown"] += len(shown)
            seen["records of somebody else shown"] += sum(
                _mail(each) != _mail(key) for each in shown
            )
    await source.close()


def _mail(address: object) -> str | None:
    return normalise(EMAIL, str(address))


def _spelt(email: str, chance: random.Random) -> str:
    return chance.choice((email, email, email.upper(), email.swapcase()))
