"""What a connector declares: ways to find records by a key, in a form that a manifest can say.

A `Lookup` says which GraphQL field it provides, which kind of key it is asked by, how N keys
become few calls, and how a record becomes the field's type. From this one value come the field's
resolver, its loader, the static count of calls and the trace.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, field
from functools import cache
from typing import Any, ClassVar, Final, Literal

from aggregator.domain.authentication import Authentication
from aggregator.domain.call import USUAL, Call, DecodedReply, TooOften
from aggregator.domain.errors import AggregatorError, SourceError
from aggregator.domain.fault import At
from aggregator.domain.identity import EMAIL
from aggregator.domain.page_ways import ListPages, Pages

FIRST_MAX: Final = 500
"""The most items that one list can be asked for."""

OPTION_MAX: Final = 2_000
"""Characters of an option's value: one may be a whole query."""

Record = Mapping[str, Any]
"""One raw object from a source, as its JSON was decoded."""

Found = Sequence[Record | None] | AggregatorError
"""What a source has for one key, or why that could not be had. None among records stands for one
that is perhaps the key's own, and unreadable."""


@dataclass(frozen=True, slots=True)
class CallBound:
    """What bounds the records of one call, of all its keys; `max` is the most that it may say.

    It is the parameter `param` (or GraphQL variable), or the `field` of the body.
    """

    param: str | None
    max: int
    field: str | None = None


@dataclass(frozen=True, slots=True)
class LookupRequest:
    """The fixed part of a call. With a GraphQL `document` it is POSTed with `variables`.

    sql      a statement, where the source is a database; `:keys` in it are the keys
    missing  how an answer says that there is nobody: HTTP statuses, codes of GraphQL errors
    """

    method: Literal["GET", "POST"]
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] = field(default_factory=dict)
    document: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    sql: str | None = None
    too_often: TooOften = field(default=USUAL, repr=False)  # nothing that is proven by asking

    def call(self, query: str, body: bytes | None = None, path: str | None = None) -> Call:
        """Build a call of it; `path` where the one that is sent holds a key."""
        return Call(
            self.method,
            self.path if path is None else path,
            query,
            body,
            named=None if path is None else self.path,
            headers=self.headers,
            missing=self.missing_statuses,
            too_often=self.too_often,
        )

    @property
    def missing_statuses(self) -> frozenset[int]:
        return _statuses(self.missing)


@cache
def _statuses(missing: tuple[str, ...]) -> frozenset[int]:
    return frozenset(int(each) for each in missing if each.isdecimal())


@dataclass(slots=True)
class Asked:
    """What one answer is for: keys, and what is said beside them (bound, cursor) by its name.

    Made for every call, so not frozen (domain/call.py).

    in_body  what is said in fields of the body, `paging.after` being one inside an object
    address  path and query to ask instead of the lookup's: its next page
    beside   what stands beside a key in a style that wraps keys, by the key
    """

    keys: tuple[str, ...]
    said: Mapping[str, int | str] = field(default_factory=dict)
    in_body: Mapping[str, int | str] = field(default_factory=dict)
    address: str | None = None
    beside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeyFault:
    """What an answer for many keys says went wrong with some: `code` is the system's own word.

    keys  those that it names; none: with whichever it has no record of
    """

    keys: tuple[str, ...]
    code: str


