"""A card's Python, run once to get its `render`: within a package that exists nowhere else.

The types it imports are made anew from its query. Its modules are known to the interpreter only
while they run, under a name that holds a hash of their texts; nothing of an older text is ever met.
"""

import builtins
import hashlib
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from types import ModuleType
from typing import Any

from aggregator.language.script import Script, types_module
from aggregator.render.python.allowed import BUILTINS

_numbers = count(1)


def load(script: Script, key: str, types: str) -> tuple[Callable[..., Any], Mapping[str, Any]]:
    """Run the script; gives its `render`, and the classes of its data by name.

    Raises whatever the script raises.
    """
    digest = hashlib.sha256(f"{script.text}\0{types}".encode("utf-8", "surrogatepass")).hexdigest()
    package = f"aggregator_card_{digest[:16]}_{next(_numbers)}"
    data = ModuleType(f"{package}.{types_module(key)}")
    code = ModuleType(f"{package}.card")
    code.__dict__["__builtins__"] = _builtins(types_module(key), data)
    code.__package__ = package
    here = {module.__name__: module for module in (data, code)}
    sys.modules.update(here)
    try:
        exec(compile(types, data.__name__, "exec", dont_inherit=True), data.__dict__)  # noqa: S102 -- our own text
        exec(compile(script.text, str(script.path), "exec", dont_inherit=True), code.__dict__)  # noqa: S102 -- the team's own code, checked before
    finally:
        for name in here:
            sys.modules.pop(name, None)
    return code.__dict__["render"], data.__dict__


def _builtins(types: str, data: ModuleType) -> dict[str, Any]:
    """Give what the language itself offers, less what reaches outside, and the card's types."""
    kept = {name: value for name, value in vars(builtins).items() if name not in BUILTINS}

    def import_(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 -- the interpreter's own names
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        # What may be imported was checked before; this also serves the library's own imports.
        if level == 1 and name == types:
            return data
        return __import__(name, globals, locals, fromlist or (), level)

    kept["__import__"] = import_
    return kept
