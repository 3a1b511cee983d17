"""What a finding's code means, for people: what is wrong, why it matters, and how it is right."""

import difflib
import re
import textwrap
from collections.abc import Iterator, Sequence

from aggregator.domain.severity import Severity
from aggregator.lint.described import all_descriptions
from aggregator.lint.description import Description
from aggregator.lint.of_connectors import OF_CONNECTORS
from aggregator.lint.of_types import OF_TYPES

_SENTENCE = re.compile(r"(?<!e\.g)[.:](?=\s|$)")
_EFFECTS = {
    Severity.WARNING: "warning: the card serves, the check passes",
    Severity.HINT: "hint: the card serves, the check passes",
}

PAGE_HEAD = """\
# Findings of `aggregator check`

Written by `aggregator explain --markdown > docs/findings.md`; a test holds it to the rules. Each
code is explained by `aggregator explain CODE` too. An example that is no whole query is what a
customer selects: it stands in `query Q @card(title: "T") { customer { ... } }`.

An error fails the check (exit code 1), a warning or a hint does not. Where findings can go:

```
aggregator check                              to people: place, line, caret, suggestion
aggregator check --watch                      to people who are writing: what each save changed
aggregator check --format github              beside the lines of a pull request
aggregator check --format sarif > check.sarif to code scanning (SARIF 2.1.0)
aggregator check --format json                to programs
git show main:graphql/schema.graphql | aggregator check --against -
                                              what a change of the schema breaks or weakens
```
"""


def effect(rule: Description) -> str:
    """Say what a finding of the rule does to its card, and to the check."""
    if rule.severity is not Severity.ERROR:
        return _EFFECTS[rule.severity]
    if rule in (*OF_CONNECTORS, *OF_TYPES):
        of_all = "" if rule.serves else "not "
        return f"error: the check fails, the connector is {of_all}connected"
    return f"error: the check fails, the card {'serves' if rule.serves else 'does not serve'}"


def explain(rule: Description) -> str:
    """Write everything there is to say about a rule, as plain text."""
    parts = [f"{rule.code} ({effect(rule)})", rule.explanation]
    if rule.example is not None:
        parts.append(f"Wrong:\n{_indented(rule.example.wrong)}")
        parts.append(f"Right:\n{_indented(rule.example.right)}")
    return "\n\n".join(parts)


def overview() -> str:
    """List every code with its first sentence, one a line."""
    rules = all_descriptions()
    width = max(map(len, rules))
    return "\n".join(
        f"{code:{width}}  {rule.severity:7}  {first_sentence(rule)}" for code, rule in rules.items()
    )


def first_sentence(rule: Description) -> str:
    """Take what stands before the first full stop or colon, on one line."""
    text = " ".join(rule.explanation.split("\n\n")[0].split())
    end = _SENTENCE.search(text)
    return text[: end.start()] if end else text


def similar_codes(word: str) -> Sequence[str]:
    """Guess which code was meant by `word`."""
    written = word.strip().strip("[]").lower().replace("_", "-").replace(" ", "-")
    codes = tuple(all_descriptions())
    same = [code for code in codes if code == written]
    return same or difflib.get_close_matches(written, codes, n=3, cutoff=0.7)


def page() -> str:
    """Write docs/findings.md."""
    return "\n".join((PAGE_HEAD, *(_entry(rule) for rule in all_descriptions().values())))


def _entry(rule: Description) -> str:
    return "\n".join(_lines(rule))


def _lines(rule: Description) -> Iterator[str]:
    yield f"## {rule.code}\n"
    yield f"*{effect(rule)}*\n"
    yield f"{rule.explanation}\n"
    if rule.example is not None:
        for title, text in (("Wrong", rule.example.wrong), ("Right", rule.example.right)):
            yield f"{title}:\n\n```graphql\n{text}\n```\n"


def _indented(text: str) -> str:
    return textwrap.indent(text, "    ")