class BatchStyle(ABC):
    """How N keys become few calls: one style, whole.

    It says what can be asked, what is sent, which answer belongs to which keys and what so many
    keys cost. Each is a file of `aggregator/upstream/styles`, and its fields are the words of a
    `connector.yaml`.

    style   its own word
    max     the most keys that are asked for together
    posts   its keys stand in a body
    spots   what a request says in the place of keys: `{key}`, `{keys}`
    single  each key has an answer of its own: a record need not say whose it is, and a bound is
            that key's. Otherwise one answer holds the records of all keys, in any order
    """

    style: str
    max: int
    single: ClassVar[bool] = False
    posts: ClassVar[bool] = False
    spots: ClassVar[tuple[str, ...]] = ()
    takes_document: ClassVar[bool] = False
    takes_sql: ClassVar[bool] = False
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def per_call(self) -> int:
        """The most keys of one call."""
        return self.max

    @property
    def at_once(self) -> int | None:
        """The most calls that one batch makes side by side; None: as many as the source allows."""
        return None

    @property
    def fans_out(self) -> bool:
        """Whether it is one call a key on purpose: the system has no other way."""
        return False

    def exchanges(self, keys: int) -> int:
        """Calls that a batch of so many keys takes."""
        return -(-keys // self.per_call)

    @property
    def says_all(self) -> bool:
        """Whether no key is unsayable in this style."""
        return type(self).unsayable is BatchStyle.unsayable

    def unsayable(self, _request: LookupRequest, _key: str) -> str | None:
        """Why a key cannot be said in this style; None: it can."""
        return None

    def faults(self, _request: LookupRequest) -> "Iterator[tuple[At, str]]":
        """Yield what of the lookup does not go with it: the words that lead there, and why."""
        yield from ()

    @abstractmethod
    def call(self, request: LookupRequest, asked: Sequence[Asked]) -> Call:
        """Build the call for `asked`: one of them, unless the style is `single`."""

    def answers(
        self,
        _request: LookupRequest,
        asked: Sequence[Asked],
        reply: DecodedReply,
        _source: str,
        _route: str,
    ) -> "Sequence[DecodedReply | SourceError]":
        """Give the answer for each of `asked`, or why there is none."""
        return [reply] * len(asked)

    def told(self, _request: LookupRequest, _body: Any) -> "Sequence[KeyFault]":
        """Give what an answer for many keys says went wrong with some. Raises Unreadable."""
        return ()


@dataclass(frozen=True, slots=True)
class From:
    """One field of a mapping: where it is in the record, and what is done to it.

    `path` is JMESPath. `transform` is from the closed list of `mapping/transforms.py`. `table`
    translates upstream words into an enum's; a word it lacks becomes `otherwise`, or else cannot
    be read. `default` is read where there is nothing. What cannot be read fails its own field,
    where that is asked for; with `on_error` `null` it is null, with `record` the whole record
    fails: for a value without which the others mean nothing.
    """

    path: str
    transform: str | None = None
    table: Mapping[str, str] | None = None
    otherwise: str | None = None
    default: str | None = None
    on_error: Literal["fail", "null", "record"] = "fail"
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Nested:
    """A field that is an object (or, with `many`, a list of objects) inside the same record."""

    path: str
    fields: "Mapping[str, str | From | Nested]"
    many: bool = False


Fields = Mapping[str, str | From | Nested]
"""Field name (snake case, as in the schema's Python class) -> where it is in a record."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """One declared way to find records by a key.

    name      unique in its connector; with the source it names the batch in traces
    provides  `Type.field`s of the internal schema ("Customer.subscription"); empty when it only
              serves another lookup's `via`
    key       kind of key. `external_id` and `email` are the person's own; any other kind belongs to
              the source: one of the connector's `directory`, or of `keys` on the parent's record
    via       for a provided field: the lookup of this connector that is asked first, with the
              parent's key; its record's `keys` then hold this lookup's key or list of keys
    records   JMESPath to the list of records in a response body
    match     JMESPath in a record to the key it answers, or to a list with it (compared as text);
              None: the style gives each key an answer of its own
    echo      JMESPath in a key's own answer to the key that it repeats; None: it repeats none
    wide      the system answers with records of other keys too: they are dropped, and a key
              without any has none
    lower     keys are asked and compared with A-Z in lower case
    many      many records answer one key (newest first); else one
    per_key   query parameter (or GraphQL variable) that bounds how many records come per key
    per_call  the one that bounds how many come of all keys together: where a call was full, the
              keys that may have more are asked alone
    keys      kinds of key that the record holds for further lookups: kind -> JMESPath
    """

    name: str
    key: str
    request: LookupRequest
    batch: BatchStyle
    records: str
    match: str | None
    fields: Fields
    provides: tuple[str, ...] = ()
    via: Mapping[str, str] = field(default_factory=dict)
    many: bool = False
    lower: bool = False
    per_key: str | None = None
    per_call: CallBound | None = None
    pages: Pages | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    echo: str | None = None
    wide: bool = False

    @property
    def asks_again(self) -> bool:
        """Whether an address that is not found in small letters is asked for as it was given.

        Some systems tell small letters from large ones, and keep either.
        """
        return self.key == EMAIL and not self.lower

    def exchanges(self, keys: int) -> int:
        """Calls that so many keys take at worst, asked for together.

        Further pages of records are not counted; those of lists inside of records are.
        """
        shared = self.per_call is not None and not self.batch.single
        once = self.batch.exchanges(keys) + (keys if shared and keys > 1 else 0)
        if isinstance(self.pages, ListPages):
            together = self.pages.beside is not None or self.batch.single
            further = self.batch.exchanges(keys) if together else keys
            once += (self.pages.max_pages - 1) * further
        return once * (2 if self.asks_again else 1)


@dataclass(frozen=True, slots=True)
class SourceList:
    """Everybody whom a source knows, or every company, page by page: what the directory pulls.

    kind    of id that the records have in the source: one of its `directory`
    id      JMESPath in a record to that id
    fields  what a record says, by the names that a file's columns have: `email`, `custom.plan`
    since   the parameter (or with `since_in_body` the field of the body) that asks for what changed
            after a moment, written as `since_as`; None: all of it comes each time
    changes another request that asks for what changed, with `{since}` in its parameters or body;
            `change_pages` are its pages
    trust   whether addresses and numbers in it are the system's word (`verified`), or of whoever
            wrote to it, and may be anybody's (`claimed`)
    """

    request: LookupRequest
    records: str
    kind: str
    id: str
    fields: Fields
    pages: Pages | None = None
    since: str | None = None
    since_in_body: bool = False
    since_as: Literal["iso", "seconds", "milliseconds"] = "iso"
    changes: LookupRequest | None = None
    change_pages: Pages | None = None
    trust: Literal["verified", "claimed"] = "claimed"


@dataclass(frozen=True, slots=True)
class SourceOption:
    """What a source of this connector is asked for in the settings: a subdomain, a realm.

    `pattern` is a regular expression that the whole value matches; without `default` it is needed.
    """

    description: str = ""
    pattern: str = r"[A-Za-z0-9][A-Za-z0-9._-]*"
    default: str | None = None

    def refuses(self, value: str) -> str | None:
        """Why no source may be given this value: it ...; None: it may."""
        if len(value) > OPTION_MAX:
            return f"has more than {OPTION_MAX} characters"
        matches = re.fullmatch(self.pattern, value, re.ASCII)
        return None if matches else f"does not match {self.pattern}"


@dataclass(frozen=True, slots=True)
class DirectoryKinds:
    """Kinds of id of a system that the directory links: to a customer, to an account."""

    customer: tuple[str, ...] = ()
    account: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Connector:
    """Knows one kind of system. `words` names it to an agent: "Billing did not answer".

    url      where its sources are, unless their settings say it; may hold `{option}`s
    options  may stand in `url`, in the paths and parameters of lookups and in the authentication
    documentation  where its maker describes the API
    people, accounts  all of them, for the directory; what is proven of a connector is its lookups
    """

    key: str
    words: str
    category: Literal["billing", "crm", "helpdesk", "product", "database", "custom"]
    authentication: Authentication
    lookups: tuple[Lookup, ...]
    directory: DirectoryKinds = DirectoryKinds()
    concurrency: int = 10
    max_bytes: int = 1_000_000
    url: str | None = None
    options: Mapping[str, SourceOption] = field(default_factory=dict)
    documentation: str | None = None
    people: SourceList | None = field(default=None, repr=False)
    accounts: SourceList | None = field(default=None, repr=False)
