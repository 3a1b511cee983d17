"""What editors complete and underline in a card, from `.graphqlrc.yml` and the schema file alone.

The npm package graphql-language-service is what the GraphQL extensions of VS Code and the language
server of the others are built on.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from aggregator.cli.commands.init import home
from aggregator.language.directives import DIRECTIVES, LAYOUT
from aggregator.language.inputs import SPACING_SIZE, TEXT_COLOR, TEXT_SIZE, TRUST
from tests.support import node
from tests.support.subjects import ROOT

PROJECT = Path(__file__).parent / "language-service"
SECONDS = 60
CURSOR = "‸"
CONFIG = (ROOT / ".graphqlrc.yml").read_text(encoding="utf-8")
ARGUMENTS = {each.name: set(each.args) for each in DIRECTIVES}

CARD = """query Plan @card(title: "Plan", trust: ‸ANY) {
  customer {
    ‸name @‸text(‸color: ‸MUTED, size: ‸S)
    subscription @divider(size: ‸M) {
      ‸status @badge(‸green: [ACTIVE])
      ...‸Here
    }
    invoices(‸first: 3) @each(‸max: 2) @row {
      number @main
    }
  }
}
fragment Here on Subscription { price @money }
"""
PLACES = (
    "trust", "field", "directive", "text", "color", "size", "spacing", "subscription", "badge",
    "spread", "invoices", "each",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What an editor is told: at each cursor its completions, and what it underlines."""

    completions: list[dict[str, str | None]]
    diagnostics: list[dict[str, Any]]


def configured() -> tuple[str, list[str]]:
    """Read the schema's path and the globs of documents, as an editor does."""
    schema = re.search(r"^schema: (\S+)$", CONFIG, re.MULTILINE)
    assert schema is not None
    return schema[1], re.findall(r"^ {2}- (\S+)$", CONFIG, re.MULTILINE)


def ask(marked: str, home_: Path, folder: Path) -> Asked:
    schema, _ = configured()
    text, cursors = "", []
    for part in marked.split(CURSOR)[:-1]:
        text += part
        lines = text.split("\n")
        cursors.append({"line": len(lines) - 1, "character": len(lines[-1])})
    shared = (ROOT / "graphql" / "fragments").glob("*.graphql")
    body = {
        "schema": (ROOT / schema).read_text(encoding="utf-8"),
        "text": marked.replace(CURSOR, ""),
        "fragments": "\n".join(path.read_text(encoding="utf-8") for path in shared),
        "cursors": cursors,
    }
    file = folder / "asked.json"
    file.write_text(json.dumps(body), encoding="utf-8")
    arguments = [str(PROJECT / "complete.mjs"), str(file)]
    told = json.loads(node.run(arguments, home_, SECONDS, {"EDITORS_HOME": str(home_)}))
    completions = [
        {each["label"]: each.get("detail") for each in some} for some in told["completions"]
    ]
    return Asked(completions, told["diagnostics"])


@pytest.fixture(scope="module")
def service() -> Path:
    return node.install(PROJECT)


@pytest.fixture(scope="module")
def offered(
    service: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, dict[str, str | None]]:
    """Place in the card -> what is offered there."""
    asked = ask(CARD, service, tmp_path_factory.mktemp("editor"))
    assert asked.diagnostics == []
    return dict(zip(PLACES, asked.completions, strict=True))


def test_fields_are_offered_with_their_types(offered: Mapping[str, dict[str, str]]) -> None:
    assert offered["field"]["subscription"] == "Subscription"
    assert offered["field"]["invoices"] == "[Invoice]"
    assert offered["subscription"]["status"] == "SubscriptionStatus"
    assert "AccountHeader" not in offered["spread"]
    assert "Here" in offered["spread"]


def test_every_layout_directive_is_offered_on_a_field(offered: Mapping[str, object]) -> None:
    names = {str(label).lstrip("@") for label in offered["directive"]}  # type: ignore[attr-defined]
    assert names >= LAYOUT
    assert "card" not in names


@pytest.mark.parametrize(
    ("place", "name"), [("text", "text"), ("badge", "badge"), ("each", "each")]
)
def test_a_directives_arguments_are_offered(
    offered: Mapping[str, dict[str, str]], place: str, name: str
) -> None:
    assert {label.rstrip(": ") for label in offered[place]} == ARGUMENTS[name]


def test_a_fields_arguments_are_offered(offered: Mapping[str, dict[str, str]]) -> None:
    assert {label.rstrip(": ") for label in offered["invoices"]} == {"first"}


@pytest.mark.parametrize(
    ("place", "type_"),
    [("color", TEXT_COLOR), ("size", TEXT_SIZE), ("spacing", SPACING_SIZE), ("trust", TRUST)],
)
def test_the_values_of_an_arguments_enum_are_offered(
    offered: Mapping[str, dict[str, str]], place: str, type_: Any
) -> None:
    assert set(offered[place]) == set(type_.values)


def test_what_is_wrong_is_underlined_where_it_stands(service: Path, tmp_path: Path) -> None:
    card = 'query Q @card(title: "T") {\n  customer {\n    nmae @text(color: PINK) @bagde\n  }\n}\n'
    found = {each["message"]: each for each in ask(card, service, tmp_path).diagnostics}
    for word, column in (('"nmae"', 4), ('"PINK"', 22), ('"@bagde"', 28)):
        (told,) = (each for message, each in found.items() if word in message)
        assert (told["line"], told["character"]) == (2, column), word


def test_the_repositorys_own_cards_are_clean_in_an_editor(service: Path, tmp_path: Path) -> None:
    _, documents = configured()
    cards = sorted(ROOT.glob("cards/*/*.graphql"))
    assert {Path(pattern).parts[0] for pattern in documents} == {"cards", "graphql"}
    assert set(cards) <= {path for pattern in documents for path in ROOT.glob(pattern)}
    for card in (cards[0], ROOT / "cards" / "support" / "tenant.graphql"):
        assert ask(card.read_text(encoding="utf-8"), service, tmp_path).diagnostics == []


def test_a_new_home_for_cards_has_the_same_configuration() -> None:
    assert home("support")[".graphqlrc.yml"] == CONFIG


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("query Q @‸", "card"),
        ("query Q @card(‸", "ttl"),
        ('query Q @card(title: "T") { customer { sub‸', "subscription"),
        ('query Q @card(title: "T") { customer { name @bad‸', "badge"),
        ('query Q @card(title: "T") { customer { name @badge(‸', "yellow"),
        ('query Q @card(title: "T") { customer { name @text(color: ‸', "MUTED"),
        ('query Q @card(title: "T") { customer { ... @‸', "section"),
    ],
)
def test_what_is_being_typed_is_completed(
    service: Path, tmp_path: Path, typed: str, label: str
) -> None:
    (offered,) = ask(typed, service, tmp_path).completions
    assert label in {each.strip("@: ") for each in offered}
