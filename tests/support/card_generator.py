"""Cards written at random from the schema, mostly good: every directive, at every depth."""

import random
from collections.abc import Sequence

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)

from aggregator.language.kinds import ValueKind, kind_of
from tests.support.card_schema import card_schema

DEEPEST = 4
EMPTY = "∅"
"""Stands in every text that claims that there is nothing: it must not be shown where one failed."""
HOST = "a.example"
"""Where every link of a generated card leads to."""

_FORMATS: dict[ValueKind, Sequence[str]] = {
    "moment": ("@date", "@date(style: DATETIME)", "@date(style: RELATIVE)"),
    "money": ("@money",),
    "number": ("@number", "@number(digits: 2)", "@percent"),
}
_MATCHES: dict[ValueKind, Sequence[str]] = {
    "moment": ('"past"', '"future"', '"within 7d"', '"> 30d ago"', '"<= 2h ago"'),
    "money": ('"< 10"', '">= 99.5"', "0"),
    "number": ('"< 0.8"', '"> 1000"', "3"),
    "boolean": ("true", "false"),
    "text": ('"a"', '"[x](https://evil.example)"'),
}
_LITERALS = ("since ", "{{", "}", "[x](https://a.example)", "*b* ", "👩‍👩‍👧 ", "", "x" * 600, "%2F")


