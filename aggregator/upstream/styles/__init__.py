"""How N keys become few calls: one style a file. Whoever adds a file has added a style."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from aggregator.upstream.style import Style


@cache
def all_styles() -> Mapping[str, type[Style]]:
    """Every style by its word, sorted."""
    names = (each.name for each in pkgutil.iter_modules(__path__))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return dict(sorted((module.STYLE.word(), module.STYLE) for module in modules))
