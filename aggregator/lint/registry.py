"""All rules, found: whoever adds a module to `rules/` has added a rule."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from aggregator.lint import rules
from aggregator.lint.rule import Rule


@cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule by its code, sorted."""
    found: dict[str, Rule] = {}
    for module in sorted(pkgutil.iter_modules(rules.__path__), key=lambda each: each.name):
        rule = importlib.import_module(f"{rules.__name__}.{module.name}").RULE
        found[rule.code] = rule
    return found
