"""What types of one's own cost: the world with 0, 40 and 200 of them, and a field that arrives.

World: all connectors read and the schema built, once (as a command does) and again with nothing
changed, after a mapping changed, and after a field was added. Snapshot: the same field with 10,
200 and 1,000 cards, of which one selects the new field; beside it a reload of which nothing is new,
and one in which each card is checked, as before anything was kept.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from aggregator.catalog import load_catalog
from aggregator.world import build_world
from tests.support.catalog import KEYS, write_catalog
from tests.support.product import ROOT
from tests.support.subjects import table

TYPES = (0, 40, 200)
CARDS = (10, 200, 1_000)
RUNS = 3

LOOKUP = """\
  l{0}:
    provides: Customer.t{0}
    key: email
    request: GET /t{0}
    batch: {{style: ids-param, param: email, max: 50}}
    records: data
    match: email
    fields:
      id: {{path: id, transform: text}}
      name: name
      price: {{path: amount, transform: money, options: {{currency: currency}}}}
      mood: {{path: mood, table: {{g: GOOD, b: BAD}}}}
      tags: tags
"""
TYPE = """\
"The number {0}."
type T{0} {{ id: ID! name: String price: Money mood: Mood tags: [String] }}
extend type Customer {{ "The number {0}." t{0}: T{0} }}
"""
HEAD = "name: Many\nauthentication: none\nlookups:\n"
PLAIN = """\
  l0:
    provides: Customer.subscription
    key: email
    request: GET /t
    batch: {style: ids-param, param: email, max: 50}
    records: data
    match: email
    fields: {id: {path: id, transform: text}}
"""
MORE = 'extend type T0 { "A field more." more: Int }\n'


def run() -> None:
    """Print a table of worlds and one of snapshots."""
    table(
        ("declared types", "world ms", "nothing new ms", "mapping ms", "field more ms"),
        [(count, *_worlds(count)) for count in TYPES],
    )
    table(
        ("cards", "field more s", "nothing new s", "all checked s"),
        [(count, *_cards(count)) for count in CARDS],
    )


def _worlds(count: int) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        _connector(home, count)
        world = build_world([home])
        assert not world.diagnostics, world.diagnostics[0].text()
        first = _median(lambda: build_world([home]))
        same = _median(lambda: build_world([home], world))
        _connector(home, count, limit="60")
        mapping = _median(lambda: build_world([home], world))
        _connector(home, count, more=count > 0)
        more = _median(lambda: build_world([home], world))
        return f"{first:.0f}", f"{same:.0f}", f"{mapping:.0f}", f"{more:.0f}" if count else "-"


def _cards(count: int) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        cards = _copies(home, count)
        _connector(home / "connectors", 1)
        before = build_world([home / "connectors"])
        graphql = ROOT / "graphql"
        loaded = load_catalog(cards, graphql, before.schema)
        assert len(loaded.cards) == count - 1  # one waits for the field

        def again() -> None:
            load_catalog(cards, graphql, before.schema, previous=loaded)

        def arrives() -> None:
            world = build_world([home / "connectors"], before)
            found = load_catalog(cards, graphql, world.schema, previous=loaded)
            assert len(found.cards) == count

        def anew() -> None:
            world = build_world([home / "connectors"], before)
            load_catalog(cards, graphql, world.schema)

        same = _median(again)
        _connector(home / "connectors", 1, more=True)
        return tuple(f"{each / 1000:.2f}" for each in (_median(arrives), same, _median(anew)))


def _median(work: Callable[[], object]) -> float:
    """Milliseconds of CPU, so that others on the machine do not count."""
    spent = []
    for _ in range(RUNS):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return statistics.median(spent) * 1000


def _connector(home: Path, count: int, *, more: bool = False, limit: str = "50") -> None:
    """Write `count` types, forty in a connector; without any, one that fills what is there."""
    for first in range(0, count or 1, 40):
        folder = home / f"many_{first}"
        folder.mkdir(parents=True, exist_ok=True)
        numbers = range(first, min(first + 40, count))
        lookups = "".join(map(LOOKUP.format, numbers)) or PLAIN
        types = "".join(map(TYPE.format, numbers))
        if first == 0:
            lookups = lookups.replace("max: 50", f"max: {limit}", 1)
            if more:
                lookups = lookups.replace(
                    "      name: name\n", "      name: name\n      more: more\n", 1
                )
                types += MORE
        (folder / "connector.yaml").write_text(HEAD + lookups)
        if types:
            (folder / "types.graphql").write_text(f"enum Mood {{ GOOD BAD }}\n{types}")


def _copies(home: Path, count: int) -> Path:
    made = write_catalog(home / "once")
    texts = [next(made.glob(f"*/{key}.graphql")).read_text(encoding="utf-8") for key in KEYS]
    team = home / "cards" / "team"
    team.mkdir(parents=True)
    for number in range(count - 1):
        (team / f"card-{number}.graphql").write_text(texts[number % len(texts)], encoding="utf-8")
    waits = 'query More @card(title: "More") { customer { t0 { more @text } } }\n'
    (team / "more.graphql").write_text(waits)
    return home / "cards"
