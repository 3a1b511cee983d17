"""A workspace's card configs in a TOML file, held to the rules that Plain's own form has.

signing_secret = "file:plain.secret"   # or the secret itself; without it nothing is signed
workspace_id = "w_local"               # sent as Plain-Workspace-Id
allow_http = true                      # local use: Plain itself takes https:// only
url = "http://127.0.0.1:8484/cards"    # for every card that has none of its own
headers = { Authorization = "Bearer demo-token" }        # likewise

[[cards]]
key = "plan-details"         # [a-zA-Z0-9_-]+, unique
title = "Plan"               # the key, when left out
default_ttl = 86400          # seconds, 15..31536000
order = 10                   # 0..100000, ties by id; the place in the file, when left out
is_enabled = true
id = "cc_plan"               # unique; made from the place in the file, when left out
url = "https://cards.example.com/cards"
headers = [{ name = "Authorization", value = "file:token" }]

[tls]                        # all optional
trust = "ca.pem"             # instead of the system's authorities
certificate = "plain.pem"    # shown to servers that ask who is calling (mTLS)
key = "plain.key"

[unpublished]                # see unpublished.py
"""

import re
import ssl
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aggregator.domain.plain import limits
from aggregator.domain.plain.limits import utf16_length
from aggregator.simulator import configs
from aggregator.simulator.configs import CardConfig, Header, PlainWorkspace
from aggregator.simulator.unpublished import Unpublished, read_unpublished

_FILE = "file:"
_TOP = {"signing_secret", "workspace_id", "allow_http", "url", "headers", "cards", "tls"}
_CARD = {"key", "title", "default_ttl", "order", "is_enabled", "id", "url", "headers"}
_TLS = {"trust", "certificate", "key"}
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_UNFIT = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class ConfigError(Exception):
    """The card configs break a rule of Plain's. One line: key, rule, fix; never a secret."""


def load_workspace(file: Path) -> PlainWorkspace:
    """Read `file`; ConfigError. Paths in it start from its folder."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        # The parser's words may quote the text, which may be a secret: only the place is kept.
        place = re.search(r"\((at [^()]*)\)$", str(error))
        raise ConfigError(
            f"{file} is not valid TOML {place[1] if place else ''}. Fix: correct that line."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{file} cannot be read ({type(error).__name__}). Fix: name a UTF-8 file that is there."
        ) from None
    try:
        return read_workspace(content, file.parent)
    except ConfigError as error:
        raise ConfigError(f"{file}: {error}") from None


def read_workspace(content: Mapping[str, Any], folder: Path = Path()) -> PlainWorkspace:
    """Read what a file's text means; ConfigError."""
    _no_strangers(content, _TOP | {"unpublished"}, "")
    try:
        rules = read_unpublished(_typed(content, "unpublished", dict, {}, ""))
    except ValueError as error:
        raise ConfigError(f"{error}.") from None
    secret = _typed(content, "signing_secret", str, None, "")
    workspace = PlainWorkspace(
        cards=_cards(content, folder, rules),
        id=_typed(content, "workspace_id", str, "w_local", ""),
        signing_secret=None if secret is None else _secret(secret, "signing_secret", folder),
        unpublished=rules,
        tls=_tls(_typed(content, "tls", dict, {}, ""), folder),
    )
    if not workspace.id.strip() or not workspace.id.isascii():
        raise ConfigError("workspace_id must be text in ASCII. Fix: an id like w_local.")
    return workspace


def _cards(content: Mapping[str, Any], folder: Path, rules: Unpublished) -> tuple[CardConfig, ...]:
    entries = _typed(content, "cards", list, [], "")
    if not entries:
        raise ConfigError("cards is empty. Fix: write a table [[cards]] for each card.")
    if len(entries) > configs.CARDS_MAX:
        raise ConfigError(
            f"cards has {len(entries)} entries, Plain allows {configs.CARDS_MAX} a workspace. "
            "Fix: take some out (disabled ones count)."
        )
    allow_http = _typed(content, "allow_http", bool, False, "")
    shared = {name: content[name] for name in ("url", "headers") if name in content}
    cards: list[CardConfig] = []
    for index, entry in enumerate(entries):
        path = f"cards[{index}]"
        if not isinstance(entry, dict):
            raise ConfigError(f"{path} must be a table. Fix: write it as [[cards]].")
        _no_strangers(entry, _CARD, f"{path}.")
        card = _card({**shared, **entry}, index, folder, rules)
        _check_url(card.url, f"{path}.url", allow_http=allow_http)
        for other in cards:
            if other.key == card.key or other.id == card.id:
                name = "key" if other.key == card.key else "id"
                raise ConfigError(
                    f'{path}.{name} "{getattr(card, name)}" is taken by a card above. '
                    "Fix: give each card its own."
                )
        cards.append(card)
    return tuple(cards)


def _card(entry: Mapping[str, Any], index: int, folder: Path, rules: Unpublished) -> CardConfig:
    path = f"cards[{index}]."
    key = _typed(entry, "key", str, "", path)
    if not re.fullmatch(limits.KEY_PATTERN, key) or len(key) > limits.KEY_MAX:
        raise ConfigError(
            f"{path}key must be 1 to {limits.KEY_MAX} letters, digits, hyphens and underscores. "
            "Fix: a key like plan-details."
        )
    title = _typed(entry, "title", str, key, path)
    if not title.strip() or utf16_length(title) > configs.TITLE_MAX:
        raise ConfigError(
            f"{path}title must have 1 to {configs.TITLE_MAX} characters. Fix: shorten it."
        )
    return CardConfig(
        id=_typed(entry, "id", str, f"cc_{index + 1:02}", path),
        key=key,
        title=title,
        url=_typed(entry, "url", str, "", path),
        headers=_headers(entry.get("headers", {}), f"{path}headers", folder, rules),
        default_ttl=_number(
            entry, "default_ttl", configs.DEFAULT_TTL, (limits.TTL_MIN, limits.TTL_MAX), path
        ),
        order=_number(entry, "order", index, (0, configs.ORDER_MAX), path),
        is_enabled=_typed(entry, "is_enabled", bool, True, path),
    )


