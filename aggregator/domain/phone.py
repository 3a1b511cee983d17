"""Telephone numbers as E.164: `+49 (30) 123456` is +4930123456."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

_PLAIN = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_LONGEST_CODE = 3  # digits of a country's calling code


@lru_cache(maxsize=10_000)
def e164(text: str, region: str | None = None) -> str | None:
    """Give a number in E.164; None: it is none.

    One that does not begin with + or 00 is read as dialled in `region` (`DE`); without one nobody
    can tell whose it is.
    """
    if _PLAIN.fullmatch(text) is not None and _is_settled(text):
        return text
    import phonenumbers  # noqa: PLC0415 its tables take longer to load than most commands to run

    said = text.strip()
    if said.startswith("00"):
        said = f"+{said[2:]}"
    try:
        number = phonenumbers.parse(said, region)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


class _Numbers(NamedTuple):
    """The numbers of one calling code: how many digits they have, what is dialled before them."""

    digits: frozenset[int]
    prefix: re.Pattern[str] | None


def _is_settled(text: str) -> bool:
    """Whether the library would give a number back as it is: no file of them costs a parse each.

    That is: its calling code is known, behind it is as much as there has to be, and it does not
    begin with what is dialled within the country alone.
    """
    for length in range(1, _LONGEST_CODE + 1):
        numbers = _numbers(int(text[1 : 1 + length]))
        if numbers is not None:
            national = text[1 + length :]
            dialled = numbers.prefix is not None and numbers.prefix.match(national) is not None
            return not dialled and len(national) in numbers.digits
    return False


@cache
def _numbers(code: int) -> _Numbers | None:
    """What the library knows of a calling code; None: there is none of it."""
    import phonenumbers  # noqa: PLC0415 as above

    if code not in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
        return None
    known = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(
        code, phonenumbers.region_code_for_country_code(code)
    )
    if known is None or known.general_desc is None:
        return None
    prefix = known.national_prefix_for_parsing
    return _Numbers(
        frozenset(known.general_desc.possible_length),
        re.compile(prefix) if prefix else None,
    )
