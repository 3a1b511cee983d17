"""Which files were touched: by their dates, and never by a date that two writes may share."""

import os
from pathlib import Path

import pytest

from aggregator.language.stamps import AHEAD, SLOW_TICK, TICK, LastLook, Stamp, stamp_files

NOW = 1_800_000_000_123_456_789
FILE = Path("/home/card.graphql")


def stamp(changed: int, size: int = 9) -> Stamp:
    return ((str(FILE), 5, changed, size, 7),)


def looked(found: Stamp, at: int = NOW) -> LastLook:
    last = LastLook()
    last.saw(found, at)
    return last


def test_before_the_first_look_nothing_is_known() -> None:
    assert LastLook().touched(()) is None
    last = looked(stamp(5))
    last.forget()
    assert last.touched(stamp(5)) is None


def test_what_came_went_or_has_another_date_size_or_place_was_touched() -> None:
    old = stamp(NOW - 10 * TICK)
    assert looked(old).touched(old) == frozenset()
    assert looked(old).touched(()) == frozenset({FILE})
    assert looked(()).touched(old) == frozenset({FILE})
    path, written, changed, size, place = old[0]
    for other in (
        (path, written - 1, changed, size, place),
        (path, written, changed - 1, size, place),
        (path, written, changed, size + 1, place),
        (path, written, changed, size, place + 1),
    ):
        assert looked(old).touched((other,)) == frozenset({FILE})


@pytest.mark.parametrize(
    ("changed", "believed"),
    [
        (NOW - 2 * TICK, True),
        (NOW - TICK // 2, False),  # the same moment
        (NOW + TICK // 2, False),  # written while it was looked at
        (NOW - NOW % 1_000_000_000, False),  # dates in seconds: the same second
        (NOW - NOW % 1_000_000_000 - 2 * SLOW_TICK, True),
        (NOW + 2 * AHEAD + 1, True),  # a clock that was set back must not cost a read for ever
    ],
)
def test_a_date_that_another_write_may_get_is_not_believed(changed: int, *, believed: bool) -> None:
    last = looked(stamp(changed))
    assert (last.touched(stamp(changed)) == frozenset()) is believed
    last.saw(stamp(changed), NOW + 100 * SLOW_TICK + (0 if believed else AHEAD))
    assert last.touched(stamp(changed)) == frozenset()  # the moment is over


def test_a_file_of_the_same_name_size_and_date_has_another_stamp(tmp_path: Path) -> None:
    file, other = tmp_path / "a", tmp_path / "b"
    file.write_text("one")
    other.write_text("two")
    os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    before = stamp_files([file])
    other.replace(file)
    assert stamp_files([file]) != before
    assert stamp_files([tmp_path / "nowhere"]) == ()
