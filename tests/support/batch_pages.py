"""docs/batch-styles.md: its examples, and what is sent for each."""

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from textwrap import indent

from aggregator.domain.call import Call
from aggregator.domain.lookup import Asked, Lookup
from aggregator.upstream.sql.statement import for_postgres
from tests.support.fenced import Block, blocks
from tests.support.manifests import read_manifest
from tests.support.subjects import ROOT

PAGE = ROOT / "docs" / "batch-styles.md"
KEYS = ("o'brien@example.com", "bob@example.com")

_HEAD = """\
name: Shop
authentication: none
lookups:
  example:
    provides: PROVIDES
    key: email
    fields:
      id: {path: id, transform: text}
"""


def examples() -> Sequence[tuple[Block, Block]]:
    """Each lookup of the page, and the block of what is sent that follows it."""
    found = blocks(PAGE.read_text(encoding="utf-8"))
    pairs = pairwise(found)
    return [
        (one, shown)
        for one, shown in pairs
        if one.language == "yaml" and shown.language in ("http", "sql")
    ]


def lookup_of(example: Block, folder: Path) -> Lookup:
    """Read the lookup of an example, of which the page leaves out what all have in common."""
    provides = "Customer.tickets" if "many: true" in example.text else "Customer.contact"
    text = _HEAD.replace("PROVIDES", provides) + indent(example.text, "    ")
    reading = read_manifest(folder, text)
    assert [each.text() for each in reading.diagnostics] == []
    assert reading.connector is not None
    return reading.connector.lookups[0]


def sent(lookup: Lookup) -> str:
    """What is sent for KEYS, in full."""
    style, maximum = lookup.batch, 10
    portions = [(key,) for key in KEYS] if style.single else [KEYS]
    size = style.per_call if style.single else 1
    said = {lookup.per_key: maximum} if lookup.per_key else {}
    if lookup.per_call is not None and lookup.per_call.param is not None:
        said[lookup.per_call.param] = min(lookup.per_call.max, maximum * len(portions[0]))
    calls = [
        style.call(lookup.request, [Asked(keys, said) for keys in portions[start : start + size]])
        for start in range(0, len(portions), size)
    ]
    return "\n".join(map(_written, calls))


def _written(call: Call) -> str:
    if call.method == "SQL":
        asked = json.loads(call.body or b"{}")
        text, bound = for_postgres(asked["sql"], asked["values"])
        numbered = "\n".join(f"-- ${n}: {each}" for n, each in enumerate(bound, 1))
        return f"{text.strip()}\n{numbered}\n"
    line = f"{call.method} {call.path}{'?' if call.query else ''}{call.query}\n"
    if call.body is None:
        return line
    body = json.loads(call.body)
    if isinstance(body.get("query"), str) and "variables" in body:
        variables = json.dumps(body["variables"], ensure_ascii=False)
        return f"{line}\n{body['query']}\n{variables}\n"
    return f"{line}\n{json.dumps(body, ensure_ascii=False)}\n"
