"""A piece is, byte for byte, what the component is that `build` makes of the same."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.plain import components
from aggregator.domain.plain.components import (
    BadgeColor,
    Component,
    Divider,
    Emitted,
    PlainText,
    Size,
    Spacer,
    TextColor,
    emit,
    emit_all,
)
from aggregator.domain.plain.limits import LABEL_MAX, TEXT_MAX
from aggregator.render.layout import build, pieces
from tests.support.rendering import customer, shown

ODD = "\"\\/?'\x00\x1f\x7f\u2028\ud83d\ude00é \n\t\u200b"
WORDS = st.one_of(
    st.text(),
    st.text(alphabet=ODD),
    st.text(alphabet=ODD, min_size=1).map(lambda it: it * (TEXT_MAX // len(it) + 1)),
    st.sampled_from(["?", '"?"', "x" * LABEL_MAX, "x" * (LABEL_MAX + 1), "x" * TEXT_MAX]),
)
SIZES = st.sampled_from([None, *get_args(Size)])
COLORS = st.sampled_from([None, *get_args(TextColor)])


def sent(component: Component | None) -> str:
    return "" if component is None else component.json


@given(WORDS, SIZES, COLORS, st.sampled_from([None, *get_args(BadgeColor)]))
def test_of_any_words_the_same_is_sent(
    words: str, size: Size | None, color: TextColor | None, badge: BadgeColor | None
) -> None:
    assert pieces.text(words, size, color) == sent(build.text(words, size, color))
    assert pieces.markdown(words, size, color) == sent(build.markdown(words, size, color))
    assert pieces.badge(words, badge) == sent(build.badge(words, badge))


LEAVES: list[Component] = [PlainText('"?"'), PlainText("b", "S"), Divider(), Spacer("M")]
SEVERAL = st.lists(st.sampled_from(LEAVES), max_size=4)


@given(SEVERAL, SEVERAL)
def test_of_any_leaves_the_same_row_and_box_are_sent(
    main: list[Component], aside: list[Component]
) -> None:
    left, right = [pieces.piece(each) for each in main], [pieces.piece(each) for each in aside]
    assert pieces.row(left, right) == sent(build.row(main, aside))
    assert pieces.box(left) == sent(build.box(main))


def test_words_that_plain_does_not_know_are_refused_as_a_component_refuses_them() -> None:
    with pytest.raises(ValueError, match="textColor must be one of"):
        pieces.markdown("x", "S", "muted")
    with pytest.raises(ValueError, match="badgeColor must be one of"):
        pieces.badge("x", "PURPLE")


def test_text_in_rows_costs_no_component_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    card = customer('name @row email @row(label: "Mail") name @badge')
    data = {"name": "Al", "email": "al@grocery.co"}
    before = shown(card, data).components

    def nothing_is_checked(*_: object) -> None:
        raise AssertionError("a component was made")

    monkeypatch.setattr(components, "broken_fields", nothing_is_checked)
    assert shown(card, data).components == before


def test_what_was_emitted_reads_as_the_list_that_it_is() -> None:
    made = emit_all([PlainText("a"), Divider()])
    same = Emitted(made.json)
    assert (len(made), made[0], made[-1:]) == (2, emit(PlainText("a")), [emit(Divider())])
    assert made == same == list(made)
    assert made != [*made, made[0]]
    assert repr(made) == repr(list(made))
