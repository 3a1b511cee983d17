"""Operations that were found valid, kept by their text: sent again, they are not parsed again.

What is kept is the document and that it is valid in one schema: nothing of who asked, of variables
or of answers. Limits and leave to introspect are looked at for every request (endpoint.py).
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from graphql import DocumentNode, FragmentDefinitionNode, OperationDefinitionNode

from aggregator.cache import Cache
from aggregator.schema.limits import GraphQLLimits
from aggregator.schema.measure import Measure

ENTRIES: Final = 1_000
BYTES: Final = 32 * 1024 * 1024
SECONDS: Final = 3_600.0
"""The most that is kept, and for how long: clients write some values into the text itself."""

TOKEN_BYTES: Final = 640
"""What a token takes at worst, with the nodes that are made of it: measured, 90 to 600."""

Fragments = Mapping[str, FragmentDefinitionNode]


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document as it was sent, with the shared fragments it spreads.

    tokens   how many it was sent with
    measure  how big it is; None where that hangs on variables, or nobody has looked
    valid    it was found to be
    """

    document: DocumentNode
    tokens: int
    measure: Measure | None = None
    valid: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    found: ParsedDocument
    shared: Mapping[str, str]


class ValidDocuments:
    """The documents that were sent last, valid in one world and within one set of limits."""

    def __init__(self, entries: int = ENTRIES, size: int = BYTES) -> None:
        self._room = entries, size
        self._basis: tuple[str, GraphQLLimits] | None = None
        self._known = self._empty()

    def __len__(self) -> int:
        return len(self._known)

    @property
    def size(self) -> int:
        """Bytes that are kept, as they are counted."""
        return self._known.size

    def within(self, world: str, limits: GraphQLLimits) -> "ValidDocuments":
        """Give itself, empty where the world (its fingerprint) or the limits have changed."""
        if self._basis != (world, limits):
            self._basis, self._known = (world, limits), self._empty()
        return self

    def recall(self, query: str, fragments: Fragments) -> ParsedDocument | None:
        """Give what was found; None when it is not known, or a fragment in it says another thing.

        `fragments`: the shared ones, as they are now.
        """
        entry = self._known.get(_key(query))
        if entry is None or any(
            _text(fragments.get(name)) != text for name, text in entry.value.shared.items()
        ):
            return None
        return entry.value.found

    def learn(
        self, query: str, fragments: Fragments, parsed: ParsedDocument, size: Measure
    ) -> None:
        """Keep a document that was found valid; the one used longest ago goes first."""
        found = replace(
            parsed, valid=True, measure=None if _has_variables(parsed.document) else size
        )
        shared = {
            name: text
            for name, node in _fragments_of(found.document)
            if fragments.get(name) is node and (text := _text(node)) is not None
        }
        held = TOKEN_BYTES * (found.tokens + query.count("#") + 2)
        held += 4 * (len(query) + sum(map(len, shared.values())))
        self._known.keep(_key(query), _Known(found, shared), ttl=SECONDS, size=held)

    def _empty(self) -> "Cache[bytes, _Known]":
        entries, size = self._room
        return Cache(entries=entries, size=size)


def _has_variables(document: DocumentNode) -> bool:
    """Whether any of its operations takes variables."""
    return any(
        bool(node.variable_definitions)
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
    )


def _key(query: str) -> bytes:
    return hashlib.sha256(query.encode("utf-8", "surrogatepass")).digest()


def _fragments_of(document: DocumentNode) -> Iterator[tuple[str, FragmentDefinitionNode]]:
    for node in document.definitions:
        if isinstance(node, FragmentDefinitionNode):
            yield node.name.value, node


def _text(node: FragmentDefinitionNode | None) -> str | None:
    """A fragment as it is written; None where it is not there."""
    if node is None or node.loc is None:
        return None
    return node.loc.source.body[node.loc.start : node.loc.end]
