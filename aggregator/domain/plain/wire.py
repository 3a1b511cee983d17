"""The rules for components on the wire: one table, read by the builders and by `validate`.

A component is an object with exactly one member, its wrapper (`componentText`...), whose value
holds the fields below. Optional fields may be null. A row holds leaves only; a container holds
anything but a container: so the deepest nesting is container > row > leaf.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from aggregator.domain.plain import limits
from aggregator.domain.plain.limits import utf16_length

SIZES: Final = ("S", "M", "L")
SPACINGS: Final = ("XS", "S", "M", "L", "XL")
TEXT_COLORS: Final = ("NORMAL", "MUTED", "SUCCESS", "WARNING", "ERROR")
BADGE_COLORS: Final = ("GREY", "GREEN", "YELLOW", "RED", "BLUE")

Check = Callable[[object], str | None]
"""A value -> the rule it breaks (never quoting the value), or None."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a foreign answer breaks: where (`[0].componentRow.rowMainContent`), and which rule."""

    path: str
    rule: str

    def __str__(self) -> str:
        return f"{self.path}: {self.rule}"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a wrapper. `alias` is a deprecated name that Plain still reads."""

    name: str
    check: Check
    required: bool = False
    alias: str | None = None


def _text(most: int, least: int = 0) -> Check:
    def check(value: object) -> str | None:
        if not isinstance(value, str):
            return "must be text"
        length = utf16_length(value)
        if length < least:
            return "must not be empty: leave the component out"
        if length > most:
            return f"is {length} UTF-16 units long, Plain allows {most}: shorten it"
        if not value.isascii() and _lone_surrogate(value):
            return "holds half a surrogate pair, which UTF-8 cannot carry: replace it"
        return None

    return check


def _lone_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _one_of(words: tuple[str, ...]) -> Check:
    rule = f"must be one of {', '.join(words)} (capitals matter)"

    def check(value: object) -> str | None:
        return None if isinstance(value, str) and value in words else rule

    return check


_UNFIT_IN_URL = re.compile(r"""[\s\x00-\x20\x7f-\x9f<>"`\\]""")


def _url(value: object) -> str | None:
    if not isinstance(value, str):
        return "must be text"
    schemes = ", ".join(f"{scheme}:" for scheme in limits.URL_SCHEMES)
    scheme = value.partition(":")[0].lower()
    if scheme not in limits.URL_SCHEMES:
        return f"must be an absolute URL that starts with {schemes}"
    if _UNFIT_IN_URL.search(value) or _lone_surrogate(value):
        return "holds a character that a URL cannot: percent-encode it"
    return _url_parts(scheme, value)


def _url_parts(scheme: str, value: str) -> str | None:
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port  # reading the port is what checks it
    except ValueError:
        return "is not a valid URL: its host or port cannot be read"
    if scheme == "mailto":
        return None if parts.path else "must name an address after mailto:"
    if not value[len(scheme) :].startswith("://") or not host:
        return "must be an absolute URL with a host: https://example.com/..."
    return None


def _moment(value: object) -> str | None:
    rule = "must be an ISO 8601 date and time with its offset, like 2026-11-22T10:01:00Z"
    if not isinstance(value, str) or not value.isascii():
        return rule
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return rule
    return None if moment.tzinfo is not None else rule


def _identifier(*names: str) -> Check:
    rule = f"must be an object with exactly one of {', '.join(names)}, as text"

    def check(value: object) -> str | None:
        if not isinstance(value, dict) or len(value) != 1:
            return rule
        name, identifier = next(iter(value.items()))
        if name not in names or not isinstance(identifier, str) or not identifier:
            return rule
        return rule if _lone_surrogate(identifier) else None

    return check


_LABEL = _text(limits.LABEL_MAX)

