"""A card in the terminal: close to what an agent sees in Plain, within the console's width."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.style import Style
from rich.table import Table
from rich.text import Text

from aggregator.domain.plain.response import CardAnswer

_TEXT_STYLES = {"MUTED": "dim", "SUCCESS": "green", "WARNING": "yellow", "ERROR": "red"}
_BADGE_STYLES = {
    "GREY": "black on bright_white",
    "GREEN": "black on green",
    "YELLOW": "black on yellow",
    "RED": "white on red",
    "BLUE": "white on blue",
}
_SPACES = {"XS": 0, "S": 0, "M": 1, "L": 1, "XL": 2}
"""Empty lines for Plain's 4, 8, 16, 24 and 32 px: a terminal's line is about 18 px."""

_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters but the line feed: a source's text must not steer the terminal."""

_ESCAPED = re.compile(r"\\(?P<escaped>[!-/:-@\[-`{-~])")

MARKS = re.compile(
    _ESCAPED.pattern + r"|\*\*(?P<bold>(?:\\.|[^\\])+?)\*\*"
    r"|\*(?P<starred>(?:\\.|[^*\s\\])(?:\\.|[^*\\])*)\*"
    r"|(?<!\w)_(?P<italic>(?:\\.|[^_\s\\])(?:\\.|[^_\\])*)_(?!\w)"
    r"|\[(?P<label>(?:\\.|[^\]\\])+)\]\((?P<url>[^)\s]+)\)",
    re.DOTALL,
)
"""Plain's subset of markdown: bold, italic, links; a sign after a backslash is only itself."""


WIDTH = 64
"""Columns of a drawn card, when the console has them: Plain's cards are narrow too."""


def draw(
    key: str, components: Sequence[Mapping[str, Any]] | None, ttl: int | None, width: int = WIDTH
) -> Panel:
    """Draw one card in a frame with its key and how long it is kept; never raises.

    Takes any decoded JSON: a component that Plain does not know is drawn as such. `width` is in
    columns, the console's own when that has fewer.
    """
    lines = [_component(component) for component in components or ()]
    body: RenderableType = Group(*lines) if lines else Text("hidden: nothing to show", "dim")
    return Panel(
        body,
        title=Text(clean(key), "bold"),
        title_align="left",
        subtitle=Text(kept(ttl), "dim"),
        subtitle_align="right",
        box=box.ROUNDED,
        padding=(0, 1),
        width=width,
    )


def table(cards: Iterable[CardAnswer]) -> Table:
    """List the cards of an answer: key, what is shown, how long it is kept."""
    listing = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    listing.add_column("Card", overflow="fold")
    listing.add_column("Shows", overflow="fold")
    listing.add_column("Kept", justify="right", no_wrap=True)
    for card in cards:
        count = len(card.components or ())
        shows = f"{count} component{'s' if count != 1 else ''}" if count else "hidden"
        listing.add_row(Text(clean(card.key)), Text(shows), Text(kept(card.ttl)))
    return listing


def kept(ttl: int | None) -> str:
    """Say a TTL (seconds) as people do: "2 min"; None leaves it to the card's setting."""
    if ttl is None:
        return "Plain's setting"
    for unit, name in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if ttl >= unit and ttl % unit == 0:
            return f"{ttl // unit} {name}"
    return f"{ttl} s"


def clean(text: str) -> str:
    """Replace what would steer the terminal: the text is another system's."""
    visible = text.encode("utf-8", "replace").decode()
    return _UNSEEN.sub("\ufffd", visible.replace("\t", " "))


def unescaped(text: str) -> str:
    """Give what markdown means by `text`, each sign after a backslash as itself."""
    return _ESCAPED.sub(lambda found: found["escaped"], text)


def _component(component: object) -> RenderableType:
    wrapper, body = _unwrap(component)
    if wrapper == "componentContainer":
        return Panel(Group(*_all(body.get("containerContent"))), box=box.ROUNDED, padding=(0, 1))
    if wrapper == "componentRow":
        return _row(body)
    return _leaf(wrapper, body)


def _unwrap(component: object) -> tuple[str, Mapping[str, Any]]:
    if isinstance(component, Mapping) and len(component) == 1:
        wrapper, body = next(iter(component.items()))
        if isinstance(body, Mapping):
            return str(wrapper), body
    return "", {}


