"""A document as it is read: from a file or an address, bounded, as the values that it holds."""

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from graphql import Source

from aggregator.authoring.discovery.found import DiscoveryError
from aggregator.language.diagnostics import UnreadableFile
from aggregator.language.files import read_bounded
from aggregator.language.yaml_file import Items, Scalar, Table, YamlNode, parse_yaml
from aggregator.upstream.decode import decode
from aggregator.upstream.download import download
from aggregator.upstream.words import Word, resolved

MAX_BYTES = 20_000_000
"""Of a document: the largest that are published have some 12 MB."""

MAX_YAML_BYTES = 8_000_000
MAX_YAML_NODES = 500_000
MAX_PARTS = 600_000


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a document or a database is, and what it takes to read it.

    where    a file, an address, or the address of a database
    headers  of the call, with what authenticates
    user, password  of a database
    sample   read some rows of a database too
    """

    where: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    seconds: float = 20.0
    tls: ssl.SSLContext | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    sample: bool = False

    @property
    def is_url(self) -> bool:
        return re.match(r"https?://", self.where, re.IGNORECASE) is not None

    @property
    def shown(self) -> str:
        """What it is called in a comment: a file's name, an address without its query."""
        if not self.is_url:
            return Path(self.where).name
        parts = urlsplit(self.where)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"

    @property
    def origin(self) -> str | None:
        """Scheme and host of an address."""
        parts = urlsplit(self.where)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if self.is_url else None


async def read_document(at: Whereabouts, body: bytes | None = None) -> bytes:
    """Give the bytes; with a `body` they are what a POST is answered with.

    Raises DiscoveryError, SourceError or OSError.
    """
    if at.is_url:
        _check_address(at.where)
        return await download(at.where, at.headers, at.seconds, MAX_BYTES, at.tls, body)
    read = read_bounded(Path(at.where), MAX_BYTES)
    if len(read) > MAX_BYTES:
        raise DiscoveryError(f"{at.where} is larger than {MAX_BYTES:,} bytes. Fix: a part of it")
    return read


def parse_document(data: bytes, what: str) -> Any:
    """Read JSON, or YAML where it is none. DiscoveryError: it is neither, or it is too large."""
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        try:
            return parse_json(data, what)
        except DiscoveryError:
            if len(data) > MAX_YAML_BYTES:
                raise
    if len(data) > MAX_YAML_BYTES:
        raise DiscoveryError(
            f"{what} is YAML of more than {MAX_YAML_BYTES:,} bytes. Fix: the same as JSON"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DiscoveryError(f"{what} is not UTF-8 text") from None
    node = parse_yaml(Source(text, what), MAX_YAML_NODES)
    if isinstance(node, UnreadableFile):
        line = node.found.span.place().line
        raise DiscoveryError(f"{what}, line {line}: {node.found.message}")
    return resolved(_value(node))


def is_json(data: bytes) -> bool:
    """Whether it is one JSON document, and no list of lines that are."""
    try:
        decode(data, MAX_PARTS)
    except ValueError:
        first = data.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0]
        try:
            decode(first, MAX_PARTS)
        except ValueError:
            return True  # and what is wrong with it is told
        return False
    return True


def parse_json(data: bytes, what: str) -> Any:
    """Read JSON. DiscoveryError: it is none, or too large."""
    try:
        return decode(data, MAX_PARTS)
    except ValueError as error:
        raise DiscoveryError(f"{what} is no JSON that could be read: {error}") from None


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if not parts.hostname or "@" in parts.netloc or any(map(str.isspace, url)):
        raise DiscoveryError(
            f"{url} is no address that can be asked. Fix: https://host/path, with --token or "
            "--header for what authenticates"
        )


def _value(node: YamlNode) -> Any:
    if isinstance(node, Table):
        return {word: _value(entry.value) for word, entry in node.entries.items()}
    if isinstance(node, Items):
        return [_value(each) for each in node.items]
    return _scalar(node)


def _scalar(node: Scalar) -> Any:
    return node.text if node.quoted or node.text is None else Word(node.text)
