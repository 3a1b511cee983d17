"""Kinds of descriptions, one a file: a file of the name `x` reads what `--x` names."""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from functools import cache

from aggregator.authoring.discovery.document import Whereabouts
from aggregator.authoring.discovery.found import FoundSystem

Discover = Callable[[Whereabouts], Awaitable[FoundSystem]]


@cache
def all_kinds() -> Mapping[str, Discover]:
    """Every kind by its word, sorted."""
    names = sorted(each.name for each in pkgutil.iter_modules(__path__))
    modules = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    return {name: module.discover for name, module in modules.items()}
