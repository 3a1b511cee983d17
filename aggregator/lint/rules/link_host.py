"""A link's host is written out, so that no value of a source decides where it leads to.

Values belong after the host: into the path, or behind the `?`. A value may also be the first part
of the host, if your own domain follows it: `https://{id}.example.com`.

Wrong:
    externalId @link(label: "Open", url: "https://{externalId}/start")

Right:
    externalId @link(label: "Open", url: "https://app.example.com/{externalId}/start")
"""

import re
from collections.abc import Iterator

from graphql import StringValueNode

from aggregator.language.findings import Found
from aggregator.language.outline import Outline, string
from aggregator.language.span import inside
from aggregator.language.templates import Hole, TemplateError, parse_template
from aggregator.lint.rule import Rule

_WEB = ("https://", "http://")
_OWN_DOMAIN = re.compile(r"(?:\.[0-9A-Za-z-]+){2,}(?::\d+)?")


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        for directive in piece.directives:
            url = string(directive, "url") if directive.name.value == "link" else None
            if url is not None and url.value.startswith(_WEB):
                yield from _host(url)


def _host(url: StringValueNode) -> Iterator[Found]:
    start = url.value.index("://") + 3
    end = next((at for at in range(start, len(url.value)) if url.value[at] in "/?#"), None)
    end = len(url.value) if end is None else end
    if end == start:
        yield Found(inside(url, 0, start), "This link names no host")
        return
    try:
        parts = parse_template(url.value)
    except TemplateError:
        return  # said as `template-syntax`
    holes = [part for part in parts if isinstance(part, Hole) and part.start < end]
    if holes and not _OWN_DOMAIN.fullmatch(url.value[holes[-1].end : end]):
        message = "A value may not decide to which host a link leads"
        hint = "Write the host out, and put the value after it: https://example.com/{path}."
        yield Found(inside(url, holes[-1].start, holes[-1].end), message, hint=hint)


RULE = Rule.of(__name__, __doc__, card=check)
