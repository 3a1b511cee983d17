import pytest

from tests.support.python_cards import (
    DEFINED,
    HEAD,
    assert_script_fine,
    assert_script_found,
    checked,
    script,
)

BODY = "    return None\n"


@pytest.mark.parametrize(
    ("defined", "message"),
    [
        ("async def ⟦render⟧(data: Trend, card: CardContext) -> Card | None:", "async"),
        ("def ⟦render⟧(data: Trend) -> Card | None:", "two arguments"),
        ("def ⟦render⟧(data: Trend, card: CardContext, *more: int) -> Card:", "two arguments"),
        ("def ⟦render⟧(data, card: CardContext) -> Card:", "first argument of render is a Trend"),
        ("def ⟦render⟧(data: Other, card: CardContext) -> Card:", "is a Trend"),
        ("def ⟦render⟧(data: Trend, card) -> Card:", "second argument"),
        ("def ⟦render⟧(data: Trend, card: CardContext):", "Card | None"),
        ("def ⟦render⟧(data: Trend, card: CardContext) -> str:", "Card | None"),
    ],
)
def test_a_wrong_signature_is_found_under_the_name(defined: str, message: str) -> None:
    found = assert_script_found("python-render", f"{HEAD}{defined}\n{BODY}")
    assert message in found.message
    assert found.did_you_mean == (DEFINED.strip(),)


def test_a_generator_is_found() -> None:
    marked = DEFINED.replace("render", "⟦render⟧")
    found = assert_script_found("python-render", f"{HEAD}{marked}    yield Card()\n")
    assert "yields nothing" in found.message


def test_a_decorator_is_found() -> None:
    marked = "@totals\n" + DEFINED.replace("render", "⟦render⟧")
    assert "decorator" in assert_script_found("python-render", f"{HEAD}{marked}{BODY}").message


def test_a_script_without_render_is_found_at_its_first_word() -> None:
    found = assert_script_found(
        "python-render", "⟦from⟧ .card_types import Trend\nrender = Trend\n"
    )
    assert found.message == "This card has no function render"


def test_data_is_named_as_the_query_or_as_the_card() -> None:
    nameless = 'query @card(title: "T") { customer { name } }'
    code = HEAD.replace("import Trend", "import Trend as Data")
    defined = "def render(data: Data, card: CardContext) -> Card | None:\n    return None\n"
    found = {each.code: each.message for each in checked(code + defined, nameless).diagnostics}
    assert (
        found["python-render"]
        == "The first argument of render is a CardData, as the query is named"
    )


def test_the_right_signature_is_fine() -> None:
    assert_script_fine("python-render", script("return None"))
    optional = f"from typing import Optional\n{HEAD}{DEFINED}{BODY}"
    assert_script_fine("python-render", optional.replace("Card | None", "Optional[Card]"))
