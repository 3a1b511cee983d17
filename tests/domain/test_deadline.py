"""A moment on a clock of its own: how long is left, and which of two comes first."""

from aggregator.domain.deadline import Deadline


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_what_is_left_shrinks_to_zero_and_never_below() -> None:
    clock = Clock()
    deadline = Deadline.after(4, clock)
    assert (deadline.remaining(), deadline.passed()) == (4.0, False)
    clock.now = 103.0
    assert deadline.remaining() == 1.0
    clock.now = 104.0
    assert (deadline.remaining(), deadline.passed()) == (0.0, True)
    clock.now = 200.0
    assert deadline.remaining() == 0.0
