from collections.abc import Callable

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.plain.components import (
    Badge,
    Component,
    Container,
    CopyButton,
    DateTime,
    Divider,
    LinkButton,
    PlainText,
    Row,
    Spacer,
    Text,
    User,
    WorkflowButton,
    emit,
    emit_all,
    validate,
)

ALL: list[tuple[Component, object]] = [
    (Text("Hi"), {"componentText": {"text": "Hi"}}),
    (
        Text("Hi", "L", "MUTED"),
        {"componentText": {"text": "Hi", "textSize": "L", "textColor": "MUTED"}},
    ),
    (
        PlainText("Hi", size="S", color="ERROR"),
        {
            "componentPlainText": {
                "plainText": "Hi",
                "plainTextSize": "S",
                "plainTextColor": "ERROR",
            }
        },
    ),
    (Divider(), {"componentDivider": {}}),
    (Divider("XL"), {"componentDivider": {"dividerSpacingSize": "XL"}}),
    (Spacer("XS"), {"componentSpacer": {"spacerSize": "XS"}}),
    (Badge("Paid", "GREEN"), {"componentBadge": {"badgeLabel": "Paid", "badgeColor": "GREEN"}}),
    (
        LinkButton("Open", "https://example.com/a?b=c"),
        {
            "componentLinkButton": {
                "linkButtonLabel": "Open",
                "linkButtonUrl": "https://example.com/a?b=c",
            }
        },
    ),
    (
        CopyButton("cus_1", "Copy"),
        {"componentCopyButton": {"copyButtonValue": "cus_1", "copyButtonTooltipLabel": "Copy"}},
    ),
    (
        WorkflowButton("Run", workflow_key="sync"),
        {
            "componentWorkflowButton": {
                "workflowButtonLabel": "Run",
                "workflowButtonWorkflowIdentifier": {"workflowKey": "sync"},
            }
        },
    ),
    (
        DateTime("2026-11-22T10:01:00Z"),
        {"componentDateTime": {"dateTimeIso8601": "2026-11-22T10:01:00Z"}},
    ),
    (User(email="a@b.co"), {"componentUser": {"userIdentifier": {"emailAddress": "a@b.co"}}}),
    (
        Row((Text("Plan"),), (Badge("Pro"),)),
        {
            "componentRow": {
                "rowMainContent": [{"componentText": {"text": "Plan"}}],
                "rowAsideContent": [{"componentBadge": {"badgeLabel": "Pro"}}],
            }
        },
    ),
    (
        Container((Row((Text("Plan"),)), Divider())),
        {
            "componentContainer": {
                "containerContent": [
                    {
                        "componentRow": {
                            "rowMainContent": [{"componentText": {"text": "Plan"}}],
                            "rowAsideContent": [],
                        }
                    },
                    {"componentDivider": {}},
                ]
            }
        },
    ),
]


@pytest.mark.parametrize(("component", "wire"), ALL, ids=lambda it: type(it).__name__)
def test_each_component_is_emitted_as_plain_reads_it(component: Component, wire: object) -> None:
    assert emit(component) == wire
    assert validate([wire]) == []


def test_all_twelve_are_there() -> None:
    assert len({type(component) for component, _ in ALL}) == 12


def test_a_card_is_emitted_in_order() -> None:
    assert emit_all([Spacer("S"), Divider()]) == [emit(Spacer("S")), emit(Divider())]


