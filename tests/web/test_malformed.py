"""2,000 malformed bodies at the real service: refused as the caller's fault, echoing nothing."""

from pathlib import Path

from tests.support.malformed import WAYS, send_malformed

COUNT = 2_000


async def test_malformed_bodies_are_refused_as_the_callers_fault_and_never_echoed(
    tmp_path: Path,
) -> None:
    seen = await send_malformed(COUNT, tmp_path)
    assert sum(seen.statuses.values()) == COUNT
    assert {way for way, _ in seen.statuses} == {way.__name__ for way in WAYS}
    assert {status for _, status in seen.statuses} == {400, 413, 415}, seen.statuses
    assert {status for way, status in seen.statuses if way == "too_large"} == {413, 415}
    assert seen.echoed == set()
    assert seen.no_problem == set()
    assert seen.valid_afterwards == 200
