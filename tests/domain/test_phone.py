"""Telephone numbers: the short way says what the library says."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.phone import e164

CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


def by_the_library(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


@given(
    st.sampled_from(CODES) | st.integers(1, 999),
    st.sampled_from(["", "0", "1", "8", "06", "15"]),
    st.text("0123456789", min_size=2, max_size=12),
)
def test_a_number_that_needs_no_parsing_is_what_the_library_makes_of_it(
    code: int, before: str, digits: str
) -> None:
    text = f"+{code}{before}{digits}"
    assert e164(text) == by_the_library(text)


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("+49 (30) 123456", None, "+4930123456"),
        ("0049 30 123456", None, "+4930123456"),
        ("+49 030 123456", None, "+4930123456"),
        ("+390612345678", None, "+390612345678"),
        ("030 123456", "DE", "+4930123456"),
        ("030 123456", None, None),
        ("+49 30 123456 ext. 7", None, None),
        ("+999123456789", None, None),
        ("+491", None, None),
    ],
)
def test_a_number_is_e164_or_none(text: str, region: str | None, number: str | None) -> None:
    assert e164(text, region) == number
