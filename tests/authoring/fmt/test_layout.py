"""The one style, by example."""

import pytest

from aggregator.authoring.fmt.file import formatted
from tests.support.cards import parsed

LONG = "x" * 60

CASES = {
    "spaces and commas": (
        "query   A{a,b ,,c(x:1 y:[1 2],z:{k:true})}",
        """
        query A {
          a
          b
          c(x: 1, y: [1, 2], z: { k: true })
        }
        """,
    ),
    "a short query has a name for its kind": ("{ a }", "query {\n  a\n}\n"),
    "each selection has its line": (
        "query A { a { b } ...C ... on D { e } ... @row { f } }",
        """
        query A {
          a {
            b
          }
          ...C
          ... on D {
            e
          }
          ... @row {
            f
          }
        }
        """,
    ),
    "directives stay while the line is short": (
        'query A @card(title: "T") { a\n  @row(label: "A")\n  @date }',
        """
        query A @card(title: "T") {
          a @row(label: "A") @date
        }
        """,
    ),
    "directives have lines of their own when it is long": (
        f'query A {{ a @row(label: "{LONG}") @note(text: "{LONG}") }}',
        f"""
        query A {{
          a
            @row(label: "{LONG}")
            @note(text: "{LONG}")
        }}
        """,
    ),
    "the brace then stands alone": (
        f'query A {{ a @note(text: "{LONG}") @section(title: "{LONG}") {{ b }} }}',
        f"""
        query A {{
          a
            @note(text: "{LONG}")
            @section(title: "{LONG}")
          {{
            b
          }}
        }}
        """,
    ),
    "arguments have lines of their own when they are long": (
        f'query A {{ a(x: "{LONG}", y: "{LONG}") {{ b }} }}',
        f"""
        query A {{
          a(
            x: "{LONG}",
            y: "{LONG}"
          ) {{
            b
          }}
        }}
        """,
    ),
    "lists too": (
        f'query A {{ a @badge(red: ["{LONG}", "{LONG}"], grey: ["*"]) }}',
        f"""
        query A {{
          a
            @badge(
              red: [
                "{LONG}",
                "{LONG}"
              ],
              grey: ["*"]
            )
        }}
        """,
    ),
    "one empty line where there was one or more": (
        "query A { a\n\n\n b\n c }\nquery B { a }",
        """
        query A {
          a

          b
          c
        }

        query B {
          a
        }
        """,
    ),
    "none right inside braces": ("query A {\n\n a\n\n}", "query A {\n  a\n}\n"),
    "comments stay above and behind": (
        "# head\n\n# the query\nquery A { # open\n # above\n a # behind\n # last\n} # end\n# eof",
        """
        # head

        # the query
        query A { # open
          # above
          a # behind
          # last
        } # end
        # eof
        """,
    ),
    "a comment among directives keeps its directive": (
        "query A { a # name\n @row # row\n # date\n @date }",
        """
        query A {
          a # name
            @row # row
            # date
            @date
        }
        """,
    ),
    "a comment in an odd place moves out": (
        "query A { a ( # odd\n x: 1) }",
        """
        query A {
          # odd
          a(x: 1)
        }
        """,
    ),
    "a block string keeps its lines": (
        'query A { a @text(text: """\n  one\n    two\n  """) }',
        '''
        query A {
          a
            @text(
              text: """
              one
                two
              """
            )
        }
        ''',
    ),
    "texts keep their escapes": (
        r'query A { a @text(text: "\u00e9 \" \\") }',
        'query A {\n  a @text(text: "\\u00e9 \\" \\\\")\n}\n',
    ),
    "variables": (
        "query A($a:ID=1 $b:[ID!]!@x){a}",
        "query A($a: ID = 1, $b: [ID!]! @x) {\n  a\n}\n",
    ),
}


def _dedented(text: str) -> str:
    lines = text.removeprefix("\n").split("\n")
    if not lines[0].startswith("        "):
        return text
    return "\n".join(line.removeprefix("        ") for line in lines[:-1]) + "\n"


@pytest.mark.parametrize(("written", "expected"), CASES.values(), ids=CASES)
def test_the_style(written: str, expected: str) -> None:
    assert formatted(parsed(written)) == _dedented(expected)


def test_a_line_may_have_exactly_100_columns() -> None:
    text = 'query A {\n  a @row(label: "' + "x" * (100 - 19) + '")\n}\n'
    assert max(map(len, text.split("\n"))) == 100
    assert formatted(parsed(text)) == text
    longer = text.replace('xx")', 'xxx")')
    assert formatted(parsed(longer)).split("\n")[1] == "  a"
