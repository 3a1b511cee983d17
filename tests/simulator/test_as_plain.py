from typing import Any

import pytest

from aggregator.domain.plain.wire import validate
from aggregator.simulator.as_plain import as_plain
from aggregator.simulator.unpublished import Unpublished
from tests.support.local_plain import text

RULES = Unpublished()

# Each component as it was written in 2022, and as it is written now.
ALIASES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        {"componentText": {"text": "a", "size": "L", "color": "MUTED"}},
        {"componentText": {"text": "a", "textSize": "L", "textColor": "MUTED"}},
    ),
    (
        {"componentDivider": {"spacingSize": "M"}},
        {"componentDivider": {"dividerSpacingSize": "M"}},
    ),
    ({"componentSpacer": {"size": "S"}}, {"componentSpacer": {"spacerSize": "S"}}),
    (
        {"componentLinkButton": {"url": "https://a.example", "label": "a"}},
        {"componentLinkButton": {"linkButtonUrl": "https://a.example", "linkButtonLabel": "a"}},
    ),
]


@pytest.mark.parametrize(("old", "new"), ALIASES)
def test_names_of_2022_are_read_at_any_depth(old: dict[str, Any], new: dict[str, Any]) -> None:
    def nested(leaf: dict[str, Any]) -> list[dict[str, Any]]:
        row = {"componentRow": {"rowMainContent": [leaf], "rowAsideContent": []}}
        return [leaf, row, {"componentContainer": {"containerContent": [row]}}]

    read = as_plain(nested(old), RULES)
    assert read == nested(new)
    assert validate(read) == []


def test_the_new_name_wins_over_the_old_one() -> None:
    both = [{"componentText": {"text": "a", "size": "L", "textSize": "S"}}]
    assert as_plain(both, RULES) == [{"componentText": {"text": "a", "textSize": "S"}}]


def test_what_came_is_not_changed() -> None:
    came = [{"componentText": {"text": "a", "size": "L", "more": 1}}]
    as_plain(came, RULES)
    assert came == [{"componentText": {"text": "a", "size": "L", "more": 1}}]


def test_undocumented_members_are_dropped_or_kept_for_refusal() -> None:
    came = [{"componentText": {"text": "a", "more": 1}}]
    assert as_plain(came, RULES) == [text("a")]
    assert as_plain(came, Unpublished(unknown_fields="refuse")) == came


@pytest.mark.parametrize("url", ["tel:+4912345", "slack://channel", "plain:x", "a:///x"])
def test_a_link_of_any_scheme_is_taken_unless_set(url: str) -> None:
    link = [{"componentLinkButton": {"linkButtonUrl": url, "linkButtonLabel": "call"}}]
    assert validate(as_plain(link, RULES)) == []
    assert validate(as_plain(link, Unpublished(any_link_scheme=False)))


@pytest.mark.parametrize(
    "url", ["/relative", "no scheme", "https://", "tel: 1", "", "slack://a:99999/"]
)
def test_a_link_that_is_no_absolute_url_stays_wrong(url: str) -> None:
    link = [{"componentLinkButton": {"linkButtonUrl": url, "linkButtonLabel": "call"}}]
    assert validate(as_plain(link, RULES))


def test_the_newest_components_are_known_unless_set() -> None:
    newest = [
        {"componentDateTime": {"dateTimeIso8601": "2026-01-01T12:00:00Z"}},
        {"componentUser": {"userIdentifier": {"emailAddress": "a@b.co"}}},
    ]
    assert validate(as_plain(newest, RULES)) == []
    old = Unpublished(newest_components=False)
    assert len(validate(as_plain(newest, old))) == 2


@pytest.mark.parametrize(
    "odd",
    [
        None,
        "text",
        {"componentText": {}},
        [None, 1, [], {}],
        [{"a": {}, "b": {}}],
        [{"componentText": "not an object"}],
        [{"componentRow": {"rowMainContent": 5}}],
        [{"componentImage": {"url": "x"}}],
    ],
)
def test_what_is_no_component_is_left_for_the_validator(odd: object) -> None:
    read = as_plain(odd, RULES)
    if odd is None:
        assert read is None
    else:
        assert validate(read)
