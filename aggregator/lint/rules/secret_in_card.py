"""A text looks like a secret: a key, a token or a password.

Card files are read by everybody who can read the repository, and what they hold is shown to agents.
Secrets belong in the settings of a source. Revoke it if it was one.

Wrong:
    id @link(url: "https://x.example/{id}?api_key=4f9a8b2c1d0e")

Right:
    id @link(url: "https://x.example/{id}")
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import Span
from aggregator.language.texts import texts
from aggregator.lint.rule import Rule

_KNOWN = re.compile(
    r"\b(?:sk|pk|rk)_(?:live|test)_[0-9A-Za-z]{8,}"  # payment services
    r"|\b(?:ghp|gho|ghs|github_pat|glpat)[_-][0-9A-Za-z_-]{16,}"  # code hosts
    r"|\bxox[abprs]-[0-9A-Za-z-]{10,}"  # chat services
    r"|\bAKIA[0-9A-Z]{16}\b"  # clouds
    r"|\beyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,}"  # signed web tokens
    r"|-----BEGIN [A-Z ]{0,20}PRIVATE KEY"
    r"|(?i:\bbearer\s+[0-9a-z._~+/-]{12,})"
    r"|(?i:[?&](?:api_?key|access_?token|token|secret|password)=)[^{&\"\s]{6,}"
    r"|://[^/\s:@\"{]{1,64}:[^/\s:@\"{]{1,64}@"
)
_LONG = re.compile(r"[0-9A-Za-z_-]{32,}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def check(tree: Outline) -> Iterator[Violation]:
    for span in texts(tree.card):
        text = span.source.body[span.start : span.end]
        hits = [match.span() for match in _KNOWN.finditer(text)]
        hits += [match.span() for match in _LONG.finditer(text) if _random(match[0])]
        for start, end in hits[:1]:
            at = Span(span.source, span.start + start, span.start + end)
            hint = "Everybody who reads this repository reads it: revoke it if it is one."
            yield Violation(at, "This looks like a secret", hint=hint)


def _random(word: str) -> bool:
    """Tell a token from words: letters and digits mixed many times over, and no known id."""
    if _UUID.fullmatch(word):
        return False
    turns = sum(a.isdigit() != b.isdigit() for a, b in pairwise(word))
    return turns >= 6 and len(set(word)) >= 10


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
