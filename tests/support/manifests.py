"""Texts of a `connector.yaml` and what is found in them."""

from dataclasses import replace
from pathlib import Path

from aggregator.connectors.reading import Reading, read_connector
from tests.support.the_world import the_world

GOOD = """\
name: Shop
authentication: bearer
lookups:
  person:
    key: email
    request: GET /people
    batch: {style: ids-param, param: email, max: 20}
    records: data
    match: email
    keys: {subscription: sub.id}
    fields: {id: id}
  subscription:
    provides: Customer.subscription
    via: {Customer.subscription: person}
    key: subscription
    request: {path: /subs, params: {limit: 100}}
    batch:
      style: ids-param
      param: id
      max: 50
    records: data
    match: id
    fields:
      id: {path: id, transform: text}
      status:
        path: state
        table: {on: ACTIVE, off: CANCELED}
      price: {path: amount, transform: money, options: {currency: currency}}
      startedAt: {path: start, transform: datetime}
"""


def read_manifest(folder: Path, text: str, key: str = "shop") -> Reading:
    """Write `text` as the connector `key` of `folder`; read it, and fit it into our schema."""
    reading = read_connector(key, write_manifest(folder, text, key))
    found = {*reading.diagnostics, *reading.misfits(the_world().types_of)}
    return replace(reading, diagnostics=tuple(sorted(found, key=lambda each: each.order)))


def write_manifest(folder: Path, text: str = GOOD, key: str = "shop") -> Path:
    file = folder / key / "connector.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    return file
