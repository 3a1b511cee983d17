"""Who goes when one more comes: never a proven request under way, and the oldest of the others."""

from dataclasses import dataclass

import pytest

from aggregator.web import door as module
from aggregator.web.door import Door, Standing, door_for, vouch_for


@dataclass(eq=False)
class Guest:
    name: str
    busy: bool = False
    gone: bool = False

    def turn_out(self) -> None:
        self.gone = True


def full(*names: str) -> tuple[Door, dict[str, Guest]]:
    door = Door(len(names), clock=lambda: 0.0)
    guests = {name: Guest(name) for name in names}
    for guest in guests.values():
        door.enter(guest)
    return door, guests


def turned_out(door: Door, guests: dict[str, Guest]) -> str:
    """Who goes when one more comes."""
    before = [name for name, guest in guests.items() if not guest.gone]
    newcomer = Guest("newcomer")
    door.enter(newcomer)
    [gone] = [name for name in before if guests[name].gone] or ["newcomer"]
    assert newcomer.gone is (gone == "newcomer")
    assert len(door) == door.maximum
    return gone


def test_nobody_goes_while_there_is_room() -> None:
    door, guests = full("a", "b")
    door.leave(guests["a"])
    door.enter(Guest("c"))
    assert not guests["b"].gone


def test_the_one_that_was_not_used_for_longest_goes() -> None:
    door, guests = full("a", "b", "c")
    door.used(guests["a"])
    assert turned_out(door, guests) == "b"
    assert turned_out(door, guests) == "c"


def test_who_waits_goes_before_who_is_answered() -> None:
    door, guests = full("a", "b")
    guests["a"].busy = True
    assert turned_out(door, guests) == "b"


def test_who_proved_something_stays_while_there_are_others_even_busy_ones() -> None:
    door, guests = full("plain", "a", "b")
    door.vouch(guests["plain"])
    guests["a"].busy = guests["b"].busy = True
    assert turned_out(door, guests) == "a"


def test_of_the_proven_an_idle_one_goes_and_none_that_is_answered() -> None:
    door, guests = full("a", "b")
    for guest in guests.values():
        door.vouch(guest)
    guests["a"].busy = True
    assert turned_out(door, guests) == "b"


def test_where_all_are_proven_and_answered_the_newcomer_is_refused() -> None:
    door, guests = full("a", "b")
    for guest in guests.values():
        door.vouch(guest)
        guest.busy = True
    newcomer = Guest("c")
    door.enter(newcomer)
    assert newcomer.gone
    assert [guest.gone for guest in guests.values()] == [False, False]


def test_who_comes_in_again_takes_no_more_room() -> None:
    door, guests = full("a", "b")
    guests["a"].busy = True
    door.enter(guests["b"])  # as a connection does whose handshake is done
    door.vouch(guests["a"])
    door.enter(guests["a"])
    assert [guest.gone for guest in guests.values()] == [False, False]
    assert len(door) == 2


def test_who_left_is_neither_remembered_nor_brought_back() -> None:
    door, guests = full("a")
    door.leave(guests["a"])
    door.vouch(guests["a"])
    door.used(guests["a"])
    assert len(door) == 0


def test_half_of_the_files_are_left_for_all_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "open_files", lambda: 256)
    assert (door_for(1_024).maximum, door_for(100).maximum) == (108, 100)


@pytest.mark.parametrize(("files", "guests"), [(64, 12), (48, 4), (20, 1)])
def test_with_few_files_those_of_our_own_are_counted_first(
    files: int, guests: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "open_files", lambda: files)
    assert door_for(1_024).maximum == guests


def test_a_request_vouches_for_the_connection_that_it_came_on() -> None:
    heard: list[str] = []
    standing = Standing(lambda: heard.append("proven"))
    vouch_for({"state": standing.state()})
    vouch_for({"state": standing.state()})
    vouch_for({})  # without a connection of ours, as in tests
    assert (heard, standing.proven) == (["proven"], True)
