import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.plain.wire import BRANCHES, LEAVES, WireProblem, validate
from tests.support.plain import payload, payload_names

TEXT = {"componentText": {"text": "Plan"}}
ROW = {"componentRow": {"rowMainContent": [TEXT], "rowAsideContent": []}}


@pytest.mark.parametrize("name", payload_names("*.response.json"))
def test_every_known_response_is_clean(name: str) -> None:
    for card in orjson.loads(payload(name))["cards"]:
        assert validate(card["components"]) == []


def test_null_hides_a_card() -> None:
    assert validate(None) == []


def test_optional_fields_may_be_null_and_required_ones_may_not() -> None:
    assert validate([{"componentText": {"text": "x", "textSize": None, "textColor": None}}]) == []
    assert validate([{"componentText": {"text": None}}]) == [
        WireProblem("[0].componentText.text", "is required")
    ]


def test_an_aside_may_be_empty_but_not_absent() -> None:
    assert validate([ROW]) == []
    assert validate([{"componentRow": {"rowMainContent": [TEXT]}}]) == [
        WireProblem("[0].componentRow.rowAsideContent", "is required, as a list of components")
    ]


@pytest.mark.parametrize(
    ("components", "path"),
    [
        ({}, "components"),
        ("componentText", "components"),
        ([None], "[0]"),
        ([{}], "[0]"),
        ([TEXT, {**TEXT, **ROW}], "[1]"),
        ([{"componentImage": {}}], "[0]"),
        ([{7: {}}], "[0]"),
        ([{"componentText": "Plan"}], "[0].componentText"),
        ([{"componentText": {}}], "[0].componentText.text"),
        ([{"componentText": {"text": ""}}], "[0].componentText.text"),
        ([{"componentText": {"text": 7}}], "[0].componentText.text"),
        ([{"componentText": {"text": "x", "textSize": "s"}}], "[0].componentText.textSize"),
        ([{"componentText": {"text": "x", "textSize": ["S"]}}], "[0].componentText.textSize"),
        ([{"componentText": {"text": "x", "bold": True}}], "[0].componentText.bold"),
        ([{"componentText": {"text": "x", "color": "MUTED"}}], "[0].componentText.color"),
        ([{"componentSpacer": {}}], "[0].componentSpacer.spacerSize"),
        ([{"componentRow": []}], "[0].componentRow"),
        (
            [{"componentRow": {"rowMainContent": [], "rowAsideContent": []}}],
            "[0].componentRow.rowMainContent",
        ),
        (
            [{"componentRow": {"rowMainContent": [ROW], "rowAsideContent": []}}],
            "[0].componentRow.rowMainContent[0].componentRow",
        ),
        (
            [{"componentRow": {"rowMainContent": [TEXT], "rowAsideContent": [], "gap": 1}}],
            "[0].componentRow.gap",
        ),
        (
            [{"componentContainer": {"containerContent": []}}],
            "[0].componentContainer.containerContent",
        ),
        (
            [{"componentContainer": {"containerContent": [{"componentContainer": {}}]}}],
            "[0].componentContainer.containerContent[0].componentContainer",
        ),
        (
            [{"componentContainer": {"containerContent": [ROW, {"componentBadge": {}}]}}],
            "[0].componentContainer.containerContent[1].componentBadge.badgeLabel",
        ),
        (
            [{"componentLinkButton": {"linkButtonUrl": 7, "linkButtonLabel": "Open"}}],
            "[0].componentLinkButton.linkButtonUrl",
        ),
        (
            [{"componentLinkButton": {"linkButtonUrl": "mailto:", "linkButtonLabel": "Write"}}],
            "[0].componentLinkButton.linkButtonUrl",
        ),
        (
            [{"componentUser": {"userIdentifier": {"userId": "\ud800"}}}],
            "[0].componentUser.userIdentifier",
        ),
        (
            [{"componentDateTime": {"dateTimeIso8601": 1795341660}}],
            "[0].componentDateTime.dateTimeIso8601",
        ),
        (
            [{"componentUser": {"userIdentifier": {"userId": 7}}}],
            "[0].componentUser.userIdentifier",
        ),
    ],
)
def test_each_break_is_found_at_its_place(components: object, path: str) -> None:
    assert [problem.path for problem in validate(components)] == [path]


def test_a_deprecated_name_tells_the_current_one() -> None:
    (problem,) = validate([{"componentText": {"text": "x", "color": "MUTED"}}])
    assert problem.rule == "is a deprecated name: write textColor"


def test_every_break_of_a_card_is_told() -> None:
    broken = {"componentBadge": {"badgeLabel": "x" * 501, "badgeColor": "red"}}
    assert len(validate([broken, TEXT, broken])) == 4


def test_the_table_has_the_twelve_components() -> None:
    assert len(LEAVES) + len(BRANCHES) == 12


names = st.sampled_from([*LEAVES, *BRANCHES, "text", "rowMainContent", "containerContent", "x"])
foreign = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=12,
)


@given(foreign)
def test_any_foreign_json_is_judged_without_raising(components: object) -> None:
    assert all(problem.path and problem.rule for problem in validate(components))
