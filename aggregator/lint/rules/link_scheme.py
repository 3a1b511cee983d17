"""A link's url starts with `https://`, `http://` or `mailto:`, written out.

What `{path}` inserts is percent-encoded, so that no value of a source can decide where a link
leads to; the beginning is yours to say. The same holds for links in markdown:
`[Open](https://...)`.

Wrong:
    id @link(label: "Open", url: "www.example.com/{id}")

Right:
    id @link(label: "Open", url: "https://www.example.com/{id}")
"""

from collections.abc import Iterator

from graphql.pyutils import suggestion_list

from aggregator.domain.plain.limits import URL_STARTS
from aggregator.language.addresses import addresses
from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import inside, whole_span
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
            yield Violation(inside(url, start, start + len(scheme) + 1), message, meant)
        elif end - start == len(url.value):
            yield Violation(whole_span(url), message)
        else:
            yield Violation(inside(url, start, end), message)


RULE = Rule.of(__name__, __doc__, card=check)
