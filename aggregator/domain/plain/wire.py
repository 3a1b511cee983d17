"""The rules for components on the wire: one table for builders, `validate` and the JSON Schema.

A component is an object with exactly one member, its wrapper (`componentText`...), whose value
holds the fields below. Optional fields may be null. A row holds leaves only; a container holds
anything but a container: so the deepest nesting is container > row > leaf.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from aggregator.domain.plain import limits
from aggregator.domain.plain.values import (
    DateTimeRule,
    NamedRule,
    TextRule,
    UrlRule,
    ValueRule,
    WordRule,
)

Size = Literal["S", "M", "L"]
Spacing = Literal["XS", "S", "M", "L", "XL"]
TextColor = Literal["NORMAL", "MUTED", "SUCCESS", "WARNING", "ERROR"]
BadgeColor = Literal["GREY", "GREEN", "YELLOW", "RED", "BLUE"]


@dataclass(frozen=True, slots=True)
class WireProblem:
    """What a foreign answer breaks: where (`[0].componentRow.rowMainContent`), and which rule."""

    path: str
    rule: str

    def __str__(self) -> str:
        return f"{self.path}: {self.rule}"


@dataclass(frozen=True, slots=True)
class WireField:
    """One field of a wrapper. `alias` is a deprecated name that Plain still reads."""

    name: str
    value: ValueRule
    required: bool = False
    alias: str | None = None


_LABEL = TextRule(limits.LABEL_MAX)
_SIZE, _SPACING = WordRule(get_args(Size)), WordRule(get_args(Spacing))

LEAVES: Final[Mapping[str, tuple[WireField, ...]]] = {
    "componentText": (
        WireField("text", TextRule(limits.TEXT_MAX, limits.TEXT_MIN), required=True),
        WireField("textSize", _SIZE, alias="size"),
        WireField("textColor", WordRule(get_args(TextColor)), alias="color"),
    ),
    "componentPlainText": (
        WireField("plainText", TextRule(limits.TEXT_MAX, limits.TEXT_MIN), required=True),
        WireField("plainTextSize", _SIZE),
        WireField("plainTextColor", WordRule(get_args(TextColor))),
    ),
    "componentDivider": (WireField("dividerSpacingSize", _SPACING, alias="spacingSize"),),
    "componentSpacer": (WireField("spacerSize", _SPACING, required=True, alias="size"),),
    "componentBadge": (
        WireField("badgeLabel", _LABEL, required=True),
        WireField("badgeColor", WordRule(get_args(BadgeColor))),
    ),
    "componentLinkButton": (
        WireField("linkButtonUrl", UrlRule(), required=True, alias="url"),
        WireField("linkButtonLabel", _LABEL, required=True, alias="label"),
    ),
    "componentCopyButton": (
        WireField("copyButtonValue", TextRule(limits.COPY_VALUE_MAX), required=True),
        WireField("copyButtonTooltipLabel", TextRule(limits.TOOLTIP_MAX)),
    ),
    "componentWorkflowButton": (
        WireField("workflowButtonLabel", _LABEL, required=True),
        WireField(
            "workflowButtonWorkflowIdentifier",
            NamedRule(("workflowId", "workflowKey")),
            required=True,
        ),
    ),
    "componentDateTime": (WireField("dateTimeIso8601", DateTimeRule(), required=True),),
    "componentUser": (
        WireField(
            "userIdentifier",
            NamedRule(("userId", "emailAddress", "machineUserId")),
            required=True,
        ),
    ),
}
"""Wrapper -> its fields, for the ten components that hold no others."""


@dataclass(frozen=True, slots=True)
class WireContent:
    """A field that holds components."""

    name: str
    minimum: int


BRANCHES: Final[Mapping[str, tuple[WireContent, ...]]] = {
    "componentRow": (WireContent("rowMainContent", 1), WireContent("rowAsideContent", 0)),
    "componentContainer": (WireContent("containerContent", 1),),
}
"""Wrapper -> its lists of components. Integrations send an empty aside, and Plain takes it."""

INSIDE: Final[Mapping[str, frozenset[str]]] = {
    "componentRow": frozenset(LEAVES),
    "componentContainer": frozenset(LEAVES) | {"componentRow"},
}
"""Wrapper -> what its lists may hold."""

_NAMES: Final = {wrapper: {field.name for field in LEAVES[wrapper]} for wrapper in LEAVES}


def broken_fields(wrapper: str, body: Mapping[object, object]) -> list[WireProblem]:
    """Say what the body of a leaf breaks; paths are field names."""
    fields = LEAVES[wrapper]
    found = []
    for field in fields:
        value = body.get(field.name)
        if value is None:
            if field.required:
                found.append(WireProblem(field.name, "is required"))
        elif (rule := field.value.broken(value)) is not None:
            found.append(WireProblem(field.name, rule))
    if not body.keys() <= _NAMES[wrapper]:
        found.extend(_strangers(body, _NAMES[wrapper], fields))
    return found


def validate(components: object) -> list[WireProblem]:
    """Say what a card's `components`, decoded from any JSON, breaks; [] when clean.

    Null is clean: it hides the card. Paths start at the list: `[2].componentRow.rowMainContent`.
    """
    if components is None:
        return []
    if not isinstance(components, Sequence) or isinstance(components, str | bytes):
        return [WireProblem("components", "must be a list, or null to hide the card")]
    found: list[WireProblem] = []
    for index, component in enumerate(components):
        _component(component, f"[{index}]", None, found)
    return found


def _component(value: object, path: str, inside: str | None, found: list[WireProblem]) -> None:
    if not isinstance(value, dict) or len(value) != 1:
        found.append(WireProblem(path, "must be an object with exactly one component in it"))
        return
    wrapper, body = next(iter(value.items()))
    if wrapper not in LEAVES and wrapper not in BRANCHES:
        found.append(WireProblem(path, "is no component that Plain knows"))
        return
    here = f"{path}.{wrapper}"
    if inside is not None and wrapper not in INSIDE[inside]:
        found.append(WireProblem(here, f"may not stand inside {inside}"))
        return
    if not isinstance(body, dict):
        found.append(WireProblem(here, "must be an object"))
        return
    if wrapper in LEAVES:
        found.extend(
            WireProblem(f"{here}.{it.path}", it.rule) for it in broken_fields(wrapper, body)
        )
        return
    for content in BRANCHES[wrapper]:
        _content(body, content, here, wrapper, found)
    names = {content.name for content in BRANCHES[wrapper]}
    found.extend(WireProblem(f"{here}.{it.path}", it.rule) for it in _strangers(body, names))


def _content(
    body: Mapping[object, object],
    content: WireContent,
    path: str,
    wrapper: str,
    found: list[WireProblem],
) -> None:
    here = f"{path}.{content.name}"
    children = body.get(content.name)
    if not isinstance(children, list | tuple):
        found.append(WireProblem(here, "is required, as a list of components"))
        return
    if len(children) < content.minimum:
        found.append(WireProblem(here, "must hold at least one component"))
    for index, child in enumerate(children):
        _component(child, f"{here}[{index}]", wrapper, found)


def _strangers(
    body: Mapping[object, object], known: set[str], fields: tuple[WireField, ...] = ()
) -> list[WireProblem]:
    """Members of `body` that are no field of its wrapper."""
    found = []
    for name in body:
        if name in known:
            continue
        current = next((field.name for field in fields if field.alias == name), None)
        rule = f"is a deprecated name: write {current}" if current else "is no field of this"
        found.append(WireProblem(limits.clamp(str(name), 80), rule))
    return found
