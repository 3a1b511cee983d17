"""What is shown of a card when its source does not answer, or when nobody may be asked."""

import gc
import tracemalloc
from collections.abc import Hashable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from aggregator.cache import Cache
from aggregator.domain.card import Hidden, Outcome, Shown, Unavailable
from aggregator.domain.customer import CustomerIds, TenantIds, ThreadIds
from aggregator.domain.errors import (
    AggregatorError,
    AmbiguousCustomer,
    SourceRefused,
    SourceTimeout,
)
from aggregator.domain.plain.components import PlainText, emit_all
from aggregator.domain.plain.request import CardRequest
from aggregator.pipeline.stale_cards import StaleCard, StaleCards
from aggregator.render.card import CompiledCard
from tests.support.pipeline import catalog, request
from tests.support.rendering import CONTEXT, plain

ALEX = CustomerIds(plain_id="c_1", email="alex@grocery.co")
LATE = SourceTimeout("billing", "m")
REFUSED = SourceRefused("crm", "m")
PLAN = [plain("Pro")]


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


class Memory:
    """Copies that are kept for an hour, and the card and the request they are of."""

    def __init__(self, card: CompiledCard) -> None:
        self.clock = Clock()
        cache: Cache[Hashable, StaleCard] = Cache(entries=10, size=10_000, clock=self.clock)
        self.copies = StaleCards(cache, 3_600.0)
        self.card = card
        self.origin = "w"
        self.asked = request(card.key, customer=ALEX)

    def improve(
        self, outcome: Outcome, asked: CardRequest | None = None, state: int | None = None
    ) -> Outcome:
        cards, outcomes = {self.card.key: self.card}, {self.card.key: outcome}
        asked = asked or self.asked
        state = self.copies.state(asked.workspace_id) if state is None else state
        improved = self.copies.improve(asked, cards, outcomes, CONTEXT, self.origin, state)
        return improved[self.card.key]

    def recall(self, asked: CardRequest | None = None) -> Outcome | None:
        return self.copies.recall(asked or self.asked, self.card, CONTEXT, self.origin)


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(catalog(tmp_path).cards["status"])


def copy_of(outcome: Outcome | None, *failures: AggregatorError) -> bool:
    if not isinstance(outcome, Shown) or outcome.as_of is None:
        return False
    assert (outcome.components, outcome.ttl, tuple(outcome.failures)) == (PLAN, 15, failures)
    return True


def test_a_card_that_is_whole_is_left_alone_and_remembered(memory: Memory) -> None:
    shown = Shown(PLAN, 120)
    assert memory.improve(shown) is shown
    assert copy_of(memory.recall())
    memory.clock.now = 3_599
    assert copy_of(memory.improve(Unavailable(LATE)), LATE)
    memory.clock.now = 3_600
    assert memory.improve(Unavailable(LATE)) == Unavailable(LATE)


@pytest.mark.parametrize(
    ("failed", "shown"),
    [
        (Unavailable(LATE), True),
        (Unavailable(LATE, (REFUSED,)), True),
        (Unavailable(REFUSED), False),
        (Shown([plain("Half")], 120, (LATE,)), True),
        (Shown([plain("Half")], 120, (LATE, REFUSED)), False),
    ],
    ids=["whole", "whole-mixed", "for-good", "part", "part-mixed"],
)
def test_a_copy_stands_in_for_what_fails_for_now_and_tells_all_that_failed(
    memory: Memory, failed: Shown | Unavailable, shown: bool
) -> None:
    memory.improve(Shown(PLAN, 120))
    improved = memory.improve(failed)
    assert copy_of(improved, *failed.failures) if shown else improved is failed
    assert copy_of(memory.recall()), "what failed is never what is remembered"


def test_a_card_that_showed_nothing_answers_nobody_whose_source_failed(memory: Memory) -> None:
    memory.improve(Shown(PLAN, 120))
    memory.improve(Hidden(120))
    assert memory.improve(Unavailable(LATE)) == Unavailable(LATE)


@pytest.mark.parametrize(
    ("ttl", "seconds"), [(120, 120), (None, 60), (86_400, 3_600)], ids=["own", "none", "longest"]
)
def test_a_card_that_showed_nothing_is_known_for_as_long_as_plain_was_told(
    memory: Memory, ttl: int | None, seconds: int
) -> None:
    memory.improve(Hidden(ttl))
    memory.clock.now = seconds - 1
    assert memory.recall() == Hidden(15)
    memory.clock.now = seconds
    assert memory.recall() is None


def test_once_the_ids_are_several_peoples_nothing_of_before_is_shown(memory: Memory) -> None:
    memory.improve(Shown(PLAN, 120))
    memory.improve(Unavailable(AmbiguousCustomer("m")))
    assert memory.recall() is None


def test_a_changed_card_never_shows_what_the_old_one_did(memory: Memory) -> None:
    memory.improve(Shown(PLAN, 120))
    memory.card = replace(memory.card, fingerprint="another")
    assert memory.recall() is None
    assert memory.improve(Unavailable(LATE)) == Unavailable(LATE)


