from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from aggregator.simulator.configs import CardConfig, Header
from aggregator.simulator.grouping import api_details, group
from tests.support.local_plain import card

SPACES = st.sampled_from(["", " ", "  ", "\t"])
NAMES = st.sampled_from(["Authorization", "X-Team", "X-Key"])
VALUES = st.sampled_from(["Bearer my-token", "bearer my-token", " Bearer my-token ", "x"])
HEADERS = st.lists(st.tuples(NAMES, VALUES), max_size=4)
URLS = st.sampled_from(
    [
        "https://api.example.com/cards",
        "https://api.example.com/cards/",
        "https://api.example.com/Cards",
    ]
)


def together(one: CardConfig, other: CardConfig) -> bool:
    return len(group([one, other])) == 1


@given(st.data(), URLS, HEADERS)
def test_header_order_name_case_and_outer_space_do_not_part_cards(
    data: st.DataObject, url: str, headers: Sequence[tuple[str, str]]
) -> None:
    shuffled = data.draw(st.permutations(headers))
    spelt = [
        (data.draw(SPACES) + data.draw(st.sampled_from([name, name.upper(), name.lower()])), value)
        for name, value in shuffled
    ]
    other_url = data.draw(SPACES) + url + data.draw(SPACES)
    one = card("one", url=url, headers=headers)
    other = card("two", url=other_url, headers=spelt, title="Other", default_ttl=15)
    assert together(one, other)


@given(URLS, URLS, HEADERS, HEADERS)
def test_cards_share_a_request_exactly_when_url_and_headers_are_the_same(
    url: str,
    other_url: str,
    headers: Sequence[tuple[str, str]],
    other_headers: Sequence[tuple[str, str]],
) -> None:
    same = url == other_url and sorted(headers) == sorted(other_headers)
    one = card("one", url=url, headers=headers)
    assert together(one, card("two", url=other_url, headers=other_headers)) is same


@given(st.lists(st.tuples(URLS, HEADERS), max_size=8))
def test_each_card_is_in_one_group_in_the_order_given(
    details: Sequence[tuple[str, Sequence[tuple[str, str]]]],
) -> None:
    cards = [
        card(f"k{index}", url=url, headers=headers) for index, (url, headers) in enumerate(details)
    ]
    groups = group(cards)
    assert sorted(key for part in groups for key in part.keys) == [it.key for it in cards]
    for part in groups:
        assert list(part.keys) == [it.key for it in cards if it in part.cards]
        assert len({api_details(it) for it in part.cards}) == 1


def test_the_examples_of_plains_documents() -> None:
    urls = ["https://api.example.com/cards", "https://api.example.com/cards/"]
    assert not together(card("a", url=urls[0]), card("b", url=urls[1]))
    assert not together(card("a", url=urls[0]), card("b", url="https://api.example.com/Cards"))
    for name in ("AUTHORIZATION", "   authorization   "):
        assert together(
            card("a", headers=[("Authorization", "x")]), card("b", headers=[(name, "x")])
        )
    for value in ("bearer my-token", "   Bearer my-token   "):
        assert not together(
            card("a", headers=[("Authorization", "Bearer my-token")]),
            card("b", headers=[("Authorization", value)]),
        )


def test_the_first_card_spells_the_request_and_space_that_http_cannot_carry_is_cut() -> None:
    (part,) = group(
        [
            card("a", url=" https://x.example/c ", headers=[(" X-Key ", " v ")]),
            card("b", url="https://x.example/c", headers=[("x-key", " v ")]),
        ]
    )
    assert (part.url, dict(part.headers)) == ("https://x.example/c", {"X-Key": "v"})


def test_a_secret_in_a_header_is_not_in_its_repr() -> None:
    assert "hunter2" not in repr(Header("Authorization", "hunter2"))
