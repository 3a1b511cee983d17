"""Braces and brackets may be nested 32 levels deep; a card needs five or six."""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