LEAVES: Final[Mapping[str, tuple[Field, ...]]] = {
    "componentText": (
        Field("text", _text(limits.TEXT_MAX, limits.TEXT_MIN), required=True),
        Field("textSize", _one_of(SIZES), alias="size"),
        Field("textColor", _one_of(TEXT_COLORS), alias="color"),
    ),
    "componentPlainText": (
        Field("plainText", _text(limits.TEXT_MAX, limits.TEXT_MIN), required=True),
        Field("plainTextSize", _one_of(SIZES)),
        Field("plainTextColor", _one_of(TEXT_COLORS)),
    ),
    "componentDivider": (Field("dividerSpacingSize", _one_of(SPACINGS), alias="spacingSize"),),
    "componentSpacer": (Field("spacerSize", _one_of(SPACINGS), required=True, alias="size"),),
    "componentBadge": (
        Field("badgeLabel", _LABEL, required=True),
        Field("badgeColor", _one_of(BADGE_COLORS)),
    ),
    "componentLinkButton": (
        Field("linkButtonUrl", _url, required=True, alias="url"),
        Field("linkButtonLabel", _LABEL, required=True, alias="label"),
    ),
    "componentCopyButton": (
        Field("copyButtonValue", _text(limits.COPY_VALUE_MAX), required=True),
        Field("copyButtonTooltipLabel", _text(limits.TOOLTIP_MAX)),
    ),
    "componentWorkflowButton": (
        Field("workflowButtonLabel", _LABEL, required=True),
        Field(
            "workflowButtonWorkflowIdentifier",
            _identifier("workflowId", "workflowKey"),
            required=True,
        ),
    ),
    "componentDateTime": (Field("dateTimeIso8601", _moment, required=True),),
    "componentUser": (
        Field(
            "userIdentifier",
            _identifier("userId", "emailAddress", "machineUserId"),
            required=True,
        ),
    ),
}
"""Wrapper -> its fields, for the ten components that hold no others."""


@dataclass(frozen=True, slots=True)
class Content:
    """A field that holds components."""

    name: str
    least: int


BRANCHES: Final[Mapping[str, tuple[Content, ...]]] = {
    "componentRow": (Content("rowMainContent", 1), Content("rowAsideContent", 0)),
    "componentContainer": (Content("containerContent", 1),),
}
"""Wrapper -> its lists of components. Integrations send an empty aside, and Plain takes it."""

_INSIDE: Final[Mapping[str, frozenset[str]]] = {
    "componentRow": frozenset(LEAVES),
    "componentContainer": frozenset(LEAVES) | {"componentRow"},
}


def broken_fields(wrapper: str, body: Mapping[object, object]) -> list[Problem]:
    """Say what the body of a leaf breaks; paths are field names."""
    fields = LEAVES[wrapper]
    found = []
    for field in fields:
        value = body.get(field.name)
        if value is None:
            if field.required:
                found.append(Problem(field.name, "is required"))
        elif (rule := field.check(value)) is not None:
            found.append(Problem(field.name, rule))
    found.extend(_strangers(body, [field.name for field in fields], fields))
    return found


def validate(components: object) -> list[Problem]:
    """Say what a card's `components`, decoded from any JSON, breaks; [] when clean.

    Null is clean: it hides the card. Paths start at the list: `[2].componentRow.rowMainContent`.
    """
    if components is None:
        return []
    if not isinstance(components, list | tuple):
        return [Problem("components", "must be a list, or null to hide the card")]
    found: list[Problem] = []
    for index, component in enumerate(components):
        _component(component, f"[{index}]", None, found)
    return found


def _component(value: object, path: str, inside: str | None, found: list[Problem]) -> None:
    if not isinstance(value, dict) or len(value) != 1:
        found.append(Problem(path, "must be an object with exactly one component in it"))
        return
    wrapper, body = next(iter(value.items()))
    if wrapper not in LEAVES and wrapper not in BRANCHES:
        found.append(Problem(path, "is no component that Plain knows"))
        return
    here = f"{path}.{wrapper}"
    if inside is not None and wrapper not in _INSIDE[inside]:
        found.append(Problem(here, f"may not stand inside {inside}"))
        return
    if not isinstance(body, dict):
        found.append(Problem(here, "must be an object"))
        return
    if wrapper in LEAVES:
        found.extend(Problem(f"{here}.{it.path}", it.rule) for it in broken_fields(wrapper, body))
        return
    for content in BRANCHES[wrapper]:
        _content(body, content, here, wrapper, found)
    names = [content.name for content in BRANCHES[wrapper]]
    found.extend(Problem(f"{here}.{it.path}", it.rule) for it in _strangers(body, names))


def _content(
    body: Mapping[object, object], content: Content, path: str, wrapper: str, found: list[Problem]
) -> None:
    here = f"{path}.{content.name}"
    children = body.get(content.name)
    if not isinstance(children, list | tuple):
        found.append(Problem(here, "is required, as a list of components"))
        return
    if len(children) < content.least:
        found.append(Problem(here, "must hold at least one component"))
    for index, child in enumerate(children):
        _component(child, f"{here}[{index}]", wrapper, found)


def _strangers(
    body: Mapping[object, object], known: list[str], fields: tuple[Field, ...] = ()
) -> list[Problem]:
    """Members of `body` that are no field of its wrapper."""
    found = []
    for name in body:
        if name in known:
            continue
        current = next((field.name for field in fields if field.alias == name), None)
        rule = f"is a deprecated name: write {current}" if current else "is no field of this"
        found.append(Problem(limits.clamp(str(name), 80), rule))
    return found
