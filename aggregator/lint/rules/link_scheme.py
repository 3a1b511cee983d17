"""A link's url starts with `https://`, `http://` or `mailto:`, written out.

What `{path}` inserts is percent-encoded, so that no value of a source can decide where a link
leads to; the beginning is yours to say.

Wrong:
    id @link(label: "Open", url: "www.example.com/{id}")

Right:
    id @link(label: "Open", url: "https://www.example.com/{id}")
"""

from collections.abc import Iterator

from graphql.pyutils import suggestion_list

from aggregator.language.findings import Found
from aggregator.language.outline import Outline, string
from aggregator.language.span import inside, whole_span
from aggregator.lint.rule import Rule
from aggregator.render.layout.links import SCHEMES


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        for directive in piece.directives:
            url = string(directive, "url") if directive.name.value == "link" else None
            if url is None or url.value.startswith(SCHEMES):
                continue
            scheme, colon, _ = url.value.partition(":")
            message = f"A link starts with {', '.join(SCHEMES[:-1])} or {SCHEMES[-1]}, written out"
            if colon and scheme.isalnum():
                known = [each.partition(":")[0] for each in SCHEMES]
                meant = tuple(f"{each}:" for each in suggestion_list(scheme, known)[:2])
                yield Found(inside(url, 0, len(scheme) + 1), message, meant)
            else:
                yield Found(whole_span(url), message)


RULE = Rule.of(__name__, __doc__, card=check)
