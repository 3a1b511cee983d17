"""`/`: what runs here, for somebody who opens the address in a browser.

With `public_pages` for everybody, so it tells names and titles only: no addresses of sources, no
secrets, no customers.
"""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from aggregator.web.page import Page, page


@dataclass(frozen=True, slots=True)
class CardEntry:
    """A card file. `fault` is what is wrong with it, in a line; None: nothing.

    `former`: it is served as it was before that mistake; else a fault keeps it from being served.
    """

    team: str
    key: str
    title: str
    fault: str | None = None
    former: bool = False

    @property
    def served(self) -> bool:
        return self.fault is None or self.former


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A configured source: its name, and what kind of system it is."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Home:
    """All that the page tells. `url` is where the service is reached, without a trailing slash.

    `workspaces`: how many there are; of several it tells no cards and no sources, for those who
    may see one must not see another.
    """

    url: str
    version: str
    cards: Sequence[CardEntry]
    sources: Sequence[SourceEntry]
    workspaces: int = 1


def home_page(home: Home) -> Page:
    """Render the page."""
    served = sum(card.served for card in home.cards)
    title = f"{_count(served, 'card')} from {_count(len(home.sources), 'source')}"
    parts = [_cards(home.cards), _sources(home.sources)]
    if home.workspaces > 1:
        title, parts = f"{home.workspaces} workspaces", []
    lead = (
        "Plain asks for a customer\u2019s cards; this service answers each from its own GraphQL "
        "query, and looks things up in every source once for all of them."
    )
    body = "\n".join(
        (
            f'<header><p class="name"><b>aggregator</b> {escape(home.version)}</p>',
            f"<h1>{title}</h1>",
            f'<p class="lead">{lead}</p></header>',
            "<main>",
            *parts,
            _calls(home),
            _links(),
            "</main>",
        )
    )
    return page("aggregator", body)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _cards(cards: Sequence[CardEntry]) -> str:
    parts = ["<section><h2>Cards</h2>"]
    if not cards:
        parts.append(
            '<p class="none">There are no card files yet. A card is one file: '
            "<code>cards/&lt;team&gt;/&lt;key&gt;.graphql</code>.</p>"
        )
    broken = sum(card.fault is not None for card in cards)
    if broken:
        has = "has a mistake" if broken == 1 else "have mistakes"
        note = f"{_count(broken, 'file')} {has}. <code>aggregator check</code> shows why."
        parts.append(f'<p class="note">{note}</p>')
    by_team = sorted(cards, key=lambda card: (card.team, card.title.casefold(), card.key))
    for team, members in groupby(by_team, key=lambda card: card.team):
        entries = list(members)
        tiles = "".join(_tile(card) for card in entries)
        faults = sum(not card.served for card in entries)
        count = _count(len(entries) - faults, "card") + (f", {faults} not served" if faults else "")
        parts.append(
            f'<div class="team"><h3>{escape(team)} <small>{count}</small></h3>'
            f'<ul class="tiles">{tiles}</ul></div>'
        )
    parts.append("</section>")
    return "\n".join(parts)


def _tile(card: CardEntry) -> str:
    # The title of a file that cannot be read is not known.
    title = f"<b>{escape(card.title)}</b>" if card.title != card.key else ""
    text = f"{title}<code>{escape(card.key)}</code>"
    if card.fault is None:
        return f'<li class="tile">{text}</li>'
    how = "Served as it was before this mistake" if card.former else "Not served"
    return f'<li class="tile broken">{text}<em>{how}: {escape(card.fault)}</em></li>'


def _sources(sources: Sequence[SourceEntry]) -> str:
    if not sources:
        return (
            '<section><h2>Sources</h2><p class="none">No source is connected yet, so every card '
            "says so.</p></section>"
        )
    entries = "".join(
        f"<li><b>{escape(source.kind)}</b><code>{escape(source.name)}</code></li>"
        for source in sources
    )
    return f'<section><h2>Sources</h2><ul class="sources">{entries}</ul></section>'


def _calls(home: Home) -> str:
    keys = [card.key for card in home.cards if card.served][:2] or ["account"]
    listed = ",\n    ".join(f'"{key}"' for key in keys)
    body = f'{{"cardKeys": [{listed}],\n  "customer": {{"email": "alex@grocery.co"}}}}'
    cards = "\n".join(
        (
            f"body={shlex.quote(body)}",
            'sign=$(printf %s "$body" \\',
            "  | openssl dgst -sha256 -r \\",
            '    -hmac "$SIGNING_SECRET" \\',
            "  | cut -d' ' -f1)",
            f"curl {shlex.quote(home.url + '/cards')} \\",
            "  -H 'Content-Type: application/json' \\",
            '  -H "Authorization: Bearer $SECRET" \\',
            '  -H "Plain-Request-Signature: $sign" \\',
            '  --data-binary "$body"',
        )
    )
    query = "\n".join(
        (
            f"curl {shlex.quote(home.url + '/graphql')} \\",
            "  -H 'Content-Type: application/json' \\",
            '  -H "Authorization: Bearer $TOKEN" \\',
            '  -d \'{"query":',
            '    "{ customers { totalCount } }"}\'',
        )
    )
    return (
        "<section><h2>How to call it</h2>"
        '<div class="calls">'
        "<div><h3>Cards, as Plain asks for them <code>POST /cards</code></h3>"
        f'<pre tabindex="0">{escape(cards)}</pre></div>'
        "<div><h3>The graph behind the cards <code>/graphql</code></h3>"
        f'<pre tabindex="0">{escape(query)}</pre>'
        "<p>With an engineer\u2019s token it also answers introspection, so any GraphQL client can "
        "show its types.</p></div>"
        "</div></section>"
    )


def _links() -> str:
    links = (
        ("/api/openapi.json", "OpenAPI", "every HTTP route, described"),
        ("/livez", "Alive", "the process answers"),
        ("/readyz", "Ready", "its store and cards do, too"),
    )
    entries = "".join(
        f'<li><a href="{href}">{name}</a><span>{what}</span></li>' for href, name, what in links
    )
    return f'<section><h2>More</h2><ul class="links">{entries}</ul></section>'
