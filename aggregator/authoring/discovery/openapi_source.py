"""Where the sources of an OpenAPI document are, and how they are authenticated."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from aggregator.authoring.connector.yaml_text import Noted, Todo, Tree
from aggregator.authoring.discovery.found import DECIDE_AUTHENTICATION
from aggregator.authoring.discovery.json_schema import Schemas
from aggregator.authoring.discovery.naming import word_name

_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}", re.ASCII)
_VARIABLE = re.compile(r"\{([^{}]{1,100})\}")
_PARAMETER = re.compile(r"[^\s{}]{1,100}")
_ENDPOINT = re.compile(r"https?://[^/@\s{}]+(/[^\s{}]*)?", re.ASCII)
_HOST = re.compile(r"https?://[A-Za-z0-9._:{}-]+", re.ASCII)
_PATH = re.compile(r"[A-Za-z0-9_.~!$&'()*+,;=:@%/{}-]*", re.ASCII)


class ServerFound(NamedTuple):
    """`url` without a / at its end, None where none is told; `base` goes before each path."""

    url: str | None
    base: str
    options: Mapping[str, Tree]


def server_of(document: Mapping[str, Any], origin: str | None) -> ServerFound:
    """Take the first server; `origin` is where the document itself was."""
    servers = document.get("servers")
    first = servers[0] if isinstance(servers, list) and servers else {}
    told = first.get("url") if isinstance(first, Mapping) else None
    variables = first.get("variables") if isinstance(first, Mapping) else None
    url = told.strip() if isinstance(told, str) else ""
    options: dict[str, Tree] = {}

    def option(found: "re.Match[str]") -> str:
        name = option_name(found[1])
        known = variables.get(found[1]) if isinstance(variables, Mapping) else None
        options[name] = _option(known if isinstance(known, Mapping) else {})
        return f"{{{name}}}"

    whole = _VARIABLE.sub(option, url).partition("?")[0].rstrip("/")
    host = _HOST.match(whole)
    if host is None:
        base = whole if whole.startswith("/") and not options and _PATH.fullmatch(whole) else ""
        return ServerFound(_safe(origin), base, {})
    if _safe(whole) is None or not _PATH.fullmatch(whole[host.end() :]):
        return ServerFound(_safe(origin), "", {})
    return ServerFound(whole, "", options)


def option_name(raw: str) -> str:
    """Name a setting of a source; `key` is what is asked for, so it has another name."""
    name = word_name(raw, "option")
    return f"{name}_option" if name in ("key", "keys") else name


def _option(known: Mapping[str, Any]) -> Tree:
    said: dict[str, Tree] = {}
    if isinstance(known.get("description"), str) and known["description"].strip():
        said["description"] = " ".join(known["description"].split())[:200]
    default = known.get("default")
    if isinstance(default, str) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", default, re.ASCII):
        said["default"] = default
    return said


def _safe(url: str | None) -> str | None:
    """Give an address that a manifest may hold; None for any other."""
    if url is None:
        return None
    try:
        parts = urlsplit(re.sub(r"\{[a-z0-9_]+\}", "x", url))
        _ = parts.port
    except ValueError:
        return None
    fits = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return url if fits else None


def authentication_of(document: Mapping[str, Any], schemas: Schemas) -> Tree:
    """Take the scheme that is named first, of those that a source can have."""
    components = document.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, Mapping) else None
    if not isinstance(schemes, Mapping) or not schemes:
        return Todo(DECIDE_AUTHENTICATION)
    named = _named(document.get("security"))
    for name in [*named, *(each for each in schemes if each not in named)]:
        made = _scheme(schemas.at(schemes.get(name)))
        if made is not None:
            return made
    return Todo(DECIDE_AUTHENTICATION)


def _named(security: Any) -> list[str]:
    each = security if isinstance(security, list) else []
    return [str(name) for one in each if isinstance(one, Mapping) for name in one]


def _scheme(scheme: Mapping[str, Any]) -> Tree:
    kind = scheme.get("type")
    if kind == "http":
        how = str(scheme.get("scheme", "")).lower()
        return how if how in ("bearer", "basic") else None
    if kind == "apiKey":
        return _api_key(scheme.get("in"), str(scheme.get("name", "")))
    if kind == "oauth2":
        return _oauth2(scheme.get("flows"))
    if kind == "openIdConnect":
        return Noted("bearer", "a guess: a token of OpenID Connect, which somebody renews")
    return None


def _api_key(place: Any, name: str) -> Tree:
    if place == "header" and _HEADER.fullmatch(name):
        return {"kind": "api_key", "header": name}
    if place == "query" and _PARAMETER.fullmatch(name):
        return {"kind": "api_key", "query": {name: "{key}"}}
    return None


def _oauth2(flows: Any) -> Tree:
    flow = flows.get("clientCredentials") if isinstance(flows, Mapping) else None
    if not isinstance(flow, Mapping):
        return Noted("bearer", "a guess: a token of OAuth 2, which somebody renews")
    url = flow.get("tokenUrl")
    known = isinstance(url, str) and (_ENDPOINT.fullmatch(url) or re.fullmatch(r"/[^\s{}]*", url))
    told: Tree = url if known else Todo("where a token is asked for: /path, or https://host/path")
    said: dict[str, Tree] = {"kind": "oauth2_client_credentials", "token_url": told}
    scopes = flow.get("scopes")
    if isinstance(scopes, Mapping) and scopes:
        said["scope"] = Todo(f"of these: {', '.join(map(str, scopes))}"[:150])
    return said
