"""Names that a schema can have, from what other systems call things.

Whatever comes in, what goes out is a plain name: it becomes words of GraphQL, YAML and Python.
"""

import json
import keyword
import re
import unicodedata
from collections.abc import Collection

from aggregator.schema.names import graphql_name, python_name

LONGEST = 60

_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+", re.ASCII)
_PLAIN_STEP = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_TAKEN_FIELDS = frozenset({"id", "source", "keys", "self"})


def parts(raw: str) -> list[str]:
    """Part a name into its words, small: `ownerEMail_2` -> owner, e, mail, 2."""
    plain = unicodedata.normalize("NFKD", raw[:400]).encode("ascii", "ignore").decode()
    return [each.lower() for each in _PARTS.findall(plain)]


def field_name(raw: str, holder: str, taken: Collection[str]) -> str:
    """Name a field; `holder` is the type that it stands in, for a name that cannot stand alone."""
    name = _camel(parts(raw)) or "field"
    if not name[0].isalpha() or not _fits(name):
        name = _camel([*parts(holder)[-1:], *parts(raw)])
        name = name if name[:1].isalpha() and _fits(name) else "field"
    return free(name, taken)


def type_name(raw: str, before: str, taken: Collection[str]) -> str:
    """Name a type; one that is taken gets `before` in front."""
    name = _capital(parts(raw)) or "Record"
    if not name[0].isalpha() or keyword.iskeyword(name):
        name = f"The{name}"
    if name in taken:
        name = f"{_capital(parts(before))}{name}"
        name = name if name[0].isalpha() else f"The{name}"
    return free(name, taken)


def enum_word(raw: str, taken: Collection[str]) -> str:
    """Name a word of an enum: `past due` -> PAST_DUE."""
    word = "_".join(parts(raw))[:LONGEST].strip("_").upper() or "OTHER"
    return free(word if word[0].isalpha() else f"WORD_{word}", taken, "_")


def word_name(raw: str, otherwise: str = "records") -> str:
    """Write a name in small letters with _: of an option, a lookup, a kind of key."""
    name = "_".join(parts(raw))[:LONGEST].strip("_") or otherwise
    return name if name[0].isalpha() else f"n_{name}"


def free(name: str, taken: Collection[str], mark: str = "") -> str:
    """Give the name, or the first with a number that is not taken."""
    if name not in taken:
        return name
    return next(
        each
        for number in range(2, len(taken) + 3)
        if (each := f"{name}{mark}{number}") not in taken
    )


def singular(name: str) -> str:
    """`vehicles` -> vehicle, `companies` -> company, `people` -> person."""
    if name.endswith("people"):
        return f"{name.removesuffix('people')}person"
    if name.endswith("ies") and len(name) > 4:
        return f"{name.removesuffix('ies')}y"
    for end in ("sses", "xes", "ches", "shes"):
        if name.endswith(end):
            return name.removesuffix("es")
    if name.endswith("s") and not name.endswith(("ss", "us", "is")):
        return name.removesuffix("s")
    return name


def plain(name: str) -> str:
    """Write a name so that two spellings of it are equal: `e-Mail` and `EMAIL` are email."""
    return "".join(parts(name))


def step(name: str) -> str:
    """Write a name as a step of JMESPath; a brace in it begins no option."""
    return name if _PLAIN_STEP.fullmatch(name) else json.dumps(name).replace("{", "\\u007b")


def _camel(words: list[str]) -> str:
    if not words:
        return ""
    return (words[0] + "".join(each.capitalize() for each in words[1:]))[:LONGEST]


def _capital(words: list[str]) -> str:
    return "".join(each.capitalize() for each in words)[:LONGEST]


def _fits(name: str) -> bool:
    """Whether a field may be called so: no word of Python, and the same in it and back."""
    if keyword.iskeyword(name) or name in _TAKEN_FIELDS:
        return False
    return graphql_name(python_name(name)) == name
