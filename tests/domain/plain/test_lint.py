from typing import Any

import orjson
import pytest
from hypothesis import given, settings

from aggregator.domain.plain.lint import lint
from tests.support.plain import payload, payload_names
from tests.support.plain_answers import spoilt

TEXT = {"componentText": {"text": "Plan"}}


def card(*components: Any, **more: Any) -> dict[str, Any]:
    return {"cards": [{"key": "a", "components": list(components), **more}]}


def remarks(answer: object) -> list[tuple[str, str]]:
    return [(it.code, it.path) for it in lint(answer)]


@pytest.mark.parametrize("name", payload_names("docs-*.response.json"))
def test_the_documented_responses_need_no_remark(name: str) -> None:
    assert remarks(orjson.loads(payload(name))) == []


@pytest.mark.parametrize(
    ("wrapper", "old"),
    [
        ("componentText", "size"),
        ("componentText", "color"),
        ("componentDivider", "spacingSize"),
        ("componentSpacer", "size"),
        ("componentLinkButton", "url"),
        ("componentLinkButton", "label"),
    ],
)
def test_each_old_name_that_plain_still_reads(wrapper: str, old: str) -> None:
    found = lint(card({wrapper: {old: "x"}}))
    assert [(it.code, it.path) for it in found] == [
        ("deprecated-name", f"cards[0].components[0].{wrapper}.{old}")
    ]
    assert found[0].rule.startswith("is an old name: write ")


def test_stray_members_at_every_level() -> None:
    row = {"rowMainContent": [{"componentText": {"text": "x", "bold": True}}], "gap": 1}
    answer = {**card({"componentRow": row}, title="A"), "customer": {"email": "x"}}
    assert remarks(answer) == [
        ("extra-member", "customer"),
        ("extra-member", "cards[0].title"),
        ("extra-member", "cards[0].components[0].componentRow.gap"),
        (
            "extra-member",
            "cards[0].components[0].componentRow.rowMainContent[0].componentText.bold",
        ),
    ]


@pytest.mark.parametrize(
    ("ttl", "count"),
    [(14, 1), (15, 0), (31_536_000, 0), (31_536_001, 1), (14.0, 1), (True, 0), ("5", 0), (None, 0)],
)
def test_a_ttl_outside_plains_bounds(ttl: object, count: int) -> None:
    assert remarks(card(TEXT, timeToLiveSeconds=ttl)) == (
        [("ttl-range", "cards[0].timeToLiveSeconds")] * count
    )


@pytest.mark.parametrize(("length", "count"), [(9_000, 0), (9_001, 1), (10_000, 1), (10_001, 0)])
def test_a_text_near_its_limit_but_not_one_over_it(length: int, count: int) -> None:
    found = remarks(card({"componentText": {"text": "x" * length}}))
    assert found == [("near-limit", "cards[0].components[0].componentText.text")] * count


def test_a_text_that_was_cut_to_its_limit_is_well() -> None:
    assert remarks(card({"componentText": {"text": "x" * 9_999 + "…"}})) == []


def test_lengths_are_counted_as_plain_does() -> None:
    assert remarks(card({"componentBadge": {"badgeLabel": "😀" * 226}})) != []


def test_a_large_card_and_one_of_hundreds_of_components() -> None:
    assert remarks(card(*[TEXT] * 200)) == []
    assert remarks(card(*[{"componentContainer": {"containerContent": [TEXT] * 200}}])) == [
        ("many-components", "cards[0]")
    ]
    assert remarks(card(*[{"componentText": {"text": "x" * 8_000}}] * 9)) == [
        ("large-card", "cards[0]")
    ]


def test_components_of_the_newest_release() -> None:
    moment = {"componentDateTime": {"dateTimeIso8601": "2026-11-22T10:01:00Z"}}
    inside = {"componentContainer": {"containerContent": [moment]}}
    assert remarks(card(moment, inside)) == [
        ("newest-component", "cards[0].components[0].componentDateTime"),
        (
            "newest-component",
            "cards[0].components[1].componentContainer.containerContent[0].componentDateTime",
        ),
    ]


def test_what_nests_too_deeply_is_not_measured() -> None:
    deep = orjson.loads(b"[" * 900 + b"]" * 900)
    assert remarks(card(TEXT, x=deep)) == [("extra-member", "cards[0].x")]


@settings(max_examples=150, derandomize=True, deadline=None)
@given(spoilt())
def test_any_answer_is_read_without_raising(answer: Any) -> None:
    assert all(it.path and it.rule for it in lint(answer))
