"""Components as Plain reads them, which is more leniently than what we let ourselves write.

Plain still takes the names that components had in 2022, and its documents ask only for a valid
absolute URL. So before a foreign card is held to the contract, what Plain forgives is put right
in a copy.
"""

import re
from collections.abc import Mapping
from typing import Any

from aggregator.domain.plain.wire import BRANCHES, LEAVES
from aggregator.simulator.unpublished import Unpublished

_NEWEST = ("componentDateTime", "componentUser")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x20\x7f]+")
_WITH_HOST = re.compile(r"//[^/?#]")
_STAND_IN = "https://plain.example/"


def as_plain(components: object, rules: Unpublished) -> object:
    """Copy decoded JSON with what Plain forgives put right; anything unexpected is kept."""
    if not isinstance(components, list):
        return components
    return [_component(component, rules) for component in components]


def _component(component: object, rules: Unpublished) -> object:
    if not isinstance(component, dict) or len(component) != 1:
        return component
    wrapper, body = next(iter(component.items()))
    if not isinstance(body, dict):
        return component
    if wrapper in _NEWEST and not rules.newest_components:
        return {"": body}  # no component that Plain knows
    if wrapper in LEAVES:
        return {wrapper: _leaf(wrapper, body, rules)}
    if wrapper in BRANCHES:
        return {wrapper: _branch(wrapper, body, rules)}
    return component


def _leaf(wrapper: str, body: Mapping[str, Any], rules: Unpublished) -> dict[str, Any]:
    read: dict[str, Any] = dict(body)
    for field in LEAVES[wrapper]:
        if field.alias is not None and field.alias in read:
            old = read.pop(field.alias)
            if read.get(field.name) is None:
                read[field.name] = old
    url = read.get("linkButtonUrl")
    if rules.any_link_scheme and isinstance(url, str) and _other_scheme(url):
        read["linkButtonUrl"] = _stand_in(url)
    known = {field.name for field in LEAVES[wrapper]}
    return _known(read, known, rules)


def _other_scheme(url: str) -> bool:
    """Whether `url` is absolute, of a scheme whose rules are not ours to know."""
    if url.partition(":")[0].lower() in ("http", "https"):
        return False
    return _ABSOLUTE.fullmatch(url) is not None


def _stand_in(url: str) -> str:
    """Give a web address that is well where `url` is: a host and port must exist in any scheme."""
    rest = url.partition(":")[2]
    return f"https:{rest}" if _WITH_HOST.match(rest) else _STAND_IN


def _branch(wrapper: str, body: Mapping[str, Any], rules: Unpublished) -> dict[str, Any]:
    names = {content.name for content in BRANCHES[wrapper]}
    read = {
        name: as_plain(value, rules) if name in names else value for name, value in body.items()
    }
    return _known(read, names, rules)


def _known(read: dict[str, Any], names: set[str], rules: Unpublished) -> dict[str, Any]:
    if rules.unknown_fields == "refuse":
        return read
    return {name: value for name, value in read.items() if name in names}