WRONG: list[tuple[Callable[[], object], str]] = [
    (lambda: Text(""), "Text: text must not be empty"),
    (lambda: Text("x" * 10_001), "Text: text is 10001 UTF-16 units long, Plain allows 10000"),
    (lambda: PlainText("😀" * 5_001), "plainText is 10002 UTF-16 units long"),
    (lambda: PlainText("\ud800"), "plainText holds half a surrogate pair"),
    (lambda: Text("x", size="XL"), "textSize must be one of S, M, L"),  # type: ignore[arg-type]
    (lambda: Text("x", color="muted"), "textColor must be one of NORMAL"),  # type: ignore[arg-type]
    (lambda: Text(7), "text must be text"),  # type: ignore[arg-type]
    (lambda: Spacer("XXL"), "spacerSize must be one of XS"),  # type: ignore[arg-type]
    (lambda: Badge("x" * 501), "badgeLabel is 501 UTF-16 units long, Plain allows 500"),
    (lambda: Badge("x", "PURPLE"), "badgeColor must be one of GREY"),  # type: ignore[arg-type]
    (lambda: CopyButton("x" * 1_001), "copyButtonValue is 1001"),
    (lambda: CopyButton("x", "x" * 501), "copyButtonTooltipLabel is 501"),
    (lambda: LinkButton("x" * 501, "https://a.co"), "linkButtonLabel is 501"),
    (lambda: LinkButton("x", "/relative"), "linkButtonUrl must be an absolute URL"),
    (lambda: WorkflowButton("x"), "exactly one of workflowId, workflowKey"),
    (lambda: WorkflowButton("x", "wf_1", "key"), "exactly one of workflowId, workflowKey"),
    (User, "exactly one of userId, emailAddress, machineUserId"),
    (lambda: User("u_1", "a@b.co"), "exactly one of userId"),
    (lambda: DateTime("yesterday"), "dateTimeIso8601 must be an ISO 8601 date"),
    (lambda: DateTime("2026-11-22T10:01:00"), "with its offset"),
    (lambda: Row(()), "Row: main must hold a component"),
    (lambda: Row((Row((Divider(),)),)), "main cannot hold a Row"),  # type: ignore[arg-type]
    (lambda: Row((Divider(),), (Container((Divider(),)),)), "aside cannot"),  # type: ignore[arg-type]
    (lambda: Row([Divider()]), "main must be a tuple"),  # type: ignore[arg-type]
    (lambda: Container(()), "Container: content must hold a component"),
    (lambda: Container((Container((Divider(),)),)), "cannot hold a Container"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("build", "message"), WRONG, ids=range(len(WRONG)))
def test_what_plain_refuses_cannot_be_built(build: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=r"^\w+: ") as caught:
        build()
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "http://example.com:8080/a?b=c#d",
        "HTTPS://EXAMPLE.COM/",
        "https://[::1]:8080/x",
        "https://xn--bcher-kva.example/straße",
        "mailto:alex@grocery.co?subject=Hi%20there",
    ],
)
def test_urls_that_are_sent(url: str) -> None:
    LinkButton("Open", url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "//example.com",
        "javascript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "ftp://example.com",
        "https:example.com",
        "https:/example.com",
        "https://",
        "https:///path",
        "https://:80/",
        "https://exa mple.com",
        "https://example.com/\n",
        "https://example.com:99999",
        "https://example.com:x",
        "https://[::1",
        "https://example.com\\@evil.example",
        "mailto:",
        "https://example.com/\ud800",
    ],
)
def test_urls_that_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="linkButtonUrl"):
        LinkButton("Open", url)


texts = st.text(min_size=1, max_size=60).filter(lambda text: text.isprintable())
sizes = st.none() | st.sampled_from(["S", "M", "L"])
leaves = st.one_of(
    st.builds(Text, texts, sizes, st.none() | st.sampled_from(["NORMAL", "MUTED", "ERROR"])),
    st.builds(PlainText, texts, sizes),
    st.builds(Divider, st.none() | st.sampled_from(["XS", "XL"])),
    st.builds(Spacer, st.sampled_from(["XS", "S", "M", "L", "XL"])),
    st.builds(Badge, texts, st.none() | st.sampled_from(["GREY", "BLUE"])),
    st.builds(CopyButton, texts, st.none() | texts),
)
rows = st.builds(
    Row,
    st.lists(leaves, min_size=1, max_size=3).map(tuple),
    st.lists(leaves, max_size=3).map(tuple),
)
components = st.one_of(
    leaves,
    rows,
    st.builds(Container, st.lists(leaves | rows, min_size=1, max_size=3).map(tuple)),
)


@given(st.lists(components, max_size=5))
def test_whatever_can_be_built_is_valid_on_the_wire(card: list[Component]) -> None:
    wire = emit_all(card)
    assert validate(wire) == []
    assert orjson.loads(wire.json) == wire == [emit(each) for each in card]


def test_what_was_emitted_is_written_as_json_once() -> None:
    emitted = emit_all([PlainText("a")])
    assert orjson.loads(emitted.json) == emitted
    assert emitted.json is emitted.json
