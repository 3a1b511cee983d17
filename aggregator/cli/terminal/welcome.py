"""What `aggregator demo` prints once it runs: what there is, and how to try it."""

import shlex
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from aggregator.cli.terminal.curl import curl
from aggregator.cli.terminal.program import program

if TYPE_CHECKING:
    from aggregator.catalog import Catalog
    from aggregator.demo.company import DemoCompany
    from aggregator.settings import Settings

Line = tuple[str, str | None]
"""Text and the style it has in a terminal."""

_HEADING = "bold"
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- recognised, not bound


def welcome(settings: "Settings", company: "DemoCompany", catalog: "Catalog") -> Iterator[Line]:
    """Give the lines. Every command in them runs when it is pasted."""
    host = _EVERYWHERE.get(settings.host, settings.host)
    url = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
    yield f"\nThe aggregator runs on its demo company: {url}", _HEADING
    yield from _cards(catalog, settings)
    yield from _sources(company)
    yield from _customers(company)
    yield from _plain(url)
    if catalog.cards:
        yield from _calls(url, _keys(catalog))
        replay = f"{_here(settings)}{program()} replay"
        yield f"  Calls are recorded: {replay} shows what each was answered from.", "dim"
    yield from _query(url)


def _cards(catalog: "Catalog", settings: "Settings") -> Iterator[Line]:
    tells = f"{_here(settings)}{program()} check tells"
    broken = f", {len(catalog.broken)} broken: {tells}" if catalog.broken else ""
    count = len(catalog.cards)
    yield f"\n{count} card{'' if count == 1 else 's'} in {settings.cards}{broken}", _HEADING
    teams = {
        team: "  ".join(sorted(card.key for card in cards))
        for team, cards in groupby(
            sorted(catalog.cards.values(), key=lambda card: card.team), key=lambda card: card.team
        )
    }
    yield from _table(teams)
    if teams:
        yield "  Edit one: the next call shows it.", "dim"
    else:
        yield f"  Write one: {_here(settings)}{program()} new card KEY", "dim"


def _sources(company: "DemoCompany") -> Iterator[Line]:
    yield f"\n{len(company.sources)} sources, each a server of its own", _HEADING
    yield from _table({source.name: source.url for source in company.sources.values()})
    url = company.billing.url
    yield "  Break one, see what its cards say, count its calls, mend it:", "dim"
    yield f"""  curl {url}/_demo/faults -d '{{"fault": "hang"}}'""", None
    yield f"  curl {url}/_demo/calls", None
    yield f"  curl -X POST {url}/_demo/reset", None


def _customers(company: "DemoCompany") -> Iterator[Line]:
    from aggregator.demo.setting import NOBODY, PHRASES

    yield f"\n{len(company.data.customers):,} customers, among them", _HEADING
    known = {
        persona.email or f"--external-id {persona.external_id}": phrase
        for persona, phrase in PHRASES.items()
    }
    yield from _table({**known, NOBODY[0]: NOBODY[1]})


def _plain(url: str) -> Iterator[Line]:
    from aggregator.demo.setting import HEADER, SIGNING_SECRET, TOKENS, WORKSPACE

    yield "\nFor Plain, and for what stands in for it", _HEADING
    yield from _table(
        {
            "Cards": f"{url}/cards",
            "Workspace": WORKSPACE,
            "Signing secret": SIGNING_SECRET,
            "Header": ": ".join(HEADER),
        }
    )
    yield "\nFor people and programs", _HEADING
    yield from _table({"GraphQL": f"{url}/graphql", "Tokens": "  ".join(TOKENS)})


def _calls(url: str, keys: str) -> Iterator[Line]:
    from aggregator.demo.personas import ALEX
    from aggregator.demo.setting import HEADER, SIGNING_SECRET, WORKSPACE
    from aggregator.simulator.call import prepare

    email = str(ALEX.email)
    header = ": ".join(HEADER)
    yield "\nAsk for cards as Plain does", _HEADING
    words = ["call", url, "--customer", email, "--keys", keys, "--secret", SIGNING_SECRET]
    words += ["--header", header, "--workspace", WORKSPACE, "--draw"]
    yield f"  {program()} {shlex.join(words)}", None
    outgoing = prepare(
        secret=None,
        headers=dict([HEADER]),
        keys=keys.split(","),
        customer={"id": ALEX.plain_id, "externalId": ALEX.external_id, "email": email},
        workspace_id=WORKSPACE,
        sent_at=datetime.now(UTC),
    )
    yield "\nThe same with curl and openssl", _HEADING
    yield f"  {curl(f'{url}/cards', outgoing.body, outgoing.headers, SIGNING_SECRET)}", None


def _query(url: str) -> Iterator[Line]:
    from aggregator.demo.setting import TOKENS

    yield "\nAsk the graph", _HEADING
    query = "{ customers(first: 3) { nodes { name email } } }"
    ask = shlex.join(["query", "-", "--url", url, "--token", next(iter(TOKENS))])
    yield f"  echo {shlex.quote(query)} | {program()} {ask}\n", None


def _here(settings: "Settings") -> str:
    """Give the variables that lead a command of this folder to the demo's, when they are elsewhere.

    Each with a space behind it.
    """
    from aggregator.settings import load_settings

    names = ("cards", "graphql", "recordings")
    usual = load_settings(only=names)
    return "".join(
        f"AGGREGATOR_{name.upper()}={shlex.quote(str(getattr(settings, name)))} "
        for name in names
        if getattr(settings, name).absolute() != getattr(usual, name).absolute()
    )


def _keys(catalog: "Catalog") -> str:
    """Choose a card of each team: together they ask every source."""
    return ",".join({card.team: card.key for card in catalog.cards.values()}.values())


def _table(rows: Mapping[str, str]) -> Iterator[Line]:
    width = max(map(len, rows), default=0)
    for name, text in rows.items():
        yield f"  {name:<{width}}  {text}", None
