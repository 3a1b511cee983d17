"""A card as one HTML page, close to what an agent sees in Plain: no script, no other file.

Everything that comes from a card is escaped; a link leads where Plain's would, http(s) and mailto.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from aggregator.domain.plain.limits import URL_STARTS
from aggregator.simulator.draw import MARKS, clean, kept, unescaped

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(
    title: str,
    components: Sequence[Mapping[str, Any]] | None,
    ttl: int | None,
    notes: Iterable[str] = (),
) -> str:
    """Write the page of one card; `notes` stand below it. Takes any decoded JSON."""
    style = (files("aggregator.simulator") / "card.css").read_text(encoding="utf-8")
    body = "".join(map(_component, components or ()))
    body = body or '<p class="text muted">Hidden: Plain shows no card.</p>'
    below = "".join(f"<li>{_safe(note)}</li>" for note in notes)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{_safe(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f'<section class="card"><header><h1>{_safe(title)}</h1>{_RELOAD}</header>\n'
        f'<div class="stack">{body}</div></section>\n'
        f"<footer><p>Preview, close to Plain. Kept: {_safe(kept(ttl))}.</p>"
        f"<ul>{below}</ul></footer>\n</main>\n</body>\n</html>\n"
    )


_RELOAD = '<span class="reload" aria-hidden="true">&#8635;</span>'


def _component(component: object) -> str:
    if isinstance(component, Mapping) and len(component) == 1:
        wrapper, body = next(iter(component.items()))
        drawing = _DRAWINGS.get(str(wrapper))
        if drawing is not None and isinstance(body, Mapping):
            return drawing(body)
    return '<p class="text error">No component that Plain knows</p>'


def _all(components: object) -> str:
    return "".join(map(_component, components)) if isinstance(components, list | tuple) else ""


def _container(body: Mapping[str, Any]) -> str:
    return f'<div class="box stack">{_all(body.get("containerContent"))}</div>'


def _row(body: Mapping[str, Any]) -> str:
    main, aside = _all(body.get("rowMainContent")), _all(body.get("rowAsideContent"))
    return f'<div class="row"><div class="main">{main}</div><div class="aside">{aside}</div></div>'


def _text(body: Mapping[str, Any]) -> str:
    source = clean(_word(body, "text"))
    written, end = "", 0
    for found in MARKS.finditer(source):
        written += escape(source[end : found.start()])
        if found["escaped"]:
            written += escape(found["escaped"])
        elif found["url"]:
            written += _link(unescaped(found["label"]), unescaped(found["url"]), "")
        elif found["bold"]:
            written += f"<strong>{_safe(unescaped(found['bold']))}</strong>"
        else:
            written += f"<em>{_safe(unescaped(found['starred'] or found['italic']))}</em>"
        end = found.end()
    return _paragraph(written + escape(source[end:]), body, "textColor", "textSize")


def _plain_text(body: Mapping[str, Any]) -> str:
    written = _safe(_word(body, "plainText"))
    return _paragraph(written, body, "plainTextColor", "plainTextSize")


def _paragraph(written: str, body: Mapping[str, Any], color: str, size: str) -> str:
    look = ["text", _word(body, color).lower(), f"size-{_word(body, size).lower() or 'm'}"]
    return f'<p class="{escape(" ".join(filter(None, look)))}">{written}</p>'


def _badge(body: Mapping[str, Any]) -> str:
    color = escape(_word(body, "badgeColor").lower() or "grey")
    return f'<span class="badge {color}">{_safe(_word(body, "badgeLabel"))}</span>'


def _link_button(body: Mapping[str, Any]) -> str:
    return _link(_word(body, "linkButtonLabel"), _word(body, "linkButtonUrl"), "button")


def _workflow_button(body: Mapping[str, Any]) -> str:
    return f'<span class="button">&#9654; {_safe(_word(body, "workflowButtonLabel"))}</span>'


def _copy_button(body: Mapping[str, Any]) -> str:
    tooltip = _word(body, "copyButtonTooltipLabel") or "Copy"
    value = _word(body, "copyButtonValue")
    return f'<span class="copy" title="{_safe(tooltip)}: {_safe(value)}">{_COPY}</span>'


_COPY = (
    '<svg viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" '
    'stroke-width="1.4"><rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/>'
    '<path d="M10.5 2.5h-6a2 2 0 0 0-2 2v6"/></svg>'
)


def _divider(body: Mapping[str, Any]) -> str:
    return f'<hr class="space-{escape(_word(body, "dividerSpacingSize").lower() or "none")}">'


def _spacer(body: Mapping[str, Any]) -> str:
    return f'<div class="spacer-{escape(_word(body, "spacerSize").lower() or "m")}"></div>'


def _date_time(body: Mapping[str, Any]) -> str:
    return f'<p class="text size-m">{_safe(_word(body, "dateTimeIso8601"))}</p>'


def _user(body: Mapping[str, Any]) -> str:
    named = body.get("userIdentifier")
    words = [str(value) for value in named.values()] if isinstance(named, Mapping) else []
    return f'<p class="text size-m">@ {_safe(" ".join(words))}</p>'


_DRAWINGS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "componentContainer": _container,
    "componentRow": _row,
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


def _link(label: str, url: str, look: str) -> str:
    if not url.lower().startswith(URL_STARTS):
        return f'<span class="{look}">{_safe(label)}</span>'
    arrow = '<span class="arrow" aria-hidden="true">&#8599;</span>' if look else ""
    attributes = f'class="{look}" href="{_safe(url)}" rel="noreferrer"'
    return f"<a {attributes}>{_safe(label)}{arrow}</a>"


def _word(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""


def _safe(text: str) -> str:
    return escape(clean(text), quote=True)
