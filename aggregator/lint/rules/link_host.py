"""A link's host is written out, so that no value of a source decides where it leads to.

Values belong after the host: into the path, or behind the `?`. A value may also be the first part
of the host, if your own domain follows it: `https://{id}.example.com`. The same holds for addresses
in markdown: `[Open](https://app.example.com/{id})`.

Wrong:
    externalId @link(label: "Open", url: "https://{externalId}/start")

Right:
    externalId @link(label: "Open", url: "https://app.example.com/{externalId}/start")
"""

import re
from collections.abc import Iterator

from aggregator.domain.plain.limits import URL_STARTS
from aggregator.language.addresses import Address, addresses
from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import inside
from aggregator.language.templates import Hole, TemplateError, parse_template
from aggregator.lint.rule import Rule
from aggregator.render.layout.links import BARE

_WEB = (*(start for start in URL_STARTS if start.endswith("//")), BARE)
_OWN_DOMAIN = re.compile(r"(?:\.[0-9A-Za-z-]+){2,}(?::\d+)?")


def check(tree: Outline) -> Iterator[Violation]:
    for address in addresses(tree):
        if address.written.lower().startswith(_WEB):
            yield from _host(address)


def _host(address: Address) -> Iterator[Violation]:
    url, stop = address.node, address.end
    scheme = next(each for each in _WEB if address.written.lower().startswith(each))
    start = address.start + len(scheme)
    end = next((at for at in range(start, stop) if url.value[at] in "/?#"), stop)
    if end == start:
        yield Violation(inside(url, address.start, start), "This link names no host")
        return
    try:
        parts = parse_template(url.value, start, end)
    except TemplateError:
        return  # said as `template-syntax`
    holes = [part for part in parts if isinstance(part, Hole)]
    if holes and not _OWN_DOMAIN.fullmatch(url.value[holes[-1].end : end]):
        message = "A value may not decide to which host a link leads"
        hint = "Write the host out, and put the value after it: https://example.com/{path}."
        yield Violation(inside(url, holes[-1].start, holes[-1].end), message, hint=hint)


RULE = Rule.of(__name__, __doc__, card=check)
