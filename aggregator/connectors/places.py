"""Where the words of a `connector.yaml` stand."""

from dataclasses import dataclass

from aggregator.domain.fault import At
from aggregator.language.span import Span, span_at
from aggregator.language.yaml_file import Items, Scalar, Table, YamlNode


@dataclass(frozen=True, slots=True)
class Places:
    """The places in one file, by the words that lead there."""

    root: YamlNode

    @property
    def start(self) -> Span:
        return span_at(self.root.span.source, 1, 1)

    def node(self, at: At) -> tuple[Span, YamlNode]:
        """Find a value, and the word it belongs to.

        A part that is not written is passed over: a text stands for a table, a table of two kinds
        has a name for each.
        """
        word, node = self.start, self.root
        for part in at:
            if isinstance(node, Table) and part in node.entries:
                entry = node.entries[str(part)]
                word, node = entry.key, entry.value
            elif isinstance(node, Items) and isinstance(part, int) and part < len(node.items):
                node = node.items[part]
                word = node.span
        return word, node

    def of(self, at: At, *, word: bool = False) -> Span:
        """Give the span of a single value; of the `word` itself, of a list or a table its word."""
        key, node = self.node(at)
        single = isinstance(node, Scalar) and node.text is not None
        return node.span if single and not word else key
