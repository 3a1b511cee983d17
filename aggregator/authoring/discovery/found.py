"""What was found out about a system: its objects, their fields, and the ways to ask for them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from aggregator.authoring.connector.yaml_text import Todo, Tree
from aggregator.authoring.discovery.naming import plain, singular

FieldKind = Literal[
    "text", "int", "bigint", "float", "boolean", "moment", "url", "email", "money", "enum",
    "part", "unknown",
]  # fmt: skip
"""What a value is. `bigint`: a whole number of unknown size; `unknown`: nothing says what it is."""

MAX_FIELDS = 60
"""Fields of one object; what has more is a table of its own, or no record."""

EMAIL = "email"
EXTERNAL = "external_id"

DECIDE_KEY = (
    "email, external_id, or an id of this system's that the directory links: then also "
    "directory: {customer: ...}"
)
DECIDE_MAX = "how many keys one call takes; its documentation says. 1 is never wrong"
DECIDE_MATCH = "where a record says whose it is, as JMESPath"
DECIDE_UNITS = "minor or major: whether 4900 is 49.00 or 4900.00"
DECIDE_UNIT = "s or ms: what the number counts since 1970"
DECIDE_ID = "what a record is known by in its system, as JMESPath"
DECIDE_AUTHENTICATION = "none, api_key, basic, bearer or oauth2_client_credentials"


class DiscoveryError(ValueError):
    """A document cannot be read, or nothing was found in it; the message says why and the fix."""


@dataclass(frozen=True, slots=True)
class DiscoveredField:
    """A field of an object.

    name     as the system calls it
    path     JMESPath in the record
    words    of an enum: the system's
    fields   of a part
    options  of its transform, what is not known being a Todo
    note     why it is a guess, or not known
    """

    name: str
    path: str
    kind: FieldKind
    many: bool = False
    says: str = ""
    words: tuple[str, ...] = ()
    fields: "tuple[DiscoveredField, ...]" = ()
    options: Mapping[str, Tree] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class FoundLookup:
    """A way to ask for an object by a key.

    words   the call, in short: `GET /v1/vehicles?email={key}`
    key     email, external_id, the singular of another object whose id it is; "": not known
    said    the words of the lookup but its name, `provides`, `key`, `many` and `fields`
    style   its batch style
    many    several records answer one key
    note    why it is a guess that a customer's key is asked for here
    """

    words: str
    key: str
    said: Mapping[str, Tree]
    many: bool = True
    note: str = ""

    @property
    def style(self) -> str:
        batch = self.said.get("batch")
        return str(batch.get("style", "")) if isinstance(batch, Mapping) else ""

    @property
    def most_keys(self) -> int:
        """How many keys one call takes, as far as that is said."""
        batch = self.said.get("batch")
        most = batch.get("max") if isinstance(batch, Mapping) else None
        return most if isinstance(most, int) else 1

    @property
    def goes_on(self) -> bool:
        """Whether it says how all records come, or how many."""
        return not self.said.keys().isdisjoint(("pages", "per_key", "per_call"))

    @property
    def own(self) -> bool:
        """Whether it is asked by what is a person's own."""
        return self.key in (EMAIL, EXTERNAL)


@dataclass(frozen=True, slots=True)
class FoundObject:
    """A kind of record.

    name      as it is chosen by: the last word of its path, its table
    singular  what one of them is called
    id        what a record is known by; None: it could not be found out
    lookups   the best first
    left_out  fields that are none of the draft: too deep, too many
    """

    name: str
    singular: str
    fields: tuple[DiscoveredField, ...]
    id: DiscoveredField | None
    lookups: tuple[FoundLookup, ...]
    says: str = ""
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class FoundSystem:
    """A system, as its description has it.

    of     what it was found in: "openapi.yaml, an OpenAPI 3.1 document"
    notes  what was left out, and why
    source_url  the `url` of its source, where the manifest cannot say it
    """

    name: str
    of: str
    objects: tuple[FoundObject, ...]
    authentication: Tree = field(default_factory=lambda: Todo(DECIDE_AUTHENTICATION))
    category: str = "custom"
    url: str | None = None
    options: Mapping[str, Tree] = field(default_factory=dict)
    documentation: str | None = None
    notes: tuple[str, ...] = ()
    source_url: str | None = None

    def object_of(self, name: str) -> FoundObject | None:
        return next((each for each in self.objects if each.name == name), None)

    def holder(self, key: str) -> FoundObject | None:
        """Find the object whose id a key is, where a person's own key leads to it."""
        for each in self.objects:
            if (
                key in (plain(each.singular), singular(plain(each.name)))
                and each.id is not None
                and own_lookup(each) is not None
            ):
                return each
        return None

    def best(self, of: FoundObject) -> FoundLookup | None:
        """Choose its way: by what is a person's own, by a chain, by a key that is not known."""
        chains = (each for each in of.lookups if self.chain(of, each))
        return next(self._in_order(of, chains), None)

    def chain(self, of: FoundObject, lookup: FoundLookup) -> FoundObject | None:
        """Find the object that is asked before, whose id is the key of this lookup."""
        if lookup.own or not lookup.key:
            return None
        holder = self.holder(lookup.key)
        return None if holder is of else holder

    def _in_order(self, of: FoundObject, chains: Iterator[FoundLookup]) -> Iterator[FoundLookup]:
        own = own_lookup(of)
        if own is not None:
            yield own
        yield from chains
        yield from of.lookups


def own_lookup(of: FoundObject) -> FoundLookup | None:
    """Give the first way that is asked by what is a person's own, or one that takes many of it.

    Not one of which nothing says how more than a first page comes, where another says it.
    """
    first = next((each for each in of.lookups if each.own), None)
    if first is None or first.most_keys > 1:
        return first
    alike = (each for each in of.lookups if each.key == first.key and each.most_keys > 1)
    return next((each for each in alike if each.goes_on or not first.goes_on), first)
