import io
from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType

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
    emit_all,
)
from aggregator.domain.plain.response import CardAnswer
from aggregator.simulator.draw import draw, kept, table
from tests.support.plain import payload, payload_names


def printed(drawing: RenderableType, width: int = 48, *, color: bool = False) -> str:
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        legacy_windows=False,
    )
    console.print(drawing)
    return out.getvalue()


def lines(components: Sequence[Any], width: int = 48) -> list[str]:
    """What stands inside the frame, line by line."""
    picture = printed(draw("card", components, None), width).splitlines()
    return [line[2:-2].rstrip() for line in picture[1:-1]]


def test_an_example_card_whole() -> None:
    (card,) = orjson.loads(payload("card-subscription-status.response.json"))["cards"]
    assert printed(draw(card["key"], card["components"], 120), 40) == (
        "╭─ subscription-status ────────────────╮\n"
        "│ Plan                       ● Starter │\n"
        "│                                      │\n"
        "│ Expires                 07 Jan, 2023 │\n"
        "╰────────────────────────────── 2 min ─╯\n"
    )


@pytest.mark.parametrize("name", payload_names("*.response.json"))
@pytest.mark.parametrize("width", [30, 64, 200])
def test_every_known_card_fits_its_width(name: str, width: int) -> None:
    for card in orjson.loads(payload(name))["cards"]:
        for line in printed(draw(card["key"], card["components"], 60), width).splitlines():
            assert len(line) <= min(width, 64)


def test_a_wide_console_does_not_stretch_a_card() -> None:
    first = printed(draw("card", [], None), 200).splitlines()[0]
    assert len(first) == 64


def test_a_hidden_card_says_so() -> None:
    assert "hidden: nothing to show" in printed(draw("card", None, 60))


def test_markdown_is_shown_without_its_marks_and_other_text_untouched() -> None:
    markdown = emit_all([Text("**Total** is *new*, see [docs](https://example.com), a_b_c 2*3*")])
    plain = emit_all([PlainText("**Total** [bold]x[/bold]")])
    assert lines([*markdown, *plain]) == [
        "Total is new, see docs, a_b_c 23",
        "**Total** [bold]x[/bold]",
    ]


def test_badges_are_coloured_pills_and_links_lead_on() -> None:
    card = emit_all([Badge("Past due", "RED"), LinkButton("Open", "https://example.com/x")])
    picture = printed(draw("card", card, None), color=True)
    assert "\x1b[37;41m ● Past due \x1b[0m" in picture
    assert "https://example.com/x" in picture


def test_long_columns_share_a_row_and_short_ones_keep_their_words() -> None:
    short = lines(emit_all([Row((PlainText("word " * 30),), (PlainText("Nov 21, 2026"),))]))
    assert any(line.endswith("Nov 21, 2026") for line in short)
    both = lines(emit_all([Row((PlainText("m" * 60),), (PlainText("a" * 60),))]))
    assert both[0] == "m" * 21 + "  " + "a" * 21


def test_every_other_component_has_its_sign() -> None:
    others: list[Component] = [
        WorkflowButton("Run sync", workflow_id="wf_1"),
        CopyButton("cus_1"),
        CopyButton("cus_1", "Copy customer id"),
        User(email="dana@example.com"),
        DateTime("2026-11-22T10:01:00Z"),
        Divider("L"),
        Spacer("XL"),
        Container((PlainText("inside"),)),
    ]
    assert lines(emit_all(others)) == [
        "[ ▶ Run sync ]",
        "⧉ Copy",
        "⧉ Copy customer id",
        "@ dana@example.com",
        "2026-11-22T10:01:00Z",
        "",
        "─" * 44,
        "",
        "",
        "",
        "╭" + "─" * 42 + "╮",
        "│ inside" + " " * 35 + "│",
        "╰" + "─" * 42 + "╯",
    ]


def test_what_steers_a_terminal_is_not_passed_on() -> None:
    hostile = emit_all([PlainText("\x1b]0;owned\x07 \x9b31m \u202egnp.exe\tend")])
    picture = printed(draw("\x1bkey", hostile, None))
    assert not set("\x1b\x07\x9b\u202e\t") & set(picture)
    assert "owned" in picture


def test_what_plain_does_not_know_is_drawn_as_such() -> None:
    assert lines([{"componentImage": {}}]) == ["? no component that Plain knows"]


def test_the_table_lists_each_card() -> None:
    cards = [CardAnswer("plan", [{}, {}], 60), CardAnswer("usage", None), CardAnswer("one", [{}])]
    assert [line.split() for line in printed(table(cards)).splitlines() if line.strip()][2:] == [
        ["plan", "2", "components", "1", "min"],
        ["usage", "hidden", "Plain's", "setting"],
        ["one", "1", "component", "Plain's", "setting"],
    ]


@pytest.mark.parametrize(
    ("ttl", "words"),
    [
        (None, "Plain's setting"),
        (15, "15 s"),
        (60, "1 min"),
        (90, "90 s"),
        (7_200, "2 h"),
        (86_400, "1 d"),
    ],
)
def test_a_ttl_is_said_as_people_do(ttl: int | None, words: str) -> None:
    assert kept(ttl) == words


wrappers = st.sampled_from(
    ["componentText", "componentRow", "componentContainer", "componentUser", "componentSpacer"]
)
names = wrappers | st.sampled_from(["text", "rowMainContent", "containerContent", "userIdentifier"])
foreign = st.recursive(
    st.none() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=2),
    max_leaves=10,
)


@given(st.text(max_size=5), st.lists(foreign, max_size=4), st.integers(1, 80))
def test_any_foreign_json_is_drawn_without_raising(
    key: str, components: list[Any], width: int
) -> None:
    assert printed(draw(key, components, 60), width)
