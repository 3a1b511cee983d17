"""The file of types: what a query gives, exactly, and the same text for the same query."""

import subprocess
import sys
from pathlib import Path

import pytest
from graphql import Source

from aggregator.language.source import CardSource, SharedFragments, as_card, parse_text
from aggregator.render.python.shapes import attribute
from aggregator.render.python.typing_file import class_name, types_text
from tests.support.rendering import schema

PATH = Path("cards/team/usage-trend.graphql")


def card(query: str, path: Path = PATH) -> CardSource:
    return as_card(parse_text(path, Source(query, str(path))), "team", SharedFragments())


def types(inside: str, name: str = "Trend") -> str:
    return types_text(
        card(f'query {name} @card(title: "T") {{ customer {{ {inside} }} }}'), schema()
    )


def fields(inside: str, of: str = "Customer") -> dict[str, str]:
    """The fields of a class and their annotations."""
    block = types(inside).split(f"class {of}(Data):")[1].split("\n\n\n")[0]
    lines = [line.strip() for line in block.splitlines() if line.startswith("    ")]
    return dict(line.split(": ", 1) for line in lines if not line.startswith('"""'))


def test_every_kind_of_value_has_its_type_and_its_nullability() -> None:
    assert fields("name bio vip score tags links moments invoices(first: 2) { number }") == {
        "name": "str | None",
        "bio": "Markdown | None",
        "vip": "bool | None",
        "score": "float | None",
        "tags": "tuple[str, ...] | None",
        "links": "tuple[str, ...] | None",
        "moments": "tuple[datetime, ...] | None",
        "invoices": "tuple[Invoice, ...] | None",
    }
    assert fields("subscription { status quantity price }", "Subscription") == {
        "status": "SubscriptionStatus",
        "quantity": "int | None",
        "price": "Money | None",
    }


def test_names_are_pythons_and_aliases_name_fields() -> None:
    assert list(fields("plainId renewal: name class: email URLs: name")) == [
        "plain_id",
        "renewal",
        "class_",
        "ur_ls",
    ]
    assert [attribute(key) for key in ("apiCalls", "HTMLPage", "x2Y", "_id", "_9", "datetime")] == [
        "api_calls",
        "html_page",
        "x2_y",
        "id",
        "n9",
        "datetime_",
    ]


def test_names_that_fall_together_are_told_apart() -> None:
    assert list(fields("plainId plain_id: name")) == ["plain_id", "plain_id2"]


def test_one_selection_of_a_type_is_one_class_and_another_is_named_by_where_it_is() -> None:
    same = types("contact { owner { name } } account { owner { name } }")
    assert same.count("class Owner(Data)") == 1
    assert "AccountOwner" not in same
    other = types("contact { owner { name } } account { owner { name email } }")
    assert "class Owner(Data)" in other
    assert "class AccountOwner(Data)" in other


def test_the_same_field_twice_and_in_fragments_is_one_with_all_that_is_selected() -> None:
    found = fields("contact { name } ... on Customer { contact { email } }", "Contact")
    assert list(found) == ["name", "email"]


def test_a_union_is_one_class_for_each_type_with_the_fields_that_type_has() -> None:
    text = types("latest { ... on Ticket { subject } ... on Incident { severity } }")
    assert "Happening = Incident | Ticket" in text
    assert "    latest: tuple[Happening, ...] | None" in text
    assert list(fields("latest { ... on Ticket { subject } }", "Ticket")) == ["subject"]
    assert "class Incident(Data):" in text


def test_an_interface_gives_its_fields_to_each_of_its_types() -> None:
    inside = "people { name ... on Robot { model } }"
    assert list(fields(inside, "Robot")) == ["name", "model"]
    assert list(fields(inside, "Person")) == ["name"]


def test_a_query_named_as_a_type_keeps_its_name_and_the_type_gives_way() -> None:
    text = types("subscription { status }", "SubscriptionStatus")
    assert "class SubscriptionStatus(Data):" in text
    assert "class SubscriptionStatusValue(StrEnum):" in text
    assert "    status: SubscriptionStatusValue" in text


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ('query usage_by_day @card(title: "T") { customer { name } }', "UsageByDay"),
        ('query @card(title: "T") { customer { name } }', "UsageTrend"),
        ('query Card @card(title: "T") { customer { name } }', "CardData"),
        ('query _1 @card(title: "T") { customer { name } }', "Card1"),
    ],
)
def test_the_class_of_the_data_is_named_as_the_query_or_else_as_the_card(
    query: str, name: str
) -> None:
    assert class_name(card(query)) == name
    assert f"class {name}(Data):" in types_text(card(query), schema())


def test_fragments_within_fragments_do_not_make_the_file_grow_without_end() -> None:
    inside = "boss { " * 30 + "helper { name } people { name }" + " }" * 30
    assert types(inside).count("class ") < 40
    assert len(types(inside)) < 20_000


EVERYTHING = (
    "name bio moments past contact { owner { name } } account { owner { name email } tier } "
    "latest { ... on Ticket { subject status } ... on Incident { severity } } boss { name } "
    "people { name ... on Robot { model } } subscription { price plan { description } }"
)


def test_what_is_written_is_formatted_and_clean_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "x_types.py").write_text(types(EVERYTHING), encoding="utf-8")
    config = str(Path(__file__).parents[3] / "pyproject.toml")
    for arguments in (["format", "--check"], ["check", "--no-cache"]):
        done = subprocess.run(  # noqa: S603 -- our own linter
            [sys.executable, "-m", "ruff", *arguments, "--config", config, str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_same_query_gives_the_same_text() -> None:
    assert types(EVERYTHING) == types(EVERYTHING)
