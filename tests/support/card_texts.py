"""Documents of GraphQL as anybody may have written them: odd spaces, commas, comments anywhere."""

from collections.abc import Sequence

from hypothesis import strategies as st

Tokens = list[str]

NAMES = st.sampled_from(["a", "name", "query", "on_", "fragment", "type", "first", "x" * 40])
TEXTS = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"\\'), max_size=30
)
ESCAPES = st.sampled_from(['\\"', "\\\\", "\\n", "\\u00e9", "\\u{1F600}", ""])
BLOCKS = st.text(alphabet=st.sampled_from('ab  \t\n#"{}é'), max_size=40)
COMMENTS = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=20
)  # in a line
SEPARATORS = st.one_of(
    st.sampled_from([" ", "\n", "\n\n", "\n \n\t\n", ", ", " ,\n", "\r\n", "\t"]),
    COMMENTS.map(lambda text: f" #{text}\n"),
    COMMENTS.map(lambda text: f"\n  #{text}\n"),
    COMMENTS.map(lambda text: f"\n\n# {text}\n\n#{text}\n"),
)


def _block(text: str) -> str:
    safe = text.replace('"""', '\\"""')
    return f'"""{safe} """' if safe.endswith('"') else f'"""{safe}"""'


def _flat(parts: Sequence[Tokens]) -> Tokens:
    return [token for part in parts for token in part]


strings = st.one_of(
    st.tuples(TEXTS, ESCAPES, TEXTS).map(lambda three: f'"{"".join(three)}"'), BLOCKS.map(_block)
).map(lambda text: [text])
scalars = st.one_of(
    strings, st.sampled_from([["1"], ["-0.5e3"], ["true"], ["null"], ["RED"], ["$", "a"]])
)


def _held(values: st.SearchStrategy[Tokens]) -> st.SearchStrategy[Tokens]:
    pairs = st.tuples(NAMES, values).map(lambda pair: [pair[0], ":", *pair[1]])
    return st.one_of(
        st.lists(values, max_size=4).map(lambda some: ["[", *_flat(some), "]"]),
        st.lists(pairs, max_size=3).map(lambda some: ["{", *_flat(some), "}"]),
    )


values = st.recursive(scalars, _held, max_leaves=5)
arguments = st.lists(
    st.tuples(NAMES, values).map(lambda pair: [pair[0], ":", *pair[1]]), max_size=3
).map(lambda some: ["(", *_flat(some), ")"] if some else [])
directives = st.lists(
    st.tuples(NAMES, arguments).map(lambda pair: ["@", pair[0], *pair[1]]), max_size=3
).map(_flat)
types = st.sampled_from([["ID"], ["[", "ID", "!", "]", "!"], ["String", "!"]])


descriptions: st.SearchStrategy[Tokens] = st.one_of(st.just([]), strings)


@st.composite
def variables(draw: st.DrawFn) -> Tokens:
    found: Tokens = []
    for _ in range(draw(st.integers(0, 3))):
        found += draw(descriptions)
        found += ["$", draw(NAMES), ":", *draw(types)]
        if draw(st.booleans()):
            found += ["=", *draw(values.filter(lambda tokens: "$" not in tokens))]
    return ["(", *found, ")"] if found else []


@st.composite
def selections(draw: st.DrawFn, level: int = 0) -> Tokens:
    """Braces with fields, spreads and fragments, with directives on any of them."""
    found: Tokens = []
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.integers(0, 3 if level else 2))
        deeper = level < 3 and draw(st.booleans())
        if kind <= 1:
            found += [draw(NAMES), ":"] if kind else []
            found += [draw(NAMES), *draw(arguments), *draw(directives)]
            found += draw(selections(level + 1)) if deeper else []
        elif kind == 2:
            found += ["...", draw(NAMES), *draw(directives)]
        else:
            found += ["...", *draw(st.sampled_from([[], ["on", "Plan"]])), *draw(directives)]
            found += draw(selections(level + 1))
    return ["{", *found, "}"]


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Any document of queries and fragments, its tokens apart in any way that GraphQL allows."""
    tokens: Tokens = []
    for _ in range(draw(st.integers(1, 3))):
        tokens += draw(descriptions)
        if draw(st.booleans()):
            tokens += ["query", draw(NAMES), *draw(variables()), *draw(directives)]
        else:
            tokens += ["fragment", draw(NAMES), "on", "Plan", *draw(directives)]
        tokens += draw(selections())
    text = draw(SEPARATORS)
    for token in tokens:
        text += token + draw(SEPARATORS)
    return text
