"""Plain's twelve UI components: builders that cannot hold what Plain refuses, and the wire form.

    Row(main=(PlainText("Plan"),), aside=(Badge("Starter", color="YELLOW"),))

A component that breaks a limit raises ValueError when it is built, naming the field, the rule and
the fix; so what was built can always be sent. `validate` holds any foreign JSON to the same rules.

Nobody changes a component, and it would change nothing: what is sent is made with it. They are not
frozen, for hundreds are made for every request, and freezing them takes Python three times as long
as making them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Final, TypeAlias, get_args

import orjson

from aggregator.domain.plain.limits import LABEL_MAX, TEXT_MAX
from aggregator.domain.plain.wire import (
    BadgeColor,
    Size,
    Spacing,
    TextColor,
    WireProblem,
    broken_fields,
    validate,
)

__all__ = [
    "Badge",
    "BadgeColor",
    "Component",
    "Container",
    "CopyButton",
    "DateTime",
    "Divider",
    "Emitted",
    "Leaf",
    "LinkButton",
    "PlainText",
    "Row",
    "Size",
    "Spacer",
    "Spacing",
    "Text",
    "TextColor",
    "User",
    "Wire",
    "WireProblem",
    "WorkflowButton",
    "emit",
    "emit_all",
    "validate",
]

Wire: TypeAlias = dict[str, Any]
"""A component as Plain reads it: `{"componentText": {"text": "..."}}`."""


_SIZES: Final = (None, *get_args(Size))
_TEXT_COLORS: Final = (None, *get_args(TextColor))
_BADGE_COLORS: Final = (None, *get_args(BadgeColor))


@dataclass(slots=True, unsafe_hash=True)
class _Made:
    """What every component is: `wire` is what is sent of it, made and checked with it."""

    wire: Wire = field(init=False, repr=False, compare=False)


class _Leaf(_Made):
    """A component that holds no others; checked against the wire's rules when built.

    Most are ASCII text with known words: that such a one is well is seen at once.
    """

    __slots__ = ()

    def __post_init__(self) -> None:
        written = self.written()
        ((wrapper, body),) = written.items()
        problems = broken_fields(wrapper, body)
        if problems:
            raise ValueError(f"{type(self).__name__}: {problems[0].path} {problems[0].rule}")
        self.wire = written  # what was checked is what is sent

    def written(self) -> Wire:
        raise NotImplementedError


@dataclass(slots=True, unsafe_hash=True)
class Text(_Leaf):
    """Text in Plain's subset of markdown (bold, italic, links): never a source's raw string."""

    text: str
    size: Size | None = None
    color: TextColor | None = None

    def __post_init__(self) -> None:
        if self.size in _SIZES and self.color in _TEXT_COLORS and _usual(self.text, TEXT_MAX):
            self.wire = self.written()
        else:
            _Leaf.__post_init__(self)

    def written(self) -> Wire:
        return _wrap("componentText", text=self.text, textSize=self.size, textColor=self.color)


@dataclass(slots=True, unsafe_hash=True)
class PlainText(_Leaf):
    """Text shown as it is."""

    text: str
    size: Size | None = None
    color: TextColor | None = None

    def __post_init__(self) -> None:
        if self.size in _SIZES and self.color in _TEXT_COLORS and _usual(self.text, TEXT_MAX):
            self.wire = self.written()
        else:
            _Leaf.__post_init__(self)

    def written(self) -> Wire:
        body: Wire = {"plainText": self.text}
        if self.size is not None:
            body["plainTextSize"] = self.size
        if self.color is not None:
            body["plainTextColor"] = self.color
        return {"componentPlainText": body}


@dataclass(slots=True, unsafe_hash=True)
class Divider(_Leaf):
    spacing: Spacing | None = None

    def written(self) -> Wire:
        return _wrap("componentDivider", dividerSpacingSize=self.spacing)


@dataclass(slots=True, unsafe_hash=True)
class Spacer(_Leaf):
    size: Spacing

    def written(self) -> Wire:
        return _wrap("componentSpacer", spacerSize=self.size)


@dataclass(slots=True, unsafe_hash=True)
class Badge(_Leaf):
    label: str
    color: BadgeColor | None = None

    def __post_init__(self) -> None:
        if self.color in _BADGE_COLORS and _usual(self.label, LABEL_MAX):
            self.wire = self.written()
        else:
            _Leaf.__post_init__(self)

    def written(self) -> Wire:
        return _wrap("componentBadge", badgeLabel=self.label, badgeColor=self.color)


@dataclass(slots=True, unsafe_hash=True)
class LinkButton(_Leaf):
    """Opens `url`: absolute, https, http or mailto."""

    label: str
    url: str

    def written(self) -> Wire:
        return _wrap("componentLinkButton", linkButtonLabel=self.label, linkButtonUrl=self.url)


@dataclass(slots=True, unsafe_hash=True)
class CopyButton(_Leaf):
    """Copies `value`; `tooltip` is shown while the pointer is on it."""

    value: str
    tooltip: str | None = None

    def written(self) -> Wire:
        return _wrap(
            "componentCopyButton",
            copyButtonValue=self.value,
            copyButtonTooltipLabel=self.tooltip,
        )


@dataclass(slots=True, unsafe_hash=True)
class WorkflowButton(_Leaf):
    """Starts a workflow of Plain's, named by exactly one of id and key."""

    label: str
    workflow_id: str | None = None
    workflow_key: str | None = None

    def written(self) -> Wire:
        named = _present(workflowId=self.workflow_id, workflowKey=self.workflow_key)
        return _wrap(
            "componentWorkflowButton",
            workflowButtonLabel=self.label,
            workflowButtonWorkflowIdentifier=named,
        )


