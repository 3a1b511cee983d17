"""A shop whose records are as odd as a test wants: each person's are the JSON that was given."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs

from aggregator.domain.identity import EMAIL, normalise
from aggregator.domain.plain.signature import sign
from aggregator.service import Service
from aggregator.settings import load_settings
from tests.support.product import UNHURRIED
from tests.support.threaded_http import served_json

SECRET = "sesame"
MANIFEST = """\
name: Shop
authentication: bearer
lookups:
  person:
    provides: Customer.contact
    key: email
    request: GET /people
    batch: {style: ids-param, param: email, max: 20}
    records: data
    match: email
    fields:
      id: {path: id, transform: text}
      name: {path: name, transform: text}
      email: {path: mail, transform: trim}
      jobTitle: {path: job.title, transform: text}
      registeredAt: {path: since, transform: datetime}
      url: {path: url, transform: url}
  plan:
    provides: Customer.subscription
    key: email
    request: GET /plans
    batch: {style: ids-param, param: email, max: 20}
    records: data
    match: email
    fields:
      id: {path: id, transform: text}
      status: {path: status, table: {active: ACTIVE, canceled: CANCELED}}
      quantity: {path: quantity, transform: int}
      price: {path: amount, transform: money, options: {currency: currency}}
      renewsAt: {path: renews, transform: datetime}
  bills:
    provides: Customer.invoices
    key: email
    request: GET /bills
    batch: {style: ids-param, param: email, max: 20}
    records: data
    match: email
    many: true
    per_key: limit
    fields:
      id: {path: id, transform: text}
      number: {path: number, transform: text}
      status: {path: status, table: {open: OPEN, paid: PAID}}
      issuedAt: {path: created, transform: datetime}
      dueAt: {path: due, transform: datetime}
      total: {path: total, transform: money, options: {currency: currency}}
      lines:
        path: lines.data
        many: true
        fields:
          description: {path: description, transform: text}
          quantity: {path: quantity, transform: int}
  flags:
    provides: Customer.features
    key: email
    request: GET /flags
    batch: {style: ids-param, param: email, max: 20}
    records: data
    match: email
    many: true
    per_key: limit
    fields:
      id: {path: id, transform: text}
      name: {path: name, transform: text}
      enabled: on
      rollout: share
"""


@dataclass(frozen=True, slots=True)
class Odd:
    """What one person's card must say, and must not.

    kind     what it is an instance of
    shows    what the card reads of its customer
    records  the members of each record, by route: JSON without its braces
    asked    by which address they are asked for; else by one of their own
    """

    kind: str
    name: str
    shows: str
    records: Mapping[str, tuple[str, ...]]
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    asked: str = ""


def odd_email(number: int, odd: Odd) -> str:
    return odd.asked or f"p{number}@x.example"


@contextmanager
def shop(odd: Sequence[Odd]) -> Iterator[str]:
    """Serve each one's records: where it is."""
    people = {
        normalise(EMAIL, odd_email(number, each)): each.records for number, each in enumerate(odd)
    }

    def reply(asked: SplitResult) -> tuple[int, bytes]:
        found = [
            f'{{"email": {json.dumps(email)}, {members}}}'
            for email in parse_qs(asked.query)["email"]
            for members in people[normalise(EMAIL, email)].get(asked.path.strip("/"), ())
        ]
        return 200, f'{{"data": [{", ".join(found)}]}}'.encode()

    with served_json(reply) as url:
        yield url


async def answered(home: Path, url: str, odd: Sequence[Odd]) -> list[str]:
    """Ask for each one's card, alone, of one service: its words, in the order of `odd`."""
    for folder in ("cards/shop", "connectors/shop"):
        (home / folder).mkdir(parents=True)
    (home / "connectors/shop/connector.yaml").write_text(MANIFEST)
    for number, each in enumerate(odd):
        text = f'query Q @card(title: "T", empty: "nothing") {{ customer {{ {each.shows} }} }}\n'
        (home / f"cards/shop/odd-{number}.graphql").write_text(text)
    service = Service(
        load_settings(
            None,
            {
                "database_url": f"sqlite+aiosqlite:///{home / 'directory.db'}",
                "cards": str(home / "cards"),
                "connectors": [str(home / "connectors")],
                "signing_secrets": [SECRET],
                "time_zone": "America/Los_Angeles",
                "limits": UNHURRIED,
                "sources": {
                    "shop": {"connector": "shop", "url": url, "credentials": {"token": "t"}}
                },
            },
        )
    )
    await service.start()
    found = []
    try:
        broken = service.snapshot.catalog.broken
        assert not broken, [each.diagnostics for each in broken.values()]
        for number, each in enumerate(odd):
            asked = {"cardKeys": [f"odd-{number}"], "customer": {"email": odd_email(number, each)}}
            raw = json.dumps(asked).encode()
            headers = {"plain-request-signature": sign(SECRET, raw)}
            answer = await service.cards(headers, raw, "R")
            [card] = json.loads(answer.body)["cards"]
            found.append("\n".join(words(card["components"])))
    finally:
        await service.stop()
    return found


def words(components: Any) -> Iterator[str]:
    """Give each text of a card, and what its buttons open (`-> `) or copy (`copy `)."""
    if isinstance(components, list):
        for each in components:
            yield from words(each)
    elif isinstance(components, dict):
        for name, value in components.items():
            if isinstance(value, str) and name.endswith(_SHOWN):
                yield value
            elif name in _BUTTONS:
                yield _BUTTONS[name] + value
            else:
                yield from words(value)


_SHOWN = ("text", "Text", "Label")
_BUTTONS = {"linkButtonUrl": "-> ", "copyButtonValue": "copy "}
