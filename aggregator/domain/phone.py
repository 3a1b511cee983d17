"""Telephone numbers as E.164: `+49 (30) 123456` is +4930123456."""

from functools import lru_cache


@lru_cache(maxsize=10_000)
def e164(text: str, region: str | None = None) -> str | None:
    """Give a number in E.164; None: it is none.

    One that does not begin with + or 00 is read as dialled in `region` (`DE`); without one nobody
    can tell whose it is.
    """
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