def _check_url(url: str, path: str, *, allow_http: bool) -> None:
    trimmed = url.strip()
    schemes = ("https://", "http://") if allow_http else ("https://",)
    if not trimmed.lower().startswith(schemes):
        fix = "" if allow_http else ", or set allow_http = true on a development machine"
        raise ConfigError(
            f"{path} must start with {' or '.join(schemes)}. Fix: write the address so{fix}."
        )
    if utf16_length(url) > configs.URL_MAX:
        raise ConfigError(
            f"{path} must have at most {configs.URL_MAX} characters. Fix: shorten it."
        )
    try:
        parts = urlsplit(trimmed)
        valid = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        valid = False
    if not valid or re.search(r"\s", trimmed):
        raise ConfigError(
            f"{path} is no valid URL. Fix: an address like https://example.com/cards."
        )


def _headers(given: object, path: str, folder: Path, rules: Unpublished) -> tuple[Header, ...]:
    pairs = _pairs(given, path)
    if len(pairs) > configs.HEADERS_MAX:
        raise ConfigError(
            f"{path} has {len(pairs)} headers, Plain allows {configs.HEADERS_MAX}. "
            "Fix: take some out."
        )
    return tuple(_header(name, value, path, folder, rules) for name, value in pairs)


def _pairs(given: object, path: str) -> Sequence[tuple[object, object]]:
    if isinstance(given, dict):
        return list(given.items())
    if isinstance(given, list) and all(
        isinstance(it, dict) and set(it) == {"name", "value"} for it in given
    ):
        return [(it["name"], it["value"]) for it in given]
    raise ConfigError(
        f"{path} must be a table, or a list of name and value. "
        'Fix: headers = { Authorization = "Bearer ..." }.'
    )


def _header(name: object, value: object, path: str, folder: Path, rules: Unpublished) -> Header:
    if not isinstance(name, str) or not isinstance(value, str):
        raise ConfigError(f"{path} must hold text. Fix: quote names and values.")
    if not 1 <= len(name) <= configs.HEADER_NAME_MAX or not _TOKEN.fullmatch(name.strip()):
        raise ConfigError(
            f"{path}: a name must have 1 to {configs.HEADER_NAME_MAX} of the characters that HTTP "
            "allows. Fix: a name like Authorization."
        )
    if name.strip().casefold() in rules.refused_headers:
        raise ConfigError(
            f"{path}.{name.strip()} may not be configured. Fix: leave it out: Plain writes it "
            "itself (setting unpublished.refused_headers)."
        )
    read = _secret(value, f"{path}.{name.strip()}", folder)
    if not 1 <= utf16_length(read) <= configs.HEADER_VALUE_MAX or _UNFIT.search(read):
        raise ConfigError(
            f"{path}.{name.strip()}: a value must have 1 to {configs.HEADER_VALUE_MAX} characters, "
            "none of them a control character. Fix: shorten it or write it on one line."
        )
    return Header(name, read)


def _secret(text: str, path: str, folder: Path) -> str:
    if not text.startswith(_FILE):
        if not text:
            raise ConfigError(f"{path} is empty. Fix: write it, or file:PATH.")
        return text
    try:
        read = (folder / text.removeprefix(_FILE)).read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise ConfigError(
            f"{path} names a file that cannot be read ({type(error).__name__}). "
            "Fix: a text file that is there, its path from this file's folder."
        ) from None
    if not read:
        raise ConfigError(f"{path} names an empty file. Fix: put the value in it.")
    return read


def _tls(table: Mapping[str, Any], folder: Path) -> ssl.SSLContext | None:
    _no_strangers(table, _TLS, "tls.")
    paths = {
        name: folder / _typed(table, name, str, "", "tls.") for name in _TLS if table.get(name)
    }
    if not paths:
        return None
    if ("certificate" in paths) != ("key" in paths):
        raise ConfigError("tls.certificate and tls.key belong together. Fix: give both.")
    try:
        context = ssl.create_default_context(cafile=paths.get("trust"))
        if "certificate" in paths:
            context.load_cert_chain(paths["certificate"], paths["key"])
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise ConfigError(
            f"tls: a file cannot be used ({type(error).__name__}). "
            "Fix: PEM files that are there; the key belongs to the certificate, without a password."
        ) from None
    return context


def _no_strangers(table: Mapping[str, Any], known: set[str], path: str) -> None:
    for name in table:
        if name not in known:
            raise ConfigError(f"{path}{name} is no key. Fix: one of {', '.join(sorted(known))}.")


def _typed(table: Mapping[str, Any], name: str, kind: type[object], default: Any, path: str) -> Any:
    value = table.get(name, default)
    if value is default or isinstance(value, kind):
        return value
    words = {str: "text", bool: "true or false", list: "a list", dict: "a table"}
    raise ConfigError(f"{path}{name} must be {words[kind]}. Fix: write it so.")


def _number(
    table: Mapping[str, Any], name: str, default: int, bounds: tuple[int, int], path: str
) -> int:
    value = table.get(name, default)
    minimum, maximum = bounds
    if isinstance(value, int) and not isinstance(value, bool) and minimum <= value <= maximum:
        return value
    raise ConfigError(
        f"{path}{name} must be a whole number in {minimum}..{maximum}. Fix: write it so."
    )