class CardGenerator:
    """Writes one card from a seed."""

    def __init__(self, seed: int, schema: GraphQLSchema | None = None) -> None:
        self._rng = random.Random(seed)  # noqa: S311  # the same card on every run
        self._schema = schema or card_schema()
        self._leaves: list[str] = []

    def write(self) -> str:
        root = self._schema.get_type("Customer")
        assert isinstance(root, GraphQLObjectType)
        rng = self._rng
        head = 'title: "Card"'
        head += rng.choice(["", ', ttl: "15s"', ', ttl: "2h"'])
        head += rng.choice(["", f', empty: "Nothing {EMPTY}"'])
        head += rng.choice(["", ', timeout: "6s"', ", trust: EXTERNAL_ID"])
        body = self._braces(root, 1, in_row=False, boxed=False)
        return f"query Card @card({head}) {{ customer {body} }}\n"

    def _braces(self, owner: GraphQLObjectType, level: int, *, in_row: bool, boxed: bool) -> str:
        rng = self._rng
        names = rng.sample(sorted(owner.fields), k=min(len(owner.fields), rng.randint(1, 5)))
        own = [name for name in names if is_leaf_type(get_named_type(owner.fields[name].type))]
        outer = self._leaves
        leaves = self._leaves = [*own, *rng.sample(outer, k=min(len(outer), 1))]
        lines = [
            self._field(name, owner.fields[name], leaves, level, in_row=in_row, boxed=boxed)
            for name in names
        ]
        if not any(lines):
            lines = ["__typename @text" if not in_row else "__typename @main"]
        self._leaves = outer
        if own and not in_row and rng.random() < 0.2:
            inside = " ".join(f"{name} {rng.choice(['@main', '@aside'])}" for name in own)
            lines.append(f"... @row {{ {inside} }}")
        return "{ " + " ".join(filter(None, lines)) + " }"

    def _field(
        self,
        name: str,
        field: GraphQLField,
        leaves: Sequence[str],
        level: int,
        *,
        in_row: bool,
        boxed: bool,
    ) -> str:
        type_ = get_named_type(field.type)
        is_list = is_list_type(get_nullable_type(field.type))
        rng = self._rng
        if is_leaf_type(type_):
            return f"{name} {self._looks(type_, leaves, in_row=in_row)}"
        if level >= DEEPEST:
            return ""
        looks = self._around(leaves)
        row = not in_row and rng.random() < 0.4
        box = not in_row and not row and rng.random() < 0.3
        looks += " @row" if row else ""
        if box:
            looks += f" @section(title: {self._text(leaves)}{'' if boxed else ', box: true'})"
        given = kept = ""
        if is_list:
            given = f"(first: {rng.randint(1, 9)})" if "first" in field.args else ""
            heading = self._text(leaves)
            where, kept = self._where(type_)
            looks += f" {where}"
            more = rng.choice(["", ', more: "{count} more"', ', more: ""'])
            looks += f' @each(max: 2, heading: {heading}{more}, empty: "None {EMPTY}")'
        inner_row, inner_box = in_row or row, boxed or box
        if isinstance(type_, GraphQLUnionType):
            bodies = [
                self._braces(each, level + 1, in_row=inner_row, boxed=inner_box)
                for each in type_.types
            ]
            parts = [
                f"... on {each.name} {body}" for each, body in zip(type_.types, bodies, strict=True)
            ]
            return f"{name}{given} {looks} {{ {' '.join(parts)} }}"
        assert isinstance(type_, GraphQLObjectType)
        body = self._braces(type_, level + 1, in_row=inner_row, boxed=inner_box)
        return f"{name}{given} {looks} {{ {kept} {body.removeprefix('{')}"

    def _where(self, type_: object) -> tuple[str, str]:
        """Keep some items by one or two of their values; give the directives, and those fields."""
        rng = self._rng
        if not isinstance(type_, GraphQLObjectType) or rng.random() < 0.6:
            return "", ""
        names = [name for name, it in type_.fields.items() if is_leaf_type(get_named_type(it.type))]
        kept = rng.sample(names, k=min(len(names), rng.randint(1, 2)))
        wheres = []
        for name in kept:
            words = self._matches(get_named_type(type_.fields[name].type)) or ['"*"']
            wheres.append(f'@where(field: "{name}", {rng.choice(["is", "not"])}: [{words[0]}])')
        return " ".join(wheres), " ".join(kept)

    def _matches(self, type_: object) -> list[str]:
        """Words that a value of the type can be compared with, in any order."""
        words = list(_MATCHES.get(kind_of(type_), ()))  # type: ignore[arg-type]  # a leaf type
        if isinstance(type_, GraphQLEnumType):
            words = list(type_.values)
        self._rng.shuffle(words)
        return words

    def _looks(self, type_: object, leaves: Sequence[str], *, in_row: bool) -> str:
        rng = self._rng
        if rng.random() < 0.2:
            return ""
        looks = [self._around(leaves)]
        kind = kind_of(type_)  # type: ignore[arg-type]  # a leaf type
        if in_row:
            looks.append(rng.choice(["@main", "@aside"]))
        elif rng.random() < 0.6:
            looks.append(f"@row(label: {self._text(leaves)})")
        if kind in _FORMATS and rng.random() < 0.6:
            looks.append(rng.choice(_FORMATS[kind]))
        looks.append(self._component(type_, kind, leaves))
        if rng.random() < 0.3:
            looks.append(f'@default(text: "- {EMPTY} {self._hole(leaves)}")')
        return " ".join(looks)

    def _component(self, type_: object, kind: ValueKind, leaves: Sequence[str]) -> str:
        rng = self._rng
        red = self._matches(type_)[:2]
        chosen = [
            f"@text(size: S, text: {self._text(leaves)}, color: MUTED)",
            f"@text(markdown: true, text: {self._text(leaves)})",
            f'@badge(label: {self._text(leaves)}, red: [{", ".join(red)}], grey: ["*"])',
            f'@text(error: [{", ".join(red)}], muted: ["*"])',
            f"@copy(label: {self._text(leaves)}, text: {self._text(leaves)})",
            f'@link(label: {self._text(leaves)}, url: "https://{HOST}/{self._hole(leaves)}")',
            f'@workflow(label: {self._text(leaves)}, key: "k")',
            "@badge",
            "@text",
        ]
        if kind in {"text", "id", "email"}:
            chosen.append(rng.choice(["@user", "@user(by: USER)"]))
        return rng.choice(chosen)

    def _around(self, leaves: Sequence[str]) -> str:
        rng = self._rng
        parts = [
            f'@when(field: "{rng.choice(leaves)}")' if leaves else "",
            f"@note(text: {self._text(leaves)}, size: L)",
            "@divider",
            "@spacer(size: XL)",
        ]
        return " ".join(part for part in parts if rng.random() < 0.15)

    def _text(self, leaves: Sequence[str]) -> str:
        rng = self._rng
        return f'"{rng.choice(_LITERALS)}{self._hole(leaves)} x"'

    def _hole(self, leaves: Sequence[str]) -> str:
        return f"{{{self._rng.choice(leaves)}}}" if leaves and self._rng.random() < 0.7 else "y"