def _all(components: object) -> list[RenderableType]:
    return [_component(it) for it in components] if isinstance(components, list | tuple) else []


@dataclass(frozen=True, slots=True)
class _Row:
    """Two columns: main left, aside right; each keeps at least half when both are long."""

    main: Group
    aside: Group

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = max(options.max_width - 2, 2)  # two columns of space between them
        wanted = [
            Measurement.get(console, options, column).maximum for column in (self.main, self.aside)
        ]
        aside = min(wanted[1], max(room - wanted[0], room // 2))
        row = Table.grid(padding=(0, 2), pad_edge=False)
        row.add_column(width=room - aside, overflow="fold", vertical="middle")
        row.add_column(width=aside, overflow="fold", vertical="middle", justify="right")
        row.add_row(self.main, self.aside)
        yield row


def _row(body: Mapping[str, Any]) -> _Row:
    return _Row(Group(*_all(body.get("rowMainContent"))), Group(*_all(body.get("rowAsideContent"))))


def _leaf(wrapper: str, body: Mapping[str, Any]) -> RenderableType:
    drawing = _LEAVES.get(wrapper)
    return drawing(body) if drawing else Text("? no component that Plain knows", "red")


def _text(body: Mapping[str, Any]) -> Text:
    return _markdown(_word(body, "text"), _look(body, "textColor", "textSize"))


def _plain_text(body: Mapping[str, Any]) -> Text:
    return Text(_word(body, "plainText"), _look(body, "plainTextColor", "plainTextSize"))


def _divider(body: Mapping[str, Any]) -> Padding:
    return Padding(Rule(style="dim"), (_SPACES.get(_word(body, "dividerSpacingSize"), 0), 0))


def _spacer(body: Mapping[str, Any]) -> Group:
    return Group(*[Text()] * _SPACES.get(_word(body, "spacerSize"), 0))


def _badge(body: Mapping[str, Any]) -> Text:
    style = _BADGE_STYLES.get(_word(body, "badgeColor"), _BADGE_STYLES["GREY"])
    return Text.assemble((f" ● {_word(body, 'badgeLabel')} ", style))


def _link_button(body: Mapping[str, Any]) -> Text:
    link = Style(bold=True, link=_word(body, "linkButtonUrl") or None)
    return Text.assemble((f"[ {_word(body, 'linkButtonLabel')} ↗ ]", link))


def _copy_button(body: Mapping[str, Any]) -> Text:
    return Text(f"⧉ {_word(body, 'copyButtonTooltipLabel') or 'Copy'}", "dim")


def _workflow_button(body: Mapping[str, Any]) -> Text:
    return Text(f"[ ▶ {_word(body, 'workflowButtonLabel')} ]", "bold")


def _date_time(body: Mapping[str, Any]) -> Text:
    return Text(_word(body, "dateTimeIso8601"))


def _user(body: Mapping[str, Any]) -> Text:
    named = body.get("userIdentifier")
    words = [str(value) for value in named.values()] if isinstance(named, Mapping) else []
    return Text(f"@ {clean(' '.join(words))}")


_LEAVES: Mapping[str, Callable[[Mapping[str, Any]], RenderableType]] = {
    "componentText": _text,
    "componentPlainText": _plain_text,
    "componentDivider": _divider,
    "componentSpacer": _spacer,
    "componentBadge": _badge,
    "componentLinkButton": _link_button,
    "componentCopyButton": _copy_button,
    "componentWorkflowButton": _workflow_button,
    "componentDateTime": _date_time,
    "componentUser": _user,
}


def _look(body: Mapping[str, Any], color: str, size: str) -> str:
    style = _TEXT_STYLES.get(_word(body, color), "")
    return f"bold {style}".strip() if _word(body, size) == "L" else style


def _markdown(source: str, look: str) -> Text:
    text = Text(style=look)
    end = 0
    for found in MARKS.finditer(source):
        text.append(source[end : found.start()])
        if found["escaped"]:
            text.append(found["escaped"])
        elif found["url"]:
            link = Style(underline=True, link=unescaped(found["url"]))
            text.append(unescaped(found["label"]), link)
        elif found["bold"]:
            text.append(unescaped(found["bold"]), "bold")
        else:
            text.append(unescaped(found["starred"] or found["italic"]), "italic")
        end = found.end()
    text.append(source[end:])
    return text


def _word(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    return clean(value) if isinstance(value, str) else ""
