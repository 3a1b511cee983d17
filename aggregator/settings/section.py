"""What sections of the settings are made of: the base class, and fields that check themselves."""

import re
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import Locale
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from aggregator.settings.secret import Secret


class Section(BaseModel):
    """A table of settings."""

    # Input is hidden in every error: it may be a secret.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def one_is_a_list(value: object) -> object:
    """Let a single text stand for a list of one, as a variable is written."""
    return [value] if isinstance(value, str) else value


def _locale(value: str) -> str:
    try:
        return str(Locale.parse(value.replace("-", "_")))
    except Exception:  # noqa: BLE001 - Babel's parser leaks IndexError and others on odd text
        raise ValueError("it names no locale. Fix: for example en_US or de_DE") from None


def _time_zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (OSError, ValueError, KeyError):  # an unknown zone is a KeyError, an odd path OSError
        raise ValueError("it names no time zone. Fix: for example UTC or Europe/Berlin") from None


def _header_name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", value):
        raise ValueError("it is no HTTP header name. Fix: for example Authorization")
    return value


def _base_url(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:  # its words quote the URL, which may hold a password
        raise ValueError("it is no URL. Fix: for example https://billing.example.com") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("it is no URL. Fix: for example https://billing.example.com")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("it holds more than scheme, host and path. Fix: only those")
    return value.rstrip("/")


def _source_url(value: str) -> str:
    """An address over HTTP, or that of a database; what it says is read in upstream/sql."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return _base_url(value)
    if parts.scheme not in ("postgresql", "postgres", "sqlite"):
        return _base_url(value)
    if parts.username is not None or parts.password is not None:
        raise ValueError("it holds a user. Fix: give user and password as its credentials")
    return value


def _origins(values: tuple[str, ...]) -> tuple[str, ...]:
    if not all(value == "*" or _ORIGIN.fullmatch(value) for value in values):
        raise ValueError(
            "one of them is no origin: scheme and host, a port if need be, no path, in lower case. "
            "Fix: for example https://app.example.com"
        )
    return values


_ORIGIN = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$")]
Seconds = Annotated[float, Field(gt=0, le=60)]
LocaleName = Annotated[str, AfterValidator(_locale)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
HeaderName = Annotated[str, AfterValidator(_header_name)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]
SourceUrl = Annotated[str, AfterValidator(_source_url)]
Secrets = Annotated[tuple[Secret, ...], BeforeValidator(one_is_a_list)]
Texts = Annotated[tuple[str, ...], BeforeValidator(one_is_a_list)]
Origins = Annotated[Texts, AfterValidator(_origins)]
