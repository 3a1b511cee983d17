"""Small queries that are dear to run, each with the limit that refuses it."""

from typing import Any

Variables = dict[str, Any]


def doubling(count: int) -> str:
    """Each fragment spreads the next one twice: 2**count fields in a few hundred bytes."""
    chain = "".join(
        f" fragment F{i} on Customer {{ ...F{i + 1} ...F{i + 1} }}" for i in range(count)
    )
    return f"{{ customer {{ ...F0 }} }}{chain} fragment F{count} on Customer {{ name }}"


TYPES_THROUGH_FRAGMENTS = """
    { __schema { types { ...A } } }
    fragment A on __Type { fields { type { ...B } } }
    fragment B on __Type { fields { type { ...C } } }
    fragment C on __Type { fields { name } }
"""

BOMBS: list[tuple[str, str, Variables | None, str]] = [
    ("18 fragments, each spread twice", doubling(18), None, "fields"),
    ("400 duplicates", "{ customer { " + "name " * 400 + "} }", None, "repeats"),
    (
        "duplicates in inline fragments",
        "{ customer { " + "... { name } " * 60 + "} }",
        None,
        "repeats",
    ),
    ("nesting", "{ customer " + "{ manager " * 40 + "{ name }" + " }" * 41, None, "depth"),
    (
        "nesting through fragments",
        "{ customer { ...F0 } }"
        + "".join(
            f" fragment F{i} on Customer {{ manager {{ ...F{i + 1} }} }}" for i in range(20)
        )
        + " fragment F20 on Customer { name }",
        None,
        "depth",
    ),
    ("nesting beyond the parser", "{a" * 1400 + "}" * 1400, None, "syntax"),
    ("nested lists as values", "{ a(b: " + "[" * 1400 + "]" * 1400 + ") }", None, "syntax"),
    (
        "aliases",
        "{ customer { " + " ".join(f"a{i}: name" for i in range(51)) + " } }",
        None,
        "aliases",
    ),
    (
        "root fields",
        "{ " + " ".join(f"a{i}: customer {{ name }}" for i in range(21)) + " }",
        None,
        "root_fields",
    ),
    (
        "root fields through a fragment",
        "{ ...R b: customer { name } } fragment R on Query { "
        + " ".join(f"a{i}: customer {{ name }}" for i in range(20))
        + " }",
        None,
        "root_fields",
    ),
    ("directives", "{ customer { name " + "@a " * 201 + "} }", None, "directives"),
    ("values", "{ customer { name(of: [" + "1 " * 200 + "]) } }", None, "values"),
    ("values of a directive", "{ a @b(" + "c: {d: 1} " * 101 + ") }", None, "values"),
    ("values of a variable", "query($a: [Int] = [" + "1 " * 200 + "]) { a }", None, "values"),
    (
        "values in fragments",
        "{ ...A ...A ...A } fragment A on Query { a(b: [" + "1 " * 70 + "]) }",
        None,
        "values",
    ),
    ("tokens", "{ " + "a " * 4001 + "}", None, "tokens"),
    ("bytes", "{ customer { name } } #" + "x" * 66_000, None, "bytes"),
    ("bytes beyond ASCII", "{ customer { name } } #" + "\u20ac" * 22_000, None, "bytes"),
    ("comments", "#\n" * 16_000 + "{ customer { name } }", None, "comments"),
    (
        "lists in lists",
        "{ customers(first: 99) { edges { node { invoices(first: 99) { lines { total } } } } } }",
        None,
        "cost",
    ),
    (
        "a list's size by variable",
        "query($n: Int!) { customers(first: $n) { edges { node { name } } } }",
        {"n": 10**30},
        "cost",
    ),
    (
        "a list's size by a variable's default",
        "query($n: Int! = 99999999999999) { customers(first: $n) { edges { node { name } } } }",
        {},
        "cost",
    ),
    (
        "a size of 20,000 digits",
        "{ customers(first: " + "9" * 20_000 + ") { edges { node { name } } } }",
        None,
        "cost",
    ),
    (
        "types of types",
        "{ __schema { types " + "{ fields { type " * 6 + "{ name }" + " } }" * 6 + " } }",
        None,
        "introspection_depth",
    ),
    (
        "types of types through fragments",
        TYPES_THROUGH_FRAGMENTS,
        None,
        "introspection_depth",
    ),
    (
        "all types under many names",
        "{ __schema { "
        + " ".join(f"a{i}: types {{ fields {{ args {{ type {{ name }} }} }} }}" for i in range(50))
        + " } }",
        None,
        "introspection_cost",
    ),
    (
        "the schema three times",
        "{ a: __schema { description } b: __schema { description } c: __schema { description } }",
        None,
        "introspection_roots",
    ),
    ("operations", " ".join(f"query Q{i} {{ customer {{ name }} }}" for i in range(11)), None,
     "operations"),
    (
        "fragments",
        "{ customer { name } }"
        + "".join(f" fragment F{i} on Customer {{ name }}" for i in range(61)),
        None,
        "fragments",
    ),
    ("spreads", "{ customer { " + "...F " * 151 + "} } fragment F on Customer { name }", None,
     "spreads"),
]  # fmt: skip
