import pytest

from aggregator.authoring.cases.spelling import (
    KINDS,
    CaseError,
    read_error,
    read_moment,
    write_error,
    write_moment,
)
from aggregator.domain.errors import SourceRateLimited


@pytest.mark.parametrize("code", KINDS)
def test_every_error_a_card_can_meet_is_spelt_and_read_back(code: str) -> None:
    error = read_error({"code": code, "source": "crm", "after": 30})
    assert error.code == code
    again = read_error(write_error(error))
    assert (type(again), again.facts) == (type(error), error.facts)


def test_a_busy_source_keeps_its_waiting_time() -> None:
    error = SourceRateLimited("crm", "busy", 12.5)
    assert write_error(error) == {"code": "SOURCE_RATE_LIMITED", "source": "crm", "after": 12.5}
    assert read_error(write_error(error)).facts["after"] == 12.5


@pytest.mark.parametrize(
    ("spelt", "words"),
    [
        ({"code": "SOURCE_TIMEOT"}, 'Did you mean "SOURCE_TIMEOUT"?'),
        ({"code": 7, "source": "crm"}, "7 is no error's code"),
        ({"code": "SOURCE_TIMEOUT"}, "needs the source that failed"),
        ({}, "SOURCE_TIMEOUT needs the source"),
    ],
)
def test_what_is_no_error_says_the_fix(spelt: dict[str, object], words: str) -> None:
    with pytest.raises(CaseError) as raised:
        read_error(spelt)
    assert words in str(raised.value)


def test_a_moment_needs_its_offset() -> None:
    assert write_moment(read_moment("2026-11-22T12:00:00Z", "now")) == "2026-11-22T12:00:00Z"
    for wrong in ("2026-11-22T12:00:00", "soon", 7, None):
        with pytest.raises(CaseError, match='"now" is no moment'):
            read_moment(wrong, "now")