@dataclass(slots=True, unsafe_hash=True)
class DateTime(_Leaf):
    """A moment, ISO 8601 with offset, which Plain formats in the viewer's zone (newest SDK)."""

    iso8601: str

    def written(self) -> Wire:
        return _wrap("componentDateTime", dateTimeIso8601=self.iso8601)


@dataclass(slots=True, unsafe_hash=True)
class User(_Leaf):
    """A user of Plain's workspace, named by exactly one of the three (newest SDK)."""

    user_id: str | None = None
    email: str | None = None
    machine_user_id: str | None = None

    def written(self) -> Wire:
        named = _present(
            userId=self.user_id, emailAddress=self.email, machineUserId=self.machine_user_id
        )
        return _wrap("componentUser", userIdentifier=named)


Leaf: TypeAlias = (
    Text
    | PlainText
    | Divider
    | Spacer
    | Badge
    | LinkButton
    | CopyButton
    | WorkflowButton
    | DateTime
    | User
)

_LEAVES: Final = frozenset(get_args(Leaf))
_WIRE: Final = attrgetter("wire")


@dataclass(slots=True, unsafe_hash=True)
class Row(_Made):
    """Two columns of leaves: `main` left, at least one; `aside` right, may be empty."""

    main: tuple[Leaf, ...]
    aside: tuple[Leaf, ...] = ()

    def __post_init__(self) -> None:
        main, aside = self.main, self.aside
        usual = main.__class__ is tuple and aside.__class__ is tuple and len(main) > 0
        if not usual or not _LEAVES.issuperset(map(type, (*main, *aside))):
            _children("Row", "main", main, _Leaf)
            _children("Row", "aside", aside, _Leaf, minimum=0)
        self.wire = {
            "componentRow": {
                "rowMainContent": list(map(_WIRE, main)),
                "rowAsideContent": list(map(_WIRE, aside)),
            }
        }


@dataclass(slots=True, unsafe_hash=True)
class Container(_Made):
    """A box around at least one component, none of them a container."""

    content: "tuple[Leaf | Row, ...]"

    def __post_init__(self) -> None:
        _children("Container", "content", self.content, (_Leaf, Row))
        content = [each.wire for each in self.content]
        self.wire = {"componentContainer": {"containerContent": content}}


Component: TypeAlias = Leaf | Row | Container
"""The closed union. Nothing else is sent."""


def emit(component: Component) -> Wire:
    """Give the component as Plain reads it; fields left at None are left out."""
    return component.wire


class Emitted(list[Wire]):
    """A card's components as Plain reads them, made of `Component`s: they break no rule of Plain's.

    Not to be changed: their JSON is written once, for whoever wants it.
    """

    __slots__ = ("_json",)
    _json: bytes

    @property
    def json(self) -> bytes:
        """Give the components as JSON. TypeError when they hold what JSON cannot."""
        try:
            return self._json
        except AttributeError:
            self._json = orjson.dumps(self)
            return self._json


def emit_all(components: Iterable[Component]) -> Emitted:
    """Give a card's components as Plain reads them."""
    return Emitted(map(_WIRE, components))


def _usual(text: object, maximum: int) -> bool:
    """Whether `text` is ASCII of a length that Plain takes: then no rule is broken by it."""
    return text.__class__ is str and 0 < len(text) <= maximum and text.isascii()


def _present(**fields: object) -> Wire:
    return {name: value for name, value in fields.items() if value is not None}


def _wrap(wrapper: str, **fields: object) -> Wire:
    return {wrapper: _present(**fields)}


def _children(
    owner: str, field: str, given: object, kinds: type | tuple[type, ...], minimum: int = 1
) -> None:
    """ValueError unless `given` is a tuple of `kinds`, at least `minimum` of them."""
    if not isinstance(given, tuple):
        raise ValueError(f"{owner}: {field} must be a tuple of components: write ({field},)")  # noqa: TRY004 -- one kind of error for whatever a component cannot hold
    if len(given) < minimum:
        raise ValueError(f"{owner}: {field} must hold a component: leave the {owner} out instead")
    for child in given:
        if not isinstance(child, kinds):
            raise ValueError(f"{owner}: {field} cannot hold a {type(child).__name__}: {_FIX}")  # noqa: TRY004 -- as above


_FIX = "a row holds no row or container, a container no container; put it beside them"
