from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aggregator.authoring.cases.lines import difference, line, lines
from aggregator.domain.plain.response import CardAnswer
from tests.support.rendering import badge, box, copy_button, divider, label, link, plain, row


def answer(*components: Any, ttl: int | None = 60) -> CardAnswer:
    return CardAnswer("plan", list(components), ttl)


def test_each_component_is_a_line_with_all_it_holds() -> None:
    told = lines(
        answer(
            row([label("Status")], [badge("Past due", "RED")]),
            row([plain("A")], []),
            box(link("Open", "https://a.example/?b"), divider("S")),
            copy_button("42", "Copy"),
            divider(),
        )
    )
    assert told == [
        "kept: 60 s",
        'row: text "Status" color=MUTED size=M | badge "Past due" color=RED',
        'row: plain text "A" | -',
        "box:",
        '  link button "Open" url="https://a.example/?b"',
        "  divider spacingSize=S",
        'copy button value="42" tooltipLabel="Copy"',
        "divider",
    ]


def test_a_hidden_card_and_plains_own_ttl_are_told() -> None:
    assert lines(CardAnswer("plan", None)) == ["kept: Plain's setting", "hidden"]


def test_a_difference_shows_what_changed_and_a_little_around_it() -> None:
    same = [plain(f"line {number}") for number in range(9)]
    before = answer(*same, badge("Active", "GREEN"), plain("end"))
    after = answer(*same, badge("Active", "RED"), plain("end"), ttl=60)
    assert difference(before, after) == [
        '  plain text "line 7"',
        '  plain text "line 8"',
        '- badge "Active" color=GREEN',
        '+ badge "Active" color=RED',
        '  plain text "end"',
    ]
    assert difference(before, before) == []


def test_two_changes_far_apart_have_a_gap_between() -> None:
    same = [plain(f"line {number}") for number in range(9)]
    changed = difference(answer(*same, plain("x"), ttl=15), answer(*same, plain("y")))
    assert changed.count("  ...") == 1
    assert changed[:2] == ["- kept: 15 s", "+ kept: 60 s"]


def test_what_would_turn_a_terminals_text_around_is_an_escape() -> None:
    said = line(plain("a\u202eb\x1b[31m\x9b"))
    assert said == 'plain text "a\\u202eb\\u001b[31m\\u009b"'


leaves = st.sampled_from(["componentText", "componentBadge", "componentRow", "strange"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)


@given(st.dictionaries(leaves, values, max_size=2))
def test_anything_at_all_is_one_line(component: dict[str, Any]) -> None:
    assert "\n" not in line(component)
