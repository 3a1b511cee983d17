"""What a browser is told where an answer needs more than an address: a token, or a query."""

import shlex
from html import escape
from http import HTTPStatus

from fastapi import Request
from starlette.responses import Response

from aggregator.web.errors import CHALLENGE
from aggregator.web.note import note_of
from aggregator.web.page import page

_ASK_GRAPHQL = """<header><p class="name"><b>aggregator</b></p>
<h1>GraphQL is asked with a token and a query.</h1>
<p class="lead">A browser sends neither. From a terminal:</p></header>
<main><section><pre tabindex="0">curl ADDRESS/graphql \\
  -H 'Content-Type: application/json' \\
  -H "Authorization: Bearer $TOKEN" \\
  -d '{"query": "{ customers { totalCount } }"}'</pre>
<p>Any GraphQL client asks in the same way; with an engineer&rsquo;s token it gets the schema too.
Tokens are set up in <code>[[tokens]]</code> of <code>aggregator.toml</code>. Pages that are to ask
from a browser need their origin in <code>cors_origins</code>.</p></section></main>"""

_PAGE_IS_GUARDED = """<header><p class="name"><b>aggregator</b></p>
<h1>This page needs a token.</h1>
<p class="lead">It tells which cards and sources there are, which is not for everybody.</p></header>
<main><section><pre tabindex="0">curl -H "Authorization: Bearer $TOKEN" ADDRESS/</pre>
<p>Tokens are set up in <code>[[tokens]]</code> of <code>aggregator.toml</code>. Whoever runs
this service may show it to everybody with <code>public_pages = true</code>.</p></section></main>"""


def from_browser(request: Request) -> bool:
    """Whether a person asks: nothing but a browser prefers a page."""
    return request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", "")


def how_to_ask_graphql(request: Request, address: str, *, token: bool) -> Response:
    """Tell how; the status is that of a request without a token, or without a query."""
    return _page(request, "GraphQL", _ASK_GRAPHQL, address, token=token)


def how_to_show_a_token(request: Request, address: str) -> Response:
    return _page(request, "Needs a token", _PAGE_IS_GUARDED, address, token=False)


def _page(request: Request, title: str, body: str, address: str, *, token: bool) -> Response:
    status = HTTPStatus.BAD_REQUEST if token else HTTPStatus.UNAUTHORIZED
    note_of(request.scope).facts.setdefault("error", status.name)
    # Host and path are the caller's: quoted for the shell, escaped for the page.
    parts = {"ADDRESS/graphql": "/graphql", "ADDRESS/": request.url.path}
    for part, path in parts.items():
        body = body.replace(part, escape(shlex.quote(f"{address}{path}")))
    shown = page(title, body)
    headers = {**shown.headers, **({} if token else {"WWW-Authenticate": CHALLENGE})}
    return Response(shown.html, int(status), headers, "text/html")
