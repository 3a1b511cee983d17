"""What a Python card may use: it computes, and does nothing else."""

from typing import Final

OURS: Final = "aggregator.render.python"

MODULES: Final = frozenset(
    {
        OURS,
        "__future__",
        "bisect",
        "collections",
        "collections.abc",
        "dataclasses",
        "datetime",
        "decimal",
        "enum",
        "fractions",
        "functools",
        "heapq",
        "itertools",
        "math",
        "operator",
        "re",
        "statistics",
        "string",
        "textwrap",
        "typing",
        "zoneinfo",
    }
)
"""Modules that only compute, and ours."""

BUILTINS: Final = frozenset(
    {
        "__import__",
        "breakpoint",
        "compile",
        "eval",
        "exec",
        "exit",
        "help",
        "input",
        "open",
        "print",
        "quit",
    }
)
"""Built-in functions that reach outside of a card."""


def may_import(module: str) -> bool:
    """Whether a card may import a module, by its full name."""
    return module in MODULES
