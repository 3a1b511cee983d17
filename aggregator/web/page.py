"""The frame of our few HTML pages: one inline style sheet, allowed by its hash, and nothing else.

No script, no image, no font, no address but our own: the pages work wherever the service does.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")

_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

POLICY = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{_HASH}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is sent."""

    html: str
    headers: Mapping[str, str]


def page(title: str, body: str) -> Page:
    """Put `body` (HTML) into the frame. `title` is text without markup."""
    html = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # An icon of nothing: browsers ask for /favicon.ico otherwise.
        '<link rel="icon" href="data:,">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
    return Page(html, {"Content-Security-Policy": POLICY})


def not_found_page() -> Page:
    """For a browser that came to an address where nothing is."""
    return page(
        "Not found",
        '<header><p class="name"><b>aggregator</b></p>\n<h1>Nothing is at this address.</h1>\n'
        '<p class="lead">What runs here, and how to call it, is told on '
        '<a href="/">the first page</a>.</p></header>',
    )
