"""Whatever the sources return: a rendering never raises, and never breaks Plain's rules."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
from graphql import Source
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.domain.card import Failed, Hidden, Result, Shown, Unavailable
from aggregator.domain.plain.components import validate
from aggregator.language.outline import Outline, outline
from aggregator.language.source import SharedFragments, as_card, parse_text
from aggregator.render.card import CompiledCard, Defaults
from aggregator.render.compile import compile_outline
from tests.support.card_data import data_of
from tests.support.rendering import CONTEXT, schema

# Every directive, every kind of value, every place a value can be put. What a source may insert
# stands in markdown only between the signs < and >, so that a test can look at it.
CARD = """
query Everything @card(title: "T", empty: "CARD EMPTY") {
  customer {
    id @note(text: "since «{contact.registeredAt|date}» «{name}»") @row(label: "«{name}»")
    name @text(markdown: true, text: "«{name}» «{email}» «{contact.lastDevice}»")
    bio @text
    email @row @default(text: "DEFAULT email")
    externalId @link(label: "{name}", url: "https://id.example.com/a/{externalId}/b?c={name}")
    plainId @link(label: "Mail", url: "mailto:{email}?subject={name}")
    vip @badge(label: "{name}", green: [true], red: ["*"])
    score @text(error: ["< 10"], warning: ["> 1000"], color: MUTED)
    tags @where(not: ["a"]) @row(label: "Tags") @each(max: 2, empty: "EMPTY tags")
    links @each(max: 3)
    past @badge(red: [PAST_DUE], grey: ["*"])
    moments @copy
    contact @section(title: "«{contact.name}»", box: true) @spacer(size: L) {
      name @copy(label: "{name}", text: "{name} {phone}")
      email @user
      phone @workflow(label: "Call {phone}", key: "call")
      registeredAt @row @date(style: DATETIME)
      lastSeenAt @row @date(style: RELATIVE) @badge(red: ["past"], green: ["within 7d"])
      lastDevice @when(field: "marketing", is: [OPTED_IN], not: [UNKNOWN]) @text(size: L)
      marketing @row
      url @link
      owner @row @divider { name @main @note(text: "«{email}»") email @aside }
    }
    account @default(text: "DEFAULT account") @row {
      name @main  tier @aside  createdAt  employees @aside
    }
    subscription {
      price @row  quantity @number(digits: 2)  renewsAt @row  url @row
      plan {
        price @money @badge(red: ["> 100"])
        features @badge
        description @text(markdown: true)
      }
    }
    usage { apiRatio @percent @row  storageRatio @percent(digits: 2) @badge(red: ["> 0.9"]) }
    invoices(first: 4)
      @where(field: "number", not: ["x"]) @where(field: "total")
      @divider @each(max: 2, heading: "«{name}» {count}", empty: "EMPTY invoices") @row {
      number @main  total @aside @money
      lines @each(max: 1, more: "{count} of «{number}» «{name}»") {
        description @main unitPrice @aside
      }
    }
    latest @section(title: "Latest", box: true) {
      ... on Ticket @row { subject @main  status @aside }
      ... on Incident @when(field: "severity", not: [MINOR]) { title @text severity }
    }
    people { ... on Robot { model @text } name @text }
  }
}
"""


def resolved() -> Outline:
    file = parse_text(Path("everything.graphql"), Source(CARD, "everything.graphql"))
    assert file.problem is None, file.problem
    return outline(as_card(file, "team", SharedFragments()), schema())


OUTLINE = resolved()
EVERYTHING = compile_outline(OUTLINE)
NEWEST = compile_outline(OUTLINE, Defaults(date_component=True, user_component=True))
DATA = data_of(OUTLINE)

thorough = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)


def leaves(components: Sequence[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """All components that hold no others, with their names."""
    for component in components:
        ((name, body),) = component.items()
        if name == "componentRow":
            yield from leaves(body["rowMainContent"])
            yield from leaves(body["rowAsideContent"])
        elif name == "componentContainer":
            yield from leaves(body["containerContent"])
        else:
            yield name, body


@thorough
@given(data=DATA, known=st.booleans(), card=st.sampled_from([EVERYTHING, NEWEST]))
def test_any_data_gives_components_that_plain_takes(
    data: dict[str, Any], known: bool, card: CompiledCard
) -> None:
    outcome = card.render(Result(data, known=known), CONTEXT)
    if isinstance(outcome, Shown):
        assert validate(outcome.components) == []
        assert outcome.components
        assert orjson.loads(orjson.dumps(list(outcome.components))) == outcome.components
    else:
        assert isinstance(outcome, Hidden | Unavailable)


@thorough
@given(data=DATA)
def test_no_value_becomes_a_link_or_leaves_its_place(data: dict[str, Any]) -> None:
    outcome = EVERYTHING.render(Result(data), CONTEXT)
    for name, body in leaves(outcome.components if isinstance(outcome, Shown) else []):
        if name == "componentText" and "«" in body["text"]:
            for inserted in re.findall(r"«(.*?)(?:»|$)", body["text"], re.DOTALL):
                bare = re.sub(r"\\.", "", inserted.rstrip("…\\"))
                assert not re.search(r"[\\`*_\[\]()!|<>~&\n]", bare), inserted[:80]
                assert "://" not in inserted
        if name == "componentLinkButton":
            url = urlsplit(body["linkButtonUrl"])
            assert url.scheme in {"https", "http", "mailto"}
            if url.netloc == "id.example.com":
                assert url.path.startswith("/a/")
                assert url.path.endswith("/b")
                assert url.query.startswith("c=")
                assert "&" not in url.query
            if url.scheme == "mailto":
                assert url.path.count("@") <= 1


@thorough
@given(data=DATA)
def test_what_failed_is_told_and_never_passed_off_as_empty(data: dict[str, Any]) -> None:
    outcome = EVERYTHING.render(Result(data), CONTEXT)
    words = str(outcome.components) if isinstance(outcome, Shown) else ""
    customer = data["customer"]
    if isinstance(customer, Failed):
        assert isinstance(outcome, Unavailable) or customer.error.code == "CUSTOMER_NOT_FOUND"
        return
    for name, text in (
        ("email", "DEFAULT email"),
        ("account", "DEFAULT account"),
        ("tags", "EMPTY tags"),
        ("invoices", "EMPTY invoices"),
    ):
        value = (customer or {}).get(name)
        inside = value if isinstance(value, list) else [value]
        if any(isinstance(each, Failed) for each in inside):
            assert text not in words


@thorough
@given(data=data_of(OUTLINE, failing=False))
def test_without_a_failure_none_is_claimed(data: dict[str, Any]) -> None:
    outcome = EVERYTHING.render(Result(data), CONTEXT)
    assert isinstance(outcome, Shown | Hidden)
    assert not isinstance(outcome, Shown) or outcome.failures == ()
