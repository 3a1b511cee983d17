"""Whether one word takes all that another matches: asked at bounds, and true of everything."""

from graphql import GraphQLNamedType, parse_value
from hypothesis import given
from hypothesis import strategies as st

from aggregator.language.match import parse_match
from aggregator.lint.covering import covers
from tests.support.card_schema import card_schema
from tests.support.rendering import CONTEXT

COMPARISONS = st.builds(
    lambda sign, number: f'"{sign} {number / 2:g}"',
    st.sampled_from(["<", "<=", ">", ">=", "="]),
    st.integers(-6, 6),
)


def type_of(name: str) -> GraphQLNamedType:
    return card_schema().type_map[name]


@given(st.lists(COMPARISONS, min_size=1, max_size=3), COMPARISONS)
def test_what_is_covered_is_matched_by_an_earlier_one_wherever_it_matches(
    earlier: list[str], word: str
) -> None:
    type_ = type_of("Float")
    covered = covers([parse_value(each) for each in earlier], parse_value(word), type_)
    before = [parse_match(parse_value(each), type_) for each in earlier]
    match = parse_match(parse_value(word), type_)
    points = [number / 8 for number in range(-40, 41)]
    missed = [
        point
        for point in points
        if match.accepts(point, CONTEXT.now)
        and not any(each.accepts(point, CONTEXT.now) for each in before)
    ]
    assert covered is not bool(missed)


def test_texts_have_no_order() -> None:
    assert not covers([parse_value('"> 1"')], parse_value('"> 2"'), type_of("String"))


def test_a_word_that_is_none_covers_nothing() -> None:
    assert not covers([parse_value('"many"')], parse_value('"> 2"'), type_of("Int"))
