"""A link's url starts with `https://`, `http://` or `mailto:`, written out.

What `{path}` inserts is percent-encoded, so that no value of a source can decide where a link
leads to; the beginning is yours to say. The same holds for links in markdown:
`[Open](https://...)`.

Wrong:
    id @link(label: "Open", url: "www.example.com/{id}")

Right:
    id @link(label: "Open", url: "https://www.example.com/{id}")
"""

import re
from collections.abc import Iterator

from graphql import StringValueNode
from graphql.pyutils import suggestion_list

from aggregator.domain.plain.limits import URL_STARTS
from aggregator.language.addresses import addresses
from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.outline import Outline
from aggregator.language.span import Span, inside, whole_span
from aggregator.lint.rule import Rule
from aggregator.render.layout.links import begins_well


def check(tree: Outline) -> Iterator[Violation]:
    message = f"A link starts with {', '.join(URL_STARTS[:-1])} or {URL_STARTS[-1]}, written out"
    for address in addresses(tree):
        url, start, end, bare = address
        if begins_well(address.written, bare=bare):
            continue
        scheme, colon, _ = address.written.partition(":")
        if colon and scheme.isalnum():
            known = [each.partition(":")[0] for each in URL_STARTS]
            meant = tuple(f"{each}:" for each in suggestion_list(scheme, known)[:2])
            hint = _PHONE if scheme.lower() in {"tel", "sms", "callto"} else None
            yield Violation(inside(url, start, start + len(scheme) + 1), message, meant, hint)
        elif end - start == len(url.value):
            yield _whole(url, message)
        else:
            yield Violation(inside(url, start, end), message)


def _whole(url: StringValueNode, message: str) -> Violation:
    """Tell of an address without a scheme: one may be meant when it begins with a host."""
    span = whole_span(url)
    if _HOST.match(url.value):
        at = inside(url, 0, 1).start
        change = Replacement(Span(span.source, at, at), "https://")
        hint = f"Write https://{url.value}"
        return Violation(span, message, hint=hint, changes=(change,))
    hint = (
        "Write it whole: https://app.example.com/{id}. Left out, a URL or an Email links to itself."
    )
    return Violation(span, message, hint=hint)


_HOST = re.compile(r"(?:[0-9A-Za-z-]+\.)+[A-Za-z]{2,}(?::\d+)?(?:[/?#]|$)")
_PHONE = "Plain opens no telephone numbers: show it with @copy."

RULE = Rule.of(__name__, __doc__, card=check)
