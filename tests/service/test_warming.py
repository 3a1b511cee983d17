"""Cards that wait are compiled while the service answers."""

from aggregator.render.card import CompiledCard
from aggregator.render.later import LaterCard
from aggregator.service.warming import compile_ahead
from tests.support.rendering import customer
from tests.support.still_loop import loop_time


async def test_what_waits_is_compiled_one_by_one_and_requests_come_in_between() -> None:
    seen: list[str] = []

    def later(key: str) -> LaterCard:
        def compiling() -> CompiledCard:
            seen.append(key)
            if key == "bad":
                raise ValueError("a bug")
            return customer("name @text")

        return LaterCard(key, compiling)

    cards = [later(key) for key in ("a", "bad", "c")]
    assert cards[2].card is not None
    await compile_ahead(cards, loop_time)
    assert seen == ["c", "a", "bad"]
    assert not any(card.waits for card in cards)
