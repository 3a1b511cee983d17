"""Replies without what is somebody's: each value has a stand-in of its shape, the same everywhere.

What stays is what a connector reads as a word of the system's: words of its tables, moments,
amounts, short numbers, what its paths compare with. Keys and ids become others, in requests as in
replies, so that what belonged together still does.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

from graphql import GraphQLEnumType, GraphQLNamedType, GraphQLObjectType, get_named_type

from aggregator.authoring.cases.standins import StandIns
from aggregator.domain.call import DecodedReply
from aggregator.domain.errors import SourceError
from aggregator.domain.lookup import Asked, Fields, From, Lookup, Nested, Record
from aggregator.domain.page_ways import LinkPages
from aggregator.language.kinds import ValueKind
from aggregator.mapping.paths import Unreadable, compile_path, texts_in
from aggregator.schema.names import python_name
from aggregator.schema.promises import filled_fields
from aggregator.upstream.paging import path_of
from aggregator.upstream.styles.envelope import Envelope

LONG = 10**6
"""A whole number from here on that nothing reads may be a phone's, or an id."""
PLACES = 3
"""A number with more of them after its point may be where somebody is."""

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)? ?(?:Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?)?"
)
_COUNT = re.compile(r"\d{1,6}")
_LONG_NUMBER = re.compile(r"\+?\d{7,}")
_BIRTH = re.compile(r"birth|born|dob", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z_]\w*")
_IN_HEADER = re.compile(r"(?<=<)[^<>]*(?=>)")
_SYSTEMS_OWN = frozenset({"datetime", "money", "int", "float"})
"""Transforms of values that are nobody's name, and mean something as they are."""


