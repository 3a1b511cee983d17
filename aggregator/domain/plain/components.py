"""Plain's twelve UI components: builders that cannot hold what Plain refuses, and their JSON.

    Row(main=(PlainText("Plan"),), aside=(Badge("Starter", color="YELLOW"),))

A component that breaks a limit raises ValueError when it is built, naming the field, the rule and
the fix; so what was built can always be sent. `validate` holds any foreign JSON to the same rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Final, TypeAlias, overload

import orjson

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


@dataclass(frozen=True, slots=True)
class _Made:
    """What every component is: `json` is what is sent of it, made and checked with it."""

    json: str = field(init=False, repr=False, compare=False)

    def _made(self, json: str) -> None:
        object.__setattr__(self, "json", json)


class _Leaf(_Made):
    """A component that holds no others; checked against the wire's rules when built."""

    __slots__ = ()

    def __post_init__(self) -> None:
        written = self.written()
        ((wrapper, body),) = written.items()
        problems = broken_fields(wrapper, body)
        if problems:
            raise ValueError(f"{type(self).__name__}: {problems[0].path} {problems[0].rule}")
        self._made(orjson.dumps(written).decode())  # what was checked is what is sent

    def written(self) -> Wire:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Text(_Leaf):
    """Text in Plain's subset of markdown (bold, italic, links): never a source's raw string."""

    text: str
    size: Size | None = None
    color: TextColor | None = None

    def written(self) -> Wire:
        return _wrap("componentText", text=self.text, textSize=self.size, textColor=self.color)


@dataclass(frozen=True, slots=True)
class PlainText(_Leaf):
    """Text shown as it is."""

    text: str
    size: Size | None = None
    color: TextColor | None = None

    def written(self) -> Wire:
        return _wrap(
            "componentPlainText",
            plainText=self.text,
            plainTextSize=self.size,
            plainTextColor=self.color,
        )


@dataclass(frozen=True, slots=True)
class Divider(_Leaf):
    spacing: Spacing | None = None

    def written(self) -> Wire:
        return _wrap("componentDivider", dividerSpacingSize=self.spacing)


@dataclass(frozen=True, slots=True)
class Spacer(_Leaf):
    size: Spacing

    def written(self) -> Wire:
        return _wrap("componentSpacer", spacerSize=self.size)


@dataclass(frozen=True, slots=True)
class Badge(_Leaf):
    label: str
    color: BadgeColor | None = None

    def written(self) -> Wire:
        return _wrap("componentBadge", badgeLabel=self.label, badgeColor=self.color)


@dataclass(frozen=True, slots=True)
class LinkButton(_Leaf):
    """Opens `url`: absolute, https, http or mailto."""

    label: str
    url: str

    def written(self) -> Wire:
        return _wrap("componentLinkButton", linkButtonLabel=self.label, linkButtonUrl=self.url)


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class DateTime(_Leaf):
    """A moment, ISO 8601 with offset, which Plain formats in the viewer's zone (newest SDK)."""

    iso8601: str

    def written(self) -> Wire:
        return _wrap("componentDateTime", dateTimeIso8601=self.iso8601)


@dataclass(frozen=True, slots=True)
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

_JSON: Final = attrgetter("json")


@dataclass(frozen=True, slots=True)
class Row(_Made):
    """Two columns of leaves: `main` left, at least one; `aside` right, may be empty."""

    main: tuple[Leaf, ...]
    aside: tuple[Leaf, ...] = ()

    def __post_init__(self) -> None:
        _children("Row", "main", self.main, _Leaf)
        _children("Row", "aside", self.aside, _Leaf, minimum=0)
        main, aside = _listed(self.main), _listed(self.aside)
        self._made(f'{{"componentRow":{{"rowMainContent":{main},"rowAsideContent":{aside}}}}}')


@dataclass(frozen=True, slots=True)
class Container(_Made):
    """A box around at least one component, none of them a container."""

    content: "tuple[Leaf | Row, ...]"

    def __post_init__(self) -> None:
        _children("Container", "content", self.content, (_Leaf, Row))
        content = _listed(self.content)
        self._made(f'{{"componentContainer":{{"containerContent":{content}}}}}')


Component: TypeAlias = Leaf | Row | Container
"""The closed union. Nothing else is sent."""


def emit(component: Component) -> Wire:
    """Give the component as Plain reads it; fields left at None are left out."""
    wire: Wire = orjson.loads(component.json)
    return wire


class Emitted(Sequence[Wire]):
    """A card's components as Plain reads them, made of `Component`s: they break no rule of Plain's.

    `json` is what they are; they are read from it for who wants to look at them.
    """

    __slots__ = ("_read", "json")

    def __init__(self, json: bytes) -> None:
        self.json = json
        self._read: list[Wire] | None = None

    @property
    def _components(self) -> list[Wire]:
        if self._read is None:
            self._read = orjson.loads(self.json)
        return self._read

    def __len__(self) -> int:
        return len(self._components)

    @overload
    def __getitem__(self, at: int) -> Wire: ...
    @overload
    def __getitem__(self, at: slice) -> list[Wire]: ...
    def __getitem__(self, at: int | slice) -> Wire | list[Wire]:
        return self._components[at]

    def __eq__(self, other: object) -> bool:
        return self._components == (other._components if isinstance(other, Emitted) else other)

    __hash__ = None  # type: ignore[assignment]  # as a list

    def __repr__(self) -> str:
        return repr(self._components)


def emit_all(components: Iterable[Component]) -> Emitted:
    """Give a card's components as Plain reads them."""
    return Emitted(_listed(components).encode())


def _listed(components: Iterable[Component]) -> str:
    return f"[{','.join(map(_JSON, components))}]"


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
