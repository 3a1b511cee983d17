"""Components in Plain's wire form, within Plain's limits."""

from collections.abc import Callable
from typing import Any

from aggregator.domain.day import Day
from aggregator.domain.plain.limits import (
    COPY_VALUE_MAX,
    LABEL_MAX,
    TEXT_MAX,
    TOOLTIP_MAX,
    clamp,
    exact,
)
from aggregator.domain.plain.values import Moment
from aggregator.language.paths import Scope
from aggregator.mapping.formatters import parse_moment
from aggregator.render.layout.frame import Component, Frame, Show, Words
from aggregator.render.layout.links import safe_url
from aggregator.render.layout.values import Text

_MOMENT = Moment()

Colour = Callable[[Any, Frame], str | None]
"""The colour for a value; None leaves it to Plain."""


def plain_text(content: str, size: str | None = None, color: str | None = None) -> Component:
    body = {"plainText": clamp(content, TEXT_MAX)}
    if size:
        body["plainTextSize"] = size
    if color:
        body["plainTextColor"] = color
    return {"componentPlainText": body}


def text_show(
    write: Text,
    words: Words | None = None,
    size: str | None = None,
    color: Colour | None = None,
) -> Show:
    def show(value: Any, scope: Scope, frame: Frame) -> list[Component]:
        content = words(scope, frame) if words else write(value, frame)
        if not content:
            return []
        return [plain_text(content, size, color(value, frame) if color else None)]

    return show


def markdown_show(write: Text, words: Words | None, size: str | None, color: Colour) -> Show:
    def show(value: Any, scope: Scope, frame: Frame) -> list[Component]:
        content = words(scope, frame) if words else write(value, frame)
        if not content:
            return []
        body = {"text": clamp(content, TEXT_MAX)}
        if size:
            body["textSize"] = size
        shade = color(value, frame)
        if shade:
            body["textColor"] = shade
        return [{"componentText": body}]

    return show


def badge_show(write: Text, words: Words | None, color: Colour) -> Show:
    def show(value: Any, scope: Scope, frame: Frame) -> list[Component]:
        content = words(scope, frame) if words else write(value, frame)
        if not content:
            return []
        body = {"badgeLabel": clamp(content, LABEL_MAX), "badgeColor": color(value, frame)}
        return [{"componentBadge": body}]

    return show


def link_show(label: Words, url: Words | None, address: Callable[[Any], str]) -> Show:
    def show(value: Any, scope: Scope, frame: Frame) -> list[Component]:
        written = url(scope, frame) if url else address(value)
        found = safe_url(written) if written else None
        words = label(scope, frame)
        if not found or not words:
            return []
        body = {"linkButtonLabel": clamp(words, LABEL_MAX), "linkButtonUrl": found}
        return [{"componentLinkButton": body}]

    return show


def with_copy(write: Text, tooltip: str) -> Show:
    def show(value: Any, _: Scope, frame: Frame) -> list[Component]:
        content = write(value, frame)
        return [plain_text(content), *copy_button(content, tooltip)] if content else []

    return show


def moment_show(write: Text) -> Show:
    as_text = text_show(write)

    def show(value: Any, scope: Scope, frame: Frame) -> list[Component]:
        try:
            at = parse_moment(value)
        except (ValueError, TypeError):
            return as_text(value, scope, frame)
        iso = at.isoformat()
        # Of a day alone the viewer's time zone would make another day.
        if isinstance(at, Day) or _MOMENT.broken(iso) is not None:
            return as_text(value, scope, frame)
        return [{"componentDateTime": {"dateTimeIso8601": iso}}]

    return show


def copy_button(content: str, tooltip: str) -> list[Component]:
    """Show a button that copies exactly `content`; none where that would be cut or cleaned."""
    value = exact(content, COPY_VALUE_MAX)
    if value is None:
        return []
    body = {"copyButtonValue": value, "copyButtonTooltipLabel": clamp(tooltip, TOOLTIP_MAX)}
    return [{"componentCopyButton": body}]
