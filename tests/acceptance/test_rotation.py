"""Secrets and tokens change while requests come: none with an active one is refused, none with a
revoked one accepted."""

from pathlib import Path

from tests.support.rotation import rotate


async def test_no_active_secret_is_refused_and_no_revoked_one_accepted(tmp_path: Path) -> None:
    seen = await rotate(tmp_path, rotations=8, at_once=10)
    assert seen.active_refused == 0
    assert seen.revoked_accepted == 0
    assert seen.active_accepted > 50
    assert seen.revoked_refused > 50
