"""A card's Python, run for each drawing anew: nothing that it makes is there at the next one.

The types it imports are made from its query, once. Its module is known to the interpreter only
while it runs, under a name that nothing else has.
"""

import builtins
import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from types import CodeType, ModuleType
from typing import Any

from aggregator.language.script import Script, types_module
from aggregator.render.python.allowed import BUILTINS

_numbers = count(1)
_NEEDED = ("__build_class__", "__debug__")
"""What the interpreter asks for by itself where a class or an assertion stands."""


class Program:
    """A card's file, ready to run. `classes` of its data, by name."""

    def __init__(self, code: CodeType, types: str, data: ModuleType, package: str) -> None:
        self.classes: Mapping[str, Any] = data.__dict__
        self._code = code
        self._types = types
        self._data = data
        self._package = package

    def render(self) -> Callable[..., Any]:
        """Run the file; gives its `render`. Raises whatever the file raises."""
        module = ModuleType(f"{self._package}_{next(_numbers)}.card")
        module.__dict__["__builtins__"] = self._builtins()
        module.__package__ = self._package
        with _known(module):
            exec(self._code, module.__dict__)  # noqa: S102 -- the team's own code, checked before
        found: Callable[..., Any] = module.__dict__["render"]
        return found

    def _builtins(self) -> dict[str, Any]:
        """Give what only computes of the language itself, and the card's types."""
        kept = {
            name: vars(builtins)[name] for name in (*BUILTINS, *_NEEDED) if name in vars(builtins)
        }

        def import_(
            name: str,
            globals: Mapping[str, object] | None = None,  # noqa: A002 -- the interpreter's own names
            locals: Mapping[str, object] | None = None,  # noqa: A002
            fromlist: Sequence[str] | None = (),
            level: int = 0,
        ) -> ModuleType:
            # What may be imported was checked before; this also serves the library's own imports.
            if level == 1 and name == self._types:
                return self._data
            return __import__(name, globals, locals, fromlist or (), level)

        kept["__import__"] = import_
        return kept


def load(script: Script, key: str, types: str) -> Program:
    """Make a script ready to run, and the classes of its data. Raises whatever compiling raises."""
    digest = hashlib.sha256(f"{script.text}\0{types}".encode("utf-8", "surrogatepass")).hexdigest()
    package = f"aggregator_card_{digest[:16]}_{next(_numbers)}"
    data = ModuleType(f"{package}.{types_module(key)}")
    with _known(data):
        exec(compile(types, data.__name__, "exec", dont_inherit=True), data.__dict__)  # noqa: S102 -- our own text
    code = compile(script.text, str(script.path), "exec", dont_inherit=True)
    return Program(code, types_module(key), data, package)


@contextmanager
def _known(module: ModuleType) -> Iterator[None]:
    """Let the interpreter find a module while it runs: dataclasses look for their own."""
    sys.modules[module.__name__] = module
    try:
        yield
    finally:
        sys.modules.pop(module.__name__, None)
