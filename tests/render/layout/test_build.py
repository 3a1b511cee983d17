"""Whatever words come, what is built of them is what Plain takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.plain.components import (
    Component,
    Divider,
    PlainText,
    Row,
    Spacer,
    emit_all,
    validate,
)
from aggregator.domain.plain.limits import COPY_VALUE_MAX, LABEL_MAX, TEXT_MAX, utf16_length
from aggregator.render.layout import build
from aggregator.render.python import box, divider, row

ANY = st.one_of(st.text(), st.text(alphabet="\u200b\ud83d\ude00é \n").map(lambda it: it * 600))
A = PlainText("a")


@given(ANY, ANY)
def test_any_words_make_a_component_that_plain_takes_or_none(one: str, other: str) -> None:
    made = [
        build.text(one, "S", "MUTED"),
        build.markdown(one),
        build.badge(one, "GREEN"),
        build.link(one, f"https://example.com/{other}"),
        build.link(one, other),
        build.copy(one, other),
        build.workflow(one, "w", None),
        build.moment(one),
        build.user("email", one),
    ]
    assert validate(emit_all(selection for selection in made if selection is not None)) == []


def test_words_are_cut_and_what_is_copied_or_acted_on_never_is() -> None:
    long = "x" * (TEXT_MAX + 1)
    cut = build.text(long)
    assert cut is not None
    assert (utf16_length(cut.text), cut.text[-1]) == (TEXT_MAX, "…")
    assert build.copy("x" * (COPY_VALUE_MAX + 1), "Copy") is None
    assert build.user("user_id", "x" * (LABEL_MAX + 1)) is None


@pytest.mark.parametrize("blank", ["", " \n", "\u200b\u200b"])
def test_of_nothing_to_read_nothing_is_shown(blank: str) -> None:
    assert build.text(blank) is None
    assert build.markdown(blank) is None
    assert build.badge(blank, None) is None
    assert build.link(blank, "https://example.com") is None
    assert build.workflow(blank, "w", None) is None


def test_a_separator_in_a_row_or_a_box_separates_something_in_python_too() -> None:
    for one in (build.row([Divider(), A, Spacer("M")], []), row([divider(), "a", divider()])):
        assert one == Row((A,))
    held: list[Component] = [A, Divider()]
    assert build.box(held) == box("a", divider())
    assert build.box([Divider()]) is None
    assert box(divider()) is None
