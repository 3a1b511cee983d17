"""What a fan-out cannot say, so that a key never leads to another place than its own."""

import pytest

from aggregator.domain.lookup import LookupRequest
from aggregator.upstream.styles.fan_out import FanOut

IN_PATH = LookupRequest("GET", "/users/{key}/tickets")
IN_QUERY = LookupRequest("GET", "/users", params={"id": "{key}"})


@pytest.mark.parametrize(
    "key", [".", "..", "../admin", "a/../b", "a/..", "./a", "a/./b", "..\\admin", "a\\.."]
)
def test_dots_that_a_server_may_take_for_another_place_are_not_sent_in_a_path(key: str) -> None:
    assert FanOut().unsayable(IN_PATH, key) is not None
    assert FanOut().unsayable(IN_QUERY, key) is None


@pytest.mark.parametrize("key", ["a", "a.b", "...", "a/b", "o'brien@example.com", "a..b", ".a"])
def test_other_dots_are_part_of_a_key(key: str) -> None:
    assert FanOut().unsayable(IN_PATH, key) is None
