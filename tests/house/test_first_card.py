"""docs/your-first-card.md: what stands below its commands is what they print."""

from tests.support.fenced import blocks
from tests.support.first_card import played, text


def test_the_page_is_what_its_commands_print_the_service_running_beside_them() -> None:
    page = text()
    assert played(page) == page, "Fix: make docs"


def test_it_goes_from_a_new_card_to_an_answer() -> None:
    commands = [
        line.split()[2]
        for block in blocks(text())
        for line in block.text.splitlines()
        if line.startswith("$ aggregator ")
    ]
    steps = ["init", "dev", "new", "check", "test", "preview", "call"]
    assert [step for step in dict.fromkeys(commands) if step in steps] == steps
    assert set(commands) <= {*steps, "fmt"}