class Disguise:
    """Learns first what is which, of all replies; then gives each its stand-ins.

    `base` is the address of the source, and `played` the one that is to stand for it.
    """

    def __init__(self, base: str, played: str) -> None:
        self._base = base.rstrip("/")
        self._played = played.rstrip("/")
        self._kept: set[str] = set()
        self._figures: set[str] = set()
        self._ids: set[str] = set()
        self._names: set[str] = set()
        self._links: dict[str, str] = {}
        self._stand_ins: StandIns | None = None

    def learn(
        self,
        lookup: Lookup,
        of: GraphQLNamedType | None,
        keys: Sequence[str],
        records: Sequence[Record],
    ) -> None:
        """Know what a lookup reads, the keys it was asked by, and the records that came."""
        self._ids.update(keys)
        self._keep(lookup.request.missing)
        by_key = [*lookup.keys.values(), *filter(None, (lookup.match, lookup.echo))]
        spec = lookup.fields.get("id")
        if spec is not None and not isinstance(spec, Nested):
            by_key.append(_path(spec))
        for path in (*by_key, lookup.records, *_paths(lookup.fields)):
            self._kept.update(each.casefold() for each in texts_in(path))
        for path in by_key:
            self._names.update(_NAME.findall(path))
        for record in records:
            for path in by_key:
                self._ids.update(_texts(_read(path, record)))
            self._learn_fields(lookup.fields, of, record)
        if isinstance(lookup.batch, Envelope):
            self._kept.update(lookup.batch.name_of(n).casefold() for n in range(len(keys)))

    def learn_page(self, lookup: Lookup, keys: Sequence[str], reply: DecodedReply) -> None:
        """Know how a reply names the next page."""
        named = path_of(lookup.pages)
        if named is None:
            return
        asked = [Asked((key,)) for key in keys] if lookup.batch.single else [Asked(tuple(keys))]
        for each in lookup.batch.answers(lookup.request, asked, reply, "it", lookup.request.path):
            found = None if isinstance(each, SourceError) else _read(named[1], each.body)
            for text in _texts(found):
                if _COUNT.fullmatch(text):
                    self._figures.add(text)
                elif isinstance(lookup.pages, LinkPages):
                    self._links[text] = ""

    def ready(self) -> None:
        """Begin to give stand-ins: all is learned. A figure that is an id, too, is an id."""
        self._keep(self._figures - self._ids)
        self._stand_ins = StandIns(self._kept, hosts=False)
        self._links = {link: self._link(link) for link in self._links}

    def key(self, key: str) -> str:
        """Give the stand-in of a key."""
        return key if key.casefold() in self._kept else self._own.key(key)

    def body(self, body: Any) -> Any:
        # Twice, as a company's domain may be told after an address on it.
        self._value(body, "")
        return self._value(body, "")

    def headers(self, lookup: Lookup, headers: Mapping[str, str]) -> dict[str, str]:
        """Give the header that names the next page; no other is read."""
        name = lookup.pages.header if isinstance(lookup.pages, LinkPages) else None
        value = headers.get(name.lower()) if name else None
        if name is None or value is None:
            return {}
        if name.lower() != "link":
            return {name: self._link(value)}
        return {name: _IN_HEADER.sub(lambda found: self._link(found[0]), value)}

    @property
    def _own(self) -> StandIns:
        if self._stand_ins is None:
            raise RuntimeError("call ready() when all is learned")
        return self._stand_ins

    def _learn_fields(self, fields: Fields, of: GraphQLNamedType | None, record: Any) -> None:
        kinds = {}
        if isinstance(of, GraphQLObjectType):
            kinds = {
                python_name(name): get_named_type(each.type)
                for name, each in filled_fields(of).items()
            }
        for name, spec in fields.items():
            kind, found = kinds.get(name), _read(_path(spec), record)
            if isinstance(spec, Nested):
                for each in found if isinstance(found, list) else [found]:
                    self._learn_fields(spec.fields, kind, each)
            else:
                self._learn_value(spec, kind, found, record)

    def _learn_value(
        self, spec: str | From, kind: GraphQLNamedType | None, found: Any, record: Any
    ) -> None:
        texts = set(_texts(found))
        if isinstance(kind, GraphQLEnumType):
            words = kind.values
            self._keep(each for each in texts if each in words or each.upper() in words)
        if isinstance(spec, str):
            return
        self._keep(texts & set(spec.table or ()))
        if spec.transform in _SYSTEMS_OWN and not _BIRTH.search(spec.path):
            self._figures |= texts
        for option in ("currency", "times") if spec.transform == "money" else ():
            self._keep(_texts(_read(spec.options.get(option, option), record)))

    def _keep(self, texts: Iterable[str]) -> None:
        self._kept.update(each.casefold() for each in texts)

    def _value(self, value: Any, name: str) -> Any:
        if isinstance(value, Mapping):
            return {self._word(each): self._value(inner, each) for each, inner in value.items()}
        if isinstance(value, list):
            return [self._value(each, name) for each in value]
        if isinstance(value, str):
            return self._text(value, name)
        if isinstance(value, float):
            return value if value == round(value, PLACES) else 0.5
        whole = isinstance(value, int) and not isinstance(value, bool)
        return self._number(value, name) if whole else value

    def _word(self, name: str) -> str:
        """Give the name of a field, which may be a key: an address, an id, a phone number."""
        somebodys = name in self._ids or "@" in name or _LONG_NUMBER.fullmatch(name)
        return self.key(name) if somebodys else name

    def _text(self, text: str, name: str) -> str:
        if text.casefold() in self._kept:
            return text
        if text in self._ids:
            return self._own.key(text)
        if text in self._links:
            return self._links[text]
        kind: ValueKind = "text"
        if _ADDRESS.match(text):
            kind = "url"
        elif _MOMENT.fullmatch(text):
            kind = "moment"
            name = "birth" if _BIRTH.search(name) else name
        # What a field `source` of the graph says is ours; of a system it may be an address.
        name = "" if name.casefold() == "source" else name
        return str(self._own.value(text, kind, name, "", person=True))

    def _number(self, number: int, name: str) -> int:
        if str(number) in self._kept:
            return number
        if abs(number) >= LONG or (name in self._names and str(number) in self._ids):
            return int(self._own.key(str(number)))
        return int(self._own.value(number, "text", name, "", person=True))

    def _link(self, link: str) -> str:
        """Give where the next page is: at the source that is played, with others' keys."""
        here = link.startswith(self._base) and bool(self._base)
        if not here and _ADDRESS.match(link):
            return str(self._own.value(link, "url", "next", "", person=True))
        path, mark, query = (link[len(self._base) :] if here else link).partition("?")
        parts = [quote(self._part(unquote(each)), safe="") for each in path.split("/")]
        pairs = [each.partition("=") for each in query.split("&")]
        said = [
            f"{name}{equals}{quote(self._said(unquote(value), name), safe='')}"
            for name, equals, value in pairs
        ]
        return f"{self._played if here else ''}{'/'.join(parts)}{mark}{'&'.join(said)}"

    def _said(self, value: str, name: str) -> str:
        """Give what a link says: the number of a page as it is."""
        counts = _COUNT.fullmatch(value) and value not in self._ids
        return value if counts else self._text(value, name)

    def _part(self, part: str) -> str:
        """Give a part of a path: a word of it as it is, an id or an address as another."""
        somebodys = part in self._ids or "@" in part or re.search(r"\d{3}", part) is not None
        return self.key(part) if somebodys else part


def _path(spec: str | From | Nested) -> str:
    return spec if isinstance(spec, str) else spec.path


def _paths(fields: Fields) -> Iterator[str]:
    for spec in fields.values():
        yield _path(spec)
        if isinstance(spec, Nested):
            yield from _paths(spec.fields)


def _read(path: str, whole: Any) -> Any:
    try:
        return compile_path(path)(whole)
    except Unreadable:
        return None


def _texts(found: Any) -> Iterator[str]:
    """Yield texts and whole numbers, alone or in a list."""
    for each in found if isinstance(found, list) else [found]:
        if isinstance(each, str | int) and not isinstance(each, bool):
            yield str(each)