def test_a_copy_is_one_persons_of_one_workspace(memory: Memory) -> None:
    memory.improve(Shown(PLAN, 120))
    for other in (
        replace(memory.asked, customer=CustomerIds(email="other@grocery.co")),
        replace(memory.asked, workspace_id="w_2"),
    ):
        assert memory.recall(other) is None


def test_of_nobody_nothing_is_kept(memory: Memory) -> None:
    nobody = replace(memory.asked, customer=None, thread=ThreadIds(plain_id="th_1"))
    for outcome in (Shown(PLAN, 120), Hidden(120)):
        memory.improve(outcome, nobody)
        assert memory.recall(nobody) is None


def test_a_person_is_forgotten_by_any_id_they_were_asked_for_with(memory: Memory) -> None:
    for outcome in (Shown(PLAN, 120), Hidden(120)):
        memory.improve(outcome)
        assert memory.copies.forget_people("w_1", ["nobody@grocery.co"]) == 0
        assert memory.copies.forget_people("w_1", ["alex@grocery.co"]) == 1
        assert memory.recall() is None


def test_a_person_is_forgotten_by_their_mailbox_and_their_company(memory: Memory) -> None:
    person = CustomerIds(email="Alex+news@eu.grocery.co")
    tenant = TenantIds(external_id="org_7")
    asked = replace(memory.asked, customer=person, tenant=tenant)
    known_by = ("alex+news@eu.grocery.co", "alex@eu.grocery.co", "grocery.co", "org_7")
    for value in known_by:
        memory.improve(Shown(PLAN), asked)
        assert memory.copies.forget_people("w_1", [value]) == 1, value
    memory.improve(Shown(PLAN), asked)
    assert memory.copies.forget_people("w_2", known_by) == 0


def test_what_was_found_out_before_a_person_was_forgotten_is_not_remembered_after(
    memory: Memory,
) -> None:
    began = memory.copies.state("w_1")
    memory.copies.forget_workspace("w_1")
    shown = Shown(PLAN, 120)
    assert memory.improve(shown, state=began) is shown
    assert memory.recall() is None
    memory.improve(shown)
    assert copy_of(memory.recall())


def test_components_that_no_json_holds_are_not_kept_and_cost_no_other_card(
    memory: Memory,
) -> None:
    odd = Shown([{"componentText": {"text": object()}}])
    assert memory.improve(odd) is odd
    assert memory.recall() is None


def test_a_card_that_reads_no_thread_has_its_copy_in_every_thread(memory: Memory) -> None:
    memory.asked = replace(memory.asked, thread=ThreadIds(plain_id="th_1"))
    memory.card = replace(memory.card, reads=frozenset({"customer"}))
    memory.improve(Shown(PLAN))
    memory.asked = replace(memory.asked, thread=ThreadIds(plain_id="th_2"))
    assert isinstance(memory.improve(Unavailable(LATE)), Shown)


def test_a_card_that_reads_the_thread_has_none_in_another(memory: Memory) -> None:
    memory.asked = replace(memory.asked, thread=ThreadIds(plain_id="th_1"))
    memory.card = replace(memory.card, reads=frozenset({"customer", "thread"}))
    memory.improve(Shown(PLAN))
    memory.asked = replace(memory.asked, thread=ThreadIds(plain_id="th_2"))
    assert isinstance(memory.improve(Unavailable(LATE)), Unavailable)


@pytest.mark.parametrize("cards", [1, 25])
def test_copies_are_counted_as_what_they_take(tmp_path: Path, cards: int) -> None:
    card = catalog(tmp_path).cards["status"]
    mine = {f"card-{place}": replace(card, key=f"card-{place}") for place in range(cards)}
    cache: Cache[Hashable, StaleCard] = Cache(entries=10_000, size=10**9)
    copies = StaleCards(cache, 3_600.0)

    def show(number: int) -> None:
        person = CustomerIds(
            plain_id=f"c_{number:026}",
            external_id=f"usr_{number:08}",
            email=f"customer{number:08}@grocery.co",
        )
        shown = {key: Shown(emit_all([PlainText(f"{number} " * 30)])) for key in mine}
        copies.improve(request(*mine, customer=person), mine, shown, CONTEXT, "w" * 64, 0)

    show(0)
    gc.collect()
    before = cache.size
    tracemalloc.start()
    try:
        for number in range(1, 1_000 // cards):
            show(number)
        gc.collect()
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken <= cache.size - before <= 1.5 * taken


def test_a_copy_of_another_origin_is_none(memory: Memory) -> None:
    """A connector that was mended may have found somebody else's records before."""
    memory.improve(Shown(PLAN, 120))
    memory.origin = "mended"
    assert memory.recall() is None
    assert memory.improve(Unavailable(LATE)) == Unavailable(LATE)
